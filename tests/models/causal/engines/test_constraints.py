"""Tests of grammars, expressions and schemas of answers."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.instruct.tagged_words import AnswerTags
from paner.models.causal.engines.constraints import (
    answer_grammar,
    answer_regex,
    answer_schema,
    read_json_tags,
)

TAGS = AnswerTags(("person", "a.b (c)", "O"), "word-tag-lossless")
NASTY = ["and/or", '"', "(x)", "[y]", "\\", "{1}", "é", "😀", "a b", "a\u00a0b", "O", "^$", "*+?|",
         "-", "#", "日本", "<p>", "'", "\n", "a\tb", "`", "@"]  # fmt: skip
WORDS = st.lists(st.sampled_from(NASTY) | st.text(min_size=1), min_size=1, max_size=5)


def answer(words: list[str], tags: list[str]) -> str:
    return " ".join(f"{word}/{tag}" for word, tag in zip(words, tags, strict=True))


@given(WORDS, st.data())
def test_the_expression_takes_each_tagging_of_the_words_and_nothing_else(
    words: list[str], data: st.DataObject
) -> None:
    expression = answer_regex(words, TAGS)
    tags = [data.draw(st.sampled_from(TAGS.names)) for _ in words]

    assert re.fullmatch(expression, answer(words, tags))
    assert not re.fullmatch(expression, answer(words, [*tags[:-1], "no-tag"]))
    assert not re.fullmatch(expression, answer([*words, "more"], [*tags, "O"]))


@given(WORDS, st.data())
def test_json_answers_read_back(words: list[str], data: st.DataObject) -> None:
    tags = [data.draw(st.sampled_from(TAGS.names)) for _ in words]

    schema = answer_schema(words, TAGS)
    written = dict(zip(schema["required"], tags, strict=True))  # type: ignore[call-overload]  # a list

    assert read_json_tags(json.dumps(written), words) == tags


@pytest.mark.parametrize("text", ["", "[]", "{", '{"1 a": "O"}', "a/O b/O"])
def test_what_is_not_of_the_schema_is_no_json_answer(text: str) -> None:
    assert read_json_tags(text, ["a", "b"]) is None


def test_xgrammar_takes_exactly_the_taggings_in_all_three_languages() -> None:
    xgrammar = pytest.importorskip(
        "xgrammar", reason="xgrammar, vLLM's own, is not installed: its dialects are not checked"
    )
    from xgrammar.testing import _is_grammar_accept_string as accepts

    tags = [TAGS.names[index % len(TAGS.names)] for index in range(len(NASTY))]
    good, bad = answer(NASTY, tags), answer(NASTY, [*tags[:-1], "no-tag"])
    keys = answer_schema(NASTY, TAGS)["required"]
    as_json = json.dumps(dict(zip(keys, tags, strict=True)), ensure_ascii=False)  # type: ignore[call-overload]  # a list

    for grammar in (
        xgrammar.Grammar.from_regex(answer_regex(NASTY, TAGS)),
        xgrammar.Grammar.from_ebnf(answer_grammar(NASTY, TAGS)),
    ):
        assert accepts(grammar, good)
        assert not accepts(grammar, bad)
    schema = json.dumps(answer_schema(NASTY, TAGS))
    assert accepts(xgrammar.Grammar.from_json_schema(schema), as_json)
