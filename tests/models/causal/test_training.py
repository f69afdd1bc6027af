"""Tests of fine-tuning: it learns, it resumes, it is the same on two processes."""

from pathlib import Path

import pytest

from paner.data.sentence import Sentence
from paner.models.causal.config import CausalConfig
from paner.models.tagger import Tagger


def quick(base: Path, **changes: object) -> CausalConfig:
    """Settings for tiny models."""
    settings: dict[str, object] = {
        "base": str(base),
        "steps": 90,
        "transition_weight": 0.3,
        "batch_size": 10,
        "learning_rate": 1.5e-2,
        "head_learning_rate": 3e-2,
        "precision": "float32",
        "gazetteer": False,
        "threads": 1,
    }
    return CausalConfig(**{**settings, **changes})  # type: ignore[arg-type]  # of many types


def test_ten_sentences_are_learnt_by_heart_by_reading_twice(
    tiny_llm: Path, ten_sentences: list[Sentence], tmp_path: Path
) -> None:
    tagger = Tagger.train(ten_sentences, config=quick(tiny_llm))

    assert list(tagger.tag(ten_sentences)) == ten_sentences

    tagger.save(tmp_path / "model")
    again = Tagger.load(tmp_path / "model")
    found = list(again.tag(ten_sentences))
    assert found == ten_sentences
    assert all(entity.confidence for sentence in found for entity in sentence.entities)


def test_resuming_gives_the_weights_of_an_undisturbed_run(
    tiny_qwen2: Path, ten_sentences: list[Sentence], tmp_path: Path
) -> None:
    config = quick(tiny_qwen2, steps=6, checkpoint_steps=2, batch_size=4, gazetteer=True)
    whole = Tagger.train(ten_sentences, config=config)

    class Interrupted(Exception):  # noqa: N818 - no error
        pass

    def interrupt(done: int, _total: int, _loss: float) -> None:
        if done == 5:
            raise Interrupted

    with pytest.raises(Interrupted):
        Tagger.train(
            ten_sentences, config=config, checkpoints=tmp_path / "kept", progress=interrupt
        )
    resumed = Tagger.train(ten_sentences, config=config, checkpoints=tmp_path / "kept")

    expected, found = (t.backbone.network.state_dict() for t in (whole, resumed))  # type: ignore[attr-defined]  # causal ones
    assert [name for name in expected if not expected[name].equal(found[name])] == []
    assert resumed.summary["loss_curve"] == whole.summary["loss_curve"]
