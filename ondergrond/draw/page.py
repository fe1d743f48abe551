"""The page: which paper, which scale, and where everything goes on it.

The largest scale of the row that leaves room for all text wins. Where no scale does, the next
larger page is taken, so that a drawing always succeeds; the title block says which page it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ondergrond.draw import colours
from ondergrond.draw.gaps import Numbered, numbered_marks
from ondergrond.draw.ground import right_margin
from ondergrond.draw.labels import Band, Label, band_of, labels_of
from ondergrond.draw.legend import ROW, Entry, legend_entries, rows_of, scale_bar_width
from ondergrond.draw.notes import Note, notes_height, notes_of
from ondergrond.draw.phrases import Phrases
from ondergrond.draw.scene import Scene
from ondergrond.draw.sheet import PAGES, Area, line_height
from ondergrond.draw.titleblock import TITLE_HEIGHT
from ondergrond.draw.view import SCALES, View
from ondergrond.draw.zones import TOTAL_HEIGHT, ZoneLabels, arrange_zones

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

JOG = 8.0
"""Paper for leaders between section and band, mm; up to twice that where there is room."""

LEAST_SKY, BEST_SKY, MOST_SKY = 16.0, 20.0, 40.0
HIGH_SKY, SKY_HEIGHT = 65.0, 3500
"""Where paper abounds the sky may show this much height (mm of street), up to HIGH_SKY of paper."""

LEAST_NOTES = 4 * line_height(6.0)
COARSEST_A4 = 75
COARSEST_A3 = 200


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
    notes_room: float
    legend: list[list[Entry]]
    legend_top: float
    marks: list[Numbered]


def plan_page(scene: Scene, phrases: Phrases, palette: colours.Palette, page: Page) -> Plan:
    """The plan for a scene; ``page`` is the smallest paper wanted, or ``auto``."""
    labels = labels_of(scene, phrases, palette)
    marks = numbered_marks(scene)
    notes = notes_of(scene, marks, phrases)
    entries = legend_entries(scene, phrases, palette)
    for name, coarsest in _choices(page):
        for scale in SCALES:
            if scale > coarsest:
                break
            for zoom in ZOOMS if name != "A4" else ZOOMS[-1:]:
                plan = _try(scene, phrases, labels, marks, notes, entries, name, scale, zoom)
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


def _try(
    scene: Scene,
    phrases: Phrases,
    labels: list[Label],
    marks: list[Numbered],
    notes: list[Note],
    entries: list[Entry],
    page: str,
    nominal: int,
    zoom: float,
) -> Plan | None:
    """The plan on this page at this scale, or None where something does not fit."""
    width, height = (length / zoom for length in PAGES[page])
    scale = nominal * zoom
    frame = Area(MARGIN, MARGIN, width - MARGIN, height - MARGIN)
    depth = -(-(scene.deepest + 250) // 100) * 100
    street = scene.profile.width / scale
    right = right_margin(scene, phrases)
    if street > frame.width - SIDE - right:
        return None
    left = frame.left + SIDE + (frame.width - SIDE - right - street) / 2
    try:
        band = band_of(labels, frame.width - HEADERS - PADDING)
        zones = arrange_zones(
            scene.profile, scale, left, frame.left + PADDING, frame.right - PADDING, phrases
        )
    except ValueError:
        return None
    inner = frame.width - 2 * PADDING
    legend = rows_of(entries, inner, scale_bar_width(scale))
    legend_height = len(legend) * ROW
    all_notes = notes_height(notes, inner)
    fixed = (
        PADDING + TOTAL_HEIGHT + zones.height + depth / scale + JOG + band.height
        + legend_height + TITLE_HEIGHT + 3 * PADDING
    )  # fmt: skip
    spare = frame.height - fixed
    finest = nominal == SCALES[0]
    if spare < BEST_SKY + min(all_notes, LEAST_NOTES) and not finest:
        return None
    if spare < LEAST_SKY + min(all_notes, LEAST_NOTES):
        return None
    notes_room = min(all_notes, spare - LEAST_SKY)
    sky = min(spare - notes_room, max(MOST_SKY, min(HIGH_SKY, SKY_HEIGHT / scale)))
    spare -= sky + notes_room
    jog = JOG + min(spare * 0.3, JOG)
    spare -= jog - JOG
    ground = frame.top + PADDING + TOTAL_HEIGHT + zones.height + sky + spare * 0.3
    view = View(nominal, zoom, left, ground, scene.profile.width, depth, sky)
    band_top = view.bottom + jog
    notes_top = band_top + band.height + PADDING + spare * 0.2
    legend_top = frame.bottom - TITLE_HEIGHT - PADDING / 2 - legend_height
    return Plan(
        page, zoom, frame, view, zones, labels, band, band_top, notes, notes_top,
        legend_top - notes_top - PADDING / 2, legend, legend_top, marks,
    )  # fmt: skip
