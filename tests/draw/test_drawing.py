"""What every drawing must keep: legible text that meets nothing, and three sound files."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from ondergrond.draw import draw_layout, draw_street, layout_figure, street_figure
from ondergrond.draw.page import MARGIN
from ondergrond.draw.sheet import PAGES, PNG_DPI, SMALLEST_TEXT
from ondergrond.layout import Layout
from ondergrond.words import Language
from tests.draw.layouts import ALL, alley, dense, many, renewal, residential

LayoutMaker = Callable[[], Layout]

PIXELS_PER_MM = PNG_DPI / 25.4

EVERY = pytest.mark.parametrize("name", sorted(ALL))


def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    """Every text of a figure with the box the renderer gives it, in pixels."""
    canvas: Any = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()
    return [
        (text.get_text(), text.get_window_extent(renderer))
        for text in figure.findobj(Text)
        if text.get_text()
    ]


def texts(figure: Figure) -> set[str]:
    """All texts of a figure."""
    return {text for text, _ in boxes(figure)}


def overlap(a: Bbox, b: Bbox) -> bool:
    return bool(a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1)


def assert_legible(figure: Figure) -> None:
    """No text meets another or leaves the frame, and none is smaller than 6 points."""
    found = boxes(figure)
    assert found
    meeting = [(a, b) for (a, box), (b, other) in itertools.combinations(found, 2)
               if overlap(box, other)]  # fmt: skip
    assert not meeting
    margin = MARGIN * PIXELS_PER_MM
    width, height = figure.bbox.width, figure.bbox.height
    outside = [
        text
        for text, box in found
        if box.x0 < margin or box.y0 < margin
        or box.x1 > width - margin or box.y1 > height - margin
    ]  # fmt: skip
    assert not outside
    sizes = [float(text.get_fontsize()) for text in figure.findobj(Text)]
    assert min(sizes) >= SMALLEST_TEXT


@EVERY
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_no_text_meets_another_or_the_frame_and_all_is_six_points_or_more(
    name: str, lang: Language
) -> None:
    assert_legible(layout_figure(ALL[name](), lang=lang))


@pytest.mark.parametrize("name", ["residential", "renewal"])
def test_an_a4_drawing_is_legible_on_a4(name: str) -> None:
    figure = layout_figure(ALL[name](), page="A4")
    assert figure.get_size_inches() * 25.4 == pytest.approx(PAGES["A4"])
    assert_legible(figure)


def test_two_hundred_things_are_drawn_on_as_large_a_page_as_they_need() -> None:
    figure = layout_figure(many(), page="A4")
    assert_legible(figure)
    assert {f"kabel-{i:03d}" for i in range(200)} <= texts(figure)


def test_fifty_things_in_a_street_all_have_their_names() -> None:
    layout = dense()
    assert {claim.name for claim in layout.profile.claims} <= texts(layout_figure(layout))


@pytest.mark.parametrize(
    ("suffix", "start"), [(".svg", b"<?xml"), (".pdf", b"%PDF"), (".png", b"\x89PNG")]
)
def test_every_format_is_written_and_is_what_its_name_says(
    suffix: str, start: bytes, tmp_path: Path
) -> None:
    path = tmp_path / f"street{suffix}"
    assert draw_layout(renewal(), path) == "A4"
    assert path.read_bytes().startswith(start)


def test_an_svg_is_well_formed_and_has_the_size_of_its_page(tmp_path: Path) -> None:
    path = tmp_path / "street.svg"
    page = draw_layout(residential(), path)
    root = ET.parse(path).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    width = float(root.attrib["width"].removesuffix("pt")) / 72 * 25.4
    assert width == pytest.approx(PAGES[page][0], abs=0.1)


@pytest.mark.parametrize("suffix", [".svg", ".pdf", ".png"])
def test_the_same_layout_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    draw_layout(alley(), first)
    draw_layout(alley(), second)
    assert first.read_bytes() == second.read_bytes()


def test_the_settings_of_the_user_do_not_change_the_drawing(tmp_path: Path) -> None:
    first, second = tmp_path / "a.svg", tmp_path / "b.svg"
    draw_layout(alley(), first)
    with mpl.rc_context({"font.size": 30, "svg.fonttype": "none", "lines.scale_dashes": True}):
        draw_layout(alley(), second)
        assert mpl.rcParams["font.size"] == 30
    assert first.read_bytes() == second.read_bytes()


def test_a_file_carries_no_date(tmp_path: Path) -> None:
    path = tmp_path / "street.svg"
    draw_layout(alley(), path)
    assert not re.search(rb"dc:date|20\d\d-\d\d-\d\d", path.read_bytes())


def test_another_suffix_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "street.gif"
    with pytest.raises(ValueError, match=r"\.svg, \.pdf or \.png"):
        draw_layout(alley(), path)
    assert not path.exists()


def test_dutch_drawings_speak_dutch() -> None:
    shown = texts(layout_figure(renewal(), lang="nl"))
    assert {"trottoir", "klinkers", "uitkomst", "haalbaar", "dekking (m)", "verwijderd"} <= shown
    assert "18,00 m" in shown
    assert not {"footway", "verdict", "feasible"} & shown


def test_names_with_signs_of_markup_are_shown_as_they_are(tmp_path: Path) -> None:
    layout = alley()
    name = "A$1 <b> & -- \\frac{1}{2}_x^2"
    odd = layout.model_copy(update={"profile": layout.profile.model_copy(update={"name": name})})
    assert name in texts(layout_figure(odd))
    path = tmp_path / "odd.svg"
    draw_layout(odd, path)
    ET.parse(path)


def test_a_street_is_drawn_as_it_lies_without_what_is_planned(tmp_path: Path) -> None:
    layout = renewal()
    figure = street_figure(layout.profile, layout.rules)
    assert_legible(figure)
    shown = texts(figure)
    lying = {claim.name for claim in layout.profile.claims if claim.lies}
    planned = {claim.name for claim in layout.profile.claims if not claim.lies}
    assert lying <= shown
    assert not planned & shown
    path = tmp_path / "today.png"
    assert draw_street(layout.profile, layout.rules, path, lang="nl", colours="nlcs") in PAGES
    assert path.stat().st_size > 10_000


def test_both_palettes_colour_the_networks() -> None:
    layout = residential()
    colours = {}
    for palette in ("klic", "nlcs"):
        figure = layout_figure(layout, colours=palette)
        colours[palette] = {
            tuple(round(255 * part) for part in artist.get_facecolor()[:3])
            for artist in figure.artists
            if hasattr(artist, "get_facecolor")
        }
    assert (186, 56, 168) in colours["klic"]  # gravity sewers, IMKL
    assert (255, 63, 0) in colours["nlcs"]  # foul sewers, NLCS colour 20
    assert (186, 56, 168) not in colours["nlcs"]
