"""Layouts made by hand for the drawing: nobody solved or checked them, they only have to look
right.

``Builder`` turns a street and places into a ``Layout``; the streets below it are chosen to show
every kind of thing a drawing can hold."""

from __future__ import annotations

from functools import cache
from typing import Any

from ondergrond.bodies import network_body, profile_classes
from ondergrond.claims import Network, NetworkClaim
from ondergrond.layout import Box, Column, Figures, GapNote, Layout, Member, Side, Verdict
from ondergrond.profile import StreetProfile
from ondergrond.rules import RuleSet
from tests.rulesets import small_rules


def street(**keys: Any) -> StreetProfile:
    """A profile from the keys of a file; its width is the sum of its zones."""
    zones = [
        {"kind": kind, "width": width, **(rest[0] if rest else {})}
        for kind, width, *rest in keys.pop("zones")
    ]
    width = sum(zone["width"] for zone in zones)
    return StreetProfile.model_validate({"width": width, "zones": zones, **keys})


def network(claim: str, kind: str, **keys: Any) -> dict[str, Any]:
    """A network claim as in a file."""
    return {"id": claim, "network": kind, **keys}


LYING: dict[str, Any] = {"state": "existing", "axis": 2000}
"""The keys of a claim that lies in the street today."""


class Builder:
    """Places claims of a profile one by one."""

    def __init__(self, profile: StreetProfile, rules: RuleSet | None = None) -> None:
        self.profile = profile
        self.rules = rules or small_rules()
        self.columns: list[Column] = []
        self.notes: list[GapNote] = []

    def box(self, claim_id: str, axis: int, top: int) -> Box:
        """The box of a network with its axis and cover."""
        claim = self.profile.claim(claim_id)
        assert isinstance(claim, NetworkClaim)
        body = network_body(claim, self.rules)
        start = axis - body.width // 2
        return Box(start=start, end=start + body.width, top=top, bottom=top + body.height)

    def single(
        self, claim_id: str, axis: int, top: int, serves: tuple[Side, ...] = (), stay: bool = False
    ) -> Builder:
        """A network in a slot of its own, or a bed of one that stays."""
        box = self.box(claim_id, axis, top)
        member = Member(claim=claim_id, box=box, serves=serves)
        technique = "stay" if stay else "single"
        self.columns.append(
            Column.model_validate({"technique": technique, "box": box, "members": (member,)})
        )
        return self

    def block(
        self, claim_id: str, start: int, end: int, top: int, bottom: int, **keys: Any
    ) -> Builder:
        """A tree, storage, reserve or container in its box; keys as of ``Member``."""
        box = Box(start=start, end=end, top=top, bottom=bottom)
        member = Member(claim=claim_id, box=box, **keys)
        self.columns.append(Column(technique="single", box=box, members=(member,)))
        return self

    def rack(
        self,
        start: int,
        top: int,
        levels: list[list[str]],
        working: tuple[Side, ...],
        facade: Side | None,
    ) -> Builder:
        """A single-sided rack; levels from the top, each its claims from the post outward."""
        rule = self.rules.racks[self.profile.techniques.rack_case]
        end = start + rule.post + rule.beam
        z = top + rule.cover_plate + rule.top_gap
        members = []
        for level in levels:
            boxes = [self.box(claim, 0, 0) for claim in level]
            height = max(box.bottom for box in boxes)
            x = rule.post + rule.lateral
            for claim, box in zip(level, boxes, strict=True):
                left = start + x if working == ("right",) else end - x - box.width
                high = box.bottom
                members.append(
                    Member(
                        claim=claim,
                        box=Box(start=left, end=left + box.width,
                                top=z + height - high, bottom=z + height),
                    )
                )  # fmt: skip
                x += box.width + rule.lateral
            z += height + 120
        bottom = z - 120 + rule.bottom_gap + rule.base_plate
        box = Box(start=start, end=end, top=top, bottom=bottom)
        self.columns.append(
            Column(
                technique="rack", box=box, members=tuple(members), working=working, facade=facade
            )
        )
        return self

    def note(
        self, kind: str, left: str, right: str, gap: int, wanted: int, direction: str = "horizontal"
    ) -> Builder:
        """A breach or deviation."""
        self.notes.append(
            GapNote.model_validate(
                {"kind": kind, "left": left, "right": right, "rule": "a|b", "direction": direction,
                 "gap": gap, "wanted": wanted, "price": 3000 if kind == "breach" else 400}
            )
        )  # fmt: skip
        return self

    def layout(
        self,
        verdict: Verdict = "optimal",
        bound: int | None = 4_210_300,
        skipped: tuple[str, ...] = (),
        removed: tuple[str, ...] = (),
        relocated: tuple[str, ...] = (),
    ) -> Layout:
        """The layout with plausible figures."""
        kinds = [note.kind for note in self.notes]
        return Layout.model_validate(
            {
                "verdict": verdict, "score": 4_213_300, "bound": bound, "engine": "cpsat",
                "resolution": 10, "solve_seconds": 0.4, "version": "0.1.0", "profile": self.profile,
                "rules": self.rules.restricted(profile_classes(self.profile)),
                "columns": tuple(sorted(self.columns, key=lambda c: c.box.start)),
                "skipped": skipped, "removed": removed, "relocated": relocated,
                "terms": {"laying": 5_812_000}, "cost": 5_812_000,
                "parties": {"city": 5_812_000}, "notes": tuple(self.notes),
                "figures": Figures(width_taken=6100, root_area=1_500_000, storage_area=0,
                                   breaches=kinds.count("breach"),
                                   deviations=kinds.count("deviation")),
            }
        )  # fmt: skip


