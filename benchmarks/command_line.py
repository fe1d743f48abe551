"""How long the command line takes beyond the engines' own time.

    python -m benchmarks.command_line                 help, reading, a solve with its drawing

Each command runs in processes of its own, as a person runs it; the median of several runs counts.
Goals: help under 0.3 s; a warm solve of a 15-claim street with its SVG at most 2 s of wall clock
beyond the solver's own time.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 5
STREET = "alley-7m"
"""A library profile of fifteen claims."""


def seconds(*args: str) -> tuple[float, bytes]:
    """Wall clock of one run of the command, and what it wrote to stdout."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "ondergrond.cli", *args], stdout=subprocess.PIPE)
    return time.perf_counter() - start, done.stdout


def beyond_solver() -> float:
    """Wall clock of a solve with its SVG, less the time in the engines."""
    with tempfile.TemporaryDirectory() as folder:
        wall, document = seconds("solve", STREET, "--out", folder, "--json")
    return wall - float(json.loads(document)["solve_seconds"])


def main() -> None:
    """Print the table."""
    commands = {
        "--help": ("--help",),
        "solve --help": ("solve", "--help"),
        f"profiles validate {STREET}": ("profiles", "validate", STREET),
        "rules show water heat": ("rules", "show", "water", "heat"),
    }
    for name, args in commands.items():
        seconds(*args)
        median = statistics.median(seconds(*args)[0] for _ in range(RUNS))
        print(f"{name:40} {median:6.2f} s")
    beyond_solver()
    median = statistics.median(beyond_solver() for _ in range(RUNS))
    print(f"{f'solve {STREET} --out, beyond solver':40} {median:6.2f} s")


if __name__ == "__main__":
    main()
