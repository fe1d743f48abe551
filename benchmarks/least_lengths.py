"""What a least length takes: `ondergrond_solver.least_length` on the streets of a family.

    python -m benchmarks.least_lengths                 the first 20 of standard
    python -m benchmarks.least_lengths tight 10

Seconds of processor time, kernels compiled before.
"""

from __future__ import annotations

import statistics
import sys
import time

from benchmarks.families import FAMILIES, SEED
from benchmarks.tables import seconds
from ondergrond_solver import least_length


def main() -> None:
    """Print every street, then the median and the worst."""
    family = sys.argv[1] if len(sys.argv) > 1 else "standard"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    times: list[float] = []
    proven = ended = 0
    for instance in FAMILIES[family].instances(SEED, count):
        problem = instance.problem
        if not times:
            least_length(problem)
        began = time.process_time()
        found = least_length(problem, most=2 * problem.length)
        times.append(time.process_time() - began)
        proven += found.proven
        at_end = not found.proven and found.length == found.bound
        ended += at_end
        told = "proven" if found.proven else f"not looked for below {found.bound} mm"
        print(f"{instance.name}  {found.length} mm  {told}  {seconds(times[-1])}", flush=True)
    middle, worst = statistics.median(times), max(times)
    print(f"{proven} of {count} proven, {ended} stand wherever the sides of the line do not meet")
    print(f"median {seconds(middle)}, worst {seconds(worst)}")


if __name__ == "__main__":
    main()
