"""Small inputs for batches, solvers that need no worker process, and the table of results."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.kills import table
from ondergrond.batch import Batch, Settings
from ondergrond.batch.outcome import Outcome, Task
from ondergrond.batch.run import Solvers
from ondergrond.io import load_rules
from ondergrond.io.profilerows import ProfileRows

__all__ = ["Here", "batch", "settings", "street", "table", "write_lines"]


def street(number: int, **more: Any) -> dict[str, Any]:
    """A profile of three claims, another one for every number."""
    width = 700 + 10 * (number % 40)
    return {
        "name": f"street {number}",
        "width": f"{width} cm",
        "zones": [
            {"kind": "footway", "width": "200 cm"},
            {"kind": "carriageway", "width": f"{width - 200} cm"},
        ],
        "claims": [
            {"id": "water", "network": "water", "size": f"{100 + number} mm", "serves": "left"},
            {"id": "lv", "network": "low-voltage", "size": "50 mm", "serves": "left"},
            {"id": "fibre", "network": "fibre", "size": "40 mm", "serves": "left"},
        ],
        **more,
    }


def write_lines(path: Path, profiles: list[Any], *, placed: bool = True) -> Path:
    """The profiles as JSON lines with an id, and a line each where ``placed``."""
    with path.open("w", encoding="utf-8") as stream:
        for number, profile in enumerate(profiles):
            row = {"id": f"s{number}", "profile": profile}
            if placed:
                x = 155_000 + 10 * number
                row["geometry"] = {"type": "LineString", "coordinates": [[x, 1.0], [x + 5, 9.5]]}
            stream.write((profile if isinstance(profile, str) else json.dumps(row)) + "\n")
    return path


def settings(**more: Any) -> Settings:
    """Settings with one rule set, quick ones where nothing else is asked for."""
    known = {"rules": {"nen7171-style": load_rules("nen7171-style")}, "engine": "greedy"}
    return Settings(**{**known, "least_width": "none", **more})


class Here:
    """Solves in this process; asked: the keys it was given."""

    def __init__(self, chosen: Settings) -> None:
        self.settings = chosen
        self.asked: list[str] = []

    def answers(self, tasks: Iterator[Task]) -> Iterator[Outcome | None]:
        """An outcome for each task."""
        from ondergrond.batch.task import run_task

        for task in tasks:
            self.asked.append(task.key)
            yield run_task(task, self.settings)

    def close(self) -> None:
        """Nothing to close."""


def batch(source: Path, out: Path, solvers: Solvers | None = None, **more: Any) -> Batch:
    """A batch of that input."""
    chosen = settings(**more)
    return Batch(ProfileRows(source), out, chosen, lambda: solvers or Here(chosen))
