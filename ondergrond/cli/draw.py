"""``ondergrond draw``: a layout to scale."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from ondergrond.cli import options
from ondergrond.cli.ends import OK, VIOLATED

if TYPE_CHECKING:
    from ondergrond.words import Language

HELP = """\
Draw a layout to scale.

LAYOUT is a file that 'solve --out' or 'solve --json' wrote. It is checked first: a layout that
breaks a rule, or has a wrong amount in it, is not drawn. The suffix of FILE is the format.

\b
Examples:
  ondergrond draw out/leiden-rack.layout.json -o street.pdf
  ondergrond draw street.layout.json -o straat.png --lang nl --colours nlcs
"""


@click.command("draw", help=HELP, short_help="Draw a layout to scale.")
@click.argument("layout")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    metavar="FILE",
    help="The drawing: .svg, .pdf or .png.",
)
@click.option(
    "--colours",
    type=click.Choice(("klic", "nlcs")),
    default="klic",
    show_default=True,
    help="Colours of the themes.",
)
@options.lang
@options.debug
def command(layout: str, output: Path, colours: Literal["klic", "nlcs"], lang: Language) -> int:
    """See ``HELP``."""
    from ondergrond.check import check_layout
    from ondergrond.cli.show import show
    from ondergrond.draw import draw_layout
    from ondergrond.io import load_layout
    from ondergrond.report.blocks import Line
    from ondergrond.report.phrases import say
    from ondergrond.report.violations import violation_blocks

    if output.suffix.lower().removeprefix(".") not in options.FormatsType.known:
        known = ", ".join(f".{one}" for one in options.FormatsType.known)
        raise click.BadParameter(f"'{output}' ends in none of {known}", param_hint="--output")
    loaded = load_layout(layout)
    report = check_layout(loaded)
    if not report.ok:
        show(violation_blocks(layout, "layout", report.violations, lang))
        return VIOLATED
    try:
        draw_layout(loaded, output, lang=lang, colours=colours)
    except OSError as error:
        raise click.BadParameter(
            f"{output} cannot be written: {error.strerror or error}", param_hint="--output"
        ) from None
    show([Line(say("written", lang, files=str(output)))])
    return OK
