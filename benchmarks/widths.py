"""The least width of a street, and whether it fits at a width, for those who make instances."""

from __future__ import annotations

from ondergrond.bodies import rule_errors
from ondergrond.compile import Street
from ondergrond.profile import StreetProfile, profile_errors
from ondergrond.rules import RuleSet
from ondergrond.solve import least_width as narrowest
from ondergrond_solver import Limits
from ondergrond_solver import solve as solve_problem

LIMITS = Limits(deterministic_time=120.0, wall_seconds=3600.0)
"""Of one question. Far above what any street has needed: an answer must not depend on the computer,
as families of instances are made of it."""


class UndecidedError(RuntimeError):
    """Neither a row nor a proof that there is none was found within the limits."""


def strict(rules: RuleSet) -> RuleSet:
    """The rules with every minimum made hard: a layout under them has no breach."""
    gaps = {
        pair: gap.model_copy(update={"hard": gap.minimum, "over_hard": gap.over_minimum})
        for pair, gap in rules.gaps.items()
    }
    return rules.model_copy(update={"gaps": gaps})


def fits(profile: StreetProfile, rules: RuleSet, width: int) -> bool:
    """Whether the street has any layout when it is ``width`` mm wide, decided at 1 mm.

    Raises ``UndecidedError`` where the limits end the search first.
    """
    try:
        street = profile.widened(width)
    except ValueError:
        return False
    if profile_errors(street) or rule_errors(street, rules):
        return False
    problem, _ = Street(street, rules).problem(1)
    solution = solve_problem(problem, "cpsat", limits=LIMITS, feasibility_only=True)
    if solution.verdict == "unknown":
        raise UndecidedError(f"{profile.name} at {width} mm: {solution.reason}")
    return solution.verdict in ("optimal", "feasible")


def bisected_width(profile: StreetProfile, rules: RuleSet) -> int | None:
    """The least width (mm), by bisection with cpsat alone; None when twice the width is too little.

    Slower than the program's own search on most streets and quicker on the most packed. A wider
    stretch zone never loses feasibility (decision 0007), so bisection finds the least.
    """
    low = profile.width - profile.zones[profile.stretch_zone].width
    high = profile.width
    if not fits(profile, rules, high):
        low, high = high, 2 * high
        if not fits(profile, rules, high):
            return None
    while high - low > 1:
        middle = (low + high) // 2
        if fits(profile, rules, middle):
            high = middle
        else:
            low = middle
    return high


def least_width(profile: StreetProfile, rules: RuleSet) -> int | None:
    """The least width (mm) with a layout; None when twice the width of the street is too little.

    The program's own, see `ondergrond.solve.least_width`; the tests hold it against `fits`.
    Raises ``UndecidedError`` where its limits end the search first.
    """
    least = narrowest(profile, rules)
    if not least.proven:
        raise UndecidedError(f"{profile.name}: {least.reason}")
    return least.width
