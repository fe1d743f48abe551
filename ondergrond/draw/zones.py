"""Zones: their names and widths above the street, their surface, kerbs, and who uses them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ondergrond.draw import colours
from ondergrond.draw.sheet import Area, Sheet, line_height, shortened, text_width
from ondergrond.draw.silhouettes import SILHOUETTES
from ondergrond.draw.view import View
from ondergrond.profile import ROADS, Pavement, StreetProfile, Zone, ZoneKind
from ondergrond.spread import spread
from ondergrond.words import Phrases

SIZE = 6.5
SMALL = 6.0
GREY = "#5d6369"
TOTAL_HEIGHT = 4.6
"""Paper for the dimension of the whole width, mm."""

LONGEST_NAME = 26.0
"""A zone's name turned upright takes at most this much paper, mm."""

SURFACE_DEPTH = 80
"""Thickness the surface layer is drawn with, mm of street; on paper at least ``THINNEST``."""

THINNEST = 0.9
GAUGE, TRACK = 1435, 2800
"""Between the rails of a track, and the width of tramway a track takes in the picture, mm."""


@dataclass(frozen=True)
class Line:
    """A line of a zone's label; quiet: smaller and grey."""

    text: str
    quiet: bool = False


@dataclass(frozen=True)
class ZoneLabels:
    """How the labels of the zones stand: flat ones in lines, narrow zones' turned upright.

    upright: per zone.  texts: per zone the lines, or the one line.  middles: on paper, mm.
    height: of the whole chain, mm.
    """

    upright: tuple[bool, ...]
    texts: tuple[tuple[Line, ...], ...]
    middles: tuple[float, ...]
    height: float


def arrange_zones(
    profile: StreetProfile, scale: float, left: float, low: float, high: float, phrases: Phrases
) -> ZoneLabels:
    """Labels of all zones along the chain from paper x ``low`` to ``high``; the street starts at
    ``left``. Raises ``ValueError`` where they do not fit at all.
    """
    upright, texts, extents, wished = [], [], [], []
    for zone, (start, end) in zip(profile.zones, profile.zone_ranges, strict=True):
        name = zone.name or phrases(f"zone.{zone.kind.value}")
        width = phrases.metres(zone.width)
        lines = _flat(zone, name, width, zone.width / scale - 1.0, phrases)
        upright.append(lines is None)
        if lines is None:
            room = LONGEST_NAME - text_width(width, SIZE)
            lines = (Line(f"{shortened(name, SIZE, room)} {width}"),)
            extents.append(line_height(SIZE))
        else:
            extents.append(zone.width / scale)
        texts.append(lines)
        wished.append(left + (start + end) / 2 / scale)
    tall = max((text_width(t[0].text, SIZE) for t, up in zip(texts, upright, strict=True) if up),
               default=0.0)  # fmt: skip
    flat_lines = max((len(t) for t, up in zip(texts, upright, strict=True) if not up), default=0)
    height = max(tall, flat_lines * line_height(SIZE)) + 2.6
    middles = spread(wished, extents, low, high)
    return ZoneLabels(tuple(upright), tuple(texts), tuple(middles), height)


def _flat(
    zone: Zone, name: str, width: str, room: float, phrases: Phrases
) -> tuple[Line, ...] | None:
    """Name (in two lines if need be), pavement if it fits, width; None where it is too narrow."""
    words = name.split()
    splits = [[name]]
    splits += [[" ".join(words[:i]), " ".join(words[i:])] for i in range(1, len(words))]
    widest = [max(text_width(part, SIZE) for part in split) for split in splits]
    best = 0 if widest[0] <= room else min(range(len(splits)), key=widest.__getitem__)
    if max(widest[best], text_width(width, SIZE)) > room:
        return None
    lines = [Line(part) for part in splits[best]]
    pavement = phrases(f"pavement.{zone.surface.value}")
    if zone.surface is not Pavement.NONE and text_width(pavement, SMALL) <= room:
        lines.append(Line(pavement, quiet=True))
    return (*lines, Line(width))


