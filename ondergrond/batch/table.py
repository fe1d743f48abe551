"""The table of results: one Parquet file, and a GeoPackage layer that brings its style."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from ondergrond.batch.columns import BYTES, NUMBER, TEXT, WHOLE, YES
from ondergrond.batch.durable import whole
from ondergrond.batch.style import QML
from ondergrond.io import extras

PARQUET = "results.parquet"
GEOPACKAGE = "results.gpkg"
LAYER = "streets"
"""The layer of the GeoPackage."""

BATCH = 2000
"""Rows in memory at once."""


def write_parquet(
    rows: Iterable[dict[str, Any]], columns: tuple[tuple[str, str], ...], folder: Path
) -> bool:
    """Write the rows, never all in memory; returns whether any has a geometry.

    Raises ``OSError``, and ``MissingExtraError`` without pyarrow.
    """
    arrow, parquet = extras.pyarrow(), extras.pyarrow_parquet()
    types = {
        TEXT: arrow.string(),
        WHOLE: arrow.int64(),
        NUMBER: arrow.float64(),
        YES: arrow.bool_(),
        BYTES: arrow.binary(),
    }
    schema = arrow.schema([(name, types[kind]) for name, kind in columns])
    placed = False
    left = iter(rows)
    with (
        whole(folder / PARQUET) as part,
        parquet.ParquetWriter(part, schema, compression="zstd") as writer,
    ):
        while batch := list(islice(left, BATCH)):
            values = [[row.get(name) for row in batch] for name, _ in columns]
            placed = placed or any(row.get("geometry") for row in batch)
            writer.write_batch(arrow.record_batch(values, schema=schema))
    return placed


def write_geopackage(folder: Path, crs: str) -> None:
    """The rows of the Parquet file as a map layer with its style.

    Raises ``OSError``, and ``MissingExtraError`` without pyogrio.
    """
    arrow, parquet, pyogrio = extras.pyarrow(), extras.pyarrow_parquet(), extras.pyogrio()
    with parquet.ParquetFile(folder / PARQUET) as table, whole(folder / GEOPACKAGE) as part:
        fields = [
            arrow.field(one.name, one.type, metadata={"ARROW:extension:name": "geoarrow.wkb"})
            if one.name == "geometry"
            else one
            for one in table.schema_arrow
        ]
        schema = arrow.schema(fields)
        reader = arrow.RecordBatchReader.from_batches(schema, _batches(table, schema, arrow))
        errors: tuple[type[Exception], ...] = (*extras.table_errors(), sqlite3.Error)
        try:
            pyogrio.write_arrow(
                reader,
                part,
                layer=LAYER,
                driver="GPKG",
                geometry_name="geometry",
                geometry_type="LineString",
                crs=crs,
            )
            _store_style(part)
        except errors as error:
            raise OSError(None, str(error), str(part)) from None


def _batches(table: Any, schema: Any, arrow: Any) -> Iterator[Any]:
    for batch in table.iter_batches(batch_size=BATCH):
        yield arrow.RecordBatch.from_arrays(batch.columns, schema=schema)


def _store_style(path: Path) -> None:
    """The style as QGIS looks for it: the default one of the layer, in table ``layer_styles``."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, "
            "f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256), "
            "f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, "
            "useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
            "update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"
        )
        connection.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner) "
            "VALUES ('', '', ?, 'geometry', 'fit', ?, '', 1, 'whether the street fits', '')",
            (LAYER, QML),
        )
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles')"
        )
