"""A section through a delivery as a street, ready to be written as a profile."""

from __future__ import annotations

from dataclasses import dataclass, field

from ondergrond.claims import Claim
from ondergrond.io.found import Found, FoundStreet, clean, free_id
from ondergrond.io.klic.bundles import Bundle, bundled
from ondergrond.io.klic.cut import Met, Segments
from ondergrond.io.klic.delivery import PRECAUTION, Delivery, Reason
from ondergrond.io.klic.meeting import Meeting, meet
from ondergrond.io.klic.things import thing_of
from ondergrond.io.section import Section
from ondergrond.io.tally import Tally
from ondergrond.profile import (
    Boundaries,
    Boundary,
    Fixture,
    FixtureKind,
    Pavement,
    Zone,
    ZoneKind,
)
from ondergrond.rules import RuleSet

FOOTING: dict[str, tuple[FixtureKind, int]] = {
    "TechnischGebouw": (FixtureKind.FOUNDATION, 800),
    "Kast": (FixtureKind.FOUNDATION, 600),
    "Mast": (FixtureKind.FOUNDATION, 2000),
    "Toren": (FixtureKind.FOUNDATION, 2000),
    "Mangat": (FixtureKind.CELLAR, 2000),
}
"""What stands on the ground reaches into it; a delivery tells no depth (mm, own estimates)."""

MOST_ALONG = 4
"""Warnings about what runs along a section; more are counted."""

QUIET = frozenset(
    {Reason.ELSEWHERE, Reason.PAPERS, Reason.DRAWING, Reason.UNUSED, Reason.POINT, Reason.CONTENT}
)
"""Reasons that need no line in the profile: nothing of the street is missing because of them."""


@dataclass(frozen=True)
class Cut:
    """A section through a delivery.

    street: what was found.  mets: every object that was met, before beds and contents were joined.
    bundles: the things they make.  tally: every object of the delivery, used or left out and why.
    """

    street: FoundStreet
    mets: tuple[Met, ...]
    bundles: tuple[Bundle, ...]
    tally: Tally


@dataclass
class Importer:
    """Cuts one delivery by many sections; the delivery is read and its lines are set out once.

    rules: for the sizes of what the delivery does not tell.  moves: distribution networks are
    relocatable, as a rule of thumb; else all that lies there is fixed.
    """

    delivery: Delivery
    rules: RuleSet
    moves: bool = True
    segments: Segments = field(init=False)

    def __post_init__(self) -> None:
        self.segments = Segments(self.delivery)

    def cut(self, section: Section, name: str | None = None) -> Cut:
        """The street on a section. name: what it is called (None: delivery and section)."""
        delivery, width = self.delivery, section.length
        meeting = meet(delivery, self.segments, section)
        account = _Account(delivery, meeting)
        taken: set[str] = set()
        claims: list[Found[Claim]] = []
        bundles = bundled(meeting.mets)
        for bundle in bundles:
            thing = thing_of(bundle, delivery, self.rules, width, taken, self.moves)
            if thing is None:
                account.along(bundle)
                continue
            claims.append(thing.found)
            account.uses(bundle, thing.point)
        fixtures = self._fixtures(section, taken, account)
        warnings = [
            *delivery.warnings,
            *self._outside(section),
            *self._precautions(section, account),
            *_nameless_words(meeting),
            *_along_words(meeting),
        ]
        if not claims:
            warnings.append("nothing lies on this section, says the delivery; look where it is")
        tally = account.closed()
        street = FoundStreet(
            name=name or f"{delivery.title}, {section.name}",
            width=width,
            zones=(_surface(width),),
            boundaries=Found(
                Boundaries(left=Boundary.OPEN, right=Boundary.OPEN),
                missing=("what stands at the ends: a delivery knows no facades; taken as open",),
            ),
            claims=tuple(claims),
            fixtures=tuple(fixtures),
            section=section,
            sources=(f"{delivery.title} (IMKL {delivery.version})",),
            warnings=tuple(clean(text, 400) for text in warnings),
            left_out=tuple(row for row in tally.left_out if row.reason not in QUIET),
        )
        return Cut(street, meeting.mets, tuple(bundles), tally)

    def _fixtures(
        self, section: Section, taken: set[str], account: _Account
    ) -> list[Found[Fixture]]:
        found = []
        for standing in self.delivery.standing:
            rings = self.delivery.outlines.get(standing.outline)
            if rings is None:
                account.standing(standing.kind, standing.id, Reason.POINT)
                continue
            spans = section.spans(rings)
            if not spans:
                account.standing(standing.kind, standing.id, Reason.ELSEWHERE)
                continue
            account.standing(standing.kind, standing.id, None, standing.outline)
            kind, depth = FOOTING[standing.kind]
            for start, end in spans:
                fixture = Fixture.model_validate(
                    {
                        "id": free_id(standing.kind.lower(), taken),
                        "kind": kind,
                        "from": start,
                        "to": end,
                        "bottom": depth,
                        "note": clean(f"KLIC {standing.kind} {standing.id}; depth assumed", 500),
                    }
                )
                words = f"depth: {depth / 1000:g} m, a rule of thumb"
                source = f"{self.delivery.title}: {standing.kind} {standing.id}"
                width = f"{start / 1000:.2f} to {end / 1000:.2f} m"
                found.append(Found(fixture, (f"outline, {width}",), (), (words,), source))
        return found

    def _outside(self, section: Section) -> list[str]:
        """Parts of the section outside the area that was asked for."""
        if not self.delivery.asked:
            return []
        spans = sorted(span for area in self.delivery.asked for span in section.spans(area))
        gaps, reach = [], 0
        for start, end in [*spans, (section.length, section.length)]:
            if start - reach > 10:
                gaps.append(f"{reach / 1000:.2f} to {start / 1000:.2f} m")
            reach = max(reach, end)
        if not gaps:
            return []
        return [f"outside the area that was asked for, where not all is told: {', '.join(gaps)}"]

    def _precautions(self, section: Section, account: _Account) -> list[str]:
        zones: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
        for zone in self.delivery.precautions.values():
            spans = section.spans(zone.rings)
            account.precaution(zone.id, bool(spans))
            network = self.delivery.networks.get(zone.network)
            theme = "" if network is None else network.theme
            if spans:
                zones.setdefault((theme, zone.text, zone.code), []).extend(spans)
        lines = []
        for (theme, text, code), spans in sorted(zones.items()):
            parts = ", ".join(f"{a / 1000:.2f} to {b / 1000:.2f} m" for a, b in _joined(spans))
            what = ", ".join(part for part in (theme, text, code) if part)
            lines.append(f"precaution zone ({what}) at {parts}: ask its operator before digging")
        return lines


