"""The example by hand of docs/model.md, section 9: one thread from YAML to a drawing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ondergrond.check import check_layout
from ondergrond.draw import draw_layout
from ondergrond.io import load_profile, load_rules
from ondergrond.layout import Layout
from ondergrond.solve import solve

HERE = Path(__file__).parent / "example"
MODEL = Path(__file__).parents[1] / "docs" / "model.md"


@pytest.fixture(scope="module")
def layout() -> Layout:
    result = solve(load_profile(HERE / "street.yaml"), load_rules(HERE / "rules.toml"))
    assert result.verdict == "optimal"
    assert result.layout is not None
    return result.layout


def documented() -> dict[str, Any]:
    """The JSON that the document says comes out."""
    (block,) = re.findall(r"```json\n(.*?)```", MODEL.read_text(encoding="utf-8"), re.DOTALL)
    found: dict[str, Any] = json.loads(block)
    return found


def within(part: Any, whole: Any) -> bool:
    """Whether ``whole`` says everything that ``part`` says."""
    if isinstance(part, dict):
        return all(key in whole and within(value, whole[key]) for key, value in part.items())
    if isinstance(part, list):
        return len(part) == len(whole) and all(map(within, part, whole))
    return bool(part == whole)


def test_every_slot_lies_where_the_hand_put_it(layout: Layout) -> None:
    slots = {
        column.members[0].claim: (column.box.axis, column.box.top, column.box.bottom)
        for column in layout.columns
    }
    assert slots == {
        "telecom": (330, 600, 650),
        "gas": (810, 800, 910),
        "water": (1420, 1000, 1110),
    }


def test_every_term_is_what_the_hand_added_up(layout: Layout) -> None:
    laying = (400_000 + 65_000) + (830_000 + 182_000) + (930_000 + 222_000)
    services = (100_000 + 6_600) + (300_000 + 40_500) + (300_000 + 71_000)
    reopenings = 3_750 + 2_550 + 2_550
    assert layout.terms == {
        "laying": laying,
        "services": services,
        "reopenings": reopenings,
        "deviations": 500_000,
    }
    assert layout.score == laying + services + reopenings + 500_000 == 3_955_950
    assert layout.parties == {"telecom": 575_350, "gas": 1_355_050, "water": 1_525_550}


def test_the_documented_json_is_what_comes_out(layout: Layout) -> None:
    assert within(documented(), json.loads(layout.to_json()))


def test_the_document_has_every_number_of_the_score() -> None:
    text = MODEL.read_text(encoding="utf-8")
    for number in ("2 629 000", "818 100", "8 850", "500 000", "3 955 950", "3 455 950"):
        assert number in text


def test_the_layout_survives_its_json_and_passes_the_checker(layout: Layout) -> None:
    again = Layout.from_json(layout.to_json())
    assert again == layout
    assert check_layout(again).ok


def test_the_layout_is_drawn(layout: Layout, tmp_path: Path) -> None:
    drawing = tmp_path / "example.svg"
    draw_layout(layout, drawing)
    text = drawing.read_text(encoding="utf-8")
    assert text.lstrip().startswith("<?xml")
    assert "Example street" in text
