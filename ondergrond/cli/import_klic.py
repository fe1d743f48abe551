"""``ondergrond import klic``: sections through a KLIC delivery."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ondergrond import __version__
from ondergrond.cli import options, section_options
from ondergrond.cli.ends import OK

if TYPE_CHECKING:
    from ondergrond.io.klic import Cut
    from ondergrond.io.section import Point, Section

HELP = """\
Make street profiles from a KLIC delivery (IMKL 1.2.1 or 2.0).

DELIVERY is the zip as Kadaster sends it. Where no section is given, one is cut through the middle
of the area, square to what lies there. A delivery knows no facades and no surface: the section
counts as the street, and as paved; a programme can say better ('zones:', 'boundaries:').

\b
Examples:
  ondergrond import klic delivery.zip -o street.yaml
  ondergrond import klic delivery.zip --near 189382,352435 --across 18m -o street.yaml
  ondergrond import klic delivery.zip --section 189369.35,352434.28,189394.33,352435.02 -o a.yaml
  ondergrond import klic delivery.zip --along 189380,352400,189382,352480 --every 10m -o streets
  ondergrond import klic delivery.zip --sections cuts.csv --programme wish.yaml -o streets
"""


@click.command("klic", help=HELP, short_help="Sections through a KLIC delivery.")
@click.argument("delivery")
@section_options.where
@section_options.output
@click.option(
    "--rules",
    default="nen7171-style",
    metavar="R",
    help="Rule set for sizes that are not told.  [default: nen7171-style]",
)
@click.option(
    "--mobility",
    type=click.Choice(("usual", "fixed")),
    default="usual",
    show_default=True,
    help="What may be moved: distribution networks as usual, or nothing.",
)
@click.option("--counts", is_flag=True, help="Show what became of every object, by class.")
@options.as_json
@options.debug
def command(
    delivery: str,
    output: Path,
    programme: Path | None,
    name: str | None,
    rules: str,
    mobility: str,
    counts: bool,
    as_json: bool,
    **where: Any,
) -> int:
    """See ``HELP``."""
    from ondergrond.cli.show import show, show_json
    from ondergrond.io import load_rules
    from ondergrond.io.klic import Importer, read_delivery, section_near
    from ondergrond.report.counts import count_table

    asked = section_options.asked(where)
    rule_set = load_rules(rules)
    read = read_delivery(delivery)
    importer = Importer(read, rule_set, mobility == "usual")

    def near(place: Point | None, across: int) -> Section:
        return section_near(read, importer.segments, place, across)

    cuts: list[Cut] = [
        importer.cut(section) for section in section_options.sections_of(asked, near)
    ]
    streets = [cut.street for cut in cuts]
    many = len(cuts) > 1
    written = section_options.write_streets(streets, output, programme, name, many=many)
    if as_json:
        rows = section_options.written_document(written)
        for row, cut in zip(rows, cuts, strict=True):
            row["counts"] = cut.tally.document()
        show_json({"version": __version__, "delivery": delivery, "streets": rows})
    elif counts:
        for cut in cuts:
            tally = cut.tally
            show([count_table(cut.street.name, tally.read, tally.used, tally.left_out)])
    return OK
