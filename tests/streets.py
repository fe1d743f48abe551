"""Random small streets and rule sets that together touch every corner of docs/model.md.

Streets are 1.2 to 8.5 m wide with one to five claims, so that brute force can go through all their
layouts. Widths are multiples of 50 mm, so that mirroring keeps the grid. `features` tells what a
street exercises; tests assert that a sweep meets each feature often enough.
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

from ondergrond.bodies import rule_errors, zones_touched
from ondergrond.claims import (
    ContainerClaim,
    Form,
    NetworkClaim,
    ReserveClaim,
    StorageClaim,
    TreeClaim,
)
from ondergrond.profile import StreetProfile, ZoneKind, profile_errors
from ondergrond.rules import NETWORKS, GapRule, RuleSet, StackRule
from tests.rulesets import LEVEL, small_rules

TOPICS = frozenset(
    {"racks", "stacks", "lying", "fixtures", "trees", "storage", "reserves", "containers"}
)
"""What `random_street` may use besides planned networks in horizontal slots."""

GRID = 50
"""Street widths are multiples of this, mm."""

WIDTHS = {
    "roomy": (5500, 8500),
    "tight": (3500, 5800),
    "narrow": (2300, 3800),
    "crowded": (1200, 2300),
}
"""Least and greatest width of a street by its temper, mm."""

RIDING = ("telecom", "low-voltage", "public-lighting", "gas-low", "water", "heat", "cold", "fibre")
"""Kinds that have a level in a rack."""

STACKING = ("telecom", "low-voltage", "water", "sewer-foul")
"""Kinds the small rule set stacks."""

GOING = ("relocatable", "removable")
"""What may lie in the way of a planned claim, and go."""

SURFACES = ("tiles", "bricks", "asphalt", "concrete", "grass", "gravel", None, None)


def random_street(
    seed: int, *, topics: Collection[str] = TOPICS, claims: tuple[int, int] = (1, 5)
) -> StreetProfile:
    """A valid profile, the same for the same arguments (with the sizes of `small_rules`).

    topics: which of `TOPICS` may occur.  claims: least and greatest number of claims.
    """
    random = Random(f"street {seed}")
    while True:
        draft = _Draft(random, frozenset(topics))
        profile = StreetProfile.model_validate(draft.profile(draft.count(*claims)))
        if not profile_errors(profile) and not rule_errors(profile, small_rules()):
            return profile


class _Draft:
    """One attempt at a street, as the keys of a profile."""

    def __init__(self, random: Random, topics: frozenset[str]) -> None:
        self.random = random
        self.topics = topics
        self.temper = random.choice(("roomy", "roomy", "tight", "crowded", "narrow"))
        least, most = WIDTHS[self.temper]
        self.width = GRID * random.randint(least // GRID, most // GRID)
        self.racks = "racks" in topics and random.random() < 0.3
        self.stacks = "stacks" in topics and random.random() < 0.25
        self.claims: list[dict[str, Any]] = []

    def often(self, chance: float) -> bool:
        """True with this chance."""
        return self.random.random() < chance

    def count(self, least: int, greatest: int) -> int:
        """A number of claims, the larger ones more often."""
        return max(self.random.randint(least, greatest), self.random.randint(least, greatest))

    def profile(self, count: int) -> dict[str, Any]:
        """The whole street with this many claims."""
        zones = self.zones()
        if count > 1 and (self.racks or self.stacks) and self.often(0.7):
            self.sharers()
        while len(self.claims) < count:
            self.claim()
        self.random.shuffle(self.claims)
        boundaries = ("facade", "facade", "facade", "plot", "water-edge", "open")
        profile: dict[str, Any] = {
            "name": "random street",
            "width": self.width,
            "boundaries": {
                "left": self.random.choice(boundaries),
                "right": self.random.choice(boundaries),
            },
            "zones": zones,
            "claims": self.claims,
            "techniques": {
                "rack": "allowed" if self.racks else "forbidden",
                "stack": "allowed" if self.stacks else "forbidden",
                "rack-case": self.random.choice(("low", "base", "high")),
            },
            "works": self.random.choice(("street", "street", "trench")),
            "preset": self.random.choice(("balanced", "balanced", "space", "cost", "trees")),
        }
        if self.often(0.5):
            high = self.random.randint(6, 24) * 50
            profile["ground"] = {"groundwater": {"high": high, "low": high + 400}}
        if "fixtures" in self.topics and self.often(0.35):
            profile["fixtures"] = [self.fixture(i) for i in range(self.random.choice((1, 1, 2)))]
        if self.often(0.2):
            profile["stretch"] = self.random.randrange(len(zones))
        return profile

    def zones(self) -> list[dict[str, Any]]:
        """One to four zones of any widths (mm) that add up."""
        count = self.random.choice((1, 2, 3, 3, 4))
        cuts = sorted(self.random.sample(range(30, self.width // 10 - 30), count - 1))
        edges = [0, *(10 * cut for cut in cuts), self.width]
        usual = ("footway", "carriageway", "parking", "verge", "cycleway", "tree-strip")
        zones = []
        for start, end in pairwise(edges):
            every = self.often(0.15)
            kind = self.random.choice([z.value for z in ZoneKind] if every else usual)
            zone = {"kind": kind, "width": end - start, "pavement": self.random.choice(SURFACES)}
            zones.append({key: value for key, value in zone.items() if value is not None})
        if all(zone["kind"] in ("garden", "water") for zone in zones):
            zones[0]["kind"] = "footway"
        return zones

    def fixture(self, index: int) -> dict[str, Any]:
        """A cellar, foundation or quay wall, at a boundary or in the street."""
        kind = self.random.choice(("cellar", "foundation", "foundation", "quay-wall"))
        width = self.random.randint(10, min(60, self.width // 20)) * 10
        start = self.random.choice(
            (-width // 2, 0, self.width - width, self.random.randint(0, self.width - width))
        )
        top = self.random.choice((0, 0, 200))
        return {
            "id": f"fixture-{index}",
            "kind": kind,
            "from": start,
            "to": start + width,
            "top": top,
            "bottom": top + self.random.randint(4, 20) * 100,
        }

    # --- claims ------------------------------------------------------------------------------

    def claim(self) -> None:
        """One more claim (or two, where one replaces or touches another)."""
        chance = self.random.random()
        if self.temper == "crowded":  # cables and pipes alone
            chance = max(chance, 0.35)
        if chance < 0.10 and "trees" in self.topics:
            self.tree()
        elif chance < 0.18 and "storage" in self.topics:
            self.storage()
        elif chance < 0.25 and "reserves" in self.topics:
            self.reserve()
        elif chance < 0.31 and "containers" in self.topics:
            self.container()
        elif chance < 0.55 and "lying" in self.topics:
            self.lying_network()
        else:
            self.planned_network()

    def sharers(self) -> None:
        """Two networks that may share a rack or a stack, without anything that would forbid it."""
        kinds = self.random.choice((("telecom", "low-voltage"), ("water", "sewer-foul")))
        if self.racks:
            kinds = self.random.choice((("telecom", "water"), ("low-voltage", "heat"), kinds))
        side = self.random.choice(("left", "right", "both", "none"))
        for kind in kinds:
            claim = {"network": kind, **self.size(kind), "serves": side}
            if side != "none" and self.often(0.6):
                claim["connections"] = Fraction(self.random.randint(1, 48), 2)
            self.add(claim, "new")

    def add(self, claim: dict[str, Any], prefix: str) -> dict[str, Any]:
        """Number the claim and keep it."""
        claim["id"] = f"{prefix}-{len(self.claims)}"
        self.claims.append(claim)
        return claim

    def somewhere(self) -> int:
        """An axis in the street, on any whole mm."""
        return self.random.randint(100, self.width - 100)

    def window(self, least: int) -> list[int]:
        """A window of at least this width where the street has it."""
        wide = min(self.width, self.random.randint(least, least + 2500))
        start = self.random.randint(0, self.width - wide)
        return [start, start + wide]

    def network(self, lies: bool) -> dict[str, Any]:
        """A network with a size, sides and connections."""
        kinds: Collection[str] = NETWORKS
        if self.racks and self.often(0.85):
            kinds = RIDING
        elif self.stacks and self.often(0.85):
            kinds = STACKING
        elif self.often(0.5):
            kinds = ("telecom", "low-voltage", "gas-low", "water", "heat", "sewer-foul")
        kind = self.random.choice(list(kinds))
        claim: dict[str, Any] = {"network": kind, **self.size(kind)}
        claim["serves"] = self.random.choice(("left", "right", "both", "both", "none"))
        if claim["serves"] != "none" and self.often(0.7):
            claim["connections"] = Fraction(self.random.randint(1, 48), 2)
        if self.often(0.1) and not (self.racks or self.stacks):
            claim["manhole"] = self.random.choice((300, 421, 500, 640))
        chance = self.random.random()
        if chance < (0.06 if self.racks else 0.12):
            claim["cover"] = self.random.randint(0, 14) * 100 + 50
        elif chance < (0.12 if self.racks else 0.25) or (kind.startswith("sewer") and chance < 0.5):
            claim["invert"] = self.random.randint(6, 28) * 100
        if kind in LEVEL and self.often(0.1):
            claim["rack"] = False
        if not lies and self.often(0.12):
            claim["optional"] = True
            if self.often(0.7):
                claim["skip-price"] = self.random.choice((0, 500, 4000, 30_000))
        return claim

    def size(self, kind: str) -> dict[str, Any]:
        """Nothing (the default), a diameter, a nominal size, or a bed of cables; and the form."""
        chance = self.random.random()
        if kind in ("heat", "cold") and chance < 0.6:
            form = self.random.choice(("pair", "twin", "single"))
            nominal = 100 if form == "twin" else self.random.choice((50, 100))
            return {"size": {"nominal": nominal}, "form": form}
        if chance < 0.3:
            return {}
        if chance < 0.45:
            most = 15 if self.temper == "crowded" else 50
            width, height = self.random.randint(5, most) * 10, self.random.randint(2, 20) * 10
            return {"size": {"width": width, "height": height}, "form": "bundle"}
        small, large = (40, 200) if kind in LEVEL else (60, 500)
        if self.temper == "crowded":
            large = small + 60
        elif self.temper != "roomy":
            large = 2 * large
        claim: dict[str, Any] = {"size": {"diameter": self.random.randint(small, large)}}
        if self.often(0.12):
            claim["form"] = "pair"
        return claim

    def planned_network(self) -> None:
        """A planned network: free, in a window, locked, or in the place of what lies there."""
        claim = self.network(lies=False)
        chance = self.random.random()
        if chance < (0.06 if self.racks or self.stacks else 0.15):
            claim["within"] = self.window(700)
        elif chance < (0.12 if self.racks or self.stacks else 0.25):
            going = [c["axis"] for c in self.claims if c.get("mobility") in GOING]
            claim["axis"] = self.random.choice((self.somewhere(), *going))
        if "lying" in self.topics and not claim.get("optional") and self.often(0.08):
            claim["replaces"] = self.lying_network()["id"]
        self.add(claim, "new")

    def lying_network(self) -> dict[str, Any]:
        """A network that lies there: fixed, relocatable, removable or abandoned, some in beds."""
        claim = self.network(lies=True)
        fate = self.random.choice(("fixed", "relocatable", "relocatable", "removable", "abandoned"))
        if fate == "abandoned":
            claim["state"] = "abandoned"
            if self.often(0.7):
                claim.pop("connections", None)
            if self.often(0.2):
                claim["mobility"] = "fixed"
        else:
            claim["state"] = "existing"
            claim["mobility"] = fate
            if fate == "fixed" and self.often(0.5):
                del claim["mobility"]
        claim["axis"] = self.somewhere()
        others = [c for c in self.claims if c.get("state") in ("existing", "abandoned")]
        near = [c for c in others if "network" in c]
        if near and self.often(0.5):
            other = self.random.choice(near)
            shift = self.random.randint(-250, 250)
            claim["axis"] = min(max(other["axis"] + shift, 100), self.width - 100)
            if self.often(0.5):
                claim["bed"] = other["bed"] = other.get("bed", f"bed-{len(self.claims)}")
        return self.add(claim, "old")

    def tree(self) -> None:
        """A tree row, planned or existing."""
        demand: dict[str, Any] = {
            "root-volume": self.random.randint(4, 20) * 10**9,
            "spacing": self.random.choice((8000, 10_000, 12_000)),
            "barrier": self.random.choice(("allowed", "allowed", "required", "forbidden")),
        }
        if self.often(0.3):
            demand["least"] = self.random.randint(30, 100)
        if self.often(0.4):
            demand["trunk"] = self.random.choice((150, 245, 400))
        claim: dict[str, Any] = {"tree": demand}
        if "lying" in self.topics and self.often(0.35):
            claim |= {"state": "existing", "axis": self.somewhere()}
            if self.often(0.5):
                claim["mobility"] = "removable"
        else:
            self.demand(claim, least=2200)
        self.add(claim, "tree")

    def storage(self) -> None:
        """Rainwater storage of one or two layers."""
        demand: dict[str, Any] = {
            "rain": self.random.randint(20, 60),
            "catchment": self.random.randint(5, 14) * 1000,
            "layers": self.random.choice((1, 2)),
        }
        if self.often(0.4):
            demand["least"] = self.random.randint(50, 95)
        claim: dict[str, Any] = {"storage": demand}
        self.demand(claim, least=2200, lock=False)
        self.add(claim, "storage")

    def reserve(self) -> None:
        """Room kept free."""
        top = self.random.randint(2, 12) * 100
        claim: dict[str, Any] = {
            "reserve": {
                "width": self.random.randint(20, 95) * 10 + self.random.choice((0, 0, 1)),
                "top": top,
                "bottom": top + self.random.randint(2, 8) * 100,
            }
        }
        self.demand(claim, least=1200)
        self.add(claim, "reserve")

    def container(self) -> None:
        """An underground container, planned or existing."""
        claim: dict[str, Any] = {
            "container": {
                "width": self.random.choice((900, 1200, 1501)),
                "depth": self.random.choice((1500, 2700)),
            }
        }
        if "lying" in self.topics and self.often(0.4):
            claim |= {"state": "existing", "axis": self.somewhere()}
        else:
            self.demand(claim, least=2000)
        self.add(claim, "container")

    def demand(self, claim: dict[str, Any], least: int, lock: bool = True) -> None:
        """Make some planned demands optional, some windowed, some locked."""
        if self.often(0.35):
            claim["optional"] = True
            if self.often(0.5):
                claim["skip-price"] = self.random.choice((700, 5000))
        chance = self.random.random()
        if chance < 0.15:
            claim["within"] = self.window(least)
        elif lock and chance < 0.25:
            claim["axis"] = self.somewhere()


# --- what a street exercises -----------------------------------------------------------------


def features(profile: StreetProfile) -> frozenset[str]:
    """The features of the model that a profile touches, as short names."""
    found = {f"boundary {profile.boundaries.left}", f"boundary {profile.boundaries.right}"}
    found |= {f"works {profile.works}", f"preset {profile.preset}"}
    found |= {f"fixture {fixture.kind}" for fixture in profile.fixtures}
    found |= {f"zone {zone.kind}" for zone in profile.zones}
    found.add("groundwater" if profile.ground.groundwater else "no groundwater")
    if profile.kerbs:
        found.add("kerb")
    if profile.techniques.rack == "allowed":
        found |= {"rack allowed", f"rack case {profile.techniques.rack_case}"}
    if profile.techniques.stack == "allowed":
        found.add("stack allowed")
    for claim in profile.claims:
        lock = "axis" if claim.axis is not None else "window" if claim.within else None
        if not claim.lies and lock:
            found.add(f"planned {lock}")
        if claim.optional:
            found.add("optional" if not claim.skip_price else "optional with skip price")
        if claim.lies:
            found.add(f"{claim.state} {claim.may}")
        if isinstance(claim, NetworkClaim):
            found |= _network_features(claim, profile)
        elif isinstance(claim, TreeClaim):
            found.add("existing tree" if claim.lies else f"tree barrier {claim.tree.barrier}")
        elif isinstance(claim, StorageClaim):
            found.add(f"storage of {claim.storage.layers} layers")
        elif isinstance(claim, ReserveClaim):
            found.add("reserve")
        elif isinstance(claim, ContainerClaim):
            found.add("existing container" if claim.lies else "container")
    return frozenset(found)


def _network_features(claim: NetworkClaim, profile: StreetProfile) -> set[str]:
    found = {f"serves {claim.serves}"}
    if claim.form is not Form.SINGLE:
        found.add(f"form {claim.form}")
    size = claim.size
    if size is None:
        found.add("default size")
    else:
        found.add("nominal" if size.nominal else "diameter" if size.diameter else "width x height")
    for key in ("manhole", "cover", "invert", "bed", "replaces"):
        if getattr(claim, key) is not None:
            found.add(key)
    if claim.connections:
        found.add("connections")
    axis = claim.axis
    if claim.lies and axis is not None and len(zones_touched(profile, axis - 30, axis + 30)) > 1:
        found.add("straddles zones")
    return found


# --- rules ------------------------------------------------------------------------------------


def random_rules(seed: int) -> RuleSet:
    """`small_rules` with every number that matters drawn afresh, and valid: hard <= minimum <=
    preferred, and a deviation costs no more than a breach, also as the presets weigh them."""
    random = Random(f"rules {seed}")
    rules = small_rules()
    sharing = random.random() < 0.3  # sharing a rack pays
    deep = random.random() < 0.3  # what lies there is often passed over or under
    ask = {cls: random.choice((60, 120, 250, 400, 600)) for cls in sorted(_classes(rules))}
    breach = random.randint(20, 60) * 100
    deviation = random.randint(1, 20) * 100
    return rules.model_copy(
        update={
            "name": f"random-{seed}",
            "gaps": {
                key: _random_gap(random, rule, max(ask[cls] for cls in key.split("|")), deep)
                for key, rule in sorted(rules.gaps.items())
            },
            "networks": {
                kind: rule.model_copy(
                    update={
                        "cover": {z: c + random.randint(0, 6) * 50 for z, c in rule.cover.items()},
                        "deepest": rule.deepest - random.randint(0, 12) * 100,
                        "laying": random.randint(500, 4000) * (4 if sharing else 1),
                        "laying_per_mm": random.randint(0, 9),
                        "depth": random.randint(0, 4),
                        "margin": random.randint(0, 20) * 10,
                        "lifetime": random.randint(1, 4),
                        "relocation": random.choice((300, rule.relocation)),
                        "service_per_mm": Fraction(random.randint(0, 60), 4),
                        "openings": Fraction(random.randint(0, 6), 20),
                        "rank": random.choice((None, 1, 2, 3, 4)),
                    }
                )
                for kind, rule in sorted(rules.networks.items())
            },
            "zone_use": {
                cls: use.model_copy(
                    update={
                        "price": {
                            zone: _random_price(random, price, (0, 0, 90, 700), 0.06)
                            for zone, price in use.price.items()
                        }
                    }
                )
                for cls, use in sorted(rules.zone_use.items())
            },
            "crossings": {
                kind: crossing.model_copy(
                    update={
                        "price": {
                            cls: _random_price(random, price, (0, 0, 300, 2500), 0.05)
                            for cls, price in crossing.price.items()
                        }
                    }
                )
                for kind, crossing in sorted(rules.crossings.items())
            },
            "racks": {
                case: rack.model_copy(
                    update={
                        "post": random.randint(3, 8) * 20,
                        "beam": random.randint(8, 16) * 50,
                        "lateral": random.randint(1, 6) * 10,
                        "strip": random.randint(2, 12) * 50,
                        "facade": random.randint(4, 30) * 100,
                        "fixed": random.randint(0, 3000),
                        "laying_percent": random.randint(1, 30 if sharing else 100),
                        "opening_percent": random.randint(1, 100),
                        "cover": {z: c // 2 for z, c in rack.cover.items()},
                        "depth": random.randint(0, 3),
                    }
                )
                for case, rack in sorted(rules.racks.items())
            },
            "stacks": (
                *rules.stacks,
                *(
                    StackRule(upper=a, lower=b, gap=random.randint(5, 30) * 10, why={"gap": 1})
                    for a, b in (("water", "water"), ("low-voltage", "telecom"))
                ),
            ),
            "tree": rules.tree.model_copy(
                update={
                    "depth": random.randint(8, 14) * 100,
                    "inset": random.choice((0, 100, 250)),
                    "widths": random.randint(1, 4),
                    "planting": random.randint(0, 60_000),
                    "barrier": random.randint(0, 2000),
                    "value": random.randint(0, 20_000),
                    "removal": random.randint(0, 9000),
                }
            ),
            "storage": rules.storage.model_copy(
                update={
                    "layer": random.choice((250, 400, 520)),
                    "least": random.randint(40, 100),
                    "price": random.randint(0, 9000),
                    "value": random.randint(0, 20_000),
                }
            ),
            "prices": rules.prices.model_copy(
                update={
                    "breach": max(breach, deviation),
                    "breach_steps": random.randint(1, 4),
                    "deviation": deviation,
                    "deviation_steps": random.randint(1, 4),
                    "wish": random.choice((0, 600, 2000)),
                    "dewatering": random.randint(0, 9),
                    "discount": Fraction(random.randint(0, 8), 100),
                    "horizon": random.randint(1, 6),
                }
            ),
            "load_spread": random.choice((0, 250, 500, 1000)),
            "kerb_depth": random.choice((200, 300, 450)),
            "presets": {
                **rules.presets,
                "space": {"deviations": 2, "breaches": 2, "laying": 2, "order": 3, "over": 2},
            },
        }
    )


def _classes(rules: RuleSet) -> set[str]:
    return {cls for key in rules.gaps for cls in key.split("|")}


def _random_gap(random: Random, rule: GapRule, ask: int, deep: bool) -> GapRule:
    """Gaps up to a class's ask (mm), often with equal steps; sometimes lying over is allowed, and
    where deep, sometimes the only way.
    """
    passed = deep and random.random() < 0.4
    hard = ask if passed else random.choice((0, 0, 0, random.randint(0, ask // 2)))
    minimum = hard + random.choice((0, random.randint(0, ask), ask))
    preferred = minimum + random.choice((0, random.randint(0, ask), 2 * ask))
    over_hard = random.choice((0, 50, 120))
    over_minimum = over_hard + random.choice((0, 75))
    return rule.model_copy(
        update={
            "hard": hard,
            "minimum": minimum,
            "preferred": preferred,
            "over": random.choice(
                ("priced", "free") if passed else (rule.over, "never", "priced", "free")
            ),
            "over_hard": over_hard,
            "over_minimum": over_minimum,
            "over_preferred": over_minimum + random.choice((0, 110)),
            "over_price": random.choice((0, 900, 3000)),
        }
    )


def _random_price(
    random: Random, price: int | None, choice: tuple[int, ...], forbidden: float
) -> int | None:
    if random.random() < forbidden:
        return None
    return random.choice((price, random.choice(choice)))
