"""Sentences for property tests, with words that a template could trip over."""

from itertools import pairwise

from hypothesis import strategies as st

from paner.data.sentence import Entity, Sentence

NASTY = [
    "/", "and/or", "<person_1>", "<person_2>", "x<person_1>y", "<a_b_1>", "<", ">", "<b>", "[", "]",
    "|", "\\", "é", "🙂", "a\u00a0b", "38.4 million", "'s", ",", ".", "O", "東京", "_1",
]  # fmt: skip
LABELS = ["person", "a b", "a_b", "person_1", "creative-work", "Parties.BUYING", "a<b>", "x/y"]


@st.composite
def sentences(draw: st.DrawFn) -> Sentence:
    words = draw(
        st.lists(st.one_of(st.sampled_from(NASTY), st.from_regex(r"\A\w{1,6}\Z")), max_size=12)
    )
    spaces = draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    edges = sorted(draw(st.sets(st.integers(0, len(words)), max_size=6)))
    entities = [
        Entity(start, end, draw(st.sampled_from(LABELS)))
        for start, end in pairwise(edges)
        if draw(st.booleans())
    ]
    return Sentence.from_words(words, entities, space_after=spaces)
