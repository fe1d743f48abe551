"""Faces: the boxes with a class by which bodies keep their distance (model, section 3).

Every body is a box here, round pipes too: the gaps of the model are horizontal or vertical
distances between outer faces, and in these two directions a circle reaches exactly as far as its
box. So integers decide, and nothing is measured along a diagonal.
"""

from __future__ import annotations

from typing import NamedTuple

from ondergrond.claims import Claim, NetworkClaim, TreeClaim
from ondergrond.layout import Box, Column, Member
from ondergrond.quantity import even_up


class Face(NamedTuple):
    """A box with a class: start, end (x), top, bottom (z), mm; name as in ``GapNote``."""

    start: int
    end: int
    top: int
    bottom: int
    kind: str
    name: str


def network_faces(claim: NetworkClaim, box: Box) -> list[Face]:
    """The body, and with a manhole a box of its width from the ground to the body's bottom."""
    kind = claim.network.value
    faces = [Face(box.start, box.end, box.top, box.bottom, kind, claim.id)]
    if claim.manhole is not None:
        width = even_up(claim.manhole)
        start = (box.start + box.end - width) // 2
        name = f"{claim.id}:manhole"
        faces.append(Face(start, start + width, 0, box.bottom, "manhole", name))
    return faces


def tree_faces(claim: TreeClaim, member: Member) -> list[Face]:
    """The trunk, then the root zone; with or without a root barrier."""
    ending = "-barrier" if member.barrier else ""
    box = member.box
    start, end = member.trunk if member.trunk is not None else (box.start, box.end)
    trunk, roots = f"tree-trunk{ending}", f"root-zone{ending}"
    return [
        Face(start, end, box.top, box.bottom, trunk, f"{claim.id}:{trunk}"),
        Face(box.start, box.end, box.top, box.bottom, roots, f"{claim.id}:{roots}"),
    ]


def resting_tree_face(claim: TreeClaim, box: Box) -> Face:
    """The trunk of a tree that stands there: of its roots nobody knows where they are."""
    return Face(box.start, box.end, box.top, box.bottom, "tree-trunk", f"{claim.id}:tree-trunk")


def block_class(claim: Claim) -> str:
    """The class of storage, reserve or container."""
    return next(key for key in ("storage", "reserve", "container") if hasattr(claim, key))


def block_face(claim: Claim, box: Box) -> Face:
    """The box of storage, reserve or container."""
    return Face(box.start, box.end, box.top, box.bottom, block_class(claim), claim.id)


def column_name(column: Column) -> str:
    """What messages call a column: its rack's frame, else its first claim."""
    if column.technique == "rack":
        return f"rack@{column.box.start}"
    return column.members[0].claim


def member_faces(claim: Claim, member: Member, stays: bool) -> list[Face]:
    """The faces of one member, in the order of ``GapNote``."""
    if isinstance(claim, NetworkClaim):
        return network_faces(claim, member.box)
    if isinstance(claim, TreeClaim):
        return [resting_tree_face(claim, member.box)] if stays else tree_faces(claim, member)
    return [block_face(claim, member.box)]


def column_faces(column: Column, claims: dict[str, Claim]) -> list[Face]:
    """The faces of a column: a rack's frame first, then its members in the order of the layout."""
    faces = []
    if column.technique == "rack":
        box = column.box
        faces.append(Face(box.start, box.end, box.top, box.bottom, "rack", column_name(column)))
    for member in column.members:
        faces += member_faces(claims[member.claim], member, column.technique == "stay")
    return faces
