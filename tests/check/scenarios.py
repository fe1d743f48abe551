"""Pairs of layouts, one exactly at the limit of one rule, its twin 1 mm beyond it.

Each scenario builds a random street around one thing or pair, everything else further away than any
rule reaches, and says which violations the twin has, and no others.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from ondergrond.check import Code
from ondergrond.layout import Layout
from ondergrond.rules import RuleSet
from tests.check.layouts import (
    FAR,
    Face,
    Maker,
    Slot,
    changed_claim,
    moved,
    needed,
    network_slot,
    shifted,
    with_column,
    with_member,
    with_profile,
)
from tests.rulesets import small_rules

Key = tuple[Code, str, str, str]
"""Code, rule, left and right of a violation."""


class Case(NamedTuple):
    """Two layouts that differ by 1 mm, and what is violated in the second.

    leaps: the rule's value itself changes there, so more than 1 mm may be short.
    """

    at_limit: Layout
    beyond: Layout
    violated: set[Key]
    leaps: bool = False


Scenario = Callable[[Random], Case]

SCENARIOS: dict[str, Scenario] = {}
"""All scenarios by name."""


def scenario(build: Scenario) -> Scenario:
    """Enter a scenario under its function's name."""
    SCENARIOS[build.__name__] = build
    return build


def quiet(random: Random, rules: RuleSet | None = None) -> Maker:
    """A maker of streets without house connections, with a bystander at the left end."""
    maker = Maker(random, rules)
    maker.quiet = True
    maker.works = random.choice(("street", "trench"))
    maker.preset = random.choice(("balanced", "space", "cost", "trees"))
    maker.place(bystander(maker), random.randint(0, 50))
    return maker


def bystander(maker: Maker) -> Slot:
    """A network that nothing is about."""
    kind = maker.random.choice(("water", "gas-low", "heat", "fibre"))
    return maker.network(kind, serves="none")


def finished(maker: Maker) -> Layout:
    """The layout, with another bystander far at the right end."""
    maker.place(bystander(maker), FAR)
    return maker.layout(slack=random_slack(maker))


def random_slack(maker: Maker) -> int:
    """Some room at the right end, mm."""
    return maker.random.randint(0, 50)


def any_slot(maker: Maker, *, racks: bool = True, stays: bool = True) -> Slot:
    """A slot of any technique."""
    makers: list[Callable[[], Slot]] = [
        lambda: lockable(maker),
        lambda: lockable(maker),
        maker.storage,
        maker.stack,
    ]
    if racks:
        makers += [lambda: maker.rack("transport"), lambda: maker.rack("double")]
    if stays:
        makers.append(lambda: maker.stay(maker.random.randint(1, 3)))
    return maker.random.choice(makers)()


def lockable(maker: Maker) -> Slot:
    """A slot of one claim that may have an axis."""
    makers: list[Callable[[], Slot]] = [
        maker.network,
        lambda: maker.network(manhole=True),
        maker.reserve,
        maker.container,
        lambda: maker.tree(maker.random.choice(("left", "middle", "right"))),
    ]
    return maker.random.choice(makers)()


def pair(a: str, b: str) -> str:
    """The name of the rule of two classes."""
    return "|".join(sorted((a, b)))


def column_name(slot: Slot, start: int) -> str:
    """The name of a column in violations of the column as a whole."""
    return f"rack@{start}" if slot.technique == "rack" else slot.parts[0].claim


def face_name(face: Face, start: int) -> str:
    """The name of a face of a slot that starts somewhere else."""
    return f"rack@{start}" if face.name == "@" else face.name


# --- columns, obstacles, boundaries --------------------------------------------------------------


