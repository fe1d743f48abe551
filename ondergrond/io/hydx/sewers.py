"""The sewers of a set on a section: place, size, depth, material.

Levels along a link are taken as straight. Sizes are inside sizes (of plastics outside ones, as they
are named); walls are the rule set's where it has them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum

from ondergrond.bodies import network_body
from ondergrond.claims import Claim, Dimensions, Network, NetworkClaim, State
from ondergrond.io.found import Found, FoundStreet, clean, free_id
from ondergrond.io.hydx.sewerset import LARGEST, Link, Node, SewerSet, Size, half_up_mm
from ondergrond.io.section import Crossing, Point, Section, square_to
from ondergrond.io.tally import LeftOut, Tally
from ondergrond.profile import Boundaries, Boundary, Zone, ZoneKind
from ondergrond.rules import RuleSet
from ondergrond.words import word

NETWORKS = {
    "GMD": Network.SEWER_COMBINED,
    "HWA": Network.SEWER_STORM,
    "DWA": Network.SEWER_FOUL,
    "VWA": Network.SEWER_FOUL,
}
"""Network by what a link carries (``INZ_TYP``)."""

MATERIALS = {
    "BET": "concrete", "GBT": "concrete", "PVC": "PVC", "PE": "PE", "PP": "PP", "GRE": "stoneware",
    "GIJ": "cast iron", "MSW": "masonry", "STL": "steel", "AZB": "asbestos cement", "HPE": "PE",
    "GVK": "glass fibre", "PLY": "polyester",
}  # fmt: skip
DEEPEST = 30_000
"""No invert lies deeper below ground than this, mm."""

BODILESS = frozenset({"OVS", "PMP", "DRL"})
"""Links that are weirs, pumps and orifices."""


class Reason(StrEnum):
    """Why a link of the set is not a sewer on the section. The list is closed."""

    ELSEWHERE = "does not meet the section"
    ALONG = "runs along the section instead of across it"
    BODILESS = "is a weir, pump or orifice"
    OPEN = "is an open channel"
    DESIGN = "is a design, not yet there"
    NO_NODE = "has an end that is no node of the set"
    NO_SIZE = "has a profile without a size"


PLASTICS = frozenset({"PVC", "PE", "HPE", "PP", "GVK", "PLY"})
"""Materials whose sizes are outside ones by name: PVC 315 is 315 mm across."""


def sewers_on(
    sewers: SewerSet, section: Section, taken: set[str], rules: RuleSet
) -> tuple[list[Found[Claim]], tuple[LeftOut, ...]]:
    """The sewers that cross a section, by offset, and what of the set is not among them.

    taken: ids that are in use; those of the sewers are added.  rules: for the walls of round
    sewers, as far as they have casings for them.
    """
    tally = Tally()
    found: list[tuple[int, Found[Claim]]] = []
    for link in sewers.links:
        tally.reads(link.kind or "?")
        reason = _not_there(link)
        line = sewers.line(link)
        if reason is None and line is None:
            reason = Reason.NO_NODE
        crossings = [] if line is None else section.crossings(line)
        if line is not None and not crossings:
            reason = Reason.ELSEWHERE
        elif reason is None and crossings[0].runs_along:
            reason = Reason.ALONG
        size = sewers.sizes.get(link.profile)
        if reason is None and size is None:
            reason = Reason.NO_SIZE
        if reason is not None or size is None or line is None:
            tally.leaves_out(link.kind or "?", reason or Reason.NO_SIZE, clean(link.id, 40) or "?")
            continue
        tally.uses(link.kind or "?")
        found.append(
            (crossings[0].offset, _sewer(sewers, link, line, crossings[0], size, taken, rules))
        )
    found.sort(key=lambda pair: (pair[0], pair[1].thing.id))
    return [sewer for _, sewer in found], tally.left_out


def _not_there(link: Link) -> Reason | None:
    if link.kind in BODILESS:
        return Reason.BODILESS
    if link.kind == "OPL":
        return Reason.OPEN
    return Reason.DESIGN if link.state == "ONT" else None


def _sewer(
    sewers: SewerSet,
    link: Link,
    line: tuple[Point, Point],
    crossing: Crossing,
    size: Size,
    taken: set[str],
    rules: RuleSet,
) -> Found[Claim]:
    share = math.dist(line[0], crossing.at) / math.dist(*line)
    nodes = [sewers.nodes[end] for end in link.ends]
    ground = _between(nodes[0].ground, nodes[1].ground, share)
    invert = _between(*link.inverts, share)
    measured: list[str] = []
    missing: list[str] = []
    warnings = []
    depth: int | None = None
    if ground is None or invert is None:
        missing.append("ground level" if ground is None else "invert level")
    else:
        depth = half_up_mm((ground - invert) * 1000)
        measured.append(f"invert {invert:.2f} m, ground {ground:.2f} m")
        if not size.height <= depth <= DEEPEST:
            where = "above ground" if depth < size.height else "deeper than any sewer"
            warnings.append(f"its invert lies {depth / 1000:g} m deep, {where}; left out")
            depth = None
    kind = Network.SEWER_INFILTRATION if link.kind == "ITR" else NETWORKS.get(link.carries)
    if kind is None:
        missing.append(f"what it carries ('{clean(link.carries, 10)}'), combined taken")
        kind = Network.SEWER_COMBINED
    material = MATERIALS.get(size.material, clean(size.material, 10))
    if size.material not in MATERIALS:
        missing.append(f"material, '{clean(size.material, 20)}' is not known")
    measured.append(f"inside {size.width} x {size.height} mm, {material or 'material unknown'}")
    wide = size.width
    if not crossing.is_square:
        angle = round(math.degrees(math.asin(min(1.0, crossing.sine))))
        wide = crossing.true_width(size.width)
        warnings.append(f"crosses at {angle} degrees: {size.width} mm takes {wide} mm")
    outside = _outside(size, wide, rules.networks[kind].casing, missing, warnings)
    claim = NetworkClaim(
        id=free_id(f"{kind.value}-{link.id}", taken),
        label=clean(f"{word(f'network.{kind.value}')} {size.width} {material}", 80),
        network=kind,
        size=outside,
        state=State.EXISTING,
        axis=crossing.offset,
        invert=depth,
    )  # fmt: skip
    manhole = _manhole(nodes, crossing)
    body = network_body(claim, rules)
    if manhole is not None and manhole >= body.width:
        measured.append(f"a manhole of {manhole} mm on the section")
        claim = claim.model_copy(update={"manhole": manhole})
    elif manhole is not None:
        warnings.append(
            f"a manhole of {manhole} mm, narrower than its pipe of {body.width} mm; left out"
        )
    if depth is not None and depth < body.height:
        warnings.append(
            f"its invert lies {depth / 1000:g} m deep, less than its pipe of {body.height} mm is "
            "high; left out"
        )
        claim = claim.model_copy(update={"invert": None})
    source = f"GWSW-HydX {sewers.source}, {link.kind} {clean(link.id, 40)}"
    return Found(claim, tuple(measured), (), tuple(missing), source, tuple(warnings))


def _outside(
    size: Size, wide: int, casing: Mapping[str, int], missing: list[str], warnings: list[str]
) -> Dimensions:
    """The size of the body: with its wall as far as the rule set knows it, or as it is told."""
    if wide != size.width or size.width != size.height:
        missing.append("thickness of the wall, none added")
        return Dimensions(width=wide, height=size.height)
    if size.material in PLASTICS:
        return Dimensions(diameter=size.width)
    if f"single/{size.width}" in casing:
        missing.append(f"thickness of the wall, that of DN{size.width} in the rule set")
        if casing[f"single/{size.width}"] <= size.width:
            warnings.append(
                f"the rule set has no wall for DN{size.width}, as of plastic; one of "
                f"{MATERIALS.get(size.material, 'another material')} is wider"
            )
        return Dimensions(nominal=size.width)
    missing.append("thickness of the wall, none added")
    return Dimensions(diameter=size.width)


def _between(first: float | None, second: float | None, share: float) -> float | None:
    return None if first is None or second is None else first + (second - first) * share


def _manhole(nodes: list[Node], crossing: Crossing) -> int | None:
    """The width of a manhole that the section runs through."""
    for node in nodes:
        fits = node.width is not None and node.width <= LARGEST
        if fits and math.dist(node.place, crossing.at) * 2000 <= (node.width or 0):
            return node.width
    return None


def section_near(sewers: SewerSet, place: Point | None, across: int) -> Section:
    """A section of ``across`` mm through a place, square to the nearest sewer.

    place: None takes the middle of the longest sewer. Raises ``ValueError`` where there is none.
    """
    lines = [
        line
        for link in sewers.links
        if _not_there(link) is None and (line := sewers.line(link)) is not None
    ]
    if not lines:
        raise ValueError("the set has no sewer with two nodes; say where to cut with --section")
    if place is None:
        p, q = max(lines, key=lambda line: (math.dist(*line), line))
        place = ((p[0] + q[0]) / 2, (p[1] + q[1]) / 2)
    p, q = min(lines, key=lambda line: (_distance(place, *line), line))
    return square_to(place, (q[0] - p[0], q[1] - p[1]), across, "near")


def _distance(place: Point, p: Point, q: Point) -> float:
    dx, dy = q[0] - p[0], q[1] - p[1]
    share = ((place[0] - p[0]) * dx + (place[1] - p[1]) * dy) / (dx * dx + dy * dy)
    share = min(1.0, max(0.0, share))
    return math.dist(place, (p[0] + share * dx, p[1] + share * dy))


def cut(sewers: SewerSet, section: Section, rules: RuleSet) -> FoundStreet:
    """The sewers on a section as a street, of whose surface the set knows nothing."""
    claims, left_out = sewers_on(sewers, section, set(), rules)
    warnings = [*sewers.warnings[:20]]
    if not claims:
        warnings.append("no sewer of the set crosses this section")
    zone = Zone(kind=ZoneKind.CARRIAGEWAY, width=section.length)
    missing = ("a sewer set knows no surface; one carriageway over the whole section is taken",)
    return FoundStreet(
        name=section.name,
        width=section.length,
        zones=(Found(zone, (), (), missing),),
        boundaries=Found(Boundaries(left=Boundary.OPEN, right=Boundary.OPEN), (), (),
                         ("what stands at the ends",)),
        claims=tuple(claims),
        section=section,
        sources=(f"GWSW-HydX {sewers.source}",),
        warnings=tuple(warnings),
        left_out=left_out,
    )  # fmt: skip
