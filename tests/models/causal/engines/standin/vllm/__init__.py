"""A stand-in for vLLM with the signatures of its documentation: it tags capitals, and obeys."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from vllm.lora.request import LoRARequest
from vllm.sampling_params import StructuredOutputsParams

__all__ = ["LLM", "SamplingParams"]


@dataclass
class SamplingParams:
    """Of vllm.SamplingParams what is used here, keyword names and defaults as there."""

    temperature: float = 1.0
    max_tokens: int | None = 16
    structured_outputs: StructuredOutputsParams | None = None


@dataclass
class CompletionOutput:
    """Of vllm.outputs.CompletionOutput."""

    index: int
    text: str
    finish_reason: str | None = None


@dataclass
class RequestOutput:
    """Of vllm.outputs.RequestOutput."""

    request_id: str
    outputs: list[CompletionOutput] = field(default_factory=list)
    finished: bool = True


class LLM:
    """Of vllm.LLM: the constructor's and `chat`'s names."""

    def __init__(
        self,
        model: str,
        *,
        enable_prefix_caching: bool | None = None,
        enable_lora: bool = False,
        **settings: Any,
    ) -> None:
        if model == "missing":
            raise OSError("missing is not a local folder")
        self.settings = {"prefix": enable_prefix_caching, "lora": enable_lora, **settings}
        self.calls: list[tuple[int, LoRARequest | None]] = []

    def chat(
        self,
        messages: list[dict[str, str]] | Sequence[list[dict[str, str]]],
        sampling_params: SamplingParams | Sequence[SamplingParams] | None = None,
        use_tqdm: bool = True,  # noqa: FBT001, FBT002 - as vLLM has it
        lora_request: LoRARequest | None = None,
        chat_template: str | None = None,
        add_generation_prompt: bool = True,  # noqa: FBT001, FBT002 - the same
    ) -> list[RequestOutput]:
        """One output a conversation, in order."""
        assert isinstance(sampling_params, list)
        assert len(messages) == len(sampling_params)
        self.calls.append((len(messages), lora_request))
        return [
            RequestOutput(str(number), [_completion(params)])
            for number, params in enumerate(sampling_params)
        ]


def _completion(params: SamplingParams) -> CompletionOutput:
    assert params.structured_outputs is not None
    assert params.structured_outputs.regex is not None
    assert params.temperature == 0
    pieces = re.findall(r"(\S+)/\(([^)]*)\)", params.structured_outputs.regex)
    words = [(word.replace("\\", ""), names.split("|")) for word, names in pieces]
    text = " ".join(f"{w}/{names[1] if w[0].isupper() else 'O'}" for w, names in words)
    if len(words) > 100:  # longer than this model's context
        return CompletionOutput(0, text[: len(text) // 3], "length")
    return CompletionOutput(0, text, "stop")
