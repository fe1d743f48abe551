"""Labels: what is written about each thing, and the band below the section where it is written.

The band is a table on its side, as section drawings have it: one upright column per thing, from a
leader line down through name, kind and size, distance of the axis from the left boundary, and
cover. Columns keep the order of their leaders and at least their own width, so no two ever meet;
where they are many the text shrinks to 6 points, then the page grows (``page``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ondergrond.captions import cover, kind_and_size
from ondergrond.claims import (
    Claim,
    NetworkClaim,
    ReserveClaim,
    StorageClaim,
    TreeClaim,
)
from ondergrond.draw import colours
from ondergrond.draw.sheet import Sheet, line_height, shortened, text_width
from ondergrond.layout import Box
from ondergrond.palettes import PALETTES, Palette
from ondergrond.scene import Scene, Standing, Thing
from ondergrond.spread import spread
from ondergrond.words import Phrases

SIZES = (7.0, 6.5, 6.0)
"""Text sizes tried, points."""

LONGEST_NAME = 40.0
LONGEST_WHAT = 54.0
PAD = 0.8
"""Paper between a row's line and its text, mm."""

ROOT_STUMP = 500
"""Below this depth (mm) nothing is drawn of a tree whose roots are unknown."""

HEADER = 6.0
"""Text size of the row headers, points."""

Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Label:
    """A thing's name, kind with size and state, axis and cover as written; its box and colour."""

    name: str
    what: str
    axis: str
    cover: str
    box: Box
    colour: str


@dataclass(frozen=True)
class Band:
    """The measures of the band. wide: name and what share a row, side by side.

    rows: heights of the rows, mm.  pitch: width of a column, mm.
    """

    size: float
    wide: bool
    rows: tuple[float, ...]
    pitch: float

    @property
    def height(self) -> float:
        """Height of all rows, mm."""
        return sum(self.rows)


def labels_of(scene: Scene, phrases: Phrases, palette: Palette) -> list[Label]:
    """A label for every thing, rack and fixture, from left to right."""
    silent = {Standing.PLANNED} if scene.layout is not None else {Standing.EXISTING}
    found = [_thing_label(thing, phrases, palette, silent) for thing in scene.things]
    for rack in scene.racks:
        height = rack.box.bottom - rack.box.top
        size = f"{phrases.metres(rack.box.width)} × {phrases.metres(height)} m"
        name = phrases("technique.rack")
        case = phrases(f"drawing.case-{scene.profile.techniques.rack_case}")
        found.append(_label(name, f"{size}, {case}", rack.box, colours.STEEL, phrases))
    for fixture in scene.profile.fixtures:
        box = Box(start=fixture.start, end=fixture.end, top=fixture.top, bottom=fixture.bottom)
        kind = phrases(f"body.{fixture.kind.value}")
        what = f"{kind} {phrases.metres(box.start)} – {phrases.metres(box.end)} m"
        found.append(_label(fixture.id, what, box, colours.MASONRY, phrases))
    return sorted(found, key=lambda label: (label.box.axis, label.box.top, label.name))


def _label(
    name: str, what: str, box: Box, colour: str, phrases: Phrases, thing: Thing | None = None
) -> Label:
    trunk = None if thing is None else thing.trunk
    axis = box.axis if trunk is None else sum(trunk) // 2
    top = phrases.metres(box.top) if thing is None else cover(thing, phrases)
    return Label(name, what, phrases.metres(axis), top, box, colour)


def _thing_label(thing: Thing, phrases: Phrases, palette: Palette, silent: set[Standing]) -> Label:
    """silent: what goes without saying, in this picture."""
    claim, box = thing.claim, thing.box
    kind, size = kind_and_size(thing, phrases)
    parts = [f"{kind} {size}".strip()]
    if thing.standing is Standing.FORMER:
        parts.append(phrases("drawing.former"))
    elif thing.standing not in silent:
        parts.append(phrases(f"state.{thing.standing.value}"))
    colour = _colour(claim, palette)
    if isinstance(claim, TreeClaim) and not thing.has_root_zone:
        box = box.model_copy(update={"bottom": min(box.bottom, ROOT_STUMP)})
    return _label(claim.name, ", ".join(parts), box, colour, phrases, thing)


def _colour(claim: Claim, palette: Palette) -> str:
    if isinstance(claim, NetworkClaim):
        return PALETTES[palette][claim.network]
    if isinstance(claim, TreeClaim):
        return colours.ROOTS
    if isinstance(claim, StorageClaim):
        return colours.STORAGE
    return colours.RESERVE if isinstance(claim, ReserveClaim) else colours.CONTAINER


