"""A batch killed again and again at random moments: does it end with the table of one never killed?

    python -m benchmarks.kills 2000 200        so many profiles of the made-up city, so many kills

Prints how often what was killed, and whether the two tables are the same, row for row, without the
columns of time. POSIX, with ``/proc``. The rows are ``greedy``'s, so that it is about killing and
not about solving.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ondergrond.batch.columns import TIMES
from ondergrond.city import city
from ondergrond.io.profilerows_write import Placed, write_profiles

SEED = 7

OPTIONS = ("--engine", "greedy", "--least-width", "none", "--workers", "1")
"""A quick batch."""

LONGEST = 4.0
"""No run is left alone for longer before something is killed (s)."""

QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
"""What a batch says is not looked at."""


def table(out: Path) -> list[dict[str, Any]]:
    """The rows of a finished batch, without times."""
    import pyarrow.parquet as parquet

    results = parquet.read_table(out / "results.parquet")
    rows: list[dict[str, Any]] = results.drop_columns(list(TIMES)).to_pylist()
    return rows


def children(pid: int) -> list[int]:
    """The processes a process started."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == pid:
                found.append(int(entry.name))
    return found


def kill_at_random(
    line: Sequence[str], chance: random.Random, most: int, longest: float = LONGEST
) -> dict[str, int]:
    """Run a command again and again, killing it, a worker or both at random moments.

    longest: seconds between two of them. Ends after so many kills or when the command is finished.
    Returns how often what was killed.
    """
    kills = {"parent": 0, "worker": 0, "both": 0}
    while sum(kills.values()) < most:
        parent = subprocess.Popen(line, **QUIET)
        while parent.poll() is None and sum(kills.values()) < most:
            time.sleep(chance.uniform(0.2, longest))
            victim = chance.choice(["parent", "worker", "both"])
            workers = children(parent.pid)
            if parent.poll() is not None or (victim != "parent" and not workers):
                continue
            kills[victim] += 1
            if victim != "worker":
                parent.kill()
                parent.wait()
            if victim != "parent":
                _kill(workers)
        if parent.poll() is None:
            parent.kill()
            parent.wait()
        elif parent.returncode == 0:
            break
    return kills


def _kill(pids: list[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def main(arguments: list[str]) -> None:
    """Print what was killed, and how it ended."""
    count, most = (int(one) for one in (*arguments, "2000", "200")[:2])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = write_profiles((Placed(*one) for one in city(count, SEED)), folder / "city")
        line = [sys.executable, "-m", "ondergrond.cli", "batch", str(source), *OPTIONS, "--out"]
        kills = kill_at_random([*line, str(folder / "killed")], random.Random(SEED), most)
        print(", ".join(f"{times} times {what}" for what, times in kills.items()), flush=True)
        for out in ("killed", "whole"):
            subprocess.run([*line, str(folder / out)], check=True, **QUIET)
        killed, whole = table(folder / "killed"), table(folder / "whole")
        print(f"{len(killed)} rows, {'the same' if killed == whole else 'NOT the same'}")
        if killed != whole:
            sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
