"""Networks: pipes, pairs, twins, bundles, cable beds, ducts and their manholes, all to scale."""

from __future__ import annotations

from ondergrond.claims import Form, Network, NetworkClaim
from ondergrond.draw import colours
from ondergrond.draw.looks import look_of
from ondergrond.draw.sheet import Area, Sheet
from ondergrond.draw.view import View
from ondergrond.layout import Box
from ondergrond.palettes import PALETTES, Palette
from ondergrond.quantity import even_up
from ondergrond.scene import GONE, Standing, Thing

LAYER = 5.0
TREFOIL = 2.154
"""A bundle of three touching cables is so many times as wide as one ([E2] of `[sources]`)."""


def draw_network(sheet: Sheet, view: View, thing: Thing, palette: Palette) -> None:
    """One network's body in its colour, shape and state, with its manhole where it has one."""
    claim = thing.claim
    assert isinstance(claim, NetworkClaim)
    colour = PALETTES[palette][claim.network]
    area = view.area(thing.box)
    if claim.manhole and thing.standing not in GONE:
        _manhole(sheet, view, thing.box, claim.manhole)
    look = look_of(thing.standing, colour, small=min(area.width, area.height) < 1.2)
    layer = LAYER + (0.0 if thing.standing in GONE else 0.2)
    if claim.form is Form.PAIR:
        radius = area.height / 2
        y = (area.top + area.bottom) / 2
        for x in (area.left + radius, area.right - radius):
            sheet.circle(x, y, radius, layer=layer, **look.arguments)
    elif claim.size is not None and claim.size.width is not None:
        _bed(sheet, area, claim, look.arguments, layer)
    else:
        _round(sheet, area, claim, look.arguments, layer)
    if thing.standing is Standing.REMOVED:
        cross(sheet, area)
    if claim.accuracy and thing.standing not in GONE:
        _uncertainty(sheet, view, thing.box, claim.accuracy)


def cross(sheet: Sheet, area: Area) -> None:
    """A red cross over what goes."""
    pad = max(0.5, 0.12 * area.width)
    left, right = area.left - pad, area.right + pad
    top, bottom = area.top - pad, area.bottom + pad
    sheet.lines(
        [[(left, top), (right, bottom)], [(left, bottom), (right, top)]],
        edge=colours.BREACH, line=0.7, layer=LAYER + 0.6,
    )  # fmt: skip


def _round(
    sheet: Sheet, area: Area, claim: NetworkClaim, look: dict[str, object], layer: float
) -> None:
    radius = area.width / 2
    x, y = area.left + radius, area.top + radius
    if claim.form is Form.BUNDLE:
        small = radius * 2 / TREFOIL / 2
        reach = radius - small
        for dx, dy in ((0.0, -1.0), (-0.866, 0.5), (0.866, 0.5)):
            sheet.circle(x + dx * reach, y + dy * reach, small, layer=layer, **look)
        return
    if claim.form is Form.TWIN:
        sheet.circle(x, y, radius, layer=layer, **{**look, "fill": colours.PAPER})
        for way in (-1, 1):
            sheet.circle(x, y + way * radius * 0.45, radius * 0.36, layer=layer + 0.05, **look)
        return
    sheet.circle(x, y, radius, layer=layer, **look)
    if claim.network is Network.DUCT and look["fill"]:
        hole = {"fill": colours.PAPER, "edge": look["edge"], "line": 0.3}
        sheet.circle(x, y, radius * 0.62, layer=layer + 0.05, **hole)


def _bed(
    sheet: Sheet, area: Area, claim: NetworkClaim, look: dict[str, object], layer: float
) -> None:
    """A box: a cable bed with its cables in rows, or a culvert."""
    sheet.rectangle(area, layer=layer, **look)
    if claim.form is not Form.BUNDLE or not look["fill"]:
        return
    pitch = min(area.height, max(area.height / 2, 0.9))
    rows = max(1, int(area.height / pitch + 0.01))
    columns = max(1, min(12, int(area.width / pitch)))
    middles = [
        (area.left + area.width * (i + 0.5) / columns, area.top + area.height * (j + 0.5) / rows)
        for i in range(columns)
        for j in range(rows)
    ]
    sheet.circles(middles, pitch * 0.3, fill=colours.PAPER, edge=look["edge"], line=0.3,
                  layer=layer + 0.05)  # fmt: skip


def _manhole(sheet: Sheet, view: View, box: Box, width: int) -> None:
    half = even_up(width) // 2
    outline = Box(start=box.axis - half, end=box.axis + half, top=0, bottom=box.bottom)
    sheet.rectangle(view.area(outline), edge=colours.MANHOLE, line=0.6, dash=(1.2, 0.7), layer=1.4)


def _uncertainty(sheet: Sheet, view: View, box: Box, accuracy: int) -> None:
    """A whisker as wide as the position is uncertain."""
    y = view.y((box.top + box.bottom) / 2)
    left, right = view.x(box.axis - accuracy), view.x(box.axis + accuracy)
    sheet.lines(
        [[(left, y), (right, y)], *[[(x, y - 0.5), (x, y + 0.5)] for x in (left, right)]],
        edge=colours.FAINT, line=0.35, layer=LAYER - 0.3,
    )  # fmt: skip
