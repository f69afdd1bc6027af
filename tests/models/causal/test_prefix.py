"""Tests that sentences behind a shared prefix are computed as if each had its own."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from paner.models.causal import attention
from paner.models.causal.base import load_base
from paner.models.causal.lora import checkpoint_activations
from paner.models.causal.prefix import (
    Past,
    Segments,
    hidden_states,
    prefix_past,
    use_shared_prefix,
)

PREFIX, LENGTHS = 23, (7, 1, 12, 5)


@pytest.fixture(params=["matrices", "fused"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to attend."""
    way: str = request.param
    monkeypatch.setattr(attention, "MOST_SCORES", 1 << 24 if way == "matrices" else 0)
    return way


def _ids(seed: int = 0) -> tuple[list[int], list[list[int]]]:
    rng = random.Random(seed)
    return rng.choices(range(2, 250), k=PREFIX), [
        rng.choices(range(2, 250), k=length) for length in LENGTHS
    ]


def _adapted(folder: Path, dtype: torch.dtype, *, checkpointing: bool = False) -> Any:
    """A base with random adapters whose norms work in `dtype`, too."""
    from peft import LoraConfig, get_peft_model

    found = load_base(folder, dtype=torch.float32, device="cpu").model
    torch.manual_seed(3)
    found.config.initializer_range = 0.02  # as in real models; larger weights round more
    model = type(found)(found.config)
    use_shared_prefix(model)
    settings = LoraConfig(r=4, target_modules="all-linear", init_lora_weights=False)
    adapted = get_peft_model(model, settings).to(dtype)
    for name, parameter in adapted.named_parameters():
        if "lora_B" in name:
            parameter.data *= 0.05  # small beside the base, as after some training
    for module in model.modules():
        if type(module).__name__.endswith("RMSNorm"):
            module.forward = _norm.__get__(module)
    if checkpointing:
        checkpoint_activations(model)
        adapted.enable_input_require_grads()
    return adapted.train()


def _norm(self: Any, states: Tensor) -> Tensor:
    """RMSNorm without its own float32."""
    scaled = states * torch.rsqrt(states.pow(2).mean(-1, keepdim=True) + self.variance_epsilon)
    normed: Tensor = self.weight.to(states.dtype) * scaled
    return normed


def _loss(states: Sequence[Tensor], dtype: torch.dtype) -> Tensor:
    """Some function of all segments' states that weighs each value differently."""
    generator = torch.Generator().manual_seed(5)
    whole = torch.cat(list(states))
    return (whole.tanh() ** 2 * torch.rand(whole.shape, generator=generator).to(dtype)).mean()


def _gradient(model: Any) -> Tensor:
    return torch.cat([p.grad.flatten() for p in model.parameters() if p.grad is not None])


def _apart(model: Any, dtype: torch.dtype) -> tuple[float, Tensor]:
    prefix, own = _ids()
    states = [
        hidden_states(
            model.get_base_model().model,
            torch.tensor(prefix + ids),
            Segments(len(prefix) + len(ids), ()),
        )[len(prefix) :]
        for ids in own
    ]
    loss = _loss(states, dtype)
    model.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    return loss.item(), _gradient(model)


def _together(model: Any, dtype: torch.dtype) -> tuple[float, Tensor]:
    prefix, own = _ids()
    row = torch.tensor(prefix + [i for ids in own for i in ids])
    states = hidden_states(model.get_base_model().model, row, Segments(PREFIX, LENGTHS))
    loss = _loss([states[PREFIX:]], dtype)
    model.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    return loss.item(), _gradient(model)


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")  # by peft
@pytest.mark.parametrize(("dtype", "bound"), [(torch.float32, 1e-6), (torch.float64, 1e-14)])
@pytest.mark.parametrize("checkpointing", [False, True])
def test_loss_and_gradients_equal_those_of_separate_rows(
    tiny_llm: Path, way: str, dtype: torch.dtype, bound: float, *, checkpointing: bool
) -> None:
    model = _adapted(tiny_llm, dtype, checkpointing=checkpointing)
    if way == "fused":
        bound *= 2  # torch's fused kernel rounds a little more in float32

    loss, gradient = _together(model, dtype)

    expected_loss, expected = _apart(model, dtype)
    assert loss == pytest.approx(expected_loss, rel=bound)
    assert ((gradient - expected).norm() / expected.norm()).item() < bound


def test_separate_rows_are_what_the_model_computes_by_itself(tiny_llm: Path) -> None:
    model = load_base(tiny_llm, dtype=torch.float32, device="cpu").model
    ids = torch.tensor(_ids()[0])
    plain = model.model(input_ids=ids[None]).last_hidden_state[0]

    use_shared_prefix(model)

    assert torch.allclose(hidden_states(model.model, ids, Segments(PREFIX, ())), plain, atol=1e-5)
    padded = torch.cat([torch.ones(1, 5, dtype=torch.long), ids[None]], dim=1)
    mask = (torch.arange(5 + PREFIX) >= 5).long()[None]
    again = model.model(input_ids=padded, attention_mask=mask).last_hidden_state[0, 5:]
    assert torch.allclose(again, plain, atol=1e-4)


def test_a_prefix_computed_before_serves_all_rows_to_come(tiny_llm: Path, way: str) -> None:
    model = load_base(tiny_llm, dtype=torch.float32, device="cpu").model
    use_shared_prefix(model)
    prefix, own = _ids()
    flat = [i for ids in own for i in ids]
    with torch.inference_mode():
        expected = hidden_states(
            model.model, torch.tensor(prefix + flat), Segments(PREFIX, LENGTHS)
        )

        past = prefix_past(model.model, prefix, torch.device("cpu"))
        found = hidden_states(model.model, torch.tensor(flat), Segments(0, LENGTHS, past))

    assert torch.allclose(found, expected[PREFIX:], atol=1e-5)


def test_segments_go_on_behind_what_they_computed_before(tiny_llm: Path, way: str) -> None:
    model = load_base(tiny_llm, dtype=torch.float32, device="cpu").model
    use_shared_prefix(model)
    prefix, own = _ids()
    kept = [4, 0, 9, 2]
    with torch.inference_mode():
        past = prefix_past(model.model, prefix, torch.device("cpu"))
        first = Segments(0, LENGTHS, past, keep=True)
        whole = hidden_states(model.model, torch.tensor([i for ids in own for i in ids]), first)
        begins = [sum(LENGTHS[:n]) for n in range(4)]
        stay = torch.tensor([b + i for b, k in zip(begins, kept, strict=True) for i in range(k)])
        of_own = [(k[:, stay], v[:, stay]) for _, (k, v) in sorted(first.kept.items())]
        rest = [ids[k:] for ids, k in zip(own, kept, strict=True)]

        found = hidden_states(
            model.model,
            torch.tensor([i for ids in rest for i in ids]),
            Segments(0, tuple(map(len, rest)), Past(past.prefix, of_own, tuple(kept))),
        )

    expected = torch.cat(
        [whole[b + k : b + n] for b, k, n in zip(begins, kept, LENGTHS, strict=True)]
    )
    assert torch.allclose(found, expected, atol=1e-5)
