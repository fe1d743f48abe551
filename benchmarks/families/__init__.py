"""Families of instances: streets drawn from fixed seeds, compiled to problems at 10 mm.

    >>> family = FAMILIES["standard"]
    >>> instance = family.instance(SEED, 0)
    >>> instance.name
    'standard-1-000'

`SEED` is the one that engines may be tuned on. `UNSEEN` is not for tuning: its results are
published beside those of `SEED`, so that tuning on the one shows as a difference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from benchmarks.families.cross_sections import (
    BOULEVARD,
    GARDEN_VILLAGE,
    HOME_ZONE,
    LANE,
    OLD_TOWN,
)
from benchmarks.families.dice import Dice
from benchmarks.families.programme import Makeup
from benchmarks.families.real import real_street, transects
from benchmarks.families.streets import Sketch, drawn_street, is_sound, rules
from benchmarks.widths import bisected_width, least_width, strict
from ondergrond.compile import Street, TooManyGroupsError
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet
from ondergrond_solver import Problem, problem_to_json

SEED: Final = 1
UNSEEN: Final = 2
RESOLUTION: Final = 10
"""Millimetres, of every instance."""

CUTS: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "klic" / "cuts.json"
"""Where transects are looked for: beside the checkout."""

MOST_ITEMS: Final = 60
MOST_COLUMNS: Final = 400
"""A street with more is drawn anew: with racks, columns double with every group that may ride."""


@dataclass(frozen=True)
class Instance:
    """One problem of a family, and the street it was compiled from."""

    family: str
    seed: int
    index: int
    profile: StreetProfile
    problem: Problem

    @property
    def name(self) -> str:
        """Family, seed and number: ``tight-1-017``."""
        return f"{self.family}-{self.seed}-{self.index:03}"

    def compiled(self, resolution: int) -> Problem:
        """The same street on another grid (mm)."""
        return Street(self.profile, rules()).problem(resolution)[0]

    @property
    def fingerprint(self) -> str:
        """The first 12 hexadecimal digits of the SHA-256 of its JSON."""
        return hashlib.sha256(problem_to_json(self.problem).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Family:
    """A family: what it is, how many instances a full run takes, and how a street is drawn.

    street: the street of a number from 0, drawn with the dice.
    missing: why there are none on this computer; empty when there are.
    word: what the dice are seeded with besides seed and number; the name where empty.
    """

    name: str
    about: str
    count: int
    street: Callable[[Dice, int], StreetProfile]
    missing: Callable[[], str] = lambda: ""
    word: str = ""

    def instance(self, seed: int, index: int) -> Instance:
        """The instance of a seed and a number; the same everywhere.

        Raises ``UndecidedError`` where a least width is asked for and not found.
        """
        attempt = 0
        while True:
            dice = Dice(self.word or self.name, seed, index, attempt)
            try:
                profile = self.street(dice, index)
                problem, _ = Street(profile, rules()).problem(RESOLUTION)
            except (TooManyGroupsError, _NoStreetError):
                attempt += 1
                continue
            if _is_moderate(problem):
                return Instance(self.name, seed, index, profile, problem)
            attempt += 1

    def instances(self, seed: int, count: int | None = None) -> Iterator[Instance]:
        """The first ``count`` instances of a seed; None for as many as a full run takes."""
        for index in range(self.count if count is None else count):
            yield self.instance(seed, index)


class _NoStreetError(Exception):
    """What was drawn makes no street of this family; another is drawn."""


def _is_moderate(problem: Problem) -> bool:
    return len(problem.items) <= MOST_ITEMS and len(problem.columns) <= MOST_COLUMNS


CROWDED: Final = Makeup(operators=(2, 4))

PACKED: Final = Makeup(operators=(2, 4), lies=0.12, old_sewers=0.0, old_trees=0.0)
"""Little lies there: what does keeps its distance to a side, and would set the width by that."""

GOLDEN: Final = (5**0.5 - 1) / 2
"""Multiples of it, less their whole part, spread evenly over 0 to 1, however many are taken."""


def _standard(dice: Dice, _: int) -> StreetProfile:
    return drawn_street(dice, Sketch())


def _squeezed(dice: Dice, _: int) -> StreetProfile:
    """As wide as the strips that do not stretch let it be, or up to 5 % wider."""
    profile = drawn_street(dice, Sketch(makeup=CROWDED))
    return _at_width(profile, rules(), dice.share(0.97, 1.05))


def _tight(dice: Dice, index: int) -> StreetProfile:
    """Width from 3 % below to 5 % above the least width, evenly spread over the numbers.

    Strips but the one that stretches are narrowed, so that what lies there sets the least width
    and not the strips; a street where these still do is drawn anew.
    """
    profile = drawn_street(dice, Sketch(makeup=PACKED, strips=0.3))
    share = 0.97 + 0.08 * (index * GOLDEN % 1)
    return _at_width(profile, rules(), share, packed=True)


def _at_width(
    profile: StreetProfile, judged: RuleSet, share: float, packed: bool = False
) -> StreetProfile:
    """The street at a share of the least width that it has under these rules, without racks.

    packed: whether what lies there has to set that width, by 5 % more than the strips do.
    """
    flat = profile.techniques.model_copy(update={"rack": "forbidden"})
    find = bisected_width if packed else least_width
    least = find(profile.model_copy(update={"techniques": flat}), judged)
    strips = profile.width - profile.zones[profile.stretch_zone].width
    if least is None or (packed and least < 1.05 * strips):
        raise _NoStreetError
    try:
        narrowed = profile.widened(round(share * least))
    except ValueError:
        raise _NoStreetError from None
    if not is_sound(narrowed):
        raise _NoStreetError
    return narrowed


def _boulevard(dice: Dice, _: int) -> StreetProfile:
    """25 to 40 claims on 25 to 60 m."""
    makeup = Makeup(lies=0.45, fixed=0.3, two=0.5, storage=0.7)
    sketch = Sketch((BOULEVARD,), makeup, stacks=0.05, trench=0.05)
    profile = drawn_street(dice, sketch, dice.between(25, 40))
    if not 25_000 <= profile.width <= 60_000:
        raise _NoStreetError
    return profile


NARROW: Final = (LANE, LANE, OLD_TOWN, HOME_ZONE, GARDEN_VILLAGE)


def _racks(dice: Dice, index: int) -> StreetProfile:
    """Even numbers: up to 15 % too narrow to lie side by side without a breach. Odd: as much wider.

    Without a breach, because at the least width of all, where gaps are what physics asks, nobody
    would build: a rack with its access strip needs more than that.
    """
    makeup = Makeup(
        lies=0.25, fixed=0.1, two=0.15, trees=0.4, storage=0.15, container=0.0, operators=(1, 3)
    )
    profile = drawn_street(dice, Sketch(NARROW, makeup, stacks=0.0, racks=True))
    if not _is_moderate(Street(profile, rules()).problem(RESOLUTION)[0]):
        raise _NoStreetError
    needed = index % 2 == 0
    share = dice.share(0.85, 0.995) if needed else dice.share(1.0, 1.15)
    return _at_width(profile, strict(rules()), share)


@cache
def _cuts() -> list[list[dict[str, Any]]]:
    return transects(CUTS)


def _real(dice: Dice, index: int) -> StreetProfile:
    cuts = _cuts()
    return real_street(dice, cuts[index % len(cuts)])


def _no_cuts() -> str:
    return "" if CUTS.is_file() else f"the transects are not here: {CUTS}"


FAMILIES: Final = {
    family.name: family
    for family in (
        Family("standard", "Dutch street types of 6 to 25 m as they come", 100, _standard),
        Family(
            "squeezed", "streets whose widest strip is nearly gone", 100, _squeezed, word="tight"
        ),
        Family(
            "tight", "streets 3 % below to 5 % above their least width", 100, _tight, word="packed"
        ),
        Family("boulevard", "25 to 40 claims on 25 to 60 m", 60, _boulevard),
        Family("racks", "narrow streets where a rack is needed (even) or open (odd)", 60, _racks),
        Family("real", "real transects with a small programme on top", 30, _real, _no_cuts),
    )
}
"""Every family by its name."""
