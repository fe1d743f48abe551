"""``ondergrond import hydx``: sewers with their inverts from a sewer set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ondergrond.cli import options, section_options
from ondergrond.cli.ends import OK

HELP = """\
Sewers with place, size, invert and material, from a GWSW-HydX set (CSV).

SET is a folder or zip with Knooppunt.csv, Verbinding.csv and Profiel.csv. A sewer set knows no
surface: take zones from a map with 'import street --bgt ... --hydx ...', or give --programme.

\b
Examples:
  ondergrond import hydx sewers.zip --section 155000,463000,155020,463000 -o street.yaml
  ondergrond import hydx sewers --near 155010,463000 --across 20m -o street.yaml
"""


@click.command("hydx", help=HELP, short_help="Sewers from a GWSW-HydX set.")
@click.argument("sewers", metavar="SET")
@click.option(
    "--shift",
    metavar="DX,DY",
    help="Move a set with coordinates of its own onto the map, metres.",
)
@click.option(
    "--rules",
    default="nen7171-style",
    metavar="R",
    help="Rule set for the walls of sewers.  [default: nen7171-style]",
)
@section_options.where
@section_options.output
@options.as_json
@options.debug
def command(
    sewers: str,
    shift: str | None,
    rules: str,
    output: Path,
    programme: Path | None,
    name: str | None,
    as_json: bool,
    **where: Any,
) -> int:
    """See ``HELP``."""
    from ondergrond.io import load_rules
    from ondergrond.io.hydx import cut, read_hydx, section_near
    from ondergrond.io.sectionfile import parse_point

    rule_set = load_rules(rules)
    read = read_hydx(sewers)
    if shift is not None:
        try:
            read = read.shifted(*parse_point(shift))
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--shift") from None
    if not read.on_map:
        x, y = next(iter(read.nodes.values())).place
        raise click.UsageError(
            f"the nodes lie at ({x:g}, {y:g}), which is no place in RD; give --shift DX,DY to put "
            "the set on the map"
        )
    sections = section_options.sections_of(
        section_options.asked(where), lambda place, across: section_near(read, place, across)
    )
    streets = [cut(read, section, rule_set) for section in sections]
    many = len(sections) > 1
    written = section_options.write_streets(streets, output, programme, name, many=many)
    section_options.show_written(written, as_json)
    return OK
