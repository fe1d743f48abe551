"""Layouts back on the map and as tables: what is written is what the layout has, in its place."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pyarrow.parquet as pq
import pyogrio.raw
import pytest

from ondergrond.io.mapexport import (
    NoSectionError,
    layout_section,
    map_layers,
    save_geojson,
    save_gpkg,
)
from ondergrond.io.parquet import save_parquet
from ondergrond.io.placements import Placement, placements
from ondergrond.io.section import Section
from ondergrond.io.wkb import read_wkb
from ondergrond.layout import Layout
from ondergrond.profile import Location
from ondergrond.scene import layout_scene
from tests.draw import layouts

LAYERS = ("section", "zones", "extents", "axes", "placements", "gaps")


def lying(layout: Layout, degrees: float) -> Section:
    """A section as long as the street is wide, turned so far from east."""
    width = layout.profile.width / 1000
    turn = math.radians(degrees)
    end = (94_000 + width * math.cos(turn), 463_500 + width * math.sin(turn))
    return Section("street", (94_000.0, 463_500.0), end)


def read(path: Path, layer: str) -> tuple[list[dict[str, object]], list[bytes]]:
    meta, _, geometry, fields = pyogrio.raw.read(path, layer=layer)
    assert meta["crs"] == "EPSG:28992"
    names = list(meta["fields"])
    columns = [column.tolist() for column in fields]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)], geometry


@pytest.mark.parametrize("degrees", [0, 37, 190])
def test_placements_lie_on_the_section_at_their_axis(tmp_path: Path, degrees: float) -> None:
    layout = layouts.renewal()
    section = lying(layout, degrees)
    path = save_gpkg(layout, tmp_path / "street.gpkg", section)
    rows, geometry = read(path, "placements")
    wanted = placements(layout)
    assert [row["claim"] for row in rows] == [placement.claim for placement in wanted]
    for row, data, placement in zip(rows, geometry, wanted, strict=True):
        (point,) = read_wkb(bytes(data)).points
        assert section.offset(point) == placement.axis == row["axis"]
        assert section.distance(point) == 0
        assert row["top"] == placement.top


def test_every_layer_is_written_and_areas_are_as_wide_as_the_things(tmp_path: Path) -> None:
    layout = layouts.boulevard()
    section = lying(layout, 90)
    path = save_gpkg(layout, tmp_path / "street.gpkg", section, stretch=4_000)
    assert {str(name) for name, _ in pyogrio.list_layers(path)} == set(LAYERS)
    rows, geometry = read(path, "extents")
    for row, data in zip(rows, geometry, strict=True):
        (ring,) = read_wkb(bytes(data)).rings
        offsets = [section.offset(point) for point in ring]
        assert (min(offsets), max(offsets)) == (row["start"], row["end"])
        assert {section.distance(point) for point in ring} == {2_000}
    zones, _ = read(path, "zones")
    assert [row["width"] for row in zones] == [zone.width for zone in layout.profile.zones]


def test_gaps_are_the_notes_with_what_they_are_short(tmp_path: Path) -> None:
    layout = layouts.renewal()
    path = save_gpkg(layout, tmp_path / "street.gpkg", lying(layout, 0))
    rows, geometry = read(path, "gaps")
    assert {(row["kind"], row["gap"], row["wanted"]) for row in rows} == {
        (note.kind, note.gap, note.wanted) for note in layout.notes
    }
    faces = {mark.note.left: mark for mark in layout_scene(layout).marks}
    for row, data in zip(rows, geometry, strict=True):
        ((start, end),) = read_wkb(bytes(data)).lines
        mark = faces[str(row["left_face"])]
        assert mark.left is not None
        assert mark.right is not None
        a, b = sorted((mark.left, mark.right), key=lambda box: box.start)
        shared = max(a.start, b.start), min(a.end, b.end)
        between = a.end, b.start
        ends = list(shared if a.end > b.start else between)
        assert [round((x - 94_000) * 1000) for x, _ in (start, end)] == ends


def test_a_file_that_was_there_is_replaced(tmp_path: Path) -> None:
    layout = layouts.quay()
    path = tmp_path / "street.gpkg"
    for _ in range(2):
        save_gpkg(layout, path, lying(layout, 0))
    assert len(read(path, "section")[0]) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["street.gpkg"]


def test_geojson_holds_the_same_features_in_the_same_places(tmp_path: Path) -> None:
    layout = layouts.quay()
    section = lying(layout, 20)
    path = save_geojson(layout, tmp_path / "street.geojson", section)
    document = json.loads(path.read_text(encoding="utf-8"))
    layers = map_layers(layout, section)
    assert len(document["features"]) == sum(len(layer.features) for layer in layers)
    assert {feature["properties"]["layer"] for feature in document["features"]} == set(LAYERS)
    meta, _, geometry, _ = pyogrio.raw.read(path)
    assert meta["crs"] == "EPSG:28992"
    assert len(geometry) == len(document["features"])


def test_a_layout_that_knows_no_place_says_what_to_give() -> None:
    layout = layouts.quay()
    with pytest.raises(NoSectionError, match=r"--section x1,y1,x2,y2"):
        layout_section(layout)
    with pytest.raises(NoSectionError, match=r"the street 9.8 m wide"):
        layout_section(layout, Section("short", (94_000, 463_500), (94_005, 463_500)))


def test_the_profile_s_own_location_is_taken() -> None:
    layout = layouts.quay()
    placed = Location(left=(94_000_000, 463_500_000), right=(94_000_000, 463_509_800))
    profile = layout.profile.model_copy(update={"location": placed})
    section = layout_section(layout.model_copy(update={"profile": profile}))
    assert section.start == (94_000.0, 463_500.0)
    assert section.length == 9_800


def test_a_table_has_a_row_for_every_body_of_every_layout(tmp_path: Path) -> None:
    two = [("renewal", layouts.renewal()), ("alley", layouts.alley())]
    table = pq.read_table(save_parquet(two, tmp_path / "p.parquet"))
    rows = table.to_pylist()
    assert len(rows) == sum(len(placements(layout)) for _, layout in two)
    assert {row["layout"] for row in rows} == {"renewal", "alley"}
    for field in Placement._fields:
        assert field in table.schema.names or f"{field}_mm" in table.schema.names
    first = next(row for row in rows if row["claim"] == "water-rechts")
    assert first["axis_mm"] == 16_800
    assert first["score"] == two[0][1].score


def test_rows_say_where_things_lay_and_where_they_come_to_lie() -> None:
    layout = layouts.renewal()
    water = {row.standing: row.axis for row in placements(layout) if row.claim == "water-oud"}
    assert water == {"former": 2300, "moved": 3600}
    racks = [row for row in placements(layouts.alley()) if row.what == "rack"]
    assert len(racks) == len(layout_scene(layouts.alley()).racks) == 1
    riders = [row for row in placements(layouts.alley()) if row.technique == "rack"]
    assert len(riders) > 2
