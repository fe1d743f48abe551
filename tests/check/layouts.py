"""Layouts that are valid by construction, without compilation or solver.

A `Maker` collects slots (what one column holds), places them from left to right at least the hard
gaps apart, puts a street of the right width around them and says what each claim asked for. Only
the numbers of the result (terms, score, cost, parties, notes, figures) are the checker's own: see
`completed`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal, NamedTuple

from ondergrond.check import check_layout
from ondergrond.layout import Box, Column, Figures, Layout, Member, Side, Technique
from ondergrond.profile import StreetProfile
from ondergrond.rules import NETWORKS, RACK_LEVELS, RuleSet
from tests.rulesets import LEVEL, small_rules

FAR = 1000
"""No rule of the small set reaches this far (mm)."""

FROM_GROUND = -1
"""A face's top that is the ground, whatever the cover."""


class Part(NamedTuple):
    """A body in a slot: x and z from the slot's left edge and its cover (mm)."""

    claim: str
    x: int
    z: int
    width: int
    height: int
    serves: tuple[Side, ...] = ()
    trunk: tuple[int, int] | None = None
    barrier: bool = False
    layers: int = 0


class Face(NamedTuple):
    """An x-range from the slot's left edge, its class, and its name (``@`` gets the start)."""

    x0: int
    x1: int
    kind: str
    name: str


@dataclass
class Slot:
    """What one column holds; cover: exactly this, or at least this below the least cover's zone."""

    technique: Technique
    width: int
    height: int
    parts: list[Part]
    faces: list[Face]
    kinds: tuple[str, ...] = ()
    """Cover tables that bind the slot, each with the z of its body."""
    cover: int | None = None
    working: tuple[Side, ...] = ()
    facade: Side | None = None
    start: int = 0
    deeper: int = 0
    named: list[str] = field(default_factory=list)

    @property
    def end(self) -> int:
        """Right edge, mm."""
        return self.start + self.width

    def name(self, face: Face) -> str:
        """The face's name in notes and violations."""
        return f"rack@{self.start}" if face.name == "@" else face.name


def needed(left: Slot, right: Slot, rules: RuleSet) -> int:
    """The least gap between two columns: hard gaps of all faces, strips, no overlap (mm)."""
    asks = [
        rules.gap(a.kind, b.kind).hard - b.x0 - (left.width - a.x1)
        for a in left.faces
        for b in right.faces
    ]
    strip = rules.racks["base"].strip
    if "right" in left.working and right.technique != "stay":
        asks.append(strip)
    if "left" in right.working and left.technique != "stay":
        asks.append(strip)
    return max(0, *asks)


