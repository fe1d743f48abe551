"""Quantities as people write them, turned into integers once, at the edge.

Inside the program a length is an ``int`` in millimetres, money is an ``int`` in score units
(su = 1/10,000 euro per metre of street). Text comes in here and nowhere else. In YAML every
scalar arrives as text and must carry its unit; an ``int`` is accepted because the JSON of a
layout, and Python callers, already speak millimetres.

Rounding: a length is rounded half up to 1 mm when it is read ("12.34 cm" is 123 mm); the size
of a body is then rounded *up* to an even number of mm (``even_up``), so that every axis lies on a
whole millimetre.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer

LONGEST = 1_000_000
"""No length of this problem exceeds a kilometre; more is a slip of the pen (mm)."""

FARTHEST = 629_000_000
"""No RD coordinate (EPSG:28992) is larger: the northern edge of its validity area (mm)."""

SU_PER_EURO = 10_000
SU_PER_CENT = SU_PER_EURO // 100
"""Score units in one euro, and in one cent, per metre of street."""

MOST_MONEY = 1_000_000 * SU_PER_EURO
"""No price reaches a million euro per metre of street; more is a slip of the pen (su)."""

MOST_VOLUME = 10_000 * 1_000_000_000
"""No tree roots in more than 10,000 m³; more is a slip of the pen (mm³)."""

_LONGEST_NUMBER = 40
"""Characters; a longer number is rubbish, and costly to turn into an exact value."""

MOST_TEXTS = 32_768
"""Texts whose value is remembered: the streets of a city say the same sizes over and over."""

_UNITS_MM = {"mm": 1, "cm": 10, "dm": 100, "m": 1000}
_NUMBER = r"[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)"
_LENGTH = re.compile(rf"^\s*({_NUMBER})\s*([A-Za-zµ]*)\s*$")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_RATE = re.compile(rf"^\s*({_NUMBER})\s*(?:/|per)\s*({_NUMBER})?\s*m\s*$", re.IGNORECASE)
_EXACT_RATE = re.compile(r"^\s*(\d+)/(\d+)\s*per\s*100\s*m\s*$", re.IGNORECASE)
_MONEY = re.compile(
    rf"^\s*(?:EUR|€)?\s*({_NUMBER})\s*(?:EUR|€|euro)?\s*(?:/|per)\s*m\s*$", re.IGNORECASE
)
_VOLUME = re.compile(rf"^\s*({_NUMBER})\s*(?:m3|m³)\s*$", re.IGNORECASE)


def decimal(text: str) -> Fraction:
    """The exact number a person wrote, with a decimal point or a Dutch decimal comma.

    Raises ``ValueError`` for anything that is not a finite plain number.
    """
    if len(text) > _LONGEST_NUMBER:
        raise ValueError(f"a number of {len(text)} digits is too long")
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise ValueError(f"'{text}' is not a number") from None
    if not value.is_finite():
        raise ValueError(f"'{text}' is not a finite number")
    return Fraction(value)


def half_up(value: Fraction) -> int:
    """Round to the nearest integer, halves away from zero: mirrored signs stay mirrored."""
    return half_up_ratio(value.numerator, value.denominator)


def half_up_ratio(numerator: int, denominator: int) -> int:
    """As ``half_up`` of ``numerator / denominator``, without making a fraction of it
    (``denominator`` > 0).
    """
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


def even_up(mm: int) -> int:
    """The smallest even number of mm that is not below ``mm``."""
    return mm + mm % 2


def ceil_div(a: int, b: int) -> int:
    """``a / b`` rounded up, exact in integers (``b`` > 0)."""
    return -(-a // b)


def parse_length(value: Any) -> int:
    """Millimetres from ``"14.2 m"``, ``"2,4 m"``, ``"110 mm"`` or an ``int`` of mm.

    Raises ``ValueError`` with the right form where the unit is missing or unknown, where the
    number is not finite or may have a mark for thousands ("1.000 mm"), and where it is over a
    kilometre.
    """
    if isinstance(value, bool) or value is None:
        raise ValueError("a length is needed, such as '2.4 m'")
    if isinstance(value, int):
        return _bounded(value, str(value))
    if not isinstance(value, str):
        raise ValueError(f"a length is text with a unit, such as '2.4 m', not {value!r}")
    return _length(value)


@lru_cache(maxsize=MOST_TEXTS)
def _length(text: str) -> int:
    match = _LENGTH.match(text)
    if match is None:
        raise ValueError(f"'{text}' is not a length; write it like '2.4 m' or '110 mm'")
    number, unit = match.groups()
    if not unit:
        raise ValueError(f"'{text}' has no unit: {number} m? {number} mm?")
    if unit.lower() in ("mm", "cm") and (whole := _without_mark(number)):
        raise ValueError(f"'{text}' can be read in two ways; write {whole} {unit}, or metres")
    if unit not in _UNITS_MM:
        raise ValueError(f"'{unit}' is no unit of length here; use m, cm or mm")
    if len(number) > _LONGEST_NUMBER:
        raise ValueError(f"a number of {len(number)} digits is too long")
    # Whole numbers all the way: lengths are most of what a profile says.
    whole, _, part = number.replace(",", ".").partition(".")
    return _bounded(half_up_ratio(int(whole + part) * _UNITS_MM[unit], 10 ** len(part)), text)


def _without_mark(number: str) -> str:
    """A number whose mark may be one for thousands, without it; empty for any other number."""
    return re.sub("[.,]", "", number) if _THOUSANDS.fullmatch(number) else ""


def parse_coordinate(value: Any) -> int:
    """Millimetres in RD from ``"233784.05"`` (metres, as maps have them) or an ``int`` of mm.

    A unit may stand with it ("233784.05 m"). Raises ``ValueError`` with the right form.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        mm = value
    else:
        match = _LENGTH.match(value) if isinstance(value, str) else None
        if match is None or match[2] not in ("", "m"):
            raise ValueError(f"'{value}' is no coordinate; write RD metres, such as '233784.05'")
        mm = half_up(decimal(match[1]) * 1000)
    if abs(mm) > FARTHEST:
        raise ValueError(f"'{value}' is no coordinate in RD (EPSG:28992), in metres")
    return mm


