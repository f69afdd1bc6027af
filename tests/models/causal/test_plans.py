"""Answers as tokens: nothing but the tags is open, and the whole has the same tokens."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers
from tokenizers.trainers import BpeTrainer, UnigramTrainer
from transformers import PreTrainedTokenizerFast

from paner.data.read import read
from paner.data.sentence import Sentence
from paner.errors import UsageError
from paner.models.causal.plans import AnswerPlanner
from paner.models.causal.self_test import self_test, trial_answers
from paner.models.tags import TagSet, tags_from

# The pre-token patterns of the model families.
PATTERNS = {
    "qwen2": r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    "llama3": r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    "gpt2": r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
}
TAGS = ("O", "person", "organisation", "programlang", "product", "product_line", "B-person")
TEXT = [
    "Ada/person Lovelace/person met/O Charles/person and/or/O Co./organisation ./O (/O 1843/O )/O",
    "C++/programlang and/O Python/programlang are/O products/product ,/O they/O say/O :/O O/O",
    "the/O Model/product_line T/product_line of/O Ford/organisation ,/O '/O s/O",
]
NASTY = [
    "/",
    "and/or",
    "./",
    "O",
    "[x]",
    '"',
    "'s",
    "a\u00a0b",
    "12",
    "naïve",
    "😀",
    "<|end|>",
    ",",
]


def byte_level(pattern: str, texts: Sequence[str], *, size: int = 400) -> PreTrainedTokenizerFast:
    """A byte-level BPE with a family's pre-token pattern."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = BpeTrainer(vocab_size=size, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return _finished(tokenizer)


