"""A corpus made larger, every sentence with its provenance, every lost one with its reason."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from paner.augment.augmented import AugmentedCorpus
from paner.augment.corpus import augment_corpus
from paner.augment.recorded import (
    RecordedMentions,
    RecordedParaphrases,
    RecordedText,
    Recording,
    read_recorded,
)
from paner.augment.settings import AugmentSettings
from paner.augment.template import mask
from paner.data.read import read
from paner.data.sentence import Entity, Provenance, Sentence
from paner.errors import UsageError
from paner.models.embedder import MiniLMEmbedder
from paner.schema.entity_types import EntityType, Schema

DOMAINS = ["ai", "literature", "music", "science"]


def sentence_of(number: int, text: str, *entities: tuple[int, int, str]) -> Sentence:
    found = [Entity(*entity) for entity in entities]
    origin = Provenance("train.txt", number)
    return Sentence.from_words(text.split(), found, id=f"s{number}", provenance=origin)


TRAIN = [
    sentence_of(1, "Ann Lee wrote a book about the trees of Rome .", (0, 2, "p"), (9, 10, "l")),
    sentence_of(2, "In the spring , Bo moved to Paris for good .", (4, 5, "p"), (7, 8, "l")),
    sentence_of(3, "It rained ."),
]
RECORDING = Recording(
    (
        RecordedParaphrases(
            "In the spring , <p_1> moved to <l_1> for good .",
            (
                "<p_1> moved to <l_1> for good in the spring .",
                "When spring came , <p_1> left for <l_1> , never to return .",
                "In the spring <p_1> moved .",
            ),
            1,
            "paraphrases.jsonl",
            1,
        ),
        RecordedParaphrases(
            "<p_1> wrote a book about the trees of <l_1> .",
            ("A book about the trees of <l_1> was written by <p_1> .",),
            0,
            "paraphrases.jsonl",
            2,
        ),
    ),
    (
        RecordedMentions("p", ("Cy Day", "Di Fox", "Ed Hill"), "entities.jsonl", 1),
        RecordedMentions("l", ("Oslo", "New York", "Lima"), "entities.jsonl", 2),
    ),
    (
        RecordedText("[Flo|p] was seen at the harbour of [Oslo|l] .", "new.jsonl", 1),
        RecordedText("[Flo|p was lost .", "new.jsonl", 2),
    ),
)


def augmented(recording: Recording = RECORDING, **options: object) -> AugmentedCorpus:
    settings = AugmentSettings(
        copies_per_paraphrase=1, copies_per_original=1, copies_per_new_sentence=1
    )
    arguments: dict[str, object] = {"recorded": recording, "settings": settings, **options}
    return augment_corpus(TRAIN, **arguments)  # type: ignore[arg-type]  # any options, in tests


def of_method(corpus: AugmentedCorpus, method: str) -> list[Sentence]:
    return [s for s in corpus.sentences if s.provenance and s.provenance.method == method]


def test_every_sentence_tells_where_it_comes_from() -> None:
    corpus = augmented()

    for sentence in corpus.sentences:
        origin = sentence.provenance
        assert origin is not None
        assert origin.source
        assert origin.line
        assert origin.checks
        assert origin.parent in {"s1", "s2", "new-sentence-1", None}
        assert (origin.parent is None) == (origin.method == "new-sentence")
        assert (origin.similarity is None) == (not origin.method.startswith("paraphrase"))


def test_a_paraphrase_is_filled_and_named_after_its_parent() -> None:
    [first, *_] = of_method(augmented(), "paraphrase")

    assert first.text == "A book about the trees of Rome was written by Ann Lee ."
    assert first.entities == (Entity(6, 7, "l"), Entity(10, 12, "p"))
    assert first.id == "s1/paraphrase-1"
    assert first.provenance is not None
    assert first.provenance.parent == "s1"
    assert (first.provenance.source, first.provenance.line) == ("paraphrases.jsonl", 2)


def test_all_kinds_of_answers_are_used() -> None:
    corpus = augmented()

    assert {name: account.kept for name, account in corpus.accounts.items()} == {
        "paraphrase": 3,
        "new-sentence": 1,
        "paraphrase+substitution": 3,
        "substitution": 2,
        "new-sentence+substitution": 1,
    }


def test_ids_are_unique() -> None:
    names = [sentence.id for sentence in augmented().sentences]

    assert len(set(names)) == len(names)


def test_what_was_asked_for_is_kept_or_rejected_or_failed() -> None:
    corpus = augmented()

    assert corpus.kept == len(corpus.sentences)
    assert sum(corpus.rejected.values()) == len(corpus.rejections)
    assert corpus.rejected == {"placeholders": 1, "annotation": 1}
    # one recorded answer of two for the first sentence, none of two for the third; and the third
    # has no entity to substitute
    assert corpus.failed == {"no recorded answer": 3, "no entity to substitute": 1}
    assert corpus.asked == corpus.kept + 2 + 4


def test_what_the_recording_lacks_is_counted() -> None:
    texts = (RecordedParaphrases("<x_1> .", ("<x_1> !",), 9, "f", 1),)
    mentions = (
        RecordedMentions("q", ("a", "b"), "f", 2),
        RecordedMentions("p", ("Bo", "Cy"), "f", 3),
    )

    corpus = augmented(Recording(texts, mentions))

    assert corpus.missing == {
        "sentences without recorded paraphrases": 3,
        "recorded paraphrases without a sentence": 1,
        "proposed mentions: unknown type": 2,
        "proposed mentions: known already": 1,
        "types without proposed mentions": 1,
    }


def test_equal_seeds_give_equal_corpora_and_others_do_not() -> None:
    assert augmented(seed=1) == augmented(seed=1)
    assert augmented(seed=1).sentences != augmented(seed=2).sentences


def test_a_subset_in_another_order_gets_the_same_sentences() -> None:
    settings = AugmentSettings(copies_per_paraphrase=0, copies_per_original=0)

    whole = augment_corpus(TRAIN, recorded=RECORDING, settings=settings)
    part = augment_corpus([TRAIN[1], TRAIN[0]], recorded=RECORDING, settings=settings)

    assert {s.text for s in part.sentences} == {s.text for s in whole.sentences}


def test_no_substituted_copy_repeats_a_sentence() -> None:
    settings = AugmentSettings(copies_per_original=30, share=1)

    corpus = augmented(settings=settings)

    texts = [sentence.text for sentence in [*TRAIN, *corpus.sentences]]
    assert len(set(texts)) == len(texts)
    assert corpus.rejected["duplicate"] > 0


def test_paraphrases_may_serve_for_substitution_alone() -> None:
    settings = AugmentSettings(
        paraphrases=False, new_sentences=False, copies_per_paraphrase=1, copies_per_original=0
    )

    corpus = augmented(settings=settings)

    assert {name: account.kept for name, account in corpus.accounts.items()} == {
        "paraphrase+substitution": 3
    }


def test_without_proposals_no_substituted_copy_is_asked_for() -> None:
    corpus = augmented(replace(RECORDING, mentions=()))

    assert set(corpus.accounts) == {"paraphrase", "new-sentence"}


def test_a_new_sentence_may_not_copy_a_held_out_one() -> None:
    held_out = [sentence_of(9, "Flo was seen at the harbour of Oslo .")]

    assert augmented(held_out=held_out).rejected["held-out copy"] == 1


def test_a_type_of_the_schema_needs_no_training_entity() -> None:
    recording = Recording(texts=(RecordedText("[Rex|pet animal] barked .", "f", 1),))

    with_schema = augmented(recording, schema=Schema((EntityType("PET", "pet animal"),)))

    assert with_schema.sentences[0].entities == (Entity(0, 1, "PET"),)
    assert augmented(recording).rejected == {"unknown type": 1}


def test_sentences_without_ids_are_known_by_their_place() -> None:
    train = [replace(sentence, id="") for sentence in TRAIN]

    corpus = augment_corpus(train, recorded=RECORDING)

    assert corpus.sentences[0].id == "train.txt:1/paraphrase-1"


@pytest.mark.parametrize(
    "method",
    ["mention-replacement", "label-wise-replacement", "segment-shuffling", "duplication"],
)
def test_a_simple_method_makes_its_number_of_copies(method: str) -> None:
    corpus = augment_corpus(TRAIN, method=method, per_sentence=3)

    assert corpus.account()["methods"] == {
        method: {"asked": 9, "kept": 9, "rejected": {}, "failed": {}}
    }
    assert {s.provenance.method for s in corpus.sentences if s.provenance} == {method}
    assert len({s.id for s in corpus.sentences}) == 9


def test_either_a_recording_or_a_method_is_needed() -> None:
    with pytest.raises(UsageError, match="either recorded answers or a method"):
        augment_corpus(TRAIN)
    with pytest.raises(UsageError, match="either recorded answers or a method"):
        augment_corpus(TRAIN, recorded=RECORDING, method="duplication")


def test_impossible_numbers_are_refused() -> None:
    with pytest.raises(UsageError, match="per_sentence"):
        augment_corpus(TRAIN, method="duplication", per_sentence=-1)
    with pytest.raises(UsageError, match="share must be"):
        AugmentSettings(share=0)
    with pytest.raises(UsageError, match="copies_per_original"):
        AugmentSettings(copies_per_original=-1)


@pytest.fixture(scope="module")
def minilm() -> MiniLMEmbedder:
    return MiniLMEmbedder()


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("domain", DOMAINS)
def test_the_recorded_answers_are_kept(data_dir: Path, domain: str, minilm: MiniLMEmbedder) -> None:
    train = list(read(data_dir / "crossner" / domain / "train.txt").sentences)
    recording = read_recorded(
        data_dir / kind / f"{domain}.jsonl" for kind in ("paraphrases", "entities", "synthetic")
    )

    corpus = augment_corpus(train, recorded=recording, per_sentence=3, embedder=minilm)

    paraphrases, new = corpus.accounts["paraphrase"], corpus.accounts["new-sentence"]
    assert paraphrases.asked == 3 * len(train)
    assert paraphrases.kept >= 0.98 * paraphrases.asked
    assert new.asked == 200
    assert new.kept >= 0.9 * new.asked
    assert corpus.asked == corpus.kept + len(corpus.rejections) + sum(corpus.failed.values())
    assert corpus.missing == {}


@pytest.mark.data
@pytest.mark.parametrize("domain", DOMAINS)
def test_recorded_templates_are_what_masking_gives(data_dir: Path, domain: str) -> None:
    train = read(data_dir / "crossner" / domain / "train.txt").sentences
    recording = read_recorded([data_dir / "paraphrases" / f"{domain}.jsonl"])

    assert [mask(s).text for s in train] == [one.template for one in recording.paraphrases]


@pytest.mark.data
def test_shuffled_sentences_find_their_answers(data_dir: Path) -> None:
    train = list(read(data_dir / "crossner" / "science" / "train.txt").sentences)
    recording = read_recorded([data_dir / "paraphrases" / "science.jsonl"])
    shuffled = random.Random(0).sample(train, 50)

    corpus = augment_corpus(shuffled, recorded=recording, per_sentence=3)

    assert corpus.failed == {}
    assert corpus.missing == {"recorded paraphrases without a sentence": 150}
