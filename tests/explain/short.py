"""Random streets that do not fit, and an own reading of what it means to set something aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ondergrond.bodies import rule_errors
from ondergrond.compile import Street
from ondergrond.explanation import Condition, Level
from ondergrond.profile import StreetProfile, profile_errors
from ondergrond.rules import GapRule, RuleSet
from ondergrond_solver import Limits
from ondergrond_solver import solve as solve_problem
from tests.rulesets import small_rules
from tests.streets import random_street

LIMITS = Limits(deterministic_time=20.0, wall_seconds=60.0)


def stands(profile: StreetProfile, rules: RuleSet, engine: str = "cpsat") -> bool:
    """Whether a street has a layout, by an engine the explanations do not ask first."""
    if profile_errors(profile) or rule_errors(profile, rules):
        return False
    problem, _ = Street(profile, rules).problem(1)
    solution = solve_problem(problem, engine, limits=LIMITS, feasibility_only=True)
    assert solution.verdict != "unknown"
    return solution.has_row


def kept_at(rules: RuleSet, level: Level, but: Iterable[str] = ()) -> RuleSet:
    """The rules with the gaps below a level made impossible, some pairs left as they are."""
    spared = set(but)
    gaps: dict[str, GapRule] = {}
    for pair, gap in rules.gaps.items():
        update: dict[str, Any] = {}
        if level != "hard" and pair not in spared:
            update = {"hard": getattr(gap, level), "over_hard": getattr(gap, f"over_{level}")}
        if level == "preferred" and pair not in spared:
            update |= {"minimum": gap.preferred, "over_minimum": gap.over_preferred}
        gaps[pair] = gap.model_copy(update=update)
    return rules.model_copy(update={"gaps": gaps})


def short_streets(count: int, first: int = 0) -> Iterator[tuple[StreetProfile, RuleSet, Level]]:
    """Streets that lack room at their level: hard ones first asked, then the minimum."""
    rules = small_rules()
    seed = first
    found = 0
    while found < count:
        profile = random_street(seed)
        seed += 1
        for level in ("hard", "minimum"):
            if not stands(profile, kept_at(rules, level), "sweep"):
                yield profile, rules, level
                found += 1
                break


def with_only(
    profile: StreetProfile, rules: RuleSet, level: Level, members: Iterable[Condition]
) -> tuple[StreetProfile, RuleSet]:
    """The street in which only these conditions are in force, at a level."""
    kept = {(one.kind, one.name) for one in members}
    claims = []
    for claim in profile.claims:
        if not {("claim", claim.id), ("existing", claim.id)} & kept:
            continue
        change: dict[str, Any] = {}
        if not claim.lies and ("window", claim.id) not in kept:
            change = {"within": None, "axis": None}
        if getattr(claim, "replaces", None) is not None:
            change["replaces"] = None
        claims.append(claim.model_copy(update=change))
    ground = profile.ground
    if ("groundwater", "groundwater") not in kept:
        ground = ground.model_copy(update={"groundwater": None})
    fixtures = tuple(f for f in profile.fixtures if ("fixture", f.id) in kept)
    street = profile.model_copy(
        update={"claims": tuple(claims), "fixtures": fixtures, "ground": ground}
    )
    return street, _rules_with(rules, level, members)


def _rules_with(rules: RuleSet, level: Level, members: Iterable[Condition]) -> RuleSet:
    held = {pair for one in members if one.kind == "gap" for pair in one.pairs}
    zones = {one.name for one in members if one.kind == "zone"}
    crossings = {one.name for one in members if one.kind == "crossing"}
    raised = kept_at(rules, level)
    free = GapRule(hard=0, minimum=0, preferred=0, over="free")
    gaps = {
        pair: gap if pair in held else (free if level == "hard" else rules.gaps[pair])
        for pair, gap in raised.gaps.items()
    }
    use = {
        cls: rule.model_copy(
            update={
                "price": {
                    zone: 0 if price is None and f"{cls}|{zone}" not in zones else price
                    for zone, price in rule.price.items()
                }
            }
        )
        for cls, rule in rules.zone_use.items()
    }
    crossed = {
        kind: rule.model_copy(
            update={
                "price": {
                    thing: 0 if price is None and f"{kind}|{thing}" not in crossings else price
                    for thing, price in rule.price.items()
                }
            }
        )
        for kind, rule in rules.crossings.items()
    }
    return rules.model_copy(update={"gaps": gaps, "zone_use": use, "crossings": crossed})
