"""What is odd about a delivery as a whole: signs that something in it is damaged or missing."""

from __future__ import annotations

from ondergrond.io.klic.delivery import Delivery

FAR = 100.0
"""Metres beyond the area that was asked for. Kadaster clips lines to it: all samples reach 0 m."""

MOST_NAMED = 3
"""Lines named in a warning; more are counted."""


def oddities(delivery: Delivery) -> list[str]:
    """Warnings about a delivery: no request in it, lines far from the area it is about."""
    warnings = []
    if not delivery.number:
        warnings.append("the delivery does not tell the number of its request")
    if not delivery.asked:
        warnings.append("the delivery does not tell which area was asked for")
        return warnings
    far = _far_lines(delivery)
    if far:
        named = ", ".join(far[:MOST_NAMED]) + (" ..." if len(far) > MOST_NAMED else "")
        warnings.append(
            f"{len(far)} lines reach over {FAR:g} m beyond the area that was asked for, so their "
            f"coordinates may be damaged: {named}"
        )
    return warnings


def _far_lines(delivery: Delivery) -> list[str]:
    points = [point for area in delivery.asked for ring in area for point in ring]
    west, east = min(x for x, _ in points) - FAR, max(x for x, _ in points) + FAR
    south, north = min(y for _, y in points) - FAR, max(y for _, y in points) + FAR
    return [
        link.id
        for link in delivery.links.values()
        if any(not (west <= x <= east and south <= y <= north) for ln in link.lines for x, y in ln)
    ]
