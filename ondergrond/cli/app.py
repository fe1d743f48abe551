"""The command ``ondergrond``: its subcommands, and how every run ends.

Exit codes: 0 answered, 1 internal error, 2 bad usage or input, 3 infeasible or violations found,
4 unknown, 130 interrupted. With ``--json`` every end, errors too, is one JSON document on stdout.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from ondergrond import __version__
from ondergrond.cli import (
    batch,
    check,
    city,
    draw,
    explain,
    exports,
    imports,
    profiles,
    rules,
    solve,
)
from ondergrond.cli.ends import End, OutputClosedError

HELP = """\
Proven best cross-sections for what lies under a street.

\b
Start:
  ondergrond profiles list                 the library of street profiles
  ondergrond solve leiden-rack             solve one of them
  ondergrond solve street.yaml --out out   solve your own; leaves drawing and layout in out
  ondergrond explain street.yaml           why it does not fit, and what would help

\b
Exit codes:
  0 answered    2 bad usage or input    3 infeasible, or violations found
  1 internal    4 unknown               130 interrupted
"""


class App(click.Group):
    """The group of commands that turns every end of a run into an exit code and a message."""

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> int:
        """Run and, in standalone mode, exit. Returns the exit code otherwise."""
        arguments = list(sys.argv[1:] if args is None else args)
        end = End(as_json="--json" in arguments, debug="--debug" in arguments)
        try:
            try:
                code = super().main(
                    args=args,
                    prog_name=prog_name or "ondergrond",
                    complete_var=complete_var,
                    standalone_mode=False,
                    **extra,
                )
                sys.stdout.flush()
            except BaseException as error:
                code = end.of(error)
        except (OutputClosedError, BrokenPipeError):
            code = _output_closed()
        code = int(code or 0)
        if end.work_goes_on:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)  # an engine cannot be stopped from outside; its answer is not wanted
        if standalone_mode:
            sys.exit(code)
        return code


def _output_closed() -> int:
    """The reader of our output went away (``| head``): what is left goes nowhere, quietly."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    return 141  # 128 + SIGPIPE, as other commands end


@click.group(
    cls=App,
    help=HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="ondergrond")
def main() -> None:
    """The group; its help is ``HELP``."""


for command in (
    solve.command,
    explain.command,
    check.command,
    draw.command,
    batch.command,
    imports.group,
    exports.group,
    rules.group,
    profiles.group,
):
    main.add_command(command)
profiles.group.add_command(city.command)
