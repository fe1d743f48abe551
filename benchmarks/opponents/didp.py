"""didppy, domain-independent dynamic programming, on a walk along the line.

A state is where the walk has come to (a cell of the grid), the items not covered yet, the columns
placed and the end of each. Steps are "place a column here, this wide", "go one cell further" and
"stop here".
Ends are resources: of two states that are alike else, earlier ends are better, because prices
fall with the gap. The bound of a state is, for every item not covered, the least that a column
covering it scores from here on, divided over the items it covers.

It expresses every `Problem`, but refuses one with more than `MOST_MOVES` ways to choose a column
and a width (every width of a column is a move of its own), with scores beyond what its doubles
hold exactly, or with step prices that rise with the gap (a valid problem has none).
"""

from __future__ import annotations

import math
from typing import Any, Final

from benchmarks.opponents import CannotExpressError
from benchmarks.opponents.places import ends, falls, starts, widths
from ondergrond_solver import (
    EXEMPT,
    EngineError,
    Limits,
    Placed,
    Problem,
    Solution,
    evaluate,
    skipped_items,
)

MOST_MOVES: Final = 2000
NOWHERE: Final = -(10**7)
"""The end (mm) of a column that is not placed: left of everything by more than any threshold."""

FURTHER: Final = "further"
STOP: Final = "stop"

FAR: Final = 2.0**50
"""More than any score that is accepted."""


def solve_didp(problem: Problem, limits: Limits) -> Solution:
    """Solve `problem` by complete anytime beam search, one thread, within ``wall_seconds``.

    Raises CannotExpressError when the model would be too large, and EngineError when the row
    does not score what didppy says.
    """
    import didppy

    model = _Model(problem, didppy)
    solver = didppy.CABS(model.model, time_limit=limits.wall_seconds, quiet=True, threads=1)
    found = solver.search()
    if found.is_infeasible:
        return Solution("infeasible", engine="didppy", established_by=("didppy",))
    bound = None
    if found.best_bound is not None and abs(found.best_bound) < FAR:
        bound = math.ceil(found.best_bound)
    if found.cost is None:
        return Solution("unknown", bound=bound, engine="didppy", reason="no row within the limits")
    row = model.row([transition.name for transition in found.transitions])
    score = evaluate(problem, row)
    if found.is_optimal and abs(found.cost - score) > 0.5:
        raise EngineError(f"didppy calls {found.cost} optimal; its row scores {score}.")
    return Solution(
        "optimal" if found.is_optimal else "feasible",
        score=score,
        bound=score if found.is_optimal else None if bound is None else min(bound, score),
        row=row,
        skipped=skipped_items(problem, row),
        engine="didppy",
        reason="" if found.is_optimal else "no proof within the limits",
    )


