"""Racks: post, beams per level, cover and base plate, and the strip they are worked on from."""

from __future__ import annotations

from ondergrond.draw import colours
from ondergrond.draw.sheet import Sheet
from ondergrond.draw.view import View
from ondergrond.layout import Box, Column
from ondergrond.scene import Scene, rack_parts


def draw_rack(sheet: Sheet, view: View, scene: Scene, rack: Column) -> None:
    """The frame of one rack; its members are drawn like any network (docs/model.md, section 6)."""
    box = rack.box
    parts = rack_parts(scene, rack)
    for side, strip in zip(rack.working, parts.strips, strict=True):
        _strip(sheet, view, strip, side == "left")
    sheet.rectangle(view.area(box), fill="#f4f6f7", layer=1.5)
    steel = {"fill": colours.STEEL_TINT, "edge": colours.STEEL, "line": 0.5}
    for plate in parts.plates:
        sheet.rectangle(view.area(plate), layer=4.0, **steel)
    sheet.rectangle(view.area(parts.post), layer=4.1, **steel)
    beams = []
    for beam in parts.beams:
        area = view.area(beam)
        beams.append(area._replace(bottom=max(area.bottom, area.top + 0.3)))
    sheet.rectangles(beams, fill=colours.STEEL, layer=4.2)
    sheet.rectangle(view.area(box), edge=colours.STEEL, line=0.7, layer=4.3)


def _strip(sheet: Sheet, view: View, strip: Box, left: bool) -> None:
    area = view.area(strip)
    sheet.rectangle(area, fill=colours.STEEL, alpha=0.07, layer=0.8)
    sheet.rectangle(area, edge=colours.STEEL, line=0.4, dash=(0.6, 0.6), layer=1.0)
    far, close = (area.left, area.right) if left else (area.right, area.left)
    y = area.top + (area.bottom - area.top) * 0.5
    way = 1 if close > far else -1
    if abs(close - far) > 3:
        sheet.arrow((far + way * 0.8, y), (close - way * 0.6, y), edge=colours.STEEL, line=0.5,
                    layer=1.1, head=1.2)  # fmt: skip
