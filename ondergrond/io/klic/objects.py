"""One object of a delivery, from its XML to what is kept of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ondergrond.io.found import clean
from ondergrond.io.gmlpoints import GeometryError
from ondergrond.io.klic.delivery import (
    AREAS,
    DEPTHS,
    DRAWN,
    LINED,
    PAPERS,
    POINTS,
    PRECAUTION,
    Delivery,
    DepthPoint,
    Feature,
    Link,
    Network,
    Precaution,
    Reason,
    Standing,
)
from ondergrond.io.klic.gml import Geometry, geometry_of
from ondergrond.io.klic.measures import length_of, number_of, size_of

_HREF = "{http://www.w3.org/1999/xlink}href"
_ID = "{http://www.opengis.net/gml/3.2}id"
_OPERATOR = re.compile(r"^nl\.imkl-([^.]+)\.")
_HIGH = frozenset({"onGroundSurface", "suspendedOrElevated"})
_MATERIALS = (
    "telecommunicationsCableMaterialType",
    "sewerWaterType",
    "thermalProductType",
    "waterType",
)
_SIZES = ("pipeDiameter", "ductWidth", "kabelDiameter")

Fields = dict[str, list[Any]]
"""The children of an object by their local name."""


def take(element: Any, kind: str, delivery: Delivery) -> None:
    """Keep what sections need of one object, or account for leaving it out.

    kind: its class, or its whole tag where its namespace is none of the standard's.
    """
    tally = delivery.tally
    tally.reads(kind)
    name = clean(element.get(_ID) or "", 120) or f"nameless-{kind}-{tally.read[kind]}"
    take_one = _TAKERS.get(kind)
    if take_one is not None:
        take_one(element, kind, name, delivery)
    elif kind in PAPERS:
        tally.leaves_out(kind, Reason.PAPERS, name)
        _papers(element, kind, delivery)
    elif kind in DRAWN:
        tally.leaves_out(kind, Reason.DRAWING, name)
    else:
        tally.leaves_out(kind, Reason.UNKNOWN, name)


def operator_of(name: str) -> str:
    """The code of the operator in an id: ``nl.imkl-KL1031.UNET_...`` is of KL1031."""
    match = _OPERATOR.match(name)
    return match[1] if match else ""


def _fields(element: Any) -> Fields:
    fields: Fields = {}
    for child in element:
        if isinstance(child.tag, str):
            fields.setdefault(child.tag.rpartition("}")[2], []).append(child)
    return fields


def _first(fields: Fields, name: str) -> Any | None:
    found = fields.get(name)
    return found[0] if found else None


def _text(fields: Fields, name: str) -> str:
    found = _first(fields, name)
    return "" if found is None else clean(found.text or "", 120)


def _ref(element: Any) -> str:
    """What an xlink points to; a leading # is dropped."""
    for key, value in element.attrib.items():
        if key == _HREF or key.endswith("}href"):
            return str(value).removeprefix("#").strip()
    return ""


def _refs(fields: Fields, name: str) -> tuple[str, ...]:
    return tuple(ref for ref in map(_ref, fields.get(name, ())) if ref)


def _code(fields: Fields, name: str) -> str:
    """The last part of the value an xlink points to: ``.../ConditionOfFacilityValue/disused``."""
    found = _first(fields, name)
    if found is None:
        return ""
    return clean((_ref(found) or found.text or "").rpartition("/")[2], 60)


def _geometry(element: Any | None, name: str, kind: str, delivery: Delivery) -> Geometry | None:
    """Geometry, or None where there is none or it cannot be read (then told once a class)."""
    if element is None:
        return None
    try:
        found = geometry_of(element)
    except GeometryError as error:
        told = f"{kind} {name}: {error}"
        if sum(kind in warning for warning in delivery.warnings) < 3:
            delivery.warnings.append(told)
        return None
    if found.bent:
        delivery.warnings.append(
            f"{kind} {name} has an arc; it is taken as straight between points"
        )
    return found


def _keep(store: dict[str, Any], thing: Any, kind: str, name: str, delivery: Delivery) -> None:
    """Keep a thing under its id, once."""
    if name in store:
        delivery.tally.leaves_out(kind, Reason.TWICE, name)
    else:
        store[name] = thing


def _network(element: Any, kind: str, name: str, delivery: Delivery) -> None:
    fields = _fields(element)
    depth = _first(fields, "standaardDieptelegging")
    standard = None if depth is None else length_of(depth.text, depth.get("uom"))
    text = _text(fields, "omschrijving")
    if standard is not None and not 0 < standard <= 10_000:
        standard = None
    network = Network(name, _code(fields, "thema"), standard, operator_of(name), text)
    _keep(delivery.networks, network, kind, name, delivery)


def _link(element: Any, kind: str, name: str, delivery: Delivery) -> None:
    fields = _fields(element)
    geometry = _geometry(_first(fields, "centrelineGeometry"), name, kind, delivery)
    lines = () if geometry is None else tuple(line for line in geometry.lines if len(line) > 1)
    if not lines:
        delivery.tally.leaves_out(kind, Reason.BROKEN, name)
        return
    straight = _text(fields, "fictitious") in ("true", "1")
    elevated = _text(fields, "verticalPosition") in _HIGH
    _keep(delivery.links, Link(name, lines, straight, elevated), kind, name, delivery)


