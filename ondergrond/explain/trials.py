"""Trials: the same street solved again and again with something changed, each question once."""

from __future__ import annotations

import time
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from ondergrond.bodies import rule_errors
from ondergrond.check import assert_sound
from ondergrond.compile import Street, TooManyGroupsError, row_layout
from ondergrond.explain.levels import rules_at
from ondergrond.explanation import Level
from ondergrond.layout import Layout
from ondergrond.layout import Verdict as LayoutVerdict
from ondergrond.profile import StreetProfile, profile_errors
from ondergrond.result import LeastWidth
from ondergrond.rules import RuleSet
from ondergrond.solve import EITHER, UnsoundProfileError, WrongScoreError, any_row, least_width
from ondergrond_solver import EngineError, Limits, Problem, Segment, Solution
from ondergrond_solver import solve as solve_problem

QUICK = EITHER
"""Who is asked first whether anything fits."""

LEAST_SECONDS = 30.0
"""Backstop of one least width: far below a street's own width they can take long, and matter least
there (s)."""

PRICING_NODES = 4
"""Parts that sweep may look at for a best layout; more take long where CP-SAT takes seconds."""

Verdict = Literal["fits", "none", "unknown"]


@dataclass(frozen=True)
class Trial:
    """Whether a street has a layout. solution: the engine's, None where the street is not sound."""

    verdict: Verdict
    established_by: tuple[str, ...] = ()
    solution: Solution | None = field(default=None, repr=False)
    origin: tuple[int, ...] = field(default=(), repr=False)

    @property
    def fits(self) -> bool:
        """Whether a layout was found."""
        return self.verdict == "fits"


