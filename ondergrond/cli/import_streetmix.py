"""``ondergrond import streetmix``: a street from a sketch."""

from __future__ import annotations

from pathlib import Path

import click

from ondergrond.cli import options, section_options
from ondergrond.cli.ends import OK

HELP = """\
Zones, boundaries and wished-for trees of a street sketched in Streetmix.

FILE is the street as JSON, of any schema version; widths become metres. A sketch knows nothing
below the ground: give that with --programme.

\b
Example:
  ondergrond import streetmix street.json -o street.yaml --programme wishes.yaml
"""


@click.command("streetmix", help=HELP, short_help="Zones from a Streetmix sketch.")
@click.argument("file")
@section_options.output
@options.as_json
@options.debug
def command(
    file: str, output: Path, programme: Path | None, name: str | None, as_json: bool
) -> int:
    """See ``HELP``."""
    from ondergrond.io.streetmix import read_streetmix

    streets = [read_streetmix(file)]
    written = section_options.write_streets(streets, output, programme, name, many=False)
    section_options.show_written(written, as_json)
    return OK
