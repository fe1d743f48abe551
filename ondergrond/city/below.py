"""What lies in a street of the made-up city today: the usual order from the facade, with years of
digging in it. All positions in cm.
"""

from __future__ import annotations

from random import Random
from typing import Any

from ondergrond.city.surface import Surface

Claims = list[dict[str, Any]]

MOVES = (("relocatable", 5), ("fixed", 4))
"""Mobility of cables and pipes, with weights: what is new or dear stays where it is."""


def lying(street: Surface, constant: Random, section: Random) -> Claims:
    """The claims that lie there. constant: what the street keeps; section: what changes in it."""
    return [
        *_cables(street, constant, section),
        *_pipes(street, constant, section),
        *_sewers(street, constant, section),
        *_trunks(street, constant, section),
        *_trees(street, constant, section),
    ]


def _lies(
    name: str, kind: str, size: str, axis: int, street: Surface, section: Random, **more: Any
) -> dict[str, Any]:
    """A network that lies there, some cm off where the street has it."""
    off = section.choice((-10, -5, -3, 0, 0, 0, 2, 5, 8))
    at = min(max(axis + off, 15), street.width - 15)
    return {
        "id": name,
        "network": kind,
        "size": size,
        "state": "existing",
        "axis": f"{at} cm",
        **{key: value for key, value in more.items() if value is not None},
    }


