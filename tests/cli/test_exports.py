"""``ondergrond export`` as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

import ezdxf
import pyarrow.parquet as pq
import pyogrio
import pytest

from ondergrond.io import save_layout
from tests.check.hands import layout, net, slot, street
from tests.cli.test_runs import run
from tests.io.test_profilefile import SOUND


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    profile = street(net("water", "water"), net("heat", "heat"))
    path = tmp_path / "street.layout.json"
    save_layout(layout(profile, slot("water", 1000, 600), slot("heat", 3000, 500)), path)
    return path


def width(path: Path) -> float:
    return float(json.loads(path.read_text(encoding="utf-8"))["profile"]["width"]) / 1000


def test_dxf(sound: Path, tmp_path: Path) -> None:
    result = run("export", "dxf", sound, "-o", tmp_path / "s.dxf", "--lang", "nl")
    assert result.exit_code == 0, result.output
    assert not ezdxf.filemanagement.readfile(tmp_path / "s.dxf").audit().errors


def test_dxf_of_a_street_as_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "street.yaml"
    path.write_text(SOUND, encoding="utf-8")
    result = run("export", "dxf", path, "-o", tmp_path / "s.dxf")
    assert result.exit_code == 0, result.output
    document = ezdxf.filemanagement.readfile(tmp_path / "s.dxf")
    assert not document.audit().errors
    names = {layer.dxf.name for layer in document.layers}
    assert "B-OI-KL-GAS_LD-GD" in names
    assert not any(name.startswith("N-") for name in names)
    assert run("export", "dxf", "leiden-rack", "-o", tmp_path / "l.dxf").exit_code == 0
    assert run("export", "dxf", "nowhere.yaml", "-o", tmp_path / "n.dxf").exit_code == 2


@pytest.mark.parametrize("form", ["gpkg", "geojson"])
def test_maps(sound: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"s.{form}"
    refused = run("export", form, sound, "-o", target)
    assert refused.exit_code == 2
    assert "--section" in refused.output
    place = f"94000,463500,{94000 + width(sound)},463500"
    result = run("export", form, sound, "-o", target, "--section", place, "--stretch", "5 m")
    assert result.exit_code == 0, result.output
    layer = str(pyogrio.list_layers(target)[0][0])
    assert pyogrio.read_info(target, layer=layer)["crs"] == "EPSG:28992"
    assert run("export", form, sound, "-o", target, "--section", "1,2").exit_code == 2


def test_parquet_of_many(sound: Path, tmp_path: Path) -> None:
    result = run("export", "parquet", sound, sound, "-o", tmp_path / "p.parquet")
    assert result.exit_code == 0, result.output
    assert pq.read_table(tmp_path / "p.parquet").num_rows == 4


@pytest.mark.parametrize("form", ["dxf", "gpkg", "geojson", "parquet"])
def test_another_suffix_or_folder_is_refused(sound: Path, tmp_path: Path, form: str) -> None:
    wrong = run("export", form, sound, "-o", tmp_path / "s.txt")
    assert wrong.exit_code == 2
    assert f"does not end in .{form}" in wrong.output
    place = ("--section", f"94000,463500,{94000 + width(sound)},463500")
    given = place if form in ("gpkg", "geojson") else ()
    missing = run("export", form, sound, "-o", tmp_path / "none" / f"s.{form}", *given)
    assert missing.exit_code == 2
    assert "cannot be written" in missing.output


def test_a_layout_that_breaks_a_rule_is_not_exported(sound: Path, tmp_path: Path) -> None:
    document = json.loads(sound.read_text(encoding="utf-8"))
    document["score"] += 1
    sound.write_text(json.dumps(document), encoding="utf-8")
    result = run("export", "dxf", sound, "-o", tmp_path / "s.dxf")
    assert result.exit_code == 3
    assert not (tmp_path / "s.dxf").exists()
