"""What an object of the map is in a cross-section: a zone with its pavement, a plot, a facade.

The words are those of IMGeo 2.1; what is not in a table becomes a plain zone with a remark.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from ondergrond.io.bgt.objects import Kind, MapObject
from ondergrond.profile import Pavement, Zone, ZoneKind


class Role(StrEnum):
    """What an area is to a street."""

    STREET = "street"
    WATER = "water"
    PLOT = "plot"
    FACADE = "facade"


class Surface(NamedTuple):
    """The part an area plays. zone: None for plots and facades.  doubt: what was not sure."""

    role: Role
    zone: Zone | None = None
    doubt: str = ""


_ROADS: tuple[tuple[str, ZoneKind], ...] = (
    ("ov-baan", ZoneKind.BUSWAY),
    ("spoorbaan", ZoneKind.TRAMWAY),
    ("fietspad", ZoneKind.CYCLEWAY),
    ("voetgangersgebied", ZoneKind.SQUARE),
    ("voetpad", ZoneKind.FOOTWAY),
    ("ruiterpad", ZoneKind.FOOTWAY),
    ("inrit", ZoneKind.FOOTWAY),
    ("parkeervlak", ZoneKind.PARKING),
    ("woonerf", ZoneKind.CARRIAGEWAY),
    ("overweg", ZoneKind.CARRIAGEWAY),
    ("rijbaan", ZoneKind.CARRIAGEWAY),
)
"""Zone by the beginning of a road part's function."""

_PAVEMENTS: dict[str, Pavement] = {
    "asfalt": Pavement.ASPHALT,
    "cementbeton": Pavement.CONCRETE,
    "beton element": Pavement.CONCRETE,
    "betonstraatstenen": Pavement.BRICKS,
    "gebakken klinkers": Pavement.BRICKS,
    "sierbestrating": Pavement.BRICKS,
    "grasklinkers": Pavement.BRICKS,
    "tegels": Pavement.TILES,
    "grind": Pavement.GRAVEL,
    "gravel": Pavement.GRAVEL,
    "puin": Pavement.GRAVEL,
    "schelpen": Pavement.GRAVEL,
    "boomschors": Pavement.GRAVEL,
    "zand": Pavement.NONE,
    "gras- en kruidachtigen": Pavement.GRASS,
    "heesters": Pavement.PLANTING,
    "planten": Pavement.PLANTING,
    "bodembedekkers": Pavement.PLANTING,
    "bosplantsoen": Pavement.PLANTING,
    "struikrozen": Pavement.PLANTING,
    "struiken": Pavement.PLANTING,
}
"""Pavement by the finer word of the map (plus-fysiekVoorkomen)."""

_COARSE: dict[str, Pavement] = {
    "gesloten verharding": Pavement.ASPHALT,
    "open verharding": Pavement.BRICKS,
    "half verhard": Pavement.GRAVEL,
    "onverhard": Pavement.NONE,
    "groenvoorziening": Pavement.GRASS,
}
"""Pavement by the coarse word, where the finer one is missing: closed is mostly asphalt, open
mostly bricks (on footways tiles). An assumption, and marked as one."""

_PUBLIC_GREEN = ("groenvoorziening", "struiken", "grasland overig")
"""Green that belongs to the street; fields, woods and orchards are plots."""


def surface_of(thing: MapObject) -> Surface | None:
    """The part an area plays; None for what is no area of the ground."""
    match thing.kind:
        case Kind.BUILDING | Kind.STRUCTURE:
            return Surface(Role.FACADE)
        case Kind.ROAD:
            return _road(thing)
        case Kind.ROADSIDE:
            return _zone(thing, ZoneKind.VERGE)
        case Kind.GREEN:
            what = thing.values.get("what", "")
            return _zone(thing, ZoneKind.VERGE) if what in _PUBLIC_GREEN else Surface(Role.PLOT)
        case Kind.BARE:
            return _bare(thing)
        case Kind.WATER:
            return Surface(Role.WATER, Zone(kind=ZoneKind.WATER, width=1))
        case Kind.BANK:
            return _zone(thing, ZoneKind.VERGE)
        case _:
            return None


def _road(thing: MapObject) -> Surface:
    function = thing.values.get("function", "").lower()
    for word, kind in _ROADS:
        if function.startswith(word):
            return _zone(thing, kind)
    surface = _zone(thing, ZoneKind.CARRIAGEWAY)
    told = f"'{function}'" if function else "nothing"
    return surface._replace(doubt=f"function {told} of the map, taken for a carriageway")


def _bare(thing: MapObject) -> Surface:
    what = thing.values.get("what", "")
    if what in ("open verharding", "gesloten verharding", "half verhard"):
        return _zone(thing, ZoneKind.SQUARE)
    if what in ("onverhard", "zand"):
        return _zone(thing, ZoneKind.VERGE)
    return Surface(Role.PLOT)


def _zone(thing: MapObject, kind: ZoneKind) -> Surface:
    fine = thing.values.get("plus_surface", "").lower()
    coarse = (thing.values.get("surface") or thing.values.get("what") or "").lower()
    if fine in _PAVEMENTS:
        return Surface(Role.STREET, Zone(kind=kind, width=1, pavement=_PAVEMENTS[fine]))
    if coarse in _COARSE:
        pavement = _COARSE[coarse]
        if coarse == "open verharding" and kind is ZoneKind.FOOTWAY:
            pavement = Pavement.TILES
        sure = coarse in ("onverhard", "groenvoorziening")
        doubt = "" if sure else f"pavement, {pavement.value} taken for '{coarse}'"
        return Surface(Role.STREET, Zone(kind=kind, width=1, pavement=pavement), doubt)
    return Surface(Role.STREET, Zone(kind=kind, width=1), "pavement, that of its kind taken")
