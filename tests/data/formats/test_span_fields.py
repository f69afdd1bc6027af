"""Spans from JSON: offsets in code points or UTF-16 units, told by the mention."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.data.formats.span_fields import FoundSpan, checked_spans
from paner.data.overlaps import Span
from paner.errors import DataError

TEXTS = st.text(st.sampled_from("aé🙂𝕏 東"), min_size=1, max_size=12)


@given(TEXTS, st.data())
def test_offsets_of_both_kinds_give_the_mention_they_name(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    mention = text[start:end]
    units = [len(text[:position].encode("utf-16-le")) // 2 for position in (start, end)]

    for given_start, given_end in ((start, end), units):
        found = FoundSpan(Span(given_start, given_end, "x"), mention)
        (span,) = checked_spans(text, [found], Counter())
        assert text[span.start : span.end].split() == mention.split()


def test_an_offset_inside_a_character_is_refused() -> None:
    with pytest.raises(DataError, match="does not hold the text it names"):
        checked_spans("🙂a", [FoundSpan(Span(1, 3, "x"), "🙂a")], Counter())
