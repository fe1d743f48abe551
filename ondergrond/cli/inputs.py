"""What commands read: a street with its rules, told apart from a layout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ondergrond.io import ProfileDocument
    from ondergrond.rules import RuleSet


def read_street(profile: str, rules: str | None) -> tuple[ProfileDocument, RuleSet]:
    """A profile (file or library name) and its rule set, or the one that was asked for.

    A rule set that a profile names as a file is looked for beside the profile.

    Raises:
        ProfileFileError: the profile is not sound, also in the light of the rules.
        RuleFileError, UnknownResourceError: the rule set is not there or not sound.
    """
    from ondergrond.bodies import rule_errors
    from ondergrond.io import read_profile

    document = read_profile(profile)
    loaded = _named_rules(document) if rules is None else _load(rules)
    document.refuse(rule_errors(document.profile, loaded))
    return document, loaded


def _named_rules(document: ProfileDocument) -> RuleSet:
    from ondergrond.profile import ProfileError
    from ondergrond.resources import UnknownResourceError

    name = document.profile.rules
    beside = Path(document.file).parent / name
    is_file = name.lower().endswith(".toml") and not Path(name).is_absolute()
    try:
        return _load(str(beside) if is_file else name)
    except UnknownResourceError as error:
        document.refuse([ProfileError(("rules",), str(error))])
        raise


def _load(name: str) -> RuleSet:
    from ondergrond.io import load_rules

    return load_rules(name)


def is_layout(path: str) -> bool:
    """Whether a file is taken for a layout: its name ends in ``.json``."""
    return path.lower().endswith(".json")
