"""Objects of the map (IMGeo 2.1): their class, what they are, and their shape.

GML, SQLite and GeoPackage name classes and attributes in ways of their own; here they become one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from ondergrond.io.found import clean
from ondergrond.io.section import Point
from ondergrond.io.wkb import Shape


class Kind(StrEnum):
    """The classes of IMGeo that a cross-section is made from."""

    ROAD = "wegdeel"
    ROADSIDE = "ondersteunendwegdeel"
    GREEN = "begroeidterreindeel"
    BARE = "onbegroeidterreindeel"
    WATER = "waterdeel"
    BANK = "ondersteunendwaterdeel"
    BUILDING = "pand"
    STRUCTURE = "overigbouwwerk"
    PLANT = "vegetatieobject"
    SEPARATION = "scheiding"
    OTHER_SEPARATION = "overigescheiding"
    WORK = "kunstwerkdeel"
    BRIDGE = "overbruggingsdeel"
    TUNNEL = "tunneldeel"
    RAIL = "spoor"


_CLASSES = {
    **{kind.value: kind for kind in Kind},
    "trafficarea": Kind.ROAD,
    "auxiliarytrafficarea": Kind.ROADSIDE,
    "plantcover": Kind.GREEN,
    "buildingpart": Kind.BUILDING,
    "solitaryvegetationobject": Kind.PLANT,
    "bridgeconstructionelement": Kind.BRIDGE,
    "tunnelpart": Kind.TUNNEL,
    "railway": Kind.RAIL,
}


def kind_of(name: str) -> Kind | None:
    """The class by its name in GML (``TrafficArea``) or of a table (``bgt_wegdeel_v``)."""
    plain = name.lower().removeprefix("bgt_").removesuffix("_v").replace("_", "").replace("-", "")
    return _CLASSES.get(plain)


_FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("lokaalid", "identificatielokaalid", "gmlid", "identificatie"),
    "function": ("function", "functie", "bgtfunctie"),
    "what": ("class", "bgttype", "type", "bgtfysiekvoorkomen", "fysiekvoorkomen"),
    "surface": ("surfacematerial", "bgtfysiekvoorkomen", "fysiekvoorkomen"),
    "plus_surface": (
        "plusfysiekvoorkomen",
        "plusfysiekvoorkomenwegdeel",
        "plusfysiekvoorkomenondersteunendwegdeel",
    ),
    "plus": ("plustype",),
    "status": ("bgtstatus", "status"),
    "level": ("relatievehoogteligging",),
    "ended": ("eindregistratie", "terminationdate", "objecteindtijd"),
}
"""Our name of an attribute, and its names in the sources, plain (``plain_name``), best first."""

WANTED = frozenset(name for names in _FIELDS.values() for name in names)
"""Names of attributes that are looked at."""

_NO_VALUE = frozenset({"", "geenwaarde", "waardeonbekend", "niet-bgt"})


def plain_name(name: str) -> str:
    """The name of an attribute without prefix, case and hyphens."""
    return name.rpartition("}")[2].rpartition(":")[2].lower().replace("-", "").replace("_", "")


@dataclass(frozen=True)
class MapObject:
    """One object of the map. values: its attributes by our names, without 'no value'."""

    kind: Kind
    values: Mapping[str, str]
    shape: Shape

    @property
    def id(self) -> str:
        """Its identification, or ``?``."""
        return self.values.get("id", "?")

    @property
    def level(self) -> str:
        """0 on the ground, above it positive, below it negative."""
        return self.values.get("level", "0")

    @property
    def what(self) -> str:
        """Class, function and surface in the words of the map, for people."""
        words = (self.values.get(key, "") for key in ("function", "what", "surface"))
        plus = (self.values.get(key, "") for key in ("plus", "plus_surface"))
        parts = list(dict.fromkeys(word for word in (*words, *plus) if word))
        return ", ".join([self.kind.value, *parts])

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Least x and y, largest x and y, m; of nothing an empty box."""
        points: list[Point] = [*self.shape.points]
        for part in (*self.shape.lines, *self.shape.rings):
            points += part
        if not points:
            return (1.0, 1.0, 0.0, 0.0)
        xs, ys = zip(*points, strict=True)
        return (min(xs), min(ys), max(xs), max(ys))


def map_object(kind: Kind, raw: Mapping[str, str], shape: Shape) -> MapObject:
    """The object with these attributes, named as ``plain_name`` makes them."""
    values = {}
    for ours, names in _FIELDS.items():
        for name in names:
            value = clean(raw.get(name) or "", 80)
            if value.lower() not in _NO_VALUE:
                values[ours] = value
                break
    return MapObject(kind, values, shape)
