"""The least width of a street, and whether it fits at a width, for those who make instances."""

from __future__ import annotations

from ondergrond.bodies import rule_errors
from ondergrond.compile import Street
from ondergrond.profile import StreetProfile
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
    if rule_errors(street, rules):
        return False
    problem, _ = Street(street, rules).problem(1)
    solution = solve_problem(problem, "cpsat", limits=LIMITS, feasibility_only=True)
    if solution.verdict == "unknown":
        raise UndecidedError(f"{profile.name} at {width} mm: {solution.reason}")
    return solution.verdict in ("optimal", "feasible")


def least_width(profile: StreetProfile, rules: RuleSet) -> int | None:
    """The least width (mm) with a layout; None when twice the width of the street is too little.

    The program's own, see `ondergrond.solve.least_width`; the tests hold it against `fits`.
    Raises ``UndecidedError`` where its limits end the search first.
    """
    least = narrowest(profile, rules)
    if not least.proven:
        raise UndecidedError(f"{profile.name}: {least.reason}")
    return least.width
