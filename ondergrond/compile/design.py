"""Designs: what a column could be, before it has a place.

A design knows its faces, members, window and the parts of its score; ``place`` turns it into a
score over x, ``pairs`` into gaps and orders against the others. Coordinates inside a design count
from its start (x) and its top (z), mm. Amounts are su per metre of street, unweighted, by term.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from ondergrond.compile.tariff import Connections, Opening
from ondergrond.layout import Side, Technique

Amounts = Mapping[str, int]
"""Amount (su) by score term."""

NOTHING: Mapping[str, int] = MappingProxyType({})
"""No amounts, no covers."""

NO_CONNECTIONS = Fraction(0)
"""Of what serves nobody."""


class Face(NamedTuple):
    """A box that keeps its distance.

    cls: rule class for gaps.  owner: claim id, or ``rack`` for a frame.  zone_cls: class whose
    zone rules hold for it, None for none.  x0, x1, z0, z1: relative to the column's start and top.
    from_ground: reaches up to the ground whatever the column's cover (a manhole); z0 is then
    unused.
    """

    cls: str
    owner: str
    x0: int
    x1: int
    z0: int
    z1: int
    zone_cls: str | None = None
    from_ground: bool = False


class Part(NamedTuple):
    """One claim's body in a design: place and size relative to the column, and what it does there.

    kind: network kind, or None for what is no network.  connections: per 100 m and side served.
    trunk: x-range of a tree's trunk.
    """

    claim: str
    x: int
    z: int
    width: int
    height: int
    kind: str | None = None
    serves: tuple[Side, ...] = ()
    connections: Fraction = NO_CONNECTIONS
    trunk: tuple[int, int] | None = None
    barrier: bool = False
    layers: int = 0


class CoverRule(NamedTuple):
    """How deep a column may lie.

    least: least cover by zone kind (empty: none).  given: the only cover, where one is stated.
    greatest: greatest cover, None without limit.
    """

    least: Mapping[str, int] = NOTHING
    given: int | None = None
    greatest: int | None = None


class Surface(NamedTuple):
    """What a column pays for the surface above it.

    openings: what the reopening of each of its networks is priced by.  trench: mm of trench that
    pays its pavement once (0: works ``street``).
    """

    openings: tuple[Opening, ...] = ()
    trench: int = 0


class Design(NamedTuple):
    """A column that could be.

    items: indexes of the problem's items it covers.  width is the least width where ``width_max``
    is given (storage; 0: the width is fixed).  first, last: range of starts (mm); ``pinned`` is
    exempt from the grid. flat: amounts that depend on nothing.  per_cover: su per mm of the
    column's cover, by term. per_width: su per mm of width above the least, by term.  slope: su per
    mm of start (services to the left grow with it, to the right shrink).  dewatered: pays for
    groundwater.  things: classes that others' connections cross.  to_left, to_right: the house
    connections of its networks to a side.
    """

    technique: Technique
    name: str
    items: frozenset[int]
    width: int
    height: int
    faces: tuple[Face, ...]
    parts: tuple[Part, ...]
    cover: CoverRule
    first: int
    last: int
    flat: Amounts
    width_max: int = 0
    pinned: bool = False
    per_cover: Amounts = NOTHING
    per_width: Amounts = NOTHING
    slope: int = 0
    surface: Surface = Surface()
    dewatered: bool = False
    things: tuple[str, ...] = ()
    to_left: tuple[Connections, ...] = ()
    to_right: tuple[Connections, ...] = ()
    working: tuple[Side, ...] = ()
    facade: Side | None = None

    @property
    def identity(self) -> tuple[Hashable, ...]:
        """What tells it from the other designs of a street, whatever else is planned there."""
        return (
            self.technique, self.name, self.width, self.height, self.first, self.last,
            self.parts, self.faces, self.cover.given, self.working, self.facade,
            tuple(sorted(self.flat.items())),
        )  # fmt: skip

    @property
    def varies(self) -> bool:
        """Whether its width is chosen (storage): both its ends lie on the grid then."""
        return self.width_max > 0

    @property
    def stays(self) -> bool:
        """Whether it is a bed that stays."""
        return self.technique == "stay"

    @property
    def anchor(self) -> int:
        """The point of the column that lies on the grid, from its start (mm)."""
        return 0 if self.varies else self.width // 2
