"""A small map of a street that does not exist, true to IMGeo 2.1, as GML, SQLite and GeoPackage.

The street runs north; a section from west to east meets, from x = 0: a facade, a footway of 2 m of
tiles, parking of 2 m, a carriageway of 5.5 m of asphalt, a green verge of 1.5 m with trees every
8 m, a footway of 2 m, and a yard behind a wall.
"""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ondergrond.io.section import Point, Section
from ondergrond.io.wkb import line_wkb, point_wkb, polygon_wkb

EAST, NORTH = 155_000.0, 463_000.0
"""The place in RD where x = 0 of the street is."""

WIDTH = 13_000
SECTION = Section("across", (EAST - 4.0, NORTH), (EAST + 17.0, NORTH))
"""Across the street, from in the building to in the yard."""


class Thing(NamedTuple):
    """An object: element and table, form and points of its shape, attributes as (element, text)."""

    element: str
    table: str
    form: str
    points: tuple[Point, ...]
    values: tuple[tuple[str, str], ...]


def at(x: float, y: float) -> Point:
    """A place by metres from the left boundary and along the street."""
    return EAST + x, NORTH + y


def strip(start: float, end: float, low: float = -60.0, high: float = 60.0) -> tuple[Point, ...]:
    """An area between two offsets, along the street."""
    corners = [(start, low), (end, low), (end, high), (start, high), (start, low)]
    return tuple(at(x, y) for x, y in corners)


def road(start: float, end: float, function: str, surface: str, plus: str) -> Thing:
    values = (
        ("tra:function", function),
        ("tra:surfaceMaterial", surface),
        ("imgeo:plus-fysiekVoorkomenWegdeel", plus),
    )
    return Thing("tra:TrafficArea", "wegdeel", "Polygon", strip(start, end), values)


def street() -> list[Thing]:
    """All objects of the map."""
    trees = [
        Thing("veg:SolitaryVegetationObject", "vegetatieobject", "Point", (at(10.25, y),),
              (("veg:class", "niet-bgt"), ("imgeo:plus-type", "boom")))
        for y in range(-50, 60, 8)
    ]  # fmt: skip
    return [
        Thing("bui:BuildingPart", "pand", "MultiSurface", strip(-9, 0), ()),
        road(0, 2, "voetpad", "open verharding", "tegels"),
        road(2, 4, "parkeervlak", "open verharding", "waardeOnbekend"),
        road(4, 9.5, "rijbaan lokale weg", "gesloten verharding", "asfalt"),
        Thing("tra:AuxiliaryTrafficArea", "ondersteunendwegdeel", "Polygon", strip(9.5, 11),
              (("tra:function", "berm"), ("tra:surfaceMaterial", "groenvoorziening"),
               ("imgeo:plus-fysiekVoorkomenOndersteunendWegdeel", "heesters"))),
        road(11, 13, "voetpad", "open verharding", "betonstraatstenen"),
        Thing("imgeo:OnbegroeidTerreindeel", "onbegroeidterreindeel", "Polygon", strip(13, 25),
              (("imgeo:bgt-fysiekVoorkomen", "erf"),)),
        Thing("imgeo:Scheiding", "scheiding", "LineString", (at(13, -60), at(13, 60)),
              (("imgeo:bgt-type", "muur"),)),
        road(4, 9.5, "fietspad", "gesloten verharding", "asfalt")._replace(
            values=(("tra:function", "fietspad"), ("imgeo:eindRegistratie", "2019-01-01"))),
        road(0, 13, "rijbaan lokale weg", "gesloten verharding", "asfalt")._replace(
            values=(("tra:function", "rijbaan lokale weg"),
                    ("imgeo:relatieveHoogteligging", "1"))),
        *trees,
    ]  # fmt: skip


_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<CityModel '
    'xmlns="http://www.opengis.net/citygml/2.0" xmlns:gml="http://www.opengis.net/gml" '
    'xmlns:imgeo="http://www.geostandaarden.nl/imgeo/2.1" '
    'xmlns:tra="http://www.opengis.net/citygml/transportation/2.0" '
    'xmlns:bui="http://www.opengis.net/citygml/building/2.0" '
    'xmlns:veg="http://www.opengis.net/citygml/vegetation/2.0">\n'
)


def gml(things: Iterable[Thing]) -> str:
    """The objects as CityGML-IMGeo."""
    return _HEAD + "".join(_member(n, thing) for n, thing in enumerate(things)) + "</CityModel>\n"


_GEOMETRY = {
    "wegdeel": "geometrie2dWegdeel",
    "ondersteunendwegdeel": "geometrie2dOndersteunendWegdeel",
    "onbegroeidterreindeel": "geometrie2dOnbegroeidTerreindeel",
    "waterdeel": "geometrie2dWaterdeel",
    "pand": "geometrie2dGrondvlak",
    "vegetatieobject": "geometrie2dVegetatieObject",
    "scheiding": "geometrie2dOverigeConstructie",
    "spoor": "geometrie2dSpoor",
}
_SPACES = {"tra:function": "FunctieWeg", "tra:surfaceMaterial": "FysiekVoorkomenWeg",
           "veg:class": "TypeVegetatieObject",
           "imgeo:bgt-fysiekVoorkomen": "FysiekVoorkomenOnbegroeidTerrein"}  # fmt: skip


