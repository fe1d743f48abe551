"""Layouts: claims in slots, with everything needed to check and draw them alone.

A layout holds its resolved profile and rules. Positions are absolute: x in mm from the left
boundary, z in mm below ground. Its JSON form is versioned (``SCHEMA``).
"""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from ondergrond.profile import StreetProfile
from ondergrond.rules import Provenance, RuleSet

SCHEMA: Final = "ondergrond-layout/1"
"""Name and version of the JSON form of a layout."""

Verdict = Literal["optimal", "feasible", "infeasible", "unknown", "error"]
Side = Literal["left", "right"]
Technique = Literal["single", "rack", "stack", "stay"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Box(_Frozen):
    """An axis-parallel box: start, end (x), top, bottom (z); start <= end, top <= bottom (mm)."""

    start: int
    end: int
    top: int
    bottom: int

    @property
    def width(self) -> int:
        """Width, mm."""
        return self.end - self.start

    @property
    def axis(self) -> int:
        """The middle, mm (sizes are even, so it is whole)."""
        return (self.start + self.end) // 2


class Member(_Frozen):
    """One claim's body in a column.

    serves: the sides it serves here (a claim for both sides may be met by two columns, one a side).
    trunk: x-range of a tree's trunk; barrier: whether it stands between root barriers;
    layers: crate layers of storage.
    """

    claim: str
    box: Box
    serves: tuple[Side, ...] = ()
    trunk: tuple[int, int] | None = None
    barrier: bool = False
    layers: int = 0


class Column(_Frozen):
    """Slots that share an x-range.

    box: outer faces (of the running body: a manhole may reach outside it); its top is the cover.
    working: the sides of a rack from which it is worked on (empty for other techniques).
    facade: the side whose facade a distribution rack stands along (None: transport or
    double-sided).
    """

    technique: Technique
    box: Box
    members: tuple[Member, ...]
    working: tuple[Side, ...] = ()
    facade: Side | None = None


class GapNote(_Frozen):
    """A breach or a deviation: two things nearer to each other than the rule asks.

    A layout has at most one note for each pair of columns, and one for each pair of a column and an
    obstacle: that of the pair of faces that counts (``docs/model.md``, section 3), where the step
    price of these two faces is above zero.

    **Order of faces.** Of a column: a rack's frame, then its members in the order of the layout;
    any other column its members in the order of the layout. Of a member: the running body before
    the manhole, the trunk before the root zone. Of an obstacle the same (one member).

    **Which pair of faces counts**: the largest weighted price (step price and price of lying over,
    each times the weight of its term); of equals the larger breach; of these the larger deviation;
    of these the larger price of lying over; of these the first, by the index of the face in the
    left column and then in the right one; against an obstacle by the column's face and then the
    obstacle's.

    left, right: the names of these two faces.

    - a face of a claim is ``claim`` (its id) where its class is the claim's own: a network's body,
      a storage, a reserve, a container, in any column and as an obstacle;
    - any other face of a claim is ``claim:class``: ``storm:manhole``, ``elms:tree-trunk``,
      ``elms:root-zone-barrier``;
    - the frame of a rack is ``rack@<start of the rack's box, mm>``;
    - a fixture is its id, a kerb ``kerb@<x, mm>``, a boundary ``boundary-left`` or
      ``boundary-right``.

    Between columns ``left`` is the face of the left column. Against an obstacle ``left`` is the
    face with the smaller ``start + end``, the column's where these are equal; the left boundary is
    always left, the right boundary always right.

    rule: the pair of classes, ``a|b`` with a <= b alphabetically.  direction: the one that counts:
    horizontal between columns, and against an obstacle where that is the cheaper possible one (or
    as cheap), else vertical.  gap: the distance of the two faces in that direction, mm (horizontal:
    between columns ``right.start - left.end``; against an obstacle gx or gz of the model).
    kind: breach where the gap is below the (vertical) minimum, else deviation.  wanted: that
    minimum, or the (vertical) preferred gap, mm.  price: the step price, su, unweighted and without
    the price of lying over.

    The order of the notes in a layout has no meaning.
    """

    kind: Literal["breach", "deviation"]
    left: str
    right: str
    rule: str
    direction: Literal["horizontal", "vertical"]
    gap: int
    wanted: int
    price: int

    def provenance(self, rules: RuleSet) -> Provenance | None:
        """Where ``wanted`` comes from; None where the rule set tells no source.

        A breach in a street as it lies may be of the hard gap, or of another length (``rule``).
        """
        gap, field = rules.gaps.get(self.rule), self.rule
        if gap is not None:
            over = "" if self.direction == "horizontal" else "over_"
            levels = ("minimum", "hard") if self.kind == "breach" else ("preferred",)
            fields = [f"{over}{level}" for level in levels]
            field = next((f for f in fields if getattr(gap, f) == self.wanted), fields[0])
        index = (rules if gap is None else gap).why.get(field)
        return None if index is None else rules.provenance[index]


class Figures(_Frozen):
    """What a layout comes to.

    width_taken: of all columns, stays included (mm).  root_area, storage_area: root volume and
    storage, mm² of cross-section (mm³ per mm of street): zone width x rootable depth of new trees;
    of new storage width x height x void share, whole mm² a column, rounded down.  breaches,
    deviations: counts of the notes.
    """

    width_taken: int
    root_area: int
    storage_area: int
    breaches: int
    deviations: int


class Layout(_Frozen):
    """A checked answer for one street.

    columns: left to right, stays included.  skipped: optional claims left out.  removed: what lay
    there and goes (replaced, or removable and removed).  relocated: what lay there and moved.
    terms: amount of every score term, su per metre, unweighted, zero terms left out; score = sum of
    weight(preset, term) x amount.  cost: sum of the money terms; parties: cost by who pays.
    bound: no layout on the grid scores less (None: unknown).
    """

    schema_version: Literal["ondergrond-layout/1"] = SCHEMA
    verdict: Literal["optimal", "feasible"]
    score: int
    bound: int | None
    engine: str
    resolution: int
    solve_seconds: float
    version: str
    profile: StreetProfile
    rules: RuleSet
    columns: tuple[Column, ...]
    skipped: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    relocated: tuple[str, ...] = ()
    terms: dict[str, int]
    cost: int
    parties: dict[str, int]
    notes: tuple[GapNote, ...] = ()
    figures: Figures

    @property
    def breaches(self) -> tuple[GapNote, ...]:
        """The gaps below the minimum."""
        return tuple(note for note in self.notes if note.kind == "breach")

    @property
    def deviations(self) -> tuple[GapNote, ...]:
        """The gaps below the preferred distance that are no breach."""
        return tuple(note for note in self.notes if note.kind == "deviation")

    def to_json(self) -> str:
        """The layout as a JSON document (keys of the profile as in YAML, lengths in mm)."""
        return self.model_dump_json(by_alias=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> Layout:
        """The layout a JSON document holds. Raises pydantic's ``ValidationError``."""
        return cls.model_validate_json(text)
