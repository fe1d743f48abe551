"""All ways of meeting the claims (docs/model.md section 2): which columns, not yet where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from tests.brute.lying import beds
from tests.brute.prices import Prices, Terms
from tests.brute.racks import rack_shapes
from tests.brute.shapes import items, movable, single_shapes, stack_shapes, stay_shape
from tests.brute.things import Item, Shape


class Way(NamedTuple):
    """One column for each slot, chosen among the slot's variants; and what is paid once."""

    slots: tuple[tuple[Shape, ...], ...]
    terms: Terms


def ways(prices: Prices, resolution: int) -> Iterator[Way]:
    """Every exact cover, each once. Variants of the same cover (widths, trunks) share a way."""
    profile = prices.profile
    there = beds(profile, prices.rules)
    new = [
        shape
        for claim in movable(profile)
        for shape in single_shapes(claim, profile, prices.rules, resolution)
    ]
    new += stack_shapes(profile, prices.rules)
    new += rack_shapes(profile, prices.rules)
    slots = _by_cover(new)
    replaced: Terms = Counter()
    for claim_id in sorted(profile.replaced):
        replaced.update(prices.gone(claim_id, moved=False))
    for staying in product((True, False), repeat=len(there)):
        terms = Counter(replaced)
        stays = []
        needed: list[Item] = []
        for bed, stay in zip(there, staying, strict=True):
            if stay:
                stays.append((stay_shape(bed),))
                continue
            for claim_id in bed.relocatable:
                terms.update(prices.gone(claim_id, moved=True))
                needed += items(profile.claim(claim_id))
            for claim_id in bed.removable:
                terms.update(prices.gone(claim_id, moved=False))
        planned = [claim for claim in profile.claims if not claim.lies]
        optional = [claim for claim in planned if claim.optional]
        for kept in product((True, False), repeat=len(optional)):
            skipped = {claim.id for claim, keep in zip(optional, kept, strict=True) if not keep}
            paid = Counter(terms)
            paid["skipped"] += sum(c.skip_price for c in optional if c.id in skipped)
            wanted = frozenset(
                [i for claim in planned if claim.id not in skipped for i in items(claim)] + needed
            )
            for cover in _covers(wanted, slots):
                yield Way((*stays, *cover), paid)


def _by_cover(shapes: list[Shape]) -> list[tuple[Shape, ...]]:
    """Shapes in slots: variants of a tree or of storage are alternatives in one slot."""
    slots: dict[object, list[Shape]] = {}
    for shape in shapes:
        varies = shape.what in ("tree", "storage")
        slots.setdefault(shape.covers if varies else shape, []).append(shape)
    return [tuple(slot) for slot in slots.values()]


def _covers(
    wanted: frozenset[Item], slots: list[tuple[Shape, ...]]
) -> Iterator[tuple[tuple[Shape, ...], ...]]:
    """Every set of slots that together meet each wanted item exactly once."""
    if not wanted:
        yield ()
        return
    first = min(wanted)
    for slot in slots:
        met = slot[0].covers
        if first in met and met <= wanted:
            for rest in _covers(wanted - met, slots):
                yield (slot, *rest)
