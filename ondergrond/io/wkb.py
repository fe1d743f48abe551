"""Well-known binary: geometry as GeoPackage, SQLite and GDAL store it, as plain coordinates.

Points, lines, polygons, their curved and multi forms and collections, in either byte order, with or
without z and m (both dropped), ISO and extended (with srid) alike; also the header a GeoPackage
puts before them. Arcs become lines (``ondergrond.io.arcs``).
Source: OGC 06-103r4 clause 8, ISO 13249-3 for what is curved, GeoPackage 1.3 clause 2.1.3.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import NamedTuple

from ondergrond.io.arcs import bent, extend
from ondergrond.io.section import Point

DEEPEST = 8
"""Levels of nested collections."""

GAP = 0.001
"""Pieces of one curve may end so far (m) from where the next begins: sources have whole mm."""

_POINT, _LINE, _POLYGON, _MULTI_POINT, _MULTI_LINE, _MULTI_POLYGON, _COLLECTION = range(1, 8)
_ARCS, _COMPOUND, _CURVE_POLYGON, _MULTI_CURVE, _MULTI_SURFACE = range(8, 13)
_MANY = (_MULTI_POINT, _MULTI_LINE, _MULTI_POLYGON, _COLLECTION, _MULTI_CURVE, _MULTI_SURFACE)
_ENVELOPE = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}


class Shape(NamedTuple):
    """A geometry taken apart: places, lines, and areas as their rings (outline first)."""

    points: tuple[Point, ...] = ()
    lines: tuple[tuple[Point, ...], ...] = ()
    polygons: tuple[tuple[tuple[Point, ...], ...], ...] = ()

    @property
    def rings(self) -> tuple[tuple[Point, ...], ...]:
        """All rings of all areas."""
        return tuple(ring for polygon in self.polygons for ring in polygon)


class WkbError(ValueError):
    """The bytes are no well-known binary, cut short, or a kind of geometry that is not read."""


def read_wkb(data: bytes) -> Shape:
    """The geometry in these bytes; empty for an empty geometry.

    Raises:
        WkbError: not well-known binary, cut short, not finite, or of a kind that is not read.
    """
    reader = _Reader(data, _header(data))
    try:
        reader.geometry(0)
    except struct.error:
        raise WkbError("the geometry is cut short") from None
    return Shape(tuple(reader.points), tuple(reader.lines), tuple(reader.polygons))


def _header(data: bytes) -> int:
    """The length of a GeoPackage header; 0 where there is none."""
    if data[:2] != b"GP":
        return 0
    if len(data) < 8:
        raise WkbError("the geometry is cut short")
    size = _ENVELOPE.get((data[3] >> 1) & 0b111)
    if size is None:
        raise WkbError("the geometry has an unknown kind of envelope")
    return 8 + size


class _Head(NamedTuple):
    """What a geometry begins with. sign: of its byte order. dimensions: numbers of a place."""

    sign: str
    kind: int
    dimensions: int


class _Reader:
    """Reads geometries one after the other from bytes."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at
        self.points: list[Point] = []
        self.lines: list[tuple[Point, ...]] = []
        self.polygons: list[tuple[tuple[Point, ...], ...]] = []

    def geometry(self, depth: int) -> None:
        if depth > DEEPEST:
            raise WkbError("the geometry nests too deep")
        head = self._head()
        sign, kind, dimensions = head
        if kind == _POINT:
            (point,) = self._coordinates(sign, dimensions, 1)
            if not all(map(math.isnan, point)):
                self.points.append(_finite(point))
        elif kind in (_LINE, _ARCS, _COMPOUND):
            self.lines.append(self._curve(head))
        elif kind == _POLYGON:
            rings = [self._line(sign, dimensions) for _ in range(self._count(sign, 4))]
            self.polygons.append(tuple(rings))
        elif kind == _CURVE_POLYGON:
            rings = [self._curve(self._head()) for _ in range(self._count(sign, 9))]
            self.polygons.append(tuple(rings))
        elif kind in _MANY:
            for _ in range(self._count(sign, 5)):
                self.geometry(depth + 1)
        else:
            raise WkbError(f"geometry of kind {kind} is not read; make lines or polygons of it")

    def _head(self) -> _Head:
        order = self._bytes(1)[0]
        if order not in (0, 1):
            raise WkbError("this is no well-known binary")
        sign = "<" if order else ">"
        (code,) = struct.unpack(f"{sign}I", self._bytes(4))
        if code & 0x20000000:
            self._bytes(4)  # the srid of extended well-known binary
        iso, kind = divmod(code & 0x0FFFFFFF, 1000)
        dimensions = 2 + ((iso in (1, 3)) or bool(code & 0x80000000))
        dimensions += (iso in (2, 3)) or bool(code & 0x40000000)
        return _Head(sign, kind, dimensions)

    def _curve(self, head: _Head, *, piece: bool = False) -> tuple[Point, ...]:
        """A line, a string of arcs, or a compound of these, which is no piece of another."""
        if head.kind == _LINE:
            return self._line(head.sign, head.dimensions)
        if head.kind == _ARCS:
            points = self._line(head.sign, head.dimensions)
            if points and (len(points) < 3 or len(points) % 2 == 0):
                raise WkbError(f"{len(points)} points make no string of arcs")
            return tuple(bent(points))
        if head.kind != _COMPOUND or piece:
            raise WkbError(f"geometry of kind {head.kind} is no part of a curve")
        found: list[Point] = []
        for _ in range(self._count(head.sign, 9)):
            part = self._curve(self._head(), piece=True)
            if found and part and math.dist(found[-1], part[0]) > GAP:
                raise WkbError("the pieces of a curve do not join")
            extend(found, part)
        return tuple(found)

    def _line(self, sign: str, dimensions: int) -> tuple[Point, ...]:
        count = self._count(sign, 8 * dimensions)
        return tuple(map(_finite, self._coordinates(sign, dimensions, count)))

    def _coordinates(self, sign: str, dimensions: int, count: int) -> list[Point]:
        values = struct.unpack(f"{sign}{count * dimensions}d", self._bytes(8 * count * dimensions))
        return list(zip(values[::dimensions], values[1::dimensions], strict=True))

    def _count(self, sign: str, least_bytes: int) -> int:
        """A number of parts, each of so many bytes at least."""
        (count,) = struct.unpack(f"{sign}I", self._bytes(4))
        if count * least_bytes > len(self.data) - self.at:
            raise WkbError("the geometry is cut short")
        return int(count)

    def _bytes(self, size: int) -> bytes:
        part = self.data[self.at : self.at + size]
        if len(part) < size:
            raise WkbError("the geometry is cut short")
        self.at += size
        return part


def _finite(point: Point) -> Point:
    if not (math.isfinite(point[0]) and math.isfinite(point[1])):
        raise WkbError("the geometry has a coordinate that is no number")
    return point


def point_wkb(point: Point) -> bytes:
    """A point as little-endian well-known binary."""
    return struct.pack("<BI2d", 1, _POINT, *point)


def line_wkb(line: Sequence[Point]) -> bytes:
    """A line as little-endian well-known binary."""
    return struct.pack("<BI", 1, _LINE) + _packed(line)


def polygon_wkb(ring: Sequence[Point]) -> bytes:
    """An area of one ring, which is closed where it is not, as little-endian well-known binary."""
    closed = ring if ring[0] == ring[-1] else (*ring, ring[0])
    return struct.pack("<BII", 1, _POLYGON, 1) + _packed(closed)


def _packed(points: Sequence[Point]) -> bytes:
    return struct.pack("<I", len(points)) + b"".join(struct.pack("<2d", *p) for p in points)
