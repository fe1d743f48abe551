"""``ondergrond solve``: the best layout of a street."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ondergrond.cli import options
from ondergrond.cli.ends import OK, UNKNOWN, VIOLATED, message

if TYPE_CHECKING:
    from ondergrond.explanation import Chain, Explanation
    from ondergrond.io import ProfileDocument
    from ondergrond.layout import Layout
    from ondergrond.result import SolveResult
    from ondergrond.rules import RuleSet
    from ondergrond.words import Language

HELP = """\
Find the best layout of a street and prove it.

PROFILE is a YAML file, or the name of a library profile (see 'ondergrond profiles list').
The answer is optimal, feasible (with what the best may still win), infeasible or unknown.
Nothing is written without --out.

\b
Examples:
  ondergrond solve leiden-rack
  ondergrond solve street.yaml --out out --format svg,pdf
  ondergrond solve street.yaml --technique horizontal --width 12.5m
  ondergrond solve street.yaml --json > answer.json
"""


@click.command("solve", help=HELP, short_help="Find the best layout of a street and prove it.")
@click.argument("profile")
@options.rules
@options.technique
@options.preset
@options.engine("auto")
@options.width
@click.option(
    "--time-limit",
    type=options.SecondsType(),
    metavar="S",
    help="Seconds for everything after reading.",
)
@options.resolution
@options.folder("Folder for the layout (JSON) and the drawing.")
@options.formats
@options.lang
@options.as_json
@options.debug
def command(
    profile: str,
    rules: str | None,
    out: Path | None,
    formats: tuple[str, ...] | None,
    lang: Language,
    as_json: bool,
    **asked: Any,
) -> int:
    """See ``HELP``."""
    from ondergrond.cli.inputs import read_street

    if formats is not None and out is None:
        raise click.UsageError("--format needs --out: without it nothing is written")
    document, rule_set = read_street(profile, rules)
    fitting(document, rule_set, asked)
    if out is not None:
        make_folder(out)
    result = _solved(document, rule_set, asked, draws=out is not None)
    files: list[str] = []
    if out is not None:
        stem = out / Path(document.file).stem
        if result.layout is None:
            told_of_older(stem)
        else:
            files = written(result.layout, stem, formats or ("svg",), lang)
    brief = _explained(result, document, rule_set, asked)
    _shown(result, files, lang, as_json, brief, _asked_again(document.file, rules, asked))
    return {"infeasible": VIOLATED, "unknown": UNKNOWN}.get(result.verdict, OK)


def fitting(document: ProfileDocument, rules: RuleSet, asked: dict[str, Any]) -> None:
    """Refuse options that this profile and these rules cannot take, before any work."""
    preset, width = asked["preset"], asked["width"]
    if preset is not None and preset not in rules.presets:
        known = ", ".join(sorted(rules.presets))
        raise click.BadParameter(
            f"unknown preset '{preset}'; one of: {known}", param_hint="--preset"
        )
    if width is not None:
        try:
            document.profile.widened(width)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--width") from None


def _solved(
    document: ProfileDocument, rules: RuleSet, asked: dict[str, Any], *, draws: bool
) -> SolveResult:
    from ondergrond.cli.interrupt import interruptible
    from ondergrond.solve import COMPILED, UnsoundProfileError, is_prepared, solve

    if asked["engine"] in COMPILED and not is_prepared():
        message("preparing the solver for this machine, once; this may take a minute ...")
    if sys.stderr.isatty():
        message(f"solving {document.profile.name} ...")
    try:
        return interruptible(
            lambda: solve(document.profile, rules, **asked), _load_drawing if draws else None
        )
    except UnsoundProfileError as error:
        document.refuse(error.errors)
        raise


def _load_drawing() -> None:
    """Import the drawing, most of a second, while the engine computes outside Python."""
    import ondergrond.draw  # noqa: F401


def make_folder(folder: Path) -> None:
    """Make the folder of --out; a usage error where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.BadParameter(
            f"the folder {folder} cannot be made: {error.strerror}", param_hint="--out"
        ) from None


def written(
    layout: Layout,
    stem: Path,
    formats: tuple[str, ...],
    lang: Language,
    chain: Chain | None = None,
    what: str = "",
) -> list[str]:
    """Write a layout and its drawings, a critical chain marked in them; returns the files.

    what: what the drawings show, for their title block (empty: the layout).
    """
    from ondergrond.draw import draw_layout
    from ondergrond.io import save_layout

    files = [stem.with_name(f"{stem.name}.layout.json")]
    files += [stem.with_name(f"{stem.name}.{one}") for one in formats]
    try:
        save_layout(layout, files[0])
        for path in files[1:]:
            draw_layout(layout, path, lang=lang, chain=chain, what=what)
    except OSError as error:
        where = error.filename or stem.parent
        raise click.BadParameter(
            f"{where} cannot be written: {error.strerror or error}", param_hint="--out"
        ) from None
    return [str(path) for path in files]


def told_of_older(stem: Path) -> None:
    """Say which files of an earlier run stand where nothing is written now."""
    endings = ("layout.json", *options.FormatsType.known)
    files = [stem.with_name(f"{stem.name}.{ending}") for ending in endings]
    older = [str(path) for path in files if path.exists()]
    if older:
        one = len(older) == 1
        message(f"nothing written; {', '.join(older)} {'is' if one else 'are'} of an earlier run")


def _explained(
    result: SolveResult, document: ProfileDocument, rules: RuleSet, asked: dict[str, Any]
) -> Explanation | None:
    """The short form of why something is short, within what is left of the time."""
    from ondergrond.cli.interrupt import interruptible
    from ondergrond.explain import explain_briefly
    from ondergrond.solve import narrowed

    limit = asked["time_limit"]
    spent = result.compile_seconds + result.solve_seconds
    profile = narrowed(document.profile, asked["technique"], asked["preset"], asked["width"])
    left = None if limit is None else limit - spent
    return interruptible(lambda: explain_briefly(result, profile, rules, time_limit=left), None)


def _asked_again(file: str, rules: str | None, asked: dict[str, Any]) -> str:
    """The profile and what was asked of it, as another command takes them."""
    width = None if asked["width"] is None else f"{asked['width']}mm"
    given = {"rules": rules, "technique": asked["technique"], "preset": asked["preset"]}
    options = [(name, value) for name, value in (*given.items(), ("width", width)) if value]
    words = [file, *(word for name, value in options for word in (f"--{name}", value))]
    # What reads a command on Windows knows no single quotes.
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def _shown(
    result: SolveResult,
    files: list[str],
    lang: Language,
    as_json: bool,
    brief: Explanation | None,
    again: str,
) -> None:
    from ondergrond.cli.show import show, show_json
    from ondergrond.report.answer import answer_blocks
    from ondergrond.report.documents import answer_document

    if as_json:
        show_json(answer_document(result, files, brief))
    else:
        show(answer_blocks(result, lang, files, brief, again))