def _feature(element: Any, kind: str, name: str, delivery: Delivery) -> None:
    fields = _fields(element)
    sizes = [size_of(one.text, one.get("uom")) for key in _SIZES for one in fields.get(key, ())]
    told = [size for size in sizes if size.mm is not None]
    voltage = number_of(_text(fields, "nominalVoltage"))
    count = _text(fields, "aantalKabelsLeidingen")
    feature = Feature(
        kind=kind,
        id=name,
        network=next(iter(_refs(fields, "inNetwork")), ""),
        links=_refs(fields, "link"),
        status=_code(fields, "currentStatus"),
        size=told[0] if told else (sizes[0] if sizes else None),
        material=next((code for key in _MATERIALS if (code := _code(fields, key))), ""),
        delivery=_code(fields, "utilityDeliveryType"),
        voltage=voltage if voltage is not None and voltage > 0 else None,
        pressure=number_of(_text(fields, "pressure")),
        count=int(count) if count.isdecimal() and 0 < int(count) < 1000 else None,
        contents=sum((_refs(fields, key) for key in ("cables", "ducts", "pipes")), ()),
        accuracy=_code(fields, "geoNauwkeurigheidXY"),
        depths=_refs(fields, "dieptelegging"),
        elevated=_text(fields, "verticalPosition") in _HIGH,
        text=_text(fields, "omschrijving"),
    )
    _keep(delivery.features, feature, kind, name, delivery)


def _depth(element: Any, kind: str, name: str, delivery: Delivery) -> None:
    fields = _fields(element)
    geometry = _geometry(_first(fields, "ligging"), name, kind, delivery)
    peil = _first(fields, "dieptePeil")
    depth = None if peil is None else length_of(peil.text, peil.get("uom"))
    if kind == "DiepteNAP" and depth is not None:
        ground = _first(fields, "maaiveldPeil")
        level = None if ground is None else length_of(ground.text, ground.get("uom"))
        depth = None if level is None else level - depth
    place = geometry.points[0] if geometry is not None and geometry.points else None
    point = _code(fields, "diepteAangrijpingspunt")
    network = next(iter(_refs(fields, "inNetwork")), "")
    usable = depth is not None and 0 < depth <= 20_000 and place is not None
    if not usable or point not in ("bovenkant", "binnenonderkantBuis"):
        delivery.tally.leaves_out(kind, Reason.NO_DEPTH, name)
        return
    assert place is not None
    top, inside = (depth, None) if point == "bovenkant" else (None, depth)
    accuracy = _code(fields, "diepteNauwkeurigheid")
    found = DepthPoint(name, network, place, top, inside, accuracy)
    _keep(delivery.depths, found, kind, name, delivery)
    delivery.depth_kinds.setdefault(name, kind)


def _precaution(element: Any, kind: str, name: str, delivery: Delivery) -> None:
    fields = _fields(element)
    geometry = _geometry(_first(fields, "geometrie"), name, kind, delivery)
    if geometry is None or not geometry.rings:
        delivery.tally.leaves_out(kind, Reason.BROKEN, name)
        return
    keys = ("netbeheerderNetOmschrijving", "netbeheerderNetAanduiding", "label")
    text = next((told for key in keys if (told := _text(fields, key))), "")
    network = next(iter(_refs(fields, "inNetwork")), "")
    found = Precaution(name, network, geometry.rings, _text(fields, "eisVoorzorgsmaatregel"), text)
    _keep(delivery.precautions, found, kind, name, delivery)


def _standing(element: Any, kind: str, name: str, delivery: Delivery) -> None:
    fields = _fields(element)
    geometry = _geometry(_first(fields, "geometry"), name, kind, delivery)
    place = geometry.points[0] if geometry is not None and geometry.points else None
    outline = next(iter(_refs(fields, "extraGeometrie")), "")
    if kind == "Appurtenance" or (place is None and not outline):
        delivery.tally.leaves_out(kind, Reason.POINT, name)
        return
    delivery.standing.append(Standing(kind, name, place, outline))


def _outline(element: Any, kind: str, name: str, delivery: Delivery) -> None:
    fields = _fields(element)
    geometry = _geometry(_first(fields, "vlakgeometrie2D"), name, kind, delivery)
    if geometry is None or not geometry.rings:
        delivery.tally.leaves_out(kind, Reason.UNUSED, name)
        return
    _keep(delivery.outlines, geometry.rings, kind, name, delivery)


def _area(element: Any, kind: str, name: str, delivery: Delivery) -> None:
    geometry = _geometry(_first(_fields(element), "geometrie"), name, kind, delivery)
    if geometry is None or not geometry.rings:
        delivery.tally.leaves_out(kind, Reason.BROKEN, name)
        return
    delivery.asked.append(geometry.rings)
    delivery.tally.uses(kind)


def _papers(element: Any, kind: str, delivery: Delivery) -> None:
    if kind == "GebiedsinformatieAanvraag":
        delivery.number = _text(_fields(element), "klicMeldnummer")


Taker = Callable[[Any, str, str, Delivery], None]

_TAKERS: dict[str, Taker] = {
    "Utiliteitsnet": _network,
    "UtilityLink": _link,
    "ExtraGeometrie": _outline,
    PRECAUTION: _precaution,
    **dict.fromkeys(LINED, _feature),
    **dict.fromkeys(DEPTHS, _depth),
    **dict.fromkeys(POINTS, _standing),
    **dict.fromkeys(AREAS, _area),
}
"""What keeps an object of each class."""
