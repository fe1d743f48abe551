"""The claims: networks, racks, trees, storage, reserves and containers, each in its standing."""

from __future__ import annotations

import itertools

from ondergrond.claims import (
    ContainerClaim,
    Form,
    NetworkClaim,
    ReserveClaim,
    StorageClaim,
    TreeClaim,
)
from ondergrond.io.dxf import nlcs
from ondergrond.io.dxf.nlcs import Element, Status
from ondergrond.io.dxf.pen import Pen, Point, corners, crossed
from ondergrond.layout import Box, Column
from ondergrond.quantity import even_up
from ondergrond.scene import GONE, Scene, Standing, Thing, rack_parts

CRATE = 800
"""Length of a crate's side, mm ([W4] of `[sources]`): the grid storage is drawn with."""

STUMP = 1200
"""Of an existing tree only the trunk is known; it is drawn this deep, mm."""

CROWN = 900
"""Height above ground of the sign for a tree, mm."""


def draw_things(pen: Pen, scene: Scene) -> None:
    """Everything that lies there or comes to lie there."""
    for rack in scene.racks:
        _rack(pen, scene, rack)
    for thing in scene.things:
        match thing.claim:
            case NetworkClaim():
                _network(pen, thing, thing.claim)
            case TreeClaim():
                _tree(pen, thing)
            case StorageClaim():
                _storage(pen, thing)
            case _:
                _block(pen, thing)


class _Layers:
    """The layers of one thing, by its standing."""

    def __init__(self, pen: Pen, thing: Thing, item: nlcs.Thing) -> None:
        self.pen, self.item = pen, item
        self.status = nlcs.status_of(thing.standing)
        self.treatment = nlcs.TREATMENTS.get(thing.standing, "")

    def __call__(self, element: Element) -> dict[str, object]:
        return self.pen.on(self.item, element, self.status, self.treatment)


def _network(pen: Pen, thing: Thing, claim: NetworkClaim) -> None:
    on = _Layers(pen, thing, nlcs.NETWORKS[claim.network])
    filled = thing.standing in (Standing.PLANNED, Standing.MOVED)
    box = thing.box
    if claim.form is not Form.PAIR and claim.size is not None and claim.size.width is not None:
        if filled:
            pen.hatch(corners(box), "SOLID", 1.0, on(Element.HATCH))
        pen.box(box, on(Element.SECTION))
    else:
        for middle, radius, whole in _circles(box, claim.form):
            if filled and whole:
                pen.disc(middle, radius, on(Element.HATCH))
            pen.circle(middle, radius, on(Element.SECTION))
    if thing.standing is Standing.REMOVED:
        pen.lines(crossed(box), on(Element.SECTION))
    if claim.manhole and thing.standing not in GONE:
        _manhole(pen, thing, claim, claim.manhole)


def _circles(box: Box, form: Form) -> list[tuple[Point, float, bool]]:
    """Middle and radius of every circle of a network; whether it is filled."""
    radius = (box.bottom - box.top) / 2
    y = -(box.top + radius)
    if form is Form.PAIR:
        return [((x, y), radius, True) for x in (box.start + radius, box.end - radius)]
    x = box.start + radius
    if form is Form.TWIN:
        inner = [((x, y + way * radius * 0.45), radius * 0.36, True) for way in (-1, 1)]
        return [((x, y), radius, False), *inner]
    if form is Form.BUNDLE:
        small = radius / 2.154  # three touching cables in a circle ([E2])
        reach = radius - small
        around = ((0.0, 1.0), (-0.866, -0.5), (0.866, -0.5))
        return [((x + dx * reach, y + dy * reach), small, True) for dx, dy in around]
    return [((x, y), radius, True)]


def _manhole(pen: Pen, thing: Thing, claim: NetworkClaim, width: int) -> None:
    item = nlcs.MANHOLES.get(claim.network, nlcs.NETWORKS[claim.network])
    half = even_up(width) // 2
    axis = thing.box.axis
    box = Box(start=axis - half, end=axis + half, top=0, bottom=thing.box.bottom)
    pen.box(box, _Layers(pen, thing, item)(Element.LINE))


def _tree(pen: Pen, thing: Thing) -> None:
    on = _Layers(pen, thing, nlcs.TREE)
    assert thing.trunk is not None
    start, end = thing.trunk
    middle = (start + end) / 2
    deep = thing.box.bottom if thing.has_root_zone else min(thing.box.bottom, STUMP)
    trunk = [(start, -deep), (end, -deep), (end, CROWN), (start, CROWN)]
    pen.outline([(float(x), float(y)) for x, y in trunk], on(Element.SECTION))
    pen.circle((middle, CROWN + 500), 500, on(Element.LINE))
    if thing.standing in GONE:
        pen.lines(crossed(Box(start=start, end=end, top=-CROWN, bottom=deep)), on(Element.SECTION))
    if not thing.has_root_zone:
        return
    roots = _Layers(pen, thing, nlcs.ROOTS)
    pen.hatch(corners(thing.box), "DOTS", 20.0, roots(Element.HATCH))
    pen.box(thing.box, roots(Element.SECTION))
    if thing.member is not None and thing.member.barrier:
        for x in (thing.box.start, thing.box.end):
            pen.space.add_lwpolyline(
                [(x, 0), (x, -thing.box.bottom)],
                dxfattribs={**roots(Element.LINE), "const_width": 0.6 * pen.scale},
            )


def _storage(pen: Pen, thing: Thing) -> None:
    on = _Layers(pen, thing, nlcs.STORAGE)
    box = thing.box
    layers = thing.member.layers if thing.member is not None and thing.member.layers else 1
    height = (box.bottom - box.top) / layers
    levels = [box.top + height * i for i in range(layers + 1)]
    edges = [*range(box.start, box.end, CRATE), box.end]
    for (x0, x1), (z0, z1) in itertools.product(
        itertools.pairwise(edges), itertools.pairwise(levels)
    ):
        pen.outline([(x0, -z1), (x1, -z1), (x1, -z0), (x0, -z0)], on(Element.SECTION))
    pen.hatch(corners(box), "ANSI37", 20.0, on(Element.HATCH))


def _block(pen: Pen, thing: Thing) -> None:
    """A reserve or a container."""
    reserve = isinstance(thing.claim, ReserveClaim)
    on = _Layers(pen, thing, nlcs.RESERVE if reserve else nlcs.CONTAINER)
    pen.box(thing.box, on(Element.SECTION))
    if reserve:
        pen.lines(crossed(thing.box), on(Element.LINE))
        return
    assert isinstance(thing.claim, ContainerClaim)
    pen.hatch(corners(thing.box), "ANSI31", 20.0, on(Element.HATCH))
    axis = thing.box.axis
    pen.outline([(axis - 400, 0), (axis + 400, 0), (axis + 400, CROWN), (axis - 400, CROWN)],
                on(Element.LINE))  # fmt: skip


def _rack(pen: Pen, scene: Scene, rack: Column) -> None:
    parts = rack_parts(scene, rack)
    on = pen.on(nlcs.RACK, Element.SECTION, Status.NEW)
    hatch = pen.on(nlcs.RACK, Element.HATCH, Status.NEW)
    for part in (*parts.plates, parts.post, *parts.beams):
        pen.hatch(corners(part), "SOLID", 1.0, hatch)
    for part in (*parts.plates, parts.post, *parts.beams, rack.box):
        pen.box(part, on)
    for strip in parts.strips:
        pen.box(strip, pen.on(nlcs.STRIP, Element.LINE, Status.NEW))
