"""The commands as a person runs them, in one process: exit codes, what is said and where."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from click.testing import CliRunner, Result

from ondergrond import __version__
from ondergrond.cli import explain as explain_command
from ondergrond.cli import main
from ondergrond.cli import solve as solve_command
from ondergrond.cli.options import ENGINES
from ondergrond.errors import InputFileError
from ondergrond.explanation import Explanation
from ondergrond.io import list_rules, profile_to_yaml, save_layout
from ondergrond.layout import Layout
from ondergrond.resources import Shelf, names
from ondergrond.result import SolveResult
from ondergrond.words import LANGUAGES
from tests.check.hands import layout, net, slot, street
from tests.io.test_profilefile import SOUND

KEYS = {
    *("verdict", "score", "cost", "breaches", "deviations", "bound", "solve_seconds"),
    *("established_by", "engine", "version"),
}


def run(*args: object, **kwargs: Any) -> Result:
    result = CliRunner().invoke(main, [str(arg) for arg in args], **kwargs)
    assert "Traceback" not in result.output or "--debug" in args
    return result


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "street.yaml"
    path.write_text(SOUND, encoding="utf-8")
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yaml"
    path.write_text(SOUND.replace("axis: 1.9 m", "axis: 1.9"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def small() -> Layout:
    profile = street(net("water", "water"), net("heat", "heat"))
    return layout(profile, slot("water", 1000, 600), slot("heat", 3000, 500))


def answer(layout: Layout | None, verdict: str, **changes: Any) -> SolveResult:
    made: dict[str, Any] = {
        "verdict": verdict,
        "layout": layout,
        "score": None if layout is None else layout.score,
        "bound": None,
        "established_by": ("cpsat",),
        "reason": None,
        "engine": "cpsat",
        "resolution": 10,
        "compile_seconds": 0.0,
        "solve_seconds": 0.0,
        "version": __version__,
    }
    return SolveResult(**{**made, **changes})


Answered = Callable[..., None]


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Answered:
    """Puts an answer, or a failure, in the place of the engines."""

    def put(result: SolveResult | BaseException) -> None:
        def solved(*_: object, **__: object) -> SolveResult:
            if isinstance(result, BaseException):
                raise result
            return result

        monkeypatch.setattr(solve_command, "_solved", solved)

    return put


# --- how a run ends -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "code"), [("optimal", 0), ("feasible", 0), ("infeasible", 3), ("unknown", 4)]
)
@pytest.mark.parametrize("as_json", [False, True])
def test_the_verdict_is_the_exit_code(
    sound: Path, small: Layout, answered: Answered, verdict: str, code: int, as_json: bool
) -> None:
    answered(answer(small if code == 0 else None, verdict))
    result = run("solve", sound, *(["--json"] if as_json else []))
    assert result.exit_code == code
    assert result.stderr == ""
    if as_json:
        document = json.loads(result.stdout)
        assert document.keys() >= KEYS
        assert document["verdict"] == verdict
    else:
        assert result.stdout.startswith(verdict)


@pytest.mark.parametrize(
    ("failure", "code", "said"),
    [
        (AssertionError("the score is wrong"), 1, "internal error: AssertionError: the score"),
        (MemoryError(), 1, "internal error: MemoryError"),
        (RecursionError("too deep"), 1, "internal error: RecursionError: too deep"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (InputFileError("f", []), 2, ""),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_every_failure_has_its_code_and_no_traceback(
    sound: Path, answered: Answered, failure: BaseException, code: int, said: str, as_json: bool
) -> None:
    answered(failure)
    result = run("solve", sound, *(["--json"] if as_json else []))
    assert result.exit_code == code
    assert said in result.stderr
    assert ("report it" in result.stderr) is (code == 1)
    if as_json:
        document = json.loads(result.stdout)
        assert document.keys() >= KEYS
        assert document["verdict"] == "error"
        assert said in document["reason"]
    else:
        assert result.stdout == ""


def test_debug_shows_the_traceback(sound: Path, answered: Answered) -> None:
    answered(AssertionError("the score is wrong"))
    result = run("solve", sound, "--debug")
    assert result.exit_code == 1
    assert "Traceback (most recent call last)" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "args",
    [
        ["solve"],
        ["solve", "a", "b"],
        ["solve", "--nothing"],
        ["slove"],
        ["solve", "leiden-rack", "--engine", "magic"],
        ["solve", "leiden-rack", "--technique", "vertical"],
        ["solve", "leiden-rack", "--width", "12"],
        ["solve", "leiden-rack", "--width", "-1 m"],
        ["solve", "leiden-rack", "--width", "1 m"],
        ["solve", "leiden-rack", "--resolution", "0"],
        ["solve", "leiden-rack", "--time-limit", "nan"],
        ["solve", "leiden-rack", "--time-limit", "0"],
        ["solve", "leiden-rack", "--format", "svg"],
        ["solve", "leiden-rack", "--out", "o", "--format", "dxf"],
        ["solve", "leiden-rack", "--preset", "speed"],
        ["solve", "leiden-rack", "--rules", "none-such"],
        ["solve", "leiden-rack", "--lang", "de"],
        ["check"],
        ["draw", "a.json"],
        ["draw", "a.json", "-o", "b.dxf"],
        ["rules", "show", "a", "b", "c"],
        ["rules", "show", "water", "none-such"],
        ["rules", "show", "none-such"],
        ["rules", "validate", "none-such"],
        ["profiles", "show", "none-such"],
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_bad_usage_is_exit_2_and_says_what_is_wrong(
    args: list[str], as_json: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    as_json = as_json and args[0] != "draw"
    result = run(*args, *(["--json"] if as_json else []))
    assert result.exit_code == 2
    assert result.stderr.strip()
    if as_json:
        assert json.loads(result.stdout)["verdict"] == "error"
    else:
        assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "advice"),
    [
        (["solve", "leiden-rack", "--width", "12"], "12 m? 12 mm?"),
        (["solve", "leiden-rack", "--width", "1 m"], "takes the difference"),
        (["solve", "leiden-rack", "--preset", "speed"], "balanced"),
        (["solve", "leiden-rck"], "leiden-rack"),
        (["solve", "leiden-rack", "--rules", "uk"], "uk-style"),
        (["rules", "show", "wter"], "did you mean 'water'"),
    ],
)
def test_bad_usage_is_told_what_would_be_right(args: list[str], advice: str) -> None:
    assert advice in run(*args).stderr


@pytest.mark.parametrize("command", [("solve",), ("check",), ("profiles", "validate")])
def test_a_broken_profile_is_exit_2_with_line_and_right_form(
    broken: Path, command: tuple[str, ...]
) -> None:
    result = run(*command, broken)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{broken}:18: claims[0].axis: '1.9' has no unit: 1.9 m? 1.9 mm?\n"
    document = json.loads(run(*command, broken, "--json").stdout)
    assert document["verdict"] == "error"
    assert document["errors"] == [
        {
            "file": str(broken),
            "line": 18,
            "path": "claims[0].axis",
            "message": "'1.9' has no unit: 1.9 m? 1.9 mm?",
        }
    ]


def test_what_the_rules_show_to_be_wrong_has_its_line(sound: Path) -> None:
    sound.write_text(SOUND.replace("DN100", "DN3999"), encoding="utf-8")
    result = run("solve", sound)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{sound}:22: claims[1].size: no casing is known for")


def test_an_unknown_rule_set_in_a_profile_has_its_line(sound: Path) -> None:
    sound.write_text(SOUND + "rules: nen-style\n", encoding="utf-8")
    result = run("solve", sound)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{sound}:38: rules: there is no rule set called 'nen-style'")


def test_a_rule_file_named_in_a_profile_lies_beside_it(sound: Path, tmp_path: Path) -> None:
    sound.write_text(SOUND + "rules: town.toml\n", encoding="utf-8")
    missing = run("solve", sound)
    assert missing.exit_code == 2
    assert str(tmp_path / "town.toml") in missing.stderr
    town = 'schema = "ondergrond-rules/1"\nname = "town"\n'
    (tmp_path / "town.toml").write_text(town, encoding="utf-8")
    assert "town.toml" in run("solve", sound).stderr


def test_what_solve_finds_wrong_has_its_line(sound: Path) -> None:
    result = run("solve", sound, "--technique", "rack")
    assert result.exit_code == 2
    assert result.stderr == (
        f"{sound}:1: techniques.rack: the profile forbids racks, so they cannot be asked for\n"
    )


# --- what a run leaves ----------------------------------------------------------------------------


def test_out_leaves_layout_and_drawing_and_says_so(
    sound: Path, tmp_path: Path, small: Layout, answered: Answered
) -> None:
    answered(answer(small, "optimal"))
    out = tmp_path / "new" / "folder"
    result = run("solve", sound, "--out", out, "--format", "svg,PNG,svg", "--lang", "nl")
    assert result.exit_code == 0
    left = [out / name for name in ("street.layout.json", "street.svg", "street.png")]
    assert sorted(out.iterdir()) == sorted(left)
    assert f"geschreven: {', '.join(map(str, left))}" in result.stdout
    assert run("check", left[0]).exit_code == 0
    document = json.loads(run("solve", sound, "--out", out, "--json").stdout)
    assert document["files"] == [str(out / "street.layout.json"), str(out / "street.svg")]


def test_files_of_an_earlier_run_are_told_where_nothing_is_written(
    sound: Path, tmp_path: Path, small: Layout, answered: Answered
) -> None:
    """A street that no longer fits left its old layout, and the next export drew that."""
    asked = ("solve", sound, "--out", tmp_path / "out", "--json")
    answered(answer(None, "infeasible"))
    assert run(*asked).stderr == ""
    answered(answer(small, "optimal"))
    assert run(*asked).stderr == ""
    answered(answer(None, "infeasible"))
    result = run(*asked)
    older = [str(tmp_path / "out" / f"street.{end}") for end in ("layout.json", "svg")]
    assert result.stderr == f"nothing written; {', '.join(older)} are of an earlier run\n"
    assert json.loads(result.stdout)["files"] == []


def test_what_is_explained_without_a_chain_has_a_name_of_its_own(
    tmp_path: Path, small: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    """It overwrote the layout and the drawing that ``solve`` had left in the same folder."""

    def drawn(layout: Layout | None) -> list[str]:
        found = cast("Explanation", SimpleNamespace(chain=None, layout=layout))
        return explain_command._drawn(found, tmp_path / "street", None, None, ("svg",), "en")

    names = ["street.explained.layout.json", "street.explained.svg"]
    assert drawn(small) == [str(tmp_path / name) for name in names]
    assert drawn(None) == []
    assert f"nothing written; {tmp_path / names[0]}, " in capsys.readouterr().err


def test_without_out_nothing_is_written(
    sound: Path, tmp_path: Path, small: Layout, answered: Answered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answered(answer(small, "optimal"))
    assert run("solve", sound).exit_code == 0
    assert list(tmp_path.iterdir()) == [sound]


def test_a_folder_that_cannot_be_made_is_bad_usage(sound: Path, answered: Answered) -> None:
    answered(AssertionError("no engine runs before the folder is there"))
    for folder in (sound, sound / "x"):
        result = run("solve", sound, "--out", folder)
        assert result.exit_code == 2
        assert "--out" in result.stderr


def test_a_file_that_cannot_be_written_is_told(
    sound: Path, tmp_path: Path, small: Layout, answered: Answered
) -> None:
    answered(answer(small, "optimal"))
    (tmp_path / "out" / "street.layout.json").mkdir(parents=True)
    result = run("solve", sound, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "street.layout.json cannot be written" in result.stderr


# --- check and draw -------------------------------------------------------------------------------


def spoilt(layout: Layout) -> Layout:
    return layout.model_copy(update={"cost": layout.cost + 1})


def test_check_tells_sound_and_violated_layouts(tmp_path: Path, small: Layout) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    save_layout(small, good)
    save_layout(spoilt(small), bad)
    result = run("check", good)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{good}: sound; every rule and every amount checked\n"
    result = run("check", good, bad)
    assert result.exit_code == 3
    assert f"{bad}: 1 violation" in result.stdout
    assert "cost" in result.stdout
    document = json.loads(run("check", good, bad, "--json").stdout)
    assert document["verdict"] == "violated"
    assert [one["ok"] for one in document["checks"]] == [True, False]
    assert [one["code"] for one in document["checks"][1]["violations"]] == ["cost"]


def test_check_goes_on_after_a_file_it_cannot_use(
    tmp_path: Path, small: Layout, broken: Path
) -> None:
    good = tmp_path / "good.json"
    save_layout(small, good)
    for args in (("none.json", good), (broken, good)):
        result = run("check", *args)
        assert result.exit_code == 2
        assert f"{good}: sound" in result.stdout
        assert str(args[0]) in result.stderr
        document = json.loads(run("check", *args, "--json").stdout)
        assert document["verdict"] == "error"
        assert len(document["checks"]) == len(document["errors"]) == 1


def test_check_judges_an_existing_street_as_it_lies() -> None:
    result = run("check", "groningen-klic")
    assert result.exit_code == 3
    assert "cm apart" in result.stdout
    assert "own estimate" in result.stdout


def test_a_street_where_nothing_lies_is_sound(sound: Path) -> None:
    result = run("check", sound)
    assert result.exit_code == 0
    assert "as it lies, no minimum gap is broken" in result.stdout


@pytest.mark.parametrize("suffix", ["svg", "pdf", "png"])
def test_draw_makes_a_drawing_by_suffix(tmp_path: Path, small: Layout, suffix: str) -> None:
    source, target = tmp_path / "a.json", tmp_path / f"b.{suffix}"
    save_layout(small, source)
    result = run("draw", source, "-o", target, "--lang", "nl", "--colours", "nlcs")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"geschreven: {target}\n"
    assert target.stat().st_size > 1000


def test_a_layout_that_breaks_a_rule_is_not_drawn(tmp_path: Path, small: Layout) -> None:
    source, target = tmp_path / "a.json", tmp_path / "b.svg"
    save_layout(spoilt(small), source)
    result = run("draw", source, "-o", target)
    assert result.exit_code == 3
    assert "1 violation" in result.stdout
    assert not target.exists()


def test_a_drawing_that_cannot_be_written_is_told(tmp_path: Path, small: Layout) -> None:
    source = tmp_path / "a.json"
    save_layout(small, source)
    result = run("draw", source, "-o", tmp_path / "none" / "b.svg")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


# --- rules and profiles ---------------------------------------------------------------------------


def test_the_rules_of_a_pair_are_told_with_source_and_heritage() -> None:
    result = run("rules", "show", "water", "heat")
    assert result.exit_code == 0
    for words in ("gaps.minimum", "1 m", "assumption", "own estimate", "drinking-water.thermal"):
        assert words in result.stdout
    document = json.loads(run("rules", "show", "heat", "water", "--json").stdout)
    values = {row["field"]: row for row in document["values"]}
    assert values["gaps.minimum"]["value"] == 1000
    assert values["gaps.minimum"]["inherited_from"] == "drinking-water.thermal"


def test_the_rules_of_a_class_and_of_a_set_are_told() -> None:
    assert "networks.cover.footway" in run("rules", "show", "heat").stdout
    assert "0." not in json.loads(run("rules", "show", "heat", "--json").stdout)["rules"]
    shown = run("rules", "show", "--rules", "narrow-streets").stdout
    assert "inherits" in shown
    assert "nen7171-style" in shown
    basis = json.loads(run("rules", "show", "--json").stdout)["basis"]
    assert set(basis) == {"published", "practice", "assumption"}


def test_rule_sets_are_listed_and_valid() -> None:
    listed = run("rules", "list").stdout
    assert all(name in listed for name in list_rules())
    rows = json.loads(run("rules", "list", "--json").stdout)["rules"]
    assert [row["rules"] for row in rows] == list_rules()
    result = run("rules", "validate", *list_rules())
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_broken_rule_file_is_told_by_line(tmp_path: Path) -> None:
    path = tmp_path / "town.toml"
    path.write_text('name = "town"\nwrong = \n', encoding="utf-8")
    result = run("rules", "validate", path, "nen7171-style")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{path}:2:")
    assert "nen7171-style: sound" in result.stdout
    assert json.loads(run("rules", "validate", path, "--json").stdout)["errors"][0]["line"] == 2


def test_the_library_is_listed() -> None:
    listed = run("profiles", "list").stdout
    assert all(name in listed for name in names(Shelf.PROFILES))
    rows = json.loads(run("profiles", "list", "--json").stdout)["profiles"]
    assert [row["profile"] for row in rows] == names(Shelf.PROFILES)


def test_a_profile_is_shown_as_tables_yaml_and_json(sound: Path) -> None:
    shown = run("profiles", "show", sound, "--lang", "nl")
    assert "trottoir" in shown.stdout
    assert "18,0 m³ / 10,00 m" in shown.stdout
    assert run("profiles", "show", sound, "--yaml").stdout == SOUND
    both = run("profiles", "show", sound, "--yaml", "--json")  # the YAML, once
    assert both.exit_code == 2
    assert "cannot go together" in json.loads(both.stdout)["reason"]
    data = json.loads(run("profiles", "show", sound, "--json").stdout)["profile"]
    assert data["claims"][2]["tree"]["root-volume"] == 18 * 10**9


def test_a_sound_profile_is_valid(sound: Path) -> None:
    result = run("profiles", "validate", sound, "leiden-rack")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{sound}: sound\nleiden-rack: sound\n"
    assert json.loads(run("profiles", "validate", sound, "--json").stdout)["verdict"] == "sound"


def test_every_kind_of_claim_is_shown(tmp_path: Path) -> None:
    profile = street(
        net("w", "water", within=["1 m", "2 m"]),
        net("old", "water", state="existing", axis="3 m"),
        {"id": "h", "network": "heat", "form": "pair"},
        {"id": "s", "storage": {"rain": "60 mm", "catchment": "14 m"}},
        {"id": "r", "reserve": {"width": "1 m", "top": "0 m", "bottom": "1 m"}},
        {"id": "c", "container": {"width": "2 m", "depth": "3 m"}},
        description="a street",
    )
    path = tmp_path / "all.yaml"
    path.write_text(profile_to_yaml(profile), encoding="utf-8")
    shown = run("profiles", "show", path).stdout
    dutch = run("profiles", "show", path, "--lang", "nl").stdout
    assert "paar" in dutch  # it was an English pair
    assert "weging evenwichtig" in dutch
    assert "balanced" not in dutch
    for words in ("a street", "1.00 – 2.00", "3.00", "pair", "60 mm x 14.00 m", "waste container"):
        assert words in shown


# --- help -----------------------------------------------------------------------------------------

COMMANDS = [
    *[(name,) for name in ("solve", "check", "draw", "rules", "profiles")],
    *[("rules", name) for name in ("list", "show", "validate")],
    *[("profiles", name) for name in ("list", "show", "validate")],
]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_a_command_does(command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert (result.exit_code, result.stderr) == (0, "")
    assert run(*command, "-h").stdout == result.stdout
    if command not in (("rules",), ("profiles",)):
        assert "Example" in result.stdout
        assert f"ondergrond {' '.join(command)}" in result.stdout


def test_the_examples_in_help_are_commands_there_are() -> None:
    known = {command[0] for command in COMMANDS}
    for command in COMMANDS:
        for line in run(*command, "--help").stdout.splitlines():
            if line.strip().startswith("ondergrond "):
                assert line.split()[1] in known


def test_the_version_and_no_command_are_told() -> None:
    assert run("--version").stdout == f"ondergrond, version {__version__}\n"
    nothing = run()
    assert nothing.exit_code == 2
    assert "Commands:" in nothing.stderr


def test_what_help_lists_is_what_there_is() -> None:
    from ondergrond.cli.options import LANGUAGES as TOLD
    from ondergrond_solver.engines import ENGINES as BUILT

    assert TOLD == LANGUAGES
    assert set(ENGINES) == set(BUILT)
