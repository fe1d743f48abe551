"""Rule sets from TOML files: found, read, inherited, checked, resolved.

``docs/rules.md`` is the format. ``load_rules`` gives the resolved ``RuleSet`` or raises everything
that is wrong; ``rule_problems`` gives the same as a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ondergrond.errors import InputFileError, Problem
from ondergrond.io.rulefile_build import Builder, contradictions
from ondergrond.io.rulefile_lines import line_of
from ondergrond.io.rulefile_read import Inherited, RuleFile, parse, read
from ondergrond.io.rulefile_resolve import (
    BOTTOM,
    Layer,
    cells_of,
    gaps_in_the_data,
    lay_over,
)
from ondergrond.resources import Shelf, UnknownResourceError, find, names
from ondergrond.rules import RuleSet

DEEPEST_CHAIN = 8
"""Rule sets that inherit one from the other; more is a circle or a mistake."""

_SUFFIX = ".toml"


class RuleFileError(InputFileError):
    """A rule set cannot be used; ``problems`` holds everything that is wrong with it.

    Problems of a file it inherits from name that file in their path.
    """


class Source(NamedTuple):
    """A text that values come from: who published what, and where (None: no address)."""

    text: str
    url: str | None


class _Stamp(NamedTuple):
    """A file as it was when it was read."""

    path: Path
    changed: int
    size: int


class _Checked(NamedTuple):
    rules: RuleSet | None
    problems: tuple[Problem, ...]


def list_rules() -> list[str]:
    """The names of the rule sets that come with the program, sorted."""
    return names(Shelf.RULES)


def load_rules(name_or_path: str | Path) -> RuleSet:
    """A rule set, resolved: by the name of one that comes with the program, or from a file.

    A ``Path``, and text that ends in ``.toml`` or holds a slash, is a file; other text is a name.

    Raises:
        RuleFileError: the file cannot be read or is not sound; it carries all that is wrong.
        UnknownResourceError: no rule set has this name.
    """
    path = rule_path(name_or_path)
    checked = _checked(path)
    if checked.rules is None:
        raise RuleFileError(str(path), checked.problems)
    return checked.rules


def rule_problems(name_or_path: str | Path) -> list[Problem]:
    """Everything that is wrong with a rule set, sorted by line; empty when it is sound.

    Raises:
        UnknownResourceError: no rule set has this name.
    """
    path = rule_path(name_or_path)
    checked = _checked(path)
    return list(RuleFileError(str(path), checked.problems).problems)


def rule_sources(name_or_path: str | Path) -> dict[str, Source]:
    """What the source keys of a sound rule set stand for, those it inherits included.

    Raises:
        RuleFileError: the rule set is not sound.
        UnknownResourceError: no rule set has this name.
    """
    load_rules(name_or_path)
    chain, _ = _chain(rule_path(name_or_path))
    files = [_file(tuple(chain[:end])) for end in range(1, len(chain) + 1)]
    return {
        key: Source(fields["text"], fields.get("url"))
        for file in files
        for key, fields in file.sources.items()
    }


def rule_path(name_or_path: str | Path) -> Path:
    """The file that ``load_rules`` would read; the file itself may not be there.

    Raises:
        UnknownResourceError: no rule set has this name.
    """
    if isinstance(name_or_path, Path):
        return name_or_path
    if name_or_path.lower().endswith(_SUFFIX) or "/" in name_or_path or "\\" in name_or_path:
        return Path(name_or_path)
    return find(Shelf.RULES, name_or_path)


def _checked(path: Path) -> _Checked:
    chain, problems = _chain(path)
    return _Checked(None, tuple(problems)) if problems else _resolved(tuple(chain))


def _chain(asked: Path) -> tuple[list[_Stamp], list[Problem]]:
    """The files from the one that inherits nothing to the one asked for; a problem where there is
    no such chain.
    """
    stamps: list[_Stamp] = []
    path = asked
    while True:
        stamp = _stamp(path)
        if stamp in stamps or len(stamps) >= DEEPEST_CHAIN:
            circle = " -> ".join(s.path.stem for s in (*stamps, stamp))
            return [], [Problem(None, "inherits", f"rule sets inherit in a circle: {circle}")]
        stamps.append(stamp)
        text, data, problems = _parsed(stamp)
        parent = data.get("inherits")
        if problems or not isinstance(parent, str) or not parent.strip():
            return stamps[::-1], []
        try:
            path = _parent(path, parent)
        except UnknownResourceError as error:
            message = f"{error}; a file beside this one is named with its suffix, 'name{_SUFFIX}'"
            wrong = Problem(line_of(text, "inherits"), "inherits", message)
            return [], [_placed(asked, path, wrong)]


def _parent(path: Path, parent: str) -> Path:
    """The file a set inherits from: beside it when named with its suffix, else one by name."""
    return path.parent / parent if parent.endswith(_SUFFIX) else find(Shelf.RULES, parent)


def _stamp(path: Path) -> _Stamp:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return _Stamp(path, 0, 0)
    return _Stamp(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=32)
def _parsed(stamp: _Stamp) -> tuple[str, dict[str, Any], list[Problem]]:
    return parse(stamp.path)


@lru_cache(maxsize=32)
def _file(stamps: tuple[_Stamp, ...]) -> RuleFile:
    """The last file of a chain, read in the light of those before it."""
    text, data, _ = _parsed(stamps[-1])
    files = [_file(stamps[:end]) for end in range(1, len(stamps))]
    groups: dict[str, dict[str, tuple[str, ...]]] = {}
    sources: dict[str, Mapping[str, str]] = {}
    for file in files:
        for table, own in file.groups.items():
            groups.setdefault(table, {}).update(own)
        sources.update(file.sources)
    return read(stamps[-1].path, text, data, Inherited(groups, sources))


@lru_cache(maxsize=32)
def _layer(stamps: tuple[_Stamp, ...]) -> Layer:
    return lay_over(_layer(stamps[:-1]) if stamps[:-1] else BOTTOM, _file(stamps))


@lru_cache(maxsize=32)
def _resolved(stamps: tuple[_Stamp, ...]) -> _Checked:
    asked = stamps[-1].path
    for stamp in stamps:
        if wrong := _parsed(stamp)[2]:
            return _Checked(None, tuple(_placed(asked, stamp.path, found) for found in wrong))
    chains = [stamps[:end] for end in range(1, len(stamps) + 1)]
    files = [_file(chain) for chain in chains]
    problems = [
        _placed(asked, file.path, problem)
        for chain, file in zip(chains, files, strict=True)
        for problem in (*file.problems, *_layer(chain).problems)
    ]
    cells = cells_of(_layer(stamps))
    problems += gaps_in_the_data(_layer(stamps), files[-1])
    problems += contradictions(files, cells)
    if problems:
        return _Checked(None, tuple(problems))
    return _Checked(Builder(cells).rule_set(files), ())


def _placed(asked: Path, path: Path, problem: Problem) -> Problem:
    """A problem of a file as the file that was asked for tells it: another file is named."""
    if path == asked:
        return problem
    where = path.name if problem.line is None else f"{path.name}:{problem.line}"
    return Problem(None, f"{where}: {problem.path}" if problem.path else where, problem.message)
