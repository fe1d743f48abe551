"""Leaders: the thin line from each thing down to the band, past what lies below it.

Every thing may leave its body downward or sideways. The drop that crosses the fewest bodies wins,
then the one nearest by; the deepest things choose first, as nothing lies in their way.
"""

from __future__ import annotations

from dataclasses import dataclass

from ondergrond.draw import colours
from ondergrond.draw.labels import Label
from ondergrond.draw.sheet import Area, Sheet
from ondergrond.draw.view import STRIP, View

REACH = tuple(0.6 + 0.6 * i for i in range(14))
"""How far beside a body a leader may drop, mm of paper."""

NEAREST = 1.1
"""Two leaders nearer to each other than this are hard to tell apart, mm of paper."""

BULKY = 12.0
"""What is wider than this on paper is seen even where a leader crosses it (mm)."""


@dataclass(frozen=True)
class Leader:
    """Where a leader leaves its body, and the paper x it drops at."""

    start: tuple[float, float]
    drop: float


def leaders_of(labels: list[Label], view: View) -> list[Leader]:
    """A leader for each label, in the labels' order."""
    areas = [view.area(label.box) for label in labels]
    blocks = [(*area, 0.4 if area.width > BULKY else 6.0) for area in areas]
    chosen: dict[int, Leader] = {}
    for index in sorted(range(len(labels)), key=lambda i: (-areas[i].bottom, areas[i].left, i)):
        taken = [leader.drop for leader in chosen.values()]
        others = [block for i, block in enumerate(blocks) if i != index]
        chosen[index] = min(
            _candidates(areas[index], view),
            key=lambda leader: _cost(leader, areas[index], others, taken),
        )
    return [chosen[i] for i in range(len(labels))]


def _candidates(area: Area, view: View) -> list[Leader]:
    middle = (area.left + area.right) / 2
    height = (area.top + area.bottom) / 2
    low, high = view.left - STRIP + 0.5, view.right + STRIP - 0.5
    found = []
    for share in (0.0, -0.2, 0.2, -0.35, 0.35):
        x = min(max(middle + share * area.width, low), high)
        found.append(Leader((x, area.bottom), x))
    for reach in REACH:
        for edge, x in ((area.right, area.right + reach), (area.left, area.left - reach)):
            if low <= x <= high:
                found.append(Leader((edge, height), x))
    return found


Block = tuple[float, float, float, float, float]
"""An area a leader might cross (left, top, right, bottom) and what crossing it costs."""


def _cost(leader: Leader, own: Area, others: list[Block], taken: list[float]) -> float:
    (x, y), at = leader.start, leader.drop
    left, right = min(x, at), max(x, at)
    cost = abs(at - (own.left + own.right) / 2) * 0.3 + (right - left) * 0.4
    for block_left, top, block_right, bottom, weight in others:
        if (bottom > y and block_left - 0.2 < at < block_right + 0.2) or (
            top < y < bottom and block_left < right and left < block_right
        ):
            cost += weight
    for drop in taken:
        if abs(drop - at) < NEAREST:
            cost += 4.0 * (1 - abs(drop - at) / NEAREST)
    return cost


def draw_leaders(
    sheet: Sheet,
    view: View,
    labels: list[Label],
    leaders: list[Leader],
    order: list[int],
    middles: list[float],
    top: float,
) -> None:
    """From the bodies to the heads of the band's columns at paper y ``top``, in muted colours."""
    turn = view.bottom + 1.0
    for index, middle in zip(order, middles, strict=True):
        leader = leaders[index]
        run = [leader.start]
        if leader.drop != leader.start[0]:
            run.append((leader.drop, leader.start[1]))
        run += [(leader.drop, turn), (middle, top - 2.4), (middle, top - 1.3)]
        colour = colours.mixed(colours.edge_of(labels[index].colour), colours.FAINT, 0.35)
        sheet.line(run, edge=colour, line=0.45, layer=1.6)
