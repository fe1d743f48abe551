"""The comparison: timing from outside, judging apart, tables that count what they should."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks import ablation, compare, instances, race, tables
from benchmarks.families import FAMILIES, SEED
from benchmarks.instances import Named, best_known, drawn, improved
from benchmarks.race import Judged, Race, contradictions, judged_row
from benchmarks.worker import CONTESTANTS, answer, warm_up
from ondergrond_solver import Limits, Problem, Solution, evaluate, problem_to_json, solve
from ondergrond_solver.solution import Placed
from tests.solver.instances import small_problem, tight_street


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own for results and for what is best known."""
    for module in (instances, compare):
        monkeypatch.setattr(module, "STORE", tmp_path)
    monkeypatch.setattr(instances, "BEST_KNOWN", tmp_path / "best-known.json")
    return tmp_path


def named(problem: Problem, name: str = "a") -> Named:
    return Named(name, problem_to_json(problem), "0" * 12)


def judged(engine: str = "one", **said: Any) -> Judged:
    usual = {"verdict": "optimal", "score": 5, "bound": 5, "row": [], "reason": ""}
    said = usual | {"wall": 2.0, "cpu": 1.0, "peak": 100.0} | said
    return Judged("a", "0" * 12, engine, 10.0, 10.0, "key", "abc", {"lib": "1"}, said)


# --- an engine is asked ------------------------------------------------------------------------


def test_an_answer_tells_what_the_engine_said_and_took() -> None:
    problem = tight_street(4, 6, 20)
    said = answer(CONTESTANTS["cpsat"].run, problem, 60.0)
    assert said.verdict == "optimal"
    assert evaluate(problem, tuple(Placed(*placed) for placed in said.row)) == said.score
    assert said.cpu > 0
    assert 0 < said.wall < 60
    assert said.peak is None or said.peak > 10


def test_what_an_engine_raises_is_an_error_and_no_answer() -> None:
    def broken(problem: Problem, seconds: float) -> Solution:
        raise ValueError(f"{len(problem.items)} {seconds}")

    said = answer(broken, tight_street(4, 6, 20), 1.0)
    assert (said.verdict, said.score, said.row) == ("error", None, [])
    assert "6 1.0" in said.reason


def test_a_contestant_warms_up_on_small_problems() -> None:
    assert warm_up(CONTESTANTS["cpsat"].run) > 0


def test_engines_run_in_processes_of_their_own_and_are_not_asked_twice(store: Path) -> None:
    problem = small_problem(1)
    path = store / "runs.jsonl"
    first = next(Race(["cpsat"], 30.0, path).run([named(problem)]))[1][0]
    expected = solve(problem, "cpsat", limits=Limits())
    assert (first.said["verdict"], first.said["score"]) == (expected.verdict, expected.score)
    assert first.versions["ortools"]
    again = Race(["cpsat"], 30.0, path)
    assert next(again.run([named(problem)]))[1] == [first]
    assert again.workers["cpsat"].versions == {}, "it was started"
    assert len(path.read_text(encoding="utf-8").splitlines()) == 1
    assert Race(["cpsat"], 20.0, path).known == {}, "another limit is another run"


def test_a_process_that_dies_is_an_error_and_is_started_anew() -> None:
    worker = race.Worker("cpsat")
    try:
        said = worker.ask("this is no problem", 1.0)
        assert said["verdict"] == "error"
        assert "ended with" in said["reason"]
        assert worker.ask(problem_to_json(small_problem(1)), 30.0)["verdict"] != "error"
    finally:
        worker.stop()


def test_an_engine_that_does_not_stop_has_no_answer_and_contradicts_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """HiGHS may stay in its presolve far beyond its limit; that was counted as a contradiction."""
    worker = race.Worker("sweep")
    try:
        assert worker.ask(problem_to_json(small_problem(1)), 30.0)["verdict"] != "unknown"
        monkeypatch.setattr(race, "PATIENCE", -59.999)
        said = worker.ask(problem_to_json(tight_street(0, 12, 10)), 30.0)
        assert (said["verdict"], said["row"]) == ("unknown", [])
        assert "ended from outside" in said["reason"]
    finally:
        worker.stop()


# --- answers are judged ------------------------------------------------------------------------


