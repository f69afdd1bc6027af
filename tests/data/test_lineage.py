"""A corpus is cut down together with what was made from the rest of it."""

import pytest

from paner.data.lineage import first_with_descendants
from paner.data.sentence import Provenance, Sentence
from paner.errors import UsageError


def gold(line: int, folder: str = "data/") -> Sentence:
    return Sentence.from_words([f"gold{line}"], provenance=Provenance(f"{folder}train.conll", line))


def made(parent: str | None) -> Sentence:
    origin = Provenance("answers.jsonl", 1, "paraphrase", parent)
    return Sentence.from_words([f"from {parent}".replace(" ", "-")], provenance=origin)


def test_descendants_of_dropped_sentences_are_dropped() -> None:
    sentences = [gold(1), gold(2), made("data/train.conll:1"), made("data/train.conll:2")]

    assert first_with_descendants(sentences, 1) == [sentences[0], sentences[2]]


def test_a_parent_is_known_by_its_file_in_whichever_folder() -> None:
    sentences = [gold(1), gold(2), made("elsewhere/train.conll:2")]

    assert first_with_descendants(sentences, 1) == [sentences[0]]


def test_new_sentences_have_no_parent_and_stay() -> None:
    sentences = [gold(1), gold(2), made(None)]

    assert first_with_descendants(sentences, 1) == [sentences[0], sentences[2]]


@pytest.mark.parametrize("n", [0, 2, 3])
def test_all_are_kept_where_the_limit_does_not_bite(n: int) -> None:
    sentences = [gold(1), gold(2), made("unknown")]

    assert first_with_descendants(sentences, n) == sentences


def test_a_descendant_of_nobody_known_is_an_error() -> None:
    with pytest.raises(UsageError, match=r"was made from .other\.conll:9."):
        first_with_descendants([gold(1), gold(2), made("other.conll:9")], 1)


def test_a_negative_limit_is_an_error() -> None:
    with pytest.raises(UsageError, match="must not be negative"):
        first_with_descendants([], -1)
