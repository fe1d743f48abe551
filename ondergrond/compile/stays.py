"""Stays: a bed left exactly where it lies (docs/model.md, section 2)."""

from __future__ import annotations

from collections.abc import Iterator

from ondergrond.claims import NetworkClaim
from ondergrond.compile.amounts import Ledger, crossing_parts, network_part
from ondergrond.compile.beds import Bed, BedMember
from ondergrond.compile.design import CoverRule, Design, Face, Part
from ondergrond.compile.items import Demands, removal_price
from ondergrond.compile.obstacles import network_faces


def stay_designs(ledger: Ledger, demands: Demands) -> Iterator[Design]:
    """One stay column for every bed."""
    for bed in demands.beds:
        hull = bed.hull
        parts = tuple(_part(member, bed) for member in bed.members)
        yield Design(
            technique="stay",
            name="stay " + ", ".join(member.claim.id for member in bed.members),
            items=demands.of_bed(bed),
            width=hull.end - hull.start,
            height=hull.bottom - hull.top,
            faces=tuple(face for member in bed.members for face in _faces(member, bed)),
            parts=parts,
            cover=CoverRule(given=hull.top),
            first=hull.start,
            last=hull.start,
            flat=going(ledger, bed, -1) if bed.relocatable else {},
            pinned=True,
            things=tuple(part.kind or "root-zone" for part in parts),
            to_left=crossing_parts(parts, "left"),
            to_right=crossing_parts(parts, "right"),
        )


def going(ledger: Ledger, bed: Bed, sign: int = 1) -> dict[str, int]:
    """What it costs when a bed goes: its members moved or removed. A bed with relocatable members
    always pays this in the problem's constant, and its stay column pays it back (``sign`` -1).
    """
    rules = ledger.rules
    return {
        "relocation": sign * sum(rules.networks[c.network].relocation for c in bed.relocatable),
        "removal": sign * sum(removal_price(claim, rules) for claim in bed.removable),
    }


def _part(member: BedMember, bed: Bed) -> Part:
    box, hull = member.box, bed.hull
    x, z = box.start - hull.start, box.top - hull.top
    if isinstance(member.claim, NetworkClaim):
        return network_part(
            member.claim, box.width, box.bottom - box.top, member.claim.serves.sides, x, z
        )
    return Part(member.claim.id, x, z, box.width, box.bottom - box.top, trunk=(x, x + box.width))


def _faces(member: BedMember, bed: Bed) -> Iterator[Face]:
    hull = bed.hull
    if isinstance(member.claim, NetworkClaim):
        found = network_faces(member.claim, member.box)
        for face in found:
            yield Face(
                face.cls,
                member.claim.id,
                face.box.start - hull.start,
                face.box.end - hull.start,
                face.box.top - hull.top,
                face.box.bottom - hull.top,
            )
    else:
        box = member.box
        yield Face(
            "tree-trunk",
            member.claim.id,
            box.start - hull.start,
            box.end - hull.start,
            box.top - hull.top,
            box.bottom - hull.top,
        )
