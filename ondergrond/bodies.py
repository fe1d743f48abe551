"""Bodies: sizes of cross-sections under a rule set, in even mm, and where things lie today.

Sizes are rounded up to an even number of mm once, here, so that every axis lies on a whole mm.
"""

from __future__ import annotations

from typing import NamedTuple

from ondergrond.claims import (
    Claim,
    ContainerClaim,
    Form,
    NetworkClaim,
    ReserveClaim,
    StorageClaim,
    TreeClaim,
)
from ondergrond.layout import Box
from ondergrond.profile import ProfileError, StreetProfile, ZoneKind
from ondergrond.quantity import ceil_div, even_up
from ondergrond.rules import RuleSet


class Body(NamedTuple):
    """Outer width and height (even mm); assumed: the size is the rule set's, not the profile's."""

    width: int
    height: int
    assumed: bool


class TreeSizes(NamedTuple):
    """A tree row's zone: rootable depth, trunk diameter and the widths tried, least first (mm)."""

    depth: int
    trunk: int
    widths: tuple[int, ...]


class StorageSizes(NamedTuple):
    """Storage in a number of layers: height, least and target width (mm, widths even)."""

    layers: int
    height: int
    least: int
    target: int


def network_body(claim: NetworkClaim, rules: RuleSet) -> Body:
    """Width and height of a network's body.

    A pair is two bodies of equal diameter with the rule's ``pair_gap`` between them. A nominal size
    is looked up in the casing table of the form (a pair uses single casings). Raises ``KeyError``
    for a nominal size the table does not have (``rule_errors`` tells it beforehand).
    """
    size = claim.size
    if size is not None and size.width is not None and size.height is not None:
        return Body(even_up(size.width), even_up(size.height), False)
    diameter = even_up(outer_diameter(claim, rules))
    if claim.form is Form.PAIR:
        gap = even_up(rules.networks[claim.network].pair_gap)
        return Body(2 * diameter + gap, diameter, size is None)
    return Body(diameter, diameter, size is None)


def outer_diameter(claim: NetworkClaim, rules: RuleSet) -> int:
    """The diameter of a network's pipe as it was stated, or as the rule set has it (mm, maybe odd);
    of a bed of cables its height. Raises ``KeyError`` as ``network_body``.
    """
    rule, size = rules.networks[claim.network], claim.size
    if size is None:
        return rule.size
    if size.nominal is not None:
        return rule.casing[_casing_key(claim.form, size.nominal)]
    stated = size.height if size.diameter is None else size.diameter
    assert stated is not None
    return stated


def _casing_key(form: Form, nominal: int) -> str:
    return f"{'twin' if form is Form.TWIN else 'single'}/{nominal}"


def given_cover(claim: NetworkClaim, rules: RuleSet) -> int | None:
    """The cover the profile states (directly, or by the invert), or None; at least 0 (mm).

    The invert is taken as the bottom of the body: wall thickness is not known.
    """
    if claim.cover is not None:
        return claim.cover
    if claim.invert is not None:
        return max(0, claim.invert - network_body(claim, rules).height)
    return None


def tree_sizes(claim: TreeClaim, profile: StreetProfile, rules: RuleSet) -> TreeSizes | None:
    """Rootable depth and widths of a planned tree row, or None where there is no depth for roots.

    depth = min(greatest rootable depth, highest groundwater - margin); target width = volume /
    (spacing x depth); least width = the claim's (or the rule's) least share of the target; between
    them ``widths`` equal steps; each rounded up to even mm and at least the trunk's diameter.
    """
    rule = rules.tree
    depth = rule.depth
    water = profile.ground.groundwater
    if water is not None:
        depth = min(depth, water.high - rule.above_water)
    if depth < rule.shallowest:
        return None
    trunk = even_up(claim.tree.trunk if claim.tree.trunk is not None else rule.trunk)
    target = ceil_div(claim.tree.root_volume, claim.tree.spacing * depth)
    share = claim.tree.least if claim.tree.least is not None else rule.least
    least = ceil_div(target * share, 100)
    steps = max(1, rule.widths - 1)
    tried = {
        max(trunk, even_up(least + ceil_div((target - least) * step, steps)))
        for step in range(steps + 1)
    }
    return TreeSizes(depth, trunk, tuple(sorted(tried)))


def storage_sizes(claim: StorageClaim, rules: RuleSet) -> tuple[StorageSizes, ...]:
    """Least and target width of the storage for one and (where allowed) two layers of crates.

    Target width = rain x catchment / (void share x height); least width = the claim's (or the
    rule's) least share of it; rounded up to even mm.
    """
    rule = rules.storage
    share = claim.storage.least if claim.storage.least is not None else rule.least
    water = claim.storage.rain * claim.storage.catchment
    sizes = []
    for layers in range(1, claim.storage.layers + 1):
        height = layers * rule.layer
        target = ceil_div(water * 100, rule.void * height)
        least = ceil_div(target * share, 100)
        sizes.append(StorageSizes(layers, height, even_up(least), even_up(target)))
    return tuple(sizes)


