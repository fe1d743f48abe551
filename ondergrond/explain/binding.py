"""What binds in a street that fits: the slack of every claim, and what a little room is worth."""

from __future__ import annotations

from ondergrond.compile import Street
from ondergrond.compile.design import Design
from ondergrond.explain.levels import rules_at
from ondergrond.explain.shortfalls import design_of
from ondergrond.explain.trials import Best, Trials
from ondergrond.explanation import Chain, Slack, Worth
from ondergrond.layout import Column, Layout
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet
from ondergrond_solver import EXEMPT, Segment

STEP = 100
"""A decimetre: what the street is thought wider, a gap smaller (mm)."""


def slack_of_claims(profile: StreetProfile, rules: RuleSet, layout: Layout) -> tuple[Slack, ...]:
    """How far every new claim can move in a layout while the others make way."""
    street = Street(profile, rules_at(rules, "minimum"))
    problem, origin = street.problem(1)
    stands = [design_of(street, column) for column in layout.columns]
    place: dict[int, list[Segment]] = {}
    classes: dict[int, int] = {}
    for candidate, index in zip(problem.columns, origin, strict=True):
        place.setdefault(index, []).extend(candidate.place)
        classes[index] = candidate.gap_class
    least: list[int] = []
    most: list[int] = []
    columns = layout.columns
    hard = problem.pairs.hard

    def gap(i: int, j: int) -> int | None:
        a, b = classes.get(stands[i][0]), classes.get(stands[j][0])
        actual = columns[j].box.start - columns[i].box.end
        if a is None or b is None:
            return actual
        asked = int(hard[a, b])
        return None if asked == EXEMPT else min(asked, actual)

    for j, column in enumerate(columns):
        first, last = _room(place.get(stands[j][0], []), column, stands[j][1])
        for i in range(j):
            asked = gap(i, j)
            if asked is not None:
                first = max(first, least[i] + columns[i].box.width + asked)
        least.append(first)
        most.append(last)
    for i in reversed(range(len(columns))):
        for j in range(i + 1, len(columns)):
            asked = gap(i, j)
            if asked is not None:
                most[i] = min(most[i], most[j] - asked - columns[i].box.width)
    return tuple(
        Slack(
            claim=member.claim,
            to_left=column.box.start - least[k],
            to_right=most[k] - column.box.start,
        )
        for k, column in enumerate(columns)
        if column.technique != "stay"
        for member in column.members
    )


def _room(segments: list[Segment], column: Column, design: Design) -> tuple[int, int]:
    """Where the column may start by itself, around where it does."""
    start = column.box.start
    if design.stays or design.varies:  # what ranges in width stays where it is
        return start, start
    first = last = start
    grown = True
    while grown:
        grown = False
        for one in segments:
            if one.first < first and one.last >= first - 1:
                first, grown = one.first, True
            if one.last > last and one.first <= last + 1:
                last, grown = one.last, True
    return first, last


def worth_of_room(
    trials: Trials, profile: StreetProfile, best: Best, chain: Chain | None, *, most: int
) -> tuple[Worth, ...]:
    """What a decimetre of width, and of the gaps that bind, is worth; the dearest gaps first.

    The gaps are those of the layout's notes, then those of the chain. most: gaps that are solved.
    """
    layout = best.layout
    if layout is None:
        return ()
    found = [_worth(best, trials.best(profile.widened(profile.width + STEP)), layout, "width", "")]
    notes = sorted(layout.notes, key=lambda note: -note.price)
    rules = dict.fromkeys(note.rule for note in notes if note.direction == "horizontal")
    for link in chain.links if chain is not None else ():
        if link.reference is not None and link.reference.rule.startswith("gaps."):
            rules.setdefault(link.reference.rule.split(" ")[1])
    for rule in [r for r in rules if trials.rules.gaps[r].preferred > 0][:most]:
        smaller = with_smaller_gap(trials.rules, rule)
        found.append(_worth(best, trials.best(profile, smaller), layout, "gap", rule))
    return tuple(found)


def with_smaller_gap(rules: RuleSet, rule: str) -> RuleSet:
    """The rules with a pair's minimum and preferred gap a decimetre smaller."""
    gap = rules.gaps[rule]
    minimum = max(0, gap.minimum - STEP)
    update = {
        "hard": min(gap.hard, minimum),
        "minimum": minimum,
        "preferred": max(minimum, gap.preferred - STEP),
    }
    return rules.model_copy(update={"gaps": rules.gaps | {rule: gap.model_copy(update=update)}})


def _worth(best: Best, other: Best, layout: Layout, kind: str, rule: str) -> Worth:
    changed = other.layout
    return Worth(
        kind=kind,  # type: ignore[arg-type]
        rule=rule,
        change=STEP if kind == "width" else -STEP,
        score_change=None if changed is None else changed.score - layout.score,
        cost_change=None if changed is None else changed.cost - layout.cost,
        proven=best.verdict == other.verdict == "optimal",
    )
