"""Choices: what is listed as another layout, and the line that says in what it differs."""

from __future__ import annotations

from typing import Any

import pytest

from ondergrond.check import check_layout
from ondergrond.compile import Street
from ondergrond.explain.choices import PER_MM, _pulled, find_choices, moved_claims
from ondergrond.explain.differences import differences, named, token
from ondergrond.explain.trials import Trials
from ondergrond.explanation import Choice, Difference
from ondergrond.layout import Layout, Side
from ondergrond.profile import StreetProfile
from ondergrond.report.explained import difference_text
from ondergrond.rules import RuleSet
from ondergrond.solve import solve
from ondergrond.words import Phrases
from tests.explain.made import TWO, explained, gas, street
from tests.explain.short import kept_at
from tests.rulesets import small_rules
from tests.streets import random_street

HOUSES = {"serves": "left", "connections": "10 per 100 m"}

SERVED = (
    gas("one", **HOUSES),
    {"id": "water", "network": "water", "size": "100 mm", **HOUSES},
    {"id": "cable", "network": "low-voltage", "size": "50 mm", **HOUSES},
)
"""Three that wish for an order of their own from the facade they serve."""


def test_choices_differ_in_order_or_technique_and_the_best_comes_first() -> None:
    found = explained(street(2200, *SERVED), sure=False).choices
    assert found[0].kind == "best"
    orders = [
        tuple(tuple(m.claim for m in column.members) for column in one.layout.columns)
        for one in found
    ]
    assert len(set(orders)) == len(orders) >= 2
    assert [one.score for one in found] == sorted(one.score for one in found)
    assert found[0].layout.verdict == "optimal"
    assert all(one.proven and one.layout.verdict == "feasible" for one in found[1:])
    for one in found:
        if one.kind == "order":
            row = [m.claim for column in one.layout.columns for m in column.members]
            assert row.index(one.first) < row.index(one.second)


def test_the_least_change_leaves_what_can_stay_where_it_lies() -> None:
    rules = small_rules()
    before = solve(street(3000, *TWO), rules).layout
    assert isinstance(before, Layout)
    after = street(3000, *TWO, {"id": "water", "network": "water", "size": "100 mm"})
    found = explained(after, sure=False, given=before).choices
    assert found[-1].kind == "least-change"
    assert found[-1].moved == {}


def test_the_least_change_knows_both_columns_of_a_claim() -> None:
    """Only the last column of a claim was kept, so a sewer on both sides was drawn to the right
    one: its left one moved 1.55 m, and was told not to have moved.
    """
    sewer = {"id": "sewer", "network": "sewer-foul", "size": "300 mm", "serves": "both"}
    sewer |= {"connections": "10 per 100 m"}
    pit = {"id": "pit", "container": {"width": "1 m", "depth": "2 m"}, "within": [2400, 3800]}
    zones = [{"kind": "footway", "width": 6000}]
    before = solve(street(6000, sewer, pit, zones=zones), small_rules()).layout
    assert isinstance(before, Layout)
    water = {"id": "water", "network": "water", "size": "100 mm"}
    after = street(6000, sewer, pit, water, zones=zones)
    found = explained(after, sure=False, given=before).choices[-1]
    assert found.kind == "least-change"
    assert found.moved == {}
    lay, lies = ([c.box.axis for c in one.columns if c.members[0].claim == "sewer"]
                 for one in (before, found.layout))  # fmt: skip
    assert lies == lay
    assert len(lay) == 2


def test_what_a_claim_moves_is_told_of_each_of_its_columns() -> None:
    def lying(*columns: tuple[int, tuple[Side, ...]]) -> Layout:
        base = laid_out("ab"[: len(columns)])
        made = []
        for column, (axis, serves) in zip(base.columns, columns, strict=True):
            box = column.box.model_copy(update={"start": axis - 50, "end": axis + 50})
            member = column.members[0].model_copy(
                update={"claim": "a", "box": box, "serves": serves}
            )
            made.append(column.model_copy(update={"box": box, "members": (member,)}))
        return base.model_copy(update={"columns": tuple(made)})

    two = lying((500, ("left",)), (3000, ("right",)))
    one = lying((2900, ("left", "right")))
    assert moved_claims(two, lying((520, ("left",)), (3000, ("right",)))) == {"a/left": 20}
    assert moved_claims(two, one) == {"a": -100}
    assert moved_claims(one, two) == {"a/left": -2400, "a/right": 100}


