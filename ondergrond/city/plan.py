"""The plan of the made-up city: a grid of streets in RD coordinates (EPSG:28992).

Streets run west-east and south-north, blocks are 70 to 130 m long. A section is the piece of a
street between two crossings. What a street is like depends on how far from the centre it lies, and
runs on along its whole length.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from random import Random
from typing import NamedTuple

ORIGIN = (155_000.0, 463_000.0)
"""South-west corner in RD (m): the middle of the country, where no such city stands."""

BLOCK = (70, 130)
"""Least and greatest length of a block (m)."""

Line = tuple[tuple[float, float], tuple[float, float]]
"""Two ends in RD (m)."""


class Place(NamedTuple):
    """Where a section lies.

    street: of its street, unique.  piece: counted along it from 0.  ring: distance from the centre,
    0 (centre) to 1 (edge).  district: name of the neighbourhood, 8 x 8 blocks.
    """

    street: str
    piece: int
    ring: float
    district: str
    line: Line


def places(count: int, seed: int) -> Iterator[Place]:
    """``count`` sections of a city that is just large enough, street by street."""
    blocks = _blocks(count)
    given = 0
    for number in range(blocks + 1):
        for along in ("W", "S"):
            for piece in range(blocks):
                if given == count:
                    return
                given += 1
                yield _place(along, number, piece, blocks, seed)


def _blocks(count: int) -> int:
    """Blocks along a side: 2 n (n + 1) sections are enough."""
    blocks = max(1, math.isqrt(count // 2))
    while 2 * blocks * (blocks + 1) < count:
        blocks += 1
    return blocks


def _place(along: str, number: int, piece: int, blocks: int, seed: int) -> Place:
    cross, ahead = _crossings(seed, "across", blocks), _crossings(seed, "along", blocks)
    if along == "W":
        line = ((ahead[piece], cross[number]), (ahead[piece + 1], cross[number]))
        column, row = piece, min(number, blocks - 1)
    else:
        line = ((ahead[number], cross[piece]), (ahead[number], cross[piece + 1]))
        column, row = min(number, blocks - 1), piece
    x0, y0 = ORIGIN
    shifted = tuple((x0 + x, y0 + y) for x, y in line)
    middle = blocks / 2
    off = max(abs(column + 0.5 - middle), abs(row + 0.5 - middle)) / max(middle, 0.5)
    # A street is one kind of street on all its length but where it passes through the old town.
    return Place(
        street=f"{along}{number}",
        piece=piece,
        ring=min(1.0, off),
        district=f"{column // 8}-{row // 8}",
        line=(shifted[0], shifted[1]),
    )


@lru_cache(maxsize=8)
def _crossings(seed: int, direction: str, blocks: int) -> tuple[float, ...]:
    random = Random(f"city {seed} {direction}")
    found = [0.0]
    for _ in range(blocks):
        found.append(found[-1] + random.randint(*BLOCK))
    return tuple(found)
