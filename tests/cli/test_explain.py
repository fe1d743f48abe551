"""``ondergrond explain``, and the short form that ``solve`` carries, as they are run."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from ondergrond.cli.app import main
from ondergrond.io import load_layout
from ondergrond.profile import ProfileError, StreetProfile
from ondergrond.solve import UnsoundProfileError

STREET = """
name: Tight street
width: 1.6 m
zones: [{kind: footway, width: 1.6 m}]
claims:
  - {id: gas, network: gas-low, size: 110 mm, serves: left, connections: 10 per 100 m}
  - {id: water, network: water, size: 110 mm, serves: left, connections: 10 per 100 m}
  - {id: cable, network: low-voltage, size: 50 mm, serves: right, connections: 10 per 100 m}
"""


@pytest.fixture
def street(tmp_path: Path) -> Path:
    path = tmp_path / "tight.yaml"
    path.write_text(STREET, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main.main(args=list(arguments), standalone_mode=False)
    return int(code or 0), capsys.readouterr().out


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code, out = run(capsys, *arguments, "--json")
    found: dict[str, Any] = json.loads(out)
    return code, found


def test_explain_prints_one_document_with_the_keys_of_its_schema(
    street: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = document(capsys, "explain", str(street))
    assert code == 0
    assert found["schema_version"] == "ondergrond-explanation/1"
    assert found["situation"] == "breaches"
    assert set(found["least_width_mm"]) == {"preferred", "minimum", "hard", "consents"}
    assert found["shortage_mm"] == found["least_width_mm"]["minimum"] - 1600 > 0
    for key in ("chain", "conflict", "remedies", "negotiation", "slack", "robustness", "choices"):
        assert found[key], key
    assert found["chain"]["links"][0]["start"] == 0
    assert all("layout" not in remedy for remedy in found["remedies"])


def test_explain_speaks_dutch(street: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, "explain", str(street), "--quick", "--lang", "nl")
    assert code == 0
    for text in ("past alleen met overschrijdingen", "maatgevende keten", "instemming", "tekort"):
        assert text in out
    assert "keuzen" not in out


@pytest.mark.parametrize("asked", [(), ("--remedy", "1"), ("--choice", "1")])
def test_a_drawing_is_one_flag_away(
    street: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...]
) -> None:
    out = tmp_path / "out"
    code, found = document(
        capsys, "explain", str(street), "--out", str(out), "--format", "svg", *asked
    )
    assert code == 0
    layout, drawing = (Path(name) for name in found["files"])
    assert drawing.stat().st_size > 1000
    width = load_layout(str(layout)).profile.width
    assert width == (1600 if asked else found["least_width_mm"]["minimum"])


def test_a_remedy_that_is_not_there_is_a_usage_error(
    street: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("explain", str(street), "--quick", "--out", str(tmp_path), "--remedy", "99")
    code, out = run(capsys, *asked, "--json")
    assert code == 2
    assert "there is no remedy 99" in json.loads(out)["reason"]


def test_remedy_without_out_is_a_usage_error(
    street: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _ = run(capsys, "explain", str(street), "--remedy", "1")
    assert code == 2


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--quick", "--from", "before.json"), "--from is about the choices"),
        (("--quick", "--choice", "1"), "--choice is about the choices"),
        (("--remedy", "1", "--choice", "1"), "--remedy and --choice cannot go together"),
    ],
)
def test_options_that_cannot_go_together_are_refused_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], told: str
) -> None:
    """One of them was ignored in silence, or missed after the whole run."""
    out = tmp_path / "out"
    code, shown = run(capsys, "explain", "no-such-street", *asked, "--out", str(out), "--json")
    assert code == 2
    assert told in json.loads(shown)["reason"]
    assert not out.exists()


def test_a_street_is_explained_under_another_weighing(
    street: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--preset`` was among the what-ifs of the README and not among the options."""
    seen = []

    def explained(profile: StreetProfile, *_: object, **__: object) -> None:
        seen.append(profile.preset)
        raise UnsoundProfileError([ProfileError(("preset",), "seen")])

    monkeypatch.setattr(import_module("ondergrond.explain"), "explain", explained)
    assert run(capsys, "explain", str(street), "--preset", "trees")[0] == 2
    assert seen == ["trees"]
    code, out = run(capsys, "explain", str(street), "--preset", "dear", "--json")
    assert code == 2
    assert "unknown preset 'dear'" in json.loads(out)["reason"]
    assert seen == ["trees"]


def test_a_street_that_does_not_fit_ends_with_3(
    street: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = document(capsys, "explain", str(street), "--width", "0.26 m", "--quick")
    assert code == 3
    assert (found["verdict"], found["situation"]) == ("infeasible", "infeasible")


def test_the_least_change_from_a_layout_is_among_the_choices(
    street: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, solved = document(capsys, "solve", str(street), "--out", str(tmp_path / "before"))
    code, found = document(capsys, "explain", str(street), "--from", solved["files"][0])
    assert code == 0
    last = found["choices"][-1]
    assert (last["kind"], last["moved"]) == ("least-change", {})


# --- what solve carries ---------------------------------------------------------------------------


def test_solve_carries_the_short_form_where_something_is_short(
    street: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = document(capsys, "solve", str(street))
    assert code == 0
    brief = found["explanation"]
    assert brief["situation"] == "breaches"
    assert brief["shortage_mm"] > 0
    assert brief["chain"]["links"]
    _, out = run(capsys, "solve", str(street))
    assert "cm short" in out
    assert f"more: ondergrond explain {street}" in out
    # What was asked goes along: another street would be explained.
    _, out = run(capsys, "solve", str(street), "--preset", "space", "--technique", "horizontal")
    assert f"explain {street} --technique horizontal --preset space" in " ".join(out.split())


def test_solve_says_nothing_where_nothing_is_short(
    street: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, found = document(capsys, "solve", str(street), "--width", "6 m")
    assert found["deviations"] == []
    assert found["explanation"] is None


def test_an_infeasible_street_is_told_with_its_shortage(
    street: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = document(capsys, "solve", str(street), "--width", "0.26 m")
    assert code == 3
    assert found["explanation"]["situation"] == "infeasible"
    assert found["explanation"]["shortage_mm"] > 0
