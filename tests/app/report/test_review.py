"""The review page: what stands on it, and what a click and a saved file do in a real browser."""

import html
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from paner.app.report.review import Reviewed, render_review, reviewed_of, write_review
from paner.augment.decisions import FORMAT, decide, read_decisions
from paner.augment.rejection import Rejection
from paner.data.sentence import Entity, Provenance, Sentence

Dumped = Callable[[list[str], Path], str]
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
OPTIONS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--virtual-time-budget=5000",
]  # fmt: skip
HOSTILE = "<img src=x onerror=document.title='hacked'> </script> \"quoted\" 'too' &amp; {{ 1 }}"
CLICKS = """
<!doctype html><meta charset="utf-8"><title>clicking</title>
<iframe style="width: 900px; height: 800px; border: 0" srcdoc="{page}"></iframe>
<pre id="measured"></pre>
<script>
addEventListener("load", () => {{
  const frame = document.querySelector("iframe");
  const page = frame.contentDocument;
  const saved = [];
  frame.contentWindow.Blob = function (parts) {{ saved.push(parts.join("")); }};
  frame.contentWindow.URL.createObjectURL = () => "data:,";
  const cards = [...page.querySelectorAll(".made")];
  for (const n of [0, 1, 2]) cards[n].querySelector("button").click();
  cards[1].querySelector("button").click();
  page.getElementById("save").click();
  document.getElementById("measured").textContent = JSON.stringify({{
    count: page.getElementById("count").textContent,
    pressed: cards.map((card) => card.querySelector("button").getAttribute("aria-pressed")),
    saved: saved[0],
    title: page.title,
    overflow: page.documentElement.scrollWidth > page.documentElement.clientWidth,
    loaded: frame.contentWindow.performance.getEntriesByType("resource").map((one) => one.name),
  }});
}});
</script>
"""


def made(text: str, method: str, parent: str | None) -> Sentence:
    words = text.split()
    origin = Provenance("a.jsonl", 1, method, parent, 0.8125)
    return Sentence.from_words(words, [Entity(0, 1, "person")], provenance=origin)


ORIGINALS = (
    Sentence.from_words(["Ann", "left", "."], [Entity(0, 1, "person")], id="s1"),
    Sentence.from_words(["Bo", "left", "."], [Entity(0, 1, "person")], id="s2"),
)
MADE = (
    made("Bo went away .", "paraphrase", "s2"),
    made("Ann went away .", "paraphrase", "s1"),
    made(f"Ann {HOSTILE} .", "paraphrase", "s1"),
    made("Cy went away .", "paraphrase+substitution", "s1"),
    made("Di is new .", "new-sentence", None),
)


def test_what_was_made_stands_beside_its_original_and_copies_are_left_out() -> None:
    found = reviewed_of(ORIGINALS, MADE)

    assert found == [
        Reviewed(ORIGINALS[0], (MADE[1], MADE[2])),
        Reviewed(ORIGINALS[1], (MADE[0],)),
        Reviewed(None, (MADE[4],)),
    ]


def test_where_there_are_only_copies_those_are_shown() -> None:
    assert reviewed_of(ORIGINALS, MADE[3:4]) == [Reviewed(ORIGINALS[0], (MADE[3],))]


def test_the_page_escapes_all_texts_and_shows_entities() -> None:
    page = render_review(reviewed_of(ORIGINALS, MADE), title=HOSTILE)

    assert "<img" not in page
    assert page.count("</script>") == 1
    assert page.count('class="label"') == 6
    assert "paraphrase, similarity 0.81" in page
    assert "http" not in page.replace("http-equiv", "")


def test_tasks_for_label_studio_have_the_original_and_can_be_read_back(tmp_path: Path) -> None:
    path = tmp_path / "team.labelstudio.json"

    write_review(reviewed_of(ORIGINALS, MADE), path, title="x")

    tasks = json.loads(path.read_text("utf-8"))
    assert [task["data"]["original"] for task in tasks[:3]] == [ORIGINALS[0].text] * 2 + [
        ORIGINALS[1].text
    ]
    decisions = read_decisions(path)
    assert all(decide(sentence, decisions) == sentence for sentence in MADE)


@pytest.mark.browser
@pytest.mark.skipif(BROWSER is None, reason="needs chromium or google-chrome on the PATH")
def test_clicks_reject_and_the_saved_file_is_obeyed(dumped: Dumped, tmp_path: Path) -> None:
    page = render_review(reviewed_of(ORIGINALS, MADE), title="Review")
    found = clicked(dumped, page, tmp_path)
    saved = tmp_path / "decisions.json"
    saved.write_text(found["saved"], "utf-8")

    decisions = read_decisions(saved)

    assert json.loads(found["saved"])["format"] == FORMAT
    assert found["count"] == "4 sentences, 2 rejected"
    assert found["pressed"] == ["true", "false", "true", "false"]
    assert decisions.rejected == {MADE[1].text, MADE[0].text}
    assert isinstance(decide(MADE[1], decisions), Rejection)
    assert decide(MADE[2], decisions) == MADE[2]
    assert found["title"] == "Review"
    assert not found["overflow"]
    assert found["loaded"] == []


def clicked(dumped: Dumped, page: str, folder: Path) -> dict[str, Any]:
    wrapper = folder / "wrapper.html"
    wrapper.write_text(CLICKS.format(page=html.escape(page)), encoding="utf-8")
    command = [str(BROWSER), *OPTIONS, f"--user-data-dir={folder / 'profile'}"]
    dom = dumped(command, wrapper)
    answer = dom.rpartition('<pre id="measured">')[2].partition("</pre>")[0]
    found: dict[str, Any] = json.loads(html.unescape(answer))
    return found
