"""Rows of profiles: the same from every format, errors told row by row."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ondergrond.errors import InputFileError, ProfileFileError
from ondergrond.io import parse_profile
from ondergrond.io.profilejson import JsonTextError, json_object, parse_profile_json
from ondergrond.io.profilerows import ProfileRows
from ondergrond.io.profilerows_write import FORMATS, Placed, write_profiles
from tests.batch.streets import street, write_lines

PLACED = [Placed(f"s{n}", street(n), ((100.0 + n, 5.0), (120.0, 6.5))) for n in range(5)]


@pytest.mark.parametrize("form", ["jsonl", "parquet", "gpkg"])
def test_what_is_written_is_read_again(tmp_path: Path, form: str) -> None:
    rows = list(ProfileRows(write_profiles(PLACED, tmp_path, form)))
    assert [row.id for row in rows] == ["s0", "s1", "s2", "s3", "s4"]
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    assert rows[3].names == {"name": "street 3"}
    expected = {key: value for key, value in street(3).items() if key != "name"}
    assert json.loads(rows[3].text) == expected
    assert all(row.line is not None and len(row.line) == 41 and row.error is None for row in rows)


def test_the_texts_of_all_json_formats_are_equal(tmp_path: Path) -> None:
    texts = [
        [row.text for row in ProfileRows(write_profiles(PLACED, tmp_path, form))]
        for form in FORMATS
        if form != "yaml"
    ]
    assert texts[0] == texts[1] == texts[2]


def test_a_folder_of_yaml_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    write_profiles(PLACED, tmp_path, "yaml")
    (tmp_path / "s2.yaml").write_bytes(b"\xff\xfe")
    rows = list(ProfileRows(tmp_path))
    assert [row.id for row in rows] == ["s0", "s1", "s2", "s3", "s4"]
    assert rows[2].error is not None
    assert "UTF-16" in rows[2].error
    assert parse_profile(rows[1].text).profile.name == "street 1"


def test_a_line_that_is_too_long_is_one_row(tmp_path: Path) -> None:
    """It came as several, and all rows after it had other numbers."""
    source = tmp_path / "in.jsonl"
    long = json.dumps({"id": "long", "profile": {"name": "x" * 5_000_000}})
    source.write_text(f"{long}\n{json.dumps(street(1))}\n", encoding="utf-8")
    rows = list(ProfileRows(source))
    assert [row.id for row in rows] == ["row-1", "row-2"]
    assert "longer than" in str(rows[0].error)
    assert rows[1].names == {"name": "street 1"}
    source.write_text(long, encoding="utf-8")
    assert len(list(ProfileRows(source))) == 1


def test_a_file_name_of_another_alphabet_is_told_by_its_numbers(tmp_path: Path) -> None:
    write_profiles(PLACED[:1], tmp_path, "yaml")
    try:
        (tmp_path / "s0.yaml").rename(tmp_path / "Kad\udce9.yaml")
    except (OSError, UnicodeError):
        pytest.skip("this file system takes no such name")
    (row,) = ProfileRows(tmp_path)
    assert row.id == "Kad\\udce9"
    assert row.error is None


def test_a_table_that_is_damaged_halfway_is_told_as_unreadable_input(tmp_path: Path) -> None:
    many = [Placed(f"s{n}", street(n), PLACED[0].line) for n in range(3000)]
    source = write_profiles(many, tmp_path, "parquet")
    content = bytearray(source.read_bytes())
    content[100 : len(content) // 2] = b"\0" * (len(content) // 2 - 100)
    source.write_bytes(content)
    with pytest.raises(InputFileError, match="cannot be read"):
        list(ProfileRows(source))


def test_a_bad_line_is_a_row_with_its_error(tmp_path: Path) -> None:
    lines: list[Any] = [street(0), "{", "[1]", '{"a": 1, "a": 2}', street(4)]
    rows = list(ProfileRows(write_lines(tmp_path / "in.jsonl", lines)))
    assert [row.error is None for row in rows] == [True, False, False, False, True]
    assert "no JSON" in str(rows[1].error)
    assert "an object" in str(rows[2].error)
    assert "'a' stands twice" in str(rows[3].error)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"profile": 3}, "no object"),
        ({"profile": {}, "geometri": 1}, "unknown key 'geometri'"),
        ({"profile": {}, "geometry": {"type": "Point", "coordinates": [1, 2]}}, "LineString"),
        ({"profile": {}, "geometry": {"type": "LineString", "coordinates": [[1, 2]]}}, "two"),
        ({"profile": {}, "geometry": {"type": "LineString", "coordinates": [[1], [2]]}}, "two"),
    ],
)
def test_a_wrapper_that_is_wrong_says_how(tmp_path: Path, line: dict[str, Any], said: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(line) + "\n")
    (row,) = ProfileRows(path)
    assert row.error is not None
    assert said in row.error


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.jsonl", None, "no such file"),
        ("what.csv", b"a,b", "profiles come as"),
        ("empty.jsonl", b"\n\n", "no lines"),
        ("bad.parquet", b"nothing", "no Parquet"),
        ("bad.gpkg", b"nothing", "no GeoPackage"),
    ],
)
def test_an_input_that_cannot_be_used_says_why(
    tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputFileError, match=said):
        list(ProfileRows(path))


def test_a_folder_without_yaml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match=r"no \.yaml"):
        list(ProfileRows(tmp_path))


def test_an_unknown_layer_names_those_there_are(tmp_path: Path) -> None:
    path = write_profiles(PLACED, tmp_path, "gpkg")
    with pytest.raises(InputFileError, match="there are profiles"):
        list(ProfileRows(path, "streets"))


def test_json_and_yaml_give_the_same_profile() -> None:
    text = json.dumps(street(7))
    assert parse_profile_json(text) == parse_profile(text).profile


@pytest.mark.parametrize(
    "change",
    [
        {"width": 14},
        {"width": None},
        {"skip_price": 3},
        {"claims": [{"id": "w", "network": "watr"}]},
        {"claims": [{"id": "w", "network": "water", "skip_price": 0}]},
        {"zones": [{"kind": "footway", "width": "1 m"}]},
        {"name": ""},
        {"stretch": 9},
    ],
)
def test_json_is_refused_with_the_words_of_yaml(change: dict[str, Any]) -> None:
    text = json.dumps({**street(1), **change})
    with pytest.raises(ProfileFileError) as by_json:
        parse_profile_json(text, "p")
    with pytest.raises(ProfileFileError) as by_yaml:
        parse_profile(json.dumps({**street(1), **change}), "p")
    said = [(one.path, one.message) for one in by_json.value.problems]
    assert {path for path, _ in said} == {one.path for one in by_yaml.value.problems}


def test_a_bare_number_is_asked_for_its_unit() -> None:
    with pytest.raises(ProfileFileError, match=r"'14' has no unit: 14 m\? 14 mm\?"):
        parse_profile_json(json.dumps({**street(1), "width": 14}))


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_any_text_is_an_object_or_an_error_of_its_own(text: str | bytes) -> None:
    with suppress(JsonTextError):
        assert isinstance(json_object(text), dict)
