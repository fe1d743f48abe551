"""Well-known binary, against bytes packed by hand."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ondergrond.io.wkb import Shape, WkbError, read_wkb


def packed(kind: int, *parts: bytes, sign: str = "<") -> bytes:
    return (b"\1" if sign == "<" else b"\0") + struct.pack(f"{sign}I", kind) + b"".join(parts)


def many(*parts: bytes, sign: str = "<") -> bytes:
    return struct.pack(f"{sign}I", len(parts)) + b"".join(parts)


def xy(*values: float, sign: str = "<") -> bytes:
    return struct.pack(f"{sign}{len(values)}d", *values)


LINE = packed(2, many(xy(1, 2), xy(3, 4)))
RING = many(xy(0, 0), xy(4, 0), xy(4, 4), xy(0, 0))


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
        (packed(3, many(RING)), Shape(polygons=((((0, 0), (4, 0), (4, 4), (0, 0)),),))),
        (packed(5, many(LINE, LINE)), Shape(lines=(((1, 2), (3, 4)),) * 2)),
        (packed(7, many(packed(6, many()), packed(1, xy(1, 2)))), Shape(points=((1, 2),))),
        (b"GP\0\1" + struct.pack("<i", 28992) + LINE, Shape(lines=(((1, 2), (3, 4)),))),
        (b"GP\0\3" + struct.pack("<i", 28992) + xy(1, 3, 2, 4) + LINE, read_wkb(LINE)),
    ],
)
def test_geometry_is_read_whatever_its_order_and_dimensions(data: bytes, shape: Shape) -> None:
    assert read_wkb(data) == shape


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "cut short"),
        (b"GP", "cut short"),
        (b"GP\0\x0f" + bytes(4) + LINE, "envelope"),
        (b"\2" + LINE[1:], "no well-known binary"),
        (packed(8, many()), "kind 8"),
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


@given(st.integers(0, len(LINE) - 1), st.binary(max_size=40))
def test_cut_or_random_bytes_are_a_shape_or_a_refusal(cut: int, noise: bytes) -> None:
    for data in (LINE[:cut], LINE[:cut] + noise, noise):
        try:
            read_wkb(data)
        except WkbError:
            continue
