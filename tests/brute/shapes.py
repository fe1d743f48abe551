"""Every candidate column but racks (docs/model.md sections 2 to 6)."""

from __future__ import annotations

from collections.abc import Iterator

from ondergrond.bodies import given_cover, network_body, storage_sizes, tree_sizes
from ondergrond.claims import (
    Claim,
    ContainerClaim,
    NetworkClaim,
    ReserveClaim,
    Serves,
    StorageClaim,
    TreeClaim,
)
from ondergrond.layout import Side
from ondergrond.profile import StreetProfile
from ondergrond.quantity import even_up
from ondergrond.rules import RuleSet
from tests.brute.lying import network_faces
from tests.brute.things import Bed, Face, Item, Member, Shape


def is_halved(claim: Claim) -> bool:
    """Whether two columns may meet the claim, one for the left and one for the right."""
    return (
        isinstance(claim, NetworkClaim)
        and claim.serves is Serves.BOTH
        and not claim.optional
        and (claim.lies or claim.axis is None)
    )


def items(claim: Claim) -> tuple[Item, ...]:
    """What there is to meet of a claim."""
    if is_halved(claim):
        return ((claim.id, "left"), (claim.id, "right"))
    return ((claim.id, "whole"),)


def covered(claim: NetworkClaim, sides: tuple[Side, ...]) -> tuple[Item, ...]:
    """What a body that serves these sides meets of a claim."""
    if is_halved(claim):
        return tuple((claim.id, side) for side in sides)
    return ((claim.id, "whole"),)


def movable(profile: StreetProfile) -> list[Claim]:
    """What new columns may meet: planned claims, and relocatable ones that nothing replaces."""
    return [
        claim
        for claim in profile.claims
        if not claim.lies or (claim.may == "relocatable" and claim.id not in profile.replaced)
    ]


def single_shapes(
    claim: Claim, profile: StreetProfile, rules: RuleSet, resolution: int
) -> list[Shape]:
    """The columns that hold this claim alone, in all its variants."""
    if isinstance(claim, NetworkClaim):
        both = [network_shape(claim, claim.serves.sides, rules)]
        if is_halved(claim):
            both += [network_shape(claim, (side,), rules) for side in ("left", "right")]
        return both
    if isinstance(claim, TreeClaim):
        return list(_tree_shapes(claim, profile, rules))
    if isinstance(claim, StorageClaim):
        return list(_storage_shapes(claim, rules, resolution))
    if isinstance(claim, ReserveClaim):
        demand = claim.reserve
        return [_box(claim, "reserve", demand.width, demand.top, demand.bottom - demand.top)]
    assert isinstance(claim, ContainerClaim)
    return [_box(claim, "container", claim.container.width, 0, claim.container.depth)]


def network_shape(claim: NetworkClaim, sides: tuple[Side, ...], rules: RuleSet) -> Shape:
    """One network in its own horizontal slot, serving these sides."""
    body = network_body(claim, rules)
    faces = network_faces(claim, 0, body.width, 0, body.height)
    return Shape(
        what="network",
        name=f"{claim.id}({'+'.join(sides)})",
        covers=frozenset(covered(claim, sides)),
        width=body.width,
        height=body.height,
        faces=faces,
        crossed=(claim.network.value,),
        anchor=body.width // 2,
        zoned=faces[:1],
        members=(Member(claim, 0, body.width, 0, body.height, sides),),
        pinned=None if claim.lies else claim.axis,
        window=claim.within,
    )


