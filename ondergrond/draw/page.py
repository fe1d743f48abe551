"""The page: which paper, which scale, and where everything goes on it.

The largest scale of the row that leaves room for all text wins. Where no scale does, the next
larger page is taken, so that a drawing always succeeds; the title block says which page it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ondergrond.draw.critical import CHAIN_HEIGHT
from ondergrond.draw.gaps import Numbered, numbered_marks
from ondergrond.draw.ground import right_margin
from ondergrond.draw.labels import Band, Label, band_of, band_places, labels_of
from ondergrond.draw.legend import ROW, Entry, legend_entries, rows_of, scale_bar_width
from ondergrond.draw.notes import Note, notes_height, notes_of
from ondergrond.draw.sheet import PAGES, Area, line_height
from ondergrond.draw.titleblock import TITLE_HEIGHT
from ondergrond.draw.view import SCALES, View
from ondergrond.draw.zones import TOTAL_HEIGHT, ZoneLabels, arrange_zones
from ondergrond.palettes import Palette
from ondergrond.scene import Scene
from ondergrond.words import Phrases

Page = Literal["auto", "A4", "A3", "A2", "A1", "A0"]

MARGIN = 7.0
"""From the edge of the paper to the frame, mm."""

PADDING = 2.0
SIDE = 15.0
"""Paper left of the street for the depth scale, mm."""

HEADERS = 18.0
"""Paper left of the band's columns for the headers of its rows, mm."""

ZOOMS = (1.3, 1.2, 1.1, 1.05, 1.0)
"""Text and lines grow this much on pages larger than A4 where there is room."""

JOG, LONGEST_JOG, JOG_PER_SHIFT = 8.0, 18.0, 0.3
"""Paper for leaders between section and band, mm: the more the farther they have to shift."""

LEAST_SKY, MOST_SKY = 15.0, 40.0
HIGH_SKY, SKY_HEIGHT = 65.0, 3500
"""Where paper abounds the sky may show this much height (mm of street), up to HIGH_SKY of paper."""

LEAST_NOTES = 4 * line_height(6.0)
BELOW = 250
"""Soil shown below the lowest thing, mm of street."""

COARSEST_A4, COARSEST_A3 = 75, 200
"""Where the page is chosen freely, a coarser scale than this asks for a larger one."""


@dataclass(frozen=True)
class Plan:
    """Everything placed: page, frame, view, and the tops of what lies below the section (mm)."""

    page: str
    zoom: float
    frame: Area
    view: View
    zones: ZoneLabels
    labels: list[Label]
    band: Band
    band_top: float
    notes: list[Note]
    notes_top: float
    legend: list[list[Entry]]
    legend_top: float
    marks: list[Numbered]


@dataclass(frozen=True)
class _Content:
    """What has to go on the page, whatever the page."""

    scene: Scene
    phrases: Phrases
    labels: list[Label]
    marks: list[Numbered]
    notes: list[Note]
    entries: list[Entry]


def plan_page(scene: Scene, phrases: Phrases, palette: Palette, page: Page) -> Plan:
    """The plan for a scene; ``page`` is the smallest paper wanted, or ``auto``."""
    labels = labels_of(scene, phrases, palette)
    marks = numbered_marks(scene)
    notes = notes_of(scene, marks, phrases)
    entries = legend_entries(scene, phrases, palette)
    content = _Content(scene, phrases, labels, marks, notes, entries)
    for name, coarsest in _choices(page):
        for nominal in SCALES:
            if nominal > coarsest:
                break
            for zoom in ZOOMS if name != "A4" else ZOOMS[-1:]:
                plan = _try(content, name, nominal, zoom)
                if plan is not None:
                    return plan
    raise ValueError(f"{len(labels)} labels are too many for an A0 drawing")


def _choices(page: Page) -> list[tuple[str, int]]:
    """Pages to try with the coarsest scale worth trying on them."""
    any_scale = SCALES[-1]
    if page == "auto":
        first = [("A4", COARSEST_A4), ("A3", COARSEST_A3)]
        return first + [(name, any_scale) for name in ("A3", "A2", "A1", "A0")]
    names = list(PAGES)
    return [(name, any_scale) for name in names[names.index(page) :]]


def _try(content: _Content, page: str, nominal: int, zoom: float) -> Plan | None:
    """The plan on this page at this scale, or None where something does not fit."""
    scene, phrases, labels = content.scene, content.phrases, content.labels
    width, height = (length / zoom for length in PAGES[page])
    scale = nominal * zoom
    frame = Area(MARGIN, MARGIN, width - MARGIN, height - MARGIN)
    chain = CHAIN_HEIGHT * scale if scene.chain else 0
    depth = -(-int(scene.deepest + BELOW + chain) // 100) * 100
    street = scene.profile.width / scale
    room = frame.width - SIDE - right_margin(scene, phrases)
    if street > room:
        return None
    left = frame.left + SIDE + (room - street) / 2
    try:
        band = band_of(labels, frame.width - HEADERS - PADDING)
        zones = arrange_zones(
            scene.profile, scale, left, frame.left + PADDING, frame.right - PADDING, phrases
        )
    except ValueError:
        return None
    jog = _jog(labels, band, left, scale, frame)
    inner = frame.width - 2 * PADDING
    legend = rows_of(content.entries, inner, scale_bar_width(scale))
    head = frame.top + PADDING + TOTAL_HEIGHT + zones.height
    legend_top = frame.bottom - TITLE_HEIGHT - PADDING / 2 - len(legend) * ROW
    below_ground = depth / scale + jog + band.height + 1.5 * PADDING
    all_notes = notes_height(content.notes, inner)
    least_notes = min(all_notes, LEAST_NOTES) if zoom == ZOOMS[-1] else all_notes
    spare = legend_top - head - below_ground
    if spare < LEAST_SKY + least_notes:
        return None
    notes_room = min(all_notes, spare - LEAST_SKY)
    sky = min(spare - notes_room, max(MOST_SKY, min(HIGH_SKY, SKY_HEIGHT / scale)))
    spare -= sky + notes_room
    more = min(spare * 0.3, JOG)
    jog, spare = jog + more, spare - more
    view = View(nominal, zoom, left, head + sky + spare * 0.3, scene.profile.width, depth, sky)
    band_top = view.bottom + jog
    notes_top = band_top + band.height + PADDING + spare * 0.2
    marks, notes = _listed(content, legend_top - notes_top - PADDING / 2, inner)
    return Plan(
        page, zoom, frame, view, zones, labels, band, band_top, notes, notes_top,
        legend, legend_top, marks,
    )  # fmt: skip


def _listed(content: _Content, room: float, width: float) -> tuple[list[Numbered], list[Note]]:
    """The marks that the list has room for, the dearest, and the list: no number without a line."""
    marks, notes = content.marks, content.notes
    while marks and notes_height(notes, width) > room + 1e-6:
        marks = numbered_marks(content.scene, len(marks) - 1)
        notes = notes_of(content.scene, marks, content.phrases)
    return marks, notes


def _jog(labels: list[Label], band: Band, left: float, scale: float, frame: Area) -> float:
    """Paper the leaders need to reach their columns without lying too flat, mm."""
    axes = [left + label.box.axis / scale for label in labels]
    low, high = frame.left + HEADERS, frame.right - PADDING
    _, middles = band_places(labels, axes, band, low, high)
    shift = max((abs(a - b) for a, b in zip(sorted(axes), middles, strict=True)), default=0.0)
    return min(max(JOG, shift * JOG_PER_SHIFT), LONGEST_JOG)