def test_a_row_that_does_not_score_what_was_said_is_an_error() -> None:
    problem = tight_street(4, 6, 20)
    solution = solve(problem, "cpsat")
    said: dict[str, Any] = {"verdict": "optimal", "score": solution.score, "reason": ""}
    said |= {"bound": solution.score, "row": [list(placed) for placed in solution.row]}
    assert judged_row(problem, said) == said
    assert judged_row(problem, said | {"score": 1})["verdict"] == "error"
    moved = [[0, -10, 1], *said["row"][1:]]
    assert judged_row(problem, said | {"row": moved})["verdict"] == "error"


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"score": 4, "bound": 4}, "bound 5"),
        ({"verdict": "infeasible", "score": None, "bound": None}, "infeasible"),
        ({"verdict": "feasible", "score": 9, "bound": 7}, "bound 7"),
        ({"verdict": "error", "score": None, "bound": None, "reason": "broken"}, "broken"),
    ],
)
def test_a_contradiction_is_told(said: dict[str, Any], word: str) -> None:
    told = contradictions([judged(), judged("two", **said)])
    assert len(told) == 1
    assert word in told[0]


def test_answers_that_leave_room_for_each_other_are_no_contradiction() -> None:
    more = judged("two", verdict="feasible", score=8, bound=3)
    none = judged("three", verdict="unknown", score=None, bound=2)
    refused = judged("four", verdict="refused", score=None, bound=None)
    assert contradictions([judged(), more, none, refused]) == []
    nothing: dict[str, Any] = {"verdict": "infeasible", "score": None, "bound": None}
    assert contradictions([judged(**nothing), judged("two", **nothing)]) == []


# --- tables ------------------------------------------------------------------------------------


def test_without_a_timely_proof_the_whole_limit_counts() -> None:
    assert judged().seconds("wall") == 2.0
    assert judged().seconds("cpu") == 1.0
    assert judged(verdict="feasible", wall=3.0).seconds("wall") == 10.0
    late = judged(wall=10.1, cpu=9.0)
    assert not late.proven("wall")
    assert late.proven("cpu")
    assert late.seconds("wall") == 10.0


def test_an_engine_cut_off_by_the_clock_counts_with_the_processor_time_it_had() -> None:
    cut_off = judged(verdict="feasible", wall=10.0, cpu=4.0)
    assert not cut_off.proven("cpu")
    assert (cut_off.seconds("cpu"), cut_off.seconds("wall")) == (4.0, 10.0)
    gave_up = judged(verdict="feasible", wall=5.0, cpu=4.0)
    assert gave_up.seconds("cpu") == 10.0
    two_cores = judged(verdict="feasible", wall=10.0, cpu=19.0)
    assert two_cores.seconds("cpu") == 10.0


def test_a_table_has_every_figure() -> None:
    runs = [[judged(wall=w), judged("two", verdict="feasible", bound=1)] for w in (1.0, 2.0, 4.0)]
    text = tables.table(runs, "wall")
    one = [cell.strip() for cell in text.splitlines()[2].strip("|").split("|")]
    assert one == ["`one`", "3 of 3", "0", "2 s", "7 s", "2 s", "4 s", "4 s", "100", "lib 1", "abc"]
    assert "| `two` | 0 of 3 | 0 | 10 s | 30 s |" in text
    assert tables.ratios(runs, "wall") == [
        "`one` against `two`: over all 3, 4.29 times less and 5 times less."
    ]
    assert tables.soon(runs, "wall") == [
        "`one` proves 2 of 3 within 2 s.",
        "`two` proves 0 of 3 within 2 s.",
    ]
    assert tables.gaps(runs, "wall") == [
        "`two` leaves 3 open; of 3 it has a row and a bound, at most 80 % apart (median 80 %)."
    ]


def test_percentiles_are_values_that_occurred() -> None:
    values = [float(v) for v in range(1, 101)]
    assert tables.percentile(values, 0.5) == 50
    assert tables.percentile(values, 0.99) == 99
    assert tables.percentile([7.0], 0.99) == 7


