"""Profiles from YAML: every bad input gets its exact line and the right form, all at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from ondergrond.errors import ProfileFileError
from ondergrond.io import ProfileDocument, load_profile, parse_profile, read_profile, yamlnodes
from ondergrond.io.profilefile import MOST_BYTES
from ondergrond.profile import ProfileError
from ondergrond.resources import Shelf, names

SOUND = """\
name: Dorpsstraat
width: 10 m
boundaries:
  left: facade
  right: facade
ground:
  groundwater: {high: 0.9 m, low: 1.5 m}
zones:
  - kind: footway
    width: 2,5 m
  - kind: carriageway
    width: 7.5 m
claims:
  - id: gas
    network: gas-low
    size: 110 mm
    state: existing
    axis: 1.9 m
    mobility: relocatable
  - id: heat
    network: heat
    size: DN100
    form: pair
    serves: both
    connections: 12 per 100 m
    within: [1 m, 9 m]
  - id: elms
    tree: {root-volume: 18 m3, spacing: 10 m}
    optional: true
  - id: crates
    storage: {rain: 60 mm, catchment: 14 m}
fixtures:
  - id: cellar
    kind: cellar
    from: 0 m
    to: 1.2 m
    bottom: 2.5 m
"""


def problems(text: str) -> list[str]:
    """Every problem of a text, as printed, without the file name."""
    with pytest.raises(ProfileFileError) as caught:
        parse_profile(text, "f")
    lines = str(caught.value).splitlines()
    assert all(line.startswith("f:") for line in lines)
    return [line.removeprefix("f:") for line in lines]


def test_a_sound_profile_is_read_in_mm() -> None:
    profile = parse_profile(SOUND).profile
    assert profile.width == 10_000
    assert [zone.width for zone in profile.zones] == [2500, 7500]
    assert profile.claim("heat").within == (1000, 9000)
    assert [claim.id for claim in profile.claims] == ["gas", "heat", "elms", "crates"]


CHANGES = [
    # unknown words and keys
    ("network: gas-low", "network: gas-lw", 15, "claims[0].network", "nearest: gas-low"),
    ("network: heat", "network: stadsgas", 21, "claims[1].network", "one of: telecom, coax"),
    ("network: heat", "network: warmte", 21, "claims[1].network", "nearest: heat"),
    ("kind: footway", "kind: stoep", 9, "zones[0].kind", "one of: footway"),
    ("kind: footway", "kind: trottoir", 9, "zones[0].kind", "nearest: footway"),
    ("left: facade", "left: gevel", 4, "boundaries.left", "nearest: facade"),
    ("state: existing", "state: bestaand", 17, "claims[0].state", "nearest: existing"),
    ("form: pair", "form: pear", 23, "claims[1].form", "nearest: pair"),
    ("mobility: relocatable", "mobilty: relocatable", 19, "claims[0].mobilty", "nearest: mobility"),
    ("root-volume: 18 m3", "root_volume: 18 m3", 28, "claims[2].tree.root_volume", "root-volume"),
    ("catchment: 14 m", "catchment: 14 m, colour: red", 31, "claims[3].storage.colour", "known:"),
    ("optional: true", "colour: red", 29, "claims[2].colour", "known: accuracy, axis"),
    ("width: 10 m", "breedte: 10 m", 2, "breedte", "nearest: width"),
    ("network: heat", "netwerk: heat", 21, "claims[1].network", "is perhaps 'network'"),
    (
        "optional: true",
        "optional: true\n    network: heat",
        28,
        "claims[2].tree",
        "a claim is one thing",
    ),
    # lengths
    ("width: 10 m", "width: 10", 2, "width", "10 m? 10 mm?"),
    ("width: 10 m", "width: 10 meter", 2, "width", "use m, cm or mm"),
    ("width: 10 m", "width: -10 m", 2, "width", "not above zero"),
    ("width: 10 m", "width: NaN", 2, "width", "write it like '2.4 m'"),
    ("width: 10 m", "width: .inf", 2, "width", "write it like '2.4 m'"),
    ("width: 10 m", "width: 1e400 m", 2, "width", "write it like '2.4 m'"),
    ("width: 10 m", "width: 5000 m", 2, "width", "over 1000 m"),
    ("width: 10 m", f"width: {'9' * 500} m", 2, "width", "too long"),
    ("width: 10 m", "width: [10 m]", 2, "width", "a single value belongs here, not a list"),
    ("width: 10 m", "width: {is: 10 m}", 2, "width", "a single value belongs here, not a mapping"),
    ("size: 110 mm", "size: 110", 16, "claims[0].size", "'110 mm', 'DN100' or '400 mm x 100 mm'"),
    ("size: DN100", "size: DN0", 22, "claims[1].size", "not above zero"),
    ("size: DN100", "size: [1, 2]", 22, "claims[1].size", "a size is"),
    ("size: DN100", "size: {nominal: DN100}", 22, "claims[1].size.nominal", "no whole number"),
    ("size: DN100", "size: {}", 22, "claims[1].size", "give one of"),
    ("18 m3", "18 m", 28, "claims[2].tree.root-volume", "write it like '18 m3'"),
    ("18 m3", "99999 m3", 28, "claims[2].tree.root-volume", "at most 10,000 m3"),
    ("60 mm", "60 m", 31, "claims[3].storage.rain", "at most 1 m"),
    ("12 per 100 m", "12", 25, "claims[1].connections", "write it like '12 per 100 m'"),
    ("12 per 100 m", "-1 per 100 m", 25, "claims[1].connections", "below zero"),
    ("bottom: 2.5 m", "bottom: -2.5 m", 37, "fixtures[0].bottom", "not above zero"),
    ("axis: 1.9 m", "axis: 1.9 m\n    cover: -1 m", 19, "claims[0].cover", "below zero"),
    # windows and other lists
    ("[1 m, 9 m]", "[1 m]", 26, "claims[1].within[1]", "a window has two ends"),
    ("[1 m, 9 m]", "[1 m, 2 m, 9 m]", 26, "claims[1].within", "a window has two ends"),
    ("[1 m, 9 m]", "1 m", 26, "claims[1].within", "such as [1 m, 3 m], not '1 m'"),
    ("[1 m, 9 m]", "[9 m, 1 m]", 26, "claims[1].within", "the window is empty"),
    ("[1 m, 9 m]", "[1 m, 11 m]", 26, "claims[1].within[1]", "outside the street"),
    ("[1 m, 9 m]", "[1, 9 m]", 26, "claims[1].within[0]", "1 m? 1 mm?"),
    ("[1 m, 9 m]", "[1,5 m, 9 m]", 26, "claims[1].within[0]", "write 1.5 m, or put it in quotes"),
    ("[1 m, 9 m]", "[1 m, 8,5 m]", 26, "claims[1].within[1]", "write 8.5 m, or put it in quotes"),
    ("high: 0.9 m", "high: 0,9 m", 7, "ground.groundwater.high", "write 0.9 m"),
    # other values
    ("optional: true", "optional: perhaps", 29, "claims[2].optional", "'true' or 'false'"),
    ("id: gas", "id: gas west", 14, "claims[0].id", "such as 'gas-west'"),
    ("id: gas", "id: ''", 14, "claims[0].id", "the text is empty"),
    ("id: gas", "id:", 14, "claims[0].id", "there is no value here"),
    ("id: gas", "id: ~", 14, "claims[0].id", "there is no value here"),
    ("size: DN100", "size: null", 22, "claims[1].size", "there is no value here"),
    ("name: Dorpsstraat", f"name: {'x' * 121}", 1, "name", "at most 120 characters"),
    ("name: Dorpsstraat", "stretch: 1.5\nname: x", 1, "stretch", "no whole number"),
    ("catchment: 14 m", "catchment: 14 m, least: 150 %", 31, "claims[3].storage.least", "100 %"),
    (
        "catchment: 14 m",
        "catchment: 14 m, layers: 3",
        31,
        "claims[3].storage.layers",
        "one of: 1, 2",
    ),
    # missing things
    ("name: Dorpsstraat\n", "", 1, "name", "'name' is missing; write it like 'name: "),
    ("    width: 2,5 m\n", "", 9, "zones[0].width", "'width' is missing"),
    (", spacing: 10 m", "", 28, "claims[2].tree.spacing", "write it like 'spacing: 10 m'"),
    ("    from: 0 m\n", "", 33, "fixtures[0].from", "write it like 'from: 0 m'"),
    ("    axis: 1.9 m\n", "", 14, "claims[0].axis", "needs its axis"),
    # another form
    (
        "boundaries:\n  left: facade\n  right: facade",
        "boundaries: facade",
        3,
        "boundaries",
        "{left:",
    ),
    (
        "groundwater: {high: 0.9 m, low: 1.5 m}",
        "groundwater: 1 m",
        7,
        "ground.groundwater",
        "{high",
    ),
    (
        "tree: {root-volume: 18 m3, spacing: 10 m}",
        "tree: elm",
        28,
        "claims[2].tree",
        "{root-volume",
    ),
    # across fields
    ("width: 7.5 m", "width: 7.4 m", 8, "zones", "0.1 m missing"),
    ("id: heat", "id: gas", 20, "claims[1].id", "taken already by claims[0]"),
    ("high: 0.9 m", "high: 1.9 m", 7, "ground.groundwater", "swap them"),
    ("axis: 1.9 m", "axis: 11.9 m", 18, "claims[0].axis", "outside the street"),
    ("form: pair", "replaces: water", 23, "claims[1].replaces", "no claim 'water' to replace"),
    ("form: pair", "replaces: elms", 23, "claims[1].replaces", "only what lies there"),
    ("form: pair", "mobility: fixed", 23, "claims[1].mobility", "free to move"),
    # YAML that is refused
    ("name: Dorpsstraat", "name: &n Dorpsstraat", 1, "name", "'&n' is an anchor"),
    ("form: pair", "form: *n", 23, "claims[1].form", "'*n' is an alias; write the value out"),
    ("form: pair", "<<: x", 23, "claims[1]", "merge key"),
    ("name: Dorpsstraat", "name: !!str Dorpsstraat", 1, "name", "'!!str' is a tag"),
    ("name: Dorpsstraat", "name: !x Dorpsstraat", 1, "name", "'!x' is a tag"),
    ("name: Dorpsstraat", "name: a\nname: b", 2, "", "line 1 has it already"),
    ("axis: 1.9 m", "axis: 1.9 m\n    axis: 2 m", 19, "claims[0]", "'axis' stands here twice"),
    ("form: pair", "? [form]\n    : pair", 23, "claims[1]", "a key is text here"),
]


@pytest.mark.parametrize(("old", "new", "line", "path", "right"), CHANGES)
def test_one_slip_gives_one_problem_on_its_line(
    old: str, new: str, line: int, path: str, right: str
) -> None:
    assert old in SOUND
    found = problems(SOUND.replace(old, new, 1))
    where = f"{line}: {path}: " if path else f"{line}: "
    assert len(found) == 1, found
    assert found[0].startswith(where), found
    assert right in found[0]


def test_a_key_of_another_name_is_unknown_and_the_right_one_missing() -> None:
    missing, unknown = problems(SOUND.replace("from: 0 m", "start: 0 m"))
    assert unknown.startswith("35: fixtures[0].start: unknown key 'start'; known: bottom, from")
    assert missing.startswith("33: fixtures[0].from: 'from' is missing")


WHOLE = [
    ("", None, "the file is empty"),
    ("# nothing\n", None, "the file is empty"),
    ("~", None, "the file is empty"),
    ("just words", 1, "the file holds text and no keys"),
    ("\n- a\n- b\n", 2, "the file holds a list and no keys"),
    ("a: [1, 2\nb: 3\n", 1, "a '[' is not closed"),
    ("a: 1\nb: {c: 3\nd: 4\n", 2, "a '{' is not closed"),
    ("a: 1\nb: 'x\nc: 3\n", 2, "a quote is not closed"),
    ("a:\n\tb: 1\n", 2, "a tab stands here; indent with spaces"),
    ("a: 1\nb: c: d\n", 2, "a second ':' on this line"),
    ("a:\n  b: 1\n c: 2\n", 3, "the indentation does not fit"),
    ("a: 1\nb: @c\n", 2, "put the value in quotes"),
    ("a: 1\nb: `c`\n", 2, "put the value in quotes"),
    ('a: 1\nb: "\\q"\n', 2, "use single quotes"),
    ("a: 1\nb\nc: 3\n", 3, "':'"),
    ("a: " + "[" * 21 + "\n", 1, "nests deeper than 20 levels"),
    ("a: " + "[" * 100_000, 1, "nests deeper than 20 levels"),
    ("%YAML 9.9\n---\na: 1\n", 1, "YAML"),
]


@pytest.mark.parametrize(("text", "line", "right"), WHOLE)
def test_what_is_no_profile_at_all_is_told_once(text: str, line: int | None, right: str) -> None:
    found = problems(text)
    assert len(found) == 1, found
    assert right in found[0]
    assert found[0].startswith(" " if line is None else f"{line}: "), found


def test_a_second_document_is_refused_and_the_first_still_checked() -> None:
    found = problems(SOUND.replace("width: 10 m", "width: 10") + "---\nname: other\n")
    assert [re.match(r"\d+", one).group() for one in found] == ["2", "38"]  # type: ignore[union-attr]
    assert "a second document starts here" in found[1]


def test_a_number_without_value_is_kept_as_text_when_quoted() -> None:
    text = SOUND.replace("name: Dorpsstraat", "name: 'null'").replace("id: gas", 'id: "2"', 1)
    profile = parse_profile(text).profile
    assert (profile.name, profile.claims[0].id) == ("null", "2")


def test_scalars_stay_the_text_that_was_written() -> None:
    text = SOUND.replace("name: Dorpsstraat", "name: 0x10").replace("id: gas", "id: 1.0", 1)
    profile = parse_profile(text).profile
    assert (profile.name, profile.claims[0].id) == ("0x10", "1.0")


def test_all_problems_of_a_file_come_at_once_sorted_by_line() -> None:
    text = SOUND
    for old, new in (
        ("width: 10 m", "width: 11 m"),  # zones
        ("high: 0.9 m", "high: 1.9 m"),  # groundwater, across fields
        ("kind: footway", "kind: footwy"),
        ("network: gas-low", "network: gas-lw"),
        ("id: heat", "id: gas"),  # a duplicate of a claim that is wrong itself
        ("form: pair", "replaces: nothing"),
        ("root-volume: 18 m3", "root-volume: 18"),
        ("rain: 60 mm", "rian: 60 mm"),
        ("to: 1.2 m", "to: 0 m"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    found = problems(text)
    assert [one.split(": ")[0] + " " + one.split(": ")[1] for one in found] == [
        "7 ground.groundwater",
        "8 zones",
        "9 zones[0].kind",
        "15 claims[0].network",
        "20 claims[1].id",
        "23 claims[1].replaces",
        "28 claims[2].tree.root-volume",
        "31 claims[3].storage.rian",
        "36 fixtures[0].to",
    ]


@pytest.mark.parametrize(
    ("changes", "quiet"),
    [
        # a zone without a sound width, or a street without one: nothing can be said of the sum
        ([("width: 7.5 m", "width: 7.4")], "zones: "),
        ([("width: 10 m", "width: 9")], "zones: "),
        ([("  - kind: carriageway\n    width: 7.5 m\n", "  - carriageway\n")], "zones: "),
        # positions need the width
        ([("width: 10 m", "width: 9"), ("axis: 1.9 m", "axis: 99 m")], "claims[0].axis"),
        # an axis that is there but wrong is not missing
        ([("axis: 1.9 m", "axis: 1.9")], "needs its axis"),
        ([("axis: 1.9 m", "axes: 1.9 m")], "needs its axis"),
        ([("state: existing", "state: existin")], "mobility is for"),
        ([("serves: both", "serves: bothh")], "need a side"),
        # what is replaced is there, but wrong itself
        ([("id: gas", "id: gas 1"), ("form: pair", "replaces: gas 1")], "no claim"),
        ([("state: existing", "state: exist"), ("form: pair", "replaces: gas")], "is planned"),
        ([("axis: 1.9 m\n", "cover: 1\n"), ("form: pair", "replaces: gas")], "is planned"),
        # a list with one wrong item is not empty
        ([("  - kind: footway\n    width: 2,5 m\n", "")], "at least one"),
    ],
)
def test_nothing_is_reported_that_another_slip_has_caused(
    changes: list[tuple[str, str]], quiet: str
) -> None:
    text = SOUND
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    assert not [one for one in problems(text) if quiet in one and "add up to 7.5" not in one]


# --- files ----------------------------------------------------------------------------------------


def refused(path: Path | str) -> str:
    with pytest.raises(ProfileFileError) as caught:
        load_profile(path)
    (line,) = str(caught.value).splitlines()
    return line


def test_a_file_with_bom_and_windows_line_ends_is_read(tmp_path: Path) -> None:
    path = tmp_path / "street.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
    assert load_profile(path) == load_profile(str(path)) == parse_profile(SOUND).profile


def test_lines_are_counted_the_same_with_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "street.yaml"
    path.write_bytes(SOUND.replace("axis: 1.9 m", "axis: 1.9").replace("\n", "\r\n").encode())
    assert refused(path).startswith(f"{path}:18: claims[0].axis: ")


@pytest.mark.parametrize(
    ("content", "line", "right"),
    [
        (SOUND.encode("utf-16"), None, "saved as UTF-16; save it as UTF-8"),
        ("name: é\n".encode("latin-1"), 1, "byte 0xe9 is no UTF-8 text"),
        ("a: 1\nname: é\n".encode("latin-1"), 2, "save the file as UTF-8"),
        (b"a: 1\nb: \x07\n", 2, "control character U+0007"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", None, "no text (it holds binary data)"),
        (bytes(range(128, 256)), 1, "no UTF-8 text"),
        (b"x" * (MOST_BYTES + 1), None, "a street profile is at most 1 MB"),
    ],
)
def test_rubbish_is_told_from_text(
    tmp_path: Path, content: bytes, line: int | None, right: str
) -> None:
    path = tmp_path / "street.yaml"
    path.write_bytes(content)
    said = refused(path)
    assert said.startswith(f"{path}: " if line is None else f"{path}:{line}: ")
    assert right in said


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000_000)  # sparse: reading it would take all memory
    assert "the file is 50000 MB" in refused(path)


def test_a_directory_and_a_file_that_is_not_there_are_told(tmp_path: Path) -> None:
    assert "this is a directory" in refused(tmp_path)
    assert "there is no such file" in refused(tmp_path / "none.yaml")
    assert "there is no directory" in refused(tmp_path / "no" / "street.yaml")
    (tmp_path / "street.yaml").write_text(SOUND, encoding="utf-8")
    assert f"did you mean {tmp_path / 'street.yaml'}?" in refused(tmp_path / "street.yml")


def test_an_unreadable_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "street.yaml"
    path.write_text(SOUND, encoding="utf-8")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert "permission denied" in refused(path)


@pytest.mark.parametrize("name", ["a\0b.yaml", "x" * 5000 + ".yaml", "x/" * 3000 + "y.yaml"])
def test_a_name_no_file_can_have_is_told(name: str) -> None:
    with pytest.raises(ProfileFileError, match="file"):
        load_profile(name)


@pytest.mark.parametrize("name", names(Shelf.PROFILES))
def test_a_library_profile_is_found_by_its_name(name: str) -> None:
    document = read_profile(name)
    assert isinstance(document, ProfileDocument)
    assert Path(document.file).name == f"{name}.yaml"


def test_an_unknown_library_name_gets_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = names(Shelf.PROFILES)[0]
    assert known in refused(known[:-1])
    assert "ends in .yaml" in refused("no-such-profile")
    monkeypatch.chdir(tmp_path)
    Path("street").write_text(SOUND, encoding="utf-8")
    assert load_profile("street").name == "Dorpsstraat"  # a file without suffix


# --- lines for errors found later -----------------------------------------------------------------


def test_a_document_knows_the_line_of_every_place() -> None:
    document = parse_profile(SOUND, "street.yaml")
    assert document.line(("width",)) == 2
    assert document.line(("zones",)) == 8
    assert document.line(("zones", 1, "width")) == 12
    assert document.line(("claims", 2)) == 27
    assert document.line(("claims", 2, "tree", "trunk")) == 28
    assert document.line(("claims", 9, "axis")) == 13
    assert document.line(("preset",)) == 1
    assert document.line(()) == 1


def test_errors_found_later_are_refused_with_their_lines() -> None:
    document = parse_profile(SOUND, "street.yaml")
    document.refuse([])
    with pytest.raises(ProfileFileError) as caught:
        document.refuse([ProfileError(("claims", 1, "size"), "no casing is known")])
    assert str(caught.value) == "street.yaml:22: claims[1].size: no casing is known"


def test_the_python_loader_gives_the_same_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML came without libyaml, messages and lines stay."""
    texts = [SOUND.replace(old, new, 1) for old, new, *_ in CHANGES[::5]]
    expected = [problems(text) for text in texts]
    monkeypatch.setattr(yamlnodes, "_LOADER", yaml.SafeLoader)
    assert parse_profile(SOUND).profile.width == 10_000
    assert [problems(text) for text in texts] == expected


def test_a_file_with_thousands_of_problems_shows_the_first() -> None:
    text = SOUND + "".join(f"key{i}: 1\n" for i in range(5000))
    found = problems(text)
    assert len(found) == 201
    assert "5000 problems; here are the first 200" in found[0]