@cache
def alley() -> Layout:
    """A 7 m alley with a rack along the left facade."""
    profile = street(
        name="Korte Steeg, Oude Stad",
        description="An inner-city alley: everything that can ride rides in one rack.",
        zones=[("footway", 1200), ("carriageway", 4600, {"pavement": "bricks"}), ("footway", 1200)],
        ground={"groundwater": {"high": 1100, "low": 1700}, "soil": "made"},
        techniques={"rack": "allowed"},
        fixtures=[
            {"id": "cellar-12", "kind": "cellar", "from": -2500, "to": 0, "bottom": 2200},
            {"id": "footing", "kind": "foundation", "from": 6900, "to": 7400, "top": 300,
             "bottom": 900},
        ],
        claims=[
            network("glas", "fibre", form="bundle", size="60 mm", serves="left"),
            network("kabel", "low-voltage", size="50 mm", serves="both"),
            network("middenspanning", "medium-voltage", form="bundle", size="100 mm"),
            network("gasleiding", "gas-low", size="110 mm", serves="both"),
            network("drinkwater", "water", size="110 mm", serves="both"),
            network("warmte", "heat", form="pair", size="DN50", serves="both"),
            network("riool", "sewer-combined", size="400 mm", invert="2.4 m", serves="both",
                    manhole="1000 mm"),
        ],
    )  # fmt: skip
    return (
        Builder(profile)
        .note("deviation", "rack@300", "riool", 2900, 3000)
        .rack(300, 250, [["glas"], ["kabel", "middenspanning"], ["gasleiding"], ["drinkwater"],
                         ["warmte"]], ("right",), "left")
        .single("riool", 4100, 2000, ("left", "right"))
        .layout()
    )  # fmt: skip


