"""Random streets that do not fit: widths, chains, conflicts and remedies by solving them again."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from ondergrond.check import check_layout
from ondergrond.explain.chain import critical_chain
from ondergrond.explain.conflict import find_conflict, find_impossible
from ondergrond.explain.least import needed_width
from ondergrond.explain.remedies import Remedies
from ondergrond.explain.trials import Trials
from ondergrond.explanation import Conflict, Level, Remedy
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet
from ondergrond.solve import solve
from tests.explain.short import kept_at, short_streets, stands, with_only

FEW = 12
MANY = int(os.environ.get("ONDERGROND_SHORT_STREETS", "40"))
"""Streets of the long sweep; docs/explain.md has the figures for 200."""


def test_streets_that_do_not_fit_are_explained_by_solving_them_again() -> None:
    told = sweep(FEW)
    assert told["conflicts"] == FEW
    assert told["hard"]
    assert told["minimum"]
    assert told["remedies"]
    assert told["chains"]


@pytest.mark.long
def test_many_streets_that_do_not_fit_are_explained_by_solving_them_again() -> None:
    told = sweep(MANY, first=1000)
    print(dict(told))
    assert told["conflicts"] >= 0.95 * MANY
    assert told["chains"] + told["no width"] + told["gone"] + told["no chain"] == MANY
    assert told["no chain"] <= 0.1 * MANY


def sweep(count: int, first: int = 0) -> Counter[str]:
    """Explain so many streets, check everything claimed, and count what was met."""
    told: Counter[str] = Counter()
    for profile, rules, level in short_streets(count, first):
        told[level] += 1
        trials = Trials(rules)
        told[width_is_least(trials, profile, level)] += 1
        conflict = find_conflict(trials, profile, level)
        if conflict is None or not conflict.proven:
            told["conflict not proven"] += 1
            continue
        conflict_is_minimal(profile, rules, conflict)
        told["conflicts"] += 1
        told["members"] += len(conflict.members)
        for one in find_impossible(trials, profile, level):
            told["impossible"] += 1
            assert one.claim in {claim.id for claim in profile.claims}
        base = trials.best(profile)
        search = Remedies(trials, profile, level, base.layout)
        for remedy in search.priced(search.single(conflict)):
            remedy_keeps_its_promise(level, remedy)
            told["remedies"] += 1
    return told


def width_is_least(trials: Trials, profile: StreetProfile, level: Level) -> str:
    """The least width stands and 1 mm less does not, by another engine; the chain adds up."""
    rules = kept_at(trials.rules, level)
    needed = needed_width(trials, profile, level)
    assert needed.proven
    if needed.width is None:
        assert not stands(profile.widened(2 * profile.width), rules)
        return "no width"
    assert needed.shortage == max(0, needed.width - profile.width)
    assert stands(profile.widened(needed.width), rules)
    if needed.at_limit:
        return "gone"
    assert not stands(profile.widened(needed.width - 1), rules)
    chain = critical_chain(trials, profile, level, needed.width)
    if chain is None:
        return "no chain"
    for left, right in zip(chain.links, chain.links[1:], strict=False):
        assert left.end == right.start
    assert sum(link.size for link in chain.links) == chain.links[-1].end - chain.links[0].start
    assert all(
        link.reference is not None for link in chain.links if link.kind == "gap" and link.size
    )
    assert chain.layout is not None
    assert check_layout(chain.layout).ok
    stand = {(m.claim, c.box.start) for c in chain.layout.columns for m in c.members}
    for link in chain.links:
        if link.kind == "body":
            assert (link.claims[0], link.start) in stand
    return "chains"


def conflict_is_minimal(profile: StreetProfile, rules: RuleSet, conflict: Conflict) -> None:
    """No layout with all members; one with any one member set aside."""
    level, members = conflict.level, conflict.members
    assert not stands(*with_only(profile, rules, level, members))
    for member in members:
        rest = [one for one in members if one != member]
        assert stands(*with_only(profile, rules, level, rest)), member


def remedy_keeps_its_promise(level: Level, remedy: Remedy) -> None:
    """Solved again under what it says, the layout comes out, and the checker accepts it."""
    layout = remedy.layout
    assert check_layout(layout).ok
    consented = {pair for action in remedy.actions for pair in action.pairs}
    assert level == "hard" or all(note.rule in consented for note in layout.breaches)
    if remedy.score_change == 0 and len(remedy.actions) > 1:
        return  # consent to the best layout as it is: nothing is promised beyond its notes
    again = solve(layout.profile, kept_at(layout.rules, level, consented), engine="cpsat")
    assert again.score is not None
    if remedy.proven and again.verdict == "optimal" and again.resolution == layout.resolution:
        assert again.score == remedy.score
