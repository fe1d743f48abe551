"""How far a batch is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ondergrond.cli.ends import message

if TYPE_CHECKING:
    from ondergrond.batch import Progress

EVERY = 30.0
"""Seconds between two lines where there is no terminal."""


@contextmanager
def progress() -> Iterator[Callable[[Progress], None]]:
    """A function that shows progress on stderr, as that can."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.fields[stage]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
        TextColumn("{task.fields[fit]}"),
    )
    with Bar(*columns, console=Console(stderr=True), refresh_per_second=4) as bar:
        task = bar.add_task("", total=None, stage="reading", pace="", fit="")

        def show(one: Progress) -> None:
            bar.update(
                task,
                total=one.total or None,
                completed=one.done,
                stage=one.stage,
                pace=pace(one),
                fit=counts(one),
            )

        yield show


class _Lines:
    """A line when the stage changes, and now and then."""

    def __init__(self) -> None:
        self.stage = ""
        self.told = 0.0

    def __call__(self, one: Progress) -> None:
        if one.stage == self.stage and time.monotonic() - self.told < EVERY:
            return
        self.stage = one.stage
        self.told = time.monotonic()
        parts = [one.stage, f"{one.done} of {one.total}" if one.total else "", pace(one)]
        message("  ".join(part for part in (*parts, counts(one)) if part))


def pace(one: Progress) -> str:
    """Rate and remaining time, from what this run itself has done; empty before it can tell."""
    solved = one.done - one.before
    if one.stage != "solving" or solved < 1 or one.seconds < 1:
        return ""
    rate = solved / one.seconds
    return f"{rate:.1f}/s, {_duration((one.total - one.done) / rate)} left"


def counts(one: Progress) -> str:
    """``fits 120, does not fit 3``: what this run has found."""
    return ", ".join(f"{name} {number}" for name, number in sorted(one.fit.items()))


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d}"