def claim_classes(claim: Claim) -> tuple[str, ...]:
    """The rule classes a claim's bodies may belong to."""
    if isinstance(claim, NetworkClaim):
        return (claim.network.value, "manhole") if claim.manhole else (claim.network.value,)
    if isinstance(claim, TreeClaim):
        return ("tree-trunk", "root-zone", "tree-trunk-barrier", "root-zone-barrier")
    if isinstance(claim, StorageClaim):
        return ("storage",)
    return ("reserve",) if isinstance(claim, ReserveClaim) else ("container",)


def profile_classes(profile: StreetProfile) -> frozenset[str]:
    """The rule classes a street can need: what a layout's copy of the rules must hold."""
    classes = {"kerb", profile.boundaries.left.value, profile.boundaries.right.value} - {"open"}
    for claim in profile.claims:
        classes.update(claim_classes(claim))
    classes.update(fixture.kind.value for fixture in profile.fixtures)
    if profile.techniques.rack == "allowed":
        classes.add("rack")
    return frozenset(classes)


def rule_errors(profile: StreetProfile, rules: RuleSet) -> list[ProfileError]:
    """What is wrong in a profile in the light of a rule set: unknown nominal sizes, unknown preset,
    a manhole narrower than its pipe, an invert above its top, a body wider than the street; empty
    when it is sound.
    """
    errors: list[ProfileError] = []
    if profile.preset not in rules.presets:
        known = ", ".join(sorted(rules.presets))
        errors.append(
            ProfileError(("preset",), f"unknown preset '{profile.preset}'; one of: {known}")
        )
    for index, claim in enumerate(profile.claims):
        if isinstance(claim, NetworkClaim):
            errors += _network_errors(index, claim, profile, rules)
        elif isinstance(claim, ContainerClaim) and claim.container.width > profile.width:
            path = ("claims", index, "container", "width")
            errors.append(ProfileError(path, "the container is wider than the street"))
    return errors


def _network_errors(
    index: int, claim: NetworkClaim, profile: StreetProfile, rules: RuleSet
) -> list[ProfileError]:
    rule = rules.networks[claim.network]
    path = ("claims", index, "size")
    if claim.size is not None and claim.size.nominal is not None:
        key = _casing_key(claim.form, claim.size.nominal)
        if key not in rule.casing:
            kind = key.split("/")[0]
            known = sorted(int(k.split("/")[1]) for k in rule.casing if k.startswith(kind))
            hint = (
                f"known: DN{', DN'.join(map(str, known))}" if known else "give the outer diameter"
            )
            return [
                ProfileError(
                    path, f"no casing is known for a {claim.network} {kind} of {claim.size}; {hint}"
                )
            ]
    body = network_body(claim, rules)
    if body.width > profile.width:
        return [ProfileError(path, f"a body {body.width} mm wide does not fit in the street")]
    if claim.invert is not None and claim.invert < body.height:
        message = f"an invert at {claim.invert} mm lies above the top of a pipe of {body.height} mm"
        return [ProfileError(("claims", index, "invert"), message)]
    if claim.manhole is not None and claim.manhole < body.width:
        return [
            ProfileError(
                ("claims", index, "manhole"),
                f"a manhole of {claim.manhole} mm is narrower than its pipe of {body.width} mm",
            )
        ]
    return []


def existing_box(claim: Claim, profile: StreetProfile, rules: RuleSet) -> Box:
    """Where something lies today (docs/model.md, section 1): at its axis, at its stated cover or
    the largest its rule gives for the zones it touches; a tree's trunk through the rootable depth;
    a container from the ground down.
    """
    assert claim.axis is not None
    if isinstance(claim, NetworkClaim):
        body = network_body(claim, rules)
        start = claim.axis - body.width // 2
        cover = given_cover(claim, rules)
        if cover is None:
            by_zone = rules.networks[claim.network].cover
            zones = zones_touched(profile, start, start + body.width)
            cover = max((by_zone[zone.value] for zone in zones), default=max(by_zone.values()))
        return Box(start=start, end=start + body.width, top=cover, bottom=cover + body.height)
    if isinstance(claim, TreeClaim):
        demand = claim.tree.trunk
        width, bottom = even_up(rules.tree.trunk if demand is None else demand), rules.tree.depth
    else:
        assert isinstance(claim, ContainerClaim)
        width, bottom = even_up(claim.container.width), claim.container.depth
    start = claim.axis - width // 2
    return Box(start=start, end=start + width, top=0, bottom=bottom)


def zones_touched(profile: StreetProfile, start: int, end: int) -> tuple[ZoneKind, ...]:
    """Kinds of the zones an x-range touches (open overlap: touching an edge is not touching)."""
    return tuple(
        zone.kind
        for zone, (left, right) in zip(profile.zones, profile.zone_ranges, strict=True)
        if start < right and end > left
    )
