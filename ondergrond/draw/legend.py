"""The legend: what the lines mean, only of what is in the picture; with the scale bar and
remarks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ondergrond.claims import ContainerClaim, NetworkClaim, ReserveClaim, StorageClaim
from ondergrond.draw import colours
from ondergrond.draw.looks import DASHED, look_of
from ondergrond.draw.sheet import Area, Sheet, text_width
from ondergrond.draw.view import View
from ondergrond.palettes import Palette
from ondergrond.profile import FixtureKind
from ondergrond.scene import Scene, Standing, Thing
from ondergrond.words import Phrases

SIZE = 6.0
SWATCH = 5.0
ROW = 3.6
BETWEEN = 4.0

Painter = Callable[[Sheet, Area], None]


@dataclass(frozen=True)
class Entry:
    """A text with the little picture before it (None: text alone)."""

    text: str
    paint: Painter | None

    @property
    def width(self) -> float:
        """Paper it takes in a row, mm."""
        return text_width(self.text, SIZE) + (SWATCH + 1.0 if self.paint else 0.0)


def legend_entries(scene: Scene, phrases: Phrases, palette: Palette) -> list[Entry]:
    """What needs explaining in this picture."""
    networks = [t for t in scene.things if isinstance(t.claim, NetworkClaim)]
    entries = [
        Entry(phrases(f"drawing.stands-{standing.value}"), _circle(standing))
        for standing in Standing
        if any(thing.standing is standing for thing in scene.things)
    ]
    entries += _marks(scene, phrases)
    for shown, key, paint in (
        (scene.profile.ground.groundwater is not None, "drawing.groundwater", _groundwater),
        (_roots_shown(scene), "body.root-zone", _root_zone),
        (_barriers_shown(scene), "body.root-barrier", _barrier),
        (_any(scene, StorageClaim), "body.storage", _storage),
        (_any(scene, ReserveClaim), "body.reserve", _reserve),
        (_any(scene, ContainerClaim), "body.container", _container),
        (any(t.claim.manhole for t in networks if isinstance(t.claim, NetworkClaim)),
         "body.manhole", _manhole),
        (bool(scene.racks), "drawing.strip", _strip),
        (_foundation_shown(scene), "drawing.load-spread", _load_spread),
        (any(t.claim.accuracy for t in networks), "drawing.accuracy", _whisker),
        (any(t.size_assumed for t in scene.things), "drawing.size-assumed", None),
        (any(t.cover_assumed for t in scene.things), "drawing.cover-assumed", None),
    ):  # fmt: skip
        if shown:
            entries.append(Entry(phrases(key), paint))
    entries.append(Entry(phrases(f"drawing.palette-{palette}"), None))
    entries.append(Entry(phrases("drawing.symbols"), None))
    return entries


def _marks(scene: Scene, phrases: Phrases) -> list[Entry]:
    kinds = {mark.note.kind for mark in scene.marks}
    entries = []
    if "breach" in kinds:
        entries.append(Entry(phrases("drawing.breach"), _bracket(colours.BREACH)))
    if "deviation" in kinds:
        entries.append(Entry(phrases("drawing.deviation"), _bracket(colours.DEVIATION)))
    return entries


def _any(scene: Scene, kind: type) -> bool:
    return any(isinstance(thing.claim, kind) for thing in scene.things)


def _with_zone(scene: Scene) -> list[Thing]:
    return [thing for thing in scene.things if thing.has_root_zone]


def _roots_shown(scene: Scene) -> bool:
    return bool(_with_zone(scene))


def _barriers_shown(scene: Scene) -> bool:
    return any(t.member is not None and t.member.barrier for t in _with_zone(scene))


def _foundation_shown(scene: Scene) -> bool:
    return any(f.kind is FixtureKind.FOUNDATION for f in scene.profile.fixtures)


def rows_of(entries: list[Entry], room: float, reserved: float) -> list[list[Entry]]:
    """The entries in rows no wider than ``room`` mm; the first one leaves ``reserved`` mm free."""
    rows: list[list[Entry]] = [[]]
    x = reserved
    for entry in entries:
        if rows[-1] and x + entry.width > room:
            rows.append([])
            x = 0.0
        rows[-1].append(entry)
        x += entry.width + BETWEEN
    return rows


def draw_legend(
    sheet: Sheet, rows: list[list[Entry]], left: float, top: float, reserved: float
) -> None:
    """The rows from paper (left, top) down, the first one ``reserved`` mm further right."""
    for index, row in enumerate(rows):
        x, y = left + (reserved if index == 0 else 0.0), top + ROW * (index + 0.5)
        for entry in row:
            if entry.paint is not None:
                entry.paint(sheet, Area(x, y - 1.1, x + SWATCH, y + 1.1))
                sheet.text(x + SWATCH + 1.0, y, entry.text, size=SIZE)
            else:
                sheet.text(x, y, entry.text, size=SIZE, colour="#5d6369")
            x += entry.width + BETWEEN


def scale_bar_width(scale: float) -> float:
    """Paper the scale bar takes with its numbers, mm."""
    return bar_length(scale) / scale + 17.0


def bar_length(scale: float) -> int:
    """Length of the scale bar, mm of street: a round number of metres about 30 mm on paper."""
    return min((200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000),
               key=lambda mm: abs(mm / scale - 32.0))  # fmt: skip


def draw_scale_bar(sheet: Sheet, view: View, left: float, y: float, phrases: Phrases) -> None:
    """A bar of four fields with its length in metres."""
    length = bar_length(view.scale)
    field = view.size(length) / 4
    for i in range(4):
        area = Area(left + i * field, y - 0.6, left + (i + 1) * field, y + 0.6)
        fill = colours.INK if i % 2 == 0 else colours.PAPER
        sheet.rectangle(area, fill=fill, edge=colours.INK, line=0.4, layer=5)
    decimals = 1 if length < 2000 and length % 1000 else 0
    sheet.text(left - 1.0, y, "0", size=SIZE, across="right")
    text = f"{phrases.number(length / 1000, decimals)} m"
    sheet.text(left + 4 * field + 1.0, y, text, size=SIZE)


def _circle(standing: Standing) -> Painter:
    def paint(sheet: Sheet, area: Area) -> None:
        x, y = (area.left + area.right) / 2, (area.top + area.bottom) / 2
        if standing is Standing.FORMER:
            x = area.left + 1.1
        look = look_of(standing, "#5b8fb9")
        if standing is Standing.MOVED:
            x = area.right - 1.1
            sheet.arrow((area.left, y), (x - 1.2, y), edge=colours.MOVE, line=0.7, head=1.2)
        sheet.circle(x, y, 1.05, layer=5, **look.arguments)
        if standing is Standing.FORMER:
            sheet.arrow((x + 1.2, y), (area.right, y), edge=colours.MOVE, line=0.7, head=1.2)
        if standing is Standing.REMOVED:
            strokes = [[(x - 1.4, y - 1.2 * way), (x + 1.4, y + 1.2 * way)] for way in (1, -1)]
            sheet.lines(strokes, edge=colours.BREACH, line=0.7, layer=5.5)

    return paint


def _bracket(colour: str) -> Painter:
    def paint(sheet: Sheet, area: Area) -> None:
        y = (area.top + area.bottom) / 2
        sheet.line([(area.left, y), (area.right, y)], edge=colour, line=0.9)
        ends = [[(x, y - 0.9), (x, y + 0.9)] for x in (area.left, area.right)]
        sheet.lines(ends, edge=colour, line=0.8)

    return paint


def _groundwater(sheet: Sheet, area: Area) -> None:
    for y, dash in ((area.top + 0.5, (2.0, 0.8)), (area.bottom - 0.5, (2.0, 0.8, 0.4, 0.8))):
        sheet.line([(area.left, y), (area.right, y)], edge=colours.WATER, line=0.6, dash=dash)


def _root_zone(sheet: Sheet, area: Area) -> None:
    sheet.rectangle(area, fill=colours.ROOTS_TINT, edge=colours.ROOTS, line=0.6, dash=(1.0, 0.5))
    runs = [
        [(area.left + i, area.bottom), (area.left + i + 1.5, area.top)] for i in (0.5, 1.7, 2.9)
    ]
    sheet.lines(runs, edge=colours.mixed(colours.ROOTS, colours.PAPER, 0.45), line=0.3)


def _barrier(sheet: Sheet, area: Area) -> None:
    x = (area.left + area.right) / 2
    sheet.line([(x, area.top), (x, area.bottom)], edge=colours.BARRIER, line=2.0)


def _storage(sheet: Sheet, area: Area) -> None:
    x = (area.left + area.right) / 2
    sheet.rectangle(area, fill=colours.STORAGE_TINT, edge=colours.STORAGE, line=0.8)
    runs = [[(x, area.top), (x, area.bottom)]]
    for a, b in ((area.left, x), (x, area.right)):
        runs += [[(a, area.top), (b, area.bottom)], [(a, area.bottom), (b, area.top)]]
    sheet.lines(runs, edge=colours.STORAGE, line=0.25)


def _reserve(sheet: Sheet, area: Area) -> None:
    sheet.rectangle(area, edge=colours.RESERVE, line=0.9, dash=(1.2, 0.7))


def _container(sheet: Sheet, area: Area) -> None:
    sheet.rectangle(area, fill=colours.CONTAINER_TINT, edge=colours.CONTAINER, line=1.0)


def _manhole(sheet: Sheet, area: Area) -> None:
    sheet.rectangle(area, edge=colours.MANHOLE, line=0.6, dash=DASHED)


def _strip(sheet: Sheet, area: Area) -> None:
    sheet.rectangle(area, fill=colours.STEEL, alpha=0.07)
    sheet.rectangle(area, edge=colours.STEEL, line=0.4, dash=(0.6, 0.6))


def _load_spread(sheet: Sheet, area: Area) -> None:
    sheet.line([(area.left, area.top), (area.right, area.bottom)], edge=colours.MASONRY, line=0.7,
               dash=(0.8, 0.5))  # fmt: skip


def _whisker(sheet: Sheet, area: Area) -> None:
    y = (area.top + area.bottom) / 2
    runs = [[(area.left, y), (area.right, y)]]
    runs += [[(x, y - 0.6), (x, y + 0.6)] for x in (area.left, area.right)]
    sheet.lines(runs, edge=colours.FAINT, line=0.4)
