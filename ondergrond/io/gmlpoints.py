"""Places in GML: text of numbers as points, for every importer that reads GML."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from ondergrond.io.arcs import extend
from ondergrond.io.section import Point


class GeometryError(ValueError):
    """A geometry that cannot be used; the message says why."""


def points_of(text: str | None, dimension: int) -> list[Point]:
    """The first two coordinates (m) of every place of `dimension` numbers in `text`.

    Raises ``GeometryError`` for what is no number, not finite, or no whole number of places.
    """
    try:
        values = [float(part) for part in (text or "").split()]
    except ValueError:
        raise GeometryError("coordinates that are no numbers") from None
    if not values or len(values) % dimension:
        raise GeometryError(f"{len(values)} numbers are no places of {dimension} coordinates")
    if not all(map(math.isfinite, values)):
        raise GeometryError("coordinates that are no finite numbers")
    return list(zip(values[::dimension], values[1::dimension], strict=True))


def joined(pieces: Iterable[Sequence[Point]]) -> tuple[Point, ...]:
    """Pieces of a line or ring end to end; where two meet the point stands once."""
    found: list[Point] = []
    for piece in pieces:
        extend(found, piece)
    return tuple(found)
