"""Many street profiles written to one place, in a form that ``profilerows`` reads again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from ondergrond.io import extras
from ondergrond.io.profilerows import RD
from ondergrond.io.wkb import line_wkb

FORMATS = ("jsonl", "yaml", "parquet", "gpkg")
"""The forms; ``yaml`` is one file a profile, without geometry."""

BATCH = 1000
"""Rows of a table handed over at once."""

_GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {
        "geometry": {
            "encoding": "WKB",
            "geometry_types": ["LineString"],
            "crs": {"id": {"authority": "EPSG", "code": 28992}},
        }
    },
}
"""Metadata of GeoParquet 1.1."""


class Placed(NamedTuple):
    """A profile document (keys and values as in YAML) with its id and its line in RD (m)."""

    id: str
    profile: dict[str, Any]
    line: tuple[tuple[float, float], ...]


def write_profiles(profiles: Iterable[Placed], folder: Path, form: str = "jsonl") -> Path:
    """Write profiles into a folder, made where it is missing; returns the file (YAML: the folder).

    Raises ``OSError`` where that is not possible, ``MissingExtraError`` where an extra is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if form == "yaml":
        return _yaml(profiles, folder)
    path = folder / f"profiles.{form}"
    part = folder / f".profiles.part.{form}"
    part.unlink(missing_ok=True)
    {"jsonl": _jsonl, "parquet": _parquet, "gpkg": _geopackage}[form](profiles, part)
    part.replace(path)
    return path


def _yaml(profiles: Iterable[Placed], folder: Path) -> Path:
    import yaml

    for one in profiles:
        text = yaml.dump(one.profile, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
        (folder / f"{one.id}.yaml").write_text(text, encoding="utf-8", newline="\n")
    return folder


def _jsonl(profiles: Iterable[Placed], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for one in profiles:
            geometry = {"type": "LineString", "coordinates": one.line}
            row = {"id": one.id, "profile": one.profile, "geometry": geometry}
            stream.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def _tables(profiles: Iterable[Placed], schema: Any) -> Iterator[Any]:
    pa = extras.pyarrow()
    rows = iter(profiles)
    while batch := list(islice(rows, BATCH)):
        yield pa.record_batch(
            [
                [one.id for one in batch],
                [json.dumps(one.profile, ensure_ascii=False) for one in batch],
                [line_wkb(one.line) for one in batch],
            ],
            schema=schema,
        )


def _schema(metadata: dict[str, str] | None = None, geometry: dict[str, str] | None = None) -> Any:
    pa = extras.pyarrow()
    fields = [
        pa.field("id", pa.string()),
        pa.field("profile", pa.string()),
        pa.field("geometry", pa.binary(), metadata=geometry),
    ]
    return pa.schema(fields, metadata=metadata)


def _parquet(profiles: Iterable[Placed], path: Path) -> None:
    parquet = extras.pyarrow_parquet()
    schema = _schema({"geo": json.dumps(_GEO)})
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _tables(profiles, schema):
            writer.write_batch(batch)


def _geopackage(profiles: Iterable[Placed], path: Path) -> None:
    pa = extras.pyarrow()
    pyogrio = extras.pyogrio()
    schema = _schema(geometry={"ARROW:extension:name": "geoarrow.wkb"})
    reader = pa.RecordBatchReader.from_batches(schema, _tables(profiles, schema))
    pyogrio.write_arrow(
        reader,
        path,
        layer="profiles",
        driver="GPKG",
        geometry_name="geometry",
        geometry_type="LineString",
        crs=RD,
    )