def test_a_published_table_replaces_the_one_that_stood_there(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    begin, end = tables.markers("x")
    page.write_text(f"before\n{begin}\nold\n{end}\nafter\n", encoding="utf-8")
    tables.publish("x", "new", page)
    assert tables.published("x", page) == "new"
    assert page.read_text(encoding="utf-8") == f"before\n{begin}\nnew\n{end}\nafter\n"


# --- the commands ------------------------------------------------------------------------------


def test_the_command_compares_and_remembers(store: Path) -> None:
    words = ["--family", "standard", "--engines", "greedy", "--count", "2", "--remember"]
    done = CliRunner().invoke(compare.main, words)
    assert done.exit_code == 0, done.output
    assert "| `greedy` | 0 of 2 |" in done.stdout
    assert "no contradictions" in done.stdout
    assert set(json.loads((store / "best-known.json").read_text())) == {
        "standard-1-000",
        "standard-1-001",
    }


def test_an_unknown_engine_is_refused_with_the_known_ones() -> None:
    done = CliRunner().invoke(compare.main, ["--family", "tight", "--engines", "magic"])
    assert done.exit_code == 2
    assert "didppy" in done.output


def test_a_table_without_a_place_in_the_page_is_refused_before_anything_runs() -> None:
    """It was a traceback, after everything had run."""
    words = ["--family", "tight", "--engines", "cpsat-2", "--publish"]
    done = CliRunner().invoke(compare.main, words)
    assert done.exit_code == 2
    assert "write '<!-- table tight 1 cpsat-2 alone: written by a command -->'" in done.output


def test_an_engine_whose_library_is_missing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "find_spec", {}.get)
    done = CliRunner().invoke(compare.main, ["--family", "tight", "--engines", "didppy"])
    assert done.exit_code == 2
    assert "'.[bench]'" in done.output


def test_instances_are_exported_and_rows_judged(store: Path) -> None:
    folder = store / "out"
    words = ["export", "--family", "standard", "--seed", "1", "--count", "2", "--to", str(folder)]
    assert CliRunner().invoke(instances.main, words).exit_code == 0
    instance = list(drawn("standard", SEED, 2))[1]
    assert (folder / "standard-1-001.json").read_text(encoding="utf-8") == instance.text
    row = [list(placed) for placed in solve(instance.problem, "cpsat").row]
    rows = store / "rows.json"
    rows.write_text(json.dumps({instance.name: row}), encoding="utf-8")
    done = CliRunner().invoke(instances.main, ["judge", "--in", str(folder), str(rows)])
    assert done.exit_code == 0
    assert "no score known" in done.output
    rows.write_text(json.dumps({instance.name: row[1:]}), encoding="utf-8")
    done = CliRunner().invoke(instances.main, ["judge", "--in", str(folder), str(rows)])
    assert done.exit_code == 3
    assert "not valid" in done.output


def test_variants_of_cpsat_prove_the_same() -> None:
    problem = tight_street(4, 6, 20)
    outcomes = [ablation.run(variant, problem, 60.0) for variant in ablation.VARIANTS]
    assert {outcome.score for outcome in outcomes} == {solve(problem, "cpsat").score}
    assert ablation.disagreements("a", outcomes) == []
    text = ablation.table([outcomes], "wall", 60.0)
    assert text.count("1 of 1") == len(ablation.VARIANTS)


# --- what is best known ------------------------------------------------------------------------


def test_what_is_known_gets_better_and_never_worse() -> None:
    instance = named(small_problem(1))
    first = improved(None, instance, "one", judged(verdict="feasible", score=9, bound=3).said)
    assert (first["verdict"], first["score"], first["bound"]) == ("feasible", 9, 3)
    worse = improved(first, instance, "two", judged(verdict="feasible", score=12, bound=1).said)
    assert worse == first
    proof = improved(first, instance, "two", judged(score=7, bound=7).said)
    assert (proof["verdict"], proof["score"], proof["bound"], proof["by"]) == (
        "optimal", 7, 7, ["two"],
    )  # fmt: skip
    other = Named("a", instance.text, "f" * 12)
    assert improved(proof, other, "one", judged(score=9, bound=9).said)["score"] == 9


STALE = "best-known.json is of other instances; run benchmarks.compare --remember on each family"


@pytest.mark.parametrize("name", ["standard-1-000", "standard-1-003", "real-1-002"])
def test_a_best_known_row_scores_what_the_file_says(name: str) -> None:
    family, seed, index = name.split("-")
    if reason := FAMILIES[family].missing():
        pytest.skip(reason)
    instance = FAMILIES[family].instance(int(seed), int(index))
    entry = best_known()[name]
    if entry["fingerprint"] != instance.fingerprint:
        pytest.skip(STALE)
    row = tuple(Placed(*placed) for placed in entry["row"])
    assert evaluate(instance.problem, row) == entry["score"]


def test_best_known_is_in_order_and_its_proofs_name_who_proved() -> None:
    known = best_known()
    assert list(known) == sorted(known)
    for name, entry in known.items():
        assert (entry["verdict"] in ("optimal", "infeasible")) == bool(entry["by"]), name
        if entry["verdict"] == "optimal":
            assert entry["score"] == entry["bound"], name
        if entry["score"] is not None and entry["bound"] is not None:
            assert entry["bound"] <= entry["score"], name
