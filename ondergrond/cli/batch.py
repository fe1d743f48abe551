"""``ondergrond batch``: all profiles of a city."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ondergrond.cli import options
from ondergrond.cli.ends import OK, message

if TYPE_CHECKING:
    from ondergrond.batch import Batch, Settings
    from ondergrond.batch.run import Solvers
    from ondergrond.batch.summary import Summary
    from ondergrond.rules import RuleSet
    from ondergrond.words import Language

HELP = """\
Solve all profiles of a city, resumably: one row for each.

INPUT is a folder of .yaml profiles, JSON lines (.jsonl), Parquet, or a GeoPackage layer; see
docs/batch.md. RESULTS gets results.parquet, a map layer, a summary and all layouts. When a run
ends early, for whatever reason, the same command continues it.

\b
Examples:
  ondergrond batch streets --out results
  ondergrond batch city.jsonl --out results --workers 2 --draw worst:10
  ondergrond batch city.gpkg --layer profiles --out results --rules town.toml
  ondergrond batch city.jsonl --out results --cluster tcp://scheduler:8786
"""


MOST_MEMORY = 2 * 10**9
"""Most memory of one worker (bytes)."""


class BytesType(click.ParamType[int]):
    """An amount of memory: ``1500MB``, ``2 GB``; bytes."""

    name = "memory"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Bytes; at least 300 MB, which is what a worker needs to begin."""
        if isinstance(value, int):
            return value
        text = str(value).strip().upper().replace(" ", "")
        for unit, factor in (("GB", 10**9), ("MB", 10**6)):
            if text.endswith(unit):
                try:
                    amount = int(float(text.removesuffix(unit)) * factor)
                except (ValueError, OverflowError):
                    break
                if amount < 300 * 10**6:
                    self.fail("a worker needs 300MB at least", param, ctx)
                return amount
        return self.fail(
            f"'{value}' is no amount of memory; write it like 1500MB or 2GB", param, ctx
        )


@click.command("batch", help=HELP, short_help="Solve all profiles of a city, resumably.")
@click.argument("source", metavar="INPUT", type=click.Path(path_type=Path))
@options.folder("Folder for the results.", metavar="RESULTS", required=True)
@click.option("--layer", metavar="NAME", help="Layer of a GeoPackage. [default: its only one]")
@options.rules
@options.technique
@options.preset
@options.engine(
    "sweep",
    "auto asks CP-SAT where sweep has no proof; both asks it everywhere, and stops the batch where "
    "the two differ; greedy proves nothing.",
)
@options.resolution
@click.option(
    "--nodes",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    metavar="N",
    help="Parts that sweep may cut a street in for a proof; most streets need no cut.",
)
@click.option(
    "--least-width",
    type=click.Choice(("none", "tight", "all")),
    default="tight",
    show_default=True,
    help="Rows that get a least width: tight ones do not fit without a breach.",
)
@click.option(
    "--confirm",
    type=click.FloatRange(0, 100),
    default=1.0,
    show_default=True,
    metavar="%",
    help="Share of infeasible streets that CP-SAT is asked about too.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Draws that share.")
