"""Many street profiles from one place, one after the other: a folder of YAML files, JSON lines,
Parquet, or a GeoPackage layer. Rows that hold no profile come as rows with an error; only what
makes the whole input unusable is raised.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ondergrond.errors import InputFileError, Problem
from ondergrond.io import extras
from ondergrond.io.profilefile import MOST_BYTES
from ondergrond.io.profilejson import JsonTextError, json_object
from ondergrond.io.textfile import UnreadableFileError, read_text
from ondergrond.io.wkb import line_wkb

RD = "EPSG:28992"
"""The reference system of the Netherlands; taken where an input does not name its own."""

_PLAIN = ("name", "description")
"""Keys that say nothing about the street below ground: equal streets may differ in them."""


class ProfileRow(NamedTuple):
    """One row of an input.

    number: from 1, in the order of the input.  id: its own (of a YAML file the name without
    suffix), or ``row-<number>``.  form: ``json`` or ``yaml``.  text: the profile; of JSON without
    what ``names`` holds, keys sorted, so that equal streets have equal texts.  names: name and
    description taken out of it.  line: geometry as WKB, None where there is none.
    error: what is wrong where there is no text.
    """

    number: int
    id: str
    form: str
    text: str
    names: dict[str, str]
    line: bytes | None
    error: str | None


class ProfileRows:
    """The rows of an input, read anew at every iteration; never all in memory.

    path: a folder with .yaml files, one .yaml file, or a file .jsonl, .ndjson, .parquet or .gpkg.
    layer: of a GeoPackage; None for its only one.  crs: the reference system of the geometries.

    Raises ``InputFileError`` for an input that is none of these, or not there.
    """

    def __init__(self, path: Path, layer: str | None = None) -> None:
        self.path = path
        self.layer = layer
        self.crs = RD
        self._read = self._reader()

    def __iter__(self) -> Iterator[ProfileRow]:
        """Every row; raises ``InputFileError`` where the input ends being readable.

        Ids, names and errors are sound Unicode: what is none (a file name of an old archive, half
        of a surrogate pair in JSON) is told by its number.
        """
        try:
            for row in self._read():
                yield row._replace(
                    id=sound(row.id),
                    names={key: sound(name) for key, name in row.names.items()},
                    error=None if row.error is None else sound(row.error),
                )
        except OSError as error:
            raise self.refuse(f"it cannot be read: {error.strerror or error}") from None
        except extras.table_errors() as error:
            raise self.refuse(f"it cannot be read to its end: {error}") from None

    def refuse(self, message: str) -> InputFileError:
        """An error about the input as a whole."""
        return InputFileError(str(self.path), [Problem(None, "", message)])

    def _reader(self) -> Any:
        if not self.path.exists():
            raise self.refuse("there is no such file or folder")
        suffix = self.path.suffix.lower()
        if self.path.is_dir():
            return self._folder
        readers = {
            ".yaml": self._folder,
            ".yml": self._folder,
            ".jsonl": self._lines,
            ".ndjson": self._lines,
            ".parquet": self._parquet,
            ".gpkg": self._geopackage,
        }
        if suffix not in readers:
            known = ", ".join(readers)
            raise self.refuse(f"profiles come as a folder of .yaml files, or as one of {known}")
        if suffix == ".parquet":
            self._columns(_parquet_file(self))
        if suffix == ".gpkg":
            self._open_layer()
        return readers[suffix]

    # --- YAML -----------------------------------------------------------------------------------

    def _folder(self) -> Iterator[ProfileRow]:
        files = [self.path]
        if self.path.is_dir():
            suffixes = (".yaml", ".yml")
            files = sorted(one for one in self.path.iterdir() if one.suffix.lower() in suffixes)
            if not files:
                raise self.refuse("there is no .yaml file in this folder")
        for number, file in enumerate(files, 1):
            text, wrong = "", None
            try:
                text = read_text(file, most_bytes=MOST_BYTES, what="a street profile")
            except UnreadableFileError as error:
                wrong = error.message
            yield ProfileRow(number, file.stem, "yaml", text, {}, None, wrong)

    # --- JSON lines -----------------------------------------------------------------------------

    def _lines(self) -> Iterator[ProfileRow]:
        number = 0
        with self.path.open("rb") as stream:
            for line in iter(lambda: stream.readline(MOST_BYTES + 1), b""):
                rest = line
                while rest and not rest.endswith(b"\n"):
                    rest = stream.readline(MOST_BYTES)
                if line.strip():
                    number += 1
                    yield _of_line(number, line)
        if not number:
            raise self.refuse("the file holds no lines; each is a profile as JSON")

    # --- tables ---------------------------------------------------------------------------------

    def _parquet(self) -> Iterator[ProfileRow]:
        file = _parquet_file(self)
        yield from self._table(file.iter_batches(batch_size=500, columns=self._columns(file)))

    def _columns(self, file: Any) -> list[str]:
        names = list(file.schema_arrow.names)
        if "profile" not in names:
            raise self.refuse(_no_profile(names))
        return [name for name in ("id", "profile", "geometry") if name in names]

    def _geopackage(self) -> Iterator[ProfileRow]:
        pyogrio = extras.pyogrio()
        layer = self._open_layer()
        arguments = {"layer": layer, "use_pyarrow": True, "batch_size": 500}
        with pyogrio.open_arrow(self.path, **arguments) as (meta, reader):
            geometry = meta["geometry_name"] or "wkb_geometry"
            yield from self._table(reader, geometry)

    def _open_layer(self) -> str:
        """The layer to read, looked at: that it is there, has a profile, and in what system."""
        pyogrio = extras.pyogrio()
        try:
            layers = [str(name) for name, _ in pyogrio.list_layers(self.path)]
            if self.layer is None and len(layers) > 1:
                layers = [one for one in layers if one not in ("layer_styles",)]
            if self.layer is None and len(layers) != 1:
                raise self.refuse(f"name the layer; there are {', '.join(layers) or 'none'}")
            layer = self.layer or layers[0]
            if layer not in layers:
                raise self.refuse(f"there is no layer '{layer}'; there are {', '.join(layers)}")
            info = pyogrio.read_info(self.path, layer=layer)
        except pyogrio.errors.DataSourceError as error:
            raise self.refuse(f"this is no GeoPackage: {error}") from None
        if "profile" not in info["fields"]:
            raise self.refuse(_no_profile(list(info["fields"])))
        self.crs = info["crs"] or RD
        return layer

    def _table(self, batches: Any, geometry: str = "geometry") -> Iterator[ProfileRow]:
        number = 0
        for batch in batches:
            columns = {name: batch.column(i) for i, name in enumerate(batch.schema.names)}
            for at in range(batch.num_rows):
                number += 1
                own, text, line = (
                    columns[name][at].as_py() if name in columns else None
                    for name in ("id", "profile", geometry)
                )
                row = f"row-{number}" if own is None else str(own)
                line = line if isinstance(line, bytes) else None
                if isinstance(text, str | bytes):
                    yield _of_json(number, row, text, line)
                else:
                    wrong = "'profile' is empty" if text is None else "'profile' is no text"
                    yield ProfileRow(number, row, "json", "", {}, line, wrong)
        if not number:
            raise self.refuse("there are no rows in it")


def sound(text: str) -> str:
    """The text with a number in the place of what is no Unicode character."""
    return text.encode("utf-8", "backslashreplace").decode()


def _no_profile(names: list[str]) -> str:
    return f"there is no column 'profile' with a profile as JSON; there are {', '.join(names)}"


def _parquet_file(rows: ProfileRows) -> Any:
    parquet, pyarrow = extras.pyarrow_parquet(), extras.pyarrow()
    try:
        return parquet.ParquetFile(rows.path)
    except (pyarrow.ArrowInvalid, OSError) as error:
        raise rows.refuse(f"this is no Parquet file: {error}") from None


def _of_line(number: int, line: bytes) -> ProfileRow:
    """A line: a profile, or ``{"id": .., "profile": {..}, "geometry": <GeoJSON LineString>}``."""
    row = f"row-{number}"
    if len(line) > MOST_BYTES:
        wrong = f"the line is longer than {MOST_BYTES / 1e6:g} MB"
        return ProfileRow(number, row, "json", "", {}, None, wrong)
    try:
        data = json_object(line)
    except JsonTextError as error:
        return ProfileRow(number, row, "json", "", {}, None, str(error))
    if "profile" not in data:
        return _of_data(number, row, data, None)
    row = str(data.get("id") or row)
    strange = sorted(data.keys() - {"id", "profile", "geometry"})
    if strange:
        wrong = f"unknown key '{strange[0]:.60}' beside 'profile'; known: id, geometry, profile"
        return ProfileRow(number, row, "json", "", {}, None, wrong)
    if not isinstance(data["profile"], dict):
        return ProfileRow(number, row, "json", "", {}, None, "'profile' is no object")
    try:
        line_wkb = _wkb(data["geometry"]) if data.get("geometry") else None
    except (TypeError, ValueError, KeyError, IndexError):
        wrong = "'geometry' is no GeoJSON LineString with two or more points"
        return ProfileRow(number, row, "json", "", {}, None, wrong)
    return _of_data(number, row, data["profile"], line_wkb)


def _of_json(number: int, row: str, text: str | bytes, line: bytes | None) -> ProfileRow:
    try:
        return _of_data(number, row, json_object(text), line)
    except JsonTextError as error:
        return ProfileRow(number, row, "json", "", {}, line, str(error))


def _of_data(number: int, row: str, data: dict[str, Any], line: bytes | None) -> ProfileRow:
    names = {}
    for key, most in zip(_PLAIN, (120, 4000), strict=True):
        value = data.get(key)
        if isinstance(value, str) and 0 < len(value) <= most:
            names[key] = value
            del data[key]
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return ProfileRow(number, row, "json", text, names, line, None)


def _wkb(geometry: Any) -> bytes:
    """WKB of a GeoJSON line string; its numbers are text here."""
    if geometry["type"] != "LineString":
        raise ValueError(geometry["type"])
    points = [(float(point[0]), float(point[1])) for point in geometry["coordinates"]]
    if len(points) < 2:
        raise ValueError("a line has two points")
    return line_wkb(points)