def draw_chain(
    sheet: Sheet, view: View, profile: StreetProfile, labels: ZoneLabels, phrases: Phrases
) -> None:
    """The dimension chain above the street: the whole width, then each zone with its name."""
    foot = view.ground - view.sky
    top = foot - labels.height
    total_y = top - 1.2
    _dimension(sheet, view.left, view.right, total_y)
    whole = f"{phrases.metres(profile.width)} m"
    middle = (view.left + view.right) / 2
    half = text_width(whole, SIZE, bold=True) / 2
    label = Area(middle - half - 0.6, total_y - 2.0, middle + half + 0.6, total_y + 1.0)
    sheet.rectangle(label, fill=colours.PAPER, layer=8)
    sheet.text(middle, total_y - 0.3, whole, size=SIZE, bold=True, across="center")
    edges = [0, *(end for _, end in profile.zone_ranges)]
    line_y = foot - 1.0
    sheet.line([(view.left, line_y), (view.right, line_y)], line=0.4, layer=5)
    for x in edges:
        at = view.x(x)
        sheet.line([(at - 0.6, line_y + 0.6), (at + 0.6, line_y - 0.6)], line=0.7, layer=5)
    sheet.lines(
        [[(view.x(x), line_y), (view.x(x), view.ground)] for x in edges[1:-1]],
        edge=colours.FAINT, line=0.3, dash=(1.2, 0.6), layer=0.5,
    )  # fmt: skip
    for index, (start, end) in enumerate(profile.zone_ranges):
        _zone_label(sheet, labels, index, view.x((start + end) / 2), line_y)


def _zone_label(sheet: Sheet, labels: ZoneLabels, index: int, home: float, line_y: float) -> None:
    middle, texts = labels.middles[index], labels.texts[index]
    foot = line_y - 0.9
    if labels.upright[index]:
        sheet.text(
            middle,
            foot - 0.5,
            texts[0].text,
            size=SIZE,
            across="center",
            down="bottom",
            upright=False,
        )
        if abs(middle - home) > 0.8:
            sheet.line([(home, line_y), (middle, foot - 0.3)], edge=colours.FAINT, line=0.3)
        return
    step = line_height(SIZE)
    for row, line in enumerate(reversed(texts)):
        sheet.text(
            middle, foot - row * step, line.text, across="center", down="bottom",
            size=SMALL if line.quiet else SIZE, colour=GREY if line.quiet else colours.INK,
        )  # fmt: skip


def _dimension(sheet: Sheet, start: float, end: float, y: float) -> None:
    sheet.line([(start, y), (end, y)], line=0.5, layer=5)
    for x, way in ((start, 1), (end, -1)):
        sheet.polygon([(x, y), (x + way * 1.8, y - 0.5), (x + way * 1.8, y + 0.5)],
                      fill=colours.INK, layer=5)  # fmt: skip
        sheet.line([(x, y - 1.0), (x, y + 1.0)], line=0.5, layer=5)


def draw_surface(
    sheet: Sheet, view: View, profile: StreetProfile, taken: Sequence[tuple[int, int]]
) -> None:
    """The surface layer of every zone with its hatch, kerbs where roads end, and the users.

    taken: x-ranges where trunks and containers stand, so nobody else does.
    """
    thick = max(view.size(SURFACE_DEPTH), THINNEST)
    for zone, (start, end) in zip(profile.zones, profile.zone_ranges, strict=True):
        area = Area(view.x(start), view.ground, view.x(end), view.ground + thick)
        if zone.kind is ZoneKind.WATER:
            _water(sheet, area)
            continue
        sheet.rectangle(area, fill=colours.SURFACE[zone.surface.value], layer=2.0)
        _hatch(sheet, view, zone.surface, area)
        _users(sheet, view, zone.kind, area, taken)
    for x in profile.kerbs:
        _kerb(sheet, view, profile, x)


def _kerb(sheet: Sheet, view: View, profile: StreetProfile, x: int) -> None:
    """A kerb stone: 120 mm wide on the side that is no road, standing a little above the ground."""
    ranges = profile.zone_ranges
    zone = next(i for i, (_, end) in enumerate(ranges) if end == x)
    road_left = profile.zones[zone].kind in ROADS
    width = max(view.size(120), 0.8)
    at = view.x(x)
    start = at if road_left else at - width
    top, bottom = view.ground - 0.7, view.ground + max(view.size(250), 1.6)
    sheet.rectangle(Area(start, top, start + width, bottom), fill="#d4d6d8", edge=colours.INK,
                    line=0.4, layer=3.6)  # fmt: skip


