"""A layout back on the map: GeoPackage and GeoJSON in RD (EPSG:28992).

The profile must know where it lies (``location``), or be told. Layers: ``section`` (the line),
``zones`` and ``extents`` (areas over a stretch of street), ``axes`` (lines over that stretch),
``placements`` (points on the section) and ``gaps`` (what is nearer than the rules ask).
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ondergrond import __version__
from ondergrond.io import extras
from ondergrond.io.placements import Placement, placements
from ondergrond.io.section import Point, Section, section_of
from ondergrond.io.wkb import line_wkb, point_wkb, polygon_wkb
from ondergrond.layout import Layout
from ondergrond.profile import SLACK
from ondergrond.quantity import SU_PER_EURO
from ondergrond.scene import Scene, layout_scene

CRS = "EPSG:28992"
STRETCH = 10_000
"""Length of street that areas and axes are drawn over, half before and half behind, mm."""

Form = Literal["Point", "LineString", "Polygon"]
Value = str | int | float | bool | None


class NoSectionError(ValueError):
    """Nobody said where the street lies, or what was said does not go with it."""


class Feature(NamedTuple):
    """A geometry (its points, metres in RD) with its attributes."""

    points: tuple[Point, ...]
    values: dict[str, Value]


@dataclass(frozen=True)
class MapLayer:
    """Features of one form with the same attributes. kinds: the type of each attribute."""

    name: str
    form: Form
    kinds: dict[str, type]
    features: tuple[Feature, ...]


def layout_section(layout: Layout, given: Section | None = None) -> Section:
    """Where the layout lies: the section given, or the profile's own.

    Raises:
        NoSectionError: neither is there, or the section is not as long as the street is wide.
    """
    profile = layout.profile
    section = given
    if section is None and profile.location is not None:
        section = section_of(profile.location)
    if section is None:
        raise NoSectionError(
            "the layout does not know where it lies; give --section x1,y1,x2,y2 in RD metres, or "
            "'location:' in the profile"
        )
    if abs(section.length - profile.width) > SLACK:
        raise NoSectionError(
            f"the section is {section.length / 1000:g} m long, the street "
            f"{profile.width / 1000:g} m wide"
        )
    return section


def map_layers(layout: Layout, section: Section, stretch: int = STRETCH) -> tuple[MapLayer, ...]:
    """The layers of a layout on the map. stretch: length of street for areas and axes, mm."""
    scene = layout_scene(layout)
    rows = placements(layout)
    half = stretch // 2
    kinds = {name: _kind(name) for name in Placement._fields}

    def area(start: int, end: int) -> tuple[Point, ...]:
        return (
            section.place(start, -half),
            section.place(end, -half),
            section.place(end, half),
            section.place(start, half),
            section.place(start, -half),
        )

    def along(x: int) -> tuple[Point, ...]:
        return (section.place(x, -half), section.place(x, half))

    def features(shape: Any) -> tuple[Feature, ...]:
        return tuple(Feature(shape(row), dict(row._asdict())) for row in rows)

    return (
        MapLayer("section", "LineString", _SECTION, (_section(layout, section),)),
        MapLayer("zones", "Polygon", _ZONE, tuple(_zones(scene, area))),
        MapLayer("extents", "Polygon", kinds, features(lambda row: area(row.start, row.end))),
        MapLayer("axes", "LineString", kinds, features(lambda row: along(row.axis))),
        MapLayer("placements", "Point", kinds, features(lambda row: (section.place(row.axis),))),
        MapLayer("gaps", "LineString", _GAP, tuple(_gaps(scene, section))),
    )


def save_gpkg(
    layout: Layout, path: str | os.PathLike[str], section: Section, stretch: int = STRETCH
) -> Path:
    """Write the layers as a GeoPackage, replacing a file of that name. Returns its path.

    Raises:
        MissingExtraError: pyogrio is not installed.
        OSError: the file cannot be written.
    """
    return save_layers(map_layers(layout, section, stretch), path)


def save_layers(layers: Iterable[MapLayer], path: str | os.PathLike[str]) -> Path:
    """Write layers as a GeoPackage, replacing a file of that name. Returns its path.

    Raises:
        MissingExtraError: pyogrio is not installed.
        OSError: the file cannot be written.
    """
    import numpy as np

    raw = extras.pyogrio().raw
    target = Path(path)
    pack = {"Point": lambda p: point_wkb(p[0]), "LineString": line_wkb, "Polygon": polygon_wkb}
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        made = Path(folder) / "layers.gpkg"
        for number, layer in enumerate(layers):
            columns, masks = [], []
            for name, kind in layer.kinds.items():
                values = [feature.values[name] for feature in layer.features]
                blank = kind() if kind is not str else None
                columns.append(
                    np.array(
                        [blank if value is None else value for value in values],
                        dtype=_DTYPES[kind],
                    )
                )
                masks.append(np.array([value is None for value in values], dtype=bool))
            geometry = [pack[layer.form](feature.points) for feature in layer.features]
            raw.write(
                made,
                np.array(geometry, dtype=object),
                columns,
                list(layer.kinds),
                field_mask=masks,
                layer=layer.name,
                driver="GPKG",
                geometry_type=layer.form,
                crs=CRS,
                append=number > 0,
            )
        made.replace(target)
    return target


def save_geojson(
    layout: Layout, path: str | os.PathLike[str], section: Section, stretch: int = STRETCH
) -> Path:
    """Write all layers as one GeoJSON file with a ``layer`` on each feature. Returns its path.

    Coordinates are RD, as its ``crs`` says (GeoJSON of 2008; RFC 7946 knows degrees only).
    Raises ``OSError`` where the file cannot be written.
    """
    document = {
        "type": "FeatureCollection",
        "name": layout.profile.name,
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
        "features": [
            {
                "type": "Feature",
                "geometry": _geometry(layer.form, feature.points),
                "properties": {"layer": layer.name, **feature.values},
            }
            for layer in map_layers(layout, section, stretch)
            for feature in layer.features
        ],
    }
    target = Path(path)
    text = json.dumps(document, ensure_ascii=False, indent=1)
    target.write_text(text + "\n", encoding="utf-8", newline="\n")
    return target


def _geometry(form: Form, points: tuple[Point, ...]) -> dict[str, Any]:
    places = [[round(x, 4), round(y, 4)] for x, y in points]
    coordinates: Any = {"Point": places[0], "LineString": places, "Polygon": [places]}[form]
    return {"type": form, "coordinates": coordinates}


_DTYPES: dict[type, Any] = {str: object, int: "int64", float: "float64", bool: bool}
_SECTION: dict[str, type] = {
    "street": str, "width": int, "verdict": str, "score": int, "bound": int, "cost_euro": float,
    "breaches": int, "deviations": int, "rules": str, "engine": str, "version": str,
}  # fmt: skip
_ZONE: dict[str, type] = {
    "street": str, "number": int, "kind": str, "name": str, "pavement": str, "start": int,
    "end": int, "width": int,
}  # fmt: skip
_GAP: dict[str, type] = {
    "street": str, "kind": str, "left_face": str, "right_face": str, "rule": str,
    "direction": str, "gap": int, "wanted": int, "short": int,
}  # fmt: skip


def _kind(field: str) -> type:
    if field in ("axis", "start", "end", "top", "bottom", "accuracy"):
        return int
    return bool if field == "assumed" else str


def _section(layout: Layout, section: Section) -> Feature:
    return Feature(
        (section.start, section.end),
        {
            "street": layout.profile.name,
            "width": layout.profile.width,
            "verdict": layout.verdict,
            "score": layout.score,
            "bound": layout.bound,
            "cost_euro": layout.cost / SU_PER_EURO,
            "breaches": layout.figures.breaches,
            "deviations": layout.figures.deviations,
            "rules": layout.rules.name,
            "engine": layout.engine,
            "version": __version__,
        },
    )


def _zones(scene: Scene, area: Any) -> Iterable[Feature]:
    profile = scene.profile
    for number, (zone, (start, end)) in enumerate(
        zip(profile.zones, profile.zone_ranges, strict=True)
    ):
        yield Feature(
            area(start, end),
            {
                "street": profile.name,
                "number": number,
                "kind": zone.kind.value,
                "name": zone.name,
                "pavement": zone.surface.value,
                "start": start,
                "end": end,
                "width": zone.width,
            },
        )


def _gaps(scene: Scene, section: Section) -> Iterable[Feature]:
    """From face to face; where one lies over the other, the part of the section they share."""
    for mark in scene.marks:
        if mark.left is None or mark.right is None:
            continue
        a, b = sorted((mark.left, mark.right), key=lambda box: box.start)
        left, right = sorted((min(a.end, b.end), b.start))
        if left == right:
            left, right = left - 1, right + 1
        note = mark.note
        yield Feature(
            (section.place(left), section.place(right)),
            {
                "street": scene.profile.name,
                "kind": note.kind,
                "left_face": note.left,
                "right_face": note.right,
                "rule": note.rule,
                "direction": note.direction,
                "gap": note.gap,
                "wanted": note.wanted,
                "short": note.wanted - note.gap,
            },
        )
