"""What lies in a street and what is wanted of it, drawn as the claims of a profile.

Networks are drawn in the order in which they commonly lie from the facade to the kerb, so that
what lies there stands in a plausible row; shares and sizes are own estimates after the library.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from benchmarks.families.dice import Dice

CABLES: Final = {
    "telecom": ("50 mm", "60 mm", "100 mm", "120 mm", "250 mm x 120 mm"),
    "coax": ("40 mm", "40 mm", "60 mm"),
    "fibre": ("50 mm", "50 mm", "100 mm"),
    "low-voltage": ("50 mm", "60 mm", "80 mm", "200 mm x 60 mm"),
    "public-lighting": ("20 mm",),
    "medium-voltage": ("90 mm", "100 mm", "200 mm x 90 mm", "220 mm x 100 mm"),
    "duct": ("110 mm", "160 mm"),
}
PIPES: Final = {
    "gas-low": ("110 mm", "110 mm", "160 mm", "200 mm"),
    "water": ("110 mm", "110 mm", "160 mm", "200 mm"),
    "heat": ("DN50", "DN80", "DN100", "DN100", "DN150"),
    "cold": ("DN80", "DN100"),
}
SEWERS: Final = {
    "sewer-foul": ("250 mm", "250 mm", "315 mm"),
    "sewer-storm": ("315 mm", "400 mm", "500 mm"),
    "sewer-infiltration": ("315 mm", "400 mm", "500 mm"),
    "sewer-combined": ("380 mm", "480 mm", "600 mm"),
}
TRANSPORT: Final = {
    "water-transport": ("400 mm", "500 mm", "630 mm"),
    "gas-high": ("160 mm", "200 mm", "250 mm"),
    "high-voltage": ("400 mm x 150 mm",),
    "transmission-voltage": ("150 mm",),
    "sewer-pressure": ("160 mm", "200 mm"),
}
SIZES: Final = {**CABLES, **PIPES, **SEWERS, **TRANSPORT}


@dataclass(frozen=True)
class Makeup:
    """How a family's streets are made up; shares are from 0 to 1.

    lies: of networks that lie there already.  fixed: of these, what cannot move.
    two: of networks for both sides that are wanted (or lie) as one for each side.
    split: of the remaining, what is one claim for both sides (the rest serves one side).
    gas, heat, medium, trees, storage, reserve, container: of streets with these.
    separate: of streets with separate sewers.  renewed: of old sewers that are replaced.
    operators: least and greatest number of telecom networks.
    old_sewers, old_trees: of streets where these lie or stand.
    """

    lies: float = 0.4
    fixed: float = 0.15
    two: float = 0.3
    split: float = 0.75
    gas: float = 0.65
    heat: float = 0.5
    medium: float = 0.6
    separate: float = 0.7
    renewed: float = 0.5
    trees: float = 0.55
    storage: float = 0.35
    reserve: float = 0.15
    container: float = 0.06
    operators: tuple[int, int] = (1, 4)
    old_sewers: float = 0.6
    old_trees: float = 0.2


class Programme:
    """The claims of one street, added one by one."""

    def __init__(
        self,
        dice: Dice,
        makeup: Makeup,
        zones: list[dict[str, Any]],
        sides: tuple[str, ...],
        houses: int,
    ) -> None:
        """zones: kind and width (mm).  sides: where houses stand.  houses: per 100 m and side."""
        self.dice = dice
        self.makeup = makeup
        self.zones = zones
        self.sides = sides
        self.houses = houses
        self.width = sum(zone["width"] for zone in zones)
        self.claims: list[dict[str, Any]] = []
        self.shore = {side: dice.between(350, 700, 10) for side in ("left", "right")}
        """Where the next thing that lies along a side has its axis, from that side (mm)."""

    # Networks

    def add(self, name: str, claim: dict[str, Any]) -> dict[str, Any]:
        """Keep a claim under an id made of its name and its number."""
        claim = {"id": f"{name}-{len(self.claims) + 1}", **claim}
        self.claims.append(claim)
        return claim

    def network(self, kind: str, serves: str, **more: Any) -> dict[str, Any]:
        """The keys of a network, with a usual size and its connections."""
        size = self.dice.pick(SIZES[kind])
        claim: dict[str, Any] = {"network": kind, "size": size, "serves": serves}
        if " x " in size or kind in ("telecom", "fibre"):
            claim["form"] = "bundle"
        if kind in ("heat", "cold"):
            claim["form"] = self.dice.pick(("pair", "pair", "twin"))
        if serves != "none":
            claim["connections"] = self.houses * (2 if serves == "both" else 1)
        return claim | more

    def along(self, side: str) -> int | None:
        """The next axis along a side (mm from the left), or None when its half is full."""
        at = self.shore[side]
        if at > 0.42 * self.width:
            return None
        self.shore[side] += self.dice.between(180, 560, 20)
        return at if side == "left" else self.width - at

    def lay(self, kind: str, serves: str, lies: float | None = None, **more: Any) -> None:
        """A network that lies there, with this chance, or is planned."""
        dice = self.dice
        claim = self.network(kind, serves, **more)
        if dice.chance(self.makeup.lies if lies is None else lies):
            side = serves if serves in ("left", "right") else dice.pick(("left", "right"))
            axis = self.along(side)
            if axis is not None:
                fixed = dice.chance(self.makeup.fixed)
                claim |= {
                    "state": "existing",
                    "axis": axis,
                    "mobility": "fixed" if fixed else "relocatable",
                }
        self.add(kind, claim)

    def distribute(self, kind: str, **more: Any) -> None:
        """A network to the houses: one for each side, one for both, or one for a single side."""
        dice = self.dice
        if len(self.sides) == 2 and dice.chance(self.makeup.two):
            for side in self.sides:
                self.lay(kind, side, **more)
        elif len(self.sides) == 2 and dice.chance(self.makeup.split):
            self.lay(kind, "both", **more)
        else:
            self.lay(kind, dice.pick(self.sides), **more)

    def abandon(self, kind: str) -> None:
        """Something out of use that lies in the way."""
        axis = self.along(self.dice.pick(("left", "right")))
        if axis is not None:
            claim = self.network(kind, "none") | {"state": "abandoned", "axis": axis}
            self.add(f"{kind}-off", claim)

    # Sewers

    def roadway(self) -> tuple[int, int]:
        """The widest strip that a sewer lies below (mm): carriageway or square, else any."""
        edges = [0]
        for zone in self.zones:
            edges.append(edges[-1] + zone["width"])
        spans = list(zip(self.zones, pairwise(edges), strict=True))
        roads = [span for zone, span in spans if zone["kind"] in ("carriageway", "square")]
        choices = roads or [span for _, span in spans]
        return max(choices, key=lambda span: span[1] - span[0])

    def sewers(self) -> None:
        """Combined or separate; lying there, renewed in place of the old, or new."""
        dice, makeup = self.dice, self.makeup
        serves = "both" if len(self.sides) == 2 else self.sides[0]
        start, end = self.roadway()
        invert = dice.between(1900, 2600, 50)
        manhole = {"manhole": dice.pick((600, 800))} if dice.chance(0.35) else {}
        middle = start + 10 * round((end - start) * dice.share(0.035, 0.065))
        there = dice.chance(makeup.old_sewers)
        if there:
            renewed = dice.chance(makeup.renewed)
            kind = "sewer-combined" if renewed or not dice.chance(makeup.separate) else "sewer-foul"
            old = self.network(kind, "none" if renewed else serves) | {
                "state": "existing",
                "axis": middle,
                "invert": invert,
            }
            old = self.add("sewer-old", old)
            if not renewed:
                if dice.chance(makeup.separate):
                    self.storm(serves, invert)
                return
        kind = "sewer-foul" if dice.chance(makeup.separate) else "sewer-combined"
        replaces = {"replaces": old["id"]} if there else {}
        self.add("sewer", self.network(kind, serves) | {"invert": invert} | replaces | manhole)
        if kind == "sewer-foul":
            self.storm(serves, invert)

    def storm(self, serves: str, invert: int) -> None:
        """The second sewer, higher than the foul one."""
        if self.dice.chance(0.5):
            claim = self.network("sewer-storm", serves) | {"invert": invert - 500}
        else:
            claim = self.network("sewer-infiltration", serves) | {"cover": 800}
        self.add("storm", claim)

    # Green, water, the rest

    def trees(self, optional: float = 0.5, volumes: tuple[int, int] = (4, 15)) -> None:
        """A planned tree row, in a green strip where there is one and the dice say so."""
        dice = self.dice
        demand: dict[str, Any] = {
            "root-volume": f"{dice.between(*volumes)} m3",
            "spacing": dice.pick((8000, 10_000, 12_000)),
        }
        if dice.chance(0.3):
            demand["least"] = f"{dice.pick((50, 60, 75, 90))} %"
        self.add("trees", {"tree": demand} | self.left_out(optional))

    def old_tree(self) -> None:
        """A tree row that stands there, in a green strip."""
        spans = self.green()
        if spans:
            start, end = self.dice.pick(spans)
            fate = self.dice.pick(("fixed", "removable"))
            demand = {"root-volume": "5 m3", "spacing": 9000}
            claim = {"tree": demand, "state": "existing", "axis": (start + end) // 2}
            self.add("old-trees", claim | {"mobility": fate})

    def green(self) -> list[tuple[int, int]]:
        """The green strips (mm)."""
        spans = []
        x = 0
        for zone in self.zones:
            if zone["kind"] in ("verge", "tree-strip"):
                spans.append((x, x + zone["width"]))
            x += zone["width"]
        return spans

    def storage(self, optional: float = 0.6) -> None:
        """Rainwater storage."""
        dice = self.dice
        catchment = min(self.width, dice.between(6000, 16_000, 1000))
        demand = {
            "rain": dice.pick((20, 30, 40, 60)),
            "catchment": catchment,
            "least": f"{dice.pick((40, 50, 60, 80))} %",
            "layers": dice.pick((1, 2, 2)),
        }
        self.add("storage", {"storage": demand} | self.left_out(optional))

    def reserve(self) -> None:
        """Room for later."""
        demand = {"width": self.dice.between(400, 900, 50), "top": 700, "bottom": 1300}
        self.add("reserve", {"reserve": demand, "optional": True})

    def container(self) -> None:
        """An underground waste container."""
        demand = {"width": self.dice.between(1600, 1900, 100), "depth": 2700}
        self.add("waste", {"container": demand, "optional": True, "skip-price": "300 EUR/m"})

    def left_out(self, share: float) -> dict[str, Any]:
        """The keys of a claim that may be left out, with this chance."""
        if not self.dice.chance(share):
            return {}
        price = self.dice.pick((0, 0, 100, 200, 400))
        return {"optional": True} | ({"skip-price": f"{price} EUR/m"} if price else {})

    # Whole programmes

    def street(self) -> list[dict[str, Any]]:
        """Everything a normal street holds and wants."""
        dice, makeup = self.dice, self.makeup
        for _ in range(dice.between(*makeup.operators)):
            self.distribute(dice.pick(("telecom", "coax", "fibre", "fibre")))
        self.distribute("low-voltage")
        if dice.chance(0.7):
            self.lay("public-lighting", "none")
        if dice.chance(makeup.gas):
            self.distribute("gas-low")
        elif dice.chance(0.4):
            self.abandon("gas-low")
        self.distribute("water")
        if dice.chance(makeup.medium):
            self.lay("medium-voltage", "none")
        self.sewers()
        if dice.chance(makeup.heat):
            self.distribute("heat", lies=0.15)
        if dice.chance(makeup.trees):
            self.trees()
        if dice.chance(makeup.old_trees):
            self.old_tree()
        for share, claim in (
            (makeup.storage, self.storage),
            (makeup.reserve, self.reserve),
            (makeup.container, self.container),
        ):
            if dice.chance(share):
                claim()
        return self.claims

    def boulevard(self, count: int) -> list[dict[str, Any]]:
        """A wide street of ``count`` claims: distribution on both sides, mains, rows of trees."""
        dice = self.dice
        for side in self.sides:
            for kind in ("telecom", "low-voltage", "gas-low", "water"):
                self.lay(kind, side, lies=0.6)
        self.sewers()
        for _ in range(dice.between(1, 3)):
            self.main()
        self.distribute("heat", lies=0.2)
        self.distribute("fibre")
        for _ in range(dice.between(1, 3)):
            self.trees(0.5, (10, 30))
        self.storage()
        extras: tuple[Callable[[], None], ...] = (
            lambda: self.distribute("fibre"),
            lambda: self.distribute("low-voltage"),
            lambda: self.distribute("coax"),
            lambda: self.lay("medium-voltage", "none"),
            lambda: self.lay("medium-voltage", "none"),
            lambda: self.lay("duct", "none"),
            lambda: self.lay("public-lighting", "none"),
            lambda: self.distribute("heat", lies=0.2),
            lambda: self.distribute("cold", lies=0.0),
            lambda: self.abandon("water"),
            self.main,
            self.old_tree,
            self.reserve,
            self.container,
        )
        while len(self.claims) < count:
            dice.pick(extras)()
        return self.claims[:count]

    def main(self) -> None:
        """A transport main, most of them lying where they have to stay."""
        dice = self.dice
        kind = dice.pick(tuple(TRANSPORT))
        claim = self.network(kind, "none")
        if dice.chance(0.7):
            axis = 100 * round(self.width * dice.share(0.0015, 0.0085))
            claim |= {"state": "existing", "axis": axis}
            claim["mobility"] = dice.pick(("fixed", "fixed", "relocatable"))
        self.add(kind, claim)
