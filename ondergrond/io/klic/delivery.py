"""What a KLIC delivery holds, read once: networks, lines, cables and pipes, depths, zones.

Names are the standard's (IMKL) where it has them. Coordinates are RD, metres; sizes mm.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from ondergrond.io.klic.measures import Measure
from ondergrond.io.section import Point
from ondergrond.io.tally import Tally


class Reason(StrEnum):
    """Why an object of a delivery is not a thing in the street. The list is closed."""

    ELSEWHERE = "does not meet the section"
    CONTENT = "lies in a bed, duct or casing that is counted"
    ALONG = "runs along the section instead of across it"
    ABOVE = "lies above ground"
    NO_LINE = "has no line in the delivery"
    BROKEN = "has geometry that cannot be read"
    TWICE = "is delivered twice"
    POINT = "is a point, and no point has a width"
    NO_NETWORK = "belongs to a network that is not in the delivery"
    NO_DEPTH = "tells a depth that cannot be used"
    UNUSED = "is referred to by nothing that is used"
    DRAWING = "describes the drawing, not the ground"
    PAPERS = "is administration of the delivery"
    UNKNOWN = "is a class that is not known"


CABLES = frozenset({"Elektriciteitskabel", "Telecommunicatiekabel"})
PIPES = frozenset(
    {
        "OlieGasChemicalienPijpleiding",
        "Rioolleiding",
        "Waterleiding",
        "ThermischePijpleiding",
        "Overig",
    }
)
CONTAINERS = frozenset({"Kabelbed", "Duct", "Mantelbuis"})
LINED = CABLES | PIPES | CONTAINERS
"""Classes whose objects have their line on a UtilityLink."""

POINTS = frozenset({"Appurtenance", "Kast", "Mast", "Toren", "Mangat", "TechnischGebouw"})
DEPTHS = frozenset({"DiepteTovMaaiveld", "DiepteNAP"})
DRAWN = frozenset({"Annotatie", "Maatvoering", "EigenTopografie", "ExtraDetailinfo"})
AREAS = frozenset({"Graafpolygoon", "Orientatiepolygoon", "Informatiepolygoon"})
PRECAUTION = "AanduidingEisVoorzorgsmaatregel"
PAPERS = frozenset(
    {
        "GebiedsinformatieLevering",
        "GebiedsinformatieAanvraag",
        "Belanghebbende",
        "Belang",
        "BelangGeneriek",
        "Beheerder",
        "Bijlage",
        "EisVoorzorgsmaatregelBijlage",
        "Veiligheidsgebied",
    }
)


class Network(NamedTuple):
    """A Utiliteitsnet. theme: as IMKL spells it.  standard: its standaardDieptelegging, mm."""

    id: str
    theme: str
    standard: int | None
    operator: str
    text: str


class Link(NamedTuple):
    """A UtilityLink: the line a thing lies along. straight: fictitious, only its ends are true."""

    id: str
    lines: tuple[tuple[Point, ...], ...]
    straight: bool
    elevated: bool


@dataclass(frozen=True)
class Feature:
    """A cable, pipe, bed, duct or casing.

    kind: its IMKL class.  links: ids of the lines it lies along.  status: functional, projected or
    disused (empty: not told).  size: diameter or width as it stands there.  material: of a telecom
    cable, what it is made of; of a sewer, the water in it; of heat, its product.  count: number of
    cables or pipes it holds, of containers.  contents: ids it names as lying in it.
    accuracy: code of the accuracy of its place.  depths: ids of its own depths.
    """

    kind: str
    id: str
    network: str
    links: tuple[str, ...]
    status: str = ""
    size: Measure | None = None
    material: str = ""
    delivery: str = ""
    voltage: float | None = None
    pressure: float | None = None
    count: int | None = None
    contents: tuple[str, ...] = ()
    accuracy: str = ""
    depths: tuple[str, ...] = ()
    elevated: bool = False
    text: str = ""

    @property
    def size_text(self) -> str:
        """The size as it stands in the delivery."""
        return "not told" if self.size is None else self.size.raw


class DepthPoint(NamedTuple):
    """A depth somewhere. top: ground to the top of the pipe; inside: to its inside bottom (mm).

    One of the two is known.  accuracy: code.
    """

    id: str
    network: str
    at: Point
    top: int | None
    inside: int | None
    accuracy: str


class Precaution(NamedTuple):
    """A precaution zone (EV): its outline and what its operator says of it."""

    id: str
    network: str
    rings: tuple[tuple[Point, ...], ...]
    code: str
    text: str


@dataclass
class Delivery:
    """A delivery, read.

    file: as the user named it.  number: of the request (``22O000518``).  version: of the standard.
    tally: what was left out already while reading (the rest depends on the section).
    standing: what stands on or in the ground.  depth_kinds: the class of each depth by its id.
    asked: outlines of the area that was asked for: outside it nothing is known.
    warnings: what is odd about the delivery as a whole.
    """

    file: str
    number: str = ""
    version: str = ""
    networks: dict[str, Network] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    features: dict[str, Feature] = field(default_factory=dict)
    depths: dict[str, DepthPoint] = field(default_factory=dict)
    depth_kinds: dict[str, str] = field(default_factory=dict)
    precautions: dict[str, Precaution] = field(default_factory=dict)
    standing: list[Standing] = field(default_factory=list)
    outlines: dict[str, tuple[tuple[Point, ...], ...]] = field(default_factory=dict)
    asked: list[tuple[tuple[Point, ...], ...]] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    warnings: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What comments and tables call it."""
        return f"KLIC {self.number}" if self.number else "KLIC delivery"


class Standing(NamedTuple):
    """A cabinet, building or manhole: its place, and the id of its outline (empty: none)."""

    kind: str
    id: str
    at: Point | None
    outline: str
