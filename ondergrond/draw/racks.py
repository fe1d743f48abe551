"""Racks: post, beams per level, cover and base plate, and the strip they are worked on from."""

from __future__ import annotations

from ondergrond.draw import colours
from ondergrond.draw.scene import Scene
from ondergrond.draw.sheet import Sheet
from ondergrond.draw.view import View
from ondergrond.layout import Box, Column

BEAM = 30
"""Thickness a beam is drawn with, mm of street (inside the gap below the bodies on it)."""


def draw_rack(sheet: Sheet, view: View, scene: Scene, rack: Column) -> None:
    """The frame of one rack; its members are drawn like any network (docs/model.md, section 6)."""
    rule = scene.rules.racks[scene.profile.techniques.rack_case]
    box = rack.box
    for side in rack.working:
        _strip(sheet, view, box, side == "left", rule.strip)
    sheet.rectangle(view.area(box), fill="#f4f6f7", layer=1.5)
    steel = {"fill": colours.STEEL_TINT, "edge": colours.STEEL, "line": 0.5}
    plates = (
        Box(start=box.start, end=box.end, top=box.top, bottom=box.top + rule.cover_plate),
        Box(start=box.start, end=box.end, top=box.bottom - rule.base_plate, bottom=box.bottom),
    )
    post = _post(rack, rule.post)
    for plate in plates:
        sheet.rectangle(view.area(plate), layer=4.0, **steel)
    sheet.rectangle(view.area(post), layer=4.1, **steel)
    beams = []
    for bottom in sorted({member.box.bottom for member in rack.members}):
        for start, end in ((box.start, post.start), (post.end, box.end)):
            on_it = any(m.box.bottom == bottom and start <= m.box.start < end for m in rack.members)
            if on_it:
                beam = Box(start=start, end=end, top=bottom, bottom=bottom + BEAM)
                area = view.area(beam)
                beams.append(area._replace(bottom=max(area.bottom, area.top + 0.3)))
    sheet.rectangles(beams, fill=colours.STEEL, layer=4.2)
    sheet.rectangle(view.area(box), edge=colours.STEEL, line=0.7, layer=4.3)


def _post(rack: Column, width: int) -> Box:
    """In the middle of a double-sided rack; of a single-sided one on the side nobody works on."""
    box = rack.box
    if len(rack.working) == 2:
        start = box.axis - width // 2
    else:
        start = box.end - width if rack.working == ("left",) else box.start
    return Box(start=start, end=start + width, top=box.top, bottom=box.bottom)


def _strip(sheet: Sheet, view: View, box: Box, left: bool, width: int) -> None:
    near = box.start - width if left else box.end
    strip = Box(start=near, end=near + width, top=0, bottom=box.bottom)
    area = view.area(strip)
    sheet.rectangle(area, fill=colours.STEEL, alpha=0.07, layer=0.8)
    sheet.rectangle(area, edge=colours.STEEL, line=0.4, dash=(0.6, 0.6), layer=1.0)
    far, close = (area.left, area.right) if left else (area.right, area.left)
    y = area.top + (area.bottom - area.top) * 0.5
    way = 1 if close > far else -1
    if abs(close - far) > 3:
        sheet.arrow((far + way * 0.8, y), (close - way * 0.6, y), edge=colours.STEEL, line=0.5,
                    layer=1.1, head=1.2)  # fmt: skip