@scenario
def two_columns(random: Random) -> Case:
    """Two columns exactly at their hard gap (or strip), then 1 mm nearer."""
    maker = quiet(random)
    a = maker.place(any_slot(maker), FAR)
    # Two racks would have to share out whole groups: one is enough here.
    b = maker.place(any_slot(maker, racks=a.technique != "rack", stays=a.technique != "stay"), 0)
    layout = finished(maker)
    gap = needed(a, b, maker.rules) - 1
    violated = {
        (Code.GAP, pair(f.kind, g.kind), f_name, g_name)
        for f in a.faces
        for g in b.faces
        if gap + g.x0 + a.width - f.x1 < maker.rules.gap(f.kind, g.kind).hard
        and (f_name := face_name(f, a.start))
        and (g_name := face_name(g, b.start - 1))
    }
    names = column_name(a, a.start), column_name(b, b.start - 1)
    if gap < 0:
        violated.add((Code.OVERLAP, "columns", *names))
    strips = ("right" in a.working and b.technique != "stay") or (
        "left" in b.working and a.technique != "stay"
    )
    if strips and gap < maker.rules.racks["base"].strip:
        violated.add((Code.STRIP, "rack.strip", *names))
    if b.technique != "stay":
        return Case(layout, shifted(layout, 2, -1), violated)
    here = {member.claim: member.box.axis for member in layout.columns[2].members}
    beyond = shifted(layout, 2, -1)
    for claim, axis in here.items():
        beyond = changed_claim(beyond, claim, axis=axis - 1)
    return Case(layout, beyond, violated)


def _beside(random: Random, maker: Maker, kind: str, size: int, place: Any) -> Case:
    """A column left or right of an obstacle of a class and size, at the hard gap of its faces.

    place(start, top, bottom) enters the obstacle, which reaches as deep as the column, and returns
    the name of its face.
    """
    slot = maker.place(any_slot(maker, racks=kind in ("cellar", "quay-wall"), stays=False), 3 * FAR)
    top = maker.cover(slot)
    side = random.choice(("left", "right"))
    if side == "left":
        end = min(slot.start + f.x0 - maker.rules.gap(f.kind, kind).hard for f in slot.faces)
        start, dx = end - size, -1
    else:
        start = max(slot.start + f.x1 + maker.rules.gap(f.kind, kind).hard for f in slot.faces)
        end, dx = start + size, 1
    name = place(start, top, top + slot.height)
    slot_end = slot.start
    maker.place(bystander(maker), 3 * FAR)
    layout = maker.layout(slack=random_slack(maker))
    violated = set()
    for f in slot.faces:
        near = slot.start + dx + f.x0 - end if side == "left" else start - slot.start - dx - f.x1
        if near < maker.rules.gap(f.kind, kind).hard:
            names = [name, face_name(f, slot_end + dx)]
            names = names if side == "left" else names[::-1]
            violated.add((Code.GAP, pair(f.kind, kind), names[0], names[1]))
    return Case(layout, shifted(layout, 1, dx), violated)


@scenario
def beside_a_fixture(random: Random) -> Case:
    """Beside a cellar, quay wall or foundation as deep as the street."""
    maker = quiet(random)
    kind = random.choice(("cellar", "quay-wall", "foundation"))
    size = random.randint(1, 500)

    def place(start: int, top: int, bottom: int) -> str:
        del top, bottom
        maker.fixtures.append(
            {"id": "wall", "kind": kind, "from": start, "to": start + size, "bottom": 9000}
        )
        return "wall"

    return _beside(random, maker, kind, size, place)


@scenario
def beside_a_fixed_network(random: Random) -> Case:
    """Beside a fixed network at the depth of the column."""
    maker = quiet(random)
    claim = maker.network_claim(state="existing", serves="none")
    size = claim["size"]["diameter"]

    def place(start: int, top: int, bottom: int) -> str:
        claim["axis"] = start + size // 2
        claim["cover"] = (top + bottom - size) // 2
        return str(claim["id"])

    # A deep obstacle under a low column could be passed over: both at the same middle depth.
    return _beside(random, maker, claim["network"], size, place)


@scenario
def beside_a_standing_tree(random: Random) -> Case:
    """Beside the trunk of a tree that stays."""
    maker = quiet(random)
    trunk = 2 * random.randint(50, 200)
    demand = {"root-volume": 10**10, "spacing": 10_000, "trunk": trunk}
    claim = maker.claim("oak", tree=demand, state="existing")

    def place(start: int, top: int, bottom: int) -> str:
        del top, bottom
        claim["axis"] = start + trunk // 2
        return f"{claim['id']}:tree-trunk"

    return _beside(random, maker, "tree-trunk", trunk, place)


