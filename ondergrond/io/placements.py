"""A layout as rows: one for every body that lies or comes to lie there, and one for every rack.

The same rows go into tables (Parquet) and onto the map. Lengths are mm as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ondergrond.captions import kind_and_size
from ondergrond.claims import (
    ContainerClaim,
    NetworkClaim,
    ReserveClaim,
    StorageClaim,
    TreeClaim,
)
from ondergrond.layout import Box, Layout
from ondergrond.scene import Scene, Standing, Thing, layout_scene
from ondergrond.words import Phrases


class Placement(NamedTuple):
    """One row.

    claim: its id; of a rack ``rack@<start>``.  what: network, tree, storage, reserve, container or
    rack.  kind: the network kind, empty for the rest.  standing: planned, existing, abandoned,
    moved, former (where it lay), removed.  technique: single, rack, stack, stay; empty for what
    stands outside the columns.  axis .. bottom: mm.  assumed: its size is the rule set's.
    accuracy: half-width of the uncertainty of where it lies, mm (None: unknown).
    """

    street: str
    claim: str
    label: str
    what: str
    kind: str
    size: str
    standing: str
    technique: str
    serves: str
    axis: int
    start: int
    end: int
    top: int
    bottom: int
    assumed: bool
    accuracy: int | None
    party: str


def placements(layout: Layout) -> list[Placement]:
    """The rows of a layout, from left to right."""
    scene = layout_scene(layout)
    rows = [*_things(layout, scene), *_racks(scene)]
    return sorted(rows, key=lambda row: (row.axis, row.top, row.claim, row.standing))


def _things(layout: Layout, scene: Scene) -> Iterator[Placement]:
    phrases = Phrases("en")
    techniques = {
        (member.claim, member.box.start): column.technique
        for column in layout.columns
        for member in column.members
    }
    for thing in scene.things:
        claim = thing.claim
        size = kind_and_size(thing, phrases)[1]
        network = claim if isinstance(claim, NetworkClaim) else None
        serves = network.serves.sides if network is not None else ()
        if thing.member is not None:
            serves = thing.member.serves
        here = thing.standing not in (Standing.FORMER, Standing.REMOVED)
        yield Placement(
            street=scene.profile.name,
            claim=claim.id,
            label=claim.name,
            what=_what(thing),
            kind="" if network is None else network.network.value,
            size=size.rstrip("*"),
            standing=thing.standing.value,
            technique=techniques.get((claim.id, thing.box.start), "") if here else "",
            serves=" ".join(serves),
            **_measures(thing),
            assumed=thing.assumed,
            accuracy=claim.accuracy,
            party=_party(thing, layout),
        )


def _racks(scene: Scene) -> Iterator[Placement]:
    for rack in scene.racks:
        case = scene.profile.techniques.rack_case
        box = rack.box
        yield Placement(
            street=scene.profile.name,
            claim=f"rack@{box.start}",
            label="rack",
            what="rack",
            kind="",
            size=f"{box.width} x {box.bottom - box.top} mm",
            standing=Standing.PLANNED.value,
            technique="rack",
            serves=rack.facade or "",
            **_box(box, box.axis),
            assumed=True,
            accuracy=None,
            party=scene.rules.racks[case].party,
        )


def _measures(thing: Thing) -> dict[str, int]:
    axis = sum(thing.trunk) // 2 if thing.trunk is not None else thing.box.axis
    return _box(thing.box, axis)


def _box(box: Box, axis: int) -> dict[str, int]:
    return {"axis": axis, "start": box.start, "end": box.end, "top": box.top, "bottom": box.bottom}


def _what(thing: Thing) -> str:
    match thing.claim:
        case NetworkClaim():
            return "network"
        case TreeClaim():
            return "tree"
        case StorageClaim():
            return "storage"
        case ReserveClaim():
            return "reserve"
        case ContainerClaim():
            return "container"


def _party(thing: Thing, layout: Layout) -> str:
    """Who pays for it, by the rule set; a container's party is the storage's (docs/model.md, 5)."""
    rules = layout.rules
    match thing.claim:
        case NetworkClaim(network=network):
            return rules.networks[network].party
        case TreeClaim():
            return rules.tree.party
        case StorageClaim() | ContainerClaim():
            return rules.storage.party
        case _:
            return ""
