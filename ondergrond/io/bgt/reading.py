"""The map, read from whatever it is delivered as, and asked for what meets a section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ondergrond.errors import InputFileError
from ondergrond.io.archive import entries, is_zip, refuse
from ondergrond.io.bgt.gml import gml_objects
from ondergrond.io.bgt.objects import Kind, MapObject
from ondergrond.io.bgt.tables import MAGIC, table_objects
from ondergrond.io.section import Section

_GML = re.compile(r"(?:^|/)[^/]*\.gml$", re.IGNORECASE)
_SUFFIXES = (".gml", ".xml", ".sqlite", ".gpkg", ".db", ".zip")


@dataclass(frozen=True)
class BgtMap:
    """Objects of the map. sources: names of the files.  warnings: about the map as a whole."""

    objects: tuple[MapObject, ...]
    sources: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    def near(self, section: Section, beside: float = 0.0) -> Iterator[MapObject]:
        """The objects whose boxes come within so many metres of a section's box."""
        (x0, y0), (x1, y1) = section.start, section.end
        left, right = min(x0, x1) - beside, max(x0, x1) + beside
        low, high = min(y0, y1) - beside, max(y0, y1) + beside
        for thing in self.objects:
            box = thing.box
            if box[0] <= right and box[2] >= left and box[1] <= high and box[3] >= low:
                yield thing


def read_map(paths: Iterable[str | Path]) -> BgtMap:
    """The map in files: a delivery (zip of GML), GML, SQLite or GeoPackage, or folders of those.

    Raises:
        InputFileError: a file cannot be used, or there is nothing of the BGT in any.
        MissingExtraError: GML was given and the extra ``gis`` is not installed.
    """
    objects: list[MapObject] = []
    broken: list[str] = []
    sources = []
    for path in _files(paths):
        sources.append(path.name)
        objects += _read(path, broken)
    if not any(thing.kind in (Kind.ROAD, Kind.BUILDING) for thing in objects):
        name = ", ".join(map(str, paths)) or "BGT"
        raise refuse(name, "there are no roads and no buildings in this; it is no BGT of a street")
    warnings = []
    if broken:
        warnings.append(
            f"{len(broken)} objects of the map have no geometry that can be read, "
            f"such as {broken[0]}"
        )
    return BgtMap(tuple(objects), tuple(sources), tuple(warnings))


def _files(paths: Iterable[str | Path]) -> list[Path]:
    files: list[Path] = []
    for one in paths:
        path = Path(one)
        if path.is_dir():
            found = sorted(p for p in path.iterdir() if p.suffix.lower() in _SUFFIXES)
            if not found:
                raise refuse(str(path), "there is no GML, SQLite or GeoPackage in this folder")
            files += found
        else:
            files.append(path)
    return files


def _read(path: Path, broken: list[str]) -> list[MapObject]:
    """The objects of one file; an empty class of a folder is no error."""
    found = entries(path, _GML, "a BGT delivery")
    if found[0].inside is None and not is_zip(path):
        with path.open("rb") as stream:
            start = stream.read(len(MAGIC))
        if start == MAGIC:
            return list(table_objects(path, broken))
    objects: list[MapObject] = []
    for entry in found:
        objects += gml_objects(entry, broken)
    return objects


__all__ = ["BgtMap", "InputFileError", "read_map"]