def _served(street: Surface, sides: str) -> dict[str, Any]:
    if sides == "none":
        return {}
    count = street.houses if sides == "both" else max(1, street.houses // 2)
    return {"serves": sides, "connections": f"{count} per 100 m"}


def _mobility(random: Random) -> str | None:
    chosen = random.choices([m for m, _ in MOVES], [w for _, w in MOVES])[0]
    return None if chosen == "fixed" else chosen


def sides_of(street: Surface) -> tuple[str, ...]:
    """The sides that have houses."""
    return ("right",) if street.type.left == "water-edge" else ("left", "right")


def at(street: Surface, side: str, off: int) -> int:
    """A position ``off`` cm from a boundary."""
    return off if side == "left" else street.width - off


def _cables(street: Surface, constant: Random, section: Random) -> Claims:
    found: Claims = []
    for side in sides_of(street):
        moves = _mobility(constant)
        telecom = at(street, side, constant.randint(30, 45))
        power = at(street, side, constant.randint(60, 85))
        serve = _served(street, side)
        found.append(
            _lies(
                f"tel-{side}",
                "telecom",
                "50 mm",
                telecom,
                street,
                section,
                form="bundle",
                mobility=moves,
                **serve,
            )
        )
        found.append(
            _lies(
                f"lv-{side}",
                "low-voltage",
                "50 mm",
                power,
                street,
                section,
                mobility=_mobility(constant),
                **serve,
            )
        )
        if constant.random() < 0.5:
            found.append(
                _lies(
                    f"coax-{side}",
                    "coax",
                    "40 mm",
                    telecom + 8,
                    street,
                    section,
                    mobility=moves,
                    **serve,
                )
            )
    if constant.random() < 0.6:
        side = constant.choice(sides_of(street))
        lamp = at(street, side, constant.randint(90, 110))
        found.append(
            _lies(
                "lighting",
                "public-lighting",
                "20 mm",
                lamp,
                street,
                section,
                mobility="relocatable",
            )
        )
    if constant.random() < 0.3:
        side = constant.choice(sides_of(street))
        kind, size = constant.choice(
            (
                ("medium-voltage", "400 mm x 100 mm"),
                ("telecom", "300 mm x 200 mm"),
                ("duct", "400 mm x 250 mm"),
            )
        )
        axis = at(street, side, constant.randint(110, 190))
        found.append(_lies("trunk-bed", kind, size, axis, street, section))
    for number in range(constant.choices((0, 1, 2), (50, 38, 12))[0]):
        side = constant.choice(sides_of(street))
        axis = at(street, side, constant.randint(115, 150) + 20 * number)
        found.append(
            _lies(
                f"mv-{number + 1}",
                "medium-voltage",
                "90 mm",
                axis,
                street,
                section,
                bed="mv" if number else None,
                mobility=_mobility(constant),
            )
        )
    return found


def _pipes(street: Surface, constant: Random, section: Random) -> Claims:
    found: Claims = []
    gas_side, water_side = constant.choice(sides_of(street)), constant.choice(sides_of(street))
    every = "right" if street.type.left == "water-edge" else "both"
    if street.type.name not in ("new district", "home zone") or constant.random() < 0.4:
        size = constant.choice(("110 mm", "110 mm", "160 mm"))
        gas = at(street, gas_side, constant.randint(110, 150))
        off_gas = constant.random() < 0.25
        found.append(
            _lies(
                "gas",
                "gas-low",
                size,
                gas,
                street,
                section,
                **(
                    {"mobility": "removable"}
                    if off_gas
                    else {"mobility": _mobility(constant), **_served(street, every)}
                ),
            )
        )
        if off_gas:
            found[-1]["state"] = "abandoned"
    water = at(street, water_side, constant.randint(150, 190))
    size = constant.choice(("110 mm", "110 mm", "160 mm"))
    found.append(
        _lies(
            "water",
            "water",
            size,
            water,
            street,
            section,
            mobility=_mobility(constant),
            **_served(street, every),
        )
    )
    return found


def _sewers(street: Surface, constant: Random, section: Random) -> Claims:
    road = street.span("carriageway") or street.span("square") or (0, street.width)
    middle = (road[0] + road[1]) // 2 + constant.randint(-60, 60)
    depth = f"{constant.randint(19, 27) * 10} cm"
    every = _served(street, "right" if street.type.left == "water-edge" else "both")
    if street.type.name in ("new district", "home zone") and constant.random() < 0.7:
        foul = _lies(
            "sewer-foul",
            "sewer-foul",
            "250 mm",
            middle - 70,
            street,
            section,
            invert=depth,
            **every,
        )
        storm = _lies(
            "sewer-storm",
            "sewer-storm",
            "400 mm",
            middle + 70,
            street,
            section,
            invert=f"{constant.randint(16, 19) * 10} cm",
            **every,
        )
        return [foul, storm]
    size = constant.choice(("300 mm", "300 mm", "400 mm", "500 mm"))
    return [
        _lies("sewer-old", "sewer-combined", size, middle, street, section, invert=depth, **every)
    ]


def _trunks(street: Surface, constant: Random, section: Random) -> Claims:
    """Mains that pass through, in wide streets."""
    found: Claims = []
    verge = street.span("verge") or street.span("tree-strip")
    if street.width > 1700 and constant.random() < 0.45:
        axis = sum(verge) // 2 if verge else street.width // 2
        found.append(_lies("water-main", "water-transport", "400 mm", axis, street, section))
    if street.width > 1900 and constant.random() < 0.3:
        cycle = street.span("cycleway", last=True) or (street.width - 300, street.width - 100)
        found.append(_lies("gas-main", "gas-high", "220 mm", sum(cycle) // 2, street, section))
    return found


def _trees(street: Surface, constant: Random, section: Random) -> Claims:
    """Trees that stand there: listed ones stay, others may go."""
    strip = street.span("tree-strip") or street.span("verge")
    if strip is None or constant.random() > 0.45:
        return []
    axis = (strip[0] + strip[1]) // 2 + section.choice((-20, 0, 0, 20))
    stays = constant.random() < 0.4
    volume, spacing = constant.choice((8, 12, 18)), constant.choice((8, 10, 12))
    claim: dict[str, Any] = {
        "id": "trees-old",
        "tree": {"root-volume": f"{volume} m3", "spacing": f"{spacing} m"},
        "state": "existing",
        "axis": f"{axis} cm",
    }
    return [claim] if stays else [{**claim, "mobility": "removable"}]
