"""The one place that runs compile, an engine and the checker."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Literal

from ondergrond.bodies import rule_errors
from ondergrond.check import assert_sound
from ondergrond.compile import Street, TooManyGroupsError, row_layout
from ondergrond.layout import Layout
from ondergrond.profile import ProfileError, StreetProfile, profile_errors
from ondergrond.result import LeastWidth, SolveResult
from ondergrond.rules import RuleSet
from ondergrond_solver import (
    DisagreementError,
    EngineError,
    Limits,
    Problem,
    Solution,
    begin_preparing,
    is_prepared,
    least_length,
)
from ondergrond_solver import solve as solve_problem

__all__ = [
    "BRIEF",
    "COMPILED",
    "EITHER",
    "DisagreementError",
    "EngineError",
    "UnsoundProfileError",
    "WrongScoreError",
    "any_row",
    "is_prepared",
    "least_width",
    "solve",
]

COMPILED = ("auto", "sweep", "both")
"""The engines whose first run on a computer compiles."""

MOST_NODES = 100_000
"""Parts of its search that sweep may look at where nothing else limits it: no limit in practice."""

MOST_GUESSES = 6
"""So often a least width is guessed before it is halved."""

DEAR_GUESS = 1_000_000
"""Rows looked at for a guess after which no other guess is worth it."""

DEFAULT_SECONDS = 300.0
"""Wall-clock backstop without a time limit; counted work ends sooner (s)."""


EITHER = "either"
"""Who is asked whether a street has any layout: sweep, and CP-SAT for what sweep leaves open."""

BRIEF = Limits(sweep_rows=300_000, sweep_nodes=0)
"""Work for one width of a least width where many are asked for: a second or two; what takes more
mostly takes very much more."""

CONFIRMING_WORK = 20.0
"""CP-SAT's deterministic time for one such question."""


class UnsoundProfileError(ValueError):
    """A profile with errors that show across fields or against the rule set; ``errors`` holds
    all.
    """

    def __init__(self, errors: list[ProfileError]) -> None:
        self.errors = errors
        super().__init__("\n".join(f"{_path(e)}: {e.message}" for e in errors))


class WrongScoreError(AssertionError):
    """The layout does not cost what the engine says its row costs: a defect of this program."""


def solve(
    profile: StreetProfile,
    rules: RuleSet,
    *,
    technique: Literal["horizontal", "rack"] | None = None,
    preset: str | None = None,
    engine: str = "auto",
    width: int | None = None,
    time_limit: float | None = None,
    resolution: int = 10,
    refine: bool = True,
    nodes: int = MOST_NODES,
    backstop: float = DEFAULT_SECONDS,
    whole_rules: bool = False,
) -> SolveResult:
    """The best layout of a street, proven and checked.

    technique: narrows what the profile allows: ``horizontal`` forbids racks, ``rack`` stacks.
    width: think the street this wide (mm); its stretch zone takes the difference.
    time_limit: seconds for all of it; None leaves it to counted work, behind which all ends
    after ``backstop`` seconds by the clock.
    resolution: grid of the score (mm, >= 1). Where nothing fits on it, 1 mm decides, unless
    ``refine`` is False: then ``infeasible`` speaks of the grid alone.
    nodes: parts of the search that sweep may look at, from 1 on; counted work, unlike time.
    whole_rules: whether the layout carries the rule set as it is, instead of the part that concerns
    it: quicker where many layouts share one and are written without it.

    Raises ``UnsoundProfileError`` for what is wrong with the input, ``ValueError`` for a width the
    stretch zone cannot take or a resolution below 1, and ``LayoutRefused`` or ``WrongScoreError``
    for a
    defect of the program: no layout leaves unchecked.
    """
    began = time.perf_counter()
    if resolution < 1:
        raise ValueError(f"the resolution is at least 1 mm, not {resolution}")
    if width is not None and (errors := profile_errors(profile)):
        raise UnsoundProfileError(errors)
    profile = narrowed(profile, technique, preset, width)
    errors = profile_errors(profile) + rule_errors(profile, rules)
    if errors:
        raise UnsoundProfileError(errors)
    if engine in COMPILED:
        begin_preparing()
    street = Street(profile, rules)
    work = _Work(street, engine, began, time_limit, backstop, nodes, whole_rules)
    solution = work.solved(resolution)
    if solution.verdict == "infeasible" and refine and resolution > 1:
        resolution = 1
        solution = work.solved(resolution)
    return work.result(solution, resolution)


