"""``ondergrond import``: streets from what engineers have; one module per source."""

from __future__ import annotations

import click

from ondergrond.cli import (
    import_bgt,
    import_hydx,
    import_klic,
    import_street,
    import_streetmix,
)

HELP = """\
Make street profiles from what there is: KLIC deliveries, maps, sewers, sketches.

What comes out is a profile like any other, with comments: what was measured, what is a default,
what is missing. Add what you want of the street with --programme, then 'ondergrond solve' it.
"""


@click.group("import", help=HELP, short_help="Profiles from KLIC deliveries, maps, sewers.")
def group() -> None:
    """See ``HELP``."""


for command in (
    import_klic.command,
    import_bgt.command,
    import_hydx.command,
    import_streetmix.command,
    import_street.command,
):
    group.add_command(command)
