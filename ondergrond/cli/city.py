"""``ondergrond profiles city``: a made-up city to try a batch on."""

from __future__ import annotations

from pathlib import Path

import click

from ondergrond.cli import options
from ondergrond.cli.ends import OK, write

FORMATS = ("jsonl", "yaml", "parquet", "gpkg")
"""As ``ondergrond.io.profilerows_write.FORMATS``; here so that help needs no imports."""

HELP = """\
Make a city of street profiles on a street grid, to try a batch on.

The same count and seed give the same city on every machine. Nothing in it is measured;
docs/city.md tells what it is made of.

\b
Examples:
  ondergrond profiles city --count 1000 --seed 7 --out city
  ondergrond profiles city --count 100000 --seed 7 --out city --format gpkg
"""


@click.command("city", help=HELP, short_help="Make a city of profiles to try a batch on.")
@click.option("--count", type=click.IntRange(1, 2_000_000), required=True, help="Profiles.")
@click.option("--seed", type=int, default=7, show_default=True)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="DIR"
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="jsonl", show_default=True)
@options.as_json
@options.debug
def command(count: int, seed: int, out: Path, form: str, as_json: bool) -> int:
    """See ``HELP``."""
    from ondergrond import __version__
    from ondergrond.city import city
    from ondergrond.cli.show import show_json
    from ondergrond.io.profilerows_write import Placed, write_profiles

    try:
        path = write_profiles((Placed(*section) for section in city(count, seed)), out, form)
    except OSError as error:
        raise click.BadParameter(
            f"{error.filename or out} cannot be written: {error.strerror or error}",
            param_hint="--out",
        ) from None
    if as_json:
        show_json({"version": __version__, "profiles": count, "seed": seed, "file": str(path)})
    else:
        write(f"{count} profiles written to {path}\n")
    return OK
