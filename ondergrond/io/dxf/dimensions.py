"""Dimensions and captions: zones above the street; covers, clear gaps and axes below it."""

from __future__ import annotations

import math

from ondergrond.captions import cover, kind_and_size
from ondergrond.claims import Claim, NetworkClaim, TreeClaim
from ondergrond.io.dxf import nlcs
from ondergrond.io.dxf.nlcs import Element, Status
from ondergrond.io.dxf.pen import SMALL_TEXT, TEXT, Pen
from ondergrond.io.dxf.street import SKY
from ondergrond.layout import Box
from ondergrond.profile import Fixture
from ondergrond.scene import GONE, Scene, Standing, Thing
from ondergrond.spread import spread
from ondergrond.words import Phrases

ROW = 7.0
"""Paper between two rows of dimensions, mm."""

GAP_ROWS, GAP_ROW = 4, 4.5
"""Rows of clear gaps, and paper between two of them, mm."""

FIGURE = 8.5
"""Paper a figure of a dimension takes across, mm."""

PITCH = 4.2
"""Paper a caption takes across, mm: its text upright, and the figure above it."""


def draw_dimensions(pen: Pen, scene: Scene, phrases: Phrases) -> float:
    """All dimensions and captions. Returns the lowest y that was used, mm."""
    _zones(pen, scene, phrases)
    things = [thing for thing in scene.things if thing.standing not in GONE]
    _covers(pen, scene, things)
    y = -scene.deepest - ROW * pen.scale
    _gaps(pen, scene, things, y)
    _marks(pen, scene)
    return _captions(pen, scene, phrases, y - (GAP_ROWS * GAP_ROW + 2) * pen.scale)


def _zones(pen: Pen, scene: Scene, phrases: Phrases) -> None:
    on = pen.on(nlcs.SECTION, Element.DIMENSION, Status.ANY)
    text = pen.on(nlcs.SECTION, Element.TEXT, Status.ANY)
    profile = scene.profile
    y = SKY + ROW * pen.scale
    if any(isinstance(thing.claim, TreeClaim) for thing in scene.things):
        y += 1000
    for zone, (start, end) in zip(profile.zones, profile.zone_ranges, strict=True):
        pen.across((start, 0), (end, 0), y, on)
        name = zone.name or phrases(f"zone.{zone.kind.value}")
        pen.text(((start + end) / 2, y + 0.6 * ROW * pen.scale), name, text,
                 height=_fitting(name, end - start, pen), across="CENTER")  # fmt: skip
    if len(profile.zones) > 1:
        pen.across((0, 0), (profile.width, 0), y + 1.7 * ROW * pen.scale, on)


def _fitting(text: str, room: float, pen: Pen) -> float:
    """The height (mm on paper) at which a text of some 0.85 heights a letter fits."""
    fits = room / (0.85 * len(text) * pen.scale)
    return max(1.0, min(TEXT, fits))


def _covers(pen: Pen, scene: Scene, things: list[Thing]) -> None:
    """From the ground to the top of what lies uppermost, where figures keep apart."""
    shown: list[Box] = []
    racks = [rack.box for rack in scene.racks]
    free = [thing.box for thing in things if thing.box.top > 0 and not thing.in_rack]
    room = SMALL_TEXT * 1.5 * pen.scale
    on = pen.on(nlcs.SECTION, Element.DIMENSION, Status.ANY)
    for box in sorted([*free, *racks], key=lambda box: (box.top, box.start)):
        x = box.axis
        if any(o.start <= x <= o.end or abs(o.axis - x) < room for o in shown):
            continue
        shown.append(box)
        pen.down((x, 0), (x, -box.top), x, on, style="ONDERGROND-COVER")


