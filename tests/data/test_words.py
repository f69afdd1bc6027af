"""Words in any script, and character spans as entities of words."""

import itertools
from collections import Counter

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from paner.data.overlaps import Span
from paner.data.word_pattern import SPACES
from paner.data.words import SPLIT, TRIMMED, sentence_from_spans, word_offsets
from paner.errors import DataError

PIECES = st.sampled_from(
    [
        "東京",
        "ไทย",
        "e\u0301",
        "👨‍👩‍👧",
        "🇩🇪",
        " ",
        "\u00a0",
        "\n",
        "\r\n",
        "and/or",
        "[x|y]",
        "O'Brien",
        "-based",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=12).map("".join)


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in word_offsets(text)]


def test_the_spaces_are_those_that_python_calls_spaces() -> None:
    assert "".join(c for c in map(chr, range(0x110000)) if c.isspace()) == SPACES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is opinion-based.", ["It", "is", "opinion-based", "."]),
        ("Dijkstra's, O'Connell don't", ["Dijkstra", "'s", ",", "O", "'Connell", "don", "'t"]),
        ("dell'Aquila, l’Italia", ["dell'", "Aquila", ",", "l’", "Italia"]),
        ("Award-winning, well-born", ["Award", "-winning", ",", "well-born"]),
        ("and/or (3.5, 1,000)", ["and", "/", "or", "(", "3.5", ",", "1,000", ")"]),
        ("The U.S. has J. Smith, Ph.D.", ["The", "U.S.", "has", "J.", "Smith", ",", "Ph.D."]),
        ("see https://a.org/b?c=d. me@x.org", ["see", "https://a.org/b?c=d", ".", "me@x.org"]),
        ("@user #topic $4990 10%", ["@user", "#topic", "$", "4990", "10", "%"]),
        ("2024年に東京", ["2024", "年", "に", "東", "京"]),
        ("กรุงเทพ", ["ก", "รุ", "ง", "เ", "ท", "พ"]),
        ("삼성은 a", ["삼", "성", "은", "a"]),
        ("👨‍👩‍👧‍👦🇩🇪!", ["👨‍👩‍👧‍👦", "🇩🇪", "!"]),
        ("Donau\u00addampf e\u0301a", ["Donau\u00addampf", "e\u0301a"]),
        ("wait...", ["wait", "..."]),
        ("", []),
        (" \u00a0\n", []),
    ],
)
def test_words_are_those_of_a_corpus(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(TEXTS)
def test_each_character_but_white_space_stands_in_exactly_one_word(text: str) -> None:
    covered = [i for start, end in word_offsets(text) for i in range(start, end)]

    assert covered == [i for i, character in enumerate(text) if not character.isspace()]


@given(TEXTS)
def test_no_grapheme_cluster_is_split_between_two_words(text: str) -> None:
    edges = {match.start() for match in regex.finditer(r"\X", text)}
    offsets = word_offsets(text)

    for (_, end), (start, _) in itertools.pairwise(offsets):
        assert start > end or start in edges


@given(TEXTS, st.data())
def test_a_span_keeps_its_characters_wherever_it_lies(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    mention = text[start:end].strip()
    if not mention:
        with pytest.raises(DataError):
            sentence_from_spans(text, [(start, end, "x")])
        return

    sentence = sentence_from_spans(text, [(start, end, "creative-work a/b")])

    (entity,) = sentence.entities
    assert sentence.mention(entity) == mention
    assert entity.label == "creative-work a/b"


def test_a_word_that_a_span_cuts_is_split_and_counted() -> None:
    counts: Counter[str] = Counter()

    sentence = sentence_from_spans("preLondonpost here", [(3, 9, "city")], counts=counts)

    assert sentence.words == ("pre", "London", "post", "here")
    assert counts == {SPLIT: 1}


def test_white_space_at_a_spans_edges_is_trimmed_and_counted() -> None:
    counts: Counter[str] = Counter()

    sentence = sentence_from_spans("in  Rome .", [(2, 9, "city")], counts=counts)

    assert [sentence.mention(entity) for entity in sentence.entities] == ["Rome"]
    assert counts == {TRIMMED: 1}


def test_given_words_are_kept_and_gaps_within_a_span_are_filled() -> None:
    sentence = sentence_from_spans("a bc d", [(2, 6, "x")], token_offsets=[(0, 1), (3, 4)])

    assert sentence.words == ("a", "b", "c", "d")
    assert [sentence.mention(entity) for entity in sentence.entities] == ["bc d"]


@pytest.mark.parametrize(
    ("span", "message"),
    [
        ((2, 2, "x"), "does not lie in the text"),
        ((3, 2, "x"), "does not lie in the text"),
        ((-1, 2, "x"), "does not lie in the text"),
        ((0, 9, "x"), "does not lie in the text"),
        ((0, 1, " "), "no label"),
        ((1, 2, "x"), "only white space"),
        ((True, 2, "x"), "no integers"),
        ((0, 1.0, "x"), "no integers"),
    ],
)
def test_an_impossible_span_is_refused(span: tuple[int, int, str], message: str) -> None:
    with pytest.raises(DataError, match=message):
        sentence_from_spans("a bc", [span])


def test_a_confidence_stays_with_its_entity() -> None:
    sentence = sentence_from_spans("a bc", [Span(2, 4, "x", 0.5)])

    assert [entity.confidence for entity in sentence.entities] == [0.5]