def least_width(
    profile: StreetProfile,
    rules: RuleSet,
    *,
    technique: Literal["horizontal", "rack"] | None = None,
    engine: str = EITHER,
    time_limit: float | None = None,
    limits: Limits | None = None,
) -> LeastWidth:
    """The least width (mm) at which the street has any layout, decided at 1 mm.

    Its stretch zone gives and takes; the others keep their width, and the street is never thought
    wider than twice what it is. Prices play no part: a street of that width may have breaches. A
    layout at the width and none one millimetre below are the proof. By decision 0007 no narrower
    street has one either, as long as what keeps its distance to the left boundary lies left of what
    keeps it to the right one; a street so narrow that they pass each other is not looked for.

    engine: who says so; ``either`` is sweep, and CP-SAT for what sweep leaves open; ``auto`` lets a
    second engine confirm, which takes longer.
    time_limit: seconds for all of it, a backstop behind counted work.
    limits: counted work for every width that is asked about; by default as much as decides nearly
    all of them.

    Raises ``UnsoundProfileError`` for what is wrong with the input.
    """
    profile = narrowed(profile, technique, None, None)
    errors = profile_errors(profile) + rule_errors(profile, rules)
    if errors:
        raise UnsoundProfileError(errors)
    return _Narrowest(profile, rules, engine, time_limit, limits or Limits()).found()


class _Narrowest:
    """The search for a least width: a guess from the street thought wide, proven by two streets.

    In the wide street nothing beside the stretch zone is in reach of what lies on its other side;
    the solver tells at once how short its line may be. Where the sides come into reach of each
    other the guess is too low, so the streets themselves decide, and guess anew from where they
    are.
    """

    def __init__(
        self,
        profile: StreetProfile,
        rules: RuleSet,
        engine: str,
        time_limit: float | None,
        limits: Limits,
    ) -> None:
        self.profile = profile
        self.rules = rules
        self.engine = engine
        self.limits = limits
        self.until = time.monotonic() + (DEFAULT_SECONDS if time_limit is None else time_limit)
        self.answers: dict[int, Solution] = {}
        self.problems: dict[int, Problem] = {}
        self.guesses = 0
        self.least = profile.width - profile.zones[profile.stretch_zone].width + 1
        self.most = 2 * profile.width

    def found(self) -> LeastWidth:
        """The answer."""
        try:
            return self._found()
        except _UndecidedError as error:
            fits = [w for w, answer in self.answers.items() if answer.has_row]
            not_fit = [w for w, answer in self.answers.items() if answer.verdict == "infeasible"]
            bound = max(not_fit, default=self.least - 1) + 1
            return LeastWidth(min(fits, default=None), bound, (), str(error))

    def _found(self) -> LeastWidth:
        low, high = self.least - 1, self.most + 1  # none and any, neither of them asked
        guess, rounds = self._guess(self.most, low + 1, self.most), 0
        at = guess or self.most
        while True:
            if self._fits(at):
                high = at
                if guess is not None and high - low > 1 and not self._fits(high - 1):
                    low = high - 1
            elif at == self.most:
                return LeastWidth(None, self.most + 1, self.answers[at].established_by)
            else:
                low = at
            if high - low == 1:
                break
            # Beside the least width the street itself guesses better than one thought wide.
            rounds += 1
            last = min(high - 1, self.most)
            guess = self._guess(high if high <= self.most else low, low + 1, last)
            if guess is not None:
                at = guess
            else:
                at = min(low + 4**rounds, last) if high > self.most else (low + high) // 2
        says = self.answers[low].established_by if low >= self.least else ()
        return LeastWidth(high, high, says)

    def _guess(self, width: int, least: int, most: int) -> int | None:
        """The least width, judged from the street thought so wide.

        None where that is outside of what is asked, or guessing no longer pays.
        """
        if self.guesses == MOST_GUESSES or self._errors(width):
            return None
        self.guesses += 1
        found = least_length(self._problem(width), least, most, self.limits.sweep_rows)
        if found.steps > DEAR_GUESS:
            self.guesses = MOST_GUESSES
        return found.length

    def _errors(self, width: int) -> bool:
        street = self.profile.widened(width)
        return bool(profile_errors(street) or rule_errors(street, self.rules))

    def _problem(self, width: int) -> Problem:
        if width not in self.problems:
            try:
                problem, _ = Street(self.profile.widened(width), self.rules).problem(1)
            except TooManyGroupsError as error:
                where = ("techniques", "rack")
                raise UnsoundProfileError([ProfileError(where, str(error))]) from None
            self.problems[width] = problem
        return self.problems[width]

    def _fits(self, width: int) -> bool:
        """Whether the street, this wide, has any layout."""
        if width not in self.answers:
            left = self.until - time.monotonic()
            if left <= 0:
                raise _UndecidedError(f"time was up before {width} mm was decided")
            if self._errors(width):
                self.answers[width] = Solution("infeasible", established_by=("profile",))
                return False
            limits = replace(self.limits, wall_seconds=left)
            self.answers[width] = any_row(self._problem(width), self.engine, limits)
        answer = self.answers[width]
        if answer.verdict == "unknown":
            raise _UndecidedError(f"at {width} mm: {answer.reason}")
        return answer.has_row


