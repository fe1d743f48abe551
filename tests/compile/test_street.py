"""The compiled problem and the way back agree with each other, to the last unit."""

from __future__ import annotations

import numpy as np
import pytest

from ondergrond.compile import Street, row_layout
from ondergrond.compile.kernel import IMPOSSIBLE
from ondergrond.layout import Layout
from ondergrond_solver import problem_from_json, problem_to_json, solve
from tests.compile.streets import everything, network
from tests.rulesets import small_rules


def greedy_layout(street: Street, resolution: int) -> tuple[Layout, int]:
    """A layout of a greedy row, and the score the solver's problem gives that row."""
    problem, origin = street.problem(resolution)
    assert problem.validate() == []
    solution = solve(problem, "greedy")
    assert solution.score is not None
    layout = row_layout(
        street,
        solution.row,
        origin,
        verdict="feasible",
        bound=None,
        engine="greedy",
        resolution=resolution,
        seconds=0.0,
        version="0",
    )
    return layout, solution.score


@pytest.mark.parametrize("resolution", [1, 10, 50])
@pytest.mark.parametrize("preset", sorted(small_rules().presets))
def test_a_layout_costs_what_its_row_costs(preset: str, resolution: int) -> None:
    layout, score = greedy_layout(Street(everything(preset=preset), small_rules()), resolution)
    assert layout.score == score


@pytest.mark.parametrize("rack", ["allowed", "forbidden"])
@pytest.mark.parametrize("works", ["street", "trench"])
def test_works_and_racks_change_the_row_and_the_layout_alike(works: str, rack: str) -> None:
    profile = everything(works=works, techniques={"rack": rack, "stack": "allowed"})
    layout, score = greedy_layout(Street(profile, small_rules()), 10)
    assert layout.score == score
    assert sum(layout.parties.values()) == layout.cost


def test_a_problem_survives_its_json_form() -> None:
    problem, _ = Street(everything(), small_rules()).problem(10)
    assert problem_from_json(problem_to_json(problem)) == problem


def test_no_column_lies_where_its_zone_forbids_it() -> None:
    profile = everything(claims=[network("sewer", "sewer-foul", "none")])
    problem, _ = Street(profile, small_rules()).problem(10)
    (column,) = problem.columns
    rules = small_rules().zone_use["sewer-foul"].price
    assert rules["carriageway"] == 0
    assert rules["footway"] == 250
    inside = next(s for s in column.place if s.first <= 7000 <= s.last)
    beside = next(s for s in column.place if s.first <= 2300 <= s.last)
    # In the carriageway its cover is 200 mm more, at 3 su a mm, and its reopenings differ.
    assert inside.at(7000) != beside.at(2300)


def test_a_claim_without_any_room_leaves_its_item_without_columns() -> None:
    wide = network("pipe", "water", "none", size="200 mm") | {"within": ["1 m", "1.1 m"]}
    problem, _ = Street(everything(claims=[wide]), small_rules()).problem(10)
    assert problem.columns == ()
    assert len(problem.items) == 1


def test_a_bed_that_stays_pays_back_its_move() -> None:
    street = Street(everything(), small_rules())
    (stay,) = [design for design in street.designs if design.stays]
    assert street.constant == small_rules().networks["sewer-combined"].relocation
    assert street.flat(stay) == -street.constant


@pytest.mark.parametrize("resolution", [1, 10])
def test_between_two_jumps_nothing_changes(resolution: int) -> None:
    """The place scores, evaluated once between two jumps, against every single mm."""
    cellar = {"id": "cellar", "kind": "cellar", "from": "0 m", "to": "1 m", "bottom": "2 m"}
    wall = {"id": "wall", "kind": "foundation", "from": "9 m", "to": "9.3 m", "bottom": "0.7 m"}
    street = Street(everything(fixtures=[cellar, wall]), small_rules())
    problem, origin = street.problem(resolution)
    for column, index in zip(problem.columns, origin, strict=True):
        design = street.designs[index]
        if design.stays or design.varies:
            continue
        starts = np.arange(design.first, design.last + 1)
        scores, _ = street.field.judge(design, starts, starts + design.width)
        slope = street.ledger.weight("services") * design.slope
        judged = scores + street.flat(design) + slope * starts
        placed = np.full(len(starts), IMPOSSIBLE)
        for segment in column.place:
            there = np.arange(segment.first, segment.last + 1)
            placed[there - design.first] = segment.score + slope * (there - segment.first)
        assert np.array_equal(placed < IMPOSSIBLE, scores < IMPOSSIBLE), design.name
        assert np.array_equal(placed[placed < IMPOSSIBLE], judged[scores < IMPOSSIBLE])


def test_storage_pays_what_both_its_ends_pay() -> None:
    street = Street(everything(), small_rules())
    problem, origin = street.problem(10)
    columns = [c for c, i in zip(problem.columns, origin, strict=True) if street.designs[i].varies]
    assert columns
    tried = 0
    for index in sorted(set(origin)):
        design = street.designs[index]
        if not design.varies:
            continue
        flat = street.flat(design)
        per_mm = street.ledger.weighed(design.per_width.items())
        for start in range(0, design.last, 370):
            for width in range(-(-design.width // 10) * 10, design.width_max, 410):
                end = start + width
                scores, _ = street.field.judge(design, np.array([start]), np.array([end]))
                asked = int(scores[0]) + flat + per_mm * (width - design.width)
                found = [
                    begin.at(start) + stop.at(end) + column.width_price * (width - column.width_min)
                    for column in columns
                    if column.name == design.name and column.width_min <= width <= column.width_max
                    for begin in column.place
                    if begin.first <= start <= begin.last
                    for stop in column.end_place or ()
                    if stop.first <= end <= stop.last
                ]
                assert found == ([] if scores[0] >= IMPOSSIBLE else [asked])
                tried += len(found)
    assert tried > 20
