"""A sentence with its entities taken out, and put back."""

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from paner.augment.template import PLACEHOLDER, Mention, Template, fill, mask
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


JKU = Sentence.from_words(
    ["Sepp", "Hochreiter", "joined", "JKU", "."],
    [Entity(0, 2, "researcher"), Entity(3, 4, "university")],
)


def sentence_of(text: str, *entities: tuple[int, int, str]) -> Sentence:
    return Sentence.from_words(text.split(), [Entity(*entity) for entity in entities])


@given(sentences())
def test_filling_a_template_restores_its_sentence(sentence: Sentence) -> None:
    assert fill(mask(sentence)) == sentence


@given(sentences())
def test_each_entity_has_a_placeholder_that_stands_in_the_text_once(sentence: Sentence) -> None:
    template = mask(sentence)

    assert len(template.entities) == len(sentence.entities)
    assert all(PLACEHOLDER.fullmatch(name) for name in template.entities)
    assert all(template.placeholders[name] == 1 for name in template.entities)


def test_the_example_of_the_method_is_masked_as_printed() -> None:
    assert mask(JKU).text == "<researcher_1> joined <university_1> ."


def test_the_index_counts_per_label_in_order_of_appearance() -> None:
    sentence = sentence_of("Ann met Bob in Rome .", (0, 1, "p"), (2, 3, "p"), (4, 5, "l"))

    assert mask(sentence).text == "<p_1> met <p_2> in <l_1> ."


def test_blanks_in_a_label_become_underscores() -> None:
    sentence = sentence_of("He has flu .", (2, 3, "medical condition"))

    assert mask(sentence).text == "He has <medical_condition_1> ."


def test_labels_that_look_alike_when_masked_keep_their_own_entities() -> None:
    sentence = sentence_of("one two", (0, 1, "a b"), (1, 2, "a_b"))

    template = mask(sentence)

    assert template.text == "<a_b_1> <a_b_2>"
    assert fill(template).entities == sentence.entities


def test_a_placeholder_that_the_corpus_itself_has_is_stepped_over() -> None:
    sentence = sentence_of("<person_1> is what Ann wrote", (3, 4, "person"))

    template = mask(sentence)

    assert template.text == "<person_1> is what <person_2> wrote"
    assert template.placeholders == Counter({"<person_1>": 1, "<person_2>": 1})
    assert fill(template) == sentence


def test_natural_spacing_survives() -> None:
    sentence = Sentence(
        "Ann's in Rome,\n now.",
        ((0, 3), (3, 5), (6, 8), (9, 13), (13, 14), (16, 19), (19, 20)),
        (Entity(0, 1, "p"), Entity(3, 4, "l")),
    )

    assert fill(mask(sentence)) == sentence


def test_other_mentions_move_the_entities_behind_them() -> None:
    filled = fill(mask(JKU), {"<researcher_1>": Mention.from_words("researcher", ("Ada",))})

    assert filled.text == "Ada joined JKU ."
    assert filled.entities == (Entity(0, 1, "researcher"), Entity(2, 3, "university"))


def test_a_template_without_words_is_an_empty_sentence() -> None:
    assert fill(Template((), {})) == Sentence("", ())
