"""Least widths: the smallest width at which a street keeps a level."""

from __future__ import annotations

from collections.abc import Collection

from ondergrond.explain.trials import Trials
from ondergrond.explanation import LEVELS, Level, Needed, Widths
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet
from ondergrond_solver import EngineError


def narrowest(profile: StreetProfile) -> int:
    """The least width a street can be thought: 1 mm is left of its stretch zone."""
    return profile.width - profile.zones[profile.stretch_zone].width + 1


def needed_width(
    trials: Trials,
    profile: StreetProfile,
    level: Level,
    *,
    rules: RuleSet | None = None,
    but: Collection[str] = (),
    confirm: bool = True,
) -> Needed:
    """The least width (mm) that keeps a level.

    rules: other than those of the trials. but: pairs of classes whose gaps need only be what the
    rules call hard. confirm: a second engine is asked whether there really is no layout 1 mm below.

    Raises ``EngineError`` where the second has one.
    """
    least = trials.least_width(profile, rules, level=level, but=but)
    if least is None:
        return Needed(width=None, shortage=None, proven=False)
    engines = least.established_by
    edge = least.bound - 1 if least.width is not None else 2 * profile.width
    if confirm and least.proven and engines and engines != ("profile",):
        less = trials.confirmed(profile.widened(edge), rules, level=level, but=but)
        if less.fits:
            raise EngineError(
                f"{', '.join(engines)} says that there is no layout at {edge} mm, but there is one."
            )
        if less.verdict == "none":
            engines = less.established_by
    return Needed(
        width=least.width,
        shortage=None if least.width is None else max(0, least.width - profile.width),
        proven=least.proven,
        established_by=engines,
        at_limit=least.width is not None and least.width <= narrowest(profile),
        consents=tuple(sorted(but)),
    )


def find_widths(trials: Trials, profile: StreetProfile, *, confirm: bool = True) -> Widths:
    """The least width at every level; the level that the street lacks is confirmed."""
    needed = {level: needed_width(trials, profile, level, confirm=False) for level in LEVELS}
    for level in LEVELS:
        width = needed[level].width
        if width is None or width > profile.width:
            if confirm:
                needed[level] = needed_width(trials, profile, level)
            break
    return Widths(
        street=profile.width,
        preferred=needed["preferred"],
        minimum=needed["minimum"],
        hard=needed["hard"],
    )
