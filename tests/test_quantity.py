"""Quantities from text, exact and bounded."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ondergrond.quantity import (
    LONGEST,
    ceil_div,
    decimal,
    even_up,
    half_up,
    parse_coordinate,
    parse_length,
    parse_money,
    parse_percent,
    parse_rate,
    parse_volume,
)


@pytest.mark.parametrize(
    ("text", "mm"),
    [
        ("14.2 m", 14200),
        ("2,4 m", 2400),
        ("110 mm", 110),
        ("110mm", 110),
        ("12.34 cm", 123),
        ("12.35 cm", 124),
        ("-12.35 cm", -124),
        (" 3 dm ", 300),
        (".5 m", 500),
        ("+1 m", 1000),
        ("0 m", 0),
        ("0.400 cm", 4),
        ("1.000 m", 1000),
        ("1000 m", LONGEST),
        (250, 250),
    ],
)
def test_a_length_is_read_to_the_nearest_mm(text: str | int, mm: int) -> None:
    assert parse_length(text) == mm


@pytest.mark.parametrize(
    ("text", "right_form"),
    [
        ("14", "14 m? 14 mm?"),
        ("2,4", "2,4 m? 2,4 mm?"),
        ("14 km", "use m, cm or mm"),
        ("14 meter", "use m, cm or mm"),
        ("1.234,5 m", "write it like '2.4 m'"),
        ("1e3 m", "write it like '2.4 m'"),
        ("1e400 m", "write it like '2.4 m'"),
        ("NaN m", "write it like '2.4 m'"),
        ("inf", "write it like '2.4 m'"),
        ("", "write it like '2.4 m'"),
        ("1000.1 m", "over 1000 m"),
        # In Dutch the dot separates thousands: an invert at 2.400 mm became one at 2 mm.
        ("2.400 mm", "write 2400 mm, or metres"),
        ("1,200mm", "write 1200 mm, or metres"),
        ("1.000 cm", "write 1000 cm, or metres"),
        ("9" * 50 + " m", "too long"),
        (None, "such as '2.4 m'"),
        (True, "such as '2.4 m'"),
        (2.4, "such as '2.4 m'"),
        ([], "such as '2.4 m'"),
        (LONGEST + 1, "over 1000 m"),
    ],
)
def test_what_is_no_length_is_told_the_right_form(text: object, right_form: str) -> None:
    with pytest.raises(ValueError, match=re.escape(right_form)):
        parse_length(text)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-inf", "sNaN", "x", "", "1" * 41])
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        decimal(text)


@given(st.integers(-LONGEST, LONGEST))
def test_mm_metres_and_a_comma_say_the_same_length(mm: int) -> None:
    metres = f"{'-' if mm < 0 else ''}{abs(mm) // 1000}.{abs(mm) % 1000:03d}"
    assert parse_length(f"{mm} mm") == parse_length(f"{metres} m") == mm
    assert parse_length(metres.replace(".", ",") + " m") == mm


@given(st.fractions())
def test_rounding_half_up_mirrors_and_is_within_a_half(value: Fraction) -> None:
    assert abs(half_up(value) - value) <= Fraction(1, 2)
    assert half_up(-value) == -half_up(value)


def test_halves_round_away_from_zero() -> None:
    assert [half_up(Fraction(n, 2)) for n in (-3, -1, 1, 3)] == [-2, -1, 1, 2]


@given(st.integers(), st.integers(1))
def test_division_rounds_up(a: int, b: int) -> None:
    assert (ceil_div(a, b) - 1) * b < a <= ceil_div(a, b) * b


@given(st.integers())
def test_even_up_is_the_next_even_number(mm: int) -> None:
    assert even_up(mm) % 2 == 0
    assert 0 <= even_up(mm) - mm <= 1


@pytest.mark.parametrize(
    ("text", "per_100_m"),
    [
        ("12 per 100 m", Fraction(12)),
        ("12/100 m", Fraction(12)),
        ("0,1/m", Fraction(10)),
        ("1 per m", Fraction(100)),
        ("3 per 50 m", Fraction(6)),
        ("1/3 per 100 m", Fraction(1, 3)),
        (5, Fraction(5)),
        (Fraction(1, 7), Fraction(1, 7)),
    ],
)
def test_connections_are_exact_per_100_m(text: object, per_100_m: Fraction) -> None:
    assert parse_rate(text) == per_100_m


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("12", "12 per 100 m"),
        ("12/100", "12 per 100 m"),
        ("-1 per 100 m", "below zero"),
        (-1, "below zero"),
        ("1 per 0 m", "above zero"),
        ("1/0 per 100 m", "divides by zero"),
        ("1000000 per 100 m", "more than a hundred connections per metre"),
        (True, "12 per 100 m"),
        (None, "12 per 100 m"),
    ],
)
def test_what_is_no_number_of_connections_is_refused(text: object, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        parse_rate(text)


@pytest.mark.parametrize(
    ("text", "su"),
    [("500 EUR/m", 5_000_000), ("EUR 1,5 per m", 15_000), ("€ 2 / m", 20_000), (7, 7)],
)
def test_money_is_read_in_score_units(text: object, su: int) -> None:
    assert parse_money(text) == su


@pytest.mark.parametrize("text", ["1.500 EUR/m", "EUR 12,250 per m"])
def test_a_price_that_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="read in two ways"):
        parse_money(text)
    assert parse_money("0.125 EUR/m") == 1_250


def test_volume_is_read_in_cubic_mm_and_a_percentage_whole() -> None:
    assert parse_volume("18 m3") == parse_volume("18,0 m³") == 18_000_000_000
    assert parse_volume(5) == 5
    assert parse_percent("60 %") == parse_percent("60") == parse_percent(60) == 60


@pytest.mark.parametrize("parse", [parse_money, parse_volume, parse_percent])
@pytest.mark.parametrize("text", ["x", "18 m", None, True, 1.5, "NaN m3", "60.5 %", "5 EUR"])
def test_a_price_volume_or_percentage_in_another_form_is_refused(
    parse: Callable[[object], int], text: object
) -> None:
    with pytest.raises(ValueError, match="write it like"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "mm"),
    [("233784.05", 233_784_050), ("581882,19 m", 581_882_190), ("-7000", -7_000_000), (5, 5)],
)
def test_a_coordinate_is_read_in_metres(text: str | int, mm: int) -> None:
    assert parse_coordinate(text) == mm


@pytest.mark.parametrize("text", ["52.1 deg", "x", "", None, True, "6e5", "700000", 10**9, "1 mm"])
def test_what_is_no_coordinate_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="coordinate"):
        parse_coordinate(text)
