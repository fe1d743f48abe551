"""Shapes: whether every body has the size and the parts its claim and the rules give it.

Racks and stacks have modules of their own for how their members stand; here each member is looked
at alone, and a column of one member as a whole.
"""

from __future__ import annotations

from ondergrond.bodies import network_body, storage_sizes, tree_sizes
from ondergrond.check.street import Street
from ondergrond.check.violations import Code, Violation, centimetres
from ondergrond.claims import (
    ContainerClaim,
    NetworkClaim,
    ReserveClaim,
    StorageClaim,
    TreeClaim,
)
from ondergrond.layout import Column, Layout, Member
from ondergrond.quantity import even_up


def form_violations(street: Street, layout: Layout) -> list[Violation]:
    """What is so wrong in the form of a layout that nothing else can be judged."""
    violations = []
    for index, column in enumerate(layout.columns):
        if not column.members:
            violations.append(_body("", "members", f"column {index} holds nothing"))
            continue
        name = column.members[0].claim
        unknown = [m.claim for m in column.members if m.claim not in street.claims]
        violations += [
            _body(claim, "claim", f"the profile has no claim '{claim}'") for claim in unknown
        ]
        for member in column.members:
            if member.box.start >= member.box.end or member.box.top > member.box.bottom:
                violations.append(_body(member.claim, "box", f"{member.claim} has an empty box"))
        if unknown:
            continue
        networks = all(isinstance(street.claims[m.claim], NetworkClaim) for m in column.members)
        if column.technique == "single" and len(column.members) != 1:
            violations.append(_body(name, "single", f"the slot of {name} holds several claims"))
        if column.technique == "stack" and (len(column.members) != 2 or not networks):
            violations.append(_body(name, "stack", f"the stack of {name} is not two networks"))
        if column.technique == "rack" and not networks:
            violations.append(_body(name, "rack", f"the rack of {name} holds more than networks"))
        if column.technique == "stay":
            lie = [m.claim for m in column.members if street.claims[m.claim].lies]
            if len(lie) != len(column.members):
                violations.append(_body(name, "stay", f"what stays with {name} is planned"))
        if column.technique != "rack" and (column.working or column.facade is not None):
            violations.append(_body(name, "working", f"the column of {name} is no rack"))
    return violations


def shape_violations(street: Street, column: Column) -> list[Violation]:
    """What is wrong with the sizes and parts of the members of a new column."""
    violations = []
    for member in column.members:
        violations += _member_violations(street, member)
    if column.technique == "single" and column.box != column.members[0].box:
        name = column.members[0].claim
        violations.append(_body(name, "box", f"the box of the column is not the box of {name}"))
    return violations


def _member_violations(street: Street, member: Member) -> list[Violation]:
    claim = street.claims[member.claim]
    violations = _part_violations(street, member)
    if isinstance(claim, NetworkClaim):
        body = network_body(claim, street.book.rules)
        return violations + _size_violations(member, body.width, body.height)
    if isinstance(claim, TreeClaim):
        return violations + _tree_violations(street, claim, member)
    if isinstance(claim, StorageClaim):
        return violations + _storage_violations(street, claim, member)
    if isinstance(claim, ReserveClaim):
        height = claim.reserve.bottom - claim.reserve.top
        return violations + _size_violations(member, even_up(claim.reserve.width), height)
    assert isinstance(claim, ContainerClaim)
    width = even_up(claim.container.width)
    return violations + _size_violations(member, width, claim.container.depth)


def _part_violations(street: Street, member: Member) -> list[Violation]:
    """Parts a claim of this sort does not have."""
    claim = street.claims[member.claim]
    violations = []
    if not isinstance(claim, TreeClaim) and (member.trunk is not None or member.barrier):
        violations.append(_body(claim.id, "trunk", f"{claim.id} is no tree, yet has a trunk"))
    if not isinstance(claim, StorageClaim) and member.layers != 0:
        violations.append(_body(claim.id, "layers", f"{claim.id} is no storage, yet has layers"))
    if not isinstance(claim, NetworkClaim) and member.serves:
        violations.append(_body(claim.id, "serves", f"{claim.id} serves no houses"))
    return violations


def _size_violations(member: Member, width: int, height: int) -> list[Violation]:
    violations = []
    for rule, wanted, actual in (
        ("width", width, member.box.width),
        ("height", height, member.box.bottom - member.box.top),
    ):
        if wanted != actual:
            message = (
                f"the {rule} of {member.claim} is {centimetres(actual)}; its claim and the rules "
                f"give {centimetres(wanted)}"
            )
            violations.append(Violation(Code.BODY, rule, member.claim, "", wanted, actual, message))
    return violations


