"""Placements of layouts as a Parquet table: one row a body, whatever the number of layouts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ondergrond import __version__
from ondergrond.io import extras
from ondergrond.io.placements import Placement, placements
from ondergrond.layout import Layout


def save_parquet(layouts: Sequence[tuple[str, Layout]], path: str | os.PathLike[str]) -> Path:
    """Write the placements of layouts, each with a name for its rows (``layout``).

    Columns are those of ``Placement`` with their unit in the name (``axis_mm``), and the layout's
    verdict, score and section. Returns the path.

    Raises:
        MissingExtraError: pyarrow is not installed.
        OSError: the file cannot be written.
    """
    arrow = extras.pyarrow()
    parquet = extras.pyarrow_parquet()
    fields = [("layout", arrow.string()), ("verdict", arrow.string()), ("score", arrow.int64())]
    fields += [(f"section_{end}_mm", arrow.int64()) for end in ("x0", "y0", "x1", "y1")]
    fields += [(_column(name), _type(name, arrow)) for name in Placement._fields]
    rows: dict[str, list[object]] = {name: [] for name, _ in fields}
    for name, layout in layouts:
        place = layout.profile.location
        ends = (None,) * 4 if place is None else (*place.left, *place.right)
        for placement in placements(layout):
            values = (name, layout.verdict, layout.score, *ends, *placement)
            for column, value in zip(rows.values(), values, strict=True):
                column.append(value)
    about = {"source": f"ondergrond {__version__}", "crs": "EPSG:28992"}
    table = arrow.table(rows, schema=arrow.schema(fields, metadata=about))
    target = Path(path)
    parquet.write_table(table, target)
    return target


_LENGTHS = ("axis", "start", "end", "top", "bottom", "accuracy")


def _column(name: str) -> str:
    return f"{name}_mm" if name in _LENGTHS else name


def _type(name: str, arrow: object) -> object:
    kind = "int64" if name in _LENGTHS else "bool_" if name == "assumed" else "string"
    return getattr(arrow, kind)()
