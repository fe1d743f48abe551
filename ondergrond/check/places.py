"""Places: inside the street, inside windows, on locked axes, in allowed zones (model, 2 and 5)."""

from __future__ import annotations

from ondergrond.check.faces import column_faces
from ondergrond.check.street import Street
from ondergrond.check.violations import Code, Violation, centimetres
from ondergrond.layout import Column, Member


def place_violations(street: Street, column: Column, name: str) -> list[Violation]:
    """Where a new column may not be: outside the street, its windows and its axes."""
    box = column.box
    violations = []
    if box.start < 0:
        message = f"{name} reaches {centimetres(-box.start)} beyond the left boundary"
        violations.append(
            Violation(Code.OUTSIDE, "width", "boundary-left", name, 0, box.start, message)
        )
    if box.end > street.width:
        over = box.end - street.width
        message = f"{name} reaches {centimetres(over)} beyond the right boundary"
        violations.append(
            Violation(Code.OUTSIDE, "width", name, "boundary-right", street.width, box.end, message)
        )
    for member in column.members:
        violations += _window_violations(street, member)
        violations += _axis_violations(street, member)
    return violations


def _window_violations(street: Street, member: Member) -> list[Violation]:
    within = street.claims[member.claim].within
    if within is None:
        return []
    violations = []
    for edge, wanted, actual, past in (
        ("left", within[0], member.box.start, within[0] - member.box.start),
        ("right", within[1], member.box.end, member.box.end - within[1]),
    ):
        if past > 0:
            message = f"{member.claim} reaches {centimetres(past)} {edge} of its window"
            violations.append(
                Violation(Code.WINDOW, f"within.{edge}", member.claim, "", wanted, actual, message)
            )
    return violations


def _axis_violations(street: Street, member: Member) -> list[Violation]:
    """The axis of a planned claim is locked; that of an existing one says where it lies today."""
    claim = street.claims[member.claim]
    if claim.lies or claim.axis is None:
        return []
    start, end = member.trunk or (member.box.start, member.box.end)
    if start + end == 2 * claim.axis:
        return []
    actual = (start + end) // 2
    message = (
        f"the axis of {claim.id} is locked at {centimetres(claim.axis)}, not {centimetres(actual)}"
    )
    return [Violation(Code.AXIS, "axis", claim.id, "", claim.axis, actual, message)]


def zone_amount(street: Street, column: Column) -> tuple[int, list[Violation]]:
    """What the faces of a new column pay for their zones (su), and where one is forbidden.

    The faces with zone rules: network bodies of singles and stacks, the frame of a rack, trunk and
    root zone (with a barrier or without), storage, reserve, container; a manhole has none.
    """
    amount = 0
    violations = []
    for face in column_faces(column, street.claims):
        if face.kind == "manhole" or (column.technique == "rack" and face.kind != "rack"):
            continue
        kind = face.kind.removesuffix("-barrier")
        touched = street.kinds(face.start, face.end)
        price = street.book.zone_price(kind, touched)
        if price is None:
            violations.append(forbidden_zone(street, kind, face.name, touched))
        else:
            amount += price
    return amount, violations


def forbidden_zone(street: Street, kind: str, name: str, touched: tuple[str, ...]) -> Violation:
    """The violation of a body in a zone that is forbidden for its class."""
    use = street.book.rules.zone_use[kind]
    zone = next(zone for zone in touched if use.price[zone] is None)
    source, assumed = street.book.source(use, f"price.{zone}", "price")
    message = f"{name} touches a {zone}, where {kind} may not lie"
    return Violation(Code.ZONE, f"{kind}.{zone}", name, zone, None, None, message, source, assumed)
