"""``explain``: everything about why a street does not fit, what would help and what binds."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ondergrond.bodies import rule_errors
from ondergrond.explain.binding import slack_of_claims, worth_of_room
from ondergrond.explain.certainty import robustness
from ondergrond.explain.chain import critical_chain
from ondergrond.explain.choices import find_choices
from ondergrond.explain.conflict import find_conflict, find_impossible
from ondergrond.explain.consents import with_consents
from ondergrond.explain.least import find_widths
from ondergrond.explain.negotiation import negotiation_list
from ondergrond.explain.remedies import MOST_PRICED, Remedies, all_consents
from ondergrond.explain.trials import Best, Trials
from ondergrond.explanation import (
    Chain,
    Conflict,
    Explanation,
    Level,
    Remedy,
    Robustness,
    Situation,
    Widths,
)
from ondergrond.layout import Layout
from ondergrond.profile import StreetProfile, profile_errors
from ondergrond.result import SolveResult
from ondergrond.rules import RuleSet
from ondergrond.solve import UnsoundProfileError

DEFAULT_SECONDS = 300.0
"""Wall-clock backstop of an explanation; counted work nearly always ends sooner (s)."""

BRIEF_SECONDS = 5.0
"""Backstop of the short form (s)."""

MOST_CONSENTS = 6
"""Consents for which the best layout without them is solved."""

MOST_GAPS = 3
"""Gaps of which a decimetre is priced."""


def explain(
    profile: StreetProfile,
    rules: RuleSet,
    *,
    sure: bool = True,
    choices: bool = True,
    given: Layout | None = None,
    resolution: int = 10,
    engine: str = "auto",
    time_limit: float | None = None,
) -> Explanation:
    """Explain a street: least widths, critical chain, conflict, remedies, negotiation, slack, and,
    where asked, how sure it is and what else could be chosen.

    sure, choices: parts 7 and 8, which solve some ten streets more each.  given: a layout from
    which the least change is wanted.  time_limit: seconds for all of it, a backstop behind counted
    work; what it leaves open says so.

    Raises ``UnsoundProfileError`` for what is wrong with the input.
    """
    began = time.perf_counter()
    trials = _trials(profile, rules, began, time_limit or DEFAULT_SECONDS, resolution, engine)
    widths = find_widths(trials, profile)
    situation, level = _situation(trials, profile, widths)
    best = trials.best(profile)
    chain = _chain(trials, profile, level, widths)
    widths = with_consents(trials, profile, widths, best.layout, chain)
    impossible = find_impossible(trials, profile, level) if situation != "fits" else ()
    conflict = None if situation == "fits" else find_conflict(trials, profile, level)
    helped = _helped(trials, profile, level, best, conflict)
    best = helped.best
    fits = best.layout is not None
    found = Explanation(
        name=profile.name,
        version=_version(),
        situation=situation,
        level=level,
        shortage=widths.at(level).shortage,
        verdict=best.verdict,
        established_by=_established_by(trials, profile, widths, situation, level),
        widths=widths,
        impossible=impossible,
        chain=None if impossible else chain,
        conflict=conflict,
        remedies=helped.remedies,
        remedies_enough=helped.enough,
        remedies_priced=helped.priced,
        remedies_decided=helped.decided and (conflict is not None or situation == "fits"),
        pairs_tried=helped.pairs_tried,
        negotiation=negotiation_list(trials, profile, best, most=MOST_CONSENTS),
        slack=slack_of_claims(profile, rules, best.layout) if best.layout is not None else (),
        worth=worth_of_room(trials, profile, best, chain, most=MOST_GAPS) if fits else (),
        robustness=_robustness(trials, profile, situation, best, conflict) if sure else None,
        choices=find_choices(trials, profile, best, given) if choices else (),
        layout=best.layout,
        solves=trials.solves,
        seconds=0.0,
        reason="time was up before everything was solved" if trials.late else "",
    )
    return found.model_copy(update={"seconds": time.perf_counter() - began})


def explain_briefly(
    result: SolveResult,
    profile: StreetProfile,
    rules: RuleSet,
    *,
    time_limit: float | None = None,
) -> Explanation | None:
    """The short form of an explanation: least widths, what is short, and a claim that has no place.

    profile: the street as it was solved.  time_limit: seconds, at most ``BRIEF_SECONDS``.  None
    where nothing is short: there is a layout with neither breach nor deviation; and where no time
    is left.
    """
    layout = result.layout
    if result.verdict not in ("infeasible", "unknown") and not (layout and layout.notes):
        return None
    seconds = BRIEF_SECONDS if time_limit is None else min(BRIEF_SECONDS, time_limit)
    if seconds <= 0:
        return None
    began = time.perf_counter()
    trials = _trials(profile, rules, began, seconds, result.resolution, result.engine)
    widths = find_widths(trials, profile, confirm=False)
    situation, level = _situation(trials, profile, widths)
    short = widths.at(level)
    needs_chain = short.width is not None and short.width > profile.width
    chain = _chain(trials, profile, level, widths) if needs_chain else None
    impossible = (
        () if needs_chain or situation == "fits" else find_impossible(trials, profile, level)
    )
    found = Explanation(
        name=profile.name,
        version=_version(),
        situation=situation,
        level=level,
        shortage=short.shortage,
        verdict=result.verdict,
        established_by=result.established_by
        if situation == result.verdict
        else _established_by(trials, profile, widths, situation, level),
        widths=widths,
        impossible=impossible,
        chain=chain,
        solves=trials.solves,
        seconds=0.0,
        reason="time was up before everything was solved" if trials.late else "",
    )
    return found.model_copy(update={"seconds": time.perf_counter() - began})


def _trials(
    profile: StreetProfile,
    rules: RuleSet,
    began: float,
    seconds: float,
    resolution: int,
    engine: str,
) -> Trials:
    errors = profile_errors(profile) + rule_errors(profile, rules)
    if errors:
        raise UnsoundProfileError(errors)
    return Trials(rules, deadline=began + seconds, resolution=resolution, engine=engine)


def _situation(trials: Trials, profile: StreetProfile, widths: Widths) -> tuple[Situation, Level]:
    """What the street lacks: the lowest level that no layout keeps."""
    told: tuple[tuple[Situation, Level], ...] = (
        ("infeasible", "hard"),
        ("breaches", "minimum"),
        ("deviations", "preferred"),
    )
    for situation, level in told:
        width = widths.at(level)
        if width.width is not None and width.width <= profile.width:
            continue
        verdict = trials.fits(profile, level=level).verdict
        if verdict == "unknown":
            return "unknown", level
        if verdict == "none":
            return situation, level
    return "fits", "preferred"


def _established_by(
    trials: Trials, profile: StreetProfile, widths: Widths, situation: Situation, level: Level
) -> tuple[str, ...]:
    """The engines that say what a street lacks: of 1 mm below the least width, or else of the
    street.
    """
    if situation in ("fits", "unknown"):
        return ()
    return widths.at(level).established_by or trials.fits(profile, level=level).established_by


def _chain(trials: Trials, profile: StreetProfile, level: Level, widths: Widths) -> Chain | None:
    width = widths.at(level)
    if width.width is None or width.at_limit or not width.proven:
        return None
    return critical_chain(trials, profile, level, width.width)


@dataclass(frozen=True)
class _Helped:
    """What would help, as an explanation has it, and the best layout known after that."""

    best: Best
    remedies: tuple[Remedy, ...] = ()
    enough: int = 0
    priced: int = 0
    decided: bool = True
    pairs_tried: bool = False


def _helped(
    trials: Trials, profile: StreetProfile, level: Level, best: Best, conflict: Conflict | None
) -> _Helped:
    """Single remedies, or else pairs of them."""
    if conflict is None:
        return _Helped(best)
    search = Remedies(trials, profile, level, best.layout)
    fitting = search.single(conflict)
    pairs_tried = not fitting and not trials.late
    if pairs_tried:
        fitting = search.pairs(conflict)
    remedies = search.priced(fitting, also=all_consents(best, level))
    if search.better is not None:
        best = Best("feasible", search.better.layout, best.bound)
    priced = min(len(fitting), MOST_PRICED)
    return _Helped(best, remedies, len(fitting), priced, search.decided, pairs_tried)


def _robustness(
    trials: Trials,
    profile: StreetProfile,
    situation: Situation,
    best: Best,
    conflict: Conflict | None,
) -> Robustness:
    """Asked at the level people ask about: breaches, or whether it fits at all."""
    level: Level = "hard" if situation == "infeasible" else "minimum"
    same = conflict if conflict is not None and conflict.level == level else None
    return robustness(trials, profile, level, best, same)


def _version() -> str:
    from ondergrond import __version__

    return __version__