@scenario
def beside_a_standing_container(random: Random) -> Case:
    """Beside a container that stays."""
    maker = quiet(random)
    demand = {"width": 1200, "depth": 2700}
    claim = maker.claim("bin", container=demand, state="existing")

    def place(start: int, top: int, bottom: int) -> str:
        del top, bottom
        claim["axis"] = start + 600
        return str(claim["id"])

    return _beside(random, maker, "container", 1200, place)


@scenario
def beside_the_left_boundary(random: Random) -> Case:
    """At a facade, plot or quay; at an open end of the street only the street's edge counts."""
    maker = Maker(random)
    maker.quiet = True
    kind = random.choice(("facade", "plot", "water-edge", "open"))
    maker.boundaries = (kind, random.choice(("facade", "open")))
    slot = maker.place(any_slot(maker, stays=False), 0)
    layout = finished(maker)
    start = slot.start - 1
    name = column_name(slot, start)
    violated: set[Key] = set()
    if start < 0:
        violated.add((Code.OUTSIDE, "width", "boundary-left", name))
    if "left" in slot.working and start < maker.rules.racks["base"].strip:
        violated.add((Code.STRIP, "rack.strip", "boundary-left", name))
    if kind != "open":
        violated |= {
            (Code.GAP, pair(f.kind, kind), "boundary-left", face_name(f, start))
            for f in slot.faces
            if start + f.x0 < maker.rules.gap(f.kind, kind).hard
        }
    return Case(layout, shifted(layout, 0, -1), violated)


@scenario
def beside_the_right_boundary(random: Random) -> Case:
    """The same at the other end."""
    maker = quiet(random)
    kind = random.choice(("facade", "plot", "water-edge", "open"))
    maker.boundaries = ("facade", kind)
    slot = maker.place(any_slot(maker, stays=False), FAR)
    layout = maker.layout(slack=0)
    width, start = layout.profile.width, slot.start + 1
    name = column_name(slot, start)
    violated: set[Key] = set()
    if start + slot.width > width:
        violated.add((Code.OUTSIDE, "width", name, "boundary-right"))
    strip = maker.rules.racks["base"].strip
    if "right" in slot.working and start + slot.width + strip > width:
        violated.add((Code.STRIP, "rack.strip", name, "boundary-right"))
    if kind != "open":
        violated |= {
            (Code.GAP, pair(f.kind, kind), face_name(f, start), "boundary-right")
            for f in slot.faces
            if width - start - f.x1 < maker.rules.gap(f.kind, kind).hard
        }
    return Case(layout, shifted(layout, 1, 1), violated)


@scenario
def beside_a_kerb(random: Random) -> Case:
    """A network too shallow to pass below the kerb."""
    maker = quiet(random)
    slot = maker.place(maker.network(cover=random.randint(250, 349)), FAR)
    kind = slot.faces[0].kind
    hard = maker.rules.gap(kind, "kerb").hard
    kerb = slot.end + hard
    layout = _zoned(maker, kerb, "square", "carriageway")
    key = (Code.GAP, pair(kind, "kerb"), slot.parts[0].claim, f"kerb@{kerb}")
    return Case(layout, shifted(layout, 1, 1), {key})


def _zoned(maker: Maker, cut: int, left: str, right: str) -> Layout:
    """The layout with a zone to a cut and another one for 3 m beyond it."""
    width = max(maker.width(), cut + 3 * FAR)
    maker.zones = [{"kind": left, "width": cut}, {"kind": right, "width": width - cut}]
    return maker.layout()


@scenario
def over_or_under_a_fixed_network(random: Random) -> Case:
    """One network above another one that stays, at the hard vertical gap."""
    maker = quiet(random)
    slot = maker.place(maker.network(cover=1000, manhole=random.random() < 0.3), FAR)
    fixed = maker.network_claim(state="existing", serves="none")
    size, kind = fixed["size"]["diameter"], fixed["network"]
    hard = 50
    above = random.random() < 0.5 and len(slot.faces) == 1
    fixed["cover"] = 1000 - hard - size if above else 1000 + slot.height + hard
    offset = random.randint(-20, 20)
    fixed["axis"] = slot.start + slot.width // 2 + offset
    layout = finished(maker)
    nearer = fixed["cover"] + (1 if above else -1)
    violated: set[Key] = set()
    for face in slot.faces:
        names = (face.name, fixed["id"]) if offset >= 0 else (fixed["id"], face.name)
        violated.add((Code.GAP, pair(face.kind, kind), *names))
    return Case(layout, changed_claim(layout, fixed["id"], cover=nearer), violated)


