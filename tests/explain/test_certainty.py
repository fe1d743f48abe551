"""How sure: the values that decide, found in groups, against asking for each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ondergrond.explain.certainty import Deciding, answer, robustness
from ondergrond.explain.least import needed_width
from ondergrond.explain.trials import Best, Trials
from ondergrond.explain.uncertain import uncertain_values, with_ends
from ondergrond.explanation import Robustness
from ondergrond.profile import StreetProfile
from ondergrond.report.blocks import Table
from ondergrond.report.certainty import robustness_blocks
from ondergrond.rules import Provenance, RuleSet
from ondergrond.words import Language, Phrases
from tests.explain.made import TWO, Stopped, explained, gas, street
from tests.explain.short import kept_at, stands
from tests.rulesets import small_rules
from tests.streets import random_street


def with_range(rules: RuleSet, pair: str, low: int, high: int) -> RuleSet:
    """The rules in which the minimum of a pair has a range."""
    origin = Provenance(
        source="own estimate", basis="assumption", confidence="low", status="advisory",
        low=low, high=high, note="a test", path=f"gaps.minimum.{pair}", file="test",
    )  # fmt: skip
    gap = rules.gaps[pair].model_copy(
        update={"why": rules.gaps[pair].why | {"minimum": len(rules.provenance)}}
    )
    return rules.model_copy(
        update={"provenance": (*rules.provenance, origin), "gaps": rules.gaps | {pair: gap}}
    )


def test_the_value_that_decides_is_named_with_the_widths_at_its_ends() -> None:
    rules = with_range(small_rules(), "gas-low|gas-low", 60, 180)
    found = explained(street(900, *TWO), rules, choices=False).robustness
    assert found is not None
    assert (found.low, found.base, found.high, found.fits) == (True, False, False, "some")
    value = found.values[0]
    assert value.reference.rule == "gaps.minimum gas-low|gas-low"
    assert value.decides
    assert (value.width_low, value.width_high) == (860, 980)


def test_a_street_that_fits_at_every_end_says_so() -> None:
    rules = with_range(small_rules(), "gas-low|gas-low", 60, 180)
    found = explained(street(1500, *TWO), rules, choices=False).robustness
    assert found is not None
    assert found.fits == "all"
    assert found.values == ()


def test_a_gap_that_the_accuracy_of_an_asset_may_eat_up_is_in_doubt_and_a_trench_may_pay() -> None:
    old = gas("old", state="existing", axis="0.6 m", accuracy="0.2 m", cover="0.6 m")
    new = gas("new", within=["0.65 m", "1.05 m"], cover="0.6 m")
    found = explained(street(1500, old, new), resolution=1, choices=False).robustness
    assert found is not None
    assert [(one.asset, one.other) for one in found.doubts] == [("old", "new")]
    doubt = found.doubts[0]
    assert doubt.least == doubt.gap - 200
    assert doubt.gap >= doubt.wanted == 120
    assert [one.asset for one in found.trenches] == ["old"]


# --- every kind of value ------------------------------------------------------------------------


def origin(low: int, high: int, path: str) -> Provenance:
    """Where a value with a range comes from."""
    return Provenance(
        source="own estimate", basis="assumption", confidence="low", status="advisory",
        low=low, high=high, note="a test", path=path, file="test",
    )  # fmt: skip


def ranged(rules: RuleSet, table: str, row: str, field: str, low: int, high: int) -> RuleSet:
    """The rules in which one value has a range; row: empty where the table has none."""
    at = len(rules.provenance)
    known = getattr(rules, table)
    rule = known[row] if row else known
    rule = rule.model_copy(update={"why": rule.why | {field: at}})
    path = f"{table}.{field}"
    update = {
        "provenance": (*rules.provenance, origin(low, high, path)),
        table: known | {row: rule} if row else rule,
    }
    return rules.model_copy(update=update)


def sure(profile: StreetProfile, rules: RuleSet, **more: Any) -> Robustness:
    found = explained(profile, rules, choices=False, **more).robustness
    assert found is not None
    return found


TREES = {"id": "trees", "tree": {"root-volume": "4 m3", "spacing": "10 m"}}
CRATES = {"id": "crates", "storage": {"rain": "30 mm", "catchment": "4 m", "layers": 1}}
WET = {"ground": {"groundwater": {"high": "0.9 m", "low": "1.5 m"}}}


@pytest.mark.parametrize(
    ("profile", "place", "ends", "told"),
    [
        (street(900, gas("deep", size="100 mm x 600 mm")),
         ("networks", "gas-low", "deepest"), (1000, 2500), (True, True, False)),
        (street(1250, gas("one", size=None), gas("two", size=None)),
         ("networks", "gas-low", "size"), (60, 400), (True, True, False)),
        (street(5000, TREES, zones=[{"kind": "footway", "width": 5000}], **WET),
         ("tree", "", "above_water"), (0, 700), (True, True, False)),
        (street(5000, CRATES, **WET),
         ("storage", "", "above_water"), (50, 500), (True, True, False)),
        (street(5000, CRATES, **WET),
         ("storage", "", "cover.carriageway"), (50, 600), (True, True, False)),
    ],
    ids=["greatest depth", "size", "trees", "storage", "cover"],
)  # fmt: skip
def test_any_value_with_a_range_can_be_the_one_that_decides(
    profile: StreetProfile,
    place: tuple[str, str, str],
    ends: tuple[int, int],
    told: tuple[bool, bool, bool],
) -> None:
    rules = ranged(small_rules(), *place, *ends)
    found = sure(profile, rules)
    assert found.tried == 1
    assert (found.low, found.base, found.high) == told
    assert found.fits == "some"
    assert [one.decides for one in found.values] == [True]
    assert (found.values[0].low, found.values[0].high) == ends
    # The ends, put into the rules by another hand, give the answers that are told.
    table, row, field = place
    answers = set()
    for end in ends:
        rule = getattr(rules, table)[row] if row else getattr(rules, table)
        name, _, key = field.partition(".")
        value = getattr(rule, name) | {key: end} if key else end
        rule = rule.model_copy(update={name: value})
        update = {table: getattr(rules, table) | {row: rule} if row else rule}
        answers.add(stands(profile, kept_at(rules.model_copy(update=update), found.level)))
    assert answers == {True, False}


def test_the_three_cases_of_a_rack_are_ranges_and_the_one_that_decides_is_named() -> None:
    claims = [
        {"id": name, "network": name, "size": "100 mm", "serves": "left"}
        for name in ("telecom", "low-voltage", "gas-low", "water")
    ]
    profile = street(1300, *claims, techniques={"rack": "allowed"})
    rules = small_rules()
    found = sure(profile, rules)
    assert found.fits == "some"
    assert found.values
    assert all(one.ask == "designer" for one in found.values)
    name = found.values[0].reference.rule
    assert name.startswith("racks.")
    assert name.endswith(" base")
    # By another hand: the whole case at its worse end turns the answer too.
    end = "high" if found.base else "low"
    worse = rules.model_copy(update={"racks": rules.racks | {"base": rules.racks[end]}})
    assert stands(profile, kept_at(rules, found.level)) is found.base
    assert stands(profile, kept_at(worse, found.level)) is not found.base


def test_values_that_only_turn_the_answer_together_are_told_as_that() -> None:
    rules = with_range(small_rules(), "gas-low|gas-low", 60, 180)
    rules = with_range(rules, "facade|gas-low", 280, 400)
    profile = street(830, *TWO)  # 920 as it is; 860 with the one, 880 with the other, 820 with both
    found = sure(profile, rules)
    assert (found.low, found.base, found.high) == (True, False, False)
    assert [(one.decides, one.together) for one in found.values] == [(False, True)] * 2
    assert {one.reference.rule for one in found.values} == {
        "gaps.minimum gas-low|gas-low",
        "gaps.minimum facade|gas-low",
    }
    widths = {(one.width_low, one.width_high) for one in found.values}
    assert widths == {(860, 980), (880, 1120)}


def test_where_no_value_helps_the_ones_that_clash_are_told_with_their_widths() -> None:
    rules = with_range(small_rules(), "facade|gas-low", 280, 400)
    found = sure(street(800, *TWO), rules)
    assert (found.low, found.base, found.high, found.fits) == (False, False, False, "none")
    assert [(one.decides, one.together) for one in found.values] == [(False, False)]
    assert (found.values[0].width_low, found.values[0].width_high) == (880, 1120)


# --- groups against one by one --------------------------------------------------------------------


def widely_ranged() -> RuleSet:
    """The small rules with a range on every gap, size and cover, and on trees and storage."""
    rules = small_rules()
    origins = list(rules.provenance)

    def known(value: int, path: str) -> int:
        origins.append(origin(value * 7 // 20 * 2, value * 13 // 20 * 2 + 2, path))
        return len(origins) - 1

    gaps = {
        pair: gap.model_copy(
            update={
                "why": gap.why
                | {
                    field: known(getattr(gap, field), f"gaps.{field}.{pair}")
                    for field in ("hard", "minimum", "over_hard", "over_minimum")
                }
            }
        )
        for pair, gap in rules.gaps.items()
    }
    networks = {}
    for kind, rule in rules.networks.items():
        why = {f"cover.{zone}": known(mm, f"cover.{kind}") for zone, mm in rule.cover.items()}
        why |= {field: known(getattr(rule, field), field) for field in ("size", "deepest")}
        networks[kind] = rule.model_copy(update={"why": rule.why | why})
    tree = rules.tree.model_copy(
        update={
            "why": {
                field: known(getattr(rules.tree, field), f"tree.{field}")
                for field in ("depth", "shallowest", "above_water", "trunk", "inset", "least")
            }
        }
    )
    storage = rules.storage.model_copy(
        update={
            "why": {
                field: known(getattr(rules.storage, field), f"storage.{field}")
                for field in ("layer", "above_water", "deepest", "least")
            }
        }
    )
    return rules.model_copy(
        update={
            "provenance": tuple(origins), "gaps": gaps, "networks": networks, "tree": tree,
            "storage": storage,
        }
    )  # fmt: skip


def groups_against_one_by_one(seeds: range) -> tuple[int, int]:
    """Compare on random streets; how many values decided alone, how many streets had any."""
    rules = widely_ranged()
    decided = streets = 0
    for seed in seeds:
        profile = random_street(seed, claims=(2, 5))
        trials = Trials(rules)
        least = needed_width(trials, profile, "minimum", confirm=False)
        if least.width is None or least.at_limit:
            continue
        # As wide as it must be, or a little less: there a single value can turn the answer.
        profile = profile.widened(least.width - 20 * (seed % 2))
        values = uncertain_values(profile, rules, "minimum")
        base = answer(trials, profile, rules, "minimum")
        search = Deciding(trials, profile, "minimum", values, base)
        found = search.alone()
        one_by_one = [
            one
            for one in values
            if any(
                answer(trials, profile, one.at(rules, end), "minimum") != base
                for end in ("low", "high")
            )
        ]
        assert search.complete
        assert {one.cells for one in found} == {one.cells for one in one_by_one}, seed
        decided += len(found)
        streets += bool(found)
        whole = answer(trials, profile, with_ends(rules, values, search.side), "minimum")
        if not found and whole != base:
            together = search.together()
            assert len(together) > 1
            for left_out in together:
                rest = [one for one in together if one != left_out]
                rules_without = with_ends(rules, rest, search.side)
                assert answer(trials, profile, rules_without, "minimum") == base
    return decided, streets


def test_groups_find_the_same_deciding_values_as_asking_for_each() -> None:
    decided, streets = groups_against_one_by_one(range(6))
    assert decided
    assert streets


@pytest.mark.long
def test_groups_find_the_same_deciding_values_in_many_streets() -> None:
    decided, streets = groups_against_one_by_one(range(100, 140))
    assert decided >= 20
    assert streets >= 8


def test_a_group_that_is_not_answered_makes_no_claim() -> None:
    rules = with_range(small_rules(), "gas-low|gas-low", 60, 180)
    profile = street(900, *TWO)
    trials = Trials(rules, deadline=0.0)
    values = [replace(one) for one in uncertain_values(profile, rules, "minimum")]
    search = Deciding(trials, profile, "minimum", values, False)
    assert search.alone() == []
    assert not search.complete


# --- when time is up midway -----------------------------------------------------------------------


def three_ranges() -> RuleSet:
    """Gaps of 120 and 300 that may be 60 and 280, and a size of 110 that may be 60."""
    rules = with_range(small_rules(), "gas-low|gas-low", 60, 180)
    rules = with_range(rules, "facade|gas-low", 280, 400)
    return ranged(rules, "networks", "gas-low", "size", 60, 200)


def short_of(width: int) -> StreetProfile:
    """Two mains of no stated size: 940 as it is, 740 with the three ranges at their ends."""
    return street(width, gas("one", size=None), gas("two", size=None))


def asked_of(trials: Trials, profile: StreetProfile, most: int = 6) -> Robustness:
    return robustness(trials, profile, "minimum", Best("unknown"), most=most)


def test_of_values_that_turn_the_answer_together_none_is_left_untold() -> None:
    """Of a least set the first twelve were told, as "these 12 together turn the answer"."""
    found = asked_of(Trials(three_ranges()), short_of(770), most=1)
    assert [one.together for one in found.values] == [True] * 3
    assert found.proven


@pytest.mark.parametrize("width", [770, 900, 1000, 1500])
def test_an_answer_that_is_cut_off_anywhere_claims_nothing_that_does_not_hold(width: int) -> None:
    """An end that was not established counted as another answer, so all values "turned it
    together"; a least width that time left open was told as "none".
    """
    rules, profile = three_ranges(), short_of(width)
    whole = Stopped(rules)
    sure = asked_of(whole, profile)
    told = {one.reference.rule: one for one in sure.values}
    for after in range(whole.solves):
        found = asked_of(Stopped(rules, after), profile)
        turning = found.high if found.base else found.low
        assert turning is not None or not (found.values or found.proven)
        for one in found.values:
            full = told[one.reference.rule]
            assert one.decides == full.decides
            assert (one.width_low, one.width_high) == (full.width_low, full.width_high) or not (
                one.proven_low and one.proven_high
            )
        if any(one.together for one in found.values):
            assert set(told) <= {one.reference.rule for one in found.values}
        tables = [one for one in robustness_blocks(found, Phrases("en")) if isinstance(one, Table)]
        assert "none" not in {cell for table in tables for row in table.rows for cell in row}


def test_what_was_not_established_is_told_as_that_in_both_languages() -> None:
    """ "These values together do, and none can be left out" was said of a search cut off."""
    open_widths = {"width_low": None, "proven_low": False, "width_high": None}
    sure = asked_of(Trials(three_ranges()), short_of(770))
    values = tuple(one.model_copy(update=open_widths) for one in sure.values)
    found = sure.model_copy(update={"values": values, "proven": False})
    ends: dict[Language, tuple[str, tuple[str, str]]] = {
        "en": ("was not established", ("not established", "none")),
        "nl": ("is niet vastgesteld", ("niet vastgesteld", "geen")),
    }
    for lang, (said, widths) in ends.items():
        blocks: list[Any] = list(robustness_blocks(found, Phrases(lang)))
        assert said in blocks[1].text
        assert blocks[2].rows[0][4:6] == widths
        lost: list[Any] = list(
            robustness_blocks(found.model_copy(update={"values": ()}), Phrases(lang))
        )
        assert said in lost[-1].text


def test_a_trench_of_which_the_limits_left_open_what_it_is_worth_says_so() -> None:
    """ "No layout is sure: it must be known" was said where none had been found in time."""

    class Short(Trials):
        def best(self, *asked: Any, **more: Any) -> Best:
            return Best("unknown") if asked[0] is not profile else super().best(*asked, **more)

    old = gas("old", state="existing", axis="0.6 m", accuracy="0.2 m", cover="0.6 m")
    profile = street(1500, old, gas("new"))
    trials = Short(small_rules())
    found = robustness(trials, profile, "minimum", trials.best(profile))
    assert [(one.asset, one.worth, one.proven) for one in found.trenches] == [("old", None, False)]
    told: list[Any] = list(robustness_blocks(found, Phrases("en")))
    assert told[-1].rows[0][2] == "not established"
