from collections.abc import Callable

from paner.data.sentence import Entity, Sentence
from paner.evaluate.match import pair_sentences
from paner.evaluate.scores import Score, strict_counts, total
from paner.evaluate.unseen import score_unseen

Corpora = tuple[list[Sentence], list[Sentence]]


def test_a_mention_is_seen_whatever_its_case_spacing_and_type() -> None:
    train = [Sentence.from_words(["NEW", "YORK"], [Entity(0, 2, "club")])]
    gold = Sentence(
        "New  York and Rome and Oslo",
        ((0, 3), (5, 9), (10, 13), (14, 18), (19, 22), (23, 27)),
        (Entity(0, 2, "city"), Entity(3, 4, "city"), Entity(5, 6, "city")),
    )
    predicted = gold.with_entities(
        [Entity(0, 2, "city"), Entity(3, 4, "city"), Entity(4, 5, "city")]
    )

    split = score_unseen(pair_sentences([gold], [predicted]), train)

    assert split.seen == Score(correct=1, predicted=1, support=1)
    assert split.unseen == Score(correct=1, predicted=2, support=2)


def test_seen_and_unseen_add_up_to_the_whole(random_corpora: Callable[[int], Corpora]) -> None:
    for seed in range(100):
        pairs = pair_sentences(*random_corpora(seed))

        split = score_unseen(pairs, random_corpora(seed + 1)[0])

        whole = total(strict_counts(pairs))
        for count in ("correct", "predicted", "support"):
            parts = getattr(split.seen, count) + getattr(split.unseen, count)
            assert parts == getattr(whole, count)