@cache
def residential() -> Layout:
    """A 14 m street with every kind of claim: trees with barriers, storage, reserve, container."""
    profile = street(
        name="Voorbeeldstraat 12–96",
        description=(
            "Residential street with house connections on both sides; the whole street is renewed, "
            "with heat, a tree row and rainwater storage."
        ),
        zones=[("footway", 2200), ("parking", 2000), ("carriageway", 5200), ("tree-strip", 2400),
               ("footway", 2200)],
        ground={"groundwater": {"high": 1300, "low": 1800}, "soil": "sand"},
        claims=[
            network("telecom-west", "telecom", form="bundle", size="120 mm x 60 mm",
                    serves="left"),
            network("ls-west", "low-voltage", size="60 mm", serves="left"),
            network("gas-west", "gas-low", size="110 mm", serves="left", state="existing",
                    axis=1500, mobility="relocatable"),
            network("water-west", "water", size="110 mm", serves="left"),
            network("warmtenet", "heat", form="twin", size="DN100", serves="both"),
            network("dwa", "sewer-foul", size="250 mm", invert="2.1 m", manhole="800 mm"),
            network("hwa", "sewer-storm", size="400 mm", cover=1000),
            network("mantelbuis", "duct"),
            network("ms", "medium-voltage", form="bundle", size="100 mm"),
            network("oude-ls", "low-voltage", size="60 mm", state="abandoned", axis=12600),
            network("gas-oost", "gas-low", size="110 mm", state="existing", axis=13300,
                    serves="right", accuracy="200 mm"),
            network("ov", "public-lighting", size="20 mm", serves="none"),
            {"id": "linden", "tree": {"root-volume": "18 m3", "spacing": "10 m"}},
            {"id": "berging", "storage": {"rain": "60 mm", "catchment": "14 m"}},
            {"id": "toekomst",
             "reserve": {"width": "600 mm", "top": "400 mm", "bottom": "1000 mm"}},
        ],
    )  # fmt: skip
    return (
        Builder(profile)
        .single("telecom-west", 400, 600, ("left",))
        .single("ls-west", 700, 600, ("left",))
        .single("gas-west", 1100, 800, ("left",))
        .single("water-west", 1800, 1000, ("left",))
        .block("berging", 2300, 4100, 500, 1100, layers=2)
        .single("warmtenet", 4700, 800, ("left", "right"))
        .single("hwa", 5900, 1000)
        .single("dwa", 7100, 1850)
        .block("toekomst", 8000, 8600, 400, 1000)
        .block("linden", 9450, 11250, 0, 1000, trunk=(10200, 10500), barrier=True)
        .single("mantelbuis", 11700, 700)
        .single("ms", 12200, 700)
        .single("ov", 13700, 500)
        .note("deviation", "boundary-left", "telecom-west", 340, 450)
        .note("deviation", "gas-west", "water-west", 590, 600)
        .note("breach", "linden:root-zone-barrier", "mantelbuis", 420, 500)
        .layout("feasible", 4_150_000, relocated=("gas-west",), skipped=())
    )


