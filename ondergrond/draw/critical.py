"""The critical chain below a section: bodies as bars, the gaps between them in centimetres."""

from __future__ import annotations

from collections.abc import Sequence

from ondergrond.draw import colours
from ondergrond.draw.sheet import Area, Sheet, text_area
from ondergrond.draw.view import View
from ondergrond.explanation import Link
from ondergrond.words import Phrases

CHAIN_HEIGHT = 11.0
"""Room a chain takes at the bottom of the section, mm of the sheet."""

_LINE = 5.6
_BAR = 0.9
_SIZE = 6.0
_LAYER = 7.5


def draw_critical(sheet: Sheet, view: View, links: Sequence[Link], phrases: Phrases) -> None:
    """The chain along the bottom of the section, from the first thing it hangs on to the last."""
    y = view.bottom - _LINE
    edges = dict.fromkeys(x for link in links for x in (link.start, link.end))
    sheet.lines(
        [[(view.x(x), view.ground), (view.x(x), y + 1.6)] for x in edges],
        edge=colours.BREACH,
        line=0.3,
        dash=(0.6, 0.9),
        layer=_LAYER - 1,
        alpha=0.6,
    )
    for link in links:
        start, end = view.x(link.start), view.x(link.end)
        if link.kind == "body":
            bar = Area(start, y - _BAR, end, y + _BAR)
            sheet.rectangle(bar, fill=colours.BREACH, layer=_LAYER)
        elif link.size > 0:
            _gap(sheet, start, end, y)
    _numbers(
        sheet, view, [link for link in links if link.kind == "gap" and link.size > 0], y, phrases
    )
    total = links[-1].end - links[0].start
    text = f"{phrases('drawing.chain')}: {phrases.metres(total)} m"
    sheet.text(view.x(links[0].start) + 0.5, y - 3.2, text, size=_SIZE, bold=True,
               colour=colours.BREACH)  # fmt: skip


def _gap(sheet: Sheet, start: float, end: float, y: float) -> None:
    sheet.line([(start, y), (end, y)], edge=colours.BREACH, line=0.6, layer=_LAYER)
    sheet.lines([[(x, y - 1.2), (x, y + 1.2)] for x in (start, end)],
                edge=colours.BREACH, line=0.6, layer=_LAYER)  # fmt: skip


def _numbers(sheet: Sheet, view: View, gaps: Sequence[Link], y: float, phrases: Phrases) -> None:
    """The centimetres of the gaps, in two rows where they would touch; what finds no room is left
    to the table.
    """
    taken: list[Area] = []
    for link in gaps:
        text = phrases.centimetres(link.size)
        middle = (view.x(link.start) + view.x(link.end)) / 2
        for row in (2.3, 4.4):
            area = text_area(middle, y + row, text, _SIZE, across="center")
            if not any(area.meets(other) for other in taken):
                sheet.text(middle, y + row, text, size=_SIZE, colour=colours.BREACH,
                           across="center")  # fmt: skip
                taken.append(area)
                break
