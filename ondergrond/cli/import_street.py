"""``ondergrond import street``: a street from the map, a KLIC delivery and a sewer set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ondergrond.cli import options, section_options
from ondergrond.cli.ends import OK, message

HELP = """\
A street from several sources: its surface from the BGT, what lies below from KLIC and HydX.

The map says where the street begins and ends, the rest is cut on that. Sewers of a sewer set take
the place of the same ones in the delivery, because the set knows their inverts. Where sources
disagree, the profile says so.

\b
Examples:
  ondergrond import street --bgt map.zip --klic delivery.zip --near 155006,463000 -o street.yaml
  ondergrond import street --bgt map.gpkg --klic delivery.zip --hydx sewers \\
      --section 155000,463000,155020,463000 --programme wishes.yaml -o street.yaml
"""


@click.command("street", help=HELP, short_help="Map, KLIC and sewers together.")
@click.option(
    "--bgt",
    "maps",
    multiple=True,
    required=True,
    metavar="MAP",
    help="The map: zip of GML, GML, SQLite, GeoPackage, or a folder; may be given again.",
)
@click.option("--klic", metavar="DELIVERY", help="A KLIC delivery.")
@click.option("--hydx", metavar="SET", help="A sewer set: folder or zip.")
@click.option(
    "--rules",
    default="nen7171-style",
    metavar="R",
    help="Rule set for sizes that are not told.  [default: nen7171-style]",
)
@section_options.where
@section_options.output
@options.as_json
@options.debug
def command(
    maps: tuple[str, ...],
    klic: str | None,
    hydx: str | None,
    rules: str,
    output: Path,
    programme: Path | None,
    name: str | None,
    as_json: bool,
    **where: Any,
) -> int:
    """See ``HELP``."""
    from ondergrond.io import load_rules
    from ondergrond.io.bgt import read_map, section_near
    from ondergrond.io.combined import Sources, combine
    from ondergrond.io.hydx import read_hydx
    from ondergrond.io.klic import Importer, read_delivery

    asked = section_options.asked(where)
    bgt = read_map(maps)
    rule_set = load_rules(rules)
    cutter = None
    if klic is not None:
        importer = Importer(read_delivery(klic), rule_set)

        def cutter(section: Any) -> Any:
            return importer.cut(section).street

    sources = Sources(bgt, cutter, None if hydx is None else read_hydx(hydx), rule_set)
    sections = section_options.sections_of(
        asked, lambda place, across: section_near(bgt, place, across)
    )
    streets, refused = [], []
    for section in sections:
        try:
            streets.append(combine(sources, section))
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
