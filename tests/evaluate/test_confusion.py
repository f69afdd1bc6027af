from collections.abc import Callable

import numpy as np

from paner.data.sentence import Entity, Sentence
from paner.evaluate.confusion import confuse
from paner.evaluate.error_kinds import outcomes
from paner.evaluate.match import pair_sentences

Corpora = tuple[list[Sentence], list[Sentence]]


def test_rows_are_gold_columns_predicted_and_the_last_of_each_is_outside() -> None:
    sentence = Sentence.from_words(["a", "b", "c", "d", "e", "f", "g"])
    gold = sentence.with_entities(
        [Entity(0, 1, "x"), Entity(1, 2, "x"), Entity(2, 4, "y"), Entity(5, 6, "y")]
    )
    predicted = sentence.with_entities(
        [Entity(0, 1, "x"), Entity(1, 2, "y"), Entity(3, 4, "y"), Entity(6, 7, "x")]
    )

    table = confuse(outcomes(pair_sentences([gold], [predicted])))

    assert table.labels == ("x", "y", "O")
    # x once right, once taken for y; y once right but for its boundary, once missed; one x spurious
    assert table.counts == ((1, 1, 0), (0, 1, 1), (1, 0, 0))


def test_rows_sum_to_gold_and_columns_to_predicted_entities(
    random_corpora: Callable[[int], Corpora],
) -> None:
    for seed in range(100):
        gold, predicted = random_corpora(seed)

        table = confuse(outcomes(pair_sentences(gold, predicted)))

        counts = np.array(table.counts)
        for index, label in enumerate(table.labels[:-1]):
            assert counts[index].sum() == sum(e.label == label for s in gold for e in s.entities)
            assert counts[:, index].sum() == sum(
                e.label == label for s in predicted for e in s.entities
            )


def test_a_type_named_o_is_not_mixed_up_with_outside() -> None:
    sentence = Sentence.from_words(["a", "b"])
    gold = sentence.with_entities([Entity(0, 1, "O")])
    predicted = sentence.with_entities([Entity(1, 2, "O")])

    table = confuse(outcomes(pair_sentences([gold], [predicted])))

    assert table.counts == ((0, 1), (1, 0))
