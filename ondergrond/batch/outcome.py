"""What goes to a worker, and what comes back. Light: the parent of a batch loads no engine."""

from __future__ import annotations

from typing import Any, NamedTuple

from ondergrond import __version__


class Task(NamedTuple):
    """A profile to solve. key: its hash; form, text: as in ``ProfileRow``."""

    key: str
    form: str
    text: str


class Outcome(NamedTuple):
    """What came of a task.

    row: see ``columns``; plain JSON data.  layout: a gzip member with one line of JSON, empty
    without a layout.  rules: digest of the rule set.  contradiction: empty, or what two engines
    disagree on.  failed: the profile was given up, or a defect or the clock ended its work:
    ``--retry`` tries it again.  version: of the solving program.
    """

    key: str
    row: dict[str, Any]
    layout: bytes = b""
    rules: str = ""
    contradiction: str = ""
    failed: bool = False
    version: str = __version__


def error_row(message: str) -> dict[str, Any]:
    """The row of a profile without an answer."""
    return {"verdict": "error", "fit": "error", "error": message[:4000]}
