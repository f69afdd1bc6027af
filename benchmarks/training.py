"""A training step with one prefix for all sentences, beside padded and packed ones.

    python benchmarks/training.py [--sizes 4 8 16 32] [--timed 4 16]

A random model of the Qwen2 shape (5 million weights) with adapters; a prefix of 1,877 tokens, which
is what an instruction with definitions and guidelines takes, and sentences of about 180 tokens of
their own. Tokens are counted for all sizes; CPU time (forward and backward) is taken for some, all
forms in turns in one process. The page is benchmarks/results/training.md.
"""

import argparse
import os
import platform
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from paner.models.causal.lora import LoraSettings, attach_lora
from paner.models.causal.prefix import Segments, hidden_states, use_shared_prefix

RESULTS = Path(__file__).parent / "results"
VOCABULARY = 8_192
PACKED = 4_200  # tokens in a packed row
Step = Callable[[Any, Sequence[int], Sequence[Sequence[int]]], Tensor]


@dataclass(frozen=True)
class Measured:
    """One form at one size."""

    tokens: int
    seconds: float | None = None
    loss: float = 0.0


def model(layers: int = 8, width: int = 192) -> Any:
    """A random Qwen2 with random adapters."""
    from transformers import Qwen2Config, Qwen2ForCausalLM

    torch.manual_seed(0)
    config = Qwen2Config(
        vocab_size=VOCABULARY,
        hidden_size=width,
        intermediate_size=3 * width,
        num_hidden_layers=layers,
        num_attention_heads=width // 32,
        num_key_value_heads=max(1, width // 96),
        max_position_embeddings=8_192,
        tie_word_embeddings=True,
    )
    return attach_lora(Qwen2ForCausalLM(config).float(), LoraSettings())


def loss_of(states: Tensor, own: Sequence[int], adapted: Any) -> Tensor:
    """The loss on a sentence's own tokens, summed; the same in all forms."""
    head = adapted.get_base_model().lm_head
    return functional.cross_entropy(head(states[:-1]), torch.tensor(own[1:]), reduction="sum")


def padded(adapted: Any, prefix: Sequence[int], own: Sequence[Sequence[int]]) -> Tensor:
    """Each sentence behind its own copy of the prefix, padded to the longest."""
    longest = max(map(len, own))
    rows = [[*prefix, *ids, *[0] * (longest - len(ids))] for ids in own]
    mask = [[1] * (len(prefix) + len(ids)) + [0] * (longest - len(ids)) for ids in own]
    decoder = adapted.get_base_model().model
    output = decoder(
        input_ids=torch.tensor(rows), attention_mask=torch.tensor(mask), use_cache=False
    )
    begin = len(prefix)
    parts = zip(output.last_hidden_state, own, strict=True)
    total = sum(loss_of(states[begin : begin + len(ids)], ids, adapted) for states, ids in parts)
    (total / sum(map(len, own))).backward()
    return total.detach()


def packed(adapted: Any, prefix: Sequence[int], own: Sequence[Sequence[int]]) -> Tensor:
    """Sentences with their copies of the prefix one behind another, in rows; a backward a row."""
    whole = torch.zeros(())
    decoder = adapted.get_base_model().model
    for row in packs(prefix, own):
        ids = [token for one in row for token in (*prefix, *one)]
        positions = [at for one in row for at in range(len(prefix) + len(one))]
        output = decoder(
            input_ids=torch.tensor([ids]), position_ids=torch.tensor([positions]), use_cache=False
        )
        states, begin, total = output.last_hidden_state[0], 0, torch.zeros(())
        for one in row:
            begin += len(prefix)
            total = total + loss_of(states[begin : begin + len(one)], one, adapted)
            begin += len(one)
        (total / sum(map(len, own))).backward()
        whole += total.detach()
    return whole


def packs(prefix: Sequence[int], own: Sequence[Sequence[int]]) -> list[list[Sequence[int]]]:
    """Sentences by row."""
    rows: list[list[Sequence[int]]] = [[]]
    length = 0
    for one in own:
        if rows[-1] and length + len(prefix) + len(one) > PACKED:
            rows.append([])
            length = 0
        rows[-1].append(one)
        length += len(prefix) + len(one)
    return rows


def shared(adapted: Any, prefix: Sequence[int], own: Sequence[Sequence[int]]) -> Tensor:
    """All sentences behind one prefix."""
    row = torch.tensor([*prefix, *(token for one in own for token in one)])
    segments = Segments(len(prefix), tuple(map(len, own)))
    states = hidden_states(adapted.get_base_model().model, row, segments)[len(prefix) :]
    parts = zip(states.split([len(one) for one in own]), own, strict=True)
    total = torch.stack([loss_of(part, one, adapted) for part, one in parts]).sum()
    (total / sum(map(len, own))).backward()
    return total.detach()


def tokens(form: str, prefix: int, own: Sequence[Sequence[int]]) -> int:
    """Tokens that a form computes."""
    lengths = [len(one) for one in own]
    return {
        "padded": len(own) * (prefix + max(lengths)),
        "packed": len(own) * prefix + sum(lengths),
        "shared": prefix + sum(lengths),
    }[form]


def timed(step: Step, adapted: Any, prefix: Sequence[int], own: Sequence[Sequence[int]]) -> Any:
    """CPU seconds of a step, and its loss."""
    adapted.zero_grad()
    began = time.process_time()
    total = step(adapted, prefix, own)
    return time.process_time() - began, float(total) / sum(map(len, own))


def measured(
    sizes: Sequence[int],
    timed_sizes: Sequence[int],
    forms: Sequence[str],
    prefix_length: int,
    adapted: Any,
) -> dict[int, dict[str, Measured]]:
    """All forms at all sizes."""
    rng = random.Random(0)
    prefix = rng.choices(range(VOCABULARY), k=prefix_length)
    found: dict[int, dict[str, Measured]] = {}
    for size in sizes:
        lengths = [max(40, round(rng.gauss(180, 50))) for _ in range(size)]
        own = [rng.choices(range(VOCABULARY), k=length) for length in lengths]
        found[size] = {f: Measured(tokens(f, prefix_length, own)) for f in FORMS}
        if size in timed_sizes:
            for form in forms:
                step = FORMS[form]
                implementation = "shared_prefix" if form == "shared" else "sdpa"
                adapted.get_base_model().set_attn_implementation(implementation)
                seconds, loss = timed(step, adapted, prefix, own)
                found[size][form] = Measured(found[size][form].tokens, seconds, loss)
    return found


FORMS: dict[str, Step] = {"padded": padded, "packed": packed, "shared": shared}


def page(found: dict[int, dict[str, Measured]], prefix: int, command: str) -> str:
    """The results as Markdown."""
    lines = [
        "# Training: one prefix for many sentences",
        "",
        (
            f"Command: `{command}`, {time.strftime('%Y-%m-%d')}. torch {torch.__version__}, "
            f"{os.cpu_count()} processors ({platform.machine()}), one thread, float32; load "
            f"average {os.getloadavg()[0]:.1f}. Seed 0."
        ),
        "",
        (
            "A step is forward and backward of a random Qwen2 with adapters (r 8, all linear "
            f"layers): a prefix of {prefix} tokens, N sentences of about 180 tokens each. CPU "
            "seconds of the process; all forms of a row in one run, one step each."
        ),
        "",
        (
            "| N | tokens padded | packed | shared | packed / shared | s padded | packed | "
            "shared | padded / shared | packed / shared | loss beside padded |"
        ),
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for size, forms in found.items():
        one, two, three = (forms[form] for form in ("padded", "packed", "shared"))
        cells = [size, one.tokens, two.tokens, three.tokens, f"{two.tokens / three.tokens:.1f}"]
        cells += ["-" if f.seconds is None else f"{f.seconds:.1f}" for f in (one, two, three)]
        cells += [ratio(form, three) for form in (one, two)]
        cells += [f"{abs(three.loss - one.loss) / one.loss:.0e}" if one.loss else "-"]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines) + "\n"


def ratio(one: Measured, other: Measured) -> str:
    """How many times the CPU time of another form, where both were timed."""
    if one.seconds is None or other.seconds is None:
        return "-"
    return f"{one.seconds / other.seconds:.1f}"


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[4, 8, 16, 32])
    parser.add_argument("--timed", type=int, nargs="*", default=[4, 16])
    parser.add_argument("--forms", nargs="+", default=list(FORMS), choices=list(FORMS))
    parser.add_argument("--prefix", type=int, default=1_877)
    parser.add_argument("--out", type=Path, default=RESULTS / "training.md")
    given = parser.parse_args()
    torch.set_num_threads(1)
    adapted = model()
    use_shared_prefix(adapted.get_base_model())
    found = measured(given.sizes, given.timed, given.forms, given.prefix, adapted)
    timed_sizes = " ".join(map(str, given.timed))
    forms = " ".join(given.forms)
    command = f"python benchmarks/training.py --timed {timed_sizes} --forms {forms}"
    given.out.write_text(page(found, given.prefix, command), encoding="utf-8")
    print(given.out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
