"""Answers to masked sentences, judged."""

from paner.augment.checks import CheckSettings
from paner.augment.paraphrases import Answered, judge
from paner.augment.similarity import LexicalEmbedder
from paner.augment.template import Mention, Template

ORIGINAL = Template(
    ("In", "1999", "<p_1>", "wrote", "a", "famous", "book", "about", "old", "trees", "."),
    {"<p_1>": Mention.from_words("p", ("Ann", "Lee"))},
)
LIGHT = "In 1999 <p_1> wrote a famous book on old trees ."
PASSIVE = "A famous book about old trees was written by <p_1> in 1999 ."
OTHER = "It was <p_1> who , in 1999 , authored a well-known book on trees of great age ."


def answered(*answers: str, parent: str = "7") -> Answered:
    return Answered(ORIGINAL, answers, parent, "answers.jsonl", 8)


def test_the_most_diverse_are_kept_and_the_others_counted_as_surplus() -> None:
    [judged] = judge([answered(LIGHT, PASSIVE, OTHER)], per_sentence=2, embedder=LexicalEmbedder())

    assert [template.text for template in judged.kept] == [PASSIVE, OTHER]
    assert [(r.reason, r.text) for r in judged.rejections] == [("surplus", LIGHT)]


def test_each_answer_is_kept_or_rejected_with_its_place() -> None:
    [judged] = judge(
        [answered(PASSIVE, "nothing left", PASSIVE, ORIGINAL.text)],
        per_sentence=5,
        embedder=LexicalEmbedder(),
    )

    assert len(judged.kept) == len(judged.similarities) == 1
    assert [rejection.reason for rejection in judged.rejections] == [
        "placeholders",
        "near-duplicate",
        "copy",
    ]
    assert {(r.parent, r.source, r.line, r.method) for r in judged.rejections} == {
        ("7", "answers.jsonl", 8, "paraphrase")
    }


def test_similarities_belong_to_their_paraphrases() -> None:
    both = judge([answered(LIGHT), answered(OTHER)], per_sentence=1, embedder=LexicalEmbedder())
    alone = judge([answered(OTHER)], per_sentence=1, embedder=LexicalEmbedder())

    assert both[1].similarities == alone[0].similarities
    assert both[0].similarities[0] > both[1].similarities[0] > 0.3


def test_the_settings_choose_the_checks() -> None:
    settings = CheckSettings(enabled=())

    [judged] = judge(
        [answered(ORIGINAL.text)], per_sentence=1, embedder=LexicalEmbedder(), settings=settings
    )

    assert [template.text for template in judged.kept] == [ORIGINAL.text]


def test_no_answer_is_no_loss() -> None:
    [judged] = judge([answered()], per_sentence=2, embedder=LexicalEmbedder())

    assert (judged.kept, judged.rejections) == ((), ())
    assert judge([], per_sentence=2, embedder=LexicalEmbedder()) == []
