"""``ondergrond import bgt``: a street from the large-scale map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ondergrond.cli import options, section_options
from ondergrond.cli.ends import OK, message

HELP = """\
Boundaries, zones, pavement, trees and walls of a street, from the BGT.

MAP is what PDOK delivers (a zip of GML), a GML, SQLite or GeoPackage file, or a folder of those.
The street reaches to the facade or plot met first on both sides of the road that is nearest to the
section's middle.

\b
Examples:
  ondergrond import bgt otterlo.zip --section 181000,457900,181000,457930 -o street.yaml
  ondergrond import bgt otterlo.zip --near 181000,457915 -o street.yaml
"""


@click.command("bgt", help=HELP, short_help="Zones and boundaries from the map (BGT).")
@click.argument("maps", nargs=-1, required=True, metavar="MAP...")
@section_options.where
@section_options.output
@options.as_json
@options.debug
def command(
    maps: tuple[str, ...],
    output: Path,
    programme: Path | None,
    name: str | None,
    as_json: bool,
    **where: Any,
) -> int:
    """See ``HELP``."""
    from ondergrond.io.bgt import cut, read_map, section_near

    bgt = read_map(maps)
    sections = section_options.sections_of(
        section_options.asked(where), lambda place, across: section_near(bgt, place, across)
    )
    streets, refused = [], []
    for section in sections:
        try:
            streets.append(cut(bgt, section))
        except ValueError as error:
            refused.append(str(error))
    if not streets:
        raise click.UsageError(refused[0])
    if refused:
        message("\n".join(refused))
    many = len(sections) > 1
    written = section_options.write_streets(streets, output, programme, name, many=many)
    section_options.show_written(written, as_json)
    return OK
