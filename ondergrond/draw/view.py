"""The view: how mm of street become mm of paper, the same scale for x and depth."""

from __future__ import annotations

from dataclasses import dataclass

from ondergrond.draw.sheet import Area
from ondergrond.layout import Box

SCALES = (10, 20, 25, 50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 1000, 2000, 5000)
"""Scales a drawing may have, 1 to ...: those of ISO 5455 and of a scale ruler."""

STRIP = 6.0
"""Paper beyond each boundary that shows what stands there, mm."""


@dataclass(frozen=True)
class View:
    """Where the street lies on the sheet.

    nominal: the scale of the drawing, 1 to nominal.  zoom: of the sheet; mm of the sheet are that
    much larger on paper.  left: x of the left boundary on the sheet.  ground: y of ground level.
    width, depth: of the street shown, mm of street.  sky: mm of the sheet above ground.
    """

    nominal: int
    zoom: float
    left: float
    ground: float
    width: int
    depth: int
    sky: float

    @property
    def scale(self) -> float:
        """mm of street in one mm of the sheet."""
        return self.nominal * self.zoom

    def x(self, x: float) -> float:
        """Paper x of a place in the street."""
        return self.left + x / self.scale

    def y(self, z: float) -> float:
        """Paper y of a depth."""
        return self.ground + z / self.scale

    def size(self, length: float) -> float:
        """A length of street on paper."""
        return length / self.scale

    def area(self, box: Box) -> Area:
        """A box of the street on paper."""
        return Area(self.x(box.start), self.y(box.top), self.x(box.end), self.y(box.bottom))

    @property
    def right(self) -> float:
        """Paper x of the right boundary."""
        return self.x(self.width)

    @property
    def bottom(self) -> float:
        """Paper y of the bottom of the section."""
        return self.y(self.depth)

    @property
    def section(self) -> Area:
        """The ground between the boundaries on paper."""
        return Area(self.left, self.ground, self.right, self.bottom)

    @property
    def picture(self) -> Area:
        """Section, sky and the strips beyond the boundaries."""
        return Area(self.left - STRIP, self.ground - self.sky, self.right + STRIP, self.bottom)
