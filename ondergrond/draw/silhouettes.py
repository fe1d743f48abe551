"""Silhouettes of who uses a zone, seen along the street: outlines in metres (x from the middle, z
up).

They are ornament that helps to read a section, with the rough sizes of real things (a car about 1.8
m wide and 1.5 m high), and carry no information of their own.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from ondergrond.profile import ZoneKind

Outline = tuple[tuple[float, float], ...]


class Silhouette(NamedTuple):
    """outlines: shapes one after another.  height: m.  lane: width of zone each needs, m.
    most: how many are drawn at most.
    """

    outlines: tuple[Outline, ...]
    height: float
    lane: float
    most: int


def _mirrored(half: Outline) -> Outline:
    """A symmetric shape from its right half, bottom to top."""
    return (*half, *((-x, z) for x, z in reversed(half)))


def _disc(x: float, z: float, radius: float) -> Outline:
    turns = [2 * math.pi * i / 14 for i in range(14)]
    return tuple((x + radius * math.cos(t), z + radius * math.sin(t)) for t in turns)


_CAR = Silhouette(
    (
        ((-0.85, 0.0), (-0.85, 0.4), (-0.62, 0.4), (-0.62, 0.0)),
        ((0.85, 0.0), (0.85, 0.4), (0.62, 0.4), (0.62, 0.0)),
        _mirrored(((0.88, 0.22), (0.9, 0.85), (0.72, 0.95), (0.56, 1.45), (0.3, 1.5))),
        _mirrored(((0.6, 0.97), (0.49, 1.36))),
    ),
    1.5, 1.9, 2,
)  # fmt: skip
_BUS = Silhouette(
    (
        ((-1.15, 0.0), (-1.15, 0.4), (-0.85, 0.4), (-0.85, 0.0)),
        ((1.15, 0.0), (1.15, 0.4), (0.85, 0.4), (0.85, 0.0)),
        _mirrored(((1.2, 0.25), (1.25, 2.9), (1.1, 3.05))),
        _mirrored(((1.08, 1.2), (1.08, 2.4))),
    ),
    3.05, 3.0, 2,
)  # fmt: skip
_TRAM = Silhouette(
    (
        _mirrored(((1.1, 0.25), (1.15, 1.3), (1.05, 2.9), (0.6, 3.2))),
        _mirrored(((0.95, 1.35), (0.85, 2.5))),
    ),
    3.2, 2.8, 2,
)  # fmt: skip
_WALKER = Silhouette(
    (
        _disc(0.0, 1.6, 0.12),
        _mirrored(((0.06, 0.0), (0.12, 0.8), (0.22, 0.85), (0.2, 1.35), (0.08, 1.44))),
    ),
    1.75, 0.9, 1,
)  # fmt: skip
_CYCLIST = Silhouette(
    (
        _mirrored(((0.03, 0.0), (0.04, 0.7))),
        _mirrored(((0.3, 0.98), (0.3, 1.03))),
        _mirrored(((0.1, 0.55), (0.16, 0.9), (0.22, 1.0), (0.19, 1.45), (0.08, 1.52))),
        _disc(0.0, 1.68, 0.12),
    ),
    1.8, 1.2, 2,
)  # fmt: skip

SILHOUETTES: dict[ZoneKind, Silhouette] = {
    ZoneKind.FOOTWAY: _WALKER,
    ZoneKind.SQUARE: _WALKER,
    ZoneKind.QUAY: _WALKER,
    ZoneKind.CYCLEWAY: _CYCLIST,
    ZoneKind.CARRIAGEWAY: _CAR,
    ZoneKind.PARKING: _CAR,
    ZoneKind.BUSWAY: _BUS,
    ZoneKind.TRAMWAY: _TRAM,
}
"""Who uses a zone; zones that are not here have nobody."""