def sentencepiece_like(texts: Sequence[str]) -> PreTrainedTokenizerFast:
    """Pieces of words behind a visible blank, as SentencePiece makes them."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = UnigramTrainer(
        vocab_size=200, special_tokens=["<unk>"], unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return _finished(tokenizer)


def _finished(tokenizer: Tokenizer) -> PreTrainedTokenizerFast:
    tokenizer.add_special_tokens([AddedToken("<|end|>", special=True)])
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|end|>")


@pytest.fixture(scope="module", params=[*PATTERNS, "sentencepiece"])
def tokenizer(request: pytest.FixtureRequest) -> Any:
    if request.param == "sentencepiece":
        return sentencepiece_like([*TEXT, *NASTY])
    return byte_level(PATTERNS[request.param], TEXT)


@pytest.fixture(scope="module")
def planner(tokenizer: Any) -> AnswerPlanner:
    return AnswerPlanner(tokenizer, TAGS)


def words_and_tags() -> st.SearchStrategy[list[tuple[str, int]]]:
    letters = st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=8)
    word = st.one_of(st.sampled_from(NASTY), letters)
    return st.lists(st.tuples(word, st.integers(0, len(TAGS) - 1)), min_size=1, max_size=8)


@given(data=words_and_tags())
def test_an_answer_has_the_tokens_of_its_text(
    planner: AnswerPlanner, data: list[tuple[str, int]]
) -> None:
    words, tags = zip(*data, strict=True)

    assert not planner.differs(words, tags)


@given(data=words_and_tags())
def test_following_the_decisions_from_left_to_right_gives_the_answer(
    planner: AnswerPlanner, data: list[tuple[str, int]]
) -> None:
    words, tags = zip(*data, strict=True)

    answer = planner.build(words, tags)

    positions = [decision.position for decision in answer.decisions]
    assert positions == sorted(positions)
    for decision in answer.decisions:
        end = (*answer.ids, planner.end_id)
        assert decision.allowed[decision.index] == end[decision.position]
        assert len(set(decision.allowed)) == len(decision.allowed) > 1


@given(data=words_and_tags(), other=st.integers(0, len(TAGS) - 1))
def test_two_answers_part_at_a_decision_and_nowhere_else(
    planner: AnswerPlanner, data: list[tuple[str, int]], other: int
) -> None:
    words, tags = zip(*data, strict=True)
    changed = (other, *tags[1:])
    one, two = planner.build(words, tags), planner.build(words, changed)

    ends = [(*one.ids, planner.end_id), (*two.ids, planner.end_id)]
    parted = next((at for at, (a, b) in enumerate(zip(*ends, strict=False)) if a != b), None)

    if other == tags[0]:
        assert parted is None
    else:
        assert parted in {decision.position for decision in one.decisions}


@given(data=words_and_tags())
def test_shown_mistakes_stand_in_the_answer_and_the_right_tags_in_the_decisions(
    planner: AnswerPlanner, data: list[tuple[str, int]]
) -> None:
    words, tags = zip(*data, strict=True)
    outside = [0] * len(tags)

    answer = planner.build(words, tags, shown=outside)

    assert answer.ids == planner.build(words, outside).ids
    first = {d.word: d for d in reversed(answer.decisions)}
    clean = {d.word: d for d in reversed(planner.build(words, tags).decisions)}
    for word, decision in first.items():
        assert decision.allowed[: len(TAGS)] == clean[word].allowed[: len(TAGS)]
        assert (decision.allowed[decision.index] == clean[word].allowed[clean[word].index]) or (
            decision.word + 1 < len(words)
        )


def test_words_share_their_tries(planner: AnswerPlanner) -> None:
    first, second, third = planner.plans(["Ada", "met", "Lovelace"])

    assert first.trie is second.trie is third.trie


def test_a_tag_that_begins_like_another_ends_where_the_next_word_begins(tokenizer: Any) -> None:
    planner = AnswerPlanner(tokenizer, ["O", "product", "product_line"])
    short, long = planner.encode(["x/product", "x/product_line"])
    assert long[: len(short)] == short, "no case of it: the tags' tokens part before the short ends"

    inner, last = planner.build(["Model", "T"], [1, 1]), planner.build(["Model"], [1])

    assert inner.decisions[1].position < len(inner.ids)
    assert inner.decisions[1].word == 0
    assert last.decisions[-1].position == len(last.ids)
    assert last.decisions[-1].allowed[last.decisions[-1].index] == tokenizer.eos_token_id


def test_tags_with_blanks_are_refused(tokenizer: Any) -> None:
    with pytest.raises(UsageError, match="white space"):
        AnswerPlanner(tokenizer, ["O", "medical condition"])


def test_tags_that_the_tokenizer_cannot_tell_apart_are_refused() -> None:
    planner = AnswerPlanner(sentencepiece_like(TEXT), ["O", "\u4e2d", "\u6587"])

    with pytest.raises(UsageError, match="same tokens"):
        planner.plans(["Ada"])


def test_a_word_that_looks_like_a_special_token_is_only_a_word(tokenizer: Any) -> None:
    answer = AnswerPlanner(tokenizer, TAGS).build(["<|end|>"], [0])

    assert tokenizer.eos_token_id not in answer.ids


def test_the_self_test_counts_and_names_what_differs(
    caplog: pytest.LogCaptureFixture,
) -> None:
    gluing = Tokenizer(models.BPE())  # no pre-tokens: its tokens cross blanks
    gluing.train_from_iterator(["O b/O b/O b/O b/O"] * 9, BpeTrainer(show_progress=False))
    planner = AnswerPlanner(_finished(gluing), ["O"])

    found = self_test(planner, [(["b", "b", "b"], [0, 0, 0]), (["b"], [0])])

    assert (found.answers, found.differing, found.example) == (2, 1, ("b", "b", "b"))
    assert "other tokens" in caplog.text


def test_trial_answers_have_every_tag_and_the_tokens_of_their_text(planner: AnswerPlanner) -> None:
    trial = trial_answers(planner)

    assert {tag for _, tags in trial for tag in tags} == set(range(len(TAGS)))
    assert self_test(planner, trial).differing == 0


def crossner(data_dir: Path) -> dict[str, Sequence[Sentence]]:
    """All test sentences of the CrossNER domains there are."""
    folder = data_dir / "crossner"
    names = ("ai", "literature", "music", "science", "politics")
    found = [name for name in names if (folder / name / "test.txt").exists()]
    return {name: read(folder / name / "test.txt").sentences for name in found}


@pytest.mark.data
def test_all_crossner_test_sentences_have_the_same_tokens_as_a_whole(data_dir: Path) -> None:
    tokenizer = smollm2_tokenizer()

    for sentences in crossner(data_dir).values():
        labels = sorted({entity.label for s in sentences for entity in s.entities})
        tag_set = TagSet.of(sentences, labels)
        gold = [(s.words, tags_from(s.entities, len(s.offsets), tag_set)) for s in sentences]
        found = self_test(AnswerPlanner(tokenizer, tag_set.names), gold)

        assert (found.answers, found.differing) == (len(sentences), 0)


@pytest.mark.data
@pytest.mark.parametrize("family", PATTERNS)
def test_the_same_holds_for_other_families(data_dir: Path, family: str) -> None:
    train = read(data_dir / "crossner" / "ai" / "train.txt").sentences
    texts = [" ".join(f"{word}/O" for word in s.words) for s in train]
    tokenizer = byte_level(PATTERNS[family], [*texts, *TEXT], size=2000)
    planner = AnswerPlanner(tokenizer, ["O", "person", "programlang"])  # few: it is quicker

    for sentences in crossner(data_dir).values():
        tagged = [(s.words, [at % 3 for at in range(len(s.words))]) for s in sentences]
        found = self_test(planner, tagged)

        assert (found.answers, found.differing) == (len(sentences), 0)


def smollm2_tokenizer() -> Any:
    base = pytest.importorskip("paner.models.causal.smollm2")
    transformers = pytest.importorskip("transformers")
    path = base.smollm2_file()
    return transformers.PreTrainedTokenizerFast.from_pretrained(path.parent, gguf_file=path.name)
