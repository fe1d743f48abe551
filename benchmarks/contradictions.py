"""Random problems, solved by sweep and by cpsat, and in how many the two contradict each other.

    python -m benchmarks.contradictions                     5,000 problems, a minute or two
    python -m benchmarks.contradictions --count 300 --first 10000

A quarter of the problems is infeasible and a quarter is at most 3 % longer than the least length at
which a row stands; every feature of the definition is in at least a tenth of them. A problem is
drawn from its number, so a contradiction can be drawn again. Ends with 1 if there is any, and
if a share is missed.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from ondergrond_solver import (
    EXEMPT,
    FORBIDDEN,
    Column,
    Item,
    Limits,
    PairTables,
    Problem,
    Segment,
    Solution,
    least_length,
    solve,
)

SHARE = 10
"""Every feature is in at least one in ten."""

LIMITS = Limits(deterministic_time=20.0, wall_seconds=60.0)


def drawn(number: int) -> Problem:
    """The problem of a number: 3 to 7 items, every feature by chance."""
    rng = random.Random(number)
    resolution = rng.choice([1, 5, 10])
    items = tuple(
        Item(f"item {i}", rng.randint(-300, 2_000) if rng.random() < 0.2 else None)
        for i in range(rng.randint(3, 7))
    )
    classes = rng.randint(2, 4)
    length = 10 * rng.randint(8 * len(items), 16 * len(items))
    columns = [
        column
        for i in range(len(items))
        for _ in range(rng.choice([1, 1, 2]))
        for column in [_column(rng, frozenset({i}), length, classes)]
    ]
    for _ in range(rng.choice([0, 1, 2, 3])):
        covers = frozenset(rng.sample(range(len(items)), rng.randint(2, min(4, len(items)))))
        columns.append(_column(rng, covers, length, classes))
    # What stays where it is, exempt among itself.
    for i in rng.sample(range(len(items)), rng.choice([0, 0, 1, 2])):
        start = rng.randrange(length - 60)
        place = (Segment(start, start, rng.randint(-500, 500)),)
        columns.append(
            Column(f"stay {i}", frozenset({i}), 50, 50, place, classes, -start % resolution)
        )
    problem = Problem(
        length,
        resolution,
        items,
        tuple(columns),
        _pairs(rng, classes),
        rng.randint(-99, 99),
        length,
    )
    if number % 4 > 1:
        return problem
    # A quarter too short for any row, a quarter hardly long enough.
    least = least_length(problem).length
    if least is None or least < 20:
        return problem
    share = rng.uniform(0.8, 0.99) if number % 4 == 0 else rng.uniform(1.0, 1.03)
    return replace(problem, length=max(1, int(least * share)), stretch=None)


def _column(rng: random.Random, covers: frozenset[int], length: int, classes: int) -> Column:
    width = rng.randint(20, 90)
    variable = rng.random() < 0.15
    cuts = sorted(rng.sample(range(length), rng.choice([2, 4, 6])))
    place = tuple(
        Segment(first, last - 1, rng.randint(-400, 1_500), rng.choice([-4, -1, 0, 0, 1, 4]))
        for first, last in pairwise(cuts)
        if rng.random() < 0.9 and last - 1 >= first
    )
    first, last = cuts[0], cuts[-1]
    end_place = (Segment(first, last, rng.randint(0, 300)), Segment(last + 1, length + 99))
    return Column(
        "column",
        covers,
        width,
        width + rng.randint(20, 80) if variable else width,
        place or (Segment(0, length),),
        rng.randrange(classes),
        rng.choice([0, width // 2]),
        rng.randint(-9, 9) if variable else 0,
        end_place if variable and rng.random() < 0.5 else None,
    )


def _pairs(rng: random.Random, classes: int) -> PairTables:
    n = classes + 1
    hard = [[rng.choice([0, 10, 20, 40]) for _ in range(n)] for _ in range(n)]
    order = [[rng.choice([0, 0, rng.randint(-300, 900)]) for _ in range(n)] for _ in range(n)]
    steps = {}
    for a in range(n):
        for b in range(n):
            if rng.random() < 0.6:
                limits = sorted(rng.sample(range(hard[a][b] + 1, hard[a][b] + 150), 3))
                prices = sorted((rng.randint(10, 3_000) for _ in range(3)), reverse=True)
                steps[a, b] = list(zip(limits, prices, strict=True))
            if a != b and rng.random() < 0.05:
                order[a][b] = FORBIDDEN
    hard[classes][classes] = EXEMPT
    return PairTables.from_lists(hard, order, steps)


FEATURES: dict[str, Callable[[Problem], bool]] = {
    "columns of several items": lambda p: any(len(c.covers) > 1 for c in p.columns),
    "alternatives": lambda p: len(p.columns) > len(p.items),
    "items that may be skipped": lambda p: any(i.skip is not None for i in p.items),
    "variable widths": lambda p: any(not c.is_fixed_width for c in p.columns),
    "end places": lambda p: any(c.end_place is not None for c in p.columns),
    "what stays": lambda p: any(c.name.startswith("stay") for c in p.columns),
    "exempt pairs": lambda p: sum(c.name.startswith("stay") for c in p.columns) > 1,
    "step prices": lambda p: p.pairs.step_price.shape[2] > 1,
    "order prices": lambda p: bool(((p.pairs.order != 0) & (p.pairs.order != FORBIDDEN)).any()),
    "forbidden orders": lambda p: bool((p.pairs.order == FORBIDDEN).any()),
    "forbidden stretches": lambda p: any(len(c.place) > 1 for c in p.columns),
    "negative slopes": lambda p: any(s.slope < 0 for c in p.columns for s in c.place),
}


def contradiction(one: Solution, other: Solution) -> str:
    """In what two solutions contradict each other; empty if in nothing."""
    proven = {"optimal", "infeasible"}
    if one.verdict in proven and other.verdict in proven:
        if (one.verdict, one.score) != (other.verdict, other.score):
            return f"{one.verdict} {one.score} against {other.verdict} {other.score}"
        return ""
    for proof, row in ((one, other), (other, one)):
        if proof.verdict == "infeasible" and row.has_row:
            return f"{proof.engine} says infeasible, {row.engine} has a row of {row.score}"
        if proof.bound is not None and row.score is not None and row.score < proof.bound:
            return f"{proof.engine} says at least {proof.bound}, {row.engine} has {row.score}"
    return ""


def main() -> int:
    """Draw, solve, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    verdicts: Counter[str] = Counter()
    features: Counter[str] = Counter()
    wrong = []
    for number in range(asked.first, asked.first + asked.count):
        problem = drawn(number)
        one = solve(problem, "sweep", limits=LIMITS)
        other = solve(problem, "cpsat", limits=LIMITS)
        verdicts[f"{one.verdict} by sweep, {other.verdict} by cpsat"] += 1
        features["infeasible"] += one.verdict == "infeasible"
        features["within 3 % of the least length"] += number % 4 == 1 and problem.stretch is None
        for name, has in FEATURES.items():
            features[name] += has(problem)
        if said := contradiction(one, other):
            wrong.append(number)
            print(f"problem {number}: {said}", flush=True)
    for title, counter in (("verdicts", verdicts), ("problems with", features)):
        print(title)
        for name, count in sorted(counter.items(), key=lambda pair: -pair[1]):
            print(f"  {count:6} {name}")
    missed = [name for name, count in features.items() if count * SHARE < asked.count]
    print(f"{len(wrong)} contradictions in {asked.count} problems")
    if missed:
        print(f"in fewer than one in {SHARE}: {', '.join(missed)}")
    return 1 if wrong or missed else 0


if __name__ == "__main__":
    sys.exit(main())