@click.option(
    "--workers", type=click.IntRange(1, 512), metavar="N", help="Processes. [default: one a core]"
)
@click.option(
    "--memory",
    type=BytesType(),
    metavar="M",
    help="Most memory of one worker; above it is replaced. [default: 2GB]",
)
@click.option(
    "--backstop",
    type=options.SecondsType(),
    default="300",
    show_default=True,
    metavar="S",
    help="Most seconds for one profile; work is limited by counting long before.",
)
@click.option(
    "--cluster", metavar="ADDRESS", help="Work on a Dask cluster: its scheduler, tcp://host:8786."
)
@click.option("--retry", is_flag=True, help="Try again what was given up or ended by the clock.")
@click.option(
    "--draw", metavar="SELECTION", help="Draw these when finished: worst:10, or ids with commas."
)
@options.formats
@options.lang
@options.as_json
@options.debug
def command(
    source: Path,
    out: Path,
    layer: str | None,
    workers: int | None,
    memory: int | None,
    cluster: str | None,
    retry: bool,
    draw: str | None,
    formats: tuple[str, ...] | None,
    lang: Language,
    as_json: bool,
    **asked: Any,
) -> int:
    """See ``HELP``."""
    from ondergrond.batch import Batch, BatchError, ContradictionError
    from ondergrond.cli.batchdraw import draw_selection, selection_of
    from ondergrond.cli.progress import progress
    from ondergrond.io.profilerows import ProfileRows

    if formats is not None and draw is None:
        raise click.UsageError("--format needs --draw: without it nothing is drawn")
    if cluster is not None and (workers, memory) != (None, None):
        raise click.UsageError("--workers and --memory are told to Dask where --cluster is given")
    selection = None if draw is None else selection_of(draw)
    rows = ProfileRows(source, layer)
    settings = _settings(source, **asked)
    with progress() as report:
        batch = Batch(
            rows,
            out,
            settings,
            lambda: _solvers(settings, cluster, workers, memory, out),
            retry,
            report,
        )
        try:
            summary = batch.run()
        except ContradictionError:
            raise  # a defect of the program, told as one
        except BatchError as error:
            raise click.ClickException(str(error)) from None
        except KeyboardInterrupt:
            message("What is done is kept; the same command continues.")
            raise
    drawn = draw_selection(selection, summary, out, formats or ("svg",), lang) if selection else []
    _shown(summary, batch, drawn, as_json)
    return OK


def _settings(
    source: Path, rules: str | None, preset: str | None, backstop: float, **asked: Any
) -> Settings:
    from ondergrond.batch import Settings
    from ondergrond.io import load_rules

    override = None if rules is None else load_rules(rules)
    known = {} if override is not None else _rule_sets(source)
    for one in (override,) if override is not None else known.values():
        if preset is not None and preset not in one.presets:
            names = ", ".join(sorted(one.presets))
            raise click.BadParameter(
                f"unknown preset '{preset}'; one of: {names}", param_hint="--preset"
            )
    return Settings(rules=known, override=override, preset=preset, wall_seconds=backstop, **asked)


def _rule_sets(source: Path) -> dict[str, RuleSet]:
    """What a profile may name: the sets that come with the program, and files beside the input."""
    from ondergrond.io import RuleFileError, list_rules, load_rules

    known = {name: load_rules(name) for name in list_rules()}
    folder = source if source.is_dir() else source.parent
    for path in sorted(folder.glob("*.toml")):
        try:
            known[path.name] = load_rules(path)
        except RuleFileError as error:
            message(f"{path} is left aside; it is no sound rule set: {error.lines[0]}")
    return known


def _solvers(
    settings: Settings, cluster: str | None, workers: int | None, memory: int | None, out: Path
) -> Solvers:
    if cluster is not None:
        from ondergrond.batch.cluster import Cluster

        return Cluster(settings, cluster)
    from ondergrond.batch import default_workers
    from ondergrond.batch.pool import Pool

    most = MOST_MEMORY if memory is None else memory
    return Pool(settings, workers or default_workers(), most, out / "workers.log")


def _shown(summary: Summary, batch: Batch, drawn: list[str], as_json: bool) -> None:
    from ondergrond.cli.ends import write
    from ondergrond.cli.show import show_json

    if as_json:
        document = {"verdict": "finished", **summary.document(), "files": drawn}
        show_json({**document, "results": str(batch.folder)})
        return
    lines = [f"{name:20s} {summary.fit[name]:8d}" for name in summary.fit]
    proven = "" if summary.proven is None else f", {100 * summary.proven:.1f} % proven"
    write(f"{summary.rows} streets{proven}\n" + "\n".join(lines) + "\n")
    files = ("results.parquet", "results.gpkg", "summary.md", "histogram.png")
    written = ", ".join(name for name in files if (batch.folder / name).exists())
    write(f"written to {batch.folder}: {written}\n")
    for file in drawn:
        write(f"drawn: {file}\n")
