"""Why a column may not lie at a place: the thing or the rule that forbids it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ondergrond.compile import Street
from ondergrond.compile.design import Design
from ondergrond.compile.kernel import IMPOSSIBLE
from ondergrond.compile.obstacles import Obstacle
from ondergrond.compile.place import Field
from ondergrond.explain.references import gap_reference, pair, quoted
from ondergrond.explanation import Level, Reference
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet


@dataclass(frozen=True)
class Blocker:
    """What keeps a column from lying further to one side.

    name: of the thing, as in gap notes; ``zone@x`` for the edge of a zone, ``window`` for a claim's
    own.  edge: x of its face towards the column (mm).  with_right: whether it goes along with the
    right boundary when the street is thought wider.
    """

    name: str
    edge: int
    with_right: bool
    reference: Reference | None = None


class Blocking:
    """Finds blockers in a street compiled at a level; ``rules`` are those as they are."""

    def __init__(self, street: Street, rules: RuleSet, level: Level) -> None:
        self.street, self.rules, self.level = street, rules, level
        self.profile: StreetProfile = street.profile
        start, end = self.profile.zone_ranges[self.profile.stretch_zone]
        self.twice_middle = start + end

    def with_right(self, x: int) -> bool:
        """Whether what lies at x goes along with the right boundary (as in ``widened``)."""
        return 2 * x >= self.twice_middle

    def at(self, design: Design, start: int, side: str) -> Blocker | None:
        """What forbids a column of least width to start at ``start``, coming from the place beside
        it (``side``: where the forbidden place lies, ``left`` or ``right``). None where it is no
        single thing.
        """
        width, street = design.width, self.profile.width
        edge = start + 1 if side == "left" else start - 1 + width
        if side == "left" and start < max(0, design.first):
            return self._limit(design, side, edge)
        if side == "right" and start > min(design.last, street - width):
            return self._limit(design, side, edge)
        for obstacle in self.street.field.obstacles:
            if self._forbids(obstacle, design, start):
                return self._obstacle(obstacle, design, start, side)
        return self._zone(design, start, side)

    def _limit(self, design: Design, side: str, edge: int) -> Blocker | None:
        """The street's end, a window, or what a rack asks of its place."""
        street, profile = self.profile.width, self.profile
        bound = 0 if side == "left" else street
        if design.technique == "rack":
            case = profile.techniques.rack_case
            rack = self.rules.racks[case]
            working = side in design.working
            field = "strip" if working else "facade"
            far = street if side == "left" else 0
            value = rack.strip if working else rack.facade
            reference = quoted(self.rules, rack, field, f"racks.{field} {case}", value)
            if working and edge == (value if side == "left" else street - value):
                return Blocker(f"boundary-{side}", bound, side == "right", reference)
            if edge == bound:
                return Blocker(f"boundary-{side}", bound, side == "right")
            return Blocker(
                f"boundary-{'right' if side == 'left' else 'left'}", far, side == "left", reference
            )
        if edge == bound:
            return Blocker(f"boundary-{side}", bound, side == "right")
        window = Reference(rule=f"profile {design.parts[0].claim}", value=edge)
        return Blocker("window", edge, self.with_right(edge), window)

    def _forbids(self, obstacle: Obstacle, design: Design, start: int) -> bool:
        known = self.street.field
        alone = Field(known.ledger, known.prices, (obstacle,), known.surfaces)
        none = Field(known.ledger, known.prices, (), known.surfaces)
        at = (np.array([start]), np.array([start + design.width]))
        with_it, _ = alone.judge(design, *at)
        without, _ = none.judge(design, *at)
        return bool(with_it[0] >= IMPOSSIBLE and without[0] < IMPOSSIBLE)

    def _obstacle(
        self, obstacle: Obstacle, design: Design, start: int, side: str
    ) -> Blocker | None:
        best: tuple[int, Blocker] | None = None
        for face in design.faces:
            right = start + (design.width if design.varies else face.x1)
            for other in obstacle.faces:
                gap = start + face.x0 - other.box.end if side == "left" else other.box.start - right
                classes = pair(face.cls, other.cls)
                hard = self.street.rules.gaps[classes].hard
                edge = other.box.end if side == "left" else other.box.start
                reference = gap_reference(self.rules, classes, self.level)
                if obstacle.is_foundation and gap >= hard:
                    reference = Reference(rule="street.load-spread", value=self.rules.load_spread)
                elif gap >= hard:
                    continue
                lacks = hard - gap
                blocker = Blocker(obstacle.name, edge, self._moves(obstacle), reference)
                if best is None or lacks < best[0]:
                    best = (lacks, blocker)
        return None if best is None else best[1]

    def _moves(self, obstacle: Obstacle) -> bool:
        if obstacle.name.startswith("boundary-"):
            return obstacle.name == "boundary-right"
        if obstacle.thing is not None:
            return self.with_right(obstacle.axis)
        box = obstacle.faces[0].box
        return box.start + box.end >= self.twice_middle

    def _zone(self, design: Design, start: int, side: str) -> Blocker | None:
        surfaces = self.street.field.surfaces
        for face in design.faces:
            if face.zone_cls is None:
                continue
            right = start + (design.width if design.varies else face.x1)
            first, last = surfaces.touched(np.array([start + face.x0]), np.array([right]))
            table = self.rules.zone_use[face.zone_cls]
            for index in range(int(first[0]), int(last[0]) + 1):
                zone = self.profile.zones[index]
                if table.price[zone.kind] is None:
                    a, b = self.profile.zone_ranges[index]
                    edge = b if side == "left" else a
                    path = f"zone-use {face.zone_cls}|{zone.kind.value}"
                    key = f"price.{zone.kind.value}"
                    reference = quoted(self.rules, table, key, path, None)
                    return Blocker(f"zone@{edge}", edge, self.with_right(edge), reference)
        return None
