"""What the made-up city is a mix of, measured.

    python -m benchmarks.city [COUNT [SAMPLE]]

COUNT sections of seed 7 (10,000), of which SAMPLE (150), drawn with seed 5, are asked whether they
fit without a breach: with every minimum made hard, on the grid of 10 mm.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections import Counter
from random import Random

from benchmarks.widths import strict
from ondergrond.city import Section, city
from ondergrond.compile import Street
from ondergrond.io.profilejson import parse_profile_json
from ondergrond.io.rulefile import load_rules
from ondergrond_solver import Limits, solve

SEED = 7
SECONDS = 20.0
"""Backstop of one question."""


def below(section: Section) -> str:
    """All of a section but its name."""
    return json.dumps({k: v for k, v in section.profile.items() if k != "name"}, sort_keys=True)


def without_breach(section: Section) -> str:
    """``feasible``, ``infeasible`` or ``unknown``: whether a layout keeps every minimum."""
    profile = parse_profile_json(json.dumps(section.profile))
    rules = strict(load_rules(profile.rules))
    problem, _ = Street(profile, rules).problem(10)
    limits = Limits(wall_seconds=SECONDS)
    return solve(problem, "sweep", feasibility_only=True, limits=limits).verdict


def main(arguments: list[str]) -> None:
    """Print the shares."""
    asked = [*map(int, arguments), *(10_000, 150)[len(arguments) :]]
    count, sample = asked
    sections = list(city(count, SEED))
    claims = [len(section.profile["claims"]) for section in sections]
    racks = sum(one.profile["techniques"]["rack"] == "allowed" for one in sections)
    print(f"claims: median {statistics.median(claims)}, {min(claims)} to {max(claims)}")
    print(f"racks open: {100 * racks / count:.1f} %")
    print(f"distinct: {100 * len(set(map(below, sections))) / count:.1f} %")
    answers = Counter(map(without_breach, Random(5).sample(sections, min(sample, count))))
    print(f"without a breach, of {answers.total()}: {dict(answers)}")


if __name__ == "__main__":
    main(sys.argv[1:])