def band_of(labels: list[Label], room: float) -> Band:
    """The largest text and the handsomest arrangement for which all columns fit in ``room`` mm.

    Raises ``ValueError`` where even 6 points do not fit.
    """
    for wide in (True, False):
        for size in SIZES[:2] if wide else SIZES:
            pitch = line_height(size) * (2 if wide else 1) + (1.0 if wide else 0.1)
            if len(labels) * pitch <= room:
                return Band(size, wide, _rows(labels, size, wide), pitch)
    raise ValueError(f"{len(labels)} labels do not fit in {room:.0f} mm")


def _rows(labels: list[Label], size: float, wide: bool) -> tuple[float, ...]:
    def longest(field: str, most: float = 1e9) -> float:
        widths = [text_width(getattr(label, field), size) for label in labels]
        return min(most, max(widths, default=0.0)) + 2 * PAD

    name, what = longest("name", LONGEST_NAME), longest("what", LONGEST_WHAT)
    numbers = (max(longest("axis"), 9.0), max(longest("cover"), 9.0))
    return (max(name, what), *numbers) if wide else (name, what, *numbers)


def band_places(
    labels: list[Label], drops: list[float], band: Band, low: float, high: float
) -> tuple[list[int], list[float]]:
    """Order of the labels along the band (indexes, by their leaders), and the middle of each
    column.
    """
    order = sorted(range(len(labels)), key=lambda i: (drops[i], i))
    middles = spread([drops[i] for i in order], [band.pitch] * len(order), low, high)
    return order, middles


def draw_band(
    sheet: Sheet,
    labels: list[Label],
    order: list[int],
    middles: list[float],
    band: Band,
    top: float,
    frame: tuple[float, float],
    phrases: Phrases,
) -> None:
    """The table: row lines and headers, and a column for each label.

    top: paper y where it begins.  frame: paper x of its left and right end, headers included.
    """
    edges = [top]
    for height in band.rows:
        edges.append(edges[-1] + height)
    sheet.lines([[(frame[0], y), (frame[1], y)] for y in edges], edge=colours.HAIRLINE, line=0.4)
    for (first, second), start, end in zip(_headers(band, phrases), edges, edges[1:], strict=False):
        middle = (start + end) / 2
        step = line_height(HEADER) / 2 if second else 0.0
        sheet.text(frame[0] + 1, middle - step, first, size=HEADER, colour=colours.FAINT)
        if second:
            sheet.text(frame[0] + 1, middle + step, second, size=HEADER, colour=colours.FAINT)
    for index, middle in zip(order, middles, strict=True):
        _column(sheet, labels[index], middle, band, edges)


def _headers(band: Band, phrases: Phrases) -> Iterator[tuple[str, str]]:
    if band.wide:
        yield phrases("drawing.name"), phrases("drawing.kind-size")
    else:
        yield phrases("drawing.name"), ""
        yield phrases("drawing.kind-size"), ""
    yield f"{phrases('title.axis')} (m)", phrases("drawing.from-left")
    yield f"{phrases('title.cover')} (m)", ""


def _column(sheet: Sheet, label: Label, middle: float, band: Band, edges: list[float]) -> None:
    half = 0.8
    sheet.polygon(
        [(middle - half, edges[0]), (middle + half, edges[0]), (middle, edges[0] - 1.3)],
        fill=label.colour, edge=colours.edge_of(label.colour), line=0.3, layer=6,
    )  # fmt: skip
    cells: list[tuple[float, int, str, float, str]] = []
    step = line_height(band.size) / 2
    if band.wide:
        cells.append((-step, 0, label.name, LONGEST_NAME, colours.INK))
        cells.append((step, 0, label.what, LONGEST_WHAT, "#4a4f55"))
    else:
        cells.append((0.0, 0, label.name, LONGEST_NAME, colours.INK))
        cells.append((0.0, 1, label.what, LONGEST_WHAT, "#4a4f55"))
    last = len(edges) - 2
    cells.append((0.0, last - 1, label.axis, 99.0, colours.INK))
    cells.append((0.0, last, label.cover, 99.0, colours.INK))
    for shift, row, text, room, colour in cells:
        shown = shortened(text, band.size, room)
        number = row >= last - 1
        y = (edges[row] + edges[row + 1]) / 2 if number else edges[row] + PAD
        sheet.text(middle + shift, y, shown, size=band.size, colour=colour, across="center",
                   down="middle" if number else "top", upright=False)  # fmt: skip
