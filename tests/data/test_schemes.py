"""Tag schemes: the inverse pair, its mending, and seqeval as the oracle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics.sequence_labeling import get_entities

from paner.data.schemes import (
    SCHEMES,
    detect_scheme,
    entities_from_tags,
    scheme_named,
    split_tag,
    tags_from_entities,
)
from paner.data.sentence import Entity
from paner.errors import DataError, UsageError

LABELS = ["x", "creative-work", "medical condition", "Parties.BUYER", "a/b"]


def tags_of(prefixes: str) -> st.SearchStrategy[list[str]]:
    tag = st.builds("{}-{}".format, st.sampled_from(prefixes), st.sampled_from(LABELS[:3]))
    return st.lists(st.one_of(st.just("O"), tag), max_size=12)


@st.composite
def flat_entities(draw: st.DrawFn) -> tuple[list[Entity], int]:
    lengths = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3)), max_size=6))
    entities, position = [], 0
    for gap, length in lengths:
        label = draw(st.sampled_from(LABELS))
        entities.append(Entity(position + gap, position + gap + length, label))
        position += gap + length
    return entities, position + draw(st.integers(0, 2))


@pytest.mark.parametrize("scheme", SCHEMES)
@given(drawn=flat_entities())
def test_reading_tags_is_inverse_to_writing_them(
    scheme: str, drawn: tuple[list[Entity], int]
) -> None:
    entities, num_words = drawn

    tags = tags_from_entities(entities, num_words, scheme)

    assert len(tags) == num_words
    assert entities_from_tags(tags, scheme) == (entities, 0)


@given(tags=tags_of("BI"))
def test_bio_and_iob1_tags_are_read_as_seqeval_reads_them(tags: list[str]) -> None:
    expected = [(start, end + 1, label) for label, start, end in get_entities(tags)]

    for scheme in ("BIO", "IOB1"):
        entities, _ = entities_from_tags(tags, scheme)

        assert [(e.start, e.end, e.label) for e in entities] == expected


@given(tags=tags_of("BIES"))
def test_iobes_and_bilou_tags_are_read_as_seqeval_reads_them(tags: list[str]) -> None:
    expected = [(start, end + 1, label) for label, start, end in get_entities(tags)]
    bilou = [{"E": "L", "S": "U"}.get(tag[0], tag[0]) + tag[1:] for tag in tags]

    for written, scheme in ((tags, "IOBES"), (bilou, "BILOU")):
        entities, _ = entities_from_tags(written, scheme)

        assert [(e.start, e.end, e.label) for e in entities] == expected


@given(tags=tags_of("BI"))
def test_tags_are_malformed_exactly_where_writing_them_again_changes_them(tags: list[str]) -> None:
    for scheme in ("BIO", "IOB1"):
        entities, malformed = entities_from_tags(tags, scheme)

        again = tags_from_entities(entities, len(tags), scheme)

        assert malformed == sum(old != new for old, new in zip(tags, again, strict=True))


@pytest.mark.parametrize(
    ("tags", "scheme", "malformed"),
    [
        (["I-x", "I-x", "O", "I-y"], "BIO", 2),
        (["B-x", "I-y", "I-y"], "BIO", 1),
        (["I-x", "B-x"], "IOB1", 0),
        (["B-x", "I-x", "O", "B-x"], "IOB1", 2),
        (["B-x", "O", "I-x"], "IOBES", 3),  # left open, opens, left open
        (["S-x", "E-x"], "IOBES", 1),
        (["B-x"], "BILOU", 1),
    ],
)
def test_malformed_tags_are_counted(tags: list[str], scheme: str, malformed: int) -> None:
    assert entities_from_tags(tags, scheme)[1] == malformed


@pytest.mark.parametrize("scheme", SCHEMES)
@given(drawn=st.lists(flat_entities(), min_size=1, max_size=4))
def test_the_scheme_that_wrote_tags_is_detected_or_reads_them_alike(
    scheme: str, drawn: list[tuple[list[Entity], int]]
) -> None:
    sequences = [tags_from_entities(entities, width, scheme) for entities, width in drawn]

    detected = detect_scheme(sequences)

    assert [entities_from_tags(tags, detected)[0] for tags in sequences] == [
        entities for entities, _ in drawn
    ]


def test_one_b_that_touches_nothing_decides_for_bio() -> None:
    assert detect_scheme([["I-x", "O"], ["B-x", "B-x"]]) == "BIO"


def test_an_i_that_opens_means_iob1_where_no_b_contradicts() -> None:
    assert detect_scheme([["I-x", "B-x"], ["O"]]) == "IOB1"


def test_tags_without_entities_count_as_bio() -> None:
    assert detect_scheme([["O", "O"], []]) == "BIO"


def test_prefixes_of_two_schemes_in_one_file_are_an_error() -> None:
    with pytest.raises(DataError, match="mix IOBES and BILOU; found 'S-, U-'"):
        detect_scheme([["S-x"], ["U-x"]])


@pytest.mark.parametrize("tag", ["X-PER", "B", "B-", "B- ", "PER", "", "o", "E-x"])
def test_a_tag_that_is_not_of_the_scheme_is_refused(tag: str) -> None:
    with pytest.raises(DataError, match="this is no BIO tag"):
        split_tag(tag, "BIO")


def test_a_tag_is_split_at_its_first_hyphen() -> None:
    assert split_tag("B-creative-work", "BIO") == ("B", "creative-work")


def test_other_names_of_schemes_are_known() -> None:
    assert [scheme_named(name) for name in ("IOB2", "bioes", "BILUO")] == ["BIO", "IOBES", "BILOU"]

    with pytest.raises(UsageError, match="choose one of BIO, IOB1, IOBES, BILOU"):
        scheme_named("XYZ")
