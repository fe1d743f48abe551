"""Today: an existing street as it lies, judged by the rules for new ones.

What lies there is exempt in a layout and only reported: what is below hard or minimum as
violations, what is below preferred as notes. Real streets break assumed minimum gaps nearly
everywhere; that is a finding, not an error in the data.
"""

from __future__ import annotations

from typing import NamedTuple

from ondergrond.bodies import given_cover
from ondergrond.check.depths import at_least, at_most
from ondergrond.check.faces import Face
from ondergrond.check.gaps import Reading, apart, as_note
from ondergrond.check.places import forbidden_zone
from ondergrond.check.rulebook import RuleBook
from ondergrond.check.street import ENDLESS, Street, Thing
from ondergrond.check.violations import Code, Report, Severity, Violation, centimetres
from ondergrond.claims import NetworkClaim
from ondergrond.layout import Figures, GapNote


class _Judged(NamedTuple):
    """One pair of faces: how bad (0 nothing, 1 below preferred, 2 below minimum, 3 below hard)."""

    grade: int
    short: int
    violation: Violation | None
    note: GapNote | None


def today(street: Street) -> Report:
    """Every pair of things of which one at least is a claim that lies there; each thing alone."""
    violations: list[Violation] = []
    notes: list[GapNote] = []
    places = [obstacle.faces for obstacle in street.obstacles if obstacle.claim is None]
    for index, thing in enumerate(street.things):
        violations += _alone(street, thing)
        others = [other.faces for other in street.things[index + 1 :]] + places
        for faces in others:
            judged = _pair(street.book, thing.faces, faces)
            if judged is not None and judged.violation is not None:
                violations.append(judged.violation)
            elif judged is not None and judged.note is not None:
                notes.append(judged.note)
    return Report(
        tuple(violations), notes=tuple(notes), figures=_figures(street, violations, notes)
    )


def _pair(book: RuleBook, one: tuple[Face, ...], other: tuple[Face, ...]) -> _Judged | None:
    """The worst pair of faces of two things; None where they are far enough apart."""
    worst: _Judged | None = None
    for face in one:
        for fixed in other:
            sideways = max(fixed.start - face.end, face.start - fixed.end)
            if sideways >= book.widest and fixed.kind != "foundation":
                continue
            found = _judged(book, apart(book, face, fixed, sideways))
            if worst is None or found[:2] > worst[:2]:
                worst = found
    return worst


def _judged(book: RuleBook, found: Reading | Violation) -> _Judged:
    if isinstance(found, Violation):
        return _Judged(3, (found.wanted or 0) - (found.actual or 0), found, None)
    note = as_note(found)
    if note is None:
        return _Judged(0, 0, None, None)
    short = note.wanted - note.gap
    if note.kind == "deviation":
        return _Judged(1, short, None, note)
    field = "over_minimum" if found.vertical else "minimum"
    message = (
        f"{note.left} and {note.right} are {centimetres(note.gap)} apart "
        f"{'vertically' if found.vertical else 'horizontally'}; {note.rule} asks "
        f"{centimetres(note.wanted)} (minimum): {centimetres(short)} short"
    )
    violation = Violation(
        Code.GAP, note.rule, note.left, note.right, note.wanted, note.gap, message,
        *book.gap_source(note.rule, field), severity="minimum", vertical=found.vertical,
    )  # fmt: skip
    return _Judged(2, short, violation, None)


def _alone(street: Street, thing: Thing) -> list[Violation]:
    """A thing outside the street, in a forbidden zone, too shallow or too deep."""
    name, box = thing.claim.id, thing.box
    violations = []
    beyond = max(-box.start, box.end - street.width)
    if beyond > 0:
        left = -box.start == beyond
        pair = ("boundary-left", name) if left else (name, "boundary-right")
        limit, actual = (0, box.start) if left else (street.width, box.end)
        message = f"{name} reaches {centimetres(beyond)} outside the street"
        violations.append(Violation(Code.OUTSIDE, "width", *pair, limit, actual, message))
    zones = street.kinds(box.start, box.end)
    kind = thing.faces[0].kind
    if street.book.zone_price(kind, zones) is None:
        found = forbidden_zone(street, kind, thing.faces[0].name, zones)
        violations.append(_as_minimum(found))
    if isinstance(thing.claim, NetworkClaim):
        violations += _depths(street, thing.claim, thing, zones)
    return violations


def _depths(
    street: Street, claim: NetworkClaim, thing: Thing, zones: tuple[str, ...]
) -> list[Violation]:
    """A stated cover against the rule's; a bottom against the deepest one.

    An unstated cover is the rule's by assumption and complies. A stated one has no limit downwards.
    """
    kind = claim.network.value
    rule = street.book.network(kind)
    if given_cover(claim, street.book.rules) is not None:
        least = street.book.largest_cover(rule.cover, zones, kind)
        source = street.book.source(rule, *(f"cover.{zone}" for zone in zones), "cover")
        found = at_least(claim.id, f"{kind}.cover", least, thing.box.top, source)
    else:
        source = street.book.source(rule, "deepest")
        found = at_most(claim.id, f"{kind}.deepest", rule.deepest, thing.box.bottom, source)
    return [_as_minimum(violation) for violation in found]


def _as_minimum(violation: Violation) -> Violation:
    """A rule for what is new: a street that lies already is below what is asked, not impossible."""
    severity: Severity = "minimum"
    return violation._replace(severity=severity)


def _figures(street: Street, violations: list[Violation], notes: list[GapNote]) -> Figures:
    """Width taken by what lies there (overlaps once), and counts of gaps below what is asked."""
    taken, reach = 0, -ENDLESS
    for start, end in sorted((thing.box.start, thing.box.end) for thing in street.things):
        taken += max(0, end - max(start, reach))
        reach = max(reach, end)
    gaps = sum(violation.code in (Code.GAP, Code.LOAD) for violation in violations)
    return Figures(
        width_taken=taken, root_area=0, storage_area=0, breaches=gaps, deviations=len(notes)
    )
