"""The BGT as tables: SQLite with well-known binary, or GeoPackage; a table a class."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from ondergrond.io.archive import refuse
from ondergrond.io.bgt.objects import WANTED, MapObject, kind_of, map_object, plain_name
from ondergrond.io.found import clean
from ondergrond.io.wkb import WkbError, read_wkb

MAGIC = b"SQLite format 3\0"
"""How such a file begins."""

_GEOMETRY = ("geometry", "geom", "geometrie", "geometrie2d", "shape", "wkbgeometry")
_STEPS = 200_000_000
"""Steps of the database engine after which a broken file is given up: seconds of work."""


def table_objects(path: Path, broken: list[str]) -> Iterator[MapObject]:
    """The objects in the tables that sections are made from.

    broken: is given the ids of objects whose geometry cannot be read, with the reason.

    Raises:
        InputFileError: no sound database, or no table of the BGT in it.
    """
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as database:
            database.set_progress_handler(lambda: 1, _STEPS)
            database.text_factory = lambda data: data.decode("utf-8", "replace")
            yield from _objects(database, path, broken)
    except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
        raise refuse(str(path), f"this database cannot be read: {clean(str(error))}") from None


def _objects(database: sqlite3.Connection, path: Path, broken: list[str]) -> Iterator[MapObject]:
    names = [str(row[0]) for row in database.execute(
        "select name from sqlite_master where type in ('table', 'view') order by name"
    )]  # fmt: skip
    systems = _systems(database, names)
    tables = [(name, kind) for name in names if (kind := kind_of(name)) is not None]
    if not tables:
        raise refuse(str(path), "there is no table of the BGT in this database (wegdeel, pand ...)")
    for table, kind in tables:
        system = systems.get(table.lower())
        if system not in (None, 28992):
            message = f"table {clean(table, 40)} is in EPSG:{system}; save it in RD (EPSG:28992)"
            raise refuse(str(path), message)
        quoted = table.replace('"', '""')
        cursor = database.execute(f'select * from "{quoted}"')
        columns = [plain_name(str(column[0])) for column in cursor.description]
        place = next((columns.index(name) for name in _GEOMETRY if name in columns), None)
        if place is None:
            raise refuse(str(path), f"table {clean(table, 40)} has no column of geometry")
        for row in cursor:
            raw = {
                name: str(value)
                for name, value in zip(columns, row, strict=True)
                if name in WANTED and value is not None and not isinstance(value, bytes)
            }
            data = row[place]
            try:
                if not isinstance(data, bytes):
                    raise WkbError("there is no geometry")
                shape = read_wkb(data)
            except WkbError as error:
                broken.append(f"{kind.value} {clean(raw.get('lokaalid', '?'), 60)}: {error}")
                continue
            yield map_object(kind, raw, shape)


def _systems(database: sqlite3.Connection, names: list[str]) -> dict[str, int]:
    """The projection of each table, as far as the database tells."""
    for registry, table, srid in (
        ("gpkg_geometry_columns", "table_name", "srs_id"),
        ("geometry_columns", "f_table_name", "srid"),
    ):
        if registry in names:
            rows = database.execute(f"select {table}, {srid} from {registry}")
            return {str(name).lower(): system for name, system in rows if isinstance(system, int)}
    return {}