def _member(number: int, thing: Thing) -> str:
    """An object with its elements in the order of the schema."""
    values = dict(thing.values)
    level = values.pop("imgeo:relatieveHoogteligging", "0")
    end = values.pop("imgeo:eindRegistratie", None)
    before = "".join(_value(name, text) for name, text in values.items() if name in _SPACES)
    after = "".join(_value(name, text) for name, text in values.items() if name not in _SPACES)
    ended = "" if end is None else f"<imgeo:eindRegistratie>{end}</imgeo:eindRegistratie>"
    geometry = f"imgeo:{_GEOMETRY[thing.table]}"
    return (
        f'<cityObjectMember><{thing.element} gml:id="b{number}">'
        "<creationDate>2018-01-01</creationDate>"
        "<imgeo:LV-publicatiedatum>2018-02-01T00:00:00</imgeo:LV-publicatiedatum>"
        f"<imgeo:relatieveHoogteligging>{level}</imgeo:relatieveHoogteligging>"
        f"<imgeo:inOnderzoek>false</imgeo:inOnderzoek>{ended}"
        "<imgeo:tijdstipRegistratie>2018-01-01T00:00:00.000</imgeo:tijdstipRegistratie>"
        "<imgeo:identificatie><imgeo:NEN3610ID><imgeo:namespace>NL.IMGeo</imgeo:namespace>"
        f"<imgeo:lokaalID>G0000.{thing.table}{number}</imgeo:lokaalID></imgeo:NEN3610ID>"
        "</imgeo:identificatie><imgeo:bronhouder>G0000</imgeo:bronhouder>"
        f"{_value('imgeo:bgt-status', 'bestaand', 'Status')}"
        f"{_value('imgeo:plus-status', 'geenWaarde', 'VoidReasonValue')}"
        f"{before}<{geometry}>{_shape(thing)}</{geometry}>{after}"
        f"</{thing.element}></cityObjectMember>\n"
    )


def _value(name: str, text: str, space: str = "") -> str:
    listed = space or _SPACES.get(name, "Value")
    source = f"http://www.geostandaarden.nl/imgeo/def/2.1#{listed}"
    return f'<{name} codeSpace="{source}">{text}</{name}>'


def _shape(thing: Thing) -> str:
    places = " ".join(f"{x:.3f} {y:.3f}" for x, y in thing.points)
    srs = 'srsName="urn:ogc:def:crs:EPSG::28992"'
    if thing.form == "Point":
        return f'<gml:Point {srs}><gml:pos srsDimension="2">{places}</gml:pos></gml:Point>'
    line = f'<gml:posList srsDimension="2">{places}</gml:posList>'
    if thing.form == "LineString":
        return f"<gml:LineString {srs}>{line}</gml:LineString>"
    polygon = f"<gml:exterior><gml:LinearRing>{line}</gml:LinearRing></gml:exterior>"
    polygon = f"<gml:Polygon>{polygon}</gml:Polygon>"
    if thing.form == "MultiSurface":
        polygon = f"<gml:surfaceMember>{polygon}</gml:surfaceMember>"
        return f"<gml:MultiSurface {srs}>{polygon}</gml:MultiSurface>"
    return polygon.replace("<gml:Polygon>", f"<gml:Polygon {srs}>")


def write_zip(path: Path, things: Iterable[Thing] | None = None) -> Path:
    """The map as PDOK delivers it: a zip with a GML file for each class."""
    tables: dict[str, list[Thing]] = {}
    for thing in street() if things is None else things:
        tables.setdefault(thing.table, []).append(thing)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, rows in tables.items():
            archive.writestr(f"bgt_{table}.gml", gml(rows))
        archive.writestr("bgt_kast.gml", gml([]))
    return path


def write_sqlite(path: Path, things: Iterable[Thing] | None = None, *, head: bytes = b"") -> Path:
    """The map as SQLite with well-known binary; head: what a GeoPackage puts before geometry."""
    rows = list(street() if things is None else things)
    columns = sorted({name.rpartition(":")[2].replace("-", "_").lower()
                      for thing in rows for name, _ in thing.values})  # fmt: skip
    pack = {"Point": lambda p: point_wkb(p[0]), "LineString": line_wkb}
    database = sqlite3.connect(path)
    for number, thing in enumerate(rows):
        named = ", ".join(f'"{column}" text' for column in columns)
        database.execute(
            f"create table if not exists {thing.table} (GEOMETRY blob, lokaalid text, {named})"
        )
        data = head + pack.get(thing.form, polygon_wkb)(thing.points)
        values = {"GEOMETRY": data, "lokaalid": f"G0000.{thing.table}{number}"}
        for name, text in thing.values:
            values[name.rpartition(":")[2].replace("-", "_").lower()] = text
        keys = ", ".join(f'"{key}"' for key in values)
        marks = ", ".join("?" * len(values))
        database.execute(
            f"insert into {thing.table} ({keys}) values ({marks})", list(values.values())
        )
    database.commit()
    database.close()
    return path
