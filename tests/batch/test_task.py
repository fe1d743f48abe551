"""One profile of a batch: contradictions, the second engine, the clock and defects."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ondergrond.batch import ContradictionError
from ondergrond.batch.outcome import Outcome, Task
from ondergrond.batch.task import run_task
from ondergrond.result import LeastWidth
from ondergrond.solve import DisagreementError, EngineError
from tests.batch.streets import batch, settings, street, write_lines

TIGHT = {
    "name": "tight",
    "width": "150 cm",
    "zones": [{"kind": "footway", "width": "150 cm"}],
    "claims": [
        {"id": kind, "network": kind, "size": "500 mm"}
        for kind in ("water", "heat", "sewer-foul", "gas-low")
    ],
}


def asked(monkeypatch: pytest.MonkeyPatch, answer: Callable[..., Any]) -> list[dict[str, Any]]:
    """What the solver of a task is asked; answer: what it says then."""
    questions: list[dict[str, Any]] = []

    def solve(profile: Any, rules: Any, **options: Any) -> Any:
        questions.append(options)
        return answer(profile, rules, **options)

    monkeypatch.setattr("ondergrond.batch.task.solve", solve)
    return questions


def infeasible(by: str) -> Any:
    """An answer of one engine, as far as a task looks at it."""
    return SimpleNamespace(
        verdict="infeasible", layout=None, score=None, bound=None, established_by=(by,),
        confirmed=False, reason=None, engine=by, resolution=1, compile_seconds=0.0,
        solve_seconds=0.0,
    )  # fmt: skip


def done(profile: dict[str, Any], folder: Path, **more: Any) -> Outcome:
    """The outcome of one profile."""
    from ondergrond.io.profilerows import ProfileRows

    (row,) = ProfileRows(write_lines(folder / "one.jsonl", [profile]))
    return run_task(Task("k", row.form, row.text), settings(**more))


@pytest.mark.parametrize("engine", ["auto", "both"])
def test_engines_that_contradict_each_other_stop_the_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    def differing(*_: Any, **__: Any) -> None:
        raise DisagreementError("sweep says infeasible, but cpsat has a row of score 7.")

    asked(monkeypatch, differing)
    source = write_lines(tmp_path / "in.jsonl", [street(1)])
    with pytest.raises(ContradictionError, match="cpsat has a row of score 7"):
        batch(source, tmp_path / "out", engine=engine).run()


@pytest.mark.parametrize(("first", "second"), [("sweep", "cpsat"), ("cpsat", "sweep")])
def test_the_engine_that_confirms_is_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str, second: str
) -> None:
    """CP-SAT confirmed itself where it was the one that had said so."""
    questions = asked(monkeypatch, lambda *_, engine, **__: infeasible(engine))
    outcome = done(TIGHT, tmp_path, engine=first, confirm=100.0)
    assert [one["engine"] for one in questions] == [first, second]
    assert outcome.row["established_by"] == f"{first},{second}"
    assert outcome.row["confirmed"]


def test_a_layout_of_the_second_engine_contradicts_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(*_: Any, engine: str, **__: Any) -> Any:
        said = infeasible(engine)
        said.layout = object() if engine == "cpsat" else None
        return said

    asked(monkeypatch, answer)
    outcome = done(TIGHT, tmp_path, engine="sweep", confirm=100.0)
    assert "sweep says that the street is infeasible, but cpsat has" in outcome.contradiction


def test_a_least_width_within_a_street_where_nothing_fits_is_no_measure_of_what_is_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It became a shortage of nothing. In a narrower street things may have passed each other."""
    asked(monkeypatch, lambda *_, engine, **__: infeasible(engine))
    for width, short in ((1_500, None), (1_501, 1), (None, None)):
        least = LeastWidth(width, 1_400, ("sweep",))
        monkeypatch.setattr("ondergrond.batch.task.least_width", lambda *_, **__: least)  # noqa: B023
        outcome = done(TIGHT, tmp_path, engine="sweep", confirm=0.0, least_width="tight")
        assert outcome.row.get("shortage") == short
        assert not outcome.contradiction


def test_a_defect_of_an_engine_is_no_contradiction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise EngineError("CP-SAT refuses the model")

    asked(monkeypatch, refused)
    outcome = done(street(1), tmp_path, engine="auto")
    assert not outcome.contradiction
    assert outcome.failed


def test_a_least_width_that_the_clock_ended_may_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: Any, **__: Any) -> LeastWidth:
        time.sleep(0.3)
        return LeastWidth(1_600, 1_400, (), "time was up")

    asked(monkeypatch, lambda *_, engine, **__: infeasible(engine))
    monkeypatch.setattr("ondergrond.batch.task.least_width", late)
    outcome = done(TIGHT, tmp_path, confirm=0.0, least_width="tight", wall_seconds=0.2)
    assert outcome.failed
    assert outcome.row["verdict"] == "infeasible"


def test_a_row_that_the_clock_ended_says_so_and_may_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine ended after 300 s whatever the backstop was, and nobody could tell."""

    def slow(*_: Any, engine: str, **__: Any) -> Any:
        time.sleep(0.3)
        said = infeasible(engine)
        said.verdict = "unknown"
        return said

    questions = asked(monkeypatch, slow)
    outcome = done(street(1), tmp_path, engine="sweep", wall_seconds=0.2)
    assert questions[0]["backstop"] == 0.2
    assert outcome.failed
    assert outcome.row["reason"] == "stopped by the clock after 0.2 s"
    assert not done(street(1), tmp_path, engine="sweep", wall_seconds=60.0).failed


def test_a_defect_may_be_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full cache folder became the answer for good."""

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    asked(monkeypatch, full)
    outcome = done(street(1), tmp_path)
    assert outcome.failed
    assert "No space left on device" in outcome.row["error"]
    wrong = done(street(1, width="nothing"), tmp_path)
    assert wrong.row["verdict"] == "error"
    assert not wrong.failed