class _Account:
    """What becomes of every object of a delivery on one section."""

    def __init__(self, delivery: Delivery, meeting: Meeting) -> None:
        self.delivery = delivery
        self.meeting = meeting
        self.tally = delivery.tally.copy()
        self.used: set[str] = set()
        self.contents: set[str] = set()
        self.lying: set[str] = set()
        self.depths: set[str] = set()
        self.outlines: set[str] = set()

    def uses(self, bundle: Bundle, point: str) -> None:
        """A thing became a claim, and a depth may have been used for it."""
        self.used |= {met.feature.id for met in bundle.members}
        self.contents |= {met.feature.id for met in bundle.contents}
        self.depths.add(point)

    def along(self, bundle: Bundle) -> None:
        """A thing is met, but at such an angle that it is wider than the street."""
        self.lying |= {met.feature.id for met in (*bundle.members, *bundle.contents)}

    def standing(self, kind: str, name: str, reason: Reason | None, outline: str = "") -> None:
        """A cabinet or building is used, or left out."""
        if reason is None:
            self.tally.uses(kind)
            self.outlines.add(outline)
        else:
            self.tally.leaves_out(kind, reason, name)

    def precaution(self, name: str, used: bool) -> None:
        """A precaution zone lies on the section, or elsewhere."""
        self._either(PRECAUTION, name, used, Reason.ELSEWHERE)

    def closed(self) -> Tally:
        """The accounts, when all has been told."""
        delivery = self.delivery
        networks = set()
        for feature in delivery.features.values():
            if feature.id in self.used:
                self.tally.uses(feature.kind)
                networks.add(feature.network)
            elif feature.id in self.contents:
                self.tally.leaves_out(feature.kind, Reason.CONTENT, feature.id)
                networks.add(feature.network)
            elif feature.id in self.lying:
                self.tally.leaves_out(feature.kind, Reason.ALONG, feature.id)
            else:
                reason = self.meeting.reasons[feature.id]
                self.tally.leaves_out(feature.kind, reason, feature.id)
        for name in delivery.networks:
            self._either("Utiliteitsnet", name, name in networks, Reason.UNUSED)
        for name in delivery.links:
            self._either("UtilityLink", name, name in self.meeting.lines, Reason.UNUSED)
        for name in delivery.outlines:
            self._either("ExtraGeometrie", name, name in self.outlines, Reason.UNUSED)
        for name in delivery.depths:
            kind = delivery.depth_kinds[name]
            self._either(kind, name, name in self.depths, Reason.UNUSED)
        return self.tally

    def _either(self, kind: str, name: str, used: bool, reason: Reason) -> None:
        if used:
            self.tally.uses(kind)
        else:
            self.tally.leaves_out(kind, reason, name)


def _surface(width: int) -> Found[Zone]:
    zone = Zone(kind=ZoneKind.SQUARE, width=width, pavement=Pavement.BRICKS, name="not surveyed")
    text = "surface: a delivery knows none; paved with bricks and open to everything is taken"
    return Found(zone, missing=(text,))


def _nameless_words(meeting: Meeting) -> list[str]:
    """Lines on the section that no object of the delivery lies along: one has gone missing."""
    if not meeting.nameless:
        return []
    places = ", ".join(f"{offset / 1000:.2f} m" for offset in meeting.nameless)
    return [f"lines without an object cross the section at {places}: the delivery misses something"]


def _along_words(meeting: Meeting) -> list[str]:
    """What runs along the section, the first few by name."""
    lines = [
        f"{feature.kind} {feature.id} runs along the section, from {offset / 1000:.2f} m: left out"
        for feature, offset in meeting.along
    ]
    if len(lines) <= MOST_ALONG:
        return lines
    more = len(lines) - MOST_ALONG + 1
    return [*lines[: MOST_ALONG - 1], f"{more} more run along the section and are left out"]


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