@cache
def renewal() -> Layout:
    """An 18 m street with things that stay, move and go, and breaches among them."""
    profile = street(
        name="Van der Helststraat",
        description="Sewer renewal; gas goes, water moves, the rest stays.",
        zones=[("footway", 3000), ("cycleway", 1800, {"name": "fietsstrook"}),
               ("carriageway", 6400), ("parking", 2000), ("verge", 600), ("footway", 4200)],
        ground={"groundwater": {"high": 900, "low": 1500}, "soil": "peat"},
        boundaries={"left": "facade", "right": "plot"},
        claims=[
            network("kpn-1", "telecom", size="40 mm", state="existing", axis=420),
            network("ziggo", "coax", size="40 mm", state="existing", axis=520),
            network("ls-1", "low-voltage", size="50 mm", state="existing", axis=640),
            network("ms-1", "medium-voltage", form="bundle", size="90 mm", state="existing",
                    axis=980),
            network("gas-oud", "gas-low", size="160 mm", state="existing", axis=1600,
                    mobility="removable"),
            network("water-oud", "water", size="160 mm", state="existing", axis=2300,
                    mobility="relocatable"),
            network("riool-oud", "sewer-combined", size="500 mm", state="existing", axis=7600,
                    invert="2.8 m", mobility="removable"),
            network("dwa-nieuw", "sewer-foul", size="250 mm", invert="2.6 m",
                    replaces="riool-oud", manhole="800 mm", serves="both",
                    connections="8 per 100 m"),
            network("hwa-nieuw", "sewer-infiltration", size="500 mm", cover=1100),
            network("warmte", "heat", form="pair", size="DN100", serves="both"),
            network("wees", "orphan", size="60 mm", state="abandoned", axis=11800),
            {"id": "iep", "tree": {"root-volume": "10 m3", "spacing": "8 m"}, "state": "existing",
             "axis": 13500},
            {"id": "kastanje", "tree": {"root-volume": "10 m3", "spacing": "8 m"},
             "state": "existing", "axis": 13000, "mobility": "removable"},
            {"id": "afval", "container": {"width": "1800 mm", "depth": "2500 mm"}},
            network("water-rechts", "water-transport", size="300 mm", state="existing",
                    axis=16800),
        ],
    )  # fmt: skip
    return (
        Builder(profile)
        .single("kpn-1", 420, 600, stay=True)
        .single("water-oud", 3600, 1000)
        .single("warmte", 5200, 900)
        .single("dwa-nieuw", 7600, 2350)
        .single("hwa-nieuw", 9000, 1100)
        .block("afval", 14300, 16100, 0, 2500)
        .note("breach", "afval", "water-rechts", 550, 800)
        .note("breach", "iep:tree-trunk", "afval", 650, 1200)
        .note("deviation", "water-oud", "warmte", 1290, 1500)
        .note("deviation", "dwa-nieuw:manhole", "hwa-nieuw", 750, 1000)
        .note("deviation", "warmte", "dwa-nieuw", 2095, 2500)
        .layout("feasible", None, relocated=("water-oud",),
                removed=("gas-oud", "riool-oud", "kastanje"))
    )  # fmt: skip


@cache
def quay() -> Layout:
    """A quay street: facade left, water and a failing wall right."""
    profile = street(
        name="Singelkade",
        zones=[("footway", 2600, {"pavement": "bricks"}), ("carriageway", 4200,
               {"pavement": "bricks"}), ("quay", 3000)],
        boundaries={"left": "facade", "right": "water-edge"},
        ground={"groundwater": {"high": 1000, "low": 1300}, "soil": "made"},
        fixtures=[
            {"id": "kademuur", "kind": "quay-wall", "from": 9200, "to": 9800, "bottom": 2600},
            {"id": "kelder-4", "kind": "cellar", "from": -800, "to": 900, "bottom": 2100},
            {"id": "poer", "kind": "foundation", "from": -500, "to": 300, "top": 2100,
             "bottom": 2400},
        ],
        claims=[
            network("telecom", "telecom", size="110 mm", serves="left"),
            network("ls", "low-voltage", size="60 mm", serves="left"),
            network("gas", "gas-low", size="110 mm", serves="left"),
            network("water", "water", size="160 mm", serves="left"),
            network("riool", "sewer-combined", size="400 mm", invert="2.2 m", serves="left"),
            network("persleiding", "sewer-pressure", size="160 mm"),
            {"id": "iepen", "tree": {"root-volume": "12 m3", "spacing": "9 m"}},
        ],
    )  # fmt: skip
    return (
        Builder(profile)
        .single("telecom", 1200, 600, ("left",))
        .single("ls", 1500, 600, ("left",))
        .single("gas", 1900, 800, ("left",))
        .single("water", 2500, 1000, ("left",))
        .single("riool", 4300, 1800, ("left",))
        .single("persleiding", 5400, 1000)
        .block("iepen", 6500, 8000, 0, 900, trunk=(7550, 7850))
        .note("breach", "kelder-4", "telecom", 245, 300)
        .note("deviation", "kerb@2600", "water", 20, 80)
        .note("deviation", "iepen:root-zone", "kademuur", 1200, 2000)
        .layout()
    )


