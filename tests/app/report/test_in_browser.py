"""The report in a real browser: a page around it measures the layout from outside."""

import html
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from paner.app.report import ReportData, render_report

Dumped = Callable[[list[str], Path], str]
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="needs chromium or google-chrome on the PATH"),
]
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=5000",
]
MEASURE = """
<!doctype html><meta charset="utf-8"><title>measuring</title>
<iframe style="width: {width}px; height: 800px; border: 0" srcdoc="{page}"></iframe>
<pre id="measured"></pre>
<script>
addEventListener("load", () => {{
  const report = document.querySelector("iframe").contentDocument;
  const width = report.documentElement.clientWidth;
  const outside = [...report.querySelectorAll("main *, header *")].filter((element) => {{
    if (element.closest(".scroll, pre, .marked, svg")) return false;
    const box = element.getBoundingClientRect();
    return box.right > width + 0.5 || box.left < -0.5;
  }});
  const background = (selector) =>
    getComputedStyle(report.querySelector(selector)).backgroundColor;
  document.getElementById("measured").textContent = JSON.stringify({{
    width,
    scrollWidth: report.documentElement.scrollWidth,
    outside: outside.map((element) => element.outerHTML.slice(0, 120)),
    flat: [...report.querySelectorAll("section")]
      .filter((section) => section.getBoundingClientRect().height < 60).map((s) => s.id),
    sections: report.querySelectorAll("section").length,
    plots: [...report.querySelectorAll("svg")].filter((svg) =>
      svg.getBoundingClientRect().height > 60 && svg.querySelector("path")).length,
    scripts: report.scripts.length,
    title: report.title,
    loaded: report.defaultView.performance.getEntriesByType("resource").map((one) => one.name),
    highlighted: background("mark"),
    page: background("body"),
  }});
}});
</script>
"""


def measured(dumped: Dumped, page: str, width: int, folder: Path, *options: str) -> dict[str, Any]:
    wrapper = folder / "wrapper.html"
    source = MEASURE.format(width=width, page=html.escape(page))
    wrapper.write_text(source, encoding="utf-8")
    command = [str(BROWSER), *OPTIONS, *options, f"--user-data-dir={folder / 'profile'}"]
    dom = dumped(command, wrapper)
    answer = dom.rpartition('<pre id="measured">')[2].partition("</pre>")[0]
    found: dict[str, Any] = json.loads(html.unescape(answer))
    return found


@pytest.fixture(scope="module")
def page(report_data: ReportData) -> str:
    return render_report(report_data)


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_overflows_the_screen(
    dumped: Dumped, width: int, page: str, tmp_path: Path
) -> None:
    found = measured(dumped, page, width, tmp_path)

    assert found["scrollWidth"] <= found["width"] <= width
    assert not found["outside"]


def test_all_is_rendered_nothing_is_loaded_and_hostile_text_is_inert(
    dumped: Dumped, page: str, report_data: ReportData, tmp_path: Path
) -> None:
    found = measured(dumped, page, 1280, tmp_path)

    assert found["sections"] == 11
    assert not found["flat"]
    assert found["plots"] == 7
    assert found["scripts"] == 0
    assert found["loaded"] == []
    assert found["title"] == report_data.title


def test_a_dark_screen_gets_a_dark_page(dumped: Dumped, page: str, tmp_path: Path) -> None:
    (tmp_path / "light").mkdir()
    (tmp_path / "dark").mkdir()

    light = measured(
        dumped, page, 800, tmp_path / "light", "--blink-settings=preferredColorScheme=1"
    )
    dark = measured(dumped, page, 800, tmp_path / "dark", "--blink-settings=preferredColorScheme=0")

    assert light["page"] == "rgb(246, 247, 249)"
    assert dark["page"] == "rgb(18, 22, 29)"
    assert light["highlighted"] != dark["highlighted"]
