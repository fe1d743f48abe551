"""Singles: one claim in one horizontal slot, in all its variants (docs/model.md, sections 2 and
4).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ondergrond.bodies import given_cover, network_body, storage_sizes, tree_sizes
from ondergrond.claims import (
    Claim,
    ContainerClaim,
    NetworkClaim,
    ReserveClaim,
    StorageClaim,
    TreeClaim,
)
from ondergrond.compile.amounts import Ledger, crossing_parts, network_part
from ondergrond.compile.design import CoverRule, Design, Face, Part
from ondergrond.compile.items import LEFT, RIGHT, Demands, can_split
from ondergrond.quantity import even_up, half_up


def single_designs(ledger: Ledger, demands: Demands) -> Iterator[Design]:
    """Every single column of every claim that can be laid."""
    for claim in demands.movable:
        if isinstance(claim, NetworkClaim):
            yield from _network(ledger, demands, claim)
        elif isinstance(claim, TreeClaim):
            yield from _trees(ledger, demands, claim)
        elif isinstance(claim, StorageClaim):
            yield from _storage(ledger, demands, claim)
        elif isinstance(claim, ReserveClaim):
            yield _reserve(ledger, demands, claim)
        else:
            yield _container(ledger, demands, claim)


def window(claim: Claim, street: int, width: int, middle: int | None = None) -> tuple[int, int]:
    """First and last start of a planned body ``width`` mm wide in a street ``street`` mm wide.

    middle: distance from the start to what ``axis`` speaks of (default: the middle of the body).
    The range is empty (last < first) where the window is too narrow.
    """
    if claim.axis is not None and not claim.lies:
        start = claim.axis - (width // 2 if middle is None else middle)
        return (start, start) if 0 <= start <= street - width else (1, 0)
    first, last = (0, street) if claim.within is None else claim.within
    return max(0, first), min(street, last) - width


def is_pinned(claim: Claim) -> bool:
    """Whether a planned claim is locked by its axis."""
    return claim.axis is not None and not claim.lies


def _network(ledger: Ledger, demands: Demands, claim: NetworkClaim) -> Iterator[Design]:
    """The columns of a network: for all sides it serves, and for each of two by itself."""
    rule = ledger.rules.networks[claim.network]
    body = network_body(claim, ledger.rules)
    first, last = window(claim, ledger.profile.width, body.width)
    given = given_cover(claim, ledger.rules)
    cover = (
        CoverRule(given=given)
        if given is not None
        else CoverRule(least=rule.cover, greatest=rule.deepest - body.height)
    )
    every = claim.serves.sides
    whole = network_part(claim, body.width, body.height, every)
    fixed, per_mm = ledger.services(whole)
    laying = ledger.laying(whole) + rule.depth * body.height
    calls = crossing_parts((whole,), every[0]) if every else ()
    faces = network_faces(claim, whole)
    surface = ledger.surface((whole,), body.width)
    pinned, per_cover, things = is_pinned(claim), {"laying": rule.depth}, (claim.network.value,)
    for sides in (every, LEFT, RIGHT) if can_split(claim) else (every,):
        part = whole if sides is every else whole._replace(serves=sides)
        left, right = "left" in sides, "right" in sides
        yield Design(
            technique="single",
            name=claim.id if sides is every else f"{claim.id}/{sides[0]}",
            items=demands.of(claim, sides),
            width=body.width,
            height=body.height,
            faces=faces,
            parts=(part,),
            cover=cover,
            first=first,
            last=last,
            flat={
                "laying": laying,
                "services": services_at_start(part, fixed, per_mm, ledger.profile.width),
            },
            pinned=pinned,
            per_cover=per_cover,
            slope=per_mm * (left - right),
            surface=surface,
            dewatered=True,
            things=things,
            to_left=calls if left else (),
            to_right=calls if right else (),
        )


def services_at_start(part: Part, fixed: int, per_mm: int, street: int) -> int:
    """Services of a part when its column starts at 0: its axis then lies at ``x + width / 2``."""
    axis = part.x + part.width // 2
    total = 0
    for side in part.serves:
        total += fixed + per_mm * (axis if side == "left" else street - axis)
    return total


def network_faces(claim: NetworkClaim, part: Part) -> tuple[Face, ...]:
    """The faces of a network laid on its own: its body, and its manhole around the same middle."""
    body = Face(
        claim.network.value,
        claim.id,
        part.x,
        part.x + part.width,
        part.z,
        part.z + part.height,
        zone_cls=claim.network.value,
    )
    if claim.manhole is None:
        return (body,)
    middle = part.x + part.width // 2
    half = even_up(claim.manhole) // 2
    pit = Face(
        "manhole",
        claim.id,
        middle - half,
        middle + half,
        part.z,
        part.z + part.height,
        from_ground=True,
    )
    return (body, pit)


def _trees(ledger: Ledger, demands: Demands, claim: TreeClaim) -> Iterator[Design]:
    sizes = tree_sizes(claim, ledger.profile, ledger.rules)
    if sizes is None:
        return
    rule = ledger.rules.tree
    barriers = {"allowed": (False, True), "required": (True,), "forbidden": (False,)}
    planting = half_up(ledger.rules.tree.planting * 1000 / Fraction(claim.tree.spacing))
    for width in sizes.widths:
        for trunk in trunk_places(width, sizes.trunk, rule.inset):
            for barrier in barriers[claim.tree.barrier]:
                suffix = "-barrier" if barrier else ""
                middle = trunk + sizes.trunk // 2
                first, last = window(claim, ledger.profile.width, width, middle)
                yield Design(
                    technique="single",
                    name=f"{claim.id} {width} mm, trunk at {middle}{suffix}",
                    items=demands.of(claim),
                    width=width,
                    height=sizes.depth,
                    faces=(
                        Face(
                            f"tree-trunk{suffix}",
                            claim.id,
                            trunk,
                            trunk + sizes.trunk,
                            0,
                            sizes.depth,
                            zone_cls="tree-trunk",
                        ),
                        Face(
                            f"root-zone{suffix}",
                            claim.id,
                            0,
                            width,
                            0,
                            sizes.depth,
                            zone_cls="root-zone",
                        ),
                    ),
                    parts=(
                        Part(
                            claim.id,
                            0,
                            0,
                            width,
                            sizes.depth,
                            trunk=(trunk, trunk + sizes.trunk),
                            barrier=barrier,
                        ),
                    ),
                    cover=CoverRule(given=0),
                    first=first,
                    last=last,
                    flat={
                        "trees": planting + 2 * rule.barrier * barrier,
                        "root-volume": -half_up(Fraction(rule.value * width * sizes.depth) / 10**6),
                    },
                    pinned=is_pinned(claim),
                    things=("root-zone",),
                )


def trunk_places(width: int, trunk: int, inset: int) -> tuple[int, ...]:
    """Where the trunk may start in a zone: in the middle, and, where there is room, near each
    edge.
    """
    middle = (width - trunk) // 2
    if trunk + 2 * inset > width:
        return (middle,)
    return tuple(sorted({inset, middle, width - inset - trunk}))


def _storage(ledger: Ledger, demands: Demands, claim: StorageClaim) -> Iterator[Design]:
    rule = ledger.rules.storage
    deepest = rule.deepest
    water = ledger.profile.ground.groundwater
    if water is not None:
        deepest = min(deepest, water.high - rule.above_water)
    for size in storage_sizes(claim, ledger.rules):
        price = half_up(Fraction(rule.price * size.height) / 10**6)
        value = half_up(Fraction(rule.value * size.height * rule.void) / 10**8)
        first, _ = window(claim, ledger.profile.width, size.least)
        last = min(
            ledger.profile.width, ledger.profile.width if claim.within is None else claim.within[1]
        )
        yield Design(
            technique="single",
            name=f"{claim.id} in {size.layers} layer{'s' if size.layers > 1 else ''}",
            items=demands.of(claim),
            width=size.least,
            width_max=size.target,
            height=size.height,
            faces=(Face("storage", claim.id, 0, size.least, 0, size.height, zone_cls="storage"),),
            parts=(Part(claim.id, 0, 0, size.least, size.height, layers=size.layers),),
            cover=CoverRule(least=rule.cover, greatest=deepest - size.height),
            first=first,
            last=last - size.least,
            flat={"storage": price * size.least, "storage-volume": -value * size.least},
            per_width={"storage": price, "storage-volume": -value},
            things=("storage",),
        )


def _reserve(ledger: Ledger, demands: Demands, claim: ReserveClaim) -> Design:
    width = even_up(claim.reserve.width)
    return _box(
        ledger,
        demands,
        claim,
        "reserve",
        (width, claim.reserve.top, claim.reserve.bottom),
        {"reserve-value": -ledger.rules.prices.reserve},
    )


def _container(ledger: Ledger, demands: Demands, claim: ContainerClaim) -> Design:
    width = even_up(claim.container.width)
    return _box(
        ledger,
        demands,
        claim,
        "container",
        (width, 0, claim.container.depth),
        {"laying": ledger.rules.prices.container},
    )


def _box(
    ledger: Ledger,
    demands: Demands,
    claim: ReserveClaim | ContainerClaim,
    cls: str,
    size: tuple[int, int, int],
    flat: dict[str, int],
) -> Design:
    width, top, bottom = size
    first, last = window(claim, ledger.profile.width, width)
    return Design(
        technique="single",
        name=claim.id,
        items=demands.of(claim),
        width=width,
        height=bottom - top,
        faces=(Face(cls, claim.id, 0, width, 0, bottom - top, zone_cls=cls),),
        parts=(Part(claim.id, 0, 0, width, bottom - top),),
        cover=CoverRule(given=top),
        first=first,
        last=last,
        flat=flat,
        pinned=is_pinned(claim),
        things=(cls,),
    )
