"""Least widths with consent to breaches: of one kind of pair, and of those of the best layout."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations_with_replacement

from ondergrond.compile import Street
from ondergrond.explain.conditions import Conditions
from ondergrond.explain.least import needed_width
from ondergrond.explain.references import pair
from ondergrond.explain.shortfalls import breached_pairs
from ondergrond.explain.trials import Trials
from ondergrond.explanation import Chain, Needed, Widths
from ondergrond.layout import Layout
from ondergrond.profile import StreetProfile
from ondergrond.rules import PLACE_CLASSES

Kinds = tuple[str, str]
"""Two kinds of things between which less than the minimum is consented to."""


def kind_of_class(cls: str) -> str:
    """Trunks and roots, with a barrier or without, are all of trees; other classes themselves."""
    return "trees" if cls.startswith(("tree-trunk", "root-zone")) else cls


def with_consents(
    trials: Trials,
    profile: StreetProfile,
    widths: Widths,
    layout: Layout | None,
    chain: Chain | None,
) -> Widths:
    """The widths, with the least one that needs consent between one pair of kinds only, whichever
    that is, and the least one that needs no other consents than the best layout does.

    chain: that of the least width without a breach; what stands in it is tried first.
    """
    found: list[Needed] = []
    needed = widths.minimum
    if needed.width is None or needed.width > profile.width:
        single = _single(trials, profile, needed, chain)
        if single is not None:
            found.append(single)
    if layout is not None and layout.breaches:
        pairs = breached_pairs(Street(profile, trials.rules), layout)
        of_best = _told(trials, profile, needed_width(trials, profile, "minimum", but=pairs))
        if not any(_as_good(one, of_best) for one in found):
            found.append(of_best)
    found.sort(key=lambda one: -(one.width or 0))
    return widths.model_copy(update={"consents": tuple(found)})


def _as_good(one: Needed, other: Needed) -> bool:
    """Whether a width says what another one does: as narrow, between the same kinds of things."""
    kinds = [{_kinds(*pair.split("|")) for pair in needed.consents} for needed in (one, other)]
    return one.width == other.width and kinds[0] == kinds[1]


def _single(
    trials: Trials, profile: StreetProfile, without: Needed, chain: Chain | None
) -> Needed | None:
    """The least width at which one pair of kinds alone falls short; None where no single pair
    makes the street narrower, or that was not decided.

    Every pair is asked at 1 mm below the least width known so far, alone where it stands in the
    chain, the others as a group first: what does not help a group together helps none of it.
    """
    if not without.proven:
        return None
    known = 2 * profile.width + 1 if without.width is None else without.width
    groups = _pairs_by_kinds(trials, profile)
    in_chain = [kinds for kinds in _of_chain(chain) if kinds in groups]
    rest = [kinds for kinds in groups if kinds not in in_chain]
    search = _Search(trials, profile, groups, known)
    for kinds in in_chain:
        search.take([kinds])
    search.take(rest)
    if search.best is None:
        return None
    sure = not search.open and not trials.late
    return _told(trials, profile, search.best.model_copy(update={"proven": sure}))


class _Search:
    """The least width so far, with the pair of kinds that gives it. open: not all was decided."""

    def __init__(
        self,
        trials: Trials,
        profile: StreetProfile,
        groups: dict[Kinds, tuple[str, ...]],
        known: int,
    ) -> None:
        self.trials, self.profile, self.groups = trials, profile, groups
        self.known = known
        self.best: Needed | None = None
        self.open = False

    def take(self, among: Sequence[Kinds]) -> None:
        """Look for a pair of kinds among these that does with less than is known."""
        if not among or self.trials.late:
            return
        but = [pair for kinds in among for pair in self.groups[kinds]]
        if self._verdict(but) == "none":
            return
        if len(among) > 1:
            middle = len(among) // 2
            self.take(among[:middle])
            self.take(among[middle:])
            return
        needed = needed_width(self.trials, self.profile, "minimum", but=but, confirm=False)
        if needed.proven and needed.width is not None and needed.width < self.known:
            self.known, self.best = needed.width, needed
        else:
            self.open = True

    def _verdict(self, but: Collection[str]) -> str:
        width = self.known - 1
        zone = self.profile.zones[self.profile.stretch_zone].width
        if width <= self.profile.width - zone:
            return "none"
        street = self.profile.widened(width)
        return self.trials.fits(street, level="minimum", but=but).verdict


def _pairs_by_kinds(trials: Trials, profile: StreetProfile) -> dict[Kinds, tuple[str, ...]]:
    """The pairs of classes of the street that a breach can be of, by kinds of things."""
    classes = sorted(Conditions(profile, trials.rules, "minimum").classes(profile))
    found: dict[Kinds, list[str]] = {}
    for a, b in combinations_with_replacement(classes, 2):
        if {a, b} <= set(PLACE_CLASSES):
            continue
        gap = trials.rules.gaps[pair(a, b)]
        if (gap.minimum, gap.over_minimum) != (gap.hard, gap.over_hard):
            found.setdefault(_kinds(a, b), []).append(pair(a, b))
    return {kinds: tuple(pairs) for kinds, pairs in found.items()}


def _of_chain(chain: Chain | None) -> Iterable[Kinds]:
    """The pairs of kinds behind the gaps of a chain, each once."""
    if chain is None or chain.level != "minimum":
        return ()
    rules = (link.reference.rule for link in chain.links if link.reference is not None)
    pairs = (rule.split(" ")[1].split("|") for rule in rules if rule.startswith("gaps."))
    return dict.fromkeys(_kinds(a, b) for a, b in pairs)


def _kinds(a: str, b: str) -> Kinds:
    first, second = sorted((kind_of_class(a), kind_of_class(b)))
    return first, second


def _told(trials: Trials, profile: StreetProfile, needed: Needed) -> Needed:
    """With the pairs that a layout of that width does breach, and in how many places."""
    if needed.width is None:
        return needed
    street = profile.widened(needed.width)
    trial = trials.fits(street, level="minimum", but=needed.consents)
    if not trial.fits:
        return needed
    layout = trials.layout(street, trial)
    pairs = breached_pairs(Street(street, trials.rules), layout)
    return needed.model_copy(update={"consents": pairs, "breaches": len(layout.breaches)})
