"""A batch in one process: rows, reuse, errors, honesty, the files it leaves."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ondergrond.batch import Batch, BusyError, ContradictionError, Progress
from ondergrond.batch.errors import BatchError
from ondergrond.batch.layouts import read_layout
from ondergrond.batch.ledger import Ledger
from ondergrond.batch.outcome import Outcome, Task, error_row
from ondergrond.batch.summary import Summary
from ondergrond.check import check_layout
from ondergrond.io import load_rules
from ondergrond.io.profilerows import ProfileRows
from tests.batch.streets import Here, batch, settings, street, table, write_lines


def test_every_row_of_the_input_has_a_row_in_the_table(tmp_path: Path) -> None:
    bad: list[Any] = [{**street(3), "width": 14}, "{", {**street(5), "rules": "town"}]
    source = write_lines(tmp_path / "in.jsonl", [street(1), *bad, street(2)])
    summary = batch(source, tmp_path / "out").run()
    rows = table(tmp_path / "out")
    assert [row["row"] for row in rows] == [1, 2, 3, 4, 5]
    assert [row["id"] for row in rows] == ["s0", "s1", "row-3", "s3", "s4"]
    assert [row["verdict"] for row in rows] == ["feasible", "error", "error", "error", "feasible"]
    assert "'14' has no unit" in rows[1]["error"]
    assert "no JSON" in rows[2]["error"]
    assert "there is no rule set 'town'" in rows[3]["error"]
    assert summary.fit["error"] == 3


def test_money_in_the_table_adds_up(tmp_path: Path) -> None:
    batch(write_lines(tmp_path / "in.jsonl", [street(1)]), tmp_path / "out").run()
    (row,) = table(tmp_path / "out")
    costs = [
        value for name, value in row.items() if name.startswith("cost_") if name != "cost_eur_m"
    ]
    paid = [value or 0 for name, value in row.items() if name.startswith("party_")]
    assert row["cost_eur_m"] > 0
    assert sum(costs) == pytest.approx(row["cost_eur_m"], abs=1e-6)
    assert sum(paid) == pytest.approx(row["cost_eur_m"], abs=1e-6)


def test_equal_streets_are_solved_once_under_their_own_names(tmp_path: Path) -> None:
    twins = [{**street(1), "name": f"twin {n}", "description": f"number {n}"} for n in range(4)]
    source = write_lines(tmp_path / "in.jsonl", [*twins, street(2)])
    here = Here(settings())
    summary = batch(source, tmp_path / "out", here).run()
    assert len(here.asked) == 2
    assert summary.distinct == 2
    rows = table(tmp_path / "out")
    assert [row["name"] for row in rows] == ["twin 0", "twin 1", "twin 2", "twin 3", "street 2"]
    assert len({row["score_eur_m"] for row in rows[:4]}) == 1


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [street(1), street(2)])
    batch(source, tmp_path / "out").run()
    again = Here(settings())
    batch(source, tmp_path / "out", again).run()
    assert again.asked == []
    write_lines(source, [street(1), street(3)])
    batch(source, tmp_path / "out", again).run()
    assert len(again.asked) == 1
    assert [row["name"] for row in table(tmp_path / "out")] == ["street 1", "street 3"]


def test_a_rule_set_that_is_not_named_changes_no_key() -> None:
    """A file saved beside the input had the whole city solved again."""
    known = settings().rules
    more = settings(rules={**known, "new.toml": load_rules("narrow-streets")})
    for form, text in (("json", '{"width":"8 m"}'), ("yaml", "width: 8 m\n")):
        assert settings().key(form, text) == more.key(form, text)
    named = '{"rules":"new.toml"}'
    assert settings().key("json", named) != more.key("json", named)
    changed = settings(rules={**known, "new.toml": load_rules("uk-style")})
    assert more.key("json", named) != changed.key("json", named)
    assert more.key("yaml", "rules: new.toml\n") != changed.key("yaml", "rules: new.toml\n")


def test_equal_streets_count_as_many_in_the_progress(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [street(1, name=f"twin {n}") for n in range(5)])
    told: list[Progress] = []
    chosen = settings()
    Batch(
        ProfileRows(source), tmp_path / "out", chosen, lambda: Here(chosen), report=told.append
    ).run()
    assert told[-1].done == sum(told[-1].fit.values()) == 5


def test_names_that_are_no_unicode_do_not_stop_the_others(tmp_path: Path) -> None:
    """The ledger refused half of a surrogate pair, and the batch ended as if by a defect."""
    odd = [json.dumps({"id": "\ud800", "profile": street(1, name="\udfff")}), '{"\\ud800": 1}']
    source = write_lines(tmp_path / "in.jsonl", [*odd, street(2)])
    batch(source, tmp_path / "out").run()
    rows = table(tmp_path / "out")
    assert [row["verdict"] == "error" for row in rows] == [False, True, False]
    assert (rows[0]["id"], rows[0]["name"]) == ("\\ud800", "\\udfff")


@pytest.mark.parametrize("change", [{"preset": "space"}, {"resolution": 20}, {"confirm": 2.0}])
def test_other_settings_are_other_work(tmp_path: Path, change: dict[str, Any]) -> None:
    source = write_lines(tmp_path / "in.jsonl", [street(1)])
    batch(source, tmp_path / "out").run()
    again = Here(settings(**change))
    batch(source, tmp_path / "out", again, **change).run()
    assert len(again.asked) == 1


def test_a_layout_comes_back_whole_and_sound(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [street(n) for n in range(5)])
    batch(source, tmp_path / "out").run()
    with closing(Ledger(tmp_path / "out")) as ledger:
        layout = read_layout(tmp_path / "out", ledger, 4)
        assert layout is not None
        assert layout.profile.name == "street 3"
        assert check_layout(layout).ok
        assert read_layout(tmp_path / "out", ledger, 6) is None


def test_a_location_in_the_profile_puts_the_street_on_the_map(tmp_path: Path) -> None:
    ends = {"left": ["155000 m", "463000 m"], "right": ["155007.1 m", "463000 m"]}
    source = write_lines(tmp_path / "in.jsonl", [street(1, location=ends)], placed=False)
    batch(source, tmp_path / "out").run()
    assert len(table(tmp_path / "out")[0]["geometry"]) == 41
    assert (tmp_path / "out" / "results.gpkg").exists()


def test_without_geometry_there_is_no_map(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [street(1)], placed=False)
    batch(source, tmp_path / "out").run()
    assert not (tmp_path / "out" / "results.gpkg").exists()


def test_the_map_layer_brings_its_style(tmp_path: Path) -> None:
    import pyogrio

    batch(write_lines(tmp_path / "in.jsonl", [street(1), "{"]), tmp_path / "out").run()
    path = tmp_path / "out" / "results.gpkg"
    info = pyogrio.read_info(path, layer="streets")
    assert (info["features"], info["crs"], info["geometry_type"]) == (2, "EPSG:28992", "LineString")
    with closing(sqlite3.connect(path)) as connection:
        (style, default) = connection.execute(
            "SELECT styleQML, useAsDefault FROM layer_styles WHERE f_table_name = 'streets'"
        ).fetchone()
    assert default == 1
    from xml.etree import ElementTree

    root = ElementTree.fromstring(style)
    values = [one.get("value") for one in root.iter("category")]
    assert values == ["fits", "fits with breaches", "does not fit", "unknown", "error"]
    assert {one.get("symbol") for one in root.iter("category")} == {
        one.get("name") for one in root.iter("symbol")
    }


class Contradicting(Here):
    """Says that two engines disagree on the second street."""

    def answers(self, tasks: Iterator[Task]) -> Iterator[Outcome | None]:
        for number, outcome in enumerate(super().answers(tasks)):
            assert outcome is not None
            yield (
                outcome._replace(contradiction="sweep says no, CP-SAT has a row")
                if number
                else outcome
            )


def test_a_contradiction_stops_the_batch_and_names_the_street(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [street(n) for n in range(4)])
    here = Contradicting(settings())
    with pytest.raises(ContradictionError, match="s1: sweep says no"):
        batch(source, tmp_path / "out", here).run()
    assert len(here.asked) == 2
    assert not (tmp_path / "out" / "results.parquet").exists()


def test_an_infeasible_street_is_unconfirmed_by_one_engine_and_confirmed_by_two(
    tmp_path: Path,
) -> None:
    pipes = ("water", "heat", "sewer-foul", "gas-low")
    tight = {
        "name": "tight",
        "width": "150 cm",
        "claims": [{"id": kind, "network": kind, "size": "500 mm"} for kind in pipes],
        "zones": [{"kind": "footway", "width": "150 cm"}],
    }
    source = write_lines(tmp_path / "in.jsonl", [tight])
    for share, confirmed in ((0.0, False), (100.0, True)):
        chosen: dict[str, Any] = {"engine": "sweep", "confirm": share, "least_width": "all"}
        batch(source, tmp_path / f"out-{share}", **chosen).run()
        (row,) = table(tmp_path / f"out-{share}")
        assert (row["verdict"], row["fit"]) == ("infeasible", "does not fit")
        assert row["confirmed"] is confirmed
        assert row["established_by"].startswith("sweep")
        assert row["least_width_mm"] is None or row["shortage_mm"] > 0


def test_the_sample_is_a_share_of_the_streets_that_the_seed_draws() -> None:
    keys = [f"{n:040x}" for n in range(4000)]
    drawn = {key for key in keys if settings(confirm=5.0).sampled(key)}
    assert 150 < len(drawn) < 250
    assert drawn != {key for key in keys if settings(confirm=5.0, seed=1).sampled(key)}


def test_a_second_batch_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [street(1)])
    (tmp_path / "out").mkdir()
    with closing(Ledger(tmp_path / "out")), pytest.raises(BusyError, match="another batch"):
        batch(source, tmp_path / "out").run()
    batch(source, tmp_path / "out").run()
    assert len(table(tmp_path / "out")) == 1


def test_a_folder_with_something_else_under_the_name_of_the_ledger_is_refused(
    tmp_path: Path,
) -> None:
    source = write_lines(tmp_path / "in.jsonl", [street(1)])
    (tmp_path / "ledger.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(BatchError, match="no ledger"):
        batch(source, tmp_path).run()


def test_an_input_that_changes_while_the_batch_runs_is_noticed(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [street(1), street(2)])

    class Meddling(Here):
        def answers(self, tasks: Iterator[Task]) -> Iterator[Outcome | None]:
            write_lines(source, [street(1), street(9)])
            yield from super().answers(tasks)

    with pytest.raises(BatchError, match="changed while"):
        batch(source, tmp_path / "out", Meddling(settings())).run()
    batch(source, tmp_path / "out").run()
    assert [row["name"] for row in table(tmp_path / "out")] == ["street 1", "street 9"]


def test_what_was_given_up_is_tried_again_only_when_asked(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [street(1)])

    class Failing(Here):
        def answers(self, tasks: Iterator[Task]) -> Iterator[Outcome | None]:
            for task in tasks:
                yield Outcome(task.key, error_row("given up"), failed=True)

    batch(source, tmp_path / "out", Failing(settings())).run()
    assert table(tmp_path / "out")[0]["error"] == "given up"
    again = Here(settings())
    batch(source, tmp_path / "out", again).run()
    assert again.asked == []
    chosen = settings()
    Batch(ProfileRows(source), tmp_path / "out", chosen, lambda: again, retry=True).run()
    assert len(again.asked) == 1
    assert table(tmp_path / "out")[0]["error"] is None


def test_the_summary_ranks_what_does_not_fit_first_then_by_what_is_short(tmp_path: Path) -> None:
    from ondergrond.batch.ledger import Line

    rows: list[tuple[str, dict[str, Any]]] = [
        ("a", {"fit": "fits with breaches", "terms": {"breaches": 90_000}}),
        ("b", {"fit": "does not fit", "shortage": 120}),
        ("c", {"fit": "fits"}),
        ("d", {"fit": "does not fit", "shortage": 800}),
        ("e", {"fit": "does not fit", "least_width": None}),
    ]
    summary = Summary()
    lines = (
        (Line(n, name, name, None, None, None), row, "done") for n, (name, row) in enumerate(rows)
    )
    assert len(list(summary.watch(lines))) == 5
    assert [one["id"] for one in summary.bottlenecks] == ["e", "d", "b", "a"]
    summary.write(tmp_path)
    assert json.loads((tmp_path / "summary.json").read_text())["fit"]["does not fit"] == 3
    assert (tmp_path / "histogram.png").read_bytes().startswith(b"\x89PNG")


def test_a_street_that_both_engines_prove_names_both(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [street(1)])
    batch(source, tmp_path / "out", engine="both").run()
    (row,) = table(tmp_path / "out")
    assert (row["verdict"], row["engine"]) == ("optimal", "both")


def test_drawings_of_rows_with_one_id_are_all_there(tmp_path: Path) -> None:
    """The first of them was drawn, however good, and several of the worst were one file."""
    from ondergrond.cli.batchdraw import draw_selection

    lines = [json.dumps({"id": "a/b", "profile": street(n)}) for n in (1, 2)]
    other = [json.dumps({"id": "a_b", "profile": street(3)})]
    source = write_lines(tmp_path / "in.jsonl", [*lines, *other])
    summary = batch(source, tmp_path / "out").run()
    drawn = draw_selection(("a/b", "a_b"), summary, tmp_path / "out", ("svg",), "en")
    assert [Path(file).name for file in drawn] == ["a_b.svg", "a_b-2.svg", "a_b-3.svg"]
    names = [
        json.loads((tmp_path / "out" / "drawings" / f"{stem}.layout.json").read_text())["profile"][
            "name"
        ]
        for stem in ("a_b", "a_b-2", "a_b-3")
    ]
    assert names == ["street 1", "street 2", "street 3"]
