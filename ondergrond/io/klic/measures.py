"""Measures in a delivery: numbers with a unit, and numbers that mean nothing.

Operators differ: centimetres here, millimetres there, and 0, 0.1 or 1 where they do not know.
"""

from __future__ import annotations

import math
from typing import NamedTuple

MM = {"m": 1000.0, "dm": 100.0, "cm": 10.0, "mm": 1.0}
"""mm in a unit of length, by the last part of its name (``urn:ogc:def:uom:OGC::cm``)."""

UNTOLD = frozenset({0.0, 0.1, 1.0})
"""Values that stand for "unknown" whatever the unit (seen with several operators)."""

THINNEST = 5
"""No cable, duct or pipe is thinner (mm): a smaller size is a slip or a stand-in."""

WIDEST = 4000
"""No pipe under a street is wider (mm): a larger size is a slip."""


class Measure(NamedTuple):
    """A size as it stands in a delivery: value, unit (cm, mm ...) and what it makes in mm.

    mm: None where the value means "unknown" or cannot be a size.  raw: for messages.
    """

    value: float | None
    unit: str
    mm: int | None

    @property
    def raw(self) -> str:
        """As it stands in the delivery."""
        return "nothing" if self.value is None else f"{self.value:g} {self.unit}".strip()


def number_of(text: str | None) -> float | None:
    """A finite number, None where there is none."""
    try:
        value = float((text or "").strip())
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def unit_of(uom: str | None) -> str:
    """The unit in a name such as ``urn:ogc:def:uom:OGC::cm``; empty where none is told."""
    return (uom or "").replace("#", ":").replace("/", ":").rpartition(":")[2].strip()


def size_of(text: str | None, uom: str | None) -> Measure:
    """A diameter or width; a size without a unit is unknown, because cm and mm are both in use."""
    value, unit = number_of(text), unit_of(uom)
    factor = MM.get(unit)
    if value is None or factor is None or value in UNTOLD:
        return Measure(value, unit, None)
    mm = round(value * factor)
    return Measure(value, unit, mm if THINNEST <= mm <= WIDEST else None)


def length_of(text: str | None, uom: str | None) -> int | None:
    """A depth in mm (may be 0 or below); None where it is no number or has no unit of length."""
    value, factor = number_of(text), MM.get(unit_of(uom))
    if value is None or factor is None or abs(value * factor) > 1_000_000:
        return None
    return round(value * factor)