def test_the_price_of_moving_counts_each_mm_from_the_nearest_place() -> None:
    profile = street(3000, *TWO)
    given = solve(profile, small_rules()).layout
    assert given is not None
    asked = Street(profile, small_rules())
    problem, origin = asked.problem(10)
    column, design = problem.columns[0], asked.designs[origin[0]]
    claim = design.parts[0].claim
    twice = [one for one in given.columns if one.members[0].claim == claim] * 2
    box = twice[1].box
    apart = box.model_copy(update={"start": box.start + 995, "end": box.end + 995})
    twice[1] = twice[1].model_copy(update={"box": apart})
    given = given.model_copy(update={"columns": tuple(twice)})
    starts = [one.box.axis - column.width_min // 2 for one in twice]
    pulled = _pulled(column, design, given)
    for old in column.place:
        for at in range(old.first, old.last + 1):
            (new,) = [one for one in pulled if one.first <= at <= one.last]
            assert new.at(at) - old.at(at) == PER_MM * min(abs(at - one) for one in starts)


def test_two_mains_that_could_change_places_for_nothing_are_one_choice() -> None:
    profile, rules = street(3000, *TWO), small_rules()
    found = explained(profile, sure=False).choices
    assert [one.kind for one in found] == ["best"]
    # They could: the street with the other order scores the same.
    best = found[0].layout
    first, second = (column.members[0].claim for column in best.columns)
    names = {first: second, second: first}
    claims = [gas(names[claim.id]) for claim in profile.claims]
    turned = solve(street(3000, *claims), rules)
    assert turned.score == found[0].score


def test_a_choice_has_no_breach_where_the_best_has_none() -> None:
    water = {"id": "water", "network": "water", "size": "100 mm"}
    found = explained(street(1360, *TWO, water), sure=False).choices
    assert not found[0].layout.breaches
    assert all(not one.layout.breaches for one in found if one.kind == "order")
    assert all(one.kept == "minimum" for one in found[1:] if one.kind == "order")


def test_what_must_lie_left_of_another_has_a_place() -> None:
    """Leaving one of the two out is no order of the two."""
    for one in sweep(range(40)):
        if one.kind == "order":
            row = [m.claim for column in one.layout.columns for m in column.members]
            assert row.index(one.first) < len(row) - 1 - row[::-1].index(one.second)


# --- in what they differ --------------------------------------------------------------------------


def laid_out(names: str, **more: Any) -> Layout:
    """A layout with mains of these names from left to right, for its row of columns alone."""
    profile = street(4000, *(gas(name) for name in names))
    found = solve(profile, small_rules()).layout
    assert found is not None
    columns = sorted(found.columns, key=lambda column: column.box.start)
    renamed = [
        column.model_copy(
            update={"members": (column.members[0].model_copy(update={"claim": name}),)}
        )
        for column, name in zip(columns, names, strict=True)
    ]
    return found.model_copy(update={"columns": tuple(renamed), **more})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("abcd", "abcd", ""),
        ("abcd", "acbd", "b and c change places"),
        ("abcd", "dbca", "a and d change places"),
        ("abcd", "bcda", "a at the far right"),
        ("abcd", "dabc", "d at the far left"),
        ("abcde", "bcade", "a between c and d"),
        ("abcde", "cdabe", "a, b between d and e"),
        ("abcd", "abc", "d left out"),
        ("abc", "abcd", "d has a place"),
    ],
)
def test_the_order_is_told_by_as_little_as_possible(before: str, after: str, said: str) -> None:
    found = differences(laid_out(before), laid_out(after))
    words = Phrases("en")
    told = "; ".join(difference_text(one, words) for one in found)
    if (before, after) == ("abcde", "cdabe"):  # either two move, one way or the other
        assert told in (said, "c, d at the far left")
    else:
        assert told == said


def test_what_lies_there_and_goes_is_removed_and_not_left_out() -> None:
    found = differences(laid_out("abc"), laid_out("ab", removed=("c",)))
    assert [(one.kind, one.claims) for one in found] == [("removed", ("c",))]


