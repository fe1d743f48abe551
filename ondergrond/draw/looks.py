"""Looks: how what becomes of a thing shows in its lines, the same for every kind of thing."""

from __future__ import annotations

from typing import Any, NamedTuple

from ondergrond.draw import colours
from ondergrond.scene import Standing

DASHED = (0.9, 0.6)
DOTTED = (0.3, 0.5)


class Look(NamedTuple):
    """fill and edge colours (fill None: empty), line width in points, dash in mm of paper."""

    fill: str | None
    edge: str
    line: float
    dash: tuple[float, ...] | None

    @property
    def arguments(self) -> dict[str, Any]:
        """As keywords of the sheet's primitives."""
        return {"fill": self.fill, "edge": self.edge, "line": self.line, "dash": self.dash}


def look_of(standing: Standing, colour: str, small: bool = False) -> Look:
    """New and moved: full colour. Existing: pale, its outline in the colour. Out of use, the former
    place and what goes: empty and broken lines.

    small: the thing is under a millimetre of paper, so lines must be thin.
    """
    line = 0.45 if small else 0.8
    edge = colours.edge_of(colour)
    if standing in (Standing.PLANNED, Standing.MOVED):
        return Look(colour, edge, line, None)
    if standing is Standing.EXISTING:
        pale = colours.mixed(colour, colours.PAPER, 0.75)
        return Look(pale, colours.mixed(colour, "#000000", 0.25), line, None)
    if standing is Standing.ABANDONED:
        return Look(colours.PAPER, edge, line, DASHED)
    if standing is Standing.FORMER:
        return Look(None, edge, line * 0.8, DOTTED)
    return Look(colours.PAPER, edge, line * 0.8, DASHED)
