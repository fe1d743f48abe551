"""A small complete rule set for tests, in code: its numbers are invented and easy to reason about.

Nothing here is an estimate of reality; values are distinct where a mix-up should show. The discount
of 100 % over three years makes the sums short: the annuity is 1/2 + 1/4 + 1/8 = 7/8, and what lives
two years is paid 1 + 1/4 = 5/4 times. The three steps of a breach and the two of a deviation
cost 6000, 5000, 4000 and 400, 200 su.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import combinations, combinations_with_replacement
from typing import Any

from ondergrond.profile import Pavement, ZoneKind
from ondergrond.rules import (
    CLASSES,
    NETWORKS,
    RACK_LEVELS,
    Crossing,
    GapRule,
    NetworkRule,
    Prices,
    Provenance,
    RackRule,
    RuleSet,
    StackRule,
    StorageRule,
    TreeRule,
    ZoneUse,
)

PUBLISHED, ASSUMED = 0, 1
"""Indexes of the two provenances."""

FAMILY: dict[str, str] = {
    **dict.fromkeys(NETWORKS, "cable"),
    **dict.fromkeys(("gas-low", "gas-high", "hazardous-pipeline", "petrochemical"), "gas"),
    **dict.fromkeys(("water", "water-transport", "sewer-pressure"), "water"),
    **dict.fromkeys(("heat", "cold"), "heat"),
    **dict.fromkeys(("sewer-foul", "sewer-combined", "sewer-storm", "sewer-infiltration"), "sewer"),
    "manhole": "manhole",
    "rack": "rack",
    "tree-trunk": "trunk",
    "tree-trunk-barrier": "trunk",
    "root-zone": "roots",
    "root-zone-barrier": "roots",
    "storage": "block",
    "reserve": "reserve",
    "container": "block",
    "facade": "front",
    "plot": "plot",
    "kerb": "kerb",
    "cellar": "cellar",
    "foundation": "front",
    "water-edge": "front",
    "quay-wall": "front",
}
"""The family of every class."""

ASKS: dict[str, tuple[int, int, int]] = {
    "cable": (20, 60, 100),
    "gas": (40, 120, 200),
    "water": (50, 140, 250),
    "heat": (60, 180, 300),
    "sewer": (80, 220, 350),
    "manhole": (30, 70, 110),
    "rack": (50, 100, 150),
    "trunk": (200, 500, 800),
    "roots": (0, 40, 90),
    "block": (100, 160, 260),
    "reserve": (0, 20, 30),
    "front": (150, 300, 450),
    "plot": (50, 130, 230),
    "kerb": (10, 50, 80),
    "cellar": (120, 240, 360),
}
"""Hard, minimum and preferred gap (mm) a family asks; of a pair the larger ask counts."""

BARRIER_RELIEF = 2
"""With a root barrier a tree asks half of what it asks without."""

OVER: dict[str, str] = {
    **dict.fromkeys(("cable", "gas", "water", "heat", "sewer", "manhole"), "priced"),
    **dict.fromkeys(("kerb", "reserve"), "free"),
    "roots": "priced",
    **dict.fromkeys(("rack", "trunk", "block", "front", "plot", "cellar"), "never"),
}
"""Whether a family may lie over or under another; of a pair the stricter counts."""

OVER_GAP = (50, 110, 190)
"""Hard, minimum and preferred vertical gap, mm."""

OVER_PRICE = 900
"""What lying over something costs where it is priced, su."""

EXTRA_COVER: dict[ZoneKind, int] = {
    ZoneKind.FOOTWAY: 0,
    ZoneKind.CYCLEWAY: 0,
    ZoneKind.CARRIAGEWAY: 200,
    ZoneKind.BUSWAY: 200,
    ZoneKind.TRAMWAY: 300,
    ZoneKind.PARKING: 100,
    ZoneKind.VERGE: 50,
    ZoneKind.TREE_STRIP: 50,
    ZoneKind.SQUARE: 0,
    ZoneKind.QUAY: 100,
    ZoneKind.GARDEN: 0,
    ZoneKind.WATER: 400,
}
"""What a zone asks of cover above the least of a kind, mm."""

COVER = {"cable": 300, "gas": 500, "water": 600, "heat": 450, "sewer": 700}
"""Cover in a footway by family, mm."""

KINDS: dict[str, dict[str, Any]] = {
    "cable": {"size": 60, "laying": 1000, "laying_per_mm": 3, "depth": 1, "margin": 50,
              "lifetime": 2, "service": 300, "relocation": 2500, "removal": 350},
    "gas": {"size": 110, "laying": 1700, "laying_per_mm": 4, "depth": 1, "margin": 80,
            "lifetime": 3, "service": 450, "relocation": 3100, "removal": 420},
    "water": {"size": 160, "laying": 1900, "laying_per_mm": 5, "depth": 2, "margin": 90,
              "lifetime": 2, "service": 500, "relocation": 3700, "removal": 480},
    "heat": {"size": 200, "laying": 2900, "laying_per_mm": 6, "depth": 2, "margin": 100,
             "lifetime": 1, "service": 700, "relocation": 5300, "removal": 650},
    "sewer": {"size": 300, "laying": 3300, "laying_per_mm": 7, "depth": 3, "margin": 150,
              "lifetime": 3, "service": 650, "relocation": 7900, "removal": 880},
}  # fmt: skip
"""What the kinds of a family have in common (mm, su, years)."""

PARTY = {"cable": "grid", "gas": "gas", "water": "water", "heat": "heat", "sewer": "city"}

LEVEL = {
    **dict.fromkeys(("telecom", "coax", "fibre"), "telecom"),
    **dict.fromkeys(("low-voltage", "medium-voltage", "public-lighting"), "electricity"),
    "gas-low": "gas",
    "water": "water",
    **dict.fromkeys(("heat", "cold"), "heat"),
}
"""Level of a kind in a rack; what is not here rides in none."""

RANK = {"telecom": 1, "low-voltage": 2, "gas-low": 3, "water": 4, "heat": 5}
"""Wished order from the facade; what is not here has no wish."""


def _gap(a: str, b: str) -> GapRule:
    asks = [ASKS[FAMILY[a]], ASKS[FAMILY[b]]]
    if "roots" in (FAMILY[a], FAMILY[b]) and not {"trunk", "front"} & {FAMILY[a], FAMILY[b]}:
        asks = [ASKS["roots"]]
    hard, minimum, preferred = (max(values) for values in zip(*asks, strict=True))
    if a.endswith("-barrier") or b.endswith("-barrier"):
        hard, minimum, preferred = (v // BARRIER_RELIEF for v in (hard, minimum, preferred))
    over = max((OVER[FAMILY[a]], OVER[FAMILY[b]]), key=("free", "priced", "never").index)
    vertical: dict[str, Any] = {"over": "never"}
    if over != "never":
        vertical = {
            "over": over,
            "over_hard": OVER_GAP[0],
            "over_minimum": OVER_GAP[1],
            "over_preferred": OVER_GAP[2],
            "over_price": OVER_PRICE if over == "priced" else 0,
        }
    why = {"hard": PUBLISHED, "minimum": PUBLISHED, "preferred": ASSUMED}
    why |= dict.fromkeys(vertical, ASSUMED)
    return GapRule(hard=hard, minimum=minimum, preferred=preferred, why=why, **vertical)


def _network(kind: str) -> NetworkRule:
    family = FAMILY[kind]
    sewer = family == "sewer"
    casing = {"single/100": 180, "single/50": 130, "twin/100": 280} if family == "heat" else {}
    return NetworkRule(
        cover={zone.value: COVER[family] + extra for zone, extra in EXTRA_COVER.items()},
        deepest=4000 if sewer else 2500,
        casing=casing,
        pair_gap=100,
        service_per_mm=Fraction(1, 4),
        openings=Fraction(1, 10) if sewer else Fraction(1, 5),
        party=PARTY[family],
        level=LEVEL.get(kind),
        rank=RANK.get(kind),
        why={"cover": ASSUMED, "deepest": ASSUMED},
        **KINDS[family],
    )


def _zone_use(name: str) -> ZoneUse:
    price: dict[str, int | None] = {zone.value: 0 for zone in ZoneKind}
    price["garden"] = price["water"] = None
    family = FAMILY[name]
    if family == "sewer":
        price |= {"footway": 250, "tree-strip": None}
    elif name == "tree-trunk":
        price |= {"carriageway": None, "cycleway": None, "busway": None, "tramway": None}
        price |= {"footway": 70}
    elif name == "root-zone":
        price |= {"carriageway": 330, "parking": 130}
    elif family == "rack":
        price |= {"carriageway": 210, "tree-strip": None}
    elif name == "container":
        price |= {"carriageway": None}
    elif family not in ("block", "reserve"):
        price |= {"carriageway": 450, "parking": 120, "tree-strip": 170}
    return ZoneUse(price=price, why={"price": ASSUMED})


def _crossing(kind: str) -> Crossing:
    """What house connections of a kind pay to cross each class."""
    price: dict[str, int | None] = dict.fromkeys(
        (*NETWORKS, "rack", "root-zone", "storage", "reserve", "container"), 0
    )
    price |= {"rack": 40, "root-zone": 25, "storage": 90, "container": None}
    price |= {"heat": 15, "cold": 15}
    if FAMILY[kind] == "sewer":
        price |= {"storage": None, "heat": 35}
    return Crossing(price=price, why={"price": ASSUMED})


def _rack(post: int, beam: int, strip: int, fixed: int) -> RackRule:
    pairs = combinations(RACK_LEVELS, 2)
    return RackRule(
        post=post,
        beam=beam,
        cover_plate=50,
        base_plate=60,
        top_gap=70,
        bottom_gap=30,
        lateral=40,
        level_gap={f"{a}/{b}": 100 + 10 * i for i, (a, b) in enumerate(pairs)},
        cover={zone.value: 200 + extra for zone, extra in EXTRA_COVER.items()},
        deepest=2600,
        facade=800,
        strip=strip,
        fixed=fixed,
        per_level=300,
        per_mm=1,
        depth=1,
        laying_percent=60,
        opening_percent=25,
        party="rack",
        why={"level_gap": ASSUMED, "lateral": ASSUMED, "strip": ASSUMED, "facade": ASSUMED},
    )


@cache
def small_rules() -> RuleSet:
    """The rule set, every pair of classes included; the same object each time (it is frozen)."""
    classes = sorted(set(CLASSES))
    return RuleSet(
        name="small",
        title="Invented numbers for tests",
        provenance=(
            Provenance(
                source="a source for tests", basis="published", confidence="high",
                status="normative", path="gaps", file="small",
            ),
            Provenance(
                source="own estimate", basis="assumption", confidence="low", status="advisory",
                note="invented for tests", path="gaps", file="small",
            ),
        ),
        networks={kind: _network(kind) for kind in NETWORKS},
        zone_use={
            name: _zone_use(name)
            for name in (
                *NETWORKS, "rack", "tree-trunk", "root-zone", "storage", "reserve", "container"
            )
        },
        gaps={f"{a}|{b}": _gap(a, b) for a, b in combinations_with_replacement(classes, 2)},
        crossings={kind: _crossing(kind) for kind in NETWORKS},
        racks={
            "low": _rack(post=80, beam=500, strip=400, fixed=1500),
            "base": _rack(post=100, beam=600, strip=500, fixed=2000),
            "high": _rack(post=120, beam=700, strip=600, fixed=2600),
        },
        stacks=(
            StackRule(upper="telecom", lower="low-voltage", gap=80, why={"gap": ASSUMED}),
            StackRule(upper="water", lower="sewer-foul", gap=300, why={"gap": ASSUMED}),
        ),
        tree=TreeRule(
            depth=1000, shallowest=300, above_water=100, trunk=300, inset=200, least=50, widths=2,
            planting=5000, removal=1500, barrier=700, value=10_000, party="city",
        ),
        storage=StorageRule(
            layer=300, void=95,
            cover={zone.value: 250 + extra for zone, extra in EXTRA_COVER.items()},
            above_water=100, deepest=2000, least=60, price=3000, value=8000, party="city",
            why={"above_water": ASSUMED, "deepest": ASSUMED},
        ),
        prices=Prices(
            breach=3000, breach_steps=3, deviation=400, deviation_steps=2, wish=600,
            pavement={
                p.value: price
                for p, price in zip(Pavement, (2, 3, 5, 6, 1, 1, 1, 9, 0), strict=True)
            },
            nuisance={z.value: 200 if z in ("carriageway", "busway", "tramway") else 100
                      for z in ZoneKind},
            dewatering=3, reserve=4000, container=2700, horizon=3, discount=Fraction(1),
            price_year=2025,
        ),
        load_spread=500,
        kerb_depth=300,
        presets={
            "balanced": {},
            "space": {"deviations": 3, "laying": 2},
            "cost": {"root-volume": 0, "zones": 2},
            "trees": {"root-volume": 4, "trees": 2},
        },
    )  # fmt: skip


def with_gap(rules: RuleSet, a: str, b: str, **changes: Any) -> RuleSet:
    """The same rules with another gap rule for one pair of classes (the result is validated)."""
    key = f"{a}|{b}" if a <= b else f"{b}|{a}"
    rule = GapRule(**{**rules.gaps[key].model_dump(), **changes})
    return rules.model_copy(update={"gaps": {**rules.gaps, key: rule}})
