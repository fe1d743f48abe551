"""Beds, ducts and casings with what lies in them: one thing in the street, counted once.

Deliveries draw a bed, the ducts in it and the cables in those on the same line. What an operator
draws at the place of a container of his, of the same sort of network, lies in it; cables of one
operator and theme at the same place without a container lie together. Of two operators at one
place each has his own thing: a delivery does not tell whether they share a trench.
"""

from __future__ import annotations

from typing import NamedTuple

from ondergrond.claims import Network as Kind
from ondergrond.io.klic.cut import Met
from ondergrond.io.klic.delivery import CABLES, CONTAINERS, PIPES
from ondergrond.io.klic.objects import operator_of
from ondergrond.io.klic.themes import ELECTRIC, TELECOM, kind_of

OUTERMOST = ("Kabelbed", "Duct", "Mantelbuis")
"""Containers from the outside inward."""

NAMED_PLACE = 500
"""So far from its line a bed holds what it names, mm: one line stands for cables side by side."""

SAME_PLACE = 20
"""Offsets that differ by less (mm) are one place: drawn on one line, rounded in between."""


class Bundle(NamedTuple):
    """One thing in the street. outer: the container, or the cable or pipe itself.

    contents: what lies in it (of a container).  beside: cables that lie together with ``outer``.
    """

    outer: Met
    contents: tuple[Met, ...] = ()
    beside: tuple[Met, ...] = ()

    @property
    def members(self) -> tuple[Met, ...]:
        """The outer one, and what lies with it on equal terms."""
        return (self.outer, *self.beside)

    @property
    def cables(self) -> tuple[Met, ...]:
        """All cables of it, drawn one by one."""
        every = (*self.members, *self.contents)
        return tuple(met for met in every if met.feature.kind in CABLES)


def bundled(mets: tuple[Met, ...]) -> list[Bundle]:
    """Things in the street, by offset."""
    left = list(mets)
    bundles = []
    for kind in OUTERMOST:
        containers = [met for met in left if met.feature.kind == kind]
        left = [met for met in left if met not in containers]
        held: list[list[Met]] = [[] for _ in containers]
        for closely in (True, False):  # of two at one place the one of its own network holds it
            for container, contents in zip(containers, held, strict=True):
                found = [met for met in left if _lies_in(met, container, closely)]
                contents += found
                left = [met for met in left if met not in found]
        bundles += [
            Bundle(one, tuple(inside)) for one, inside in zip(containers, held, strict=True)
        ]
    while left:
        first = left.pop(0)
        beside = [met for met in left if _lies_beside(met, first)]
        left = [met for met in left if met not in beside]
        bundles.append(Bundle(first, beside=tuple(beside)))
    return sorted(bundles, key=lambda one: (one.outer.crossing.offset, one.outer.feature.id))


def _lies_in(met: Met, container: Met, closely: bool) -> bool:
    """Whether a thing lies in a container, at its place. closely: of its own network only.

    What the container names lies in it whoever it is of.
    """
    size = container.feature.size
    half = 0 if size is None or size.mm is None else size.mm // 2
    apart = abs(met.crossing.offset - container.crossing.offset)
    if met.feature.id in container.feature.contents:
        return apart <= max(NAMED_PLACE, half)
    if apart > max(SAME_PLACE, half):
        return False
    if closely and met.network.id != container.network.id:
        return False
    rank = _rank(container)
    if _rank(met) <= rank or (container.feature.kind != "Mantelbuis" and _is_pipe(met)):
        return False
    return _is_kin(met, container)


def _lies_beside(met: Met, first: Met) -> bool:
    return (
        met.feature.kind in CABLES
        and first.feature.kind in CABLES
        and abs(met.crossing.offset - first.crossing.offset) <= SAME_PLACE
        and met.feature.status == first.feature.status
        and _is_kin(met, first)
    )


def _rank(met: Met) -> int:
    kind = met.feature.kind
    return OUTERMOST.index(kind) if kind in CONTAINERS else len(OUTERMOST)


def _is_pipe(met: Met) -> bool:
    return met.feature.kind in PIPES


def _is_kin(one: Met, other: Met) -> bool:
    """Whether two are of one operator and one sort of network."""
    owners = {operator_of(met.network.id) or met.network.id for met in (one, other)}
    return len(owners) == 1 and _sort(one) == _sort(other)


def _sort(met: Met) -> str:
    kind, _ = kind_of(met.feature, met.network)
    if kind in ELECTRIC:
        return "electric"
    if kind in TELECOM:
        return "telecom"
    return met.network.theme


def contents_kinds(bundle: Bundle) -> list[Kind]:
    """The network kinds of what lies in a container."""
    return [kind_of(met.feature, met.network)[0] for met in bundle.contents if _rank(met) == 3]