class Trials:
    """Solves variants of one street and keeps count.

    limits: counted work of each question whether anything fits; pricing: of each best layout.
    deadline: by ``time.perf_counter``; what is asked later
    is ``unknown`` (``late``).
    """

    def __init__(
        self,
        rules: RuleSet,
        *,
        limits: Limits | None = None,
        pricing: Limits | None = None,
        deadline: float | None = None,
        resolution: int = 10,
        engine: str = "auto",
    ) -> None:
        self.rules = rules
        self.limits = limits or Limits(deterministic_time=2.0, wall_seconds=60.0)
        self.pricing = pricing or Limits(
            deterministic_time=1.0, wall_seconds=60.0, sweep_nodes=PRICING_NODES
        )
        self.deadline = deadline
        self.resolution = resolution
        self.engine = engine
        self.solves = 0
        self._trials: dict[object, Trial] = {}
        self._best: dict[object, Best] = {}
        self._raised: dict[object, RuleSet] = {}
        self._places: dict[Hashable, dict[Hashable, tuple[Segment, ...]]] = {}
        # Rules are told apart by identity, so they must live as long as the answers.
        self._known: dict[int, RuleSet] = {}

    @property
    def late(self) -> bool:
        """Whether time is up."""
        return self.deadline is not None and time.perf_counter() > self.deadline

    def _left(self) -> float:
        most = self.limits.wall_seconds
        if self.deadline is None:
            return most
        return max(0.01, min(most, self.deadline - time.perf_counter()))

    def street(self, profile: StreetProfile, rules: RuleSet) -> Street:
        """The street compiled, its place scores shared with streets that differ in plans only."""
        self._known[id(rules)] = rules
        lying = tuple(claim for claim in profile.claims if claim.lies)
        replaced = tuple(sorted(profile.replaced))
        setting = (profile.model_copy(update={"claims": lying}), replaced, id(rules))
        return Street(profile, rules, self._places.setdefault(setting, {}))

    def raised(self, rules: RuleSet, level: Level, but: Collection[str] = ()) -> RuleSet:
        """The rules at a level, the same object for the same question."""
        key = (id(rules), level, frozenset(but))
        if key not in self._raised:
            self._known[id(rules)] = rules
            self._raised[key] = rules_at(rules, level, but)
        return self._raised[key]

    def fits(
        self,
        profile: StreetProfile,
        rules: RuleSet | None = None,
        *,
        level: Level = "hard",
        but: Collection[str] = (),
        engine: str = QUICK,
    ) -> Trial:
        """Whether a street has a layout in which all gaps keep a level, decided at 1 mm.

        but: pairs of classes whose gaps need only be what the rules call hard.
        """
        rules = self.rules if rules is None else rules
        self._known[id(rules)] = rules
        key = (profile, id(rules), level, frozenset(but), engine)
        if key not in self._trials:
            self._trials[key] = self._asked(profile, self.raised(rules, level, but), engine)
        return self._trials[key]

    def _asked(self, profile: StreetProfile, rules: RuleSet, engine: str) -> Trial:
        if self.late:
            return Trial("unknown")
        if profile_errors(profile) or rule_errors(profile, rules):
            return Trial("none", ("input",))
        self.solves += 1
        try:
            problem, origin = self.street(profile, rules).problem(1)
        except TooManyGroupsError:
            return Trial("unknown")
        limits = Limits(
            deterministic_time=self.limits.deterministic_time, wall_seconds=self._left()
        )
        solution = any_row(problem, engine, limits)
        if solution.has_row:
            return Trial("fits", (), solution, tuple(origin))
        if solution.verdict == "infeasible":
            return Trial("none", solution.established_by, solution)
        return Trial("unknown", (), solution)

    def confirmed(
        self,
        profile: StreetProfile,
        rules: RuleSet | None = None,
        *,
        level: Level = "hard",
        but: Collection[str] = (),
    ) -> Trial:
        """As ``fits``, but "none" is asked of every engine that can say so."""
        return self.fits(profile, rules, level=level, but=but, engine="auto")

    def layout(self, profile: StreetProfile, trial: Trial, rules: RuleSet | None = None) -> Layout:
        """The layout of a trial that fits, under the rules as they are, checked."""
        assert trial.solution is not None
        street = Street(profile, self.rules if rules is None else rules)
        return checked_layout(street, trial.solution, trial.origin, 1, priced=False)

    def least_width(
        self,
        profile: StreetProfile,
        rules: RuleSet | None = None,
        *,
        level: Level = "hard",
        but: Collection[str] = (),
    ) -> LeastWidth | None:
        """The least width at which all gaps keep a level; None where the street is not sound."""
        if self.late:
            return None
        self.solves += 1
        raised = self.raised(self.rules if rules is None else rules, level, but)
        seconds = min(LEAST_SECONDS, self._left())
        try:
            return least_width(profile, raised, engine=QUICK, time_limit=seconds)
        except UnsoundProfileError:
            return None

    def best(
        self,
        profile: StreetProfile,
        rules: RuleSet | None = None,
        *,
        level: Level = "hard",
        but: Collection[str] = (),
        floor: int | None = None,
    ) -> Best:
        """The best layout of which all gaps keep a level, checked under the rules as they are.

        but: pairs of classes whose gaps need only be what the rules call hard. Decided on the grid,
        at 1 mm where nothing fits on it, as ``ondergrond solve`` does.  floor: a score below which
        no such layout is on the grid.
        """
        rules = self.rules if rules is None else rules
        self._known[id(rules)] = rules
        key = (profile, id(rules), level, frozenset(but))
        if key not in self._best:
            trial = self.fits(profile, rules, level=level, but=but)
            if not trial.fits:
                return Best("infeasible" if trial.verdict == "none" else "unknown")
            best = Best("unknown")
            if not self.late:
                best = self._solved(profile, rules, self.raised(rules, level, but), floor)
            if best.layout is None:
                # A layout is known, though nothing better was found within the limits.
                best = Best("feasible", self.layout(profile, trial, rules), best.bound)
            self._best[key] = best
        return self._best[key]

    def priced(self, problem: Problem, *, floor: int | None = None) -> Solution:
        """The best row of a problem: by sweep, and by CP-SAT for what that leaves open.

        floor: a score below which there is none, as of a problem that this one only tightens: a row
        that scores no more is the best.
        """
        self.solves += 1
        limits = replace(self.pricing, wall_seconds=min(self._left(), self.pricing.wall_seconds))
        if self.engine != "auto":
            return solve_problem(problem, self.engine, limits=limits)
        known = Solution("unknown")
        hint = None
        nodes = [limits.sweep_nodes] if floor is None else [1, limits.sweep_nodes]
        while nodes:
            brief = replace(limits, sweep_nodes=nodes.pop(0))
            swept = solve_problem(problem, "sweep", limits=brief, hint=hint)
            if swept.verdict == "infeasible":
                return swept
            known = _floored(_joined(known, swept), floor)
            if known.verdict == "optimal":
                return known
            if not known.has_row and not nodes:
                # From a fair row sweep is quick to prove, without any it is slow.
                known = _joined(known, solve_problem(problem, "greedy", limits=limits))
                nodes = [limits.sweep_nodes] if known.has_row else []
            hint = known.row if known.has_row else None
        found = solve_problem(problem, "cpsat", limits=limits, hint=hint)
        if found.verdict == "infeasible" and known.has_row:
            return known  # a row in the hand is worth more than a word
        return _floored(_joined(known, found), floor)

    def _solved(
        self, profile: StreetProfile, rules: RuleSet, raised: RuleSet, floor: int | None
    ) -> Best:
        if profile_errors(profile) or rule_errors(profile, rules):
            return Best("infeasible")
        street = self.street(profile, raised)
        real = street if raised is rules else self.street(profile, rules)
        for resolution in sorted({self.resolution, 1}, reverse=True):
            try:
                problem, origin = street.problem(resolution)
            except TooManyGroupsError:
                return Best("unknown")
            # A floor of a coarser grid says nothing about a finer one.
            on_grid = floor if resolution == self.resolution else None
            solution = self.priced(problem, floor=on_grid)
            if solution.verdict != "infeasible":
                break
        if not solution.has_row:
            return Best(solution.verdict, bound=solution.bound)
        layout = checked_layout(real, solution, origin, resolution, own=raised is rules)
        return Best(solution.verdict, layout, solution.bound)