class Maker:
    """A street and its layout in the making."""

    def __init__(self, random: Random, rules: RuleSet | None = None) -> None:
        self.random = random
        self.rules = rules or small_rules()
        self.claims: list[dict[str, Any]] = []
        self.fixtures: list[dict[str, Any]] = []
        self.slots: list[Slot] = []
        self.zones: list[dict[str, Any]] | None = None
        self.groundwater: int | None = None
        self.boundaries = ("facade", "facade")
        self.works = "street"
        self.preset = "balanced"
        self.skipped: list[str] = []
        self.removed: list[str] = []
        self.relocated: list[str] = []
        self.quiet = False
        """No house connections, so that no order is impossible."""

    # --- claims -----------------------------------------------------------------------------

    def claim(self, prefix: str, **keys: Any) -> dict[str, Any]:
        """One more claim, numbered."""
        claim = {"id": f"{prefix}-{len(self.claims)}", **keys}
        self.claims.append(claim)
        return claim

    def network_claim(self, kind: str | None = None, **keys: Any) -> dict[str, Any]:
        """A network of a random kind and size that rides in no rack unless told."""
        random = self.random
        kind = kind or random.choice(NETWORKS)
        keys = {"rack": False, "size": {"diameter": 2 * random.randint(30, 150)}, **keys}
        if "serves" not in keys:
            keys["serves"] = random.choice(("left", "right", "both", "none"))
        if keys["serves"] != "none" and "connections" not in keys:
            keys["connections"] = 0 if self.quiet else random.randint(0, 24)
        return self.claim("net", network=kind, **keys)

    # --- slots ------------------------------------------------------------------------------

    def network(self, kind: str | None = None, manhole: bool = False, **keys: Any) -> Slot:
        """A horizontal slot of one network."""
        claim = self.network_claim(kind, **keys)
        if manhole:
            claim["manhole"] = claim["size"]["diameter"] + self.random.randint(10, 200)
        return network_slot(claim)

    def halves(self, kind: str | None = None) -> tuple[Slot, Slot]:
        """A network for both sides in two slots: the one for the left and the one for the right."""
        claim = self.network_claim(kind, serves="both")
        return network_slot(claim, ("left",)), network_slot(claim, ("right",))

    def stay(self, count: int = 1) -> Slot:
        """A bed that stays: networks beside each other, overlapping a little."""
        mobility = self.random.choice(("relocatable", "removable"))
        parts: list[Part] = []
        faces: list[Face] = []
        names, x = [], 0
        for _ in range(count):
            cover = self.random.randint(2, 9) * 100
            claim = self.network_claim(state="existing", mobility=mobility, cover=cover, axis=0)
            width = claim["size"]["diameter"]
            parts.append(Part(claim["id"], x, cover, width, width, sides(claim["serves"])))
            faces.append(Face(x, x + width, claim["network"], claim["id"]))
            names.append(claim["id"])
            x += width - 10
        top = min(part.z for part in parts)
        bottom = max(part.z + part.height for part in parts)
        parts = [part._replace(z=part.z - top) for part in parts]
        width = max(part.x + part.width for part in parts)
        return Slot("stay", width, bottom - top, parts, faces, cover=top, named=names)

    def tree(
        self,
        place: Literal["left", "middle", "right"] = "middle",
        depth: int = 1000,
        **keys: Any,
    ) -> Slot:
        """A tree row at its target width: 20 m³ over 10 m of a depth (mm); trunk 300 mm."""
        barrier = self.random.random() < 0.4
        width = -(-2_000_000 // depth)
        width += width % 2
        demand = {"root-volume": 20 * 10**9, "spacing": 10_000}
        claim = self.claim("tree", tree=demand, **keys)
        inset, trunk = self.rules.tree.inset, self.rules.tree.trunk
        x = {"left": inset, "middle": (width - trunk) // 2, "right": width - inset - trunk}[place]
        ending = "-barrier" if barrier else ""
        return Slot(
            "single",
            width,
            depth,
            [Part(claim["id"], 0, 0, width, depth, trunk=(x, x + trunk), barrier=barrier)],
            [
                Face(x, x + trunk, f"tree-trunk{ending}", f"{claim['id']}:tree-trunk{ending}"),
                Face(0, width, f"root-zone{ending}", f"{claim['id']}:root-zone{ending}"),
            ],
            cover=0,
        )

    def storage(self, layers: int = 1, width: int | None = None, **keys: Any) -> Slot:
        """Storage of 285,000 mm² of water: 1000 mm wide in one layer (600 least), half in two."""
        demand = {"rain": 57, "catchment": 5000}
        claim = self.claim("crates", storage=demand, **keys)
        height = layers * self.rules.storage.layer
        width = width or 1000 // layers
        return block(claim, "storage", width, height, layers=layers, kinds=("storage",))

    def reserve(self, **keys: Any) -> Slot:
        """A reserve."""
        top, width = self.random.randint(2, 9) * 100, 2 * self.random.randint(100, 400)
        demand = {"width": width, "top": top, "bottom": top + 400}
        claim = self.claim("reserve", reserve=demand, **keys)
        return block(claim, "reserve", width, 400, cover=top)

    def container(self, **keys: Any) -> Slot:
        """An underground container."""
        claim = self.claim("bin", container={"width": 1500, "depth": 2700}, **keys)
        return block(claim, "container", 1500, 2700, cover=0)

    def stack(self, lower_cover: int | None = None) -> Slot:
        """A stack the rules allow; the lower one at a stated cover where asked."""
        above, below = self.random.choice((("telecom", "low-voltage"), ("water", "sewer-foul")))
        gap = 80 if above == "telecom" else 300
        upper = self.network_claim(above)
        lower = self.network_claim(below)
        if lower_cover is not None:
            lower["cover"] = lower_cover
        first, second = upper["size"]["diameter"], lower["size"]["diameter"]
        width = max(first, second)
        parts = [
            Part(upper["id"], (width - first) // 2, 0, first, first, sides(upper["serves"])),
            Part(
                lower["id"], (width - second) // 2, first + gap, second, second,
                sides(lower["serves"]),
            ),
        ]  # fmt: skip
        faces = [
            Face(part.x, part.x + part.width, claim["network"], claim["id"])
            for part, claim in zip(parts, (upper, lower), strict=True)
        ]
        kinds = (above, f"{below}@{first + gap}")
        return Slot("stack", width, first + gap + second, parts, faces, kinds)

    def rack(
        self,
        where: Literal["left", "right", "transport", "double"],
        levels: int = 3,
        twins: bool = False,
    ) -> Slot:
        """A rack with one network a level and beam, at the least distances the rules allow.

        twins: two on the first level, the second smaller (single-sided racks only).
        """
        rule = self.rules.racks["base"]
        chosen = sorted(self.random.sample(range(len(RACK_LEVELS)), levels))
        workings: dict[str, tuple[Side, ...]] = {
            "left": ("right",), "right": ("left",), "double": ("left", "right"),
            "transport": (self.random.choice(("left", "right")),),
        }  # fmt: skip
        working = workings[where]
        facade: Side | None = "left" if where == "left" else "right" if where == "right" else None
        serves: tuple[str, ...] = {
            "left": ("left",), "right": ("right",), "transport": ("none",),
            "double": ("left", "right"),
        }[where]  # fmt: skip
        width = rule.post + rule.beam * len(working)
        z = rule.cover_plate + rule.top_gap
        parts: list[Part] = []
        faces = [Face(0, width, "rack", "@")]
        for place, index in enumerate(chosen):
            level = RACK_LEVELS[index]
            if place:
                before = RACK_LEVELS[chosen[place - 1]]
                z += rule.level_gap[f"{before}/{level}"]
            kind = self.random.choice([k for k, name in LEVEL.items() if name == level])
            claims = [self.network_claim(kind, serves=side, rack=True) for side in serves]
            if twins and not place:
                claims.append(self.network_claim(kind, serves=serves[0], rack=True))
                claims.sort(key=lambda claim: str(claim["id"]))
                for claim, size in zip(claims, (220, 160), strict=True):
                    claim["size"] = {"diameter": size}
            reach = 0
            high = max(claim["size"]["diameter"] for claim in claims)
            for claim in claims:
                size = claim["size"]["diameter"]
                outward = working[0] if len(working) == 1 else claim["serves"]
                post = rule.beam if len(working) == 2 or working == ("left",) else 0
                near = rule.lateral + (reach if twins else 0)
                x = post + rule.post + near if outward == "right" else post - near - size
                reach = near + size
                served = sides(claim["serves"])
                parts.append(Part(claim["id"], x, z + high - size, size, size, served))
                faces.append(Face(x, x + size, claim["network"], claim["id"]))
            z += high
        height = z + rule.bottom_gap + rule.base_plate
        return Slot("rack", width, height, parts, faces, ("rack",), working=working, facade=facade)

    # --- placing ----------------------------------------------------------------------------

    def place(self, slot: Slot, slack: int = 0) -> Slot:
        """Put a slot right of all others, `slack` mm further than the rules ask."""
        least = [0]
        left = self.boundaries[0]
        if left != "open":
            least += [self.rules.gap(f.kind, left).hard - f.x0 for f in slot.faces]
        if "left" in slot.working:
            least.append(self.rules.racks["base"].strip)
        least += [other.end + needed(other, slot, self.rules) for other in self.slots]
        slot.start = max(least) + slack
        self.slots.append(slot)
        return slot

    def width(self, slack: int = 0) -> int:
        """The width of a street that holds all slots, `slack` mm wider than the rules ask."""
        least = [slot.end for slot in self.slots]
        right = self.boundaries[1]
        for slot in self.slots:
            if right != "open":
                least += [
                    slot.start + f.x1 + self.rules.gap(f.kind, right).hard for f in slot.faces
                ]
            if "right" in slot.working:
                least.append(slot.end + self.rules.racks["base"].strip)
        return max(least) + slack

    def layout(self, slack: int = 0) -> Layout:
        """The finished layout."""
        width = self.width(slack)
        zones = self.zones or [{"kind": "square", "width": width}]
        ground = {}
        if self.groundwater is not None:
            water = {"high": self.groundwater, "low": self.groundwater + 500}
            ground = {"groundwater": water}
        lying = {claim["id"]: claim for claim in self.claims}
        for slot in self.slots:
            if slot.technique == "stay":
                for part in slot.parts:
                    lying[part.claim]["axis"] = slot.start + part.x + part.width // 2
        profile = StreetProfile.model_validate(
            {
                "name": "made",
                "width": sum(zone["width"] for zone in zones),
                "boundaries": {"left": self.boundaries[0], "right": self.boundaries[1]},
                "ground": ground,
                "zones": zones,
                "fixtures": self.fixtures,
                "claims": self.claims,
                "techniques": {"rack": "allowed", "stack": "allowed", "rack-case": "base"},
                "works": self.works,
                "preset": self.preset,
            }
        )
        return completed(
            Layout(
                verdict="feasible", score=0, bound=None, engine="made", resolution=10,
                solve_seconds=0.0, version="0", profile=profile, rules=self.rules,
                columns=tuple(self.column(slot, profile) for slot in self.slots),
                skipped=tuple(self.skipped), removed=tuple(self.removed),
                relocated=tuple(self.relocated), terms={}, cost=0, parties={}, notes=(),
                figures=Figures(
                    width_taken=0, root_area=0, storage_area=0, breaches=0, deviations=0
                ),
            )
        )  # fmt: skip

    def cover(self, slot: Slot, profile: StreetProfile | None = None) -> int:
        """The cover of a slot: its own, or the least the zones under it ask, and `deeper`.

        Without a profile the zone is a square.
        """
        if slot.cover is not None:
            return slot.cover
        zones = ["square"]
        if profile is not None:
            ranges = zip(profile.zones, profile.zone_ranges, strict=True)
            zones = [z.kind.value for z, (a, b) in ranges if slot.start < b and slot.end > a]
        covers = [0]
        for entry in slot.kinds:
            kind, _, depth = entry.partition("@")
            covers += [self.table(kind)[zone] - int(depth or 0) for zone in zones]
        return max(covers) + slot.deeper

    def table(self, kind: str) -> dict[str, int]:
        """Cover by zone of a network kind, ``storage`` or ``rack``."""
        if kind == "storage":
            return self.rules.storage.cover
        return self.rules.racks["base"].cover if kind == "rack" else self.rules.networks[kind].cover

    def column(self, slot: Slot, profile: StreetProfile) -> Column:
        """The column a placed slot becomes."""
        top = self.cover(slot, profile)
        return Column(
            technique=slot.technique,
            box=Box(start=slot.start, end=slot.end, top=top, bottom=top + slot.height),
            members=tuple(_member(slot, part, top) for part in slot.parts),
            working=slot.working,
            facade=slot.facade,
        )


def _member(slot: Slot, part: Part, top: int) -> Member:
    start = slot.start + part.x
    trunk = part.trunk
    return Member(
        claim=part.claim,
        box=Box(
            start=start,
            end=start + part.width,
            top=top + part.z,
            bottom=top + part.z + part.height,
        ),
        serves=part.serves,
        trunk=None if trunk is None else (slot.start + trunk[0], slot.start + trunk[1]),
        barrier=part.barrier,
        layers=part.layers,
    )


def sides(serves: str) -> tuple[Side, ...]:
    """The sides of a claim's `serves`."""
    every: dict[str, tuple[Side, ...]] = {
        "left": ("left",), "right": ("right",), "both": ("left", "right"), "none": (),
    }  # fmt: skip
    return every[serves]


def network_slot(claim: dict[str, Any], serves: tuple[Side, ...] | None = None) -> Slot:
    """The horizontal slot of a network claim with a diameter."""
    size, kind = claim["size"]["diameter"], claim["network"]
    faces = [Face(0, size, kind, claim["id"])]
    if "manhole" in claim:
        wide = claim["manhole"] + claim["manhole"] % 2
        faces.append(
            Face((size - wide) // 2, (size + wide) // 2, "manhole", f"{claim['id']}:manhole")
        )
    served = sides(claim["serves"]) if serves is None else serves
    part = Part(claim["id"], 0, 0, size, size, served)
    stated = claim.get("cover")
    return Slot("single", size, size, [part], faces, (kind,), cover=stated)


def block(
    claim: dict[str, Any],
    kind: str,
    width: int,
    height: int,
    *,
    cover: int | None = None,
    layers: int = 0,
    kinds: tuple[str, ...] = (),
) -> Slot:
    """The slot of storage, a reserve or a container."""
    part = Part(claim["id"], 0, 0, width, height, layers=layers)
    face = Face(0, width, kind, claim["id"])
    return Slot("single", width, height, [part], [face], kinds, cover=cover)


# --- a layout of everything ----------------------------------------------------------------------


def rich(random: Random) -> Layout:
    """A random layout with something of everything, breaches and deviations among it."""
    maker = Maker(random)
    maker.works = random.choice(("street", "trench"))
    maker.preset = random.choice(("balanced", "space", "cost", "trees"))
    maker.groundwater = random.choice((None, 1300, 1700))
    middle: list[Slot] = [
        maker.network(),
        maker.network(manhole=True),
        *maker.halves(),
        maker.stay(random.randint(1, 3)),
        _relocated(maker),
        _replacing(maker),
    ]
    extra: list[Callable[[], Slot]] = [
        lambda: maker.tree(random.choice(("left", "middle", "right"))),
        lambda: maker.storage(random.choice((1, 2))),
        maker.reserve,
        maker.container,
        maker.stack,
        lambda: maker.rack("transport", random.randint(2, 4)),
    ]
    middle += [make() for make in random.sample(extra, random.randint(2, 5))]
    random.shuffle(middle)
    racks = random.random() < 0.4
    order = [maker.rack("left"), *middle] if racks else middle
    for slot in order:
        maker.place(slot, random.randint(0, 250))
    _over_a_fixed_one(maker)
    if racks:
        maker.place(maker.rack("right"), FAR)
    _lost(maker)
    _without_impossible_crossings(maker)
    width = maker.width(random.randint(0, 300))
    if random.random() < 0.5:
        cut = random.randint(1, width - 1)
        kinds = random.sample(("footway", "cycleway", "square", "verge"), 2)
        if any(slot.parts[0].trunk for slot in maker.slots):
            kinds = ["footway", "verge"]
        maker.zones = [{"kind": kinds[0], "width": cut}, {"kind": kinds[1], "width": width - cut}]
        return maker.layout()
    maker.zones = [{"kind": random.choice(("square", "footway")), "width": width}]
    return maker.layout()


def _relocated(maker: Maker) -> Slot:
    """A network that lies there and is laid anew."""
    slot = maker.network(state="existing", mobility="relocatable")
    maker.relocated.append(slot.parts[0].claim)
    return slot


def _replacing(maker: Maker) -> Slot:
    """A planned network in the place of an existing one."""
    old = maker.network_claim(state="existing", serves="none")
    maker.removed.append(old["id"])
    return maker.network(replaces=old["id"])


def _over_a_fixed_one(maker: Maker) -> None:
    """Far from the others a network with a fixed one just below it."""
    slot = maker.network("telecom", cover=700)
    maker.place(slot, FAR)
    depth = 700 + slot.height + maker.random.randint(50, 220)
    axis = slot.start + slot.width // 2
    maker.network_claim("water", state="existing", cover=depth, serves="none", axis=axis)


def _lost(maker: Maker) -> None:
    """What is left out, removed, or lay elsewhere before: axes where new slots are, not beds."""
    gone = maker.network_claim(state="abandoned", serves="none", size={"diameter": 40})
    maker.removed.append(gone["id"])
    skipped = maker.claim(
        "late",
        tree={"root-volume": 10**10, "spacing": 10_000},
        optional=True,
        **{"skip-price": maker.random.randint(0, 900)},
    )
    maker.skipped.append(skipped["id"])
    slot = next(slot for slot in maker.slots if slot.technique == "single")
    for claim in maker.claims:
        if "state" in claim and claim.get("axis") is None:
            claim["axis"] = slot.start + slot.width // 2
    for slot in maker.slots:
        for claim in maker.claims:
            if slot.technique == "single" and claim["id"] == slot.parts[0].claim:
                claim |= {"axis": slot.start + slot.width // 2} if "state" in claim else {}


def _without_impossible_crossings(maker: Maker) -> None:
    """Takes the connections from networks that would have to cross what they cannot."""
    claims = {claim["id"]: claim for claim in maker.claims}
    for place, slot in enumerate(maker.slots):
        crossed = [claims[part.claim] for part in slot.parts]
        bins = any("container" in claim for claim in crossed)
        crates = any("storage" in claim for claim in crossed)
        for other, column in enumerate(maker.slots):
            for part in column.parts:
                away = "left" if other > place else "right"
                sewer = claims[part.claim].get("network", "").startswith("sewer-")
                sewer &= claims[part.claim].get("network") != "sewer-pressure"
                if other != place and away in part.serves and (bins or (crates and sewer)):
                    claims[part.claim].pop("connections", None)


# --- layouts made from others -------------------------------------------------------------------


def completed(layout: Layout) -> Layout:
    """The layout with the checker's own terms, score, cost, parties, notes and figures."""
    report = check_layout(layout)
    return layout.model_copy(
        update={
            "terms": dict(report.terms),
            "score": report.score,
            "cost": report.cost,
            "parties": dict(report.parties),
            "notes": report.notes,
            "figures": report.figures,
        }
    )


def moved(box: Box, dx: int = 0, dz: int = 0) -> Box:
    """The box, moved."""
    return Box(start=box.start + dx, end=box.end + dx, top=box.top + dz, bottom=box.bottom + dz)


def shifted(layout: Layout, index: int, dx: int = 0, dz: int = 0) -> Layout:
    """The layout with one column moved (mm), its numbers recomputed."""
    column = layout.columns[index]
    members = tuple(
        member.model_copy(
            update={
                "box": moved(member.box, dx, dz),
                "trunk": member.trunk and (member.trunk[0] + dx, member.trunk[1] + dx),
            }
        )
        for member in column.members
    )
    return with_column(
        layout,
        index,
        column.model_copy(update={"box": moved(column.box, dx, dz), "members": members}),
    )


def with_column(layout: Layout, index: int, column: Column) -> Layout:
    """The layout with another column at an index, its numbers recomputed."""
    columns = (*layout.columns[:index], column, *layout.columns[index + 1 :])
    return completed(layout.model_copy(update={"columns": columns}))


def with_member(layout: Layout, index: int, place: int, **changes: Any) -> Layout:
    """The layout with a changed member; the box of a column of one member follows."""
    column = layout.columns[index]
    member = column.members[place].model_copy(update=changes)
    members = (*column.members[:place], member, *column.members[place + 1 :])
    box = member.box if column.technique == "single" else column.box
    return with_column(layout, index, column.model_copy(update={"members": members, "box": box}))


def with_profile(layout: Layout, **changes: Any) -> Layout:
    """The layout with changed keys of its profile, validated anew, its numbers recomputed."""
    document = layout.profile.model_dump(by_alias=True, exclude_none=True)
    profile = StreetProfile.model_validate(document | changes)
    return completed(layout.model_copy(update={"profile": profile}))


def changed_claim(layout: Layout, claim_id: str, **changes: Any) -> Layout:
    """The layout with changed keys of one claim (None takes a key away)."""
    claims: Sequence[dict[str, Any]] = layout.profile.model_dump(by_alias=True, exclude_none=True)[
        "claims"
    ]
    found = []
    for claim in claims:
        new = claim | changes if claim["id"] == claim_id else claim
        found.append({key: value for key, value in new.items() if value is not None})
    return with_profile(layout, claims=found)
