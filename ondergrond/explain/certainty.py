"""How sure an answer is: it is asked again with the uncertain rule values at their ends."""

from __future__ import annotations

from collections.abc import Sequence

from ondergrond.claims import NetworkClaim
from ondergrond.explain.accuracy import gaps_in_doubt, trial_trenches
from ondergrond.explain.least import needed_width
from ondergrond.explain.trials import Best, Trials
from ondergrond.explain.uncertain import End, Range, Side, uncertain_values, with_ends
from ondergrond.explanation import Conflict, Level, Robustness, Uncertain
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet

MOST_VALUES = 6
"""Values that are told, each with the least widths at its ends."""

MOST_QUESTIONS = 120
"""Streets that are asked about single values; where they do not do, the answer says so."""

_ENDS: tuple[End, ...] = ("low", "high")


def robustness(
    trials: Trials,
    profile: StreetProfile,
    level: Level,
    best: Best,
    conflict: Conflict | None = None,
    *,
    most: int = MOST_VALUES,
) -> Robustness:
    """Whether the answer holds at the ends of what is uncertain, and which values decide.

    conflict: what clashes at this level, where the street does not fit.
    """
    values = uncertain_values(profile, trials.rules, level)
    base = answer(trials, profile, trials.rules, level)
    low, high = (
        answer(trials, profile, with_ends(trials.rules, values, side), level) if values else base
        for side in ("eased", "strained")
    )
    told = {low, base, high}
    end = high if base else low
    search = Deciding(trials, profile, level, values, base)
    found: list[tuple[Range, bool, bool]] = []  # with: decides alone, decides together
    if base is not None:
        found = [(one, True, False) for one in search.alone()]
        if not found and search.complete and end is not None and end != base:
            found = [(one, False, True) for one in search.together()]
        if not found and not base and conflict is not None:
            found = [(one, False, False) for one in _taking_part(profile, values, conflict)]
    together = any(one[2] for one in found)
    # Of those that decide together all are told: without any one of them they do not.
    asked = found if together else found[: 2 * most]
    uncertain = [_uncertain(trials, profile, level, *one) for one in asked]
    uncertain.sort(key=lambda one: -_spread(one))
    return Robustness(
        level=level,
        low=low,
        base=base,
        high=high,
        fits="unknown"
        if None in told
        else "all"
        if told == {True}
        else "none"
        if told == {False}
        else "some",
        tried=len(values),
        values=tuple(uncertain if together else uncertain[:most]),
        proven=None not in (base, end) and search.complete and (together or len(found) <= most),
        doubts=() if best.layout is None else gaps_in_doubt(best.layout),
        trenches=trial_trenches(trials, profile, best),
    )


def answer(trials: Trials, profile: StreetProfile, rules: RuleSet, level: Level) -> bool | None:
    """Whether the street keeps a level under rules; None where that was not established."""
    verdict = trials.fits(profile, rules, level=level).verdict
    return None if verdict == "unknown" else verdict == "fits"


class Deciding:
    """The search for values that turn the answer: alone, or else together.

    A value that asks less room can only help, so if a whole group at its eased end does not turn
    the answer, none of it does alone: groups are asked first and halved only where they turn it.
    Values that are ``mixed`` are asked one by one, at both ends. complete: everything was answered.
    """

    def __init__(
        self,
        trials: Trials,
        profile: StreetProfile,
        level: Level,
        values: Sequence[Range],
        base: bool | None,
    ) -> None:
        self.trials, self.profile, self.level, self.base = trials, profile, level, base
        self.values = list(values)
        self.side: Side = "strained" if base else "eased"
        self.complete = True
        self._asked = 0

    def turns(self, rules: RuleSet) -> bool:
        """Whether the answer under these rules is another one than under those as they are."""
        self._asked += 1
        told = None
        if self._asked <= MOST_QUESTIONS:
            told = answer(self.trials, self.profile, rules, self.level)
        self.complete &= told is not None
        return told is not None and told != self.base

    def alone(self) -> list[Range]:
        """The values of which one end alone turns the answer."""
        rules = self.trials.rules
        found = self._among([one for one in self.values if not one.mixed])
        for one in self.values:
            if one.mixed and any(self.turns(one.at(rules, end)) for end in _ENDS):
                found.append(one)
        return found

    def _among(self, group: list[Range]) -> list[Range]:
        if not group or not self.turns(with_ends(self.trials.rules, group, self.side)):
            return []
        if len(group) == 1:
            return group
        middle = len(group) // 2
        return self._among(group[:middle]) + self._among(group[middle:])

    def together(self) -> list[Range]:
        """Values that turn the answer together, as all of them at ``side`` must; none could be
        left out (where not ``complete``: some of them perhaps).
        """
        kept = list(self.values)
        at, chunk = 0, max(1, len(kept) // 2)
        while at < len(kept):
            rest = kept[:at] + kept[at + chunk :]
            if self.turns(with_ends(self.trials.rules, rest, self.side)):
                kept = rest
                chunk = min(2 * chunk, max(1, len(kept) - at))
            elif chunk > 1:
                chunk = max(1, chunk // 2)
            else:
                at += 1
        return kept


def _taking_part(
    profile: StreetProfile, values: Sequence[Range], conflict: Conflict
) -> list[Range]:
    """The values that stand in a conflict: its gaps, and what its networks measure."""
    pairs = {pair for member in conflict.members for pair in member.pairs}
    ids = {member.name for member in conflict.members if member.kind in ("claim", "existing")}
    kinds = {
        claim.network.value
        for claim in profile.claims
        if isinstance(claim, NetworkClaim) and claim.id in ids
    }
    return [
        one
        for one in values
        if pairs.intersection(one.pairs)
        or (one.kinds & kinds and one.cells[0].field in ("size", "pair_gap"))
    ]


def _uncertain(
    trials: Trials,
    profile: StreetProfile,
    level: Level,
    one: Range,
    decides: bool,
    together: bool,
) -> Uncertain:
    low, high = (
        needed_width(trials, profile, level, rules=one.at(trials.rules, end), confirm=False)
        for end in _ENDS
    )
    return Uncertain(
        reference=one.reference,
        value=one.value,
        low=one.low,
        high=one.high,
        unit=one.unit,
        pairs=one.pairs,
        width_low=low.width,
        width_high=high.width,
        proven_low=low.proven,
        proven_high=high.proven,
        decides=decides,
        together=together,
        ask=one.ask,
        party=one.party,
    )


def _spread(one: Uncertain) -> int:
    """How far the least width goes with the value; more than anything where one end has none, and
    nothing where one was not established.
    """
    if not (one.proven_low and one.proven_high):
        return 0
    if one.width_low is None or one.width_high is None:
        return 0 if one.width_low == one.width_high else 10**6
    return abs(one.width_high - one.width_low)
