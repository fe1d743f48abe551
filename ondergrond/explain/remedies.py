"""Remedies: changes after which a street fits, each solved again, checked and priced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ondergrond.explain.actions import GIVES_UP, Changed, Idea, carried_out, ideas
from ondergrond.explain.conditions import Conditions
from ondergrond.explain.conflict import Shrinking
from ondergrond.explain.references import note_item
from ondergrond.explain.trials import Best, Trials
from ondergrond.explanation import Action, Conflict, Level, Remedy
from ondergrond.layout import Layout
from ondergrond.profile import StreetProfile
from ondergrond.rules import GapRule

MOST_PRICED = 8
"""So many remedies are priced and shown; how many more are enough is told."""

MOST_PAIRED = 6
"""Pairs begin with one of so many ideas."""


class Remedies:
    """Looks for what would make a street keep a level. decided: of all that was to be tried it was
    established whether it is enough.
    """

    def __init__(
        self, trials: Trials, profile: StreetProfile, level: Level, base: Layout | None
    ) -> None:
        self.trials, self.level, self.base = trials, level, base
        self.better: Best | None = None
        """A better layout of the street itself than the one handed in, if one was met."""
        self.start = Changed(profile, trials.rules)
        self.decided = True

    def single(self, conflict: Conflict) -> list[Changed]:
        """The streets after one action that fit."""
        return list(self._fitting(self.start, conflict))

    def pairs(self, conflict: Conflict) -> list[Changed]:
        """The streets after two actions that fit, found by what is in the way after the first."""
        found: list[Changed] = []
        seen: set[frozenset[str]] = set()
        for idea in list(ideas(self.start, conflict))[:MOST_PAIRED]:
            first = carried_out(self.start, idea.steps[-1])
            rest = None if self.trials.late else self.conflict(first)
            if rest is None:
                self.decided = False
                continue
            for both in self._fitting(first, rest):
                key = frozenset(repr(action) for action in both.actions)
                if key not in seen:
                    seen.add(key)
                    found.append(both)
        return found

    def conflict(self, changed: Changed) -> Conflict | None:
        """What is still in the way after actions."""
        gaps = {
            pair: gap if pair not in changed.but else _consented(gap)
            for pair, gap in changed.rules.gaps.items()
        }
        rules = changed.rules.model_copy(update={"gaps": gaps}) if changed.but else changed.rules
        conditions = Conditions(changed.profile, rules, self.level)
        return Shrinking(self.trials, conditions).conflict(conditions.all)

    def _fitting(self, changed: Changed, conflict: Conflict) -> Iterator[Changed]:
        for idea in ideas(changed, conflict):
            if self.trials.late:
                self.decided = False
                return
            mildest = self._mildest(changed, idea)
            if mildest is not None:
                yield mildest

    def _mildest(self, changed: Changed, idea: Idea) -> Changed | None:
        """The street after the mildest step of an idea that is enough."""
        after = [carried_out(changed, step) for step in idea.steps]
        if not self._fits(after[-1]):
            return None
        low, high = 0, len(after) - 1
        while low < high:
            middle = (low + high) // 2
            if self._fits(after[middle]):
                high = middle
            else:
                low = middle + 1
        return after[high]

    def _fits(self, changed: Changed) -> bool:
        trial = self.trials.fits(changed.profile, changed.rules, level=self.level, but=changed.but)
        self.decided &= trial.verdict != "unknown"
        return trial.fits

    def priced(
        self, fitting: list[Changed], also: Sequence[tuple[Changed, Best]] = ()
    ) -> tuple[Remedy, ...]:
        """Remedies with their prices: first those that give everything its place, then those that
        give something up; each by score.

        also: streets whose best layout is known already.
        """
        found = [(changed, best, best.layout) for changed, best in also if best.layout is not None]
        for changed in sorted(fitting, key=_gives_up)[:MOST_PRICED]:
            best = self.trials.best(
                changed.profile, changed.rules, level=self.level, but=changed.but
            )
            if best.layout is not None:
                found.append((changed, best, best.layout))

        def order(one: tuple[Changed, Best, Layout]) -> tuple[bool, int]:
            return _gives_up(one[0]), one[2].score

        found.sort(key=order)
        found = _different(found)
        for changed, best, layout in found:
            consents = all(action.kind == "consent" for action in changed.actions)
            if consents and (self.base is None or layout.score < self.base.score):
                # Consent changes nothing in the street, so this is a layout of the street itself.
                self.base, self.better = layout, best
        return tuple(
            self._remedy(number, changed, best, layout)
            for number, (changed, best, layout) in enumerate(found, 1)
        )

    def _remedy(self, number: int, changed: Changed, best: Best, layout: Layout) -> Remedy:
        base = self.base
        noted = layout.breaches if self.level != "preferred" else layout.notes
        return Remedy(
            number=number,
            actions=changed.actions,
            score=layout.score,
            cost=layout.cost,
            score_change=None if base is None else layout.score - base.score,
            cost_change=None if base is None else layout.cost - base.cost,
            proven=best.verdict == "optimal",
            consents=tuple(note_item(layout, note) for note in noted),
            layout=layout,
        )


def _gives_up(changed: Changed) -> bool:
    """Whether something that was wanted is not there after the actions, or less of it."""
    return any(action.kind in GIVES_UP for action in changed.actions)


def _different(
    found: list[tuple[Changed, Best, Layout]],
) -> list[tuple[Changed, Best, Layout]]:
    """Of consents to the same layout, or to the same gaps at the same price, the first."""
    seen: list[object] = []
    kept = []
    for changed, best, layout in found:
        consents = all(action.kind == "consent" for action in changed.actions)
        gaps = [(note.left, note.right, note.rule, note.gap) for note in layout.breaches]
        told = (layout.score, sorted(gaps)) if gaps else layout.columns
        if consents and told in seen:
            continue
        if consents:
            seen.append(told)
        kept.append((changed, best, layout))
    return kept


def all_consents(best: Best, level: Level) -> list[tuple[Changed, Best]]:
    """The best layout as it is, as a remedy: consent to everything it falls short of."""
    layout = best.layout
    if layout is None or level == "hard":
        return []
    notes = layout.breaches if level == "minimum" else layout.notes
    rules = dict.fromkeys(note.rule for note in notes)
    if not rules:
        return []
    actions = tuple(Action(kind="consent", rule=rule, pairs=(rule,)) for rule in rules)
    return [(Changed(layout.profile, layout.rules, frozenset(rules), actions), best)]


def _consented(gap: GapRule) -> GapRule:
    """A pair that asks no more than its hard gap."""
    return gap.model_copy(
        update={
            "minimum": gap.hard,
            "preferred": gap.hard,
            "over_minimum": gap.over_hard,
            "over_preferred": gap.over_hard,
        }
    )
