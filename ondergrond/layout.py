"""Layouts: claims in slots, with everything needed to check and draw them alone.

A layout holds its resolved profile and rules. Positions are absolute: x in mm from the left
boundary, z in mm below ground. Its JSON form is versioned (``SCHEMA``).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet

SCHEMA = "ondergrond-layout/1"
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
    facade: the side whose facade a distribution rack stands along (None: transport or double-sided).
    """

    technique: Technique
    box: Box
    members: tuple[Member, ...]
    working: tuple[Side, ...] = ()
    facade: Side | None = None


class GapNote(_Frozen):
    """A breach or a deviation: two things nearer to each other than the rule asks.

    left, right: names of the bodies as ``claim`` or ``claim:class`` (``rack`` for a frame, a fixture's
    id, ``boundary-left``, ``kerb@2400`` ...).  rule: the class pair ``a|b``.  direction: horizontal or
    vertical.  gap: what there is; wanted: the minimum (breach) or preferred (deviation) distance, mm.
    price: su.
    """

    kind: Literal["breach", "deviation"]
    left: str
    right: str
    rule: str
    direction: Literal["horizontal", "vertical"]
    gap: int
    wanted: int
    price: int


class Figures(_Frozen):
    """What a layout comes to: width taken by columns (mm), root volume and storage (mm² of
    cross-section: mm³ per mm of street), counts of breaches and deviations."""

    width_taken: int
    root_area: int
    storage_area: int
    breaches: int
    deviations: int


class Layout(_Frozen):
    """A checked answer for one street.

    columns: left to right, stays included.  skipped: optional claims left out.  removed: what lay there
    and goes (replaced, or removable and removed).  relocated: what lay there and moved.
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
