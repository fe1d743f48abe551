"""Small KLIC deliveries, written by hand after the schemas of IMKL 1.2.1 and 2.0.

``STREET`` is a street of 20 m that runs north from (150010, 450000): a section from
(150000, 450050) to (150020, 450050) meets everything in it square.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

OLD = "http://www.geostandaarden.nl/imkl/2015/wion/1.2"
NEW = "http://www.geostandaarden.nl/imkl/wibon"
LOCATIONS = {
    "1.2.1": f"{OLD} http://register.geostandaarden.nl/gmlapplicatieschema/imkl2015/1.2.1/imkl2015-wion.xsd",
    "2.0": f"{NEW} http://register.geostandaarden.nl/gmlapplicatieschema/imkl/2.0.0/imkl-wibon.xsd",
    "3.0": f"{NEW} https://register.geostandaarden.nl/gmlapplicatieschema/imkl/3.0.0/imkl-wibon.xsd",
}
VALUES = "http://definities.geostandaarden.nl/imkl2015/id/waarde"
INSPIRE = "http://inspire.ec.europa.eu/codelist"
SRS = "urn:ogc:def:crs:EPSG::28992"
SRS_SPELLINGS = (SRS, "EPSG:28992", "epsg:28992", "urn:x-ogc:def:crs:EPSG:28992")

WEST, EAST, NORTH = 150_000.0, 150_020.0, 450_050.0


def delivery(members: Iterable[str], version: str = "2.0", head: str = "") -> str:
    """The XML of a delivery that holds these members."""
    space = OLD if version == "1.2.1" else NEW
    body = "\n".join(f"<gml:featureMember>{one}</gml:featureMember>" for one in members)
    return f"""<?xml version="1.0" encoding="UTF-8"?>{head}
<gml:FeatureCollection gml:id="fc" xsi:schemaLocation="{LOCATIONS[version]}"
 xmlns:imkl="{space}" xmlns:gml="http://www.opengis.net/gml/3.2"
 xmlns:net="http://inspire.ec.europa.eu/schemas/net/4.0"
 xmlns:us-net-common="http://inspire.ec.europa.eu/schemas/us-net-common/4.0"
 xmlns:us-net-el="http://inspire.ec.europa.eu/schemas/us-net-el/4.0"
 xmlns:us-net-tc="http://inspire.ec.europa.eu/schemas/us-net-tc/4.0"
 xmlns:us-net-sw="http://inspire.ec.europa.eu/schemas/us-net-sw/4.0"
 xmlns:us-net-th="http://inspire.ec.europa.eu/schemas/us-net-th/4.0"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
{body}
</gml:FeatureCollection>
"""


def zipped(
    path: Path, xml: str | bytes, name: str = "22O1_1/GI_gebiedsinformatielevering_22O1_1.xml"
) -> Path:
    """A zip as Kadaster sends it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
        archive.writestr(f"{name.partition('/')[0]}/bronnen/GB_22O1.png", b"\x89PNG\r\n")
    return path


def network(name: str, theme: str, depth: str | None = "1", operator: str = "KL1") -> str:
    told = (
        ""
        if depth is None
        else (
            f'<imkl:standaardDieptelegging uom="urn:ogc:def:uom:OGC::m">{depth}'
            "</imkl:standaardDieptelegging>"
        )
    )
    return (
        f'<imkl:Utiliteitsnet gml:id="nl.imkl-{operator}.{name}">'
        f'<imkl:thema xlink:href="{VALUES}/Thema/{theme}"/>{told}</imkl:Utiliteitsnet>'
    )


def places(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.3f} {y:.3f}" for x, y in points)