def _water(sheet: Sheet, area: Area) -> None:
    body = Area(area.left, area.top, area.right, area.top + 4.0)
    sheet.rectangle(body, fill=colours.WATER_TINT, layer=2.0)
    for row in range(2):
        y = area.top + 1.0 + 1.6 * row
        count = int(area.width / 0.8)
        points = [(area.left + 0.8 * i, y + (0.3 if i % 2 else -0.3)) for i in range(count + 1)]
        if len(points) > 1:
            sheet.line(points, edge=colours.WATER, line=0.5, layer=2.1)


def _hatch(sheet: Sheet, view: View, pavement: Pavement, area: Area) -> None:
    top, bottom, ink = area.top, area.bottom, colours.INK
    if pavement in (Pavement.TILES, Pavement.BRICKS):
        joint = max(view.size(300 if pavement is Pavement.TILES else 100), 0.7)
        runs = [[(x, top), (x, bottom)] for x in _every(area, joint)]
        sheet.lines(runs, edge="#7d6a5f" if pavement is Pavement.BRICKS else "#8a867e", line=0.3,
                    layer=2.1)  # fmt: skip
    elif pavement is Pavement.CONCRETE:
        slant = bottom - top
        runs = [[(x, bottom), (min(x + slant, area.right), top)] for x in _every(area, 2.0)]
        sheet.lines(runs, edge="#8f9498", line=0.3, layer=2.1)
    elif pavement in (Pavement.GRASS, Pavement.PLANTING):
        tall = 0.9 if pavement is Pavement.GRASS else 2.0
        runs = []
        for i, x in enumerate(_every(area, 0.7 if pavement is Pavement.GRASS else 1.1)):
            lean = 0.25 if i % 2 else -0.25
            runs.append([(x, top), (x + lean, top - tall * (1.0 if i % 3 else 0.7))])
        sheet.lines(runs, edge=colours.ROOTS, line=0.45, layer=2.1)
    elif pavement is Pavement.GRAVEL:
        middles = [
            (x, top + (bottom - top) * (0.3 if i % 2 else 0.7))
            for i, x in enumerate(_every(area, 0.6))
        ]
        sheet.circles(middles, 0.16, fill="#8a7d63", layer=2.1)
    elif pavement is Pavement.RAIL:
        tracks = max(1, int(area.width / view.size(TRACK)))
        for i in range(tracks):
            middle = area.left + area.width * (i + 0.5) / tracks
            for x in (middle - view.size(GAUGE) / 2, middle + view.size(GAUGE) / 2):
                if area.left < x < area.right:
                    rail = Area(x - 0.35, top - 0.7, x + 0.35, top + 0.9)
                    sheet.rectangle(rail, fill=ink, layer=2.2)
    sheet.line(
        [(area.left, bottom), (area.right, bottom)], edge=colours.FAINT, line=0.25, layer=2.1
    )


def _every(area: Area, step: float) -> list[float]:
    return [area.left + step * i for i in range(1, int(area.width / step) + 1)]


def _users(
    sheet: Sheet, view: View, kind: ZoneKind, area: Area, taken: Sequence[tuple[int, int]]
) -> None:
    """Pale outlines of who uses the zone: true to each other and, where the sky is high enough, to
    scale; each only where it fits into its zone.
    """
    shape = SILHOUETTES.get(kind)
    if shape is None:
        return
    factor = min(1000 / view.scale, (view.sky - 2.0) / shape.height)
    lane = shape.lane * factor
    count = min(int(area.width / lane), shape.most)
    for i in range(count):
        middle = area.left + area.width * (i + 0.5) / count
        if any(view.x(a) - lane / 2 < middle < view.x(b) + lane / 2 for a, b in taken):
            continue
        for outline in shape.outlines:
            points = [(middle + x * factor, view.ground - z * factor) for x, z in outline]
            sheet.polygon(points, fill="#edf0f2", edge="#b3bac0", line=0.4, layer=0.8)