def _tree_shapes(claim: TreeClaim, profile: StreetProfile, rules: RuleSet) -> Iterator[Shape]:
    sizes = tree_sizes(claim, profile, rules)
    if sizes is None:
        return
    inset = rules.tree.inset
    barriers = {"allowed": (False, True), "required": (True,), "forbidden": (False,)}
    for width in sizes.widths:
        trunks = {"middle": (width - sizes.trunk) // 2}
        if sizes.trunk + 2 * inset <= width:
            trunks |= {"left": inset, "right": width - inset - sizes.trunk}
        for where, start in trunks.items():
            for barrier in barriers[claim.tree.barrier]:
                suffix = "-barrier" if barrier else ""
                trunk = Face(f"tree-trunk{suffix}", start, start + sizes.trunk, 0, sizes.depth)
                zone = Face(f"root-zone{suffix}", 0, width, 0, sizes.depth)
                yield Shape(
                    what="tree",
                    name=f"{claim.id}({width},{where}{suffix})",
                    covers=frozenset(items(claim)),
                    width=width,
                    height=sizes.depth,
                    faces=(trunk, zone),
                    crossed=("root-zone",),
                    anchor=width // 2 if claim.axis is None else start + sizes.trunk // 2,
                    zoned=(
                        Face("tree-trunk", start, start + sizes.trunk, 0, sizes.depth),
                        Face("root-zone", 0, width, 0, sizes.depth),
                    ),
                    pinned=claim.axis,
                    window=claim.within,
                    barrier=barrier,
                    spacing=claim.tree.spacing,
                )


def _storage_shapes(claim: StorageClaim, rules: RuleSet, resolution: int) -> Iterator[Shape]:
    for size in storage_sizes(claim, rules):
        first = -(-size.least // resolution) * resolution
        for width in range(first, size.target + 1, resolution):
            face = Face("storage", 0, width, 0, size.height)
            yield Shape(
                what="storage",
                name=f"{claim.id}({size.layers}x{width})",
                covers=frozenset(items(claim)),
                width=width,
                height=size.height,
                faces=(face,),
                crossed=("storage",),
                anchor=0,
                zoned=(face,),
                window=claim.within,
            )


def _box(
    claim: ReserveClaim | ContainerClaim, what: str, wide: int, top: int, height: int
) -> Shape:
    width = even_up(wide)
    face = Face(what, 0, width, 0, height)
    return Shape(
        what="reserve" if what == "reserve" else "container",
        name=claim.id,
        covers=frozenset(items(claim)),
        width=width,
        height=height,
        faces=(face,),
        crossed=(what,),
        anchor=width // 2,
        zoned=(face,),
        pinned=claim.axis,
        window=claim.within,
        top=top,
    )


def stack_shapes(profile: StreetProfile, rules: RuleSet) -> Iterator[Shape]:
    """Every stack of two networks, the upper one first among its members."""
    if profile.techniques.stack != "allowed":
        return
    able = [
        claim
        for claim in movable(profile)
        if isinstance(claim, NetworkClaim)
        and (claim.lies or claim.axis is None)
        and claim.within is None
        and claim.manhole is None
    ]
    for rule in rules.stacks:
        for a in able:
            for b in able:
                if a is not b and (a.network, b.network) == (rule.upper, rule.lower):
                    shape = _stack(a, b, rule.gap, rules)
                    if shape is not None:
                        yield shape


def _stack(a: NetworkClaim, b: NetworkClaim, gap: int, rules: RuleSet) -> Shape | None:
    upper, lower = network_body(a, rules), network_body(b, rules)
    offset = upper.height + gap
    cover_a, cover_b = given_cover(a, rules), given_cover(b, rules)
    if cover_a is not None and cover_b is not None:
        if cover_b - cover_a < offset:
            return None
        offset = cover_b - cover_a
    width = max(upper.width, lower.width)
    start_a, start_b = (width - upper.width) // 2, (width - lower.width) // 2
    faces = (
        Face(a.network.value, start_a, start_a + upper.width, 0, upper.height),
        Face(b.network.value, start_b, start_b + lower.width, offset, offset + lower.height),
    )
    return Shape(
        what="stack",
        name=f"{a.id}/{b.id}",
        covers=frozenset(covered(a, a.serves.sides) + covered(b, b.serves.sides)),
        width=width,
        height=max(upper.height, offset + lower.height),
        faces=faces,
        crossed=(a.network.value, b.network.value),
        anchor=width // 2,
        zoned=faces,
        members=(
            Member(a, start_a, upper.width, 0, upper.height, a.serves.sides),
            Member(b, start_b, lower.width, offset, lower.height, b.serves.sides),
        ),
    )


def stay_shape(bed: Bed) -> Shape:
    """A bed left exactly where it lies."""
    return Shape(
        what="stay",
        name=f"stay({'+'.join(bed.claims)})",
        covers=frozenset(),
        width=bed.end - bed.start,
        height=0,
        faces=tuple(
            Face(f.cls, f.start - bed.start, f.end - bed.start, f.top, f.bottom) for f in bed.faces
        ),
        crossed=bed.crossed,
        anchor=0,
        members=bed.members,
        pinned=bed.start,
        bed=bed.index,
    )
