"""HiGHS on a time-indexed model: a mixed-integer linear program with a binary for every position.

Of a column, ``started[i]`` says that it starts at or before its i-th position, ``ended[j]`` the
same of its end, so that a binary stands in few rows. The model expresses every `Problem`.

* cover: the columns of an item, or its skip, add up to one;
* width: ``ended`` at e asks ``started`` at e - least width, and the like for the greatest;
* pairs: a binary for "both are chosen and a lies left of b". Where it holds, b has not started
  at s before a has ended at s - gap: one row for each position (the tight form), and for each step
  of a step price again, with a variable that buys it off. Where this would be more than
  `MOST_ROWS` rows, one row with a large constant on the positions does the same (the loose form).

HiGHS computes in floating point: objective and rows are whole numbers, its tolerances lie far
below one, and the row it finds is judged by `evaluate` like everyone's. Its ``infeasible`` and
``optimal`` are trusted as far as that goes, which is why it is an opponent and no engine.
"""

from __future__ import annotations

import bisect
import importlib
import math
from itertools import combinations, pairwise
from typing import Any, Final

import numpy as np

from benchmarks.opponents import CannotExpressError
from benchmarks.opponents.places import Spot, ends, falls, starts
from ondergrond_solver import (
    EngineError,
    Limits,
    Placed,
    Problem,
    Solution,
    evaluate,
    skipped_items,
)

MOST_ROWS: Final = 60_000
"""Rows of pairs in the tight form; above, the loose form is used."""

MOST_VARIABLES: Final = 2_000_000
"""Above this the model is refused: it would not fit into memory with what HiGHS adds."""

SLACK: Final = 0.25
"""What a proof may leave open, in score units: less than one, as scores are whole."""


def solve_highs(problem: Problem, limits: Limits) -> Solution:
    """Solve `problem` on one thread within ``limits.wall_seconds``.

    Raises CannotExpressError when the model would be too large, and EngineError when the row
    does not score what HiGHS says.
    """
    return _Model(problem).solve(limits)


