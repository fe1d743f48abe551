"""``ondergrond solve`` with its engines: from the file to the drawing, and back through check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ondergrond.cli import main

STREET = """\
name: Kerkpad
width: 4 m
zones:
  - {kind: footway, width: 4 m}
claims:
  - {id: gas, network: gas-low, size: 110 mm, serves: both, connections: 10 per 100 m}
  - {id: water, network: water, size: 110 mm, serves: both, connections: 10 per 100 m}
  - {id: fibre, network: fibre, size: 40 mm, optional: true, skip-price: 500 EUR/m}
"""


@pytest.fixture
def street(tmp_path: Path) -> Path:
    path = tmp_path / "kerkpad.yaml"
    path.write_text(STREET, encoding="utf-8")
    return path


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.stderr == ""
    return result


def test_a_street_is_solved_drawn_checked_and_drawn_again(street: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("solve", street, "--out", out)
    assert result.exit_code == 0
    assert result.stdout.startswith("optimal: no layout on the 10 mm grid scores better\n")
    for words in ("Kerkpad, 4.00 m wide", "gas", "fibre", "EUR/m", "kerkpad.svg"):
        assert words in result.stdout
    layout = out / "kerkpad.layout.json"
    assert run("check", layout).exit_code == 0
    assert run("draw", layout, "-o", tmp_path / "again.svg").exit_code == 0
    drawn = (out / "kerkpad.svg").read_bytes()
    assert (tmp_path / "again.svg").read_bytes() == drawn


def test_the_same_street_gives_the_same_answer(street: Path) -> None:
    answers = []
    for _ in range(2):
        document = json.loads(run("solve", street, "--json").stdout)
        for timed in (document, document["layout"]):
            timed.pop("solve_seconds")
        document.pop("compile_seconds")
        answers.append(document)
    assert answers[0] == answers[1]
    assert answers[0]["verdict"] == "optimal"
    assert answers[0]["bound"] == answers[0]["score"] == answers[0]["layout"]["score"]


def test_a_width_that_is_too_small_is_infeasible_and_says_who_found_it(street: Path) -> None:
    result = run("solve", street, "--width", "0.2 m")
    assert result.exit_code == 3
    assert result.stdout.startswith("infeasible: no layout keeps the hard rules, decided at 1 mm")
    document = json.loads(run("solve", street, "--width", "0.2 m", "--json").stdout)
    assert document["verdict"] == "infeasible"
    assert document["established_by"]
    assert (document["score"], document["bound"], document["layout"]) == (None, None, None)


def test_the_greedy_engine_proves_nothing(street: Path) -> None:
    document = json.loads(run("solve", street, "--engine", "greedy", "--json").stdout)
    assert document["verdict"] == "feasible"
    assert document["engine"] == "greedy"


def test_an_infeasible_street_leaves_no_files(street: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("solve", street, "--width", "0.2 m", "--out", out).exit_code == 3
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_report_is_told_in_both_languages(street: Path, lang: str) -> None:
    shown = run("solve", street, "--lang", lang).stdout
    assert ("optimaal" in shown, "dekking" in shown) == ((lang == "nl"),) * 2
