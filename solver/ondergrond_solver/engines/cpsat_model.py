"""The CP-SAT model of a problem: variables, then one private method per rule, then the score.

Positions are whole grid units (see `ondergrond_solver.engines.grid`). A column has a choice
literal; the order of two columns is the order of two of the items they cover, so that all
columns of an item share it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from ortools.sat.python import cp_model

from ondergrond_solver.engines.grid import Grid, Piece
from ondergrond_solver.engines.symmetry import interchangeable_items
from ondergrond_solver.engines.windows import Windows
from ondergrond_solver.solution import Placed

Literal = cp_model.IntVar | cp_model.NotBooleanVariable


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """What goes into a model.

    priced: whether it has an objective.
    symmetry: whether interchangeable items are put in order.
    transitivity: whether the order of three items is closed.
    """

    priced: bool = True
    symmetry: bool = True
    transitivity: bool = False
    convex: bool = True
    inflate: bool = True
    crowd: bool = False
    buckets: int = 0
    maxint: int = 400


class RowModel:
    """A CP-SAT model of `grid` within `windows`.

    chosen[c], position[c], width[c]: per grid column its choice literal, its position k and its
    width u in grid units (the constant 0 when the width is fixed).
    """

    def __init__(self, grid: Grid, windows: Windows, options: ModelOptions) -> None:
        self.grid = grid
        self.windows = windows
        self.options = options
        self.model = cp_model.CpModel()
        self.alive = [c for c in range(len(grid.columns)) if windows.alive[c]]
        self.chosen: dict[int, cp_model.IntVar] = {}
        self.position: dict[int, cp_model.LinearExprT] = {}
        self.width: dict[int, cp_model.LinearExprT] = {}
        self.end: dict[int, cp_model.LinearExprT] = {}
        self._terms: list[cp_model.LinearExprT] = []
        self._coefficients: list[int] = []
        self._constant = grid.problem.constant
        self._order: dict[tuple[int, int], cp_model.IntVar] = {}
        self._skipped: dict[int, cp_model.IntVar] = {}
        self._step_literals: dict[tuple[object, ...], cp_model.IntVar] = {}
        self._piece_of: dict[int, list[tuple[Piece, Literal]]] = {}
        self._spots = {}
        self._columns()
        self._cover()
        self._places()
        self._no_overlap()
        self._pairs()
        self._one_order_per_column()
        if options.transitivity:
            self._transitive_order()
        if options.symmetry:
            self._interchangeable_in_order()
        if options.priced:
            self.model.minimize(
                cp_model.LinearExpr.weighted_sum(self._terms, self._coefficients) + self._constant
            )

    # Variables

    def _columns(self) -> None:
        self._sole = self._sole_columns()
        for c in self.alive:
            column = self.grid.columns[c]
            self.chosen[c] = (
                self.model.new_constant(1) if c in self._sole else self.model.new_bool_var("")
            )
            domain = [[p.first, p.last] for p in self.windows.pieces(column, c)]
            self.position[c] = self.model.new_int_var_from_domain(
                cp_model.Domain.from_intervals(domain), ""
            )
            self.width[c] = 0
            self.end[c] = self.position[c]
            if column.end_pieces is not None:
                self.width[c] = self.model.new_int_var(column.u_min, column.u_max, "")
                ends = [[p.first, p.last] for p in self.windows.end_pieces(column, c)]
                self.end[c] = self.model.new_int_var_from_domain(
                    cp_model.Domain.from_intervals(ends), ""
                )
                self.model.add(self.end[c] == self.position[c] + self.width[c])

    def _sole_columns(self) -> set[int]:
        """Columns without which some item that must be covered is not."""
        covering: dict[int, list[int]] = {i: [] for i in range(len(self.grid.problem.items))}
        for c in self.alive:
            for i in self.grid.columns[c].covers:
                covering[i].append(c)
        self.covering = covering
        items = self.grid.problem.items
        return {
            columns[0]
            for i, columns in covering.items()
            if len(columns) == 1 and items[i].skip is None
        }

    def _before(self, i: int, j: int) -> Literal:
        """Item i's column lies left of item j's."""
        if i > j:
            return self._before(j, i).negated()
        if (i, j) not in self._order:
            self._order[i, j] = self.model.new_bool_var("")
        return self._order[i, j]

    def _left_of(self, k: int, m: int) -> Literal:
        """Column k lies left of column m, when both are chosen: by an item of each."""
        return self._before(min(self.grid.columns[k].covers), min(self.grid.columns[m].covers))

    def _both(self, k: int, m: int, *more: Literal) -> list[Literal]:
        """The literals that say that columns k and m are chosen, and `more`."""
        return [*(self.chosen[c] for c in (k, m) if not self._is_sole(c)), *more]

    def _is_sole(self, c: int) -> bool:
        return c in self._sole

    def _pay(self, price: int, term: cp_model.LinearExprT) -> None:
        if price and self.options.priced:
            self._terms.append(term)
            self._coefficients.append(price)

    # Rules

    def _cover(self) -> None:
        for i, item in enumerate(self.grid.problem.items):
            literals: list[Literal] = [self.chosen[c] for c in self.covering[i]]
            if item.skip is not None:
                self._skipped[i] = self.model.new_bool_var("")
                literals.append(self._skipped[i])
                self._pay(item.skip, self._skipped[i])
            self.model.add_exactly_one(literals)

    def _places(self) -> None:
        for c in self.alive:
            column = self.grid.columns[c]
            self._pay(column.base, self.chosen[c])
            self._place(c, self.position[c], self.windows.pieces(column, c))
            if column.end_pieces is not None:
                self._place(c, self.end[c], self.windows.end_pieces(column, c))
                if column.unit_price and self.options.priced:
                    self._wider(c)

    def _wider(self, c: int) -> None:
        """Pay for width above the least, when chosen."""
        column = self.grid.columns[c]
        extra = self.model.new_int_var(0, column.u_max - column.u_min, "")
        self.model.add(extra == self.width[c] - column.u_min).only_enforce_if(self.chosen[c])
        self.model.add(extra == 0).only_enforce_if(self.chosen[c].negated())
        self._pay(column.unit_price, extra)

    def _place(self, c: int, at: cp_model.LinearExprT, pieces: list[Piece]) -> None:
        if not self.options.priced:
            return
        chains = convex_chains(pieces) if self.options.convex else [[p] for p in pieces]
        B = self.options.buckets
        starts = at is self.position[c]
        if B and starts:
            size = self.grid.size
            cuts = [size * b // B for b in range(1, B)]
            chains = [part for chain in chains for part in split(chain, cuts)]
        lows = [min(min(p.score, p.at(p.last)) for p in chain) for chain in chains]
        high = max(
            max(max(p.score, p.at(p.last)) for p in chain) - low
            for chain, low in zip(chains, lows, strict=True)
        )
        above = self.model.new_int_var(0, high, "") if high else 0
        self._pay(1, above)
        # Chains with the same least score and no slope share a literal.
        flat: dict[int, list[list[int]]] = {}
        literals = []
        groups = []
        for chain, low in zip(chains, lows, strict=True):
            span = [chain[0].first, chain[-1].last]
            if all(p.slope == 0 for p in chain) and len(chain) == 1 and not B:
                flat.setdefault(low, []).append(span)
            else:
                groups.append((low, [span], chain))
        groups += [(low, spans, []) for low, spans in flat.items()]
        if len(groups) == 1:
            literals = [self.chosen[c]]
        else:
            literals = [self.model.new_bool_var("") for _ in groups]
            self.model.add_exactly_one([*literals, self.chosen[c].negated()])
        if starts:
            self._spots[c] = [(l, spans[0][0], spans[-1][1]) for l, (_, spans, _) in zip(literals, groups, strict=True)]
        for literal, (low, spans, chain) in zip(literals, groups, strict=True):
            if len(groups) > 1:
                self.model.add_linear_expression_in_domain(
                    at, cp_model.Domain.from_intervals(sorted(spans))
                ).only_enforce_if(literal)
            self._pay(low, literal)
            for piece in chain:
                if piece.slope or piece.score != low:
                    self.model.add(
                        above - piece.slope * at >= piece.score - low - piece.slope * piece.first
                    ).only_enforce_if(literal)

    def _no_overlap(self) -> None:
        clique = []
        for c in sorted(self.alive, key=lambda c: (-int(self.grid.related[c].sum()), c)):
            if all(self.grid.related[c, d] or self.grid.exclusive[c, d] for d in clique):
                clique.append(c)
        before = self.windows.before
        lag = self.grid.lag_hard
        rho = {}
        lam = {}
        far = self.grid.size
        for k in clique:
            rho[k] = min((int(lag[k, m]) for m in clique if before[k, m]), default=0)
        for m in clique:
            lam[m] = max(0,min((int(lag[k, m]) - rho[k] for k in clique if before[k, m]), default=0))
        if not self.options.inflate: 
            pass
        intervals = []
        for c in clique:
            column = self.grid.columns[c]
            k, u = self.position[c], self.width[c]
            start = k - lam[c]
            size = u + (rho[c] + lam[c])
            end = self.end[c] + rho[c]
            if self._is_sole(c):
                intervals.append(self.model.new_interval_var(start, size, end, ""))
            else:
                intervals.append(self.model.new_optional_interval_var(start, size, end, self.chosen[c], ""))
        self.model.add_no_overlap(intervals)
        if self.options.buckets:
            self._energy(clique, lam, rho)
        if self.options.crowd:
            self._crowd(clique, lam, rho)

    def _energy(self, clique, lam, rho) -> None:
        points = set()
        B = self.options.buckets
        size = self.grid.size
        points = sorted({size * b // B for b in range(B + 1)})
        width = {c: self.grid.columns[c].u_min + lam[c] + rho[c] for c in clique}
        for x, a in enumerate(points):
            for b in points[x + 1 :]:
                lits, coefs = [], []
                need = 0
                for c in clique:
                    best = 0
                    for lit, p, q in self._spots[c]:
                        over = min(
                            max(0, min(k - lam[c] + width[c], b) - max(k - lam[c], a)) for k in (p, q)
                        )
                        if over:
                            lits.append(lit); coefs.append(over)
                            best = max(best, over)
                    need += best
                if need > b - a:
                    self.model.add(cp_model.LinearExpr.weighted_sum(lits, coefs) <= b - a)

    def _crowd(self, clique, lam, rho) -> None:
        grid, w = self.grid, self.windows
        size = {c: grid.columns[c].u_min + lam[c] + rho[c] for c in clique}
        share = []
        for i, item in enumerate(grid.problem.items):
            cols = self.covering[i]
            if item.skip is not None or any(c not in size for c in cols):
                share.append(0)
            else:
                share.append(min((size[c] // len(grid.columns[c].covers) for c in cols), default=0))
        base = min(int(w.k_min[c]) - lam[c] for c in clique)
        top = max(int(w.j_max[c]) + rho[c] for c in clique)
        for c in clique:
            col = grid.columns[c]
            i0 = min(col.covers)
            others = [i for i in range(len(share)) if i not in col.covers and share[i]]
            lits = [self._before(i, i0) for i in others]
            coef = [share[i] for i in others]
            lhs = cp_model.LinearExpr.weighted_sum(lits, coef)
            total = sum(coef)
            ct = self.model.add(self.position[c] - lam[c] - base >= lhs)
            ct2 = self.model.add(self.end[c] + rho[c] + total - lhs <= top)
            if not self._is_sole(c):
                ct.only_enforce_if(self.chosen[c]); ct2.only_enforce_if(self.chosen[c])

    def _pairs(self) -> None:
        before = self.windows.before
        grid = self.grid
        for k, m in combinations(self.alive, 2):
            if not grid.related[k, m]:
                continue
            if not before[k, m] and not before[m, k]:
                self.model.add_bool_or([self.chosen[k].negated(), self.chosen[m].negated()])
                continue
            for left, right in ((k, m), (m, k)):
                if before[left, right]:
                    self._side(left, right)
                else:
                    self.model.add_implication(self._left_of(left, right), self._left_of(left, right).negated()).only_enforce_if(self._both(k, m)) if False else self.model.add_bool_or([*(l.negated() for l in self._both(k, m)), self._left_of(right, left)])

    def _side(self, left: int, right: int) -> None:
        grid, w = self.grid, self.windows
        enforce = self._both(left, right, self._left_of(left, right))
        k = self.position[right]
        j = self.end[left]
        least = int(w.k_min[right] - w.j_max[left])
        most = int(w.k_max[right] - w.j_min[left])
        lag = int(grid.lag_hard[left, right])
        if least < lag:
            self.model.add(k - j >= lag).only_enforce_if(enforce)
        if not self.options.priced:
            return
        fixed = grid.order_price(left, right)
        steps = grid.steps(left, right)
        always = [price for at, price in steps if at > most]
        always_price = max(always, default=0) if always else 0
        open_steps = [(at, price) for at, price in steps if least < at <= most]
        # price of gap = always + sum of increments; steps with lag > most are always paid
        base = steps and max((price for at, price in steps if at > most), default=0) or 0
        fixed += base
        if fixed:
            self._pay_for_order(left, right, fixed, enforce)
        prices = [price for _, price in open_steps]
        i, jj = min(grid.columns[left].covers), min(grid.columns[right].covers)
        for s, (at, price) in enumerate(open_steps):
            following = prices[s + 1] if s + 1 < len(prices) else base
            rise = price - following
            key = (i, jj, s, tuple(prices), base)
            if key not in self._step_literals:
                self._step_literals[key] = self.model.new_bool_var("")
                self._pay(rise, self._step_literals[key])
                if s:
                    prev = self._step_literals[(i, jj, s - 1, tuple(prices), base)]
                    self.model.add_implication(prev, self._step_literals[key])
            z = self._step_literals[key]
            self.model.add(k - j >= at).only_enforce_if([*enforce, z.negated()])

    def _pay_for_order(self, left, right, price, enforce) -> None:
        if len(enforce) == 1:
            self._pay(price, enforce[0])
            return
        if price > 0:
            i, jj = min(self.grid.columns[left].covers), min(self.grid.columns[right].covers)
            key = (i, jj, price)
            if key not in self._step_literals:
                self._step_literals[key] = self.model.new_bool_var("")
                self._pay(price, self._step_literals[key])
            both = self._step_literals[key]
            self.model.add_bool_or([*(l.negated() for l in enforce), both])
        else:
            both = self.model.new_bool_var("")
            for l in enforce:
                self.model.add_implication(both, l)
            self._pay(price, both)

    def _one_order_per_column(self) -> None:
        for c in self.alive:
            covers = sorted(self.grid.columns[c].covers)
            for i in range(len(self.grid.problem.items)):
                if i in covers: continue
                a = self._before(covers[0], i)
                for other in covers[1:]:
                    b = self._before(other, i)
                    x = self.chosen[c].negated()
                    self.model.add_bool_or([x, a, b.negated()])
                    self.model.add_bool_or([x, b, a.negated()])

    def _transitive_order(self) -> None:
        n = len(self.grid.problem.items)
        for i, j, m in combinations(range(n), 3):
            ij, jm, im = self._before(i, j), self._before(j, m), self._before(i, m)
            self.model.add_bool_or([ij.negated(), jm.negated(), im])
            self.model.add_bool_or([ij, jm, im.negated()])

    def _interchangeable_in_order(self) -> None:
        for known in interchangeable_items(self.grid):
            for i, j in combinations(known, 2):
                self.model.add_bool_or([self._before(i, j)])
                if i in self._skipped:
                    self.model.add_implication(self._skipped[i], self._skipped[j])

    # Hints and answers

    def hint(self, row) -> None:
        of = {column.index: c for c, column in enumerate(self.grid.columns)}
        start_of = {}
        res = self.grid.problem.resolution
        for p in row:
            if p.column in of:
                start_of[of[p.column]] = p
        for c in self.alive:
            if not self._is_sole(c):
                self.model.add_hint(self.chosen[c], c in start_of)
            if c in start_of:
                p = start_of[c]; col = self.grid.columns[c]
                self.model.add_hint(self.position[c], (p.start - col.start_offset) // res)
                if col.end_pieces is not None:
                    self.model.add_hint(self.width[c], p.width // res)
        at = {i: p.start for c, p in start_of.items() for i in self.grid.columns[c].covers}
        for (i, j), lit in self._order.items():
            if i in at and j in at:
                self.model.add_hint(lit, (at[i], i) < (at[j], j))

    def read(self, value) -> list[Placed]:
        return [
            self.grid.place(c, value(self.position[c]), value(self.width[c]) if self.grid.columns[c].end_pieces is not None else 0)
            for c in self.alive
            if self._is_sole(c) or value(self.chosen[c])
        ]


def split(chain, cuts):
    parts = []
    current = []
    for piece in chain:
        rest = piece
        for x in cuts:
            if rest.first < x <= rest.last:
                current.append(Piece(rest.first, x - 1, rest.score, rest.slope))
                rest = Piece(x, rest.last, rest.at(x), rest.slope)
                parts.append(current); current = []
            elif x == rest.first and current:
                parts.append(current); current = []
        current.append(rest)
    if current: parts.append(current)
    return parts


def convex_chains(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces in runs that touch and together are convex (so the score is the largest line)."""
    chains: list[list[Piece]] = []
    for piece in pieces:
        if chains and piece.first == chains[-1][-1].last + 1:
            chain = chains[-1]
            last = chain[-1]
            rise = piece.score - last.at(last.last)
            # A single position has no slope of its own: it takes that of the way to it or from it.
            if len(chain) == 1 and last.first == last.last:
                last = last._replace(slope=rise)
            if piece.first == piece.last:
                piece = piece._replace(slope=rise)
            if last.slope <= rise <= piece.slope:
                chain[-1] = last
                chain.append(piece)
                continue
            piece = piece._replace(slope=0) if piece.first == piece.last else piece
        chains.append([piece])
    return chains
