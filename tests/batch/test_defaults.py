"""What a batch is asked to do when nobody says otherwise."""

from __future__ import annotations

from dataclasses import fields

from ondergrond.batch import Settings
from ondergrond.cli.batch import command


def test_the_command_asks_for_what_settings_say_by_themselves() -> None:
    """The number of parts was once raised in the settings alone: the command went on as before."""
    told = {option.name: option.default for option in command.params}
    known = {field.name: field.default for field in fields(Settings)}
    shared = {"engine", "resolution", "nodes", "least_width", "confirm", "seed"} & set(told)
    assert {"engine", "resolution", "nodes"} <= shared
    assert {name: told[name] for name in shared} == {name: known[name] for name in shared}
