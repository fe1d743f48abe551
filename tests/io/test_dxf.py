"""The section for CAD: sound for its reader, on the layers of the standard, to scale."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ezdxf
import pytest

from ondergrond.claims import Network
from ondergrond.io.dxf import SCALES, dxf_document, nlcs, save_dxf
from ondergrond.io.dxf.nlcs import Element, Status
from ondergrond.layout import Layout
from ondergrond.palettes import NLCS_OBJECTS
from ondergrond.profile import Pavement
from ondergrond.scene import GONE, layout_scene
from tests.draw import layouts

TABLES = Path(__file__).parents[3] / "shared" / "data" / "nlcs"
ALL = (layouts.alley, layouts.residential, layouts.renewal, layouts.quay, layouts.boulevard,
       layouts.dense, layouts.corners, layouts.many)  # fmt: skip


@pytest.mark.parametrize("street", ALL, ids=lambda street: street.__name__)
def test_a_drawing_has_nothing_to_audit(street: Callable[[], Layout]) -> None:
    auditor = dxf_document(street(), lang="nl").audit()
    assert not auditor.errors
    assert not auditor.fixes


def test_a_drawing_written_and_read_again_is_sound(tmp_path: Path) -> None:
    path = save_dxf(layouts.renewal(), tmp_path / "street.dxf", lang="nl", scale=100)
    document = ezdxf.filemanagement.readfile(path)
    auditor = document.audit()
    assert not auditor.errors
    assert not auditor.fixes
    assert document.header["$INSUNITS"] == 4  # millimetres
    assert document.header["$LTSCALE"] == 100


def test_every_body_is_where_the_layout_has_it() -> None:
    layout = layouts.renewal()
    document = dxf_document(layout)
    circles = {
        (entity.dxf.layer, round(entity.dxf.center.x), round(entity.dxf.center.y))
        for entity in document.modelspace().query("CIRCLE")
    }
    things = {thing.claim.id: thing for thing in layout_scene(layout).things
              if thing.standing not in GONE}  # fmt: skip
    water = things["water-rechts"].box
    layer = "B-OI-KL-WATER_TRANSPORTLEIDING-GD"
    assert (layer, water.axis, -(water.top + water.bottom) // 2) in circles


def test_what_is_new_moved_abandoned_or_gone_has_layers_of_its_own() -> None:
    names = {layer.dxf.name for layer in dxf_document(layouts.renewal()).layers}
    assert {
        "N-OI-KL-WARMTENET-GD",
        "B-OI-KL-WATER_TRANSPORTLEIDING-GD",
        "N-OI-KL-WATER-VERLEGD-GD",
        "V-OI-KL-WATER-VERLEGD-GD",
        "V-OI-KL-GAS_LD-GD",
        "B-OI-KL-WEESLEIDING-VERLATEN-GD",
        "V-OI-GR-BOOM-GD",
    } <= names


def test_dimensions_are_dimensions_that_measure_in_metres() -> None:
    layout = layouts.renewal()
    document = dxf_document(layout, lang="nl")
    dimensions: list[Any] = list(document.modelspace().query("DIMENSION"))
    whole = [
        d for d in dimensions
        if d.dxf.layer == "X-OI-AL-DWARSPROFIEL-M"
        and abs(d.get_measurement() - layout.profile.width) < 1e-6
    ]  # fmt: skip
    assert whole
    style = document.dimstyles.get("ONDERGROND")
    assert style.dxf.dimlfac == pytest.approx(0.001)
    assert chr(style.dxf.dimdsep) == ","
    drawn: list[Any] = [
        entity
        for block in document.blocks
        if block.name.startswith("*D")
        for entity in block.query("TEXT MTEXT")
    ]
    texts = {e.plain_text() if e.dxftype() == "MTEXT" else e.dxf.text for e in drawn}
    assert "18,00" in texts
    assert "16,80" in texts  # the axis of water-rechts from the left boundary


def test_text_is_as_large_on_paper_whatever_the_scale() -> None:
    def heights(scale: int) -> set[float]:
        document = dxf_document(layouts.quay(), scale=scale)
        texts = document.modelspace().query("TEXT")
        return {round(entity.dxf.height / scale, 2) for entity in texts}

    for scale in SCALES:
        assert {1.8, 2.5, 3.5} <= heights(scale)
    with pytest.raises(ValueError, match="1:50"):
        dxf_document(layouts.quay(), scale=33)


def test_the_sheet_shows_the_whole_drawing_to_scale() -> None:
    from ezdxf import bbox

    for street in (layouts.quay, layouts.dense):
        document = dxf_document(street(), scale=50)
        sheet = document.paperspace()
        view = next(v for v in sheet.query("VIEWPORT") if v.dxf.status == 2)
        assert view.dxf.view_height / view.dxf.height == pytest.approx(50)
        extent = bbox.extents(document.modelspace(), fast=True)
        middle = view.dxf.view_center_point
        assert middle.x - view.dxf.width * 25 <= extent.extmin.x
        assert middle.x + view.dxf.width * 25 >= extent.extmax.x
        assert middle.y - view.dxf.height * 25 <= extent.extmin.y


def test_layers_may_have_the_colours_of_klic() -> None:
    layer = "N-OI-KL-WARMTENET-GD"
    assert dxf_document(layouts.renewal()).layers.get(layer).rgb is None
    document = dxf_document(layouts.renewal(), colours="klic")
    assert document.layers.get(layer).rgb == (0, 128, 128)
    assert not document.audit().errors


def test_zones_and_crates_are_hatched() -> None:
    document = dxf_document(layouts.boulevard())
    hatched = {hatch.dxf.layer for hatch in document.modelspace().query("HATCH")}
    assert any(name.startswith("X-OI-VH-") and name.endswith("-A") for name in hatched)
    assert "N-OI-RI-ITR_RESERVOIR_INFILTRATIERESERVOIR-A" in hatched
    assert "N-OI-GR-DOORWORTELBARE RUIMTE-A" in hatched


def test_every_kind_has_an_object_and_every_line_type_a_pattern() -> None:
    assert set(nlcs.NETWORKS) == set(Network)
    assert set(nlcs.PAVEMENTS) == set(Pavement)
    for thing in (*nlcs.OFFICIAL, *nlcs.OWN):
        for status in Status:
            for element in Element:
                layer = nlcs.layer(thing, element, status)
                assert nlcs.pattern(layer.line) or layer.line == "CONTINUOUS"
                assert len(layer.name) <= 255


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table of the standard, which wraps every row once more."""
    if not (TABLES / name).is_file():
        pytest.skip("the tables of the standard are not beside the checkout (../shared/data/nlcs)")
    head: list[str] = []
    for line in (TABLES / name).read_text(encoding="utf-8-sig").splitlines():
        cells = next(csv.reader([line]))
        if len(cells) == 1:
            cells = next(csv.reader(cells, delimiter=";" if ";" in cells[0] else ","))
        if head:
            yield dict(zip(head, cells, strict=False))
        else:
            head = cells


