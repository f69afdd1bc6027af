"""A language model in this process: any causal model that transformers can load."""

import asyncio
import zlib
from pathlib import Path
from typing import Any

from paner.augment.llm.model import Answer, Fault, Request
from paner.errors import LanguageModelError, first_line

__all__ = ["LocalModel"]


class LocalModel:
    """One causal language model, asked one request at a time.

    Equal requests get equal answers, in whatever order they come: each seeds the generator by its
    own prompt, or by the seed that it names.

    Args:
        name: A name on the Hugging Face hub, or a folder.
        device: `cpu`, `cuda`, …; a GPU where there is one, by default.

    Raises:
        LanguageModelError: It cannot be loaded.
    """

    def __init__(self, name: str | Path, *, device: str | None = None) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self._name = str(name)
        self._device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(self._name)
            model: Any = AutoModelForCausalLM.from_pretrained(self._name, dtype="auto")
        except (OSError, ValueError) as error:
            first = first_line(error)
            raise LanguageModelError(f"the model cannot be loaded: {first}", path=name) from error
        self._model = model.to(self._device).eval()
        self._context = int(getattr(model.config, "max_position_embeddings", 0) or 1 << 30)
        self._turn = asyncio.Lock()

    @property
    def name(self) -> str:
        """Its name on the hub, or its folder."""
        return self._name

    @property
    def form(self) -> str:
        """Nothing holds it to JSON."""
        return "plain text"

    async def complete(self, request: Request) -> Answer | Fault:
        """Generate an answer; in a thread, so that other work goes on."""
        async with self._turn:
            return await asyncio.to_thread(self._generate, request)

    async def close(self) -> None:
        """Forget the weights."""
        self._model = None

    def _generate(self, request: Request) -> Answer | Fault:
        import torch

        input_ids = self._encode(request.prompt)
        room = self._context - input_ids.shape[1]
        if room < 1:
            detail = f"the prompt has {input_ids.shape[1]} tokens, the model takes {self._context}"
            return Fault("request refused", detail)
        sampling = request.sampling
        draws = sampling.temperature > 0
        how = {"temperature": sampling.temperature, "top_p": sampling.top_p} if draws else {}
        seed = zlib.crc32(request.prompt.encode("utf-8", "surrogatepass"))
        with torch.random.fork_rng(devices=[]), torch.inference_mode():
            torch.manual_seed(seed if sampling.seed is None else sampling.seed)
            output_ids = self._model.generate(
                input_ids,
                attention_mask=torch.ones_like(input_ids),
                max_new_tokens=min(request.max_tokens, room),
                do_sample=draws,
                pad_token_id=self._tokenizer.pad_token_id or self._tokenizer.eos_token_id,
                **how,
            )[0, input_ids.shape[1] :]
        return Answer(
            self._tokenizer.decode(output_ids, skip_special_tokens=True),
            finished=bool(output_ids[-1] in self._ends()),
            prompt_tokens=int(input_ids.shape[1]),
            answer_tokens=len(output_ids),
            model=self._name,
        )

    def _encode(self, prompt: str) -> Any:
        """Token ids `[1, T]`, in the model's chat template where it has one."""
        if self._tokenizer.chat_template:
            prompt = self._tokenizer.apply_chat_template(
                [{"role": "user", "content": prompt}], tokenize=False, add_generation_prompt=True
            )
            special = False  # the template writes them
        else:
            special = True
        encoded = self._tokenizer(prompt, return_tensors="pt", add_special_tokens=special)
        return encoded["input_ids"].to(self._device)

    def _ends(self) -> set[int]:
        """Tokens that end an answer."""
        ends = self._model.generation_config.eos_token_id
        listed = ends if isinstance(ends, list) else [ends]
        return {int(end) for end in listed if end is not None}
