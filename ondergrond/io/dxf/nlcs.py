"""Layers of a drawing by the NLCS, the national CAD standard.

A layer is called ``STATUS-DISCIPLINE-GROUP-OBJECT[-TREATMENT]-ELEMENT``, such as
``N-OI-KL-WATER-GD``: new work, underground infrastructure, cables and pipes, water, geometry in
section. Colours, line weights and line types are those of the published tables (``SOURCE``).
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from ondergrond.claims import (
    Claim,
    ContainerClaim,
    Network,
    NetworkClaim,
    ReserveClaim,
    StorageClaim,
)
from ondergrond.palettes import NLCS_OBJECTS
from ondergrond.profile import Pavement
from ondergrond.scene import Standing

SOURCE = (
    "digiGO, NLCS 5.02: object tables KL, RI, VH, GR, WH and OG, tables of statuses, line types "
    "and line weights; CC BY 4.0"
)

DISCIPLINE = "OI"
"""Underground infrastructure; a model has one discipline throughout."""


class Status(StrEnum):
    """The NLCS statuses that a section needs."""

    NEW = "N"
    EXISTING = "B"
    REMOVED = "V"
    ANY = "X"


class Element(StrEnum):
    """What of an object is on a layer."""

    LINE = "G"
    SECTION = "GD"
    HATCH = "A"
    FILL = "V"
    TEXT = "T"
    DIMENSION = "M"


class Thing(NamedTuple):
    """How an object is drawn: its NLCS name, colour number, that of its hatch, line types for what
    is there or new and for what is removed, line weights (1/100 mm) for existing, new and removed
    work.
    """

    name: str
    colour: int
    hatch: int
    line: str = "CONTINUOUS"
    removed: str = "V-CONTINUOUS-SO"
    existing_weight: int = 18
    new_weight: int = 35
    removed_weight: int = 35


class Layer(NamedTuple):
    """A layer: its name, colour number, line type and line weight (1/100 mm)."""

    name: str
    colour: int
    line: str
    weight: int


def _network(kind: Network) -> Thing:
    item = NLCS_OBJECTS[kind]
    hatch = item.number if item.number == 7 else item.number + 2
    removed = "V-CONTINUOUS-SO" if item.line == "CONTINUOUS" else f"V-{item.line}"
    return Thing(item.name, item.number, hatch, item.line, removed)


NETWORKS: dict[Network, Thing] = {kind: _network(kind) for kind in Network}
"""The object of each network kind."""

KINDS = {thing.name: kind for kind, thing in NETWORKS.items()}
"""The network kind of each of those objects."""

PAVEMENTS: dict[Pavement, Thing] = {
    Pavement.TILES: Thing(
        "VH-OPENVERHARDING_TEGEL", 90, 92, removed="ZZ-HIDDEN-SO", removed_weight=25
    ),
    Pavement.BRICKS: Thing(
        "VH-OPENVERHARDING_STRAATBAKSTEEN", 90, 92, removed="ZZ-HIDDEN-SO", removed_weight=25
    ),
    Pavement.ASPHALT: Thing(
        "VH-GESLOTENVERHARDING_ASFALT", 10, 12, removed="ZZ-HIDDEN-SO", removed_weight=25
    ),
    Pavement.CONCRETE: Thing(
        "VH-GESLOTENVERHARDING_BETON", 10, 12, removed="ZZ-HIDDEN-SO", removed_weight=25
    ),
    Pavement.GRAVEL: Thing("VH-HALFVERHARDING_GRIND", 130, 132, removed_weight=25),
    Pavement.NONE: Thing("VH-ONVERHARD", 210, 212),
    Pavement.GRASS: Thing("GR-GRAS", 60, 62, existing_weight=13),
    Pavement.PLANTING: Thing("GR-BEPLANTING", 90, 92),
    Pavement.RAIL: Thing(
        "OG-WEG_SPOORBAAN", 7, 7, removed="CONTINUOUS", new_weight=25, removed_weight=25
    ),
}
"""The object of each pavement."""

KERB = Thing(
    "VH-KANTOPSLUITING_TROTTOIRBAND",
    210,
    212,
    "VH-TROTTOIRBAND-SO",
    "V-VH-TROTTOIRBAND-SO",
    removed_weight=25,
)
GROUND_LEVEL = Thing("GR-MAAIVELD", 90, 92, existing_weight=13)
GROUNDWATER = Thing("WH-GRONDWATERLIJN", 150, 152, "AL-GRONDWATERLIJN-SO", "V-AL-GRONDWATERLIJN-SO")
WATER = Thing("OG-WATER", 130, 132, new_weight=25, removed_weight=25)
FACADE = Thing("OG-TERREIN_GEVEL", 7, 7, removed="CONTINUOUS", new_weight=25, removed_weight=25)
EDGE = Thing("OG-GRENS", 7, 7, new_weight=25, removed_weight=25)
BUILDING = Thing("OG-BEBOUWING", 7, 7, existing_weight=35, new_weight=25, removed_weight=25)
FOUNDATION = Thing(
    "OG-BEBOUWING_FUNDERING", 7, 7, "ZZ-HIDDEN-SO", "ZZ-HIDDEN-SO", new_weight=25, removed_weight=25
)
TREE = Thing("GR-BOOM", 90, 92, existing_weight=13)
ROOTS = Thing("GR-DOORWORTELBARE RUIMTE", 80, 82, existing_weight=13)
STORAGE = Thing("RI-ITR_RESERVOIR_INFILTRATIERESERVOIR", 50, 52)
MANHOLES: dict[Network, Thing] = {
    Network.SEWER_FOUL: Thing("RI-DWA_RIOOLPUT", 20, 22),
    Network.SEWER_COMBINED: Thing("RI-GWA_RIOOLPUT", 30, 32),
    Network.SEWER_STORM: Thing("RI-HWA_RIOOLPUT", 150, 152),
    Network.SEWER_INFILTRATION: Thing("RI-ITR_RIOOLPUT", 50, 52),
    Network.SEWER_PRESSURE: Thing("RI-PERSLEIDING_RIOOLPUT", 210, 212),
}
"""The objects of the tables that are no network and no pavement; manholes by their sewer."""

RACK = Thing("KL-VKLS_REK", 8, 9)
STRIP = Thing("KL-VKLS_WERKSTROOK", 8, 9)
RESERVE = Thing("KL-RESERVERING", 200, 202, "ZZ-HIDDEN-SO")
CONTAINER = Thing("IE-CONTAINER_ONDERGRONDS", 8, 9)
BREACH = Thing("KL-DAGMAAT_OVERSCHRIJDING", 1, 1)
DEVIATION = Thing("KL-DAGMAAT_AFWIJKING", 30, 30)
SECTION = Thing("AL-DWARSPROFIEL", 7, 7)
OWN = (RACK, STRIP, RESERVE, CONTAINER, BREACH, DEVIATION, SECTION)
"""Objects the tables at hand do not have: names of this project, built the same way."""

OFFICIAL = (
    *NETWORKS.values(), *PAVEMENTS.values(), *MANHOLES.values(), KERB, GROUND_LEVEL, GROUNDWATER,
    WATER, FACADE, EDGE, BUILDING, FOUNDATION, TREE, ROOTS, STORAGE,
)  # fmt: skip
"""Every object that stands in the published tables."""

LINE_TYPES: dict[str, tuple[float, ...]] = {
    "KL-TELECOM-SO": (7, -2), "KL-CAI-SO": (4, -2, 4, -2.5), "KL-GLASVEZEL-SO": (4, -2, 4, -2.5),
    "KL-LS-SO": (4, -2, 4, -3), "KL-MS-SO": (4, -2, 4, -3), "KL-HS-SO": (4, -2, 4, -3),
    "KL-ZHS-SO": (4, -2, 4, -5), "KL-ELECTRICITEIT-SO": (7, -2.5),
    "KL-GAS_LD-SO": (4, -2, 4, -3), "KL-GAS_HD-SO": (4, -2, 4, -3), "KL-WATER-SO": (7, -2.5),
    "KL-WARMTENET-SO": (7, -4.5), "KL-KOUDENET-SO": (7, -4.5),
    "KL-BRANDSTOF-SO": (4, -2.5, 4, -2.5),
    "KL-CHEMIE-SO": (7, -2.5), "KL-WEESLEIDING-SO": (0.25, -8), "RI-DWA-SO": (5, -3, 0, -3),
    "RI-GWA-SO": (6, -1.8, 1.75, -1.8, 1.75, -1.8, 1.75, -1.8), "RI-HWA-SO": (5, -2.4),
    "RI-ITR-SO": (5, -1.8, 0, -1.8, 0, -1.8), "RI-PERS-SO": (7, -4, 7, -4),
    "RI-OVERIG-SO": (5, -2, 2, -2, 0, -2, 2, -2), "VH-TROTTOIRBAND-SO": (5, -2, 2, -2, 2, -2),
    "AL-GRONDWATERLIJN-SO": (6, -1, 6), "ZZ-HIDDEN-SO": (2, -2),
}  # fmt: skip
"""Dashes (above 0), gaps (below 0) and dots (0) in mm on paper, of the line types in use.

