"""Sections as people give them: texts, files of many, a line to follow."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pyogrio
import pytest

from ondergrond.io.sectionfile import (
    SectionFileError,
    along,
    parse_point,
    parse_section,
    read_line,
    read_sections,
)

HEAD = "x1,y1,x2,y2,name\n"
ROW = "150000,450000,150020,450000,Dorpsstraat 12\n"


def layer(path: Path, lines: list[list[tuple[float, float]]], crs: str = "EPSG:28992") -> Path:
    shapes = [
        struct.pack("<BII", 1, 2, len(line)) + b"".join(struct.pack("<2d", *p) for p in line)
        for line in lines
    ]
    names = np.array([f"s {i}" for i in range(len(lines))], dtype=object)
    pyogrio.raw.write(
        path,
        np.array(shapes, dtype=object),
        [names],
        ["naam"],
        geometry_type="LineString",
        crs=crs,
        driver="GPKG" if path.suffix == ".gpkg" else "GeoJSON",
    )
    return path


def test_a_section_is_four_numbers_however_they_are_separated() -> None:
    for text in ("150000,450000,150020,450000", " 150000 450000; 150020 450000 "):
        assert parse_section(text).length == 20_000
    assert parse_point("150000.5, 450000") == (150_000.5, 450_000.0)


@pytest.mark.parametrize("text", ["1,2,3", "a,b,c,d", "150000,450000,inf,450000", ""])
def test_a_text_that_is_no_section_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no list|not \d numbers|finite"):
        parse_section(text)


def test_a_csv_gives_named_sections_and_names_become_unique(tmp_path: Path) -> None:
    file = tmp_path / "cuts.csv"
    file.write_text(HEAD + ROW + "\n" + ROW + ROW.replace("Dorpsstraat 12", ""), encoding="utf-8")
    names = [one.name for one in read_sections(file)]
    assert names == ["Dorpsstraat-12", "Dorpsstraat-12-2", "cuts-4"]


def test_a_csv_with_semicolons_and_decimal_commas_is_read(tmp_path: Path) -> None:
    file = tmp_path / "cuts.csv"
    file.write_text("naam;x1;y1;x2;y2\nA;150000,5;450000;150020,5;450000\n", encoding="utf-8")
    (section,) = read_sections(file)
    assert section.start == (150_000.5, 450_000.0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no section"),
        (HEAD, "no section"),
        ("a,b\n1,2\n", "the first line names the columns"),
        (HEAD + "150000,x,150020,450000,A\n", ":2: y1 is 'x'"),
        (HEAD + "150000,nan,150020,450000,A\n", "no finite number"),
        (HEAD + "150000,450000\n", "x2 is ''"),
        (HEAD + ROW + "450000,150000,450020,150000,B\n", ":3: .*swapped"),
    ],
)
def test_a_csv_that_is_wrong_says_where(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "cuts.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SectionFileError, match=says):
        read_sections(file)


@pytest.mark.parametrize("name", ["cuts.gpkg", "cuts.geojson"])
def test_lines_of_a_map_layer_are_sections(tmp_path: Path, name: str) -> None:
    lines = [[(150_000.0, 450_000.0), (150_010.0, 450_000.0), (150_020.0, 450_000.01)]]
    (section,) = read_sections(layer(tmp_path / name, lines))
    assert (section.name, section.length) == ("s-0", 20_000)


def test_a_bent_line_another_projection_and_no_layer_are_refused(tmp_path: Path) -> None:
    bent = [[(150_000.0, 450_000.0), (150_010.0, 450_005.0), (150_020.0, 450_000.0)]]
    with pytest.raises(SectionFileError, match=r"bends 5\.00 m"):
        read_sections(layer(tmp_path / "bent.gpkg", bent))
    with pytest.raises(SectionFileError, match="save it in RD"):
        read_sections(layer(tmp_path / "degrees.gpkg", [[(5.0, 52.0), (5.1, 52.0)]], "EPSG:4326"))
    (tmp_path / "no.gpkg").write_bytes(b"no layer")
    with pytest.raises(SectionFileError, match="no layer"):
        read_sections(tmp_path / "no.gpkg")
    with pytest.raises(SectionFileError, match="no such file"):
        read_sections(tmp_path / "not-there.gpkg")


def test_sections_stand_square_on_a_line_at_equal_distances() -> None:
    line = [(150_000.0, 450_000.0), (150_000.0, 450_015.0), (150_020.0, 450_015.0)]
    sections = along(line, 10_000, 20_000, "straat")
    assert [one.name for one in sections] == ["straat-00", "straat-10", "straat-20", "straat-30"]
    assert sections[0].start == (149_990.0, 450_000.0)
    assert sections[2].start == (150_005.0, 450_025.0)
    assert sections[3].middle == (150_015.0, 450_015.0)


def test_the_last_section_stands_on_the_end_of_the_line() -> None:
    line = [(150_000.0, 450_000.0), (150_000.0, 450_020.0)]
    assert along(line, 10_000, 20_000)[-1].middle == (150_000.0, 450_020.0)


def test_a_line_is_a_text_or_the_one_line_of_a_layer(tmp_path: Path) -> None:
    assert read_line("150000,450000,150000,450100") == ((150e3, 450e3), (150e3, 450_100.0))
    lines = [[(150_000.0, 450_000.0), (150_010.0, 450_005.0), (150_020.0, 450_000.0)]]
    assert len(read_line(str(layer(tmp_path / "road.gpkg", lines)))) == 3
    # As the name of a file it would be too long, which the system says in its own way.
    many = ",".join(f"{150_000 + i}.5,{450_000 + i}.5" for i in range(40))
    assert len(read_line(many)) == 40
    with pytest.raises(SectionFileError, match="2 lines"):
        read_line(str(layer(tmp_path / "two.gpkg", lines * 2)))
    with pytest.raises(ValueError, match="no length"):
        along([(150_000.0, 450_000.0)] * 2, 10_000, 20_000)
    with pytest.raises(ValueError, match="at most"):
        along([(150_000.0, 450_000.0), (150_000.0, 460_000.0)], 1000, 20_000)
