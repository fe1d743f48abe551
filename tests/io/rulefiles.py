"""Rule files for tests: written to a temporary folder, with what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ondergrond.errors import Problem
from ondergrond.io.rulefile import RuleFileError, load_rules, rule_problems
from ondergrond.resources import Shelf, find
from ondergrond.rules import RuleSet

HEAD = 'title = "A test"\ninherits = "nen7171-style"\n'
"""The first two lines of a set that inherits the defaults."""

OWN = 'source = "own estimate", note = "invented", status = "advisory"'
"""What makes a bare value complete but for its unit."""


def default_text() -> str:
    """The text of the default rule set."""
    return find(Shelf.RULES, "nen7171-style").read_text(encoding="utf-8")


def write(folder: Path, text: str, name: str = "test.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def child(folder: Path, text: str) -> RuleSet:
    """The rule set that inherits the defaults and says this."""
    return load_rules(write(folder, HEAD + text))


def child_problems(folder: Path, text: str) -> list[Problem]:
    """What is wrong with a set that inherits the defaults and says this."""
    return problems(write(folder, HEAD + text))


def problems(path: Path) -> list[Problem]:
    """What is wrong with a file; loading it raises exactly that, or gives a rule set."""
    found = rule_problems(path)
    if found:
        with pytest.raises(RuleFileError) as caught:
            load_rules(path)
        assert list(caught.value.problems) == found
    else:
        load_rules(path)
    return found
