"""One rule file as rows: every value that is written, converted, with where it comes from.

Nothing is inherited from other files here and nothing is chosen; ``rulefile_resolve`` does that.
What is wrong is collected, never raised, so that a person sees all of it at once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from ondergrond.errors import Problem
from ondergrond.io.rulefile_lines import line_of
from ondergrond.io.rulefile_schema import (
    NOMINAL,
    PRESET,
    RULE_CLASSES,
    SECTIONS,
    SHEETS,
    ZONE,
    Dimension,
    Sheet,
)
from ondergrond.io.rulefile_value import (
    ABOUT_KEYS,
    NORM_REFUSED,
    OWN_ESTIMATE,
    About,
    Row,
    Sources,
    ValueReader,
    claims_the_norm,
    join,
    nearest,
    shown,
)
from ondergrond.io.textfile import UnreadableFileError, read_text

LARGEST = 2_000_000
"""No rule file has more bytes; the whole default set has a fortieth of it."""

SOURCE_KEYS = ("text", "url", "basis", "confidence")
TOP_KEYS = ("title", "inherits", "about", "sources", "groups", *SECTIONS)
GROUP_TABLES = ("classes", "zones")

Groups = Mapping[str, Mapping[str, tuple[str, ...]]]


class RuleFile(NamedTuple):
    """What one file says.

    title, inherits: as written (None: not given).  groups: names that stand for several classes or
    zones, this file's own, written out.  rows: by sheet.  presets: names of the presets it knows.
    problems: everything wrong that this file alone shows.
    """

    path: Path
    text: str
    title: str | None
    inherits: str | None
    groups: Groups
    sources: Sources
    rows: Mapping[str, tuple[Row, ...]]
    presets: tuple[str, ...]
    problems: tuple[Problem, ...]

    def problem(self, path: str, message: str) -> Problem:
        """A problem at a place of this file, with its line where that can be told."""
        return Problem(line_of(self.text, path), path, message)


class Inherited(NamedTuple):
    """What a file may name because the files it inherits have it."""

    groups: Groups
    sources: Sources


def parse(path: Path) -> tuple[str, dict[str, Any], list[Problem]]:
    """The text and the tables of a TOML file; problems where it is none (then no tables)."""
    try:
        text = read_text(path, most_bytes=LARGEST, what="a rule set")
    except UnreadableFileError as error:
        return "", {}, [Problem(error.line, "", error.message)]
    try:
        return text, tomllib.loads(text, parse_float=Decimal), []
    except tomllib.TOMLDecodeError as error:
        return text, {}, [_syntax_problem(str(error), text)]
    except RecursionError:
        return text, {}, [Problem(None, "", "this is no TOML rule set: it nests too deep")]
    except (ValueError, ArithmeticError) as error:
        return text, {}, [Problem(None, "", f"this is no TOML: {error}")]


def _syntax_problem(message: str, text: str) -> Problem:
    match = re.fullmatch(
        r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.DOTALL
    )
    if match is None:
        return Problem(None, "", f"this is no TOML: {message}")
    what, line, column = match.groups()
    if line is None:
        return Problem(text.count("\n") + 1, "", f"this is no TOML: {what} (at the end)")
    return Problem(int(line), "", f"this is no TOML: {what} (column {column})")


def read(path: Path, text: str, data: dict[str, Any], inherited: Inherited) -> RuleFile:
    """The rows of a parsed file, and every problem it shows by itself."""
    return _Reader(path, text, inherited).file(data)


class _Reader:
    """Reads one file; every method adds to ``problems`` what it finds wrong."""

    def __init__(self, path: Path, text: str, inherited: Inherited) -> None:
        self.path = path
        self.text = text
        self.problems: list[Problem] = []
        self.groups: dict[str, dict[str, tuple[str, ...]]] = {}
        self.known = {table: dict(inherited.groups.get(table, {})) for table in GROUP_TABLES}
        self.sources: dict[str, dict[str, str]] = {}
        self.known_sources: dict[str, Mapping[str, str]] = dict(inherited.sources)
        self.rows: dict[str, list[Row]] = {}
        self.values = ValueReader(path, self.known_sources, self._wrong)

    def _wrong(self, path: str, message: str) -> None:
        self.problems.append(Problem(line_of(self.text, path), path, message))

    def file(self, data: dict[str, Any]) -> RuleFile:
        self.values.known_keys("", data, TOP_KEYS)
        title = self.values.text("title", data.get("title"))
        inherits = self.values.text("inherits", data.get("inherits"))
        if "title" not in data:
            self._wrong("title", 'a rule set needs a title, such as title = "Our narrow streets"')
        self._read_sources(data.get("sources", {}))
        for table, groups in self._table("groups", data.get("groups", {})).items():
            self._read_groups(table, groups)
        about = self._about("about", data)
        for section in SECTIONS:
            if section in data:
                self._read_section(section, data[section], about)
        presets = data.get("presets")
        return RuleFile(
            self.path,
            self.text,
            title,
            inherits,
            self.groups,
            self.sources,
            {name: tuple(rows) for name, rows in self.rows.items()},
            tuple(k for k in presets if k != "about") if isinstance(presets, dict) else (),
            tuple(self.problems),
        )

    def _table(self, path: str, value: Any) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self._wrong(path, f"this is a table, [{path}], not {shown(value)}")
        return {}

    def _about(self, path: str, table: Mapping[str, Any]) -> tuple[About, ...]:
        """The defaults a table gives its values, none or one set of them."""
        if "about" not in table:
            return ()
        about = self._table(path, table["about"])
        self.values.known_keys(path, about, ABOUT_KEYS)
        return (self.values.about(path, about),)

    # --- sources and groups -----------------------------------------------------------------------

    def _read_sources(self, table: Any) -> None:
        for key, entry in self._table("sources", table).items():
            path = f"sources.{key}"
            source = self._table(path, entry)
            self.values.known_keys(path, source, SOURCE_KEYS)
            texts = {k: self.values.text(f"{path}.{k}", source.get(k)) for k in SOURCE_KEYS}
            fields = {k: text for k, text in texts.items() if text is not None}
            if "text" not in source:
                self._wrong(path, "a source needs its text: who published what, where")
            for name in ("basis", "confidence"):
                self.values.choice(f"{path}.{name}", name, fields.get(name))
            if claims_the_norm(" ".join((key, fields.get("text", ""), fields.get("url", "")))):
                self._wrong(path, NORM_REFUSED)
            if key == OWN_ESTIMATE:
                self._wrong(path, f"'{OWN_ESTIMATE}' needs no entry; it is known everywhere")
            elif key in self.known_sources:
                self._wrong(path, f"a source '{key}' is there already; give yours another key")
            else:
                self.sources[key] = self.known_sources[key] = fields

    def _read_groups(self, table: str, value: Any) -> None:
        path = f"groups.{table}"
        if table not in GROUP_TABLES:
            self._wrong(path, f"'{table}' is unknown here; {nearest(table, GROUP_TABLES)}")
            return
        base = RULE_CLASSES if table == "classes" else ZONE.names
        groups = self.groups.setdefault(table, {})
        for name, members in self._table(path, value).items():
            place = f"{path}.{name}"
            if name in base or name in ("any", "about", "value"):
                self._wrong(place, f"'{name}' has a meaning already; give the group another name")
            elif name in self.known[table]:
                self._wrong(place, f"a group '{name}' is there already; give yours another name")
            elif not isinstance(members, list) or not members:
                self._wrong(place, 'a group is a list of names, such as ["telecom", "coax"]')
            else:
                found = self._members(place, members, table, base)
                groups[name] = self.known[table][name] = found

    def _members(
        self, place: str, members: list[Any], table: str, base: tuple[str, ...]
    ) -> tuple[str, ...]:
        found: list[str] = []
        for member in members:
            if isinstance(member, str) and member in self.known[table]:
                found += self.known[table][member]
            elif isinstance(member, str) and member in base:
                found.append(member)
            else:
                hint = nearest(str(member), (*base, *self.known[table]))
                self._wrong(place, f"{shown(member)} is no name known up to here; {hint}")
        return tuple(dict.fromkeys(found))

    # --- sheets -----------------------------------------------------------------------------------

    def _read_section(self, section: str, value: Any, outer: tuple[About, ...]) -> None:
        table = self._table(section, value)
        sheets = {sheet.path[1:]: sheet for sheet in SHEETS if sheet.path[0] == section}
        if () in sheets:
            self._read_rows(sheets[()], section, table, (), outer)
            return
        scopes = outer + self._about(f"{section}.about", table)
        names = {path[0] for path in sheets}
        self.values.known_keys(section, table, (*names, "about"))
        for key, entry in table.items():
            if key in names:
                self._read_rows(sheets[(key,)], f"{section}.{key}", entry, (), scopes)

    def _read_rows(
        self, sheet: Sheet, path: str, value: Any, names: tuple[str, ...], outer: tuple[About, ...]
    ) -> None:
        if len(names) == len(sheet.dimensions):
            row = self.values.row(sheet.quantity, path, value, names, outer)
            self.rows.setdefault(sheet.name, []).append(row)
            return
        dimension = sheet.dimensions[len(names)]
        if not isinstance(value, dict) or "value" in value:
            self._wrong(path, f"rows named by a {dimension.noun} belong here, not a value")
            return
        scopes = outer + self._about(f"{path}.about", value)
        for key, entry in value.items():
            if key != "about" and self._named(dimension, join(path, key), key):
                self._read_rows(sheet, join(path, key), entry, (*names, key), scopes)

    def _named(self, dimension: Dimension, path: str, key: str) -> bool:
        """Whether a key may name a row; a problem where not."""
        if dimension is PRESET:
            return True
        if dimension is NOMINAL:
            if key.isdecimal() and 0 < int(key[:9]) <= 4000:
                return True
            self._wrong(path, f"'{key}' is no nominal size; write the number after DN: 100")
            return False
        groups = self.known[dimension.groups] if dimension.groups else {}
        known = (*dimension.names, *groups, "any")
        if key not in known:
            self._wrong(path, f"'{key}' is no {dimension.noun}; {nearest(key, known)}")
            return False
        if key in groups and not set(groups[key]) & set(dimension.names):
            self._wrong(path, f"none of the group '{key}' is a {dimension.noun} of this table")
            return False
        return True
