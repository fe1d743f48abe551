"""``ondergrond check``: layouts, and existing streets as they lie."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ondergrond import __version__
from ondergrond.cli import options
from ondergrond.cli.ends import BAD_INPUT, OK, VIOLATED, message

if TYPE_CHECKING:
    from ondergrond.check import Report
    from ondergrond.errors import InputFileError
    from ondergrond.profile import StreetProfile
    from ondergrond.rules import RuleSet
    from ondergrond.words import Language

HELP = """\
Check layouts, or existing streets as they lie.

A file that ends in .json is a layout: every gap, depth, rack and amount is recomputed from the
profile and rules it holds. Anything else is a profile (a file or a library name): what lies in the
street today is held against its rules. A folder stands for the profiles in it.

With --out, streets as they lie leave a table of everything that is wrong (violations.csv), a
map of it where they know where they lie (violations.gpkg), and a drawing of each.

\b
Examples:
  ondergrond check out/leiden-rack.layout.json
  ondergrond check groningen-klic
  ondergrond check streets --out findings --format pdf
  ondergrond check streets/*.yaml --rules town.toml --json
"""


class Checked(NamedTuple):
    """One file's report. kind: ``layout`` or ``street``.  profile, rules: of a street."""

    file: str
    kind: str
    report: Report
    profile: StreetProfile | None = None
    rules: RuleSet | None = None


@click.command("check", help=HELP, short_help="Check layouts, or existing streets as they lie.")
@click.argument("files", nargs=-1, required=True, metavar="PROFILE|LAYOUT|FOLDER...")
@options.rules
@options.folder("Folder for the table, the map and the drawings of streets as they lie.")
@options.formats
@options.lang
@options.as_json
@options.debug
def command(
    files: tuple[str, ...],
    rules: str | None,
    out: Path | None,
    formats: tuple[str, ...] | None,
    lang: Language,
    as_json: bool,
) -> int:
    """See ``HELP``."""
    from ondergrond.cli.checkfiles import write_findings
    from ondergrond.errors import InputFileError

    if formats is not None and out is None:
        raise click.UsageError("--format needs --out: without it nothing is written")
    checked: list[Checked] = []
    unusable: list[InputFileError] = []
    for file in _listed(files):
        try:
            checked.append(_checked(file, rules))
        except InputFileError as error:
            unusable.append(error)
    written = [] if out is None else write_findings(checked, out, formats or ("svg",), lang)
    if as_json:
        _as_json(checked, unusable, written)
    else:
        _as_text(checked, written, lang)
    for broken in unusable:
        message("\n".join(broken.lines))
    if unusable:
        return BAD_INPUT
    return OK if all(one.report.ok for one in checked) else VIOLATED


def _listed(files: tuple[str, ...]) -> list[str]:
    """The files, with the profiles in a folder in place of the folder."""
    listed: list[str] = []
    for file in files:
        folder = Path(file)
        if not folder.is_dir():
            listed.append(file)
            continue
        found = sorted(str(path) for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
        if not found:
            raise click.BadParameter(f"there is no profile (.yaml) in the folder {file}")
        listed += found
    return listed


def _checked(file: str, rules: str | None) -> Checked:
    from ondergrond.check import check_layout, check_street
    from ondergrond.cli.inputs import is_layout, read_street
    from ondergrond.io import load_layout

    if is_layout(file):
        return Checked(file, "layout", check_layout(load_layout(file)))
    document, rule_set = read_street(file, rules)
    report = check_street(document.profile, rule_set)
    return Checked(file, "street", report, document.profile, rule_set)


def _as_text(checked: list[Checked], written: list[str], lang: Language) -> None:
    from ondergrond.cli.show import show
    from ondergrond.report.blocks import Line
    from ondergrond.report.phrases import say
    from ondergrond.report.violations import summary_blocks, violation_blocks

    for one in checked:
        show(violation_blocks(one.file, one.kind, one.report.violations, lang))
    streets = [one.report.violations for one in checked if one.kind == "street"]
    if len(streets) > 1:
        show(summary_blocks(streets, lang))
    if written:
        show([Line(say("written", lang, files=", ".join(written)))])


def _as_json(checked: list[Checked], unusable: list[InputFileError], written: list[str]) -> None:
    from ondergrond.cli.show import show_json
    from ondergrond.report.documents import check_document

    rows: list[dict[str, Any]] = [
        {
            "file": one.file,
            "kind": one.kind,
            "ok": one.report.ok,
            "violations": [
                {**found._asdict(), "code": str(found.code)} for found in one.report.violations
            ],
            "notes": [note.model_dump(mode="json") for note in one.report.notes],
        }
        for one in checked
    ]
    errors = [(error.file, problem) for error in unusable for problem in error.problems]
    show_json({**check_document(__version__, rows, errors), "files": written})