class _Model:
    """Variables and rows, gathered as lists and handed to HiGHS at once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.cost: list[float] = []
        self.integer: list[bool] = []
        self.upper: list[float] = []
        self.rows: list[tuple[float, float, list[int], list[float]]] = []
        self.starts = [starts(problem, column) for column in problem.columns]
        self.ends = [ends(problem, column) for column in problem.columns]
        self.alive = [c for c in range(len(problem.columns)) if self.starts[c] and self.ends[c]]
        if sum(len(self.starts[c]) + len(self.ends[c]) for c in self.alive) > MOST_VARIABLES:
            raise CannotExpressError("a binary for every position would be too many")
        self.started: dict[int, list[int]] = {}
        self.ended: dict[int, list[int]] = {}
        for c in self.alive:
            self._column(c)
        self.skips: dict[int, int] = {}
        self._cover()
        pairs = [
            (a, b)
            for a, b in combinations(self.alive, 2)
            if not problem.columns[a].covers & problem.columns[b].covers
            and not problem.pairs.is_exempt(self._class(a), self._class(b))
        ]
        self.tight = self._tight_rows(pairs) <= MOST_ROWS
        if not self.tight:
            self.start_at = {c: self._position(self.starts[c], self.started[c]) for c in self.alive}
            self.end_at = {c: self._position(self.ends[c], self.ended[c]) for c in self.alive}
        for a, b in pairs:
            self._pair(a, b)

    # Building blocks

    def _variable(self, cost: float = 0, integer: bool = True, upper: float = 1) -> int:
        self.cost.append(cost)
        self.integer.append(integer)
        self.upper.append(upper)
        return len(self.cost) - 1

    def _row(self, least: float, most: float, *terms: tuple[int, float]) -> None:
        self.rows.append((least, most, [v for v, _ in terms], [x for _, x in terms]))

    def _implies(self, variable: int, other: int) -> None:
        self._row(-math.inf, 0, (variable, 1), (other, -1))

    def _class(self, c: int) -> int:
        return self.problem.columns[c].gap_class

    def _chosen(self, c: int) -> int:
        return self.started[c][-1]

    # Columns and items

    def _column(self, c: int) -> None:
        column = self.problem.columns[c]
        price = column.width_price
        begin = [Spot(s.at, s.score - price * (s.at + column.width_min)) for s in self.starts[c]]
        stop = [Spot(s.at, s.score + price * s.at) for s in self.ends[c]]
        if column.is_fixed_width:
            self.started[c] = self.ended[c] = self._prefix(self.starts[c])
            return
        self.started[c], self.ended[c] = self._prefix(begin), self._prefix(stop)
        self._row(0, 0, (self.started[c][-1], 1), (self.ended[c][-1], -1))
        at_start = [spot.at for spot in begin]
        at_end = [spot.at for spot in stop]
        for j, at in enumerate(at_end):
            self._by(self.ended[c][j], self.started[c], at_start, at - column.width_min)
        for i, at in enumerate(at_start):
            self._by(self.started[c][i], self.ended[c], at_end, at + column.width_max)

    def _by(self, variable: int, prefix: list[int], places: list[int], at: int) -> None:
        """What the variable says asks for a start (or end) at or before `at`."""
        index = bisect.bisect_right(places, at) - 1
        if index < 0:
            self._row(-math.inf, 0, (variable, 1))
        else:
            self._implies(variable, prefix[index])

    def _prefix(self, spots: list[Spot]) -> list[int]:
        following = [spot.score for spot in spots[1:]] + [0]
        prefix = [
            self._variable(spot.score - after) for spot, after in zip(spots, following, strict=True)
        ]
        for one, other in pairwise(prefix):
            self._implies(one, other)
        return prefix

    def _cover(self) -> None:
        for i, item in enumerate(self.problem.items):
            ways = [self._chosen(c) for c in self.alive if i in self.problem.columns[c].covers]
            if item.skip is not None:
                self.skips[i] = self._variable(item.skip)
                ways.append(self.skips[i])
            self._row(1, 1, *((way, 1) for way in ways))

    def _position(self, spots: list[Spot], prefix: list[int]) -> int:
        """A variable that is the position, or 0 where the column is not chosen."""
        at = self._variable(integer=False, upper=self.problem.length)
        places = [spot.at for spot in spots]
        steps = [p - q for p, q in zip(places, [*places[1:], 0], strict=True)]
        terms = [(v, -float(x)) for v, x in zip(prefix, steps, strict=True)]
        self._row(0, 0, (at, 1), *terms)
        return at

    # Pairs

    def _tight_rows(self, pairs: list[tuple[int, int]]) -> int:
        count = 0
        for a, b in pairs:
            for left, right in ((a, b), (b, a)):
                steps = falls(self.problem, self._class(left), self._class(right))
                count += (1 + len(steps)) * min(len(self.starts[right]), len(self.ends[left]))
        return count

    def _pair(self, a: int, b: int) -> None:
        orders = []
        for left, right in ((a, b), (b, a)):
            classes = self._class(left), self._class(right)
            hard = int(self.problem.pairs.hard[classes])
            room = self.starts[right][-1].at - self.ends[left][0].at
            if self.problem.pairs.is_forbidden(*classes) or room < hard:
                continue
            order = self._variable(int(self.problem.pairs.order[classes]))
            orders.append(order)
            self._implies(order, self._chosen(left))
            self._implies(order, self._chosen(right))
            self._gap(left, right, order, hard, None)
            for threshold, fall in falls(self.problem, *classes):
                paid = self._variable(fall, integer=not self.tight)
                self._gap(left, right, order, threshold, paid)
        both = ((self._chosen(a), -1.0), (self._chosen(b), -1.0))
        self._row(-1, math.inf, *both, *((order, 1.0) for order in orders))
        if len(orders) == 2:
            self._row(-math.inf, 1, *((order, 1.0) for order in orders))

    def _gap(self, left: int, right: int, order: int, gap: int, paid: int | None) -> None:
        """In this order the gap is at least so large, or `paid` is one."""
        if not self.tight:
            hard = int(self.problem.pairs.hard[self._class(left), self._class(right)])
            large = gap + self.ends[left][-1].at
            terms = [(self.start_at[right], 1.0), (self.end_at[left], -1.0), (order, -float(large))]
            if paid is not None:
                terms.append((paid, float(gap - hard)))
            self._row(gap - large, math.inf, *terms)
            return
        places = [spot.at for spot in self.ends[left]]
        last_of: dict[int, int] = {}
        for i, spot in enumerate(self.starts[right]):
            last_of[bisect.bisect_right(places, spot.at - gap) - 1] = i
        for j, i in last_of.items():
            if j == len(places) - 1:
                continue
            terms = [(self.started[right][i], 1.0), (order, 1.0)]
            if j >= 0:
                terms.append((self.ended[left][j], -1.0))
            if paid is not None:
                terms.append((paid, -1.0))
            self._row(-math.inf, 1, *terms)

    # Solving

    def solve(self, limits: Limits) -> Solution:
        """Hand over, run, read back."""
        highspy: Any = importlib.import_module("highspy")
        if any(most < 0 or least > 0 for least, most, terms, _ in self.rows if not terms):
            return Solution("infeasible", engine="highs", established_by=("highs",))
        if not self.cost:
            score = evaluate(self.problem, ())
            return Solution("optimal", score, score, engine="highs")
        highs = highspy.Highs()
        scale = max(1.0, max(map(abs, self.cost), default=1.0) / 1e4)
        for name, value in (
            ("output_flag", False),
            ("log_to_console", False),
            ("threads", 1),
            ("random_seed", 1),
            ("time_limit", float(limits.wall_seconds)),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", SLACK / scale),
        ):
            highs.setOptionValue(name, value)
        highs.passModel(self._lp(highspy, scale))
        highs.run()
        kinds = highspy.HighsModelStatus
        if highs.getModelStatus() in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
            # HiGHS 1.16.0 calls feasible models infeasible now and then (small_problem(3067) of
            # the tests is one); without presolve it does not. So it is asked a second time.
            highs.clearSolver()
            highs.setOptionValue("presolve", "off")
            highs.run()
        status = highs.getModelStatus()
        info = highs.getInfo()
        if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
            return Solution("infeasible", engine="highs", established_by=("highs",))
        bound = None
        if math.isfinite(info.mip_dual_bound):
            bound = math.ceil(info.mip_dual_bound * scale + self.problem.constant - SLACK)
        if not math.isfinite(info.objective_function_value) or info.primal_solution_status != 2:
            return Solution("unknown", bound=bound, engine="highs", reason=str(status))
        row = self._read(highs.getSolution().col_value)
        score = evaluate(self.problem, row)
        proven = status == kinds.kOptimal
        objective = info.objective_function_value * scale + self.problem.constant
        if proven and abs(objective - score) > 0.5:
            raise EngineError(f"HiGHS calls {objective} optimal; its row scores {score}.")
        return Solution(
            "optimal" if proven else "feasible",
            score=score,
            bound=score if proven else None if bound is None else min(bound, score),
            row=row,
            skipped=skipped_items(self.problem, row),
            engine="highs",
            reason="" if proven else str(status),
        )

    def _lp(self, highspy: Any, scale: float) -> Any:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.cost), len(self.rows)
        lp.col_cost_ = np.array(self.cost) / scale
        lp.col_lower_ = np.zeros(len(self.cost))
        lp.col_upper_ = np.array(self.upper)
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in self.integer]
        lp.row_lower_ = np.array([row[0] for row in self.rows])
        lp.row_upper_ = np.array([row[1] for row in self.rows])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(row[2]) for row in self.rows)])
        lp.a_matrix_.index_ = np.array([v for row in self.rows for v in row[2]], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([x for row in self.rows for x in row[3]], dtype=float)
        return lp

    def _read(self, value: Any) -> tuple[Placed, ...]:
        placed = []
        for c in self.alive:
            if value[self._chosen(c)] < 0.5:
                continue
            start = self.starts[c][_first(value, self.started[c])].at
            end = self.ends[c][_first(value, self.ended[c])].at
            placed.append(Placed(c, start, end - start))
        return tuple(sorted(placed, key=lambda p: (p.start, p.column)))


def _first(value: Any, prefix: list[int]) -> int:
    return next(i for i, variable in enumerate(prefix) if value[variable] > 0.5)