def sweep(seeds: range) -> list[Choice]:
    """The choices of random streets; everything told about them is held against their layouts."""
    rules = small_rules()
    found: list[Choice] = []
    for seed in seeds:
        profile = random_street(seed, claims=(3, 5))
        trials = Trials(rules)
        choices = find_choices(trials, profile, trials.best(profile))
        for number, one in enumerate(choices):
            assert check_layout(one.layout).ok
            assert (one.kind == "best") == (number == 0)
            assert bool(one.differs) == (number > 0)
            for difference in one.differs:
                is_right(choices[0].layout, one.layout, difference)
            for earlier in choices[:number]:
                mine, theirs = ({token(c) for c in x.layout.columns} for x in (one, earlier))
                assert mine != theirs or one.score > earlier.score
        found += choices
    return found


def is_right(base: Layout, other: Layout, one: Difference) -> None:
    """A difference, read off the two rows of columns by another hand."""
    before = [named(column, base) for column in base.columns]
    after = [named(column, other) for column in other.columns]
    claims = {claim for text in one.claims for claim in text.split("+")}
    inside = {
        technique: [
            {m.claim for m in column.members}
            for column in other.columns
            if column.technique == technique
        ]
        for technique in ("rack", "stack", "single", "stay")
    }
    match one.kind:
        case "swap":
            first, second = one.claims
            assert (before.index(first) < before.index(second)) == (
                after.index(first) > after.index(second)
            )
        case "between":
            at = after.index(one.claims[0])
            assert after[at : at + len(one.claims)] == list(one.claims)
            assert (after[at - 1] if at else "") == one.left
            rest = after[at + len(one.claims) :]
            assert (rest[0] if rest else "") == one.right
        case "rack" | "stack":
            assert claims in inside[one.kind]
        case "single":
            assert all({claim} in inside["single"] for claim in claims)
        case "stays":
            assert claims in inside["stay"]
        case "moves":
            assert claims & set(other.relocated)
        case "removed":
            assert claims <= set(other.removed)
        case "left-out" | "taken-in":
            placed = {m.claim for column in other.columns for m in column.members}
            assert claims.isdisjoint(placed) == (one.kind == "left-out")
        case "two-columns" | "one-column":
            (claim,) = one.claims
            there = sum(m.claim == claim for c in other.columns for m in c.members)
            assert there == (2 if one.kind == "two-columns" else 1)


def test_the_line_in_what_a_choice_differs_is_right_in_random_streets() -> None:
    found = sweep(range(200, 240))
    kinds = {difference.kind for one in found for difference in one.differs}
    assert {"swap", "between"} <= kinds
    for lang in ("en", "nl"):
        words = Phrases(lang)
        for one in found:
            assert all("{" not in difference_text(d, words) for d in one.differs)


@pytest.mark.long
def test_the_line_in_what_a_choice_differs_is_right_in_many_streets() -> None:
    found = sweep(range(1000, 1200))
    kinds = {difference.kind for one in found for difference in one.differs}
    assert {"swap", "between", "single", "moves"} <= kinds


def best_of_order(profile: StreetProfile, rules: RuleSet, one: Choice) -> int | None:
    """The best score with one claim left of another, by windows: every cut of the street tried."""
    best: int | None = None
    for cut in range(0, profile.width + 1, 10):
        claims = []
        for claim in profile.claims:
            window = claim.within or (0, profile.width)
            if claim.id == one.first:
                window = (window[0], min(window[1], cut))
            if claim.id == one.second:
                window = (max(window[0], cut), window[1])
            if window[0] >= window[1]:
                break
            claims.append(claim.model_copy(update={"within": window}))
        else:
            street = profile.model_copy(update={"claims": tuple(claims)})
            score = solve(street, rules, engine="sweep").score
            if score is not None and (best is None or score < best):
                best = score
    return best


def test_an_order_is_the_best_of_its_kind_by_windows() -> None:
    profile, rules = street(1700, *SERVED), small_rules()
    found = [one for one in explained(profile, sure=False).choices if one.kind == "order"]
    assert found
    for one in found[:1]:
        assert one.proven
        assert best_of_order(profile, kept_at(rules, one.kept), one) == one.score
