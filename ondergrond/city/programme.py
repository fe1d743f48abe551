"""What is wanted of a street of the made-up city: heat, heavier cables, separate sewers, trees,
water storage. A neighbourhood has a programme; a street takes its part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from ondergrond.city.below import Claims, sides_of
from ondergrond.city.surface import Surface


@dataclass(frozen=True)
class Programme:
    """What is going on in a neighbourhood.

    racks: whether racks are open in its streets, as the city decides where rooms are short.
    """

    heat: bool
    sewers: bool
    power: bool
    trees: bool
    storage: bool
    racks: bool
    works: str
    preset: str

    @classmethod
    def of(cls, district: str, seed: int) -> Programme:
        """The programme of a neighbourhood."""
        random = Random(f"city {seed} programme {district}")

        def with_chance(share: float) -> bool:
            return random.random() < share

        return cls(
            heat=with_chance(0.65),
            sewers=with_chance(0.5),
            power=with_chance(0.8),
            trees=with_chance(0.75),
            storage=with_chance(0.45),
            racks=with_chance(0.23),
            works=random.choice(("street", "street", "trench")),
            preset=random.choices(("balanced", "trees", "cost", "space"), (70, 12, 10, 8))[0],
        )


def wanted(
    street: Surface, there: Claims, programme: Programme, constant: Random, section: Random
) -> Claims:
    """The planned claims. there: what lies in the street."""
    found: Claims = []
    if programme.heat or constant.random() < 0.15:
        found.append(_heat(street, constant))
    if programme.sewers:
        found += _sewers(street, there, constant)
    if programme.power:
        found += _power(street, constant, section)
    found += _fibre(street, constant)
    if programme.trees and constant.random() < 0.85:
        found.append(_trees(street, constant, section))
    if programme.storage and street.width > 800 and constant.random() < 0.7:
        found.append(_storage(street, constant, section))
    busy = ("shopping street", "old-town street", "quay", "pre-war street")
    if street.type.name in busy and section.random() < 0.15:
        found.append(
            {
                "id": "containers",
                "container": {"width": "1.7 m", "depth": "2.7 m"},
                "optional": True,
                "skip-price": "300 EUR/m",
            }
        )
    if constant.random() < 0.2:
        found.append(
            {
                "id": "later",
                "reserve": {"width": "30 cm", "top": "60 cm", "bottom": "1 m"},
                "optional": True,
            }
        )
    return found


def techniques(street: Surface, programme: Programme, constant: Random) -> dict[str, str]:
    """Racks where the neighbourhood has them and in some streets that are short of room; stacked
    trenches here and there.
    """
    tight = street.width < 1100
    rack = programme.racks or constant.random() < (0.15 if tight else 0.04)
    stack = constant.random() < 0.1
    return {
        "rack": "allowed" if rack else "forbidden",
        "stack": "allowed" if stack else "forbidden",
        "rack-case": constant.choice(("low", "base", "base", "high")),
    }


def _every(street: Surface) -> dict[str, str]:
    sides = "right" if street.type.left == "water-edge" else "both"
    return {"serves": sides, "connections": f"{street.houses} per 100 m"}


def _heat(street: Surface, constant: Random) -> dict[str, Any]:
    nominal = constant.choice(("DN50", "DN65", "DN80", "DN100", "DN100", "DN125", "DN150"))
    form = constant.choice(("pair", "pair", "twin"))
    return {"id": "heat", "network": "heat", "size": nominal, "form": form, **_every(street)}


def _sewers(street: Surface, there: Claims, constant: Random) -> Claims:
    """A combined sewer gives way to a foul and a storm one."""
    old = next((claim for claim in there if claim["id"] == "sewer-old"), None)
    if old is None:
        return []
    foul = {
        "id": "foul",
        "network": "sewer-foul",
        "size": constant.choice(("250 mm", "315 mm")),
        "invert": old["invert"],
        "replaces": "sewer-old",
        **_every(street),
    }
    if constant.random() < 0.4:
        foul["manhole"] = "80 cm"
    kind = constant.choice(("sewer-storm", "sewer-storm", "sewer-infiltration"))
    storm = {
        "id": "storm",
        "network": kind,
        "size": constant.choice(("315 mm", "400 mm", "500 mm")),
        **_every(street),
    }
    return [foul, storm]


def _power(street: Surface, constant: Random, section: Random) -> Claims:
    """Heavier low voltage on every side with houses, now and then a new medium-voltage circuit."""
    found: Claims = []
    for side in sides_of(street):
        found.append(
            {
                "id": f"lv-new-{side}",
                "network": "low-voltage",
                "size": "60 mm",
                "serves": side,
                "connections": f"{max(1, street.houses // 2)} per 100 m",
            }
        )
    if constant.random() < 0.5:
        found.append({"id": "mv-new", "network": "medium-voltage", "size": "100 mm"})
    if section.random() < 0.12:
        found.append({"id": "charging", "network": "low-voltage", "size": "50 mm", "rack": False})
    return found


def _fibre(street: Surface, constant: Random) -> Claims:
    if constant.random() < 0.25:
        return []
    if len(sides_of(street)) == 2 and constant.random() < 0.4:
        half = f"{max(1, street.houses // 2)} per 100 m"
        return [
            {
                "id": f"fibre-{side}",
                "network": "fibre",
                "size": "50 mm",
                "form": "bundle",
                "serves": side,
                "connections": half,
            }
            for side in ("left", "right")
        ]
    return [
        {"id": "fibre", "network": "fibre", "size": "50 mm", "form": "bundle", **_every(street)}
    ]


def _trees(street: Surface, constant: Random, section: Random) -> dict[str, Any]:
    """A tree row as large as the street: demanded in a tree strip, a wish elsewhere."""
    sizes = (
        (4, 5, 6) if street.width < 1000 else (6, 8, 10) if street.width < 1600 else (12, 15, 18)
    )
    strip = street.span("tree-strip") or street.span("verge")
    volume = constant.choice(sizes) + section.choice((0, 0, 1))
    spacing = constant.choice((8, 10, 12))
    claim: dict[str, Any] = {
        "id": "trees",
        "tree": {"root-volume": f"{volume} m3", "spacing": f"{spacing} m", "least": "70 %"},
    }
    if constant.random() < (0.3 if strip is None else 0.1):
        claim |= {"optional": True, "skip-price": f"{constant.choice((200, 300, 500))} EUR/m"}
    return claim


def _storage(street: Surface, constant: Random, section: Random) -> dict[str, Any]:
    rain = constant.choice((20, 30, 40)) + section.choice((0, 0, 5))
    claim: dict[str, Any] = {
        "id": "storage",
        "storage": {
            "rain": f"{rain} mm",
            "catchment": f"{street.width // 100} m",
            "layers": "1",
            "least": "50 %",
        },
    }
    if constant.random() < 0.7:
        claim["optional"] = True
    return claim
