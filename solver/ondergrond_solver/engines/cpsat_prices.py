"""The score of a row as the objective of a CP-SAT model, one function per kind of price."""

from __future__ import annotations

from itertools import combinations

from ortools.sat.python import cp_model

from ondergrond_solver.engines.cpsat_model import Literal, RowModel, domain, negated
from ondergrond_solver.engines.pieces import Piece


def add_prices(rows: RowModel) -> None:
    """Give the model of a row the score as its objective."""
    _Prices(rows).minimize()


class _Prices:
    """Collects ``price * term`` and adds the variables that prices need."""

    def __init__(self, rows: RowModel) -> None:
        self.rows = rows
        self.model = rows.model
        self.terms: list[cp_model.LinearExprT] = []
        self.prices: list[int] = []
        self.shared: dict[tuple[object, ...], cp_model.IntVar] = {}
        self._skips()
        for c in rows.alive:
            self._places(c)
            self._width(c)
        for k, m in combinations(rows.alive, 2):
            for left, right in ((k, m), (m, k)):
                if rows.windows.before[left, right]:
                    self._pair(left, right)

    def minimize(self) -> None:
        score = cp_model.LinearExpr.weighted_sum(self.terms, self.prices)
        self.model.minimize(score + self.rows.grid.problem.constant)

    def _pay(self, price: int, term: cp_model.LinearExprT) -> None:
        if price:
            self.terms.append(term)
            self.prices.append(price)

    def _skips(self) -> None:
        for i, literal in self.rows.skipped.items():
            self._pay(self.rows.grid.problem.items[i].skip or 0, literal)

    def _width(self, c: int) -> None:
        column, chosen = self.rows.grid.columns[c], self.rows.chosen[c]
        self._pay(column.base, chosen)
        if column.unit_price == 0:
            return
        wider = self.model.new_int_var(0, column.u_max - column.u_min, "")
        self.model.add(wider == self.rows.width[c] - column.u_min).only_enforce_if(chosen)
        self.model.add(wider == 0).only_enforce_if(chosen.negated())
        self._pay(column.unit_price, wider)

    def _places(self, c: int) -> None:
        column, windows = self.rows.grid.columns[c], self.rows.windows
        self._place(c, self.rows.position[c], windows.pieces(column, c))
        if column.end_pieces is not None:
            self._place(c, self.rows.end[c], windows.end_pieces(column, c))

    def _place(self, c: int, at: cp_model.IntVar, pieces: list[Piece]) -> None:
        """A literal per convex chain pays its least score, one variable what lies above that."""
        level: dict[int, list[Piece]] = {}
        sloping: list[tuple[int, list[Piece]]] = []
        for chain in convex_chains(pieces):
            least = min(min(piece.score, piece.at(piece.last)) for piece in chain)
            if len(chain) == 1 and chain[0].slope == 0:
                level.setdefault(least, []).extend(chain)
            else:
                sloping.append((least, chain))
        groups = [*sloping, *level.items()]
        literals = self._one_of(c, at, [chain for _, chain in groups])
        above = self._above(sloping)
        for literal, (least, chain) in zip(literals, groups, strict=True):
            self._pay(least, literal)
            for piece in chain:
                if piece.slope:
                    line = piece.score - least - piece.slope * piece.first
                    self.model.add(above - piece.slope * at >= line).only_enforce_if(literal)

    def _one_of(
        self, c: int, at: cp_model.IntVar, groups: list[list[Piece]]
    ) -> list[cp_model.IntVar]:
        """Per group of pieces a literal: the column is chosen and lies in it."""
        if len(groups) == 1:
            return [self.rows.chosen[c]]
        literals = [self.model.new_bool_var("") for _ in groups]
        self.model.add_exactly_one([*literals, self.rows.chosen[c].negated()])
        for literal, pieces in zip(literals, groups, strict=True):
            inside = self.model.add_linear_expression_in_domain(at, domain(pieces))
            inside.only_enforce_if(literal)
        return literals

    def _above(self, sloping: list[tuple[int, list[Piece]]]) -> cp_model.IntVar:
        """What a sloping chain pays above its least score."""
        most = 0
        for least, chain in sloping:
            most = max(most, *(max(p.score, p.at(p.last)) - least for p in chain))
        above = self.model.new_int_var(0, most, "")
        self._pay(1, above)
        return above

    def _pair(self, left: int, right: int) -> None:
        """The order price, and the rise of every step that the windows leave open."""
        rows = self.rows
        least, most = rows.distances(left, right)
        steps = rows.grid.steps(left, right)
        always = next((price for lag, price in steps if lag > most), 0)
        still = [(lag, price) for lag, price in steps if least < lag <= most]
        both = rows.both(left, right, rows.left_of(left, right))
        self._pay_for_all(both, always + rows.grid.order_price(left, right), left, right)
        prices = (*(price for _, price in still), always)
        for s, (lag, price) in enumerate(still):
            # Columns of the same two items exclude each other: equal steps share a literal.
            key = (*rows.items(left, right), prices, s)
            if key not in self.shared:
                self.shared[key] = self.model.new_bool_var("")
                self._pay(price - prices[s + 1], self.shared[key])
                if s:
                    self.model.add_implication(self.shared[*key[:-1], s - 1], self.shared[key])
            closer = self.shared[key]
            self.model.add(rows.position[right] - rows.end[left] >= lag).only_enforce_if(
                [*both, closer.negated()]
            )

    def _pay_for_all(self, literals: list[Literal], price: int, left: int, right: int) -> None:
        """Pay `price` when all literals hold."""
        if price == 0:
            return
        if len(literals) == 1:
            self._pay(price, literals[0])
        elif price > 0:
            key = (*self.rows.items(left, right), price)
            if key not in self.shared:
                self.shared[key] = self.model.new_bool_var("")
                self._pay(price, self.shared[key])
            self.model.add_bool_or([*negated(literals), self.shared[key]])
        else:
            every = self.model.new_bool_var("")
            for literal in literals:
                self.model.add_implication(every, literal)
            self._pay(price, every)


def convex_chains(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces in runs that touch and are convex together: the score is the largest of the lines.

    A single position has no slope of its own; within a chain it gets that of the way to it or
    from it, so that its line lies below all others there.
    """
    chains: list[list[Piece]] = []
    for piece in pieces:
        if chains and piece.first == chains[-1][-1].last + 1:
            chain = chains[-1]
            last = chain[-1]
            rise = piece.score - last.at(last.last)
            if len(chain) == 1 and last.first == last.last:
                last = last._replace(slope=rise)
            following = piece._replace(slope=rise) if piece.first == piece.last else piece
            if last.slope <= rise <= following.slope:
                chain[-1:] = [last, following]
                continue
        chains.append([piece])
    return chains