def _tree_violations(street: Street, claim: TreeClaim, member: Member) -> list[Violation]:
    """A zone of an allowed depth and width, a trunk at an allowed place, barriers as allowed."""
    rule = street.book.rules.tree
    source, assumed = street.book.source(rule, "depth", "above_water")
    sizes = tree_sizes(claim, street.profile, street.book.rules)
    if sizes is None:
        message = f"there is no depth for the roots of {claim.id} above the groundwater"
        wanted = (street.water or 0) - rule.above_water
        return [
            Violation(
                Code.GROUNDWATER, "tree.above_water", claim.id, "", rule.shallowest, wanted,
                message, source, assumed,
            )
        ]  # fmt: skip
    violations = []
    depth = member.box.bottom - member.box.top
    if depth > sizes.depth and sizes.depth < rule.depth:
        message = (
            f"the roots of {claim.id} reach {centimetres(depth)} deep; tree.above_water ends the "
            f"rootable ground at {centimetres(sizes.depth)}"
        )
        violations.append(
            Violation(
                Code.GROUNDWATER, "tree.above_water", claim.id, "", sizes.depth, depth, message,
                source, assumed,
            )
        )  # fmt: skip
    elif depth != sizes.depth:
        violations += _size_violations(member, member.box.width, sizes.depth)
    width = member.box.width
    if width not in sizes.widths:
        allowed = ", ".join(centimetres(value) for value in sizes.widths)
        nearest = min(sizes.widths, key=lambda value: abs(value - width))
        message = f"the root zone of {claim.id} is {centimetres(width)} wide; allowed: {allowed}"
        violations.append(
            Violation(Code.WIDTH, "tree.widths", claim.id, "", nearest, width, message)
        )
    violations += _trunk_violations(claim, member, sizes.trunk, rule.inset)
    if claim.tree.barrier != "allowed" and member.barrier != (claim.tree.barrier == "required"):
        message = f"a root barrier is {claim.tree.barrier} for {claim.id}"
        violations.append(_body(claim.id, "barrier", message))
    return violations


def _trunk_violations(claim: TreeClaim, member: Member, trunk: int, inset: int) -> list[Violation]:
    """The trunk an inset from the left or the right edge, or in the middle of its zone."""
    start, end = member.box.start, member.box.end
    places = [(start + end - trunk) // 2]
    if trunk + 2 * inset <= end - start:
        places += [start + inset, end - inset - trunk]
    if member.trunk is None:
        return [_body(claim.id, "trunk", f"the tree row {claim.id} has no trunk")]
    stands, reaches = member.trunk
    if reaches - stands != trunk:
        message = f"the trunk of {claim.id} is {centimetres(trunk)} thick"
        return [Violation(Code.BODY, "trunk", claim.id, "", trunk, reaches - stands, message)]
    if stands in places:
        return []
    nearest = min(places, key=lambda place: abs(place - stands))
    message = (
        f"the trunk of {claim.id} stands {centimetres(stands - start)} from the left edge of its "
        f"zone; it may stand in the middle, or tree.inset ({centimetres(inset)}) from an edge"
    )
    return [Violation(Code.WIDTH, "tree.inset", claim.id, "", nearest, stands, message)]


def _storage_violations(street: Street, claim: StorageClaim, member: Member) -> list[Violation]:
    """An allowed number of layers, as high as they are, a width from least to target."""
    sizes = {s.layers: s for s in storage_sizes(claim, street.book.rules)}.get(member.layers)
    if sizes is None:
        message = f"{claim.id} has {member.layers} layers of crates; at most {claim.storage.layers}"
        return [
            Violation(
                Code.WIDTH, "storage.layers", claim.id, "", claim.storage.layers, member.layers,
                message,
            )
        ]  # fmt: skip
    violations = _size_violations(member, member.box.width, sizes.height)
    width = member.box.width
    if not sizes.least <= width <= sizes.target:
        limit = sizes.least if width < sizes.least else sizes.target
        message = (
            f"{claim.id} is {centimetres(width)} wide; in {member.layers} layers it is "
            f"{centimetres(sizes.least)} to {centimetres(sizes.target)}"
        )
        rule = "storage.least" if width < sizes.least else "storage.target"
        violations.append(Violation(Code.WIDTH, rule, claim.id, "", limit, width, message))
    return violations


def _body(name: str, rule: str, message: str) -> Violation:
    return Violation(Code.BODY, rule, name, "", None, None, message)
