"""Streets sketched in Streetmix: widths in every schema, zones, boundaries, refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ondergrond.claims import TreeClaim
from ondergrond.io import parse_profile
from ondergrond.io.streetmix import StreetmixFileError, read_streetmix
from ondergrond.io.streetyaml import street_to_yaml
from ondergrond.profile import Boundary, Pavement, ZoneKind
from tests.cli.test_runs import run

DATA = Path(__file__).parents[3] / "shared" / "data" / "streetmix" / "fixtures"

SEGMENTS: list[tuple[str, str, float]] = [
    ("sidewalk", "normal", 8),
    ("sidewalk-tree", "big", 2),
    ("parking-lane", "inbound|left", 7),
    ("drive-lane", "inbound|car", 10),
    ("drive-lane", "outbound|car", 10),
    ("divider", "bush", 3),
    ("streetcar", "inbound|grass", 12),
    ("sidewalk", "sparse", 6),
]


def document(schema: int, units: int, factor: float = 1.0, **more: Any) -> dict[str, Any]:
    """The sketch with widths of so many units."""
    segments = [
        {"type": kind, "variantString": variant, "width": width * factor}
        for kind, variant, width in SEGMENTS
    ]
    street = {
        "schemaVersion": schema, "units": units, "width": 58 * factor, "segments": segments,
        "leftBuildingVariant": "narrow", "rightBuildingVariant": "fence", **more,
    }  # fmt: skip
    return {"name": "Sketch", "data": {"street": street}}


def write(tmp_path: Path, content: Any) -> Path:
    path = tmp_path / "street.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("schema", "units", "factor", "first", "whole"),
    [
        (22, 1, 1.0, 2_438, 17_678),  # feet of 0.3048 m
        (29, 2, 1.0, 2_400, 17_400),  # a metric street in feet of 0.3 m
        (30, 0, 0.3, 2_400, 17_400),  # metres
        (34, 1, 0.3, 2_400, 17_400),  # metres, shown in feet
    ],
)
def test_widths_are_read_in_the_units_of_their_schema(
    tmp_path: Path, schema: int, units: int, factor: float, first: int, whole: int
) -> None:
    found = read_streetmix(write(tmp_path, document(schema, units, factor)))
    assert found.zones[0].thing.width == first
    assert found.width == whole
    assert not found.warnings


def test_segments_become_zones_and_equal_neighbours_are_one(tmp_path: Path) -> None:
    profile = read_streetmix(write(tmp_path, document(33, 2, 0.3))).profile()
    assert [(zone.kind, zone.width, zone.surface) for zone in profile.zones] == [
        (ZoneKind.FOOTWAY, 2400, Pavement.TILES),
        (ZoneKind.TREE_STRIP, 600, Pavement.PLANTING),
        (ZoneKind.PARKING, 2100, Pavement.BRICKS),
        (ZoneKind.CARRIAGEWAY, 6000, Pavement.ASPHALT),
        (ZoneKind.VERGE, 900, Pavement.PLANTING),
        (ZoneKind.TRAMWAY, 3600, Pavement.GRASS),
        (ZoneKind.FOOTWAY, 1800, Pavement.TILES),
    ]
    assert (profile.boundaries.left, profile.boundaries.right) == (Boundary.FACADE, Boundary.PLOT)
    (tree,) = profile.claims
    assert isinstance(tree, TreeClaim)
    assert tree.optional


def test_boundaries_of_newer_schemas_are_read(tmp_path: Path) -> None:
    sides = {"left": {"variant": "waterfront"}, "right": {"variant": "wide"}}
    profile = read_streetmix(write(tmp_path, document(34, 0, 0.3, boundary=sides))).profile()
    assert profile.boundaries.left is Boundary.WATER
    assert profile.boundaries.right is Boundary.FACADE


def test_what_is_not_known_and_what_does_not_add_up_is_told(tmp_path: Path) -> None:
    content = document(33, 2, 0.3, width=30.0, rightBuildingVariant="castle")
    content["data"]["street"]["segments"][3]["type"] = "magic-carpet"
    found = read_streetmix(write(tmp_path, content))
    text = street_to_yaml(found)
    assert "'magic-carpet' is not known; taken for a carriageway" in text
    assert any("add up to 17.4 m, the street was set to 30 m" in one for one in found.warnings)
    assert "right 'castle' is taken for a facade" in found.warnings


def test_a_width_beyond_all_bounds_is_told_as_none(tmp_path: Path) -> None:
    path = tmp_path / "street.json"
    text = json.dumps(document(33, 2, 0.3, width=7))
    path.write_text(text.replace('"width": 7,', f'"width": 1{"0" * 400},'), encoding="utf-8")
    assert "1" + "0" * 400 in path.read_text(encoding="utf-8")
    assert any("no number of metres" in one for one in read_streetmix(path).warnings)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], "it is no object"),
        ({}, "no data.street.segments"),
        ({"project": {}}, "StreetPlan"),
        ({"data": {"street": {"segments": []}}}, "schemaVersion is missing"),
        ({"schemaVersion": 33, "segments": []}, "no segment"),
        ({"schemaVersion": 33, "segments": [1]}, "a type and a width"),
        ({"schemaVersion": 33, "segments": [{"type": "x", "width": "3"}]}, "is no number"),
        ({"schemaVersion": 33, "segments": [{"type": "x", "width": -3}]}, "no width"),
        ({"schemaVersion": 33, "segments": [{"type": "x", "width": 1e400}]}, "no width"),
        ({"schemaVersion": 33, "segments": [{"type": "x", "width": 1}] * 61}, "61 segments"),
        ({"schemaVersion": True, "segments": [{}]}, "schemaVersion"),
    ],
)
def test_what_is_no_street_is_refused_with_the_reason(
    tmp_path: Path, content: Any, message: str
) -> None:
    path = write(tmp_path, content)
    with pytest.raises(StreetmixFileError, match=message):
        read_streetmix(path)
    result = run("import", "streetmix", path, "-o", tmp_path / "s.yaml")
    assert result.exit_code == 2


def test_text_that_is_no_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "street.json"
    for content in ("", "{", "[" * 100_000, '{"a": 1e9999999'):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(StreetmixFileError):
            read_streetmix(path)


@given(
    st.lists(st.tuples(st.sampled_from(["sidewalk", "drive-lane", "divider", "odd"]),
                       st.floats(0.1, 30)), min_size=1, max_size=30),
    st.sampled_from([(12, 1), (29, 2), (31, 0)]),
)  # fmt: skip
def test_any_sketch_gives_a_profile_as_wide_as_its_segments(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, float]],
    schema: tuple[int, int],
) -> None:
    segments = [{"type": kind, "variantString": "", "width": width} for kind, width in rows]
    content = {"schemaVersion": schema[0], "units": schema[1], "segments": segments}
    path = tmp_path_factory.mktemp("sketch") / "street.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    found = read_streetmix(path)
    metre = {12: 0.3048, 29: 0.3, 31: 1.0}[schema[0]]
    wanted = sum(width for _, width in rows) * metre * 1000
    assert abs(found.width - wanted) <= 1
    assert parse_profile(street_to_yaml(found)).profile == found.profile()


@pytest.mark.skipif(not DATA.is_dir(), reason="no sketches beside the checkout (../shared/data)")
def test_real_sketches_are_read() -> None:
    paths = sorted(DATA.glob("*.streetmix.json"))
    assert len(paths) >= 18
    for path in paths:
        found = read_streetmix(path)
        street = json.loads(path.read_text(encoding="utf-8"))["data"]["street"]
        wanted = sum(segment["width"] for segment in street["segments"])
        assert abs(found.width - wanted * 1000) < 1
        assert parse_profile(street_to_yaml(found)).profile == found.profile()
    for path in DATA.glob("exampleJSON-*.json"):
        with pytest.raises(StreetmixFileError, match="StreetPlan"):
            read_streetmix(path)
