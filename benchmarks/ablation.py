"""What makes cpsat strong: the same instances with one part of it changed at a time.

    python -m benchmarks.ablation --family tight --count 20 --limit 60 --clock cpu --publish

Every variant is the model of ``ondergrond_solver.engines.cpsat_model`` with one worker; the
variants run in one process, in turn on each instance.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import click
from ortools.sat.python import cp_model

from benchmarks.families import FAMILIES, SEED
from benchmarks.instances import drawn
from benchmarks.tables import factor, geometric_mean, publish, seconds
from ondergrond_solver import Limits, Problem, evaluate
from ondergrond_solver.engines.cpsat_model import RowModel
from ondergrond_solver.engines.cpsat_prices import add_prices
from ondergrond_solver.engines.greedy import solve_greedy
from ondergrond_solver.engines.grid import make_grid
from ondergrond_solver.engines.windows import plain_windows, tight_windows


class _NoIntervals(RowModel):
    """Pairs alone keep columns apart; no interval, no NoOverlap."""

    def _no_overlap(self) -> None:
        return


@dataclass(frozen=True)
class Variant:
    """A way to set cpsat up; the defaults are those of the engine.

    tight: whether windows are tightened by what must lie beside a column, which settles the order
    of many pairs, or are those of the places alone.  symmetry: whether interchangeable items are
    put in order.  intervals: whether there is a NoOverlap.  level: of linearization.  presolve:
    whether CP-SAT presolves.  hint: whether it starts from the greedy row, whose time counts.
    """

    about: str
    tight: bool = True
    symmetry: bool = True
    intervals: bool = True
    level: int = 0
    presolve: bool = True
    hint: bool = False


VARIANTS: Final = (
    Variant("as it is"),
    Variant("started from a greedy row", hint=True),
    Variant("order of every pair open (windows not tightened)", tight=False),
    Variant("interchangeable items not put in order", symmetry=False),
    Variant("no intervals, pairs alone", intervals=False),
    Variant("linearization level 1", level=1),
    Variant("linearization level 2", level=2),
    Variant("no presolve", presolve=False),
)


@dataclass(frozen=True)
class Outcome:
    """Whether a variant proved, what it scored, and its seconds by ``wall`` and ``cpu``."""

    proven: bool
    score: int | None
    time: dict[str, float]


def run(variant: Variant, problem: Problem, limit: float) -> Outcome:
    """Build and solve; building counts. ``limit``: seconds by the clock."""
    wall, cpu = time.perf_counter(), time.process_time()
    grid = make_grid(problem)
    windows = tight_windows(grid) if variant.tight else plain_windows(grid)
    kind: Callable[..., RowModel] = RowModel if variant.intervals else _NoIntervals
    model = kind(grid, windows, variant.symmetry)
    add_prices(model)
    if variant.hint:
        greedy = solve_greedy(problem, Limits(wall_seconds=limit))
        if greedy.has_row:
            model.hint(greedy.row)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.linearization_level = variant.level
    solver.parameters.cp_model_presolve = variant.presolve
    solver.parameters.max_time_in_seconds = max(0.01, limit - (time.perf_counter() - wall))
    status = solver.solve(model.model)
    score = None
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        score = evaluate(problem, model.row(solver.value))
    proven = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    return Outcome(proven, score, took)


def table(outcomes: Sequence[Sequence[Outcome]], clock: str, limit: float) -> str:
    """A line for each variant, in Markdown. ``outcomes``: per instance those of all variants.

    Without a proof the time spent counts, the limit at most.
    """
    lines = ["| variant | proven | geo. mean | total | against as it is |", "|" + " --- |" * 5]
    first: list[float] = []
    for v, variant in enumerate(VARIANTS):
        runs = [per[v] for per in outcomes]
        done = [run.proven and run.time[clock] <= limit for run in runs]
        times = [min(run.time[clock], limit) for run in runs]
        first = first or times
        against = factor(geometric_mean(first) / geometric_mean(times)) if v else ""
        cells = (
            variant.about,
            f"{sum(done)} of {len(runs)}",
            seconds(geometric_mean(times)),
            seconds(sum(times)),
            against,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def disagreements(name: str, outcomes: Sequence[Outcome]) -> list[str]:
    """Variants that prove different scores."""
    proven = {outcome.score for outcome in outcomes if outcome.proven}
    return [f"{name}: variants prove {proven}"] if len(proven) > 1 else []


@click.command()
@click.option("--family", type=click.Choice(list(FAMILIES)), default="tight", show_default=True)
@click.option("--seed", type=int, default=SEED, show_default=True)
@click.option("--count", type=int, default=20, show_default=True)
@click.option("--limit", type=float, default=60.0, show_default=True, help="Seconds each.")
@click.option("--clock", type=click.Choice(["wall", "cpu"]), default="wall", show_default=True)
@click.option(
    "--slack", type=float, default=1.0, show_default=True, help="Times the limit, by the clock."
)
@click.option("--publish", "to_page", is_flag=True, help="Write the table into docs/benchmarks.md.")
def main(**options: Any) -> None:
    """Change one part of cpsat at a time."""
    limit, clock = options["limit"], options["clock"]
    outcomes: list[list[Outcome]] = []
    wrong: list[str] = []
    for instance in drawn(options["family"], options["seed"], options["count"]):
        problem = instance.problem
        runs = [run(variant, problem, options["slack"] * limit) for variant in VARIANTS]
        outcomes.append(runs)
        wrong += disagreements(instance.name, runs)
        times = "  ".join(seconds(o.time[clock]) + ("" if o.proven else " open") for o in runs)
        click.echo(f"{instance.name}  {times}", err=True)
    body = "\n".join(
        [
            table(outcomes, clock, limit),
            "",
            f"{len(outcomes)} instances of `{options['family']}`, seed {options['seed']}, limit "
            f"{limit:g} s, {'processor time' if clock == 'cpu' else 'time by the clock'}.",
            *(f"**{line}**" for line in wrong),
        ]
    )
    click.echo(body)
    if options["to_page"]:
        publish("ablation", body)
    if wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
