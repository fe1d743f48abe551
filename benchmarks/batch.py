"""What a batch takes: rate, memory and proofs by size, and where the time of a profile goes.

    python -m benchmarks.batch 1000 10000      run batches of the made-up city of these sizes
    python -m benchmarks.batch 1000x100        a city a hundred times over: what is solved once is
                                               read, looked up and written a hundred times
    python -m benchmarks.batch where 200       the steps of so many profiles, in one process

Both print rows for the tables in docs/batch.md. Batches run with one worker a core unless
WORKERS says otherwise, with ``sweep`` unless ENGINE says otherwise (``greedy`` proves nothing:
then no least widths are asked for, and what is left is how a batch itself grows), and on a grid of
10 mm unless RESOLUTION says otherwise. Memory is looked at every half second (Linux).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.kills import children
from ondergrond.batch.memory import resident
from ondergrond.batch.settings import Settings
from ondergrond.city import city
from ondergrond.io.profilerows import ProfileRows
from ondergrond.io.profilerows_write import Placed, write_profiles

SEED = 7

WARM = 20
"""Profiles that are done once before the clock runs."""

Made = TypeVar("Made")


def repeated(count: int, times: int) -> Iterator[Placed]:
    """The profiles of a city so many times over, under other ids from the second time on."""
    for time_ in range(times):
        for one in city(count, SEED):
            placed = Placed(*one)
            yield placed if time_ == 0 else placed._replace(id=f"{placed.id}-{time_}")


def batch(size: str, folder: Path) -> str:
    """Run one batch, of "1000" or "1000x100" profiles; a row of the table."""
    once, _, times = size.partition("x")
    count = int(once) * int(times or 1)
    source = write_profiles(repeated(int(once), int(times or 1)), folder / size)
    workers = os.environ.get("WORKERS", str(os.cpu_count() or 1))
    out = folder / f"results-{size}"
    line = [sys.executable, "-m", "ondergrond.cli", "batch", str(source), "--out", str(out)]
    began = time.perf_counter()
    engine = os.environ.get("ENGINE", "sweep")
    line += ["--engine", engine, "--least-width", "none" if engine == "greedy" else "tight"]
    grid = os.environ.get("RESOLUTION", "10")
    line += ["--resolution", grid]
    running = subprocess.Popen([*line, "--workers", workers, "--json"], stdout=subprocess.PIPE)
    parent, all_of_it = 0, 0
    while running.poll() is None:
        time.sleep(0.5)
        own = resident(running.pid) or 0
        try:
            theirs = sum(resident(pid) or 0 for pid in children(running.pid))
        except OSError:
            continue
        parent, all_of_it = max(parent, own), max(all_of_it, own + theirs)
    seconds = time.perf_counter() - began
    assert running.stdout is not None
    said = json.loads(running.stdout.read())
    cells = [
        size, engine, grid, workers, f"{seconds:.0f}", f"{count / seconds:.1f}",
        f"{1000 * said['worker_seconds'] / count:.0f}", f"{100 * said['proven']:.1f} %",
        f"{parent / 1e6:.0f}", f"{all_of_it / 1e6:.0f}",
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


class Clock:
    """Adds up the processor time of steps, apart for streets with racks and without."""

    def __init__(self) -> None:
        self.spent: dict[str, dict[bool, float]] = defaultdict(lambda: {False: 0.0, True: 0.0})
        self.racks = False

    def of(self, step: str, work: Callable[[], Made]) -> Made:
        """What ``work`` returns."""
        began = time.process_time()
        made = work()
        self.spent[step][self.racks] += time.process_time() - began
        return made


def where(count: int) -> list[str]:
    """The mean processor time (ms) of every step, over so many profiles spread over the city: of
    all, of those without racks and of those with racks.
    """
    from ondergrond.batch.outcome import Task
    from ondergrond.batch.task import _profile, packed
    from ondergrond.batch.worker import settle
    from ondergrond.bodies import rule_errors
    from ondergrond.check import assert_sound
    from ondergrond.compile import Street, row_layout
    from ondergrond.io import load_rules
    from ondergrond_solver import Limits
    from ondergrond_solver import solve as solve_problem

    rules = load_rules("nen7171-style")
    settings = Settings(rules={"nen7171-style": rules})
    sections = list(city(10 * count, SEED))[::10]
    settle()
    clock = Clock()
    streets = {False: 0, True: 0}
    with tempfile.TemporaryDirectory() as folder:
        source = write_profiles((Placed(*one) for one in sections), Path(folder))
        rows = list(ProfileRows(source))
        began = time.process_time()
        rows = list(ProfileRows(source))
        reading = (time.process_time() - began) / count
    for number, row in enumerate(rows[:WARM] + rows):
        if number == WARM:
            clock, streets = Clock(), {False: 0, True: 0}  # kernels are loaded now
        task = Task(settings.key(row.form, row.text), row.form, row.text)
        clock.racks = '"rack":"allowed"' in row.text
        streets[clock.racks] += 1
        profile = clock.of("validate", lambda task=task: _profile(task))  # type: ignore[misc]
        clock.of("validate", lambda p=profile: rule_errors(p, rules))  # type: ignore[misc]
        street = Street(profile, rules)
        problem, origin = clock.of("compile", lambda s=street: s.problem(10))  # type: ignore[misc]
        clock.of("compile: the solver's check", problem.validate)
        found: Any = solve_problem(problem, "greedy", limits=Limits())
        if not found.has_row:
            continue
        layout = clock.of(
            "layout",
            lambda s=street, f=found, o=origin: row_layout(  # type: ignore[misc]
                s, f.row, o, verdict=f.verdict, bound=f.bound, engine=f.engine, resolution=10,
                seconds=0.0, version="", whole_rules=True,
            ),
        )  # fmt: skip
        clock.of("check", lambda one=layout: assert_sound(one))  # type: ignore[misc]
        clock.of("write", lambda one=layout: packed("k", one, "r"))  # type: ignore[misc]
    every = 1000 * reading
    lines = [f"| read | {every:.2f} | {every:.2f} | {every:.2f} |"]
    for step, spent in clock.spent.items():
        plain, racks = (1000 * spent[kind] / max(1, streets[kind]) for kind in (False, True))
        mean = 1000 * (spent[False] + spent[True]) / count
        lines.append(f"| {step} | {mean:.2f} | {plain:.2f} | {racks:.2f} |")
    return lines


def main(arguments: list[str]) -> None:
    """Print rows."""
    if arguments[:1] == ["where"]:
        print("\n".join(where(int((*arguments, "200")[1]))))
        return
    with tempfile.TemporaryDirectory() as folder:
        for size in arguments or ("1000", "10000"):
            print(batch(size, Path(folder)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
