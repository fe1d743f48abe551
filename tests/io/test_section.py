"""Sections: offsets, angles, true widths and areas, against hand-made places and mirrored ones."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ondergrond.io.section import Section, section_of, square_to

WEST, EAST = (150_000.0, 450_000.0), (150_025.0, 450_000.0)
ACROSS = Section("s", WEST, EAST)

offsets = st.floats(0.01, 24.99)
angles = st.floats(0.25, math.pi - 0.25)
turns = st.floats(0, 2 * math.pi)


def at(x: float, y: float) -> tuple[float, float]:
    return WEST[0] + x, WEST[1] + y


def test_a_pipe_square_to_the_section_is_met_at_its_offset() -> None:
    (met,) = ACROSS.crossings([at(8.4, -5), at(8.4, 5)])
    assert (met.offset, met.sine) == (8400, 1.0)
    assert met.is_square
    assert met.true_width(110) == 110


def test_a_pipe_at_thirty_degrees_takes_twice_its_width() -> None:
    tilt = math.radians(30)
    (met,) = ACROSS.crossings([at(5, 0), at(5 + 10 * math.cos(tilt), 10 * math.sin(tilt))])
    assert met.offset == 5000
    assert not met.is_square
    assert met.true_width(110) == 220


def test_a_pipe_that_runs_along_the_section_has_no_width_on_it() -> None:
    met = ACROSS.crossings([at(2, 0), at(9, 0)])
    assert [one.offset for one in met] == [2000, 9000]
    assert all(one.runs_along for one in met)
    with pytest.raises(ValueError, match="runs along"):
        met[0].true_width(110)


def test_a_line_that_bends_on_the_section_is_met_once_at_its_squarest() -> None:
    (met,) = ACROSS.crossings([at(4, -1), at(5, 0), at(5, 3)])
    assert (met.offset, met.sine) == (5000, 1.0)


@pytest.mark.parametrize("side", [1, -1])
def test_a_line_that_only_touches_the_section_is_met_whatever_its_side(side: int) -> None:
    (met,) = ACROSS.crossings([at(4, side), at(5, 0), at(6, side)])
    assert met.offset == 5000
    (end,) = ACROSS.crossings([at(7, side), at(7, 0)])
    assert end.offset == 7000


def test_a_line_that_crosses_twice_is_met_twice_and_one_beside_the_section_never() -> None:
    assert [one.offset for one in ACROSS.crossings([at(3, 1), at(4, -1), at(6, 1)])] == [3500, 5000]
    assert ACROSS.crossings([at(25.1, -1), at(25.1, 1)]) == []
    assert ACROSS.crossings([at(3, 0.01), at(9, 0.02)]) == []


def test_the_part_of_an_area_on_the_section_leaves_its_hole_out() -> None:
    square = [at(2, -1), at(12, -1), at(12, 1), at(2, 1)]
    hole = [at(5, -0.5), at(6, -0.5), at(6, 0.5), at(5, 0.5), at(5, -0.5)]
    assert ACROSS.spans([square, hole]) == [(2000, 5000), (6000, 12000)]


def test_an_area_that_reaches_beyond_the_section_is_cut_at_its_ends() -> None:
    around = [at(-50, -1), at(80, -1), at(80, 1), at(-50, 1)]
    assert ACROSS.spans([around]) == [(0, 25000)]
    assert ACROSS.spans([[at(26, -1), at(30, -1), at(30, 1), at(26, 1)]]) == []


@given(offsets, angles, turns)
def test_offset_and_angle_do_not_depend_on_how_the_map_lies(
    offset: float, angle: float, turn: float
) -> None:
    """The same picture turned about the section's start gives the same crossing to the mm."""

    def turned(x: float, y: float) -> tuple[float, float]:
        return at(x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn))

    section = Section("s", turned(0, 0), turned(25, 0))
    dx, dy = math.cos(angle) * 3, math.sin(angle) * 3
    (met,) = section.crossings([turned(offset - dx, -dy), turned(offset + dx, dy)])
    assert abs(met.offset - offset * 1000) <= 1
    assert met.sine == pytest.approx(math.sin(angle), abs=1e-6)
    assert section.distance(met.at) <= 1
    back = Section("b", section.end, section.start)
    (seen,) = back.crossings([turned(offset - dx, -dy), turned(offset + dx, dy)])
    assert abs(seen.offset + met.offset - 25_000) <= 1


@given(offsets, st.floats(-5, 5), turns)
def test_a_place_and_its_offset_go_both_ways(offset: float, beside: float, turn: float) -> None:
    end = at(25 * math.cos(turn), 25 * math.sin(turn))
    section = Section("s", WEST, end)
    place = section.place(round(offset * 1000), round(beside * 1000))
    assert abs(section.offset(place) - round(offset * 1000)) <= 1
    assert abs(section.distance(place) - abs(round(beside * 1000))) <= 1


def test_a_section_square_to_a_road_has_its_left_on_the_left_of_who_walks_it() -> None:
    section = square_to(at(0, 0), (0.0, 1.0), 20_000)
    assert section.start == at(-10, 0)
    assert section.end == at(10, 0)
    assert section.length == 20_000


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        ((450_000.0, 150_000.0), EAST, "swapped"),
        ((52.1, 5.2), (52.1, 5.3), "degrees"),
        ((1e9, 450_000.0), EAST, "no place in RD"),
        ((math.nan, 450_000.0), EAST, "no place"),
        (WEST, WEST, "too short"),
        (WEST, (155_000.0, 450_000.0), "too long"),
    ],
)
def test_a_section_that_cannot_be_one_is_refused_with_the_reason(
    start: tuple[float, float], end: tuple[float, float], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        Section("s", start, end)


def test_a_section_and_its_place_in_a_profile_are_the_same_to_the_mm() -> None:
    section = Section("s", (233784.0504, 581882.1896), (233805.9, 581894.33))
    again = section_of(section.location)
    assert again.start == (233784.05, 581882.19)
    assert abs(again.length - section.length) <= 1
