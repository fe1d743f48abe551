"""The DXF document: model space in millimetres at 1:1, and a sheet to scale in paper space."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ondergrond import __version__
from ondergrond.io import extras
from ondergrond.io.dxf import nlcs
from ondergrond.io.dxf.dimensions import draw_dimensions
from ondergrond.io.dxf.nlcs import Element, Status
from ondergrond.io.dxf.pen import SMALL_TEXT, STYLE, TEXT, Pen
from ondergrond.io.dxf.street import draw_street
from ondergrond.io.dxf.things import draw_things
from ondergrond.layout import Layout
from ondergrond.palettes import Palette
from ondergrond.scene import Scene, layout_scene
from ondergrond.words import Language, Phrases

if TYPE_CHECKING:
    from ezdxf.document import Drawing

SCALES = (20, 50, 100, 200)
"""Scales a drawing may be meant for; text and dimensions are sized for it."""

SHEETS = ((297, 210), (420, 297), (594, 420), (841, 594), (1189, 841))
"""A4 to A0, landscape, mm."""

MARGIN = 10
"""Around the drawing on its sheet, mm."""


def save_dxf(
    drawn: Layout | Scene,
    path: str | os.PathLike[str],
    *,
    lang: Language = "en",
    scale: int = 50,
    colours: Palette = "nlcs",
) -> Path:
    """Write the section of a layout, or of a street as it lies, as a DXF file (R2013).

    drawn: a layout, or ``street_scene`` of a profile.  scale: model mm per mm of paper that text
    heights are meant for, one of ``SCALES``.  colours: those of the layers of networks: the
    standard's own, or the KLIC themes. Returns the path.

    Raises:
        MissingExtraError: ezdxf is not installed.
        OSError: the file cannot be written.
    """
    target = Path(path)
    document = dxf_document(drawn, lang=lang, scale=scale, colours=colours)
    with target.open("w", encoding="utf-8", newline="") as stream:
        document.write(stream)
    return target


def dxf_document(
    drawn: Layout | Scene,
    *,
    lang: Language = "en",
    scale: int = 50,
    colours: Palette = "nlcs",
) -> Drawing:
    """The section as an ezdxf document; see ``save_dxf``."""
    ezdxf = extras.ezdxf()
    if scale not in SCALES:
        raise ValueError(f"a scale is one of {', '.join(f'1:{one}' for one in SCALES)}")
    document: Drawing = ezdxf.new("R2013", setup=False)
    document.units = ezdxf.units.MM
    document.header["$MEASUREMENT"] = 1
    document.header["$LTSCALE"] = scale
    document.header["$DIMSCALE"] = scale
    document.styles.add(STYLE, font="arial.ttf")
    _dimension_styles(document, scale, lang)
    scene = layout_scene(drawn) if isinstance(drawn, Layout) else drawn
    phrases = Phrases(lang)
    pen = Pen(document, scale, colours)
    draw_street(pen, scene, phrases)
    draw_things(pen, scene)
    lowest = draw_dimensions(pen, scene, phrases)
    _title(pen, scene, phrases, lowest - 4 * scale)
    _sheet(document, scale)
    return document


def _dimension_styles(document: Drawing, scale: int, lang: Language) -> None:
    """Metres from millimetres, oblique ticks, text above the line; covers in small figures."""
    for name, height in ((STYLE, TEXT), (f"{STYLE}-COVER", SMALL_TEXT)):
        style = document.dimstyles.new(name)
        values = {
            "dimscale": scale, "dimtxt": height, "dimtxsty": STYLE, "dimlfac": 0.001, "dimdec": 2,
            "dimdsep": ord("," if lang == "nl" else "."), "dimzin": 0, "dimtsz": 0.8,
            "dimexo": 0.6, "dimexe": 0.8, "dimgap": 0.5, "dimtad": 1, "dimtih": 0, "dimtoh": 0,
            "dimlunit": 2, "dimtix": 1, "dimclrd": 256, "dimclre": 256, "dimclrt": 256,
            "dimlwd": 13, "dimlwe": 13,
        }  # fmt: skip
        for key, value in values.items():
            style.set_dxf_attrib(key, value)


def _title(pen: Pen, scene: Scene, phrases: Phrases, y: float) -> None:
    """Which street, what came out, on what rules it rests, and what the drawing is not."""
    layout = scene.layout
    rules = f"{phrases('title.rules')}: {scene.rules.name}"
    if layout is None:
        outcome = [f"{phrases('drawing.as-it-lies')}   {rules}"]
    else:
        verdict = phrases(f"verdict.{layout.verdict}")
        outcome = [
            f"{phrases('title.verdict')}: {verdict}   {rules}",
            f"{phrases('title.breaches')}: {layout.figures.breaches}   "
            f"{phrases('title.deviations')}: {layout.figures.deviations}",
        ]
    lines = [
        scene.profile.name,
        f"{phrases('title.scale')} 1:{pen.scale}   {outcome[0]}",
        *outcome[1:],
        phrases("drawing.symbols"),
        f"{phrases(f'drawing.palette-{pen.palette}')}   "
        f"{phrases('drawing.program')} ondergrond {__version__}",
    ]
    on = pen.on(nlcs.SECTION, Element.TEXT, Status.ANY)
    for index, line in enumerate(lines):
        height = 3.5 if index == 0 else TEXT
        y -= height * 1.7 * pen.scale
        pen.text((0, y), line, on, height=height)


def _sheet(document: Drawing, scale: int) -> None:
    """A sheet large enough to hold the model at the scale, with a viewport that shows it so."""
    from ezdxf import bbox

    extent = bbox.extents(document.modelspace(), fast=True)
    low, high = extent.extmin, extent.extmax
    width, height = (high.x - low.x) / scale, (high.y - low.y) / scale
    for paper in SHEETS:
        if width + 2 * MARGIN <= paper[0] and height + 2 * MARGIN <= paper[1]:
            break
    middle = ((low.x + high.x) / 2, (low.y + high.y) / 2)
    document.modelspace().dxf_layout.dxf.extmin = low
    document.modelspace().dxf_layout.dxf.extmax = high
    document.set_modelspace_vport(height=(high.y - low.y) * 1.1, center=middle)
    sheet = document.paperspace()
    sheet.page_setup(size=paper, margins=(0, 0, 0, 0), units="mm")
    sheet.add_viewport(
        center=(paper[0] / 2, paper[1] / 2),
        size=(paper[0] - MARGIN, paper[1] - MARGIN),
        view_center_point=middle,
        view_height=(paper[1] - MARGIN) * scale,
        status=2,
    )