The letters and signs that the tables put into the gaps come from a font file that is not part of
the tables; they are left out, their room kept. Loading the standard's own file under the same names
brings them back. For the same reason lines of removed work are those of the object, dashed closer:
the standard threads crosses on them, and the drawing crosses out the object instead.
"""


def pattern(name: str) -> tuple[float, ...]:
    """The pattern of a line type; empty for ``CONTINUOUS``."""
    if name == "CONTINUOUS":
        return ()
    if name.startswith("V-"):
        base = LINE_TYPES.get(name.removeprefix("V-"), ())
        return (2.0, -1.5) if not base else tuple(part / 2 for part in base)
    return LINE_TYPES[name]


def status_of(standing: Standing) -> Status:
    """New and moved things are new work; former places and what goes are removed work."""
    if standing in (Standing.PLANNED, Standing.MOVED):
        return Status.NEW
    return Status.REMOVED if standing in (Standing.FORMER, Standing.REMOVED) else Status.EXISTING


TREATMENTS = {
    Standing.MOVED: "VERLEGD",
    Standing.FORMER: "VERLEGD",
    Standing.ABANDONED: "VERLATEN",
}
"""The part of a layer's name (``BEWERKING``) that keeps moved and abandoned things apart."""


def thing_of(claim: Claim) -> Thing:
    """The object a claim is drawn as; a tree's trunk (its root zone is ``ROOTS``)."""
    match claim:
        case NetworkClaim():
            return NETWORKS[claim.network]
        case StorageClaim():
            return STORAGE
        case ReserveClaim():
            return RESERVE
        case ContainerClaim():
            return CONTAINER
        case _:
            return TREE


def layer(thing: Thing, element: Element, status: Status, treatment: str = "") -> Layer:
    """The layer for an element of an object in a status.

    The tables give line types for the element ``G``. What is cut by the section (``GD``) has full
    lines, but for what is removed.
    """
    parts = [status.value, DISCIPLINE, thing.name, *([treatment] if treatment else []), element]
    removed = status is Status.REMOVED
    weight = thing.existing_weight
    if status in (Status.NEW, Status.REMOVED):
        weight = thing.removed_weight if removed else thing.new_weight
    line = "CONTINUOUS"
    if element is Element.LINE or (element is Element.SECTION and removed):
        line = thing.removed if removed else thing.line
    colour = thing.hatch if element is Element.HATCH else thing.colour
    return Layer("-".join(parts), colour, line, weight)
