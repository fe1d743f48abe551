"""The title block: which street, what came out, and what it rests on."""

from __future__ import annotations

from typing import NamedTuple

from ondergrond import __version__
from ondergrond.draw import colours
from ondergrond.draw.sheet import Area, Sheet, line_height, shortened, text_width
from ondergrond.draw.view import View
from ondergrond.layout import Layout
from ondergrond.quantity import SU_PER_CENT, SU_PER_EURO, ceil_div
from ondergrond.rules import RuleSet
from ondergrond.scene import Scene
from ondergrond.words import Phrases

TITLE_HEIGHT = 19.0
"""Height of the block, mm."""

NAME_SIZE, LEAST_NAME_SIZE = 10.0, 8.5
SIZE = 7.0
SMALL = 6.0
GREY = "#5d6369"


class Cell(NamedTuple):
    """A heading, its value, and a second line below it; colour of the value."""

    heading: str
    value: str
    more: str = ""
    colour: str = colours.INK


def draw_title_block(sheet: Sheet, area: Area, scene: Scene, view: View, phrases: Phrases) -> None:
    """The block at the foot of the sheet: name and description left, two rows of cells right."""
    sheet.line([(area.left, area.top), (area.right, area.top)], line=0.9)
    cells = _cells(scene, view, phrases, sheet.page)
    name_width = area.width * 0.30
    _name(sheet, Area(area.left, area.top, area.left + name_width, area.bottom), scene, phrases)
    columns = len(cells) // 2
    width = (area.width - name_width) / columns
    height = area.height / 2
    for index, cell in enumerate(cells):
        column, row = index % columns, index // columns
        left = area.left + name_width + column * width
        top = area.top + row * height
        _cell(sheet, Area(left, top, left + width, top + height), cell)
        if row == 0:
            sheet.line([(left, area.top), (left, area.bottom)], edge=colours.HAIRLINE, line=0.5)
    middle = area.top + height
    sheet.line([(area.left + name_width, middle), (area.right, middle)],
               edge=colours.HAIRLINE, line=0.5)  # fmt: skip


def _name(sheet: Sheet, area: Area, scene: Scene, phrases: Phrases) -> None:
    profile = scene.profile
    room = area.width - 4.0
    y = area.top + 1.0
    size, lines = NAME_SIZE, [profile.name]
    while size > LEAST_NAME_SIZE and text_width(profile.name, size, bold=True) > room:
        size -= 0.5
    if text_width(profile.name, size, bold=True) > room:
        lines = _wrapped(profile.name, size, room, 2, bold=True)
    for line in lines:
        sheet.text(area.left + 2, y, line, size=size, bold=True, down="top")
        y += line_height(size)
    usual = phrases("drawing.layout" if scene.layout is not None else "drawing.as-it-lies")
    for line in _wrapped(scene.what or usual, SIZE, room, 2):
        sheet.text(area.left + 2, y, line, size=SIZE, colour=GREY, down="top")
        y += line_height(SIZE)
    most = int((area.bottom - y) / line_height(SMALL))
    for line in _wrapped(profile.description or "", SMALL, room, most):
        sheet.text(area.left + 2, y, line, size=SMALL, colour=GREY, down="top")
        y += line_height(SMALL)


def _wrapped(text: str, size: float, room: float, most: int, bold: bool = False) -> list[str]:
    """The text in at most ``most`` lines, the last one shortened."""
    words, lines = text.split(), list[str]()
    while words and len(lines) < most:
        if len(lines) == most - 1:
            lines.append(shortened(" ".join(words), size, room, bold))
            break
        count = 1
        while count < len(words) and text_width(" ".join(words[: count + 1]), size, bold) <= room:
            count += 1
        lines.append(shortened(" ".join(words[:count]), size, room, bold))
        words = words[count:]
    return lines


def _cell(sheet: Sheet, area: Area, cell: Cell) -> None:
    room = area.width - 3.0
    sheet.text(area.left + 1.5, area.top + 0.5, shortened(cell.heading, SMALL, room), size=SMALL,
               colour=GREY, down="top")  # fmt: skip
    y = area.top + 0.5 + line_height(SMALL)
    sheet.text(area.left + 1.5, y, shortened(cell.value, SIZE, room, bold=True), size=SIZE,
               bold=True, colour=cell.colour, down="top")  # fmt: skip
    if cell.more:
        y += line_height(SIZE)
        sheet.text(area.left + 1.5, y, shortened(cell.more, SMALL, room), size=SMALL, colour=GREY,
                   down="top")  # fmt: skip


