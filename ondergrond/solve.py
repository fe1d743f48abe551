"""The one place that runs compile, an engine and the checker."""

from __future__ import annotations

import time
from typing import Literal

from ondergrond.bodies import rule_errors
from ondergrond.check import assert_sound
from ondergrond.compile import Street, TooManyGroupsError, row_layout
from ondergrond.layout import Layout
from ondergrond.profile import ProfileError, StreetProfile, profile_errors
from ondergrond.result import SolveResult
from ondergrond.rules import RuleSet
from ondergrond_solver import Limits, Solution
from ondergrond_solver import solve as solve_problem

DEFAULT_SECONDS = 300.0
"""Wall-clock backstop without a time limit; counted work ends sooner (s)."""


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
) -> SolveResult:
    """The best layout of a street, proven and checked.

    technique: narrows what the profile allows: ``horizontal`` forbids racks, ``rack`` stacks.
    width: think the street this wide (mm); its stretch zone takes the difference.
    time_limit: seconds for all of it, a backstop behind counted work.
    resolution: grid of the score (mm, >= 1). Where nothing fits on it, 1 mm decides, unless
    ``refine`` is False: then ``infeasible`` speaks of the grid alone.

    Raises ``UnsoundProfileError`` for what is wrong with the input, ``ValueError`` for a width the
    stretch zone cannot take or a resolution below 1, and ``LayoutRefused`` or ``WrongScoreError``
    for a
    defect of the program: no layout leaves unchecked.
    """
    began = time.perf_counter()
    if resolution < 1:
        raise ValueError(f"the resolution is at least 1 mm, not {resolution}")
    profile = _narrowed(profile, technique, preset, width)
    errors = profile_errors(profile) + rule_errors(profile, rules)
    if errors:
        raise UnsoundProfileError(errors)
    street = Street(profile, rules)
    work = _Work(street, engine, began, time_limit)
    solution = work.solved(resolution)
    if solution.verdict == "infeasible" and refine and resolution > 1:
        resolution = 1
        solution = work.solved(resolution)
    return work.result(solution, resolution)


def _narrowed(
    profile: StreetProfile, technique: str | None, preset: str | None, width: int | None
) -> StreetProfile:
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

    def __init__(self, street: Street, engine: str, began: float, time_limit: float | None) -> None:
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
        if self.time_limit is None:
            return Limits(wall_seconds=DEFAULT_SECONDS)
        left = max(0.01, self.time_limit - (time.perf_counter() - self.began))
        return Limits(deterministic_time=left, wall_seconds=left)

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
