"""Gaps: brackets where two things are nearer than the rules ask, and the list that explains
them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ondergrond.draw import colours
from ondergrond.draw.sheet import MM_PER_POINT, Area, Sheet, line_height, text_area
from ondergrond.draw.view import View
from ondergrond.layout import Box
from ondergrond.scene import Mark, Scene
from ondergrond.words import Phrases

MOST_MARKS = 40
"""Brackets drawn at most; the dearest. The rest is counted in the list."""

MOST_MEASURES = 6
"""With more marks than this each shows its number only; the list has the measures."""

SIZE = 6.0
LAYER = 7.0


@dataclass(frozen=True)
class Numbered:
    """A mark with its number in the drawing."""

    number: int
    mark: Mark

    @property
    def colour(self) -> str:
        """Red for a breach, orange for a deviation."""
        return colours.BREACH if self.mark.note.kind == "breach" else colours.DEVIATION


def numbered_marks(scene: Scene, most: int = MOST_MARKS) -> list[Numbered]:
    """The dearest marks, breaches first, each group numbered from left to right."""
    chosen = sorted(
        scene.marks[:most],
        key=lambda m: (m.note.kind != "breach", m.left.end if m.left else 0, m.note.right),
    )
    return [Numbered(i + 1, mark) for i, mark in enumerate(chosen)]


def measure_of(mark: Mark, phrases: Phrases) -> str:
    """What there is and what was asked: "23 < 50 cm"."""
    note = mark.note
    return f"{phrases.centimetres(note.gap)} < {phrases.centimetres(note.wanted)} cm"


def described(item: Numbered, scene: Scene, phrases: Phrases) -> str:
    """The line of the list: number, the two things, the measure; what was asked may be assumed."""
    note = item.mark.note
    left, right = (face_name(name, scene, phrases) for name in (note.left, note.right))
    provenance = note.provenance(scene.rules)
    assumed = provenance is not None and provenance.basis == "assumption"
    remarks = [phrases("title.assumed")] if assumed else []
    if note.direction == "vertical":
        remarks.append(phrases("title.vertical"))
    more = f" ({', '.join(remarks)})" if remarks else ""
    return f"{item.number}  {left} – {right}: {measure_of(item.mark, phrases)}{more}"


def face_name(name: str, scene: Scene, phrases: Phrases) -> str:
    """The words for a face as gap notes name it (``layout.GapNote``)."""
    if name in ("boundary-left", "boundary-right"):
        side = name.removeprefix("boundary-")
        kind = getattr(scene.profile.boundaries, side).value
        return f"{phrases(f'body.{kind}')} {phrases(f'side.{side}')}"
    head, at, _ = name.partition("@")
    if at and head in ("kerb", "rack"):
        return phrases(f"body.{head}")
    claim_id, _, part = name.partition(":")
    named = {claim.id: claim.name for claim in scene.profile.claims}
    text = named.get(claim_id, claim_id)
    return f"{text} ({phrases.class_(part)})" if part else text


def draw_marks(
    sheet: Sheet,
    view: View,
    items: list[Numbered],
    bodies: list[Area],
    drops: list[float],
    phrases: Phrases,
) -> None:
    """Brackets with their numbers, and the measure beside them where there is room.

    bodies: what text should not cover.  drops: paper x of leaders, better not covered either.
    """
    for item in items:
        middle = _bracket(sheet, view, item)
        if middle is not None:
            text = str(item.number)
            if len(items) <= MOST_MEASURES:
                text = f"{text}: {measure_of(item.mark, phrases)}"
            _badge(sheet, view, item, text, middle, bodies, drops)


def _bracket(sheet: Sheet, view: View, item: Numbered) -> tuple[float, float] | None:
    mark = item.mark
    if mark.left is None or mark.right is None:
        return None
    if mark.note.direction == "vertical":
        return _vertical(sheet, view, mark.left, mark.right, item.colour)
    a, b = mark.left, mark.right
    if b.start < a.end and a.start >= b.end:
        a, b = b, a
    start, end = view.x(a.end), view.x(b.start)
    top, bottom = max(a.top, b.top), min(a.bottom, b.bottom)
    depth = (top + bottom) / 2
    y = min(view.y(depth), view.bottom - 1.5)
    look = {"edge": item.colour, "layer": LAYER}
    sheet.lines([[(start, y), (end, y)]], line=0.9, **look)
    sheet.lines([[(x, y - 0.8), (x, y + 0.8)] for x in (start, end)], line=0.7, **look)
    for x, box in ((start, a), (end, b)):
        near = min(max(y, view.y(box.top)), view.y(box.bottom))
        if abs(near - y) > 0.8:
            sheet.line([(x, near), (x, y)], line=0.4, dash=(0.5, 0.5), **look)
    return (start + end) / 2, y


def _vertical(sheet: Sheet, view: View, a: Box, b: Box, colour: str) -> tuple[float, float]:
    if b.top < a.top:
        a, b = b, a
    x = view.x((max(a.start, b.start) + min(a.end, b.end)) / 2)
    top, bottom = view.y(a.bottom), view.y(b.top)
    look = {"edge": colour, "layer": LAYER}
    sheet.line([(x, top), (x, bottom)], line=0.9, **look)
    sheet.lines([[(x - 0.8, y), (x + 0.8, y)] for y in (top, bottom)], line=0.7, **look)
    return x, (top + bottom) / 2


def _badge(
    sheet: Sheet,
    view: View,
    item: Numbered,
    text: str,
    middle: tuple[float, float],
    bodies: list[Area],
    drops: list[float],
) -> None:
    place, short = None, str(item.number)
    if text != short:
        place = _place(sheet, view, text, middle, bodies, drops, nearest_only=True)
    if place is None:
        text = short
        place = _place(sheet, view, short, middle, bodies, drops, nearest_only=False)
    if place is None:
        return
    nearest = (
        min(max(middle[0], place.left), place.right),
        min(max(middle[1], place.top), place.bottom),
    )
    if math.dist(nearest, middle) > 0.6:
        sheet.line([middle, nearest], edge=item.colour, line=0.35, layer=LAYER)
    sheet.rectangle(place, fill=colours.PAPER, edge=item.colour, line=0.5, layer=LAYER + 0.5)
    sheet.text((place.left + place.right) / 2, (place.top + place.bottom) / 2, text, size=SIZE,
               bold=True, colour=item.colour, across="center")  # fmt: skip


def _place(
    sheet: Sheet,
    view: View,
    text: str,
    middle: tuple[float, float],
    bodies: list[Area],
    drops: list[float],
    *,
    nearest_only: bool,
) -> Area | None:
    """Free room near the bracket: on no text, off bodies as far as possible.

    nearest_only: only close by and on no body at all, else None.
    """
    probe = text_area(0, 0, text, SIZE, bold=True, across="center")
    half_width, half_height = probe.width / 2 + 0.3, line_height(SIZE) / 2 - MM_PER_POINT
    best: tuple[float, Area] | None = None
    for reach in (1.4, 2.4, 3.6, 5.0, 7.0, 9.5, 13.0, 18.0, 25.0, 35.0, 60.0):
        if nearest_only and reach > 5.0:
            break
        for turn in range(16):
            angle = math.pi * turn / 8
            x = middle[0] + (reach + half_width * abs(math.cos(angle))) * math.cos(angle)
            y = middle[1] + (reach + half_height * abs(math.sin(angle))) * math.sin(angle)
            area = Area(x - half_width, y - half_height, x + half_width, y + half_height)
            padded = text_area(x, y, text, SIZE, bold=True, across="center")
            if not area.within(view.section) or any(padded.meets(t, 0.3) for t in sheet.texts):
                continue
            covered = sum(area.meets(body, 0.2) for body in bodies)
            if nearest_only and covered:
                continue
            crossed = sum(area.left - 0.2 < drop < area.right + 0.2 for drop in drops)
            cost = reach + 6.0 * covered + 0.8 * crossed
            if best is None or cost < best[0]:
                best = (cost, area)
        if best is not None and best[0] < reach:
            break
    return None if best is None else best[1]