def test_layers_are_those_of_the_published_tables() -> None:
    published = {}
    for table in ("KL-kabelsenleidingen", "RI-riolering", "VH-verhardingen", "GR-Groen",
                  "WH-Waterhuishouding", "OG-ondergrond"):  # fmt: skip
        for row in rows(f"5.02-Objectentabel-{table}.csv"):
            published[f"{row['hoofdgroep']}-{row.get('omschrijving', '')}"] = row
    for thing in nlcs.OFFICIAL:
        row = published[thing.name]
        for status, weight in (("b", thing.existing_weight), ("n", thing.new_weight),
                               ("v", thing.removed_weight)):  # fmt: skip
            assert int(row[f"kl_{status}"]) == thing.colour, thing.name
            assert round(float(row[f"lw_{status}"]) * 100) == weight, (thing.name, status)
        assert row["lt_n"] == thing.line, thing.name
        assert row["lt_v"] == thing.removed, thing.name
        assert row["kl_n_a"] == str(thing.hatch), thing.name


def test_own_objects_are_in_no_published_table() -> None:
    names = {
        f"{row['hoofdgroep']}-{row.get('omschrijving', '')}"
        for table in ("KL-kabelsenleidingen", "RI-riolering")
        for row in rows(f"5.02-Objectentabel-{table}.csv")
    }
    assert not names & {thing.name for thing in nlcs.OWN}


def test_colours_are_those_of_the_published_table() -> None:
    colours = {row["nummer"]: row["hex"].lower() for row in rows("5.02-lijnkleuren.csv")}
    for item in NLCS_OBJECTS.values():
        if item.number != 7:
            assert colours[str(item.number)] == item.colour


def test_line_types_keep_the_dashes_of_the_published_table() -> None:
    published = {row["omschrijving"]: row["autocaddef"] for row in rows("5.02-lijntypes.csv")}
    for name, parts in nlcs.LINE_TYPES.items():
        bare: list[float] = []
        for part in published[name].split("[")[0:1] + [
            piece.partition("]")[2] for piece in published[name].split("[")[1:]
        ]:
            bare += [float(number) for number in part.strip(",A").split(",") if number]
        joined: list[float] = []
        for number in bare:
            if joined and joined[-1] < 0 and number < 0:
                joined[-1] += number
            else:
                joined.append(number)
        if name == "AL-GRONDWATERLIJN-SO":
            joined = [joined[0], -1, joined[1]]  # a sign without room: a gap keeps it apart
        assert [round(n, 3) for n in joined] == [round(n, 3) for n in parts], name
