from typing import Any
from xml.etree import ElementTree as ET

from paner.app.report.drawing import SERIES, draw, short


def scatter(axes: Any) -> None:
    axes.plot([1, 2], [3, 4], "o", color=SERIES[1])
    axes.set_xlabel("<b>&amp;</b> $x_1$ 東京")


def test_a_drawing_is_one_svg_element_in_the_pages_colours() -> None:
    svg = draw("one", scatter, describe='a "test"', height=2)

    root = ET.fromstring(svg.replace("xlink:href", "href"))
    assert root.tag == "svg"
    assert root.get("aria-label") == 'a "test"'
    assert "var(--series-1)" in svg
    assert "currentColor" in svg
    assert "#0a0b" not in svg


def test_texts_are_kept_as_they_are() -> None:
    svg = draw("one", scatter, describe="test", height=2)

    assert "&lt;b&gt;&amp;amp;&lt;/b&gt; $x_1$ 東京" in svg


def test_the_same_plot_gives_the_same_bytes() -> None:
    assert draw("one", scatter, describe="x", height=2) == draw(
        "one", scatter, describe="x", height=2
    )


def test_a_drawing_names_no_address() -> None:
    assert "http" not in draw("one", scatter, describe="x", height=2)


def test_long_names_are_cut() -> None:
    assert short("a" * 30, 10) == "aaaaaaaaa…"
    assert short("a" * 10, 10) == "a" * 10
