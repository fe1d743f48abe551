"""Faces, members, shapes and obstacles: the things docs/model.md talks about, as plain records.

A shape is a candidate column in everything but its place: positions inside it count from its left
edge, depths from its top. All lengths are mm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ondergrond.claims import NetworkClaim
from ondergrond.layout import Side

Item = tuple[str, str]
"""What is to be met once: (claim, "whole", "left" or "right")."""


@dataclass(frozen=True)
class Face:
    """A box with a rule class. grounded: its top is the ground, however deep its column lies."""

    cls: str
    start: int
    end: int
    top: int
    bottom: int
    grounded: bool = False


@dataclass(frozen=True)
class Member:
    """A network in a column, its box relative to the column's, and the sides it serves here."""

    claim: NetworkClaim
    start: int
    width: int
    top: int
    height: int
    sides: tuple[Side, ...]


@dataclass(frozen=True, eq=False)
class Shape:
    """A candidate column without its place; two shapes are the same only when one object.

    covers: the items it meets; of a stay, those of its relocatable members.  zoned: the faces with
    zone rules.  crossed: what a house connection meets.  anchor: from the start to what lies on the
    grid, or at ``pinned``.  window: where the whole body must lie.  bed: the bed that stays.
    """

    what: Literal["network", "stack", "rack", "tree", "storage", "reserve", "container", "stay"]
    name: str
    covers: frozenset[Item]
    width: int
    height: int
    faces: tuple[Face, ...]
    crossed: tuple[str, ...]
    anchor: int
    zoned: tuple[Face, ...] = ()
    members: tuple[Member, ...] = ()
    pinned: int | None = None
    window: tuple[int, int] | None = None
    working: tuple[Side, ...] = ()
    facade: Side | None = None
    levels: int = 0
    barrier: bool = False
    spacing: int = 0
    top: int = 0
    bed: int | None = None

    @property
    def stays(self) -> bool:
        """Whether it is a bed left where it lies."""
        return self.what == "stay"


@dataclass(frozen=True)
class Obstacle:
    """What cannot move, in absolute positions.

    axis, crossed, network: of an obstacle that is a claim, for the order of section 7.
    """

    name: str
    faces: tuple[Face, ...]
    axis: int | None = None
    crossed: tuple[str, ...] = ()
    network: NetworkClaim | None = None


@dataclass(frozen=True)
class Bed:
    """Claims that stay as one or go as one: their hull and faces where they lie."""

    index: int
    claims: tuple[str, ...]
    start: int
    end: int
    faces: tuple[Face, ...]
    members: tuple[Member, ...]
    crossed: tuple[str, ...]
    relocatable: tuple[str, ...]
    removable: tuple[str, ...]