@cache
def boulevard() -> Layout:
    """A 40 m boulevard with thirty things."""
    zones = [("footway", 4500), ("tree-strip", 2500), ("cycleway", 2500), ("verge", 400),
             ("carriageway", 6500), ("tramway", 7200), ("carriageway", 6500),
             ("verge", 400, {"name": "schampstrook met hek"}), ("cycleway", 2500),
             ("tree-strip", 2500), ("footway", 4500)]  # fmt: skip
    kinds = ["telecom", "coax", "fibre", "low-voltage", "public-lighting", "gas-low", "water",
             "medium-voltage"]  # fmt: skip
    claims: list[dict[str, Any]] = []
    places: list[tuple[str, int, int]] = []
    for side, base, way in (("west", 0, 1), ("oost", 40000, -1)):
        for i, kind in enumerate(kinds):
            claims.append(network(f"{kind}-{side}", kind))
            places.append((f"{kind}-{side}", base + way * (500 + 480 * i), 600 + 60 * (i // 2)))
    for i, kind in enumerate(
        ["heat", "cold", "sewer-foul", "sewer-storm", "sewer-pressure", "gas-high",
         "water-transport", "high-voltage", "hazardous-pipeline", "petrochemical", "duct"]
    ):  # fmt: skip
        pair = {"form": "pair"} if kind in ("heat", "cold") else {}
        claims.append(network(kind, kind, **pair))
        places.append((kind, 10800 + 1750 * i, 900 + 150 * (i % 4)))
    claims += [
        {"id": f"platanen-{side}", "tree": {"root-volume": "30 m3", "spacing": "12 m"}}
        for side in ("west", "oost")
    ]
    claims.append({"id": "berging", "storage": {"rain": "60 mm", "catchment": "30 m"}})
    profile = street(
        name="Boulevard Noord", zones=zones, claims=claims,
        ground={"groundwater": {"high": 1500, "low": 2200}, "soil": "clay"},
    )  # fmt: skip
    builder = Builder(profile)
    for claim, axis, top in places:
        builder.single(claim, axis, top)
    builder.block("platanen-west", 4600, 7000, 0, 1000, trunk=(5650, 5950))
    builder.block("platanen-oost", 33000, 35400, 0, 1000, trunk=(34050, 34350), barrier=True)
    builder.block("berging", 8200, 10000, 400, 1000, layers=2)
    for i in range(10):
        left, right = places[i % 7][0], places[i % 7 + 1][0]
        builder.note("deviation", left, right, 380 + i, 500)
    return builder.layout()


DENSE_KINDS = tuple(kind for kind in Network if kind is not Network.DUCT)


@cache
def dense() -> Layout:
    """A 25 m street with fifty things, most of them existing, some on top of each other."""
    claims: list[dict[str, Any]] = []
    places: list[tuple[str, int, int]] = []
    for i in range(50):
        kind = DENSE_KINDS[(i * 7) % len(DENSE_KINDS)].value
        existing = i % 3 != 0
        axis = 300 + (i * 487 + (i % 5) * 61) % 24400
        lying = {"state": "existing", "axis": axis, "cover": 500 + 90 * (i % 9)} if existing else {}
        size = f"{40 + 30 * (i % 5)} mm"
        claims.append(network(f"{kind}-{i:02d}", kind, size=size, **lying))
        if not existing:
            places.append((f"{kind}-{i:02d}", axis, 600 + 80 * (i % 7)))
    profile = street(
        name="Drukke Groningerstraat met een lange naam die niet zomaar past",
        description="Fifty things. " * 30,
        zones=[("footway", 3000), ("verge", 300), ("cycleway", 2000), ("verge", 250),
               ("parking", 2000), ("carriageway", 9000), ("parking", 2000), ("verge", 450),
               ("footway", 6000)],
        ground={"groundwater": {"high": 1200, "low": 1250}, "soil": "loam"},
        claims=claims,
    )  # fmt: skip
    builder = Builder(profile)
    for claim, axis, top in places:
        builder.single(claim, axis, top)
    axes = {c["id"]: c["axis"] for c in claims if "axis" in c} | {c: x for c, x, _ in places}
    ids = sorted(axes, key=lambda claim: axes[claim])
    for i in range(45):
        kind = "breach" if i % 3 == 0 else "deviation"
        builder.note(kind, ids[i], ids[i + 1], 60 + 7 * i, 500)
    return builder.layout("feasible", 4_000_000)


@cache
def corners() -> Layout:
    """Every pavement, slivers of zones, a rack with two sides, gaps upright."""
    pavements = ["tiles", "bricks", "asphalt", "concrete", "grass", "planting", "gravel", "none"]
    zones: list[Any] = [("water", 2500)]
    zones += [("square", 1500, {"pavement": pavement}) for pavement in pavements]
    zones += [("verge", 150, {"name": f"strook {i}"}) for i in range(4)]
    zones += [("busway", 3300), ("tramway", 3000), ("garden", 2000)]
    claims = [
        network("glas-links", "fibre", serves="left"),
        network("glas-rechts", "fibre", serves="right"),
        network("gas-links", "gas-low", serves="left"),
        network("gas-rechts", "gas-low", serves="right"),
        network(
            "duiker",
            "sewer-storm",
            size="1200 mm x 600 mm",
            state="existing",
            axis=18000,
            cover=1200,
        ),
        network("kruising", "medium-voltage", size="110 mm"),
        network(
            "blijft", "water", size="110 mm", state="existing", axis=16000, mobility="relocatable"
        ),
        {
            "id": "bak",
            "container": {"width": "1500 mm", "depth": "2000 mm"},
            "state": "existing",
            "axis": 22000,
        },
    ]
    profile = street(
        name="Alle hoeken", zones=zones, claims=claims, techniques={"rack": "allowed"},
        boundaries={"left": "open", "right": "plot"}, ground={"soil": "peat"},
        fixtures=[{"id": "ver-weg", "kind": "cellar", "from": -30000, "to": -20000,
                   "bottom": 2000},
                  {"id": "diep", "kind": "foundation", "from": 24000, "to": 25000, "top": 1000,
                   "bottom": 2500}],
    )  # fmt: skip
    builder = Builder(profile)
    rule = builder.rules.racks["base"]
    middle = 6000 + rule.beam + rule.post // 2
    frame = Box(start=6000, end=6000 + 2 * rule.beam + rule.post, top=300, bottom=1200)
    members = []
    for name, bottom in (("glas", 600), ("gas", 1000)):
        for side, way in (("links", -1), ("rechts", 1)):
            width = builder.box(f"{name}-{side}", 0, 0).width
            start = middle + way * 200 - width // 2
            box = Box(start=start, end=start + width, top=bottom - width, bottom=bottom)
            members.append(Member(claim=f"{name}-{side}", box=box))
    builder.columns.append(
        Column(technique="rack", box=frame, members=tuple(members), working=("left", "right"))
    )
    builder.single("kruising", 18100, 700).single("blijft", 16000, 1000, stay=True)
    builder.note("deviation", "kruising", "duiker", 390, 500, "vertical")
    builder.note("breach", "duiker", "kruising", 390, 500, "vertical")
    builder.note("deviation", "bak", "boundary-right", 2750, 3000)
    builder.note("breach", "nobody", "bak", 10, 20)
    return builder.layout()


ALL = {
    "corners": corners,
    "alley": alley,
    "residential": residential,
    "renewal": renewal,
    "quay": quay,
    "boulevard": boulevard,
    "dense": dense,
}
"""Every layout by name."""


@cache
def many() -> Layout:
    """A street with as many claims as a profile may hold."""
    claims = [network(f"kabel-{i:03d}", "telecom", size="40 mm") for i in range(200)]
    profile = street(name="Tweehonderd", zones=[("carriageway", 30000)], claims=claims)
    builder = Builder(profile)
    for i in range(200):
        builder.single(f"kabel-{i:03d}", 200 + 148 * i, 600 + 40 * (i % 3))
    return builder.layout()