def link(
    name: str,
    points: Sequence[tuple[float, float]],
    srs: str = SRS,
    form: str = "LineString",
    fictitious: bool = False,
    position: str = "underground",
) -> str:
    """A UtilityLink; form: LineString, Curve or MultiCurve."""
    listed = f"<gml:posList>{places(points)}</gml:posList>"
    plain = f'<gml:LineString gml:id="{name}.g" srsName="{srs}">{listed}</gml:LineString>'
    segment = f"<gml:LineStringSegment>{listed}</gml:LineStringSegment>"
    lines = {
        "LineString": plain,
        "Curve": f'<gml:Curve gml:id="{name}.g" srsName="{srs}"><gml:segments>{segment}'
        "</gml:segments></gml:Curve>",
        "MultiCurve": f'<gml:MultiCurve gml:id="{name}.m" srsName="{srs}"><gml:curveMember>{plain}'
        "</gml:curveMember></gml:MultiCurve>",
    }
    return (
        f'<us-net-common:UtilityLink gml:id="{name}"><net:centrelineGeometry>{lines[form]}'
        f"</net:centrelineGeometry><net:fictitious>{str(fictitious).lower()}</net:fictitious>"
        f"<us-net-common:verticalPosition>{position}</us-net-common:verticalPosition>"
        "</us-net-common:UtilityLink>"
    )


def feature(
    kind: str,
    name: str,
    net: str,
    links: str | Sequence[str],
    *,
    operator: str = "KL1",
    status: str = "functional",
    diameter: str | None = None,
    width: str | None = None,
    unit: str = "mm",
    count: int | None = None,
    more: str = "",
) -> str:
    """A cable, pipe, bed, duct or casing. diameter: pipeDiameter; width: ductWidth."""
    parts = [f'<net:inNetwork xlink:href="nl.imkl-{operator}.{net}"/>']
    parts += [
        f'<net:link xlink:href="{one}"/>' for one in ([links] if isinstance(links, str) else links)
    ]
    parts.append(
        f'<us-net-common:currentStatus xlink:href="{INSPIRE}/ConditionOfFacilityValue/{status}"/>'
    )
    uom = f"urn:ogc:def:uom:OGC::{unit}"
    if diameter is not None:
        parts.append(
            f'<us-net-common:pipeDiameter uom="{uom}">{diameter}</us-net-common:pipeDiameter>'
        )
    if width is not None:
        parts.append(f'<us-net-common:ductWidth uom="{uom}">{width}</us-net-common:ductWidth>')
    if count is not None:
        parts.append(f"<imkl:aantalKabelsLeidingen>{count}</imkl:aantalKabelsLeidingen>")
    return f'<imkl:{kind} gml:id="nl.imkl-{operator}.{name}">{"".join(parts)}{more}</imkl:{kind}>'


def accuracy(code: str) -> str:
    return f'<imkl:geoNauwkeurigheidXY xlink:href="{VALUES}/NauwkeurigheidXYvalue/{code}"/>'


def depth(
    name: str,
    net: str,
    at: tuple[float, float],
    metres: str,
    point: str = "bovenkant",
    kind: str = "DiepteTovMaaiveld",
    ground: str = "",
    operator: str = "KL1",
) -> str:
    return (
        f'<imkl:{kind} gml:id="nl.imkl-{operator}.{name}">'
        f'<imkl:dieptePeil uom="urn:ogc:def:uom:OGC::m">{metres}</imkl:dieptePeil>'
        f'<imkl:diepteAangrijpingspunt xlink:href="{VALUES}/DiepteAangrijpingspuntValue/{point}"/>'
        f'<imkl:ligging><gml:Point gml:id="{name}.g" srsName="{SRS}">'
        f"<gml:pos>{at[0]} {at[1]}</gml:pos></gml:Point></imkl:ligging>"
        f'<imkl:inNetwork xlink:href="nl.imkl-{operator}.{net}"/>'
        f"{ground}</imkl:{kind}>"
    )


def polygon(name: str, ring: Sequence[tuple[float, float]]) -> str:
    return (
        f'<gml:Polygon gml:id="{name}.g" srsName="{SRS}"><gml:exterior><gml:LinearRing>'
        f'<gml:posList srsDimension="2">{places([*ring, ring[0]])}</gml:posList>'
        "</gml:LinearRing></gml:exterior></gml:Polygon>"
    )


def box(x0: float, y0: float, x1: float, y1: float) -> list[tuple[float, float]]:
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def area(ring: Sequence[tuple[float, float]], kind: str = "Graafpolygoon") -> str:
    outline = f"<imkl:geometrie>{polygon('area', ring)}</imkl:geometrie>"
    return f'<imkl:{kind} gml:id="area">{outline}</imkl:{kind}>'