def _cells(scene: Scene, view: View, phrases: Phrases, page: str) -> list[Cell]:
    layout, rules = scene.layout, scene.rules
    scale = Cell(phrases("title.scale"), f"1 : {view.nominal}", page)
    version = Cell(phrases("drawing.program"), f"ondergrond {__version__}")
    basis = [_rules(scene, phrases), _assumed(rules, phrases)]
    if layout is None:
        width = Cell(phrases("title.width"), f"{phrases.metres(scene.profile.width)} m")
        count = Cell(phrases("drawing.things"), phrases.number(len(scene.things)))
        return [width, count, scale, *basis, version]
    version = Cell(
        phrases("drawing.program"),
        f"ondergrond {layout.version}",
        f"{layout.engine}, {phrases('title.resolution')} {layout.resolution} mm",
    )
    return [
        _verdict(layout, phrases),
        Cell(phrases("title.score"), _per_metre(layout.score, phrases), _bound(layout, phrases)),
        _notes(layout, phrases),
        scale,
        _cost(layout, phrases),
        *basis,
        version,
    ]


def _verdict(layout: Layout, phrases: Phrases) -> Cell:
    proven = layout.verdict == "optimal"
    more = phrases("title.proven") if proven else gap_text(layout, phrases)
    return Cell(phrases("title.verdict"), phrases(f"verdict.{layout.verdict}"), more,
                "#1d6b34" if proven else colours.DEVIATION)  # fmt: skip


def gap_text(layout: Layout, phrases: Phrases) -> str:
    """How far the score may be from the best, in per cent of the score, rounded up; or that nobody
    knows.
    """
    if layout.bound is None:
        return phrases("drawing.no-bound")
    gap, whole = layout.score - layout.bound, max(1, abs(layout.score))
    if gap > whole:  # a score near nought or below it has no sensible share
        return f"{phrases('title.gap-to-bound')} > 100 %"
    decimals = 1 if 1000 * gap >= whole else 2
    share = ceil_div(100 * 10**decimals * gap, whole) / 10**decimals
    return f"{phrases('title.gap-to-bound')} ≤ {phrases.number(share, decimals)} %"


def _bound(layout: Layout, phrases: Phrases) -> str:
    if layout.bound is None or layout.verdict == "optimal":
        return phrases("drawing.preset").format(phrases.own("preset", layout.profile.preset))
    down = layout.bound // SU_PER_CENT * SU_PER_CENT  # to the nearest cent might be above it
    return f"{phrases('title.bound')} {_per_metre(down, phrases)}"


def _per_metre(su: int, phrases: Phrases) -> str:
    return f"{phrases.euros(su)} EUR/m"


def _cost(layout: Layout, phrases: Phrases) -> Cell:
    euro = layout.cost / SU_PER_EURO
    return Cell(phrases("title.cost"), f"€ {phrases.number(euro)}", phrases("title.per-metre"))


def _notes(layout: Layout, phrases: Phrases) -> Cell:
    breaches, deviations = layout.figures.breaches, layout.figures.deviations
    heading = f"{phrases('title.breaches')} / {phrases('title.deviations')}"
    colour = colours.BREACH if breaches else colours.INK
    return Cell(heading, f"{breaches} / {deviations}", "", colour)


def _rules(scene: Scene, phrases: Phrases) -> Cell:
    return Cell(phrases("title.rules"), scene.rules.name, scene.rules.title)


def _assumed(rules: RuleSet, phrases: Phrases) -> Cell:
    """How many of the rule values behind this drawing are assumptions."""
    heading = phrases("drawing.basis")
    if not rules.provenance:
        return Cell(heading, phrases("drawing.no-source"))
    assumed = sum(item.basis == "assumption" for item in rules.provenance)
    if not assumed:
        return Cell(heading, phrases("drawing.none-assumed"))
    counted = phrases("drawing.of").format(assumed, len(rules.provenance))
    return Cell(heading, f"{phrases('title.assumed')}: {counted}", phrases("drawing.assumed-more"),
                colours.DEVIATION)  # fmt: skip
