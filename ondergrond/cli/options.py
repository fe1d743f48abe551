"""The options several commands share, and how text becomes their values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

LANGUAGES = ("en", "nl")
"""As ``ondergrond.words.LANGUAGES``; here so that help needs no imports."""

ENGINES = ("auto", "sweep", "cpsat", "both", "greedy")
"""The engines of the solver; here so that help needs no imports. ``auto`` takes what is needed,
``both`` asks sweep and cpsat and is an error where they differ, ``greedy`` proves nothing."""

lang = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Language of the report and the drawing.",
)
as_json = click.option(
    "--json", "as_json", is_flag=True, help="One JSON document on stdout and nothing else."
)
debug = click.option("--debug", is_flag=True, expose_value=False, help="Show tracebacks.")
rules = click.option(
    "--rules",
    metavar="R",
    help="Rule set: a name or a .toml file. [default: the one the profile names]",
)


class LengthType(click.ParamType[int]):
    """A length with its unit, as in profiles; mm."""

    name = "length"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Millimetres; fails with the right form."""
        from ondergrond.quantity import parse_length

        try:
            mm = parse_length(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if mm <= 0:
            self.fail(f"'{value}' is not above zero", param, ctx)
        return mm


class FormatsType(click.ParamType[tuple[str, ...]]):
    """Drawing formats, separated by commas, each once."""

    name = "formats"
    known = ("svg", "pdf", "png")

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """The formats in the order given."""
        if isinstance(value, tuple):
            return value
        formats = tuple(dict.fromkeys(part.strip().lower() for part in str(value).split(",")))
        for one in formats:
            if one not in self.known:
                self.fail(f"'{one}' is no format; use {', '.join(self.known)}", param, ctx)
        return formats


class SecondsType(click.ParamType[float]):
    """A number of seconds above zero, finite."""

    name = "seconds"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Seconds."""
        try:
            seconds = float(value)
        except ValueError:
            seconds = -1.0
        if not 0 < seconds < float("inf"):
            self.fail(f"'{value}' is no number of seconds above zero", param, ctx)
        return seconds


technique = click.option(
    "--technique",
    type=click.Choice(("horizontal", "rack")),
    help="Narrow what the profile allows: no racks, or racks and no stacked trenches.",
)
width = click.option(
    "--width",
    type=LengthType(),
    metavar="L",
    help="What if the street were this wide (12.5m)? Its stretch zone takes the difference.",
)
preset = click.option(
    "--preset", metavar="P", help="Weighing of the score: balanced, space, cost, trees."
)
resolution = click.option(
    "--resolution",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    metavar="MM",
    help="Grid of the score; whether a street fits is decided at 1 mm.",
)
formats = click.option(
    "--format",
    "formats",
    type=FormatsType(),
    metavar="svg,pdf,png",
    help="Formats of the drawings. [default: svg]",
)


Command = TypeVar("Command", bound=Callable[..., Any])
"""A function on its way to being a command."""


def engine(default: str, help: str | None = None) -> Callable[[Command], Command]:
    """The option ``--engine``."""
    return click.option(
        "--engine", type=click.Choice(ENGINES), default=default, show_default=True, help=help
    )


def folder(help: str, metavar: str = "DIR", required: bool = False) -> Callable[[Command], Command]:
    """The option ``--out``: a folder for what is written."""
    return click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        metavar=metavar,
        required=required,
        help=help,
    )
