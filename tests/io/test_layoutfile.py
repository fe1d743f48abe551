"""Layout files: what is none is told in words, what is one comes back as it went."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ondergrond.errors import LayoutFileError
from ondergrond.io import load_layout, save_layout
from ondergrond.layout import SCHEMA, Layout
from tests.check.hands import layout, net, slot, street


@pytest.fixture(scope="module")
def small() -> Layout:
    profile = street(net("water", "water"), {"id": "p", "network": "heat", "size": "90 mm"})
    return layout(profile, slot("water", 1000, 600), slot("p", 3000, 600, 90))


def refused(path: Path) -> list[str]:
    with pytest.raises(LayoutFileError) as caught:
        load_layout(path)
    return [line.removeprefix(str(path)) for line in str(caught.value).splitlines()]


def test_a_layout_comes_back_as_it_went(tmp_path: Path, small: Layout) -> None:
    path = tmp_path / "a.layout.json"
    save_layout(small, path)
    assert load_layout(path) == load_layout(str(path)) == small


def test_a_layout_inside_an_answer_is_found(tmp_path: Path, small: Layout) -> None:
    path = tmp_path / "answer.json"
    path.write_text(
        json.dumps({"verdict": "feasible", "layout": json.loads(small.to_json())}), encoding="utf-8"
    )
    assert load_layout(path) == small


@pytest.mark.parametrize(
    ("text", "where", "right"),
    [
        ("", ": ", "the file is empty; a layout is what 'solve --out' writes"),
        ("  \n", ": ", "the file is empty"),
        ("name: street\n", ":1: ", "this is no JSON"),
        ('{"schema_version": "ondergrond-layout/1",\n "verdict": "opt', ":2: ", "it was cut off"),
        ('{"schema_version": "ondergrond-layout/1",\n', ":2: ", "it was cut off"),
        ("[" * 100_000, ": ", "this is no layout"),
        ("[1]", ": ", "it does not say 'schema_version'"),
        ("3", ": ", "it does not say 'schema_version'"),
        ("{}", ": ", "it does not say 'schema_version'"),
        (
            '{"schema_version": "ondergrond-layout/9"}',
            ": schema_version: ",
            "this program reads 'ondergrond-layout/1', and the file holds 'ondergrond-layout/9'",
        ),
        ('{"schema_version": 1}', ": schema_version: ", "the file holds 1"),
        ('{"verdict": "infeasible", "layout": null}', ": layout: ", "its verdict is 'infeasible'"),
        ('{"verdict": "optimal", "layout": 3}', ": ", "this is no layout"),
    ],
)
def test_what_is_no_layout_is_told(tmp_path: Path, text: str, where: str, right: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    (line,) = refused(path)
    assert line.startswith(where), line
    assert right in line


def test_a_huge_number_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"schema_version": ' + "9" * 5000 + "}", encoding="utf-8")
    assert "this is no layout" in refused(path)[0]


def test_keys_that_do_not_fit_are_named(tmp_path: Path, small: Layout) -> None:
    data: dict[str, Any] = json.loads(small.to_json())
    del data["cost"]
    data["columns"][0]["technique"] = "tunnel"
    data["extra"] = 1
    path = tmp_path / "a.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    told = refused(path)
    assert [line.split(": ")[1] for line in told] == ["columns.0.technique", "cost", "extra"]


def test_only_the_first_problems_of_a_spoilt_layout_are_shown(
    tmp_path: Path, small: Layout
) -> None:
    data = json.loads(small.to_json())
    data.update({f"extra{i}": 1 for i in range(50)})
    path = tmp_path / "a.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    told = refused(path)
    assert len(told) == 21
    assert "50 problems in all" in told[0]


def test_a_file_over_50_mb_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as stream:
        stream.truncate(50_000_001)
    assert "a layout is at most 50 MB" in refused(path)[0]


def test_binary_rubbish_and_a_directory_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"\x89PNG\0\0")
    assert "binary data" in refused(path)[0]
    assert "directory" in refused(tmp_path)[0]


def test_the_schema_stands_in_the_file(tmp_path: Path, small: Layout) -> None:
    path = tmp_path / "a.json"
    save_layout(small, path)
    assert json.loads(path.read_text(encoding="utf-8"))["schema_version"] == SCHEMA