def _gaps(pen: Pen, scene: Scene, things: list[Thing], y: float) -> None:
    """The clear distance between every two neighbours, in rows so that figures keep apart."""
    on = pen.on(nlcs.SECTION, Element.DIMENSION, Status.ANY)
    boxes: list[Box | Fixture] = [thing.box for thing in things if not thing.in_rack]
    boxes += [*(rack.box for rack in scene.racks), *scene.profile.fixtures]
    spans = sorted((box.start, box.end) for box in boxes)
    taken = [-math.inf] * GAP_ROWS
    end = 0
    for start, stop in [*spans, (scene.profile.width, scene.profile.width)]:
        if end < start <= scene.profile.width:
            half = max((start - end) / 2, FIGURE / 2 * pen.scale)
            middle = (start + end) / 2
            free = [row for row in range(GAP_ROWS) if taken[row] <= middle - half]
            row = free[0] if free else min(range(GAP_ROWS), key=taken.__getitem__)
            taken[row] = middle + half
            pen.across((end, y), (start, y), y - row * GAP_ROW * pen.scale, on)
        end = max(end, stop)


def _marks(pen: Pen, scene: Scene) -> None:
    """Gaps below what the rules ask, measured where they are."""
    for mark in scene.marks:
        if mark.left is None or mark.right is None:
            continue
        breach = mark.note.kind == "breach"
        on = pen.on(nlcs.BREACH if breach else nlcs.DEVIATION, Element.DIMENSION, Status.ANY)
        a, b = mark.left, mark.right
        if mark.note.direction == "horizontal":
            if b.start < a.end and a.start >= b.end:
                a, b = b, a
            top, bottom = max(a.top, b.top), min(a.bottom, b.bottom)
            z = min((top + bottom) / 2, scene.deepest)
            pen.across((a.end, -z), (b.start, -z), -z, on)
        else:
            if b.top < a.top:
                a, b = b, a
            x = (max(a.start, b.start) + min(a.end, b.end)) / 2
            pen.down((x, -a.bottom), (x, -b.top), x, on)


def _captions(pen: Pen, scene: Scene, phrases: Phrases, y: float) -> float:
    """The distance of every axis from the left boundary, with the name of the thing below it."""
    rows: list[tuple[float, float, str, Standing | None, Claim | None]] = []
    for thing in scene.things:
        axis = sum(thing.trunk) / 2 if thing.trunk is not None else thing.box.axis
        rows.append(
            (axis, -thing.box.bottom, _caption(thing, phrases), thing.standing, thing.claim)
        )
    for rack in scene.racks:
        size = (
            f"{phrases.metres(rack.box.width)} x {phrases.metres(rack.box.bottom - rack.box.top)}"
        )
        name = f"{phrases('technique.rack')} {size} m"
        rows.append((rack.box.axis, -rack.box.bottom, name, None, None))
    rows.sort(key=lambda row: (row[0], -row[1], row[2]))
    if not rows:
        return y
    pitch = PITCH * pen.scale
    low, high = 0.0, float(scene.profile.width)
    need = pitch * len(rows)
    if need > high - low:
        low, high = (high - need) / 2, (high + need) / 2
    places = spread([row[0] for row in rows], [pitch] * len(rows), low, high)
    longest = max(len(row[2]) for row in rows)
    for (x, z, caption, standing, claim), place in zip(rows, places, strict=True):
        item = nlcs.RACK if claim is None else nlcs.thing_of(claim)
        status = Status.NEW if standing is None else nlcs.status_of(standing)
        treatment = nlcs.TREATMENTS.get(standing, "") if standing else ""
        dimension = pen.on(item, Element.DIMENSION, status, treatment)
        pen.ordinate((x, z), (place - x, y - z), dimension)
        text = pen.on(item, Element.TEXT, status, treatment)
        foot = y - 9.0 * pen.scale
        pen.text((place, foot), caption, text, height=SMALL_TEXT, turned=True,
                 across="MIDDLE_RIGHT")  # fmt: skip
    return y - (9.0 + longest * SMALL_TEXT * 0.7) * pen.scale


def _caption(thing: Thing, phrases: Phrases) -> str:
    kind, size = kind_and_size(thing, phrases)
    parts = [thing.claim.name, f"{kind} {size}".strip()]
    if isinstance(thing.claim, NetworkClaim):
        parts.append(f"{phrases('title.cover')} {cover(thing, phrases)}")
    if thing.standing is Standing.FORMER:
        parts.append(phrases("drawing.former"))
    else:
        parts.append(phrases(f"state.{thing.standing.value}"))
    return ", ".join(parts)
