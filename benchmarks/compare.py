"""Engines side by side on a family of instances.

    python -m benchmarks.compare --family tight --engines sweep,cpsat --limit 60
    python -m benchmarks.compare --family tight --seed 2 --count 20 --publish

One process and one core for each engine, kernels compiled before, timed around the call of the
engine, every engine in turn on each instance. Without a proof within the limit, the whole limit
counts. On a computer that does other work too, ``--clock cpu --slack 2`` counts processor time and
lets an engine go on by the clock for twice the limit. An engine that contradicts another is
reported, and the command ends with 1.
"""

from __future__ import annotations

import platform
import sys
from functools import partial
from importlib.util import find_spec
from typing import Any

import click

from benchmarks.families import FAMILIES, RESOLUTION, SEED
from benchmarks.instances import STORE, best_known, drawn, improved, write_best_known
from benchmarks.race import Judged, Race, contradictions
from benchmarks.tables import gaps, publish, published, ratios, seconds, soon, table
from benchmarks.worker import CONTESTANTS

CLOCKS = {"wall": "seconds by the clock", "cpu": "seconds of processor time"}


def _engines(_: click.Context, __: click.Parameter, value: str) -> list[str]:
    names = [name.strip() for name in value.split(",")]
    for name in names:
        if name not in CONTESTANTS:
            known = ", ".join(CONTESTANTS)
            raise click.BadParameter(f"there is no engine '{name}'; known are {known}")
        for library in CONTESTANTS[name].libraries:
            if find_spec(library) is None:
                raise click.BadParameter(
                    f"'{name}' needs {library}: pip install -c constraints.txt '.[bench]'"
                )
    return names


@click.command()
@click.option("--family", type=click.Choice(list(FAMILIES)), required=True)
@click.option("--engines", callback=_engines, default="sweep,cpsat", show_default=True)
@click.option("--limit", type=float, default=60.0, show_default=True, help="Seconds each.")
@click.option("--seed", type=int, default=SEED, show_default=True, help="2 is not for tuning.")
@click.option("--count", type=int, help="How many instances; all of a full run without.")
@click.option("--resolution", type=int, default=RESOLUTION, show_default=True, help="mm.")
@click.option("--clock", type=click.Choice(list(CLOCKS)), default="wall", show_default=True)
@click.option(
    "--slack", type=float, default=1.0, show_default=True, help="Times the limit, by the clock."
)
@click.option("--publish", "to_page", is_flag=True, help="Write the table into docs/benchmarks.md.")
@click.option("--remember", is_flag=True, help="Write what is new into benchmarks/best-known.json.")
def main(
    family: str,
    engines: list[str],
    limit: float,
    seed: int,
    count: int | None,
    resolution: int,
    clock: str,
    slack: float,
    to_page: bool,
    remember: bool,
) -> None:
    """Compare engines on a family of instances."""
    if reason := FAMILIES[family].missing():
        click.echo(f"{family}: left out, {reason}")
        return
    name = _name(family, seed, resolution, engines)
    if to_page:
        try:
            published(name)
        except LookupError as error:
            raise click.UsageError(str(error)) from None
    say = partial(click.echo, err=True)
    store = STORE / f"{family}-{seed}-{resolution}mm.jsonl"
    race = Race(engines, limit, store, slack)
    known = best_known()
    answers: list[list[Judged]] = []
    wrong: list[str] = []
    for instance, runs in race.run(drawn(family, seed, count, resolution)):
        answers.append(runs)
        say(f"{instance.name}  " + "  ".join(_short(run, clock) for run in runs))
        told = contradictions(runs)
        entry = known.get(instance.name)
        if resolution == RESOLUTION:
            if entry is not None and entry["fingerprint"] == instance.fingerprint:
                told += contradictions([_as_run(entry, instance.name), *runs])
            if not told:
                for run in runs:
                    known[instance.name] = improved(
                        known.get(instance.name), instance, run.engine, run.said
                    )
        for line in dict.fromkeys(told):
            wrong.append(f"{instance.name}: {line}")
            say(f"CONTRADICTION  {wrong[-1]}")
    body = _body(answers, clock, limit, wrong, platform.python_version())
    click.echo(body)
    if remember:
        write_best_known(known)
    if to_page:
        publish(name, body)
    if wrong:
        sys.exit(1)


def _as_run(entry: dict[str, Any], name: str) -> Judged:
    """What is known of an instance, as if an engine of that name had said it."""
    said = {"reason": "", "wall": 0.0, "cpu": 0.0, "peak": None, **entry}
    return Judged(name, entry["fingerprint"], "best-known", 0.0, 0.0, "", "", {}, said)


def _name(family: str, seed: int, resolution: int, engines: list[str]) -> str:
    """What the table is called in the page: one engine without others has a table of its own."""
    on = "" if resolution == RESOLUTION else f" {resolution} mm"
    alone = f" {engines[0]} alone" if len(engines) == 1 else ""
    return f"table {family} {seed}{on}{alone}"


def _body(
    answers: list[list[Judged]], clock: str, limit: float, wrong: list[str], python: str
) -> str:
    """The table and what belongs under it."""
    lines = [table(answers, clock), ""]
    told = (*ratios(answers, clock), *soon(answers, clock), *gaps(answers, clock))
    lines += [f"- {line}" for line in told]
    lines.append(
        f"- {len(answers)} instances, limit {limit:g} s, {CLOCKS[clock]}, Python {python}; "
        + (f"**{len(wrong)} contradictions**" if wrong else "no contradictions")
        + "."
    )
    lines += [f"  - {line}" for line in wrong]
    return "\n".join(lines)


def _short(run: Judged, clock: str) -> str:
    said = run.said
    gap = ""
    if not run.proven(clock) and said["score"] is not None and said["bound"] is not None:
        gap = f" (gap {100 * (said['score'] - said['bound']) / max(1, abs(said['score'])):.2g} %)"
    return f"{run.engine} {said['verdict']}{gap} {seconds(float(said[clock]))}"


if __name__ == "__main__":
    main()
