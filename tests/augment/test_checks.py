"""The gates: each has a paraphrase that only it can stop."""

from dataclasses import replace

import pytest

from paner.augment.checks import CHECKS, Candidate, CheckSettings, passed, reject, verdict
from paner.augment.similarity import SimilarityBand
from paner.augment.template import Mention, Template
from paner.errors import UsageError

BAND = SimilarityBand(0.5, 0.99)


def template(text: str) -> Template:
    return Template(
        tuple(text.split()),
        {
            "<p_1>": Mention.from_words("p", ("Ann", "Lee")),
            "<p_2>": Mention.from_words("p", ("Bo", "Roe")),
        },
    )


ORIGINAL = template("In 1999 <p_1> wrote a famous book about old trees .")
GOOD = Candidate(
    ORIGINAL, template("A famous book on old trees was written in 1999 by <p_1> ."), 0.9
)
PAIR = template("Last year <p_1> clearly defeated the strong <p_2> in a long match .")
SPOILT = {
    "swapped placeholders": Candidate(
        PAIR, template("A year ago <p_2> clearly defeated the strong <p_1> in a long match ."), 0.9
    ),
    "language": replace(
        GOOD,
        paraphrase=template("En 1999 <p_1> escribió un libro famoso sobre los árboles viejos ."),
    ),
    "new date": replace(
        GOOD, paraphrase=template("A famous book on old trees was written in 2001 by <p_1> .")
    ),
    "new number": replace(
        GOOD, paraphrase=template("A famous book on 12 old trees was written in 1999 by <p_1> .")
    ),
    "new name": replace(
        GOOD, paraphrase=template("A famous book on old trees by <p_1> , an Oxonian , 1999 .")
    ),
    "copy": replace(GOOD, similarity=0.995),
    "drift": replace(GOOD, similarity=0.4),
    "length": replace(GOOD, paraphrase=template("<p_1> .")),
    "leaked mention": replace(
        GOOD, paraphrase=template("Ann Lee , or <p_1> , wrote a famous book on old trees in 1999 .")
    ),
    "near-duplicate": replace(
        GOOD, siblings=[template("quite another sentence <p_1>")], sibling_similarities=[0.995]
    ),
}


def test_a_good_paraphrase_passes() -> None:
    assert reject(GOOD, CheckSettings(), BAND) is None


@pytest.mark.parametrize("name", CHECKS)
def test_each_check_stops_what_no_other_check_stops(name: str) -> None:
    others = tuple(other for other in CHECKS if other != name)

    rejection = reject(SPOILT[name], CheckSettings(), BAND)

    assert rejection is not None
    assert rejection.reason == name
    assert reject(SPOILT[name], CheckSettings(enabled=others), BAND) is None


def test_the_same_words_in_another_case_are_a_copy_at_any_similarity() -> None:
    shouted = template("IN 1999 <p_1> WROTE A FAMOUS BOOK ABOUT OLD TREES")

    rejection = reject(replace(GOOD, paraphrase=shouted, similarity=0.8), CheckSettings(), BAND)

    assert rejection is not None
    assert rejection.reason == "copy"


def test_the_same_words_as_a_sibling_are_a_duplicate_at_any_similarity() -> None:
    candidate = replace(GOOD, siblings=[GOOD.paraphrase], sibling_similarities=[0.6])

    rejection = reject(candidate, CheckSettings(), BAND)

    assert rejection is not None
    assert rejection.reason == "near-duplicate"


def test_a_mention_that_the_context_had_before_is_no_leak() -> None:
    before = template("Ann Lee ( here <p_1> ) wrote a famous book .")
    after = template("A famous book was written by Ann Lee ( here <p_1> ) .")

    assert reject(Candidate(before, after, 0.9), CheckSettings(), BAND) is None


def test_a_name_known_elsewhere_may_not_come_into_the_context() -> None:
    after = template("A famous book on old trees was written in 1999 by <p_1> and Di Fox .")
    names = {("Di", "Fox")}

    rejection = reject(replace(GOOD, paraphrase=after, names=names), CheckSettings(), BAND)

    assert rejection is not None
    assert rejection.reason == "leaked mention"
    without = CheckSettings(enabled=("leaked mention",))
    assert reject(replace(GOOD, paraphrase=after), without, BAND) is None


def test_a_name_that_the_context_had_before_may_stay() -> None:
    candidate = replace(GOOD, names={("1999",), ("A", "famous")})

    assert reject(candidate, CheckSettings(), BAND) is None


def test_a_context_of_three_words_says_too_little_for_a_drift() -> None:
    candidate = Candidate(template("<p_1> met us all ."), template("<p_1> joined everyone ."), 0.1)

    assert reject(candidate, CheckSettings(), BAND) is None


def test_a_leak_in_another_case_is_seen() -> None:
    after = template("A famous book by <p_1> on old trees by ann lee , in 1999 .")

    rejection = reject(replace(GOOD, paraphrase=after), CheckSettings(), BAND)

    assert rejection is not None
    assert rejection.reason == "leaked mention"


def test_a_mention_does_not_reach_across_a_placeholder() -> None:
    after = template("Ann <p_1> Lee wrote a famous book on old trees in 1999 .")

    assert CHECKS["leaked mention"](replace(GOOD, paraphrase=after), CheckSettings(), BAND) is None


def test_three_words_may_become_six() -> None:
    candidate = Candidate(template("<p_1> left ."), template("It was <p_1> who left ."), 0.9)

    assert reject(candidate, CheckSettings(), BAND) is None


def test_the_settings_band_comes_before_the_embedders() -> None:
    settings = CheckSettings(band=SimilarityBand(0.95, 0.99))

    rejection = reject(GOOD, settings, BAND)

    assert rejection is not None
    assert rejection.reason == "drift"


def test_the_passed_checks_are_named_in_order() -> None:
    assert passed(CheckSettings(enabled=("copy", "length"))) == ("placeholders", "copy", "length")


def test_an_unknown_check_is_refused() -> None:
    with pytest.raises(UsageError, match="no check is named 'spelling'; expected some of: swapped"):
        CheckSettings(enabled=("spelling",))


def test_lengths_that_nothing_could_pass_are_refused() -> None:
    with pytest.raises(UsageError, match="shortest <= 1 <= longest"):
        CheckSettings(shortest=1.2)


def test_what_cannot_be_decided_is_named_and_not_called_passed() -> None:
    original = template("<p_1> ( 1999 ) , <p_2> ( 2001 )")
    settings = CheckSettings(enabled=("copy", "language"))

    found = verdict(
        Candidate(original, template("<p_2> , 2001 ; <p_1> , 1999"), 0.9), settings, BAND
    )

    assert found.rejection is None
    assert found.undecided == ("language",)
    assert passed(settings, found.undecided) == ("placeholders", "copy")


def test_the_language_may_be_given_by_its_name() -> None:
    assert CheckSettings(language="Norwegian").language == "no"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError, match="no language is named 'Klingon'"):
        CheckSettings(language="Klingon")


def test_a_given_language_decides_where_the_original_is_too_short() -> None:
    short = Candidate(
        template("<p_1> , 1999"), template("<p_1> escribió 1999 un libro famoso"), 0.9
    )
    settings = CheckSettings(enabled=("language",))

    assert reject(short, settings, BAND) is None
    rejection = reject(short, replace(settings, language="en"), BAND)
    assert rejection is not None
    assert rejection.reason == "language"