def any_row(problem: Problem, engine: str, limits: Limits) -> Solution:
    """Whether a problem has any row, by an engine or by ``EITHER``."""
    if engine != EITHER:
        return solve_problem(problem, engine, limits=limits, feasibility_only=True)
    began = time.monotonic()
    brief = replace(limits, sweep_nodes=1)
    found = solve_problem(problem, "sweep", limits=brief, feasibility_only=True)
    if found.verdict != "unknown":
        return found
    rest = replace(
        limits.since(began),
        deterministic_time=min(limits.deterministic_time, CONFIRMING_WORK),
    )
    return solve_problem(problem, "cpsat", limits=rest, feasibility_only=True)


class _UndecidedError(Exception):
    """Neither a row nor a proof that there is none was found within the limits."""


def narrowed(
    profile: StreetProfile, technique: str | None, preset: str | None, width: int | None
) -> StreetProfile:
    """The profile with what was asked for on top of it; see ``solve``."""
    if technique == "rack" and profile.techniques.rack == "forbidden":
        raise UnsoundProfileError(
            [
                ProfileError(
                    ("techniques", "rack"), "the profile forbids racks, so they cannot be asked for"
                )
            ]
        )
    closed = {"horizontal": "rack", "rack": "stack"}.get(technique or "")
    if closed is not None:
        techniques = profile.techniques.model_copy(update={closed: "forbidden"})
        profile = profile.model_copy(update={"techniques": techniques})
    if preset is not None:
        profile = profile.model_copy(update={"preset": preset})
    return profile if width is None else profile.widened(width)


class _Work:
    """One street on its way through the engines."""

    def __init__(
        self,
        street: Street,
        engine: str,
        began: float,
        time_limit: float | None,
        backstop: float,
        nodes: int,
        whole_rules: bool,
    ) -> None:
        self.backstop = backstop
        self.nodes = nodes
        self.whole_rules = whole_rules
        self.street = street
        self.engine = engine
        self.began = began
        self.time_limit = time_limit
        self.compile_seconds = 0.0
        self.solve_seconds = 0.0
        self.origin: list[int] = []

    def solved(self, resolution: int) -> Solution:
        """The engine's answer at a resolution."""
        start = time.perf_counter()
        try:
            problem, self.origin = self.street.problem(resolution)
        except TooManyGroupsError as error:
            raise UnsoundProfileError([ProfileError(("techniques", "rack"), str(error))]) from None
        ready = time.perf_counter()
        self.compile_seconds += ready - start
        solution = solve_problem(problem, self.engine, limits=self._limits())
        self.solve_seconds += time.perf_counter() - ready
        return solution

    def _limits(self) -> Limits:
        most = self.backstop if self.time_limit is None else self.time_limit
        left = max(0.01, most - (time.perf_counter() - self.began))
        limits = Limits(wall_seconds=left, sweep_nodes=self.nodes)
        return limits if self.time_limit is None else replace(limits, deterministic_time=left)

    def result(self, solution: Solution, resolution: int) -> SolveResult:
        """The checked result."""
        layout = self._layout(solution, resolution) if solution.has_row else None
        if layout is not None:
            assert_sound(layout)
        return SolveResult(
            verdict=solution.verdict,
            layout=layout,
            score=solution.score,
            bound=solution.bound,
            established_by=solution.established_by,
            reason=solution.reason or None,
            engine=solution.engine,
            resolution=resolution,
            compile_seconds=self.compile_seconds,
            solve_seconds=self.solve_seconds,
            version=_version(),
        )

    def _layout(self, solution: Solution, resolution: int) -> Layout:
        layout = row_layout(
            self.street,
            solution.row,
            self.origin,
            verdict=solution.verdict,
            bound=solution.bound,
            engine=solution.engine,
            resolution=resolution,
            seconds=self.solve_seconds,
            version=_version(),
            whole_rules=self.whole_rules,
        )
        if layout.score != solution.score:
            raise WrongScoreError(
                f"the layout of '{self.street.profile.name}' costs {layout.score}, "
                f"the engine's row {solution.score}"
            )
        return layout


def _version() -> str:
    from ondergrond import __version__

    return __version__


def _path(error: ProfileError) -> str:
    return ".".join(str(step) for step in error.path)