class _Model:
    """The dynamic program of a problem."""

    def __init__(self, problem: Problem, didppy: Any) -> None:
        self.problem = problem
        self.dp = didppy
        self.moves = [
            (c, width)
            for c, column in enumerate(problem.columns)
            if starts(problem, column)
            for width in widths(problem, column)
        ]
        if len(self.moves) > MOST_MOVES:
            raise CannotExpressError(f"{len(self.moves)} columns and widths are too many moves")
        self.cells = problem.length // problem.resolution + 2  # in the last one nothing can start
        self.scores = {c: self._scores(c) for c in {c for c, _ in self.moves}}
        self.model = model = didppy.Model(maximize=False, float_cost=True)
        items = model.add_object_type(number=max(1, len(problem.items)))
        columns = model.add_object_type(number=max(1, len(problem.columns)))
        places = model.add_object_type(number=self.cells)
        self.open = model.add_set_var(object_type=items, target=list(range(len(problem.items))))
        self.placed = model.add_set_var(object_type=columns, target=[])
        self.cell = model.add_element_var(object_type=places, target=0)
        self.at = model.add_int_table([k * problem.resolution for k in range(self.cells)])
        self.end = {
            c: model.add_int_resource_var(target=NOWHERE, less_is_better=True) for c in self.scores
        }
        self._tables()
        self._bound()
        self._base()
        for number, (c, width) in enumerate(self.moves):
            self._place(number, c, width)
        self._further()

    def _offset(self, c: int) -> int:
        return -self.problem.columns[c].anchor % self.problem.resolution

    def _scores(self, c: int) -> dict[int, dict[int, int]]:
        """Score of a column by cell and width: place, end place, width."""
        problem, column = self.problem, self.problem.columns[c]
        at_end = {spot.at: spot.score for spot in ends(problem, column)}
        found: dict[int, dict[int, int]] = {}
        for start in starts(problem, column):
            for width in widths(problem, column):
                end = at_end.get(start.at + width)
                if end is not None and start.at + width <= problem.length:
                    price = column.width_price * (width - column.width_min)
                    cell = (start.at - self._offset(c)) // problem.resolution
                    found.setdefault(cell, {})[width] = start.score + end + price
        if any(abs(s) >= FAR / 1000 for by_width in found.values() for s in by_width.values()):
            raise CannotExpressError("scores beyond what doubles hold exactly")
        return found

    def _tables(self) -> None:
        """Order prices, and by move the score in each cell and whether it is allowed there."""
        problem, model = self.problem, self.model
        order = problem.pairs.order
        classes = [column.gap_class for column in problem.columns]
        table = [
            [
                0
                if problem.pairs.is_exempt(a, b) or problem.pairs.is_forbidden(a, b)
                else int(order[a, b])
                for b in classes
            ]
            for a in classes
        ]
        self.discount = [
            sum(min(0, table[a][b]) for a in range(len(classes))) for b in range(len(classes))
        ]
        self.order = model.add_float_table(table or [[0]])
        score = [
            [self.scores[c].get(k, {}).get(width, 0) for k in range(self.cells)]
            for c, width in self.moves
        ]
        allowed = [
            [width in self.scores[c].get(k, {}) for k in range(self.cells)]
            for c, width in self.moves
        ]
        self.score = model.add_float_table(score or [[0] * self.cells])
        self.allowed = model.add_bool_table(allowed or [[False] * self.cells])

    def _bound(self) -> None:
        """By item and cell the least it can cost from here: its share of a column, or its skip."""
        share = [
            [FAR if item.skip is None else float(item.skip)] * self.cells
            for item in self.problem.items
        ]
        for c, by_cell in self.scores.items():
            covers = self.problem.columns[c].covers
            least = FAR
            for k in reversed(range(self.cells)):
                if k in by_cell:
                    least = min(least, min(by_cell[k].values()) + self.discount[c])
                for i in covers:
                    share[i][k] = min(share[i][k], math.floor(least / len(covers)))
        if share:
            table = self.model.add_float_table(share)
            self.model.add_dual_bound(table[self.open, self.cell] + self.problem.constant)

    def _base(self) -> None:
        """The walk ends in the last cell, reached cell by cell or by stopping; the rest is skipped.

        A base state is never left again, so it may not be one while an item could still be covered.
        """
        must = [i for i, item in enumerate(self.problem.items) if item.skip is None]
        skip = self.model.add_float_table(
            [float(item.skip or 0) for item in self.problem.items] or [0.0]
        )
        done = [~self.open.contains(i) for i in must]
        cost = skip[self.open] + self.problem.constant
        self.model.add_base_case([*done, self.cell >= self.cells - 1], cost=cost)
        self.model.add_transition(
            self.dp.Transition(
                name=STOP,
                cost=self.dp.FloatExpr.state_cost(),
                preconditions=[*done, self.cell < self.cells - 1],
                effects=[(self.cell, self.cells - 1)],
            )
        )

    def _place(self, number: int, c: int, width: int) -> None:
        problem, column = self.problem, self.problem.columns[c]
        start = self.at[self.cell] + self._offset(c)
        conditions = [self.allowed[number, self.cell]]
        conditions += [self.open.contains(i) for i in sorted(column.covers)]
        price = self.score[number, self.cell] + self.order[self.placed, c]
        for a in self.scores:
            other = problem.columns[a]
            pair = other.gap_class, column.gap_class
            hard = int(problem.pairs.hard[pair])
            if hard == EXEMPT or other.covers & column.covers:
                continue
            if problem.pairs.is_forbidden(*pair):
                conditions.append(~self.placed.contains(a))
                continue
            conditions.append(self.end[a] + hard <= start)
            for threshold, fall in falls(problem, *pair):
                if fall < 0:
                    raise CannotExpressError("a step price that rises with the gap")
                near = self.end[a] + threshold > start
                price += near.if_then_else(float(fall), 0.0)
        left = self.open
        for i in sorted(column.covers):
            left = left.remove(i)
        self.model.add_transition(
            self.dp.Transition(
                name=f"{c} {width}",
                cost=price + self.dp.FloatExpr.state_cost(),
                preconditions=conditions,
                effects=[
                    (self.open, left),
                    (self.placed, self.placed.add(c)),
                    (self.end[c], start + width),
                ],
            )
        )

    def _further(self) -> None:
        self.model.add_transition(
            self.dp.Transition(
                name=FURTHER,
                cost=self.dp.FloatExpr.state_cost(),
                preconditions=[self.cell < self.cells - 1],
                effects=[(self.cell, self.cell + 1)],
            )
        )

    def row(self, names: list[str]) -> tuple[Placed, ...]:
        """The row that a sequence of moves makes."""
        cell, placed = 0, []
        for name in names:
            if name == FURTHER:
                cell += 1
            if name in (FURTHER, STOP):
                continue
            c, width = map(int, name.split())
            start = cell * self.problem.resolution + self._offset(c)
            placed.append(Placed(c, start, width))
        return tuple(sorted(placed, key=lambda p: (p.start, p.column)))