@scenario
def below_the_load_of_a_foundation(random: Random) -> Case:
    """Deeper than a foundation, exactly on the line along which it spreads its load."""
    maker = quiet(random)
    deep = random.randint(302, 1200)
    slot = maker.place(maker.network(cover=1000), 3 * FAR)
    bottom = 1000 + slot.height - deep
    held = -(-deep * maker.rules.load_spread // 1000)
    wall = {"id": "footing", "kind": "foundation", "top": 0, "bottom": bottom}
    left = random.random() < 0.5
    if left:
        maker.fixtures.append({**wall, "from": slot.start - held - 300, "to": slot.start - held})
    else:
        maker.fixtures.append({**wall, "from": slot.end + held, "to": slot.end + held + 300})
    maker.place(bystander(maker), 3 * FAR)
    layout = maker.layout()
    names = ("footing", slot.parts[0].claim) if left else (slot.parts[0].claim, "footing")
    key = (Code.LOAD, "load_spread", *names)
    return Case(layout, shifted(layout, 1, -1 if left else 1), {key})


# --- windows, axes, zones ------------------------------------------------------------------------


@scenario
def in_a_window(random: Random) -> Case:
    """Against either end of the window of a claim."""
    maker = quiet(random)
    slot = maker.place(maker.storage() if random.random() < 0.2 else lockable(maker), FAR)
    side = random.choice(("left", "right"))
    room = random.randint(1, 500)
    window = [slot.start, slot.end + room] if side == "left" else [slot.start - room, slot.end]
    claim = slot.parts[0].claim
    _keys(maker, claim)["within"] = window
    layout = finished(maker)
    key = (Code.WINDOW, f"within.{side}", claim, "")
    return Case(layout, shifted(layout, 1, -1 if side == "left" else 1), {key})


@scenario
def on_a_locked_axis(random: Random) -> Case:
    """Where the claim says its axis is; of a tree that of the trunk."""
    maker = quiet(random)
    slot = maker.place(lockable(maker), FAR)
    part = slot.parts[0]
    first, last = part.trunk or (0, slot.width)
    _keys(maker, part.claim)["axis"] = slot.start + (first + last) // 2
    layout = finished(maker)
    dx = random.choice((-1, 1))
    return Case(layout, shifted(layout, 1, dx), {(Code.AXIS, "axis", part.claim, "")})


def _keys(maker: Maker, claim: str) -> dict[str, Any]:
    return next(keys for keys in maker.claims if keys["id"] == claim)


@scenario
def at_a_forbidden_zone(random: Random) -> Case:
    """Meeting the edge of a garden, where nothing new may lie, then 1 mm in it."""
    maker = quiet(random)
    slot = maker.place(any_slot(maker, stays=False), FAR)
    layout = _zoned(maker, slot.end, "square", "garden")
    violated: set[Key] = set()
    for face in slot.faces:
        wanted = slot.technique != "rack" or face.kind == "rack"
        if wanted and face.kind != "manhole" and face.x1 == slot.width:
            kind = face.kind.removesuffix("-barrier")
            name = face_name(face, slot.start + 1)
            violated.add((Code.ZONE, f"{kind}.garden", name, "garden"))
    return Case(layout, shifted(layout, 1, 1), violated)


# --- depths --------------------------------------------------------------------------------------


@scenario
def at_the_least_cover(random: Random) -> Case:
    """At the least cover of the rule, or exactly at what the claim states, then 1 mm higher."""
    maker = quiet(random)
    slot = maker.place(any_slot(maker, stays=False), FAR)
    layout = finished(maker)
    name = column_name(slot, slot.start)
    part = _keys(maker, slot.parts[0].claim)
    if slot.technique == "rack":
        rule = "rack.cover"
    elif "network" in part:
        rule = f"{part['network']}.cover"
    elif "storage" in part:
        rule = "storage.cover"
    else:
        rule = (
            f"{'tree' if 'tree' in part else 'reserve' if 'reserve' in part else 'container'}.top"
        )
    rises = -1 if slot.technique == "rack" or slot.kinds or "reserve" in part else 1
    return Case(layout, shifted(layout, 1, dz=rises), {(Code.COVER, rule, name, "")})


@scenario
def at_a_stated_cover(random: Random) -> Case:
    """A network exactly at its stated cover, which no rule limits, then 1 mm off."""
    maker = quiet(random)
    slot = maker.place(maker.network(cover=random.choice((60, 900, 6000))), FAR)
    layout = finished(maker)
    key = (Code.COVER, "cover", slot.parts[0].claim, "")
    return Case(layout, shifted(layout, 1, dz=random.choice((-1, 1))), {key})


@scenario
def at_a_zone_that_asks_more_cover(random: Random) -> Case:
    """Meeting the edge of a quay, which asks 100 mm more, then 1 mm in it."""
    maker = quiet(random)
    builds: list[Callable[[], Slot]] = [maker.network, maker.storage, maker.stack]
    slot = maker.place(random.choice(builds)(), FAR)
    layout = _zoned(maker, slot.end, "square", "quay")
    claims = [slot.parts[0].claim]
    rules = [entry.partition("@")[0] for entry in slot.kinds]
    if slot.technique == "stack":
        o = slot.parts[1].z
        binds = {entry: maker.table(entry)["quay"] for entry in rules}
        top = maker.cover(slot)
        claims = [
            part.claim
            for part, kind, z in zip(slot.parts, rules, (0, o), strict=True)
            if top + z < binds[kind]
        ]
        rules = [kind for kind, z in zip(rules, (0, o), strict=True) if top + z < binds[kind]]
    violated = {
        (Code.COVER, f"{kind}.cover", claim, "") for kind, claim in zip(rules, claims, strict=True)
    }
    return Case(layout, shifted(layout, 1, 1), violated, leaps=True)


@scenario
def at_the_deepest_bottom(random: Random) -> Case:
    """A network, rack or storage as deep as its rule allows, then 1 mm deeper."""
    maker = quiet(random)
    builds: list[Callable[[], Slot]] = [
        maker.network,
        maker.storage,
        lambda: maker.rack("transport"),
    ]
    slot = maker.place(random.choice(builds)(), FAR)
    kind = slot.kinds[0]
    deepest = {"storage": 2000, "rack": 2600}.get(kind)
    if deepest is None:
        deepest = maker.rules.networks[kind].deepest
    slot.cover = deepest - slot.height
    layout = finished(maker)
    name = column_name(slot, slot.start)
    return Case(layout, shifted(layout, 1, dz=1), {(Code.DEPTH, f"{kind}.deepest", name, "")})


@scenario
def a_stack_at_its_deepest_bottom(random: Random) -> Case:
    """A stack of which one member is as deep as its rule allows, then 1 mm deeper."""
    maker = quiet(random)
    slot = maker.place(maker.stack(), FAR)
    tops = []
    for part in slot.parts:
        kind = _keys(maker, part.claim)["network"]
        tops.append(maker.rules.networks[kind].deepest - part.z - part.height)
    slot.cover = min(tops)
    layout = finished(maker)
    violated: set[Key] = {
        (Code.DEPTH, f"{_keys(maker, part.claim)['network']}.deepest", part.claim, "")
        for part, top in zip(slot.parts, tops, strict=True)
        if top == min(tops)
    }
    return Case(layout, shifted(layout, 1, dz=1), violated)


@scenario
def storage_above_the_groundwater(random: Random) -> Case:
    """Storage as near to the highest groundwater as it may be, then 1 mm deeper."""
    maker = quiet(random)
    slot = maker.place(maker.storage(random.choice((1, 2))), FAR)
    maker.groundwater = random.randint(1000, 2000)
    slot.cover = maker.groundwater - maker.rules.storage.above_water - slot.height
    layout = finished(maker)
    key = (Code.GROUNDWATER, "storage.above_water", slot.parts[0].claim, "")
    return Case(layout, shifted(layout, 1, dz=1), {key})


@scenario
def roots_above_the_groundwater(random: Random) -> Case:
    """Roots as deep as the groundwater allows, then 1 mm deeper."""
    maker = quiet(random)
    depth = random.randint(300, 999)
    maker.groundwater = depth + maker.rules.tree.above_water
    slot = maker.place(maker.tree(depth=depth), FAR)
    layout = finished(maker)
    box = layout.columns[1].box.model_copy(update={"bottom": depth + 1})
    key = (Code.GROUNDWATER, "tree.above_water", slot.parts[0].claim, "")
    return Case(layout, with_member(layout, 1, 0, box=box), {key})


# --- order ---------------------------------------------------------------------------------------


@scenario
def connections_that_cross_what_they_cannot(random: Random) -> Case:
    """Exactly over a fixed sewer nobody's connections cross it; 1 mm aside they would."""
    rules = small_rules()
    price: dict[str, int | None] = {**rules.crossings["telecom"].price, "sewer-foul": None}
    crossing = rules.crossings["telecom"].model_copy(update={"price": price})
    maker = quiet(
        random, rules.model_copy(update={"crossings": {**rules.crossings, "telecom": crossing}})
    )
    serves = random.choice(("left", "right"))
    claim = maker.network_claim("telecom", serves=serves, connections=random.randint(1, 9))
    slot = maker.place(network_slot(claim), FAR)
    sewer = maker.network_claim(
        "sewer-foul", state="existing", serves="none", cover=3000, axis=slot.start + slot.width // 2
    )
    layout = finished(maker)
    key = (Code.ORDER, "crossing.telecom.sewer-foul", claim["id"], sewer["id"])
    return Case(layout, shifted(layout, 1, 1 if serves == "left" else -1), {key})


# --- racks and stacks ----------------------------------------------------------------------------


def _rack(random: Random, twins: bool = False) -> tuple[Maker, Slot, Layout]:
    maker = quiet(random)
    slot = maker.place(maker.rack("transport", random.randint(2, 5), twins), FAR)
    return maker, slot, finished(maker)


def _level_moved(layout: Layout, places: list[int], dx: int = 0, dz: int = 0) -> Layout:
    """The layout with some members of its rack (column 1) moved."""
    column = layout.columns[1]
    members = tuple(
        member.model_copy(update={"box": moved(member.box, dx, dz)}) if place in places else member
        for place, member in enumerate(column.members)
    )
    return with_column(layout, 1, column.model_copy(update={"members": members}))


@scenario
def levels_of_a_rack(random: Random) -> Case:
    """Two levels at their gap, then the lower one 1 mm higher."""
    maker, slot, layout = _rack(random)
    place = random.randint(1, len(slot.parts) - 1)
    upper, lower = slot.parts[place - 1].claim, slot.parts[place].claim
    levels = [
        maker.rules.networks[_keys(maker, claim)["network"]].level for claim in (upper, lower)
    ]
    key = (Code.RACK_LEVEL, f"rack.level_gap.{levels[0]}/{levels[1]}", upper, lower)
    return Case(layout, _level_moved(layout, [place], dz=-1), {key})


@scenario
def plates_of_a_rack(random: Random) -> Case:
    """The first level at the cover plate and the last at the base plate, then 1 mm nearer."""
    _, slot, layout = _rack(random)
    name = f"rack@{slot.start}"
    if random.random() < 0.5:
        key = (Code.RACK_HEIGHT, "rack.top_gap", name, slot.parts[0].claim)
        return Case(layout, _level_moved(layout, [0], dz=-1), {key})
    last = len(slot.parts) - 1
    key = (Code.RACK_HEIGHT, "rack.bottom_gap", slot.parts[last].claim, name)
    return Case(layout, _level_moved(layout, [last], dz=1), {key})


@scenario
def beside_the_post_of_a_rack(random: Random) -> Case:
    """A network at its lateral distance from the post, then 1 mm nearer."""
    _, slot, layout = _rack(random)
    place = random.randrange(len(slot.parts))
    dx = -1 if slot.working == ("right",) else 1
    key = (Code.RACK_GAP, "rack.lateral", f"rack@{slot.start}", slot.parts[place].claim)
    return Case(layout, _level_moved(layout, [place], dx=dx), {key})


@scenario
def beside_another_on_a_level(random: Random) -> Case:
    """Two networks on a level at their lateral distance, then 1 mm nearer."""
    _, slot, layout = _rack(random, twins=True)
    dx = -1 if slot.working == ("right",) else 1
    key = (Code.RACK_GAP, "rack.lateral", slot.parts[0].claim, slot.parts[1].claim)
    return Case(layout, _level_moved(layout, [1], dx=dx), {key})


@scenario
def at_the_tip_of_a_beam(random: Random) -> Case:
    """A network that ends with its beam, then 1 mm beyond it."""
    maker, slot, layout = _rack(random)
    place = random.randrange(len(slot.parts))
    rule, part = maker.rules.racks["base"], slot.parts[place]
    room = rule.beam - rule.lateral - part.width
    out = 1 if slot.working == ("right",) else -1
    at_tip = _level_moved(layout, [place], dx=out * room)
    key = (Code.RACK_BEAM, "rack.beam", f"rack@{slot.start}", part.claim)
    return Case(at_tip, _level_moved(layout, [place], dx=out * (room + 1)), {key})


@scenario
def on_the_bottom_of_a_level(random: Random) -> Case:
    """Two networks standing on one bottom, then one of them 1 mm above it."""
    maker, slot, layout = _rack(random, twins=True)
    first, second = slot.parts[0].claim, slot.parts[1].claim
    level = maker.rules.networks[_keys(maker, first)["network"]].level
    key = (Code.RACK_LEVEL, f"rack.level.{level}", second, first)
    return Case(layout, _level_moved(layout, [1], dz=-1), {key})


@scenario
def width_of_a_rack(random: Random) -> Case:
    """A frame as wide as post and beam, then 1 mm wider."""
    _, slot, layout = _rack(random)
    box = layout.columns[1].box
    column = layout.columns[1].model_copy(
        update={"box": box.model_copy(update={"end": box.end + 1})}
    )
    key = (Code.RACK_BEAM, "rack.width", f"rack@{slot.start}", "")
    return Case(layout, with_column(layout, 1, column), {key})


@scenario
def rack_along_its_facade(random: Random) -> Case:
    """A distribution rack as far from its facade as it may stand, then 1 mm further."""
    maker = Maker(random)
    maker.quiet = True
    facade = maker.rules.racks["base"].facade
    if random.random() < 0.5:
        slot = maker.rack("left", random.randint(2, 4))
        maker.place(slot, facade - maker.rules.gap("rack", "facade").hard)
        layout = finished(maker)
        name = f"rack@{slot.start + 1}"
        key = (Code.RACK_FACADE, "rack.facade", "boundary-left", name)
        return Case(layout, shifted(layout, 0, 1), {key})
    maker.place(bystander(maker), 0)
    slot = maker.place(maker.rack("right", random.randint(2, 4)), FAR)
    layout = maker.layout(slack=facade - maker.rules.gap("rack", "facade").hard)
    key = (Code.RACK_FACADE, "rack.facade", f"rack@{slot.start - 1}", "boundary-right")
    return Case(layout, shifted(layout, 1, -1), {key})


@scenario
def networks_of_a_stack(random: Random) -> Case:
    """The lower one at its vertical distance below the upper one, then 1 mm nearer."""
    maker = quiet(random)
    slot = maker.place(maker.stack(), FAR)
    slot.deeper = 10
    layout = finished(maker)
    column = layout.columns[1]
    upper, lower = column.members
    kinds = [_keys(maker, part.claim)["network"] for part in slot.parts]
    key = (Code.STACK, f"stack.{kinds[0]}/{kinds[1]}.gap", upper.claim, lower.claim)
    box = column.box.model_copy(update={"bottom": column.box.bottom - 1})
    members = (upper, lower.model_copy(update={"box": moved(lower.box, dz=-1)}))
    beyond = column.model_copy(update={"box": box, "members": members})
    return Case(layout, with_column(layout, 1, beyond), {key})


@scenario
def middles_of_a_stack(random: Random) -> Case:
    """Two networks with one middle, then the lower one 1 mm aside."""
    maker = quiet(random)
    slot = maker.place(maker.stack(), FAR)
    layout = finished(maker)
    column = layout.columns[1]
    upper, lower = column.members
    aside = moved(lower.box, dx=1)
    box = column.box.model_copy(update={"end": max(column.box.end, aside.end)})
    if column.box.width == lower.box.width > upper.box.width:
        box = box.model_copy(update={"start": min(upper.box.start, aside.start)})
    members = (upper, lower.model_copy(update={"box": aside}))
    beyond = column.model_copy(update={"box": box, "members": members})
    key = (Code.STACK, "middle", slot.parts[0].claim, slot.parts[1].claim)
    return Case(layout, with_column(layout, 1, beyond), {key})


# --- sizes ---------------------------------------------------------------------------------------


@scenario
def widths_of_storage(random: Random) -> Case:
    """Storage at its least or target width, then 1 mm less or more."""
    maker = quiet(random)
    layers = random.choice((1, 2))
    least = random.random() < 0.5
    width = (600 if least else 1000) // layers
    slot = maker.place(maker.storage(layers, width), FAR)
    layout = finished(maker)
    box = layout.columns[1].box
    box = box.model_copy(update={"end": box.end + (-1 if least else 1)})
    rule = "storage.least" if least else "storage.target"
    key = (Code.WIDTH, rule, slot.parts[0].claim, "")
    return Case(layout, with_member(layout, 1, 0, box=box), {key})


@scenario
def width_of_a_root_zone(random: Random) -> Case:
    """A root zone of an allowed width, then 1 mm wider."""
    maker = quiet(random)
    slot = maker.place(maker.tree(random.choice(("left", "middle"))), FAR)
    layout = finished(maker)
    box = layout.columns[1].box
    box = box.model_copy(update={"end": box.end + 1})
    key = (Code.WIDTH, "tree.widths", slot.parts[0].claim, "")
    return Case(layout, with_member(layout, 1, 0, box=box), {key})


@scenario
def trunk_in_its_root_zone(random: Random) -> Case:
    """A trunk an inset from an edge or in the middle, then 1 mm aside."""
    maker = quiet(random)
    slot = maker.place(maker.tree(random.choice(("left", "middle", "right"))), FAR)
    layout = finished(maker)
    trunk = layout.columns[1].members[0].trunk
    assert trunk is not None
    dx = random.choice((-1, 1))
    key = (Code.WIDTH, "tree.inset", slot.parts[0].claim, "")
    beyond = with_member(layout, 1, 0, trunk=(trunk[0] + dx, trunk[1] + dx))
    return Case(layout, beyond, {key})


@scenario
def size_of_a_body(random: Random) -> Case:
    """A body of the size its claim and the rules give it, then 1 mm wider or lower."""
    maker = quiet(random)
    builds: list[Callable[[], Slot]] = [maker.network, maker.reserve, maker.container]
    slot = maker.place(random.choice(builds)(), FAR)
    layout = finished(maker)
    box = layout.columns[1].box
    rule, box = random.choice(
        (
            ("width", box.model_copy(update={"end": box.end + 1})),
            ("height", box.model_copy(update={"bottom": box.bottom - 1})),
        )
    )
    key = (Code.BODY, rule, slot.parts[0].claim, "")
    return Case(layout, with_member(layout, 1, 0, box=box), {key})


@scenario
def a_bed_where_it_lies(random: Random) -> Case:
    """A bed that stays, then one of its networks 1 mm lower than today."""
    maker = quiet(random)
    slot = maker.place(maker.stay(random.randint(1, 3)), FAR)
    layout = finished(maker)
    place = random.randrange(len(slot.parts))
    column = layout.columns[1]
    member = column.members[place]
    members = list(column.members)
    members[place] = member.model_copy(update={"box": moved(member.box, dz=1)})
    beyond = column.model_copy(update={"members": tuple(members)})
    violated: set[Key] = {(Code.STAY, edge, member.claim, "") for edge in ("top", "bottom")}
    return Case(layout, with_column(layout, 1, beyond), violated)


@scenario
def width_of_the_street(random: Random) -> Case:
    """The last column at its hard gap from the boundary, then the street 1 mm narrower."""
    maker = quiet(random)
    slot = maker.place(maker.network(), FAR)
    layout = maker.layout()
    width = layout.profile.width
    kind = slot.faces[0].kind
    beyond = with_profile(layout, width=width - 1, zones=[{"kind": "square", "width": width - 1}])
    key = (Code.GAP, pair(kind, "facade"), slot.parts[0].claim, "boundary-right")
    return Case(layout, beyond, {key})
