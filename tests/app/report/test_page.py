import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from paner.app.report import ReportData, System, render_report, write_report
from paner.data.sentence import Entity, Sentence
from paner.evaluate import evaluate_corpus

SECTIONS = [
    "scores",
    "types",
    "learning",
    "errors",
    "confusion",
    "reliability",
    "examples",
    "paraphrases",
    "augmentation",
    "provenance",
    "rerun",
]
VOID = {"meta", "br", "img", "link", "hr", "input"}


class Elements(HTMLParser):
    """Collects elements and checks that each one is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)


def parsed(page: str) -> Elements:
    elements = Elements()
    elements.feed(page)
    elements.close()
    return elements


@pytest.fixture(scope="module")
def page(report_data: ReportData) -> str:
    return render_report(report_data)


def test_every_section_stands_on_the_page_and_in_the_contents(page: str) -> None:
    found = parsed(page).found

    assert [a["id"] for tag, a in found if tag == "section"] == SECTIONS
    assert [a["href"] for tag, a in found if tag == "a"] == [f"#{name}" for name in SECTIONS]


def test_every_plot_is_drawn(page: str) -> None:
    assert sum(tag == "svg" for tag, _ in parsed(page).found) == 7


def test_the_page_is_well_formed_and_its_ids_are_unique(page: str) -> None:
    elements = parsed(page)
    ids = [a["id"] for _, a in elements.found if "id" in a]

    assert not elements.unbalanced
    assert not elements.open
    assert len(ids) == len(set(ids))


def test_hostile_text_is_shown_and_not_run(page: str) -> None:
    elements = parsed(page).found

    assert not [tag for tag, _ in elements if tag in {"script", "img", "iframe", "object", "link"}]
    assert not [a for _, a in elements if any(name.startswith("on") for name in a)]
    assert page.count("&lt;script&gt;document.title") >= 6


def test_nothing_is_loaded_from_anywhere(page: str) -> None:
    links = [
        a[name] for _, a in parsed(page).found for name in ("src", "href", "data") if name in a
    ]

    assert all(str(link).startswith("#") for link in links)
    assert not re.search(r"https?://|url\((?!#)|@import", page)
    assert "default-src 'none'" in page


def test_the_same_data_give_the_same_bytes(report_data: ReportData, page: str) -> None:
    assert render_report(report_data) == page


def test_numbers_stand_in_points_with_their_intervals(report_data: ReportData, page: str) -> None:
    strict = report_data.systems[-1].evaluation["strict"]
    low, high = strict["interval"]

    assert f"<strong>{100 * strict['f1']:.1f}</strong>" in page
    assert f"{100 * low:.1f}–{100 * high:.1f}" in page


def test_examples_show_labels_confidences_and_what_is_wrong(page: str) -> None:
    assert re.search(r'class="wrong">worn seal<span class="label" dir="ltr">fault ✗', page)
    assert re.search(r'<span class="label" dir="ltr">component 0\.\d\d</span>', page)


def test_an_empty_run_says_what_is_missing() -> None:
    page = render_report(ReportData("Nothing yet"))

    assert [a["id"] for tag, a in parsed(page).found if tag == "section"] == SECTIONS
    for words in ("No system has been scored", "This run has made no sentences", "No examples"):
        assert words in page


def test_a_system_without_intervals_confidences_and_entities_can_be_shown() -> None:
    sentence = Sentence.from_words(["so"])
    scores = evaluate_corpus([sentence], [sentence], resamples=0).to_dict()

    page = render_report(ReportData("t", systems=(System("gold only", scores),)))

    assert "The predictions have no confidences." in page


def test_types_with_the_names_of_dictionary_methods_are_shown() -> None:
    labels = ["items", "keys", "get", "count", "O"]
    gold = Sentence.from_words(labels, [Entity(i, i + 1, x) for i, x in enumerate(labels)])
    scores = evaluate_corpus([gold], [gold]).to_dict()

    page = render_report(ReportData("t", systems=(System("all", scores),)))

    assert all(f'<th scope="row">{label}</th>' in page for label in labels)


def test_very_many_types_get_a_list_of_their_confusions() -> None:
    words = [f"type {index}" for index in range(60)]
    gold = Sentence.from_words(words, [Entity(i, i + 1, word) for i, word in enumerate(words)])
    predicted = gold.with_entities([Entity(0, 1, "type 1"), Entity(1, 2, "type 1")])
    scores = evaluate_corpus([gold], [predicted]).to_dict()

    page = render_report(ReportData("t", systems=(System("all", scores),)))

    assert "60 types are too many for a table" in page
    assert '<th scope="row">type 0</th><td class="text">type 1</td><td>1</td>' in page
    assert "type 59" in page


def test_the_file_is_utf8(report_data: ReportData, tmp_path: Path, page: str) -> None:
    write_report(report_data, tmp_path / "report.html")

    assert (tmp_path / "report.html").read_text(encoding="utf-8") == page


def test_matplotlib_is_imported_only_to_draw() -> None:
    program = "import sys, paner.app.report; sys.exit('matplotlib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