def _floored(solution: Solution, floor: int | None) -> Solution:
    """A solution that is proven where its score reaches a floor.

    Raises ``WrongScoreError`` where it goes below: a defect of the program.
    """
    if floor is None or solution.score is None or solution.score > floor:
        return solution
    if solution.score < floor:
        raise WrongScoreError(f"a row scores {solution.score}, below the proven {floor}")
    return replace(solution, verdict="optimal", bound=floor, reason="")


def _joined(one: Solution, other: Solution) -> Solution:
    """The better row of two answers, with the higher bound, and what follows from both.

    Raises ``EngineError`` where one scores below what the other proved.
    """
    bound = max((known for known in (one.bound, other.bound) if known is not None), default=None)
    rows = [known for known in (one, other) if known.score is not None]
    best = min(rows, key=lambda known: known.score or 0, default=other)
    if best.score is None or bound is None or best.score > bound:
        return replace(best, bound=bound)
    if best.score < bound:
        raise EngineError(f"A row scores {best.score}, below the proven bound {bound}.")
    return replace(best, verdict="optimal", bound=bound, reason="")


@dataclass(frozen=True)
class Best:
    """The best layout found, checked. bound: no layout of the kind scores less (None: unknown)."""

    verdict: LayoutVerdict
    layout: Layout | None = field(default=None, repr=False)
    bound: int | None = None

    @property
    def proven(self) -> bool:
        """Whether it is proven best, or proven that there is none."""
        return self.verdict in ("optimal", "infeasible")


def checked_layout(
    street: Street,
    solution: Solution,
    origin: Sequence[int],
    resolution: int,
    *,
    priced: bool = True,
    own: bool = True,
) -> Layout:
    """The layout of a solution, accepted by the checker.

    priced: the score is that of the street. own: the question was that of the street itself; what
    is proven of another one (some gaps closed, some kinds of layouts left out) is not said of it.

    Raises ``LayoutRefused`` or ``WrongScoreError`` for a defect of the program.
    """
    from ondergrond import __version__

    layout = row_layout(
        street,
        solution.row,
        list(origin),
        verdict=solution.verdict if own else "feasible",
        bound=solution.bound if own else None,
        engine=solution.engine,
        resolution=resolution,
        seconds=0.0,
        version=__version__,
    )
    assert_sound(layout)
    if priced and layout.score != solution.score:
        raise WrongScoreError(f"the layout costs {layout.score}, its row {solution.score}")
    return layout
