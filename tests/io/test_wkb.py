"""Well-known binary, against bytes packed by hand."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ondergrond.io.arcs import SAG
from ondergrond.io.wkb import Shape, WkbError, read_wkb


def packed(kind: int, *parts: bytes, sign: str = "<") -> bytes:
    return (b"\1" if sign == "<" else b"\0") + struct.pack(f"{sign}I", kind) + b"".join(parts)


def many(*parts: bytes, sign: str = "<") -> bytes:
    return struct.pack(f"{sign}I", len(parts)) + b"".join(parts)


def xy(*values: float, sign: str = "<") -> bytes:
    return struct.pack(f"{sign}{len(values)}d", *values)


LINE = packed(2, many(xy(1, 2), xy(3, 4)))
RING = many(xy(0, 0), xy(4, 0), xy(4, 4), xy(0, 0))
SEEN = ((0, 0), (4, 0), (4, 4), (0, 0))
FLAT = packed(8, many(xy(0, 0), xy(4, 0), xy(8, 0)))
"""A string of arcs, none of which bends: its points are those of a line."""

BACK = packed(2, many(xy(8, 0), xy(4, 4), xy(0, 0)))
COMPOUND = packed(9, many(FLAT, BACK))
AROUND = ((0, 0), (4, 0), (8, 0), (4, 4), (0, 0))
CURVED = packed(10, many(COMPOUND, packed(2, RING)))


@pytest.mark.parametrize(
    ("data", "shape"),
    [
        (packed(1, xy(1, 2)), Shape(points=((1, 2),))),
        (packed(1, xy(1, 2, sign=">"), sign=">"), Shape(points=((1, 2),))),
        (packed(1, xy(float("nan"), float("nan"))), Shape()),
        (LINE, Shape(lines=(((1, 2), (3, 4)),))),
        (packed(1002, many(xy(1, 2, 9), xy(3, 4, 9))), Shape(lines=(((1, 2), (3, 4)),))),
        (packed(3002, many(xy(1, 2, 9, 7))), Shape(lines=(((1, 2),),))),
        (packed(0x80000002, many(xy(1, 2, 9))), Shape(lines=(((1, 2),),))),
        (packed(0x20000001, struct.pack("<I", 28992), xy(1, 2)), Shape(points=((1, 2),))),
        (packed(3, many(RING)), Shape(polygons=((SEEN,),))),
        (packed(5, many(LINE, LINE)), Shape(lines=(((1, 2), (3, 4)),) * 2)),
        (packed(7, many(packed(6, many()), packed(1, xy(1, 2)))), Shape(points=((1, 2),))),
        (b"GP\0\1" + struct.pack("<i", 28992) + LINE, Shape(lines=(((1, 2), (3, 4)),))),
        (b"GP\0\3" + struct.pack("<i", 28992) + xy(1, 3, 2, 4) + LINE, read_wkb(LINE)),
    ],
)
def test_geometry_is_read_whatever_its_order_and_dimensions(data: bytes, shape: Shape) -> None:
    assert read_wkb(data) == shape


def flat(kind: int, *rest: float, sign: str = "<") -> bytes:
    """``FLAT`` with other numbers behind x and y of each place, or the other way round."""
    places = many(*(xy(x, 0, *rest, sign=sign) for x in (0, 4, 8)), sign=sign)
    return packed(kind, places, sign=sign)


@pytest.mark.parametrize(
    ("data", "shape"),
    [
        *(
            (data, Shape(lines=(AROUND[:3],)))
            for data in (
                FLAT,
                flat(8, sign=">"),
                flat(1008, 9),
                flat(2008, 9),
                flat(3008, 9, 7),
                flat(0xC0000008, 9, 7),
                packed(3009, many(flat(3008, 9, 7))),
            )
        ),
        (packed(8, many()), Shape(lines=((),))),
        (COMPOUND, Shape(lines=(AROUND,))),
        (
            packed(9, many(FLAT, packed(2, many(xy(8.0005, 0), xy(9, 0))))),
            Shape(lines=((*AROUND[:3], (8.0005, 0), (9, 0)),)),
        ),
        (CURVED, Shape(polygons=((AROUND, SEEN),))),
        (packed(10, many()), Shape(polygons=((),))),
        (
            packed(0x2000000A, struct.pack("<I", 28992), many(COMPOUND)),
            Shape(polygons=((AROUND,),)),
        ),
        (
            packed(11, many(LINE, FLAT, COMPOUND)),
            Shape(lines=(((1, 2), (3, 4)), AROUND[:3], AROUND)),
        ),
        (
            packed(12, many(CURVED, packed(3, many(RING)))),
            Shape(polygons=((AROUND, SEEN), (SEEN,))),
        ),
        (b"GP\0\1" + struct.pack("<i", 28992) + CURVED, Shape(polygons=((AROUND, SEEN),))),
    ],
)
def test_curves_are_lines_whatever_their_order_and_dimensions(data: bytes, shape: Shape) -> None:
    assert read_wkb(data) == shape


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "cut short"),
        (b"GP", "cut short"),
        (b"GP\0\x0f" + bytes(4) + LINE, "envelope"),
        (b"\2" + LINE[1:], "no well-known binary"),
        (packed(15, many()), "kind 15"),
        (packed(8, many(xy(0, 0))), "1 points make no string of arcs"),
        (packed(8, many(xy(0, 0), xy(1, 1), xy(2, 0), xy(3, 1))), "4 points make no string"),
        (packed(8, struct.pack("<I", 2**31), xy(1, 2)), "cut short"),
        (packed(8, many(xy(0, 0), xy(float("nan"), 1), xy(2, 0))), "no number"),
        (packed(9, struct.pack("<I", 2**31), FLAT), "cut short"),
        (packed(9, many(FLAT, FLAT)), "do not join"),
        (packed(9, many(COMPOUND)), "kind 9 is no part of a curve"),
        (packed(10, many(packed(1, xy(1, 2)))), "kind 1 is no part of a curve"),
        (packed(10, struct.pack("<I", 1)), "cut short"),
        (packed(2, struct.pack("<I", 2**31), xy(1, 2)), "cut short"),
        (packed(1, xy(float("inf"), 2)), "no number"),
    ],
)
def test_what_is_no_geometry_is_refused_with_the_reason(data: bytes, says: str) -> None:
    with pytest.raises(WkbError, match=says):
        read_wkb(data)


def test_geometry_that_nests_without_end_is_refused() -> None:
    data = LINE
    for _ in range(100):
        data = packed(7, many(data))
    with pytest.raises(WkbError, match="nests"):
        read_wkb(data)


HALVES = [(30, 0), (0, 30), (-30, 0), (0, -30), (30, 0)]
ROUND = packed(8, many(*(xy(*point) for point in HALVES)))
FULL = packed(8, many(xy(30, 0), xy(-30, 0), xy(30, 0)))
JOINED = packed(9, many(*(packed(8, many(*(xy(*p) for p in HALVES[i : i + 3]))) for i in (0, 2))))


@pytest.mark.parametrize("ring", [ROUND, FULL, JOINED], ids=["two arcs", "circle", "compound"])
@pytest.mark.parametrize("wrap", [lambda data: data, lambda data: packed(12, many(data))])
def test_an_area_of_arcs_is_as_large_as_its_circle(
    ring: bytes, wrap: Callable[[bytes], bytes]
) -> None:
    ((found,),) = read_wkb(wrap(packed(10, many(ring)))).polygons
    assert found[0] == found[-1]
    area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(found)) / 2
    assert 0 < math.pi * 30**2 - area < 2 * math.pi * 30 * SAG  # within the line it may lie beside


@given(st.integers(0, 250), st.binary(max_size=40))
def test_cut_or_random_bytes_are_a_shape_or_a_refusal(cut: int, noise: bytes) -> None:
    for data in (LINE[:cut], LINE[:cut] + noise, noise, CURVED[:cut] + noise + CURVED[cut + 8 :]):
        try:
            read_wkb(data)
        except WkbError:
            continue
