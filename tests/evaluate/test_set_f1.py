import string
from collections.abc import Callable
from pathlib import Path

import pytest

from paner.data.read import read
from paner.data.sentence import Entity, Sentence
from paner.evaluate.match import pair_sentences
from paner.evaluate.scores import Score, total
from paner.evaluate.set_f1 import normal_form, set_counts

Corpora = tuple[list[Sentence], list[Sentence]]


def plain(text: str) -> str:
    """The definition, step by step: lower case, no punctuation, no articles, single blanks."""
    kept = [character for character in text.lower() if character not in string.punctuation]
    # A word boundary stands wherever a word character meets another; other characters stay.
    pieces, run = [], ""
    for character in [*kept, " "]:
        if character.isalnum():
            run += character
            continue
        pieces.append(" " if run in {"a", "an", "the"} else run)
        pieces.append(character)
        run = ""
    return " ".join("".join(pieces).split())


def published_score(gold: list[Sentence], predicted: list[Sentence]) -> tuple[float, float, float]:
    """Lists of unique (mention, type)s per sentence, counted over the corpus."""

    def facts(sentence: Sentence) -> list[tuple[str, str]]:
        unique: list[tuple[str, str]] = []
        for entity in sentence.entities:
            mention = " ".join(sentence.words[entity.start : entity.end])
            fact = (plain(mention), plain(entity.label))
            if fact not in unique:
                unique.append(fact)
        return unique

    correct = num_gold = num_predicted = 0
    for left, right in zip(gold, predicted, strict=True):
        num_gold += len(facts(left))
        for fact in facts(right):
            num_predicted += 1
            if fact in facts(left):
                correct += 1
    precision = correct / (num_predicted + 1e-10)
    recall = correct / (num_gold + 1e-10)
    return precision, recall, 2 * precision * recall / (precision + recall + 1e-10)


def test_the_score_equals_the_published_definition(
    random_corpora: Callable[[int], Corpora],
) -> None:
    for seed in range(600):
        gold, predicted = random_corpora(seed)

        score = total(set_counts(pair_sentences(gold, predicted)))

        expected = pytest.approx(published_score(gold, predicted), abs=1e-8)
        assert (score.precision, score.recall, score.f1) == expected


def test_random_corpora_have_what_makes_the_set_score_differ(
    random_corpora: Callable[[int], Corpora],
) -> None:
    gold = [sentence for seed in range(600) for sentence in random_corpora(seed)[0]]
    mentions = [[(s.mention(e), e.label) for e in s.entities] for s in gold]

    assert any(not normal_form(mention) for row in mentions for mention, _ in row)
    assert any(len(set(row)) < len(row) for row in mentions)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The Beatles", "beatles"),
        ("a", ""),
        (".", ""),
        ("A.", ""),  # punctuation goes first, so the article is seen
        ("U.S.A", "usa"),
        ("  Bank   of the  West ", "bank of west"),
        ("Theatre an der Wien", "theatre der wien"),
        ("“quoted”", "“quoted”"),  # only ASCII punctuation
        ("the-an", "thean"),
        ("l’an 1", "l’ 1"),  # the curly apostrophe stays and is a word boundary
    ],
)
def test_normal_forms(text: str, normal: str) -> None:
    assert normal_form(text) == normal
    assert plain(text) == normal


def test_positions_and_repetitions_do_not_count() -> None:
    gold = Sentence.from_words(
        ["The", "Bank", "met", "bank"], [Entity(0, 2, "org"), Entity(3, 4, "org")]
    )
    predicted = gold.with_entities([Entity(1, 2, "org")])

    counts = set_counts(pair_sentences([gold], [predicted]))

    assert total(counts) == Score(correct=1, predicted=1, support=1)


def test_an_empty_mention_stays_in_the_set() -> None:
    gold = Sentence.from_words(["The", "!"], [Entity(0, 1, "band"), Entity(1, 2, "mark")])
    predicted = gold.with_entities([Entity(1, 2, "band")])

    counts = set_counts(pair_sentences([gold], [predicted]))

    assert counts.tolist() == [[1, 1, 2]]


def test_the_words_are_golds_where_the_two_cut_them_differently() -> None:
    gold = Sentence("U.S. soil", ((0, 2), (2, 4), (5, 9)), (Entity(0, 2, "loc"),))
    predicted = Sentence("U.S. soil", ((0, 4), (5, 9)), (Entity(0, 1, "loc"),))

    counts = set_counts(pair_sentences([gold], [predicted]))

    assert counts.tolist() == [[1, 1, 1]]


@pytest.mark.data
@pytest.mark.parametrize(
    ("corpus", "entities", "facts"),
    [
        ("ai", 1809, 1784),
        ("literature", 2266, 2219),
        ("music", 3336, 3292),
        ("science", 3089, 3043),
        ("conll2003", 5628, 5566),
    ],
)
def test_on_gold_data_the_set_score_leaves_out_one_to_two_entities_in_a_hundred(
    corpus: str, entities: int, facts: int, data_dir: Path
) -> None:
    sentences = read(data_dir / "crossner" / corpus / "test.txt").sentences

    counts = set_counts(pair_sentences(sentences, sentences))

    assert sum(len(sentence.entities) for sentence in sentences) == entities
    assert total(counts) == Score(facts, facts, facts)
