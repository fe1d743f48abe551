"""On which line of a TOML file a key stands.

The standard library's parser gives lines for what is no TOML at all and for nothing else. Rule
files are written one key a line, so a scan of table headers and keys finds the rest; keys inside an
inline table are found by the line of the table.
"""

from __future__ import annotations

import re
from functools import lru_cache

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"^\s*\[\s*({_DOTTED})\s*\]")
_ENTRY = re.compile(rf"^\s*({_DOTTED})\s*=")
_PART = re.compile(_KEY)


@lru_cache(maxsize=8)
def _lines(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _HEADER.match(line):
            table = _parts(match.group(1))
            path = table
        elif match := _ENTRY.match(line):
            path = table + _parts(match.group(1))
        else:
            continue
        for end in range(1, len(path) + 1):
            found.setdefault(".".join(path[:end]), number)
    return found


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def line_of(text: str, path: str) -> int | None:
    """The line (from 1) where a dotted path is first written, or else the nearest table around it.

    None where nothing of the path is written.
    """
    lines = _lines(text)
    while path:
        if path in lines:
            return lines[path]
        path = path.rpartition(".")[0]
    return None