def parse_rate(value: Any) -> Fraction:
    """Connections per 100 m of street from ``"12 per 100 m"``, ``"0,1/m"``, ``"1/3 per 100 m"``.

    An ``int`` or ``Fraction`` is taken per 100 m. Text needs its length: "12/100" could be read
    two ways. Raises ``ValueError`` with the right form.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return _nonnegative(Fraction(value), str(value))
    if isinstance(value, str):
        return _rate(value)
    raise ValueError(f"'{value}' is not a number of connections; write it like '12 per 100 m'")


@lru_cache(maxsize=MOST_TEXTS)
def _rate(text: str) -> Fraction:
    match = _RATE.match(text)
    if match is not None:
        number, per = match.groups()
        length = decimal(per) if per else Fraction(1)
        if length <= 0:
            raise ValueError(f"'{text}': the length must be above zero")
        return _nonnegative(decimal(number) * 100 / length, text)
    if match := _EXACT_RATE.match(text):
        share, whole = (int(decimal(part)) for part in match.groups())
        if whole == 0:
            raise ValueError(f"'{text}' divides by zero")
        return _nonnegative(Fraction(share, whole), text)
    raise ValueError(f"'{text}' is not a number of connections; write it like '12 per 100 m'")


def parse_money(value: Any) -> int:
    """Score units from ``"500 EUR/m"`` or an ``int`` of su per metre of street."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        match = _MONEY.match(value)
        if match is not None:
            if whole := _without_mark(match.group(1)):
                raise ValueError(
                    f"'{value}' can be read in two ways; write '{whole} EUR/m', or two decimals"
                )
            return half_up(decimal(match.group(1)) * SU_PER_EURO)
    raise ValueError(f"'{value}' is not a price; write it like '500 EUR/m'")


def parse_volume(value: Any) -> int:
    """Cubic millimetres from ``"18 m3"`` or an ``int`` of mm³."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        match = _VOLUME.match(value)
        if match is not None:
            return half_up(decimal(match.group(1)) * 1_000_000_000)
    raise ValueError(f"'{value}' is not a volume; write it like '18 m3'")


def parse_percent(value: Any) -> int:
    """A whole percentage from ``"60 %"``, ``"60"`` or an ``int``."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and (match := re.fullmatch(r"\s*(\d{1,3})\s*%?\s*", value)):
        return int(match.group(1))
    raise ValueError(f"'{value}' is not a whole percentage; write it like '60 %'")


def _bounded(mm: int, text: str) -> int:
    if abs(mm) > LONGEST:
        raise ValueError(f"'{text}' is over {LONGEST // 1000} m: no street is")
    return mm


def _nonnegative(rate: Fraction, text: str) -> Fraction:
    if rate < 0:
        raise ValueError(f"'{text}' is below zero")
    if rate > 10_000:
        raise ValueError(f"'{text}' is more than a hundred connections per metre")
    return rate


Length = Annotated[int, BeforeValidator(parse_length)]
"""A position or signed length, mm."""

Coordinate = Annotated[int, BeforeValidator(parse_coordinate)]
"""A coordinate on the map, RD (EPSG:28992), mm."""

Size = Annotated[int, BeforeValidator(parse_length), Field(gt=0)]
"""A length above zero, mm."""

Depth = Annotated[int, BeforeValidator(parse_length), Field(ge=0)]
"""A depth or thickness of zero or more, mm."""

Rate = Annotated[
    Fraction,
    BeforeValidator(parse_rate),
    PlainSerializer(lambda v: f"{v.numerator}/{v.denominator} per 100 m"),
]
"""Connections per 100 m of street, exact."""

Money = Annotated[int, BeforeValidator(parse_money), Field(ge=-MOST_MONEY, le=MOST_MONEY)]
"""Money per metre of street, su."""

Volume = Annotated[int, BeforeValidator(parse_volume), Field(gt=0, le=MOST_VOLUME)]
"""A volume, mm³."""

Percent = Annotated[int, BeforeValidator(parse_percent), Field(ge=1, le=100)]
"""A whole percentage, 1 to 100."""