def request(number: str = "22O1") -> str:
    return (
        '<imkl:GebiedsinformatieAanvraag gml:id="aanvraag">'
        f"<imkl:klicMeldnummer>{number}</imkl:klicMeldnummer></imkl:GebiedsinformatieAanvraag>"
    )


def precaution(
    name: str, net: str, ring: Sequence[tuple[float, float]], operator: str = "KL1"
) -> str:
    return (
        f'<imkl:AanduidingEisVoorzorgsmaatregel gml:id="nl.imkl-{operator}.{name}">'
        f'<imkl:inNetwork xlink:href="nl.imkl-{operator}.{net}"/>'
        "<imkl:eisVoorzorgsmaatregel>GHD-1</imkl:eisVoorzorgsmaatregel>"
        "<imkl:netbeheerderNetOmschrijving>Gas Hoge Druk</imkl:netbeheerderNetOmschrijving>"
        f"<imkl:geometrie>{polygon(name, ring)}</imkl:geometrie>"
        "</imkl:AanduidingEisVoorzorgsmaatregel>"
    )


def building(
    name: str, ring: Sequence[tuple[float, float]], kind: str = "TechnischGebouw"
) -> list[str]:
    """A building with its outline, two members."""
    x, y = ring[0]
    return [
        f'<imkl:{kind} gml:id="{name}"><us-net-common:geometry><gml:Point gml:id="{name}.g">'
        f"<gml:pos>{x} {y}</gml:pos></gml:Point></us-net-common:geometry>"
        f'<imkl:extraGeometrie xlink:href="{name}.outline"/></imkl:{kind}>',
        f'<imkl:ExtraGeometrie gml:id="{name}.outline">'
        f"<imkl:vlakgeometrie2D>{polygon(name + 'o', ring)}"
        "</imkl:vlakgeometrie2D></imkl:ExtraGeometrie>",
    ]


def north(x: float, name: str, **more: object) -> str:
    """A line that runs north, x metres from the west end of the section."""
    return link(name, [(WEST + x, 450_000.0), (WEST + x, 450_100.0)], **more)  # type: ignore[arg-type]


STREET = [
    request(),
    area(box(WEST - 5, 450_000, EAST + 5, 450_100)),
    network("lv", "laagspanning", "0.6"),
    network("gas", "gasLageDruk"),
    network("ghd", "gasHogeDruk"),
    network("riool", "rioolVrijverval", None, "GM1"),
    network("data", "datatransport", "0.6", "KL2"),
    # a bed of three low-voltage cables with a duct in it, all on one line
    north(1.0, "l1"),
    feature("Kabelbed", "bed", "lv", "l1", width="5", unit="cm", count=3),
    feature("Duct", "duct", "lv", "l1", width="1", unit="cm"),
    *(feature("Elektriciteitskabel", f"lv{i}", "lv", "l1") for i in range(3)),
    # a telecom casing of 40 mm with its cable, of another operator
    north(1.5, "l2", form="Curve", srs=SRS_SPELLINGS[1]),
    feature("Mantelbuis", "casing", "data", "l2", operator="KL2", diameter="4", unit="cm"),
    feature("Telecommunicatiekabel", "tel", "data", "l2", operator="KL2"),
    # gas in mm, a sewer in cm, a disused pipe, a projected one
    north(3.0, "l3", form="MultiCurve", srs=SRS_SPELLINGS[3]),
    feature("OlieGasChemicalienPijpleiding", "gas1", "gas", "l3", diameter="110"),
    north(6.0, "l4", srs=SRS_SPELLINGS[2]),
    feature(
        "Rioolleiding", "riool1", "riool", "l4", operator="GM1", diameter="40", unit="cm",
        more=f'<us-net-sw:sewerWaterType xlink:href="{INSPIRE}/SewerWaterTypeValue/sanitary"/>',
    ),
    north(9.0, "l5"),
    feature("OlieGasChemicalienPijpleiding", "gas2", "ghd", "l5", diameter="200", status="disused"),
    north(12.0, "l6"),
    feature("OlieGasChemicalienPijpleiding", "gas3", "gas", "l6", diameter="160",
        status="projected"),
    precaution("ev", "ghd", box(WEST + 7, 450_000, WEST + 11, 450_100)),
]  # fmt: skip
"""Eleven objects that make six things in the street."""
