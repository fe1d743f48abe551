"""Streets from the map: its forms say the same, and the street is what is drawn on it."""

from __future__ import annotations

import json
import math
import re
import sqlite3
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from lxml import etree

from ondergrond.claims import TreeClaim
from ondergrond.errors import InputFileError
from ondergrond.io import parse_profile
from ondergrond.io.arcs import SAG
from ondergrond.io.bgt import BgtMap, cut, read_map, section_near
from ondergrond.io.bgt.objects import Kind, kind_of
from ondergrond.io.bgt.parts import DITCH
from ondergrond.io.found import FoundStreet
from ondergrond.io.section import Point, Section
from ondergrond.io.streetyaml import street_to_yaml
from ondergrond.profile import Boundary, FixtureKind, Pavement, ZoneKind
from tests.cli.test_runs import run
from tests.io.mapfiles import EAST, NORTH, SECTION, WIDTH, Thing, at, gml, road, street, strip
from tests.io.mapfiles import write_sqlite as sqlite_file
from tests.io.mapfiles import write_zip as zip_file
from tests.io.test_wkb import many, packed, xy

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="real maps are not beside the checkout (../shared/data)"
)
GPKG = b"GP\0\1\x40\x71\0\0"
"""What a GeoPackage puts before a geometry in RD."""


def made(tmp_path: Path, things: list[Thing]) -> BgtMap:
    path = tmp_path / "map.gml"
    path.write_text(gml(things), encoding="utf-8")
    return read_map([path])


def check_street(found: FoundStreet) -> None:
    """The street of ``mapfiles``."""
    profile = found.profile()
    assert profile.width == WIDTH
    assert [(zone.kind, zone.width, zone.surface) for zone in profile.zones] == [
        (ZoneKind.FOOTWAY, 2000, Pavement.TILES),
        (ZoneKind.PARKING, 2000, Pavement.BRICKS),
        (ZoneKind.CARRIAGEWAY, 5500, Pavement.ASPHALT),
        (ZoneKind.VERGE, 1500, Pavement.PLANTING),
        (ZoneKind.FOOTWAY, 2000, Pavement.BRICKS),
    ]
    assert (profile.boundaries.left, profile.boundaries.right) == (Boundary.FACADE, Boundary.PLOT)
    (tree,) = profile.claims
    assert isinstance(tree, TreeClaim)
    assert (tree.axis, tree.tree.spacing) == (10_250, 8_000)
    (wall,) = profile.fixtures
    assert (wall.kind, wall.start, wall.end) == (FixtureKind.FOUNDATION, 13_000, 13_300)
    assert profile.location is not None
    assert profile.location.left == (155_000_000, 463_000_000)
    reasons = {(row.kind, row.reason.name) for row in found.left_out}
    assert {("wegdeel", "ENDED"), ("wegdeel", "LEVEL")} <= reasons


@pytest.mark.parametrize(
    "write",
    [zip_file, sqlite_file, lambda path: sqlite_file(path, head=GPKG)],
    ids=["zip of GML", "SQLite", "GeoPackage"],
)
def test_every_form_of_the_map_gives_the_same_street(
    tmp_path: Path, write: Callable[[Path], Path]
) -> None:
    found = cut(read_map([write(tmp_path / "map.bin")]), SECTION)
    check_street(found)
    assert parse_profile(street_to_yaml(found)).profile == found.profile()


def curved(*ring: bytes) -> bytes:
    """A curve polygon of one compound ring."""
    return packed(10, many(packed(9, many(*ring))))


def arcs(*points: Point) -> bytes:
    return packed(8, many(*(xy(*point) for point in points)))


def line(*points: Point) -> bytes:
    return packed(2, many(*(xy(*point) for point in points)))


def test_a_road_with_arcs_in_a_geopackage_gives_the_street_of_its_linear_twin(
    tmp_path: Path,
) -> None:
    twin = sqlite_file(tmp_path / "twin.gpkg", head=GPKG)
    bent = sqlite_file(tmp_path / "bent.gpkg", head=GPKG)
    ring = curved(
        arcs(at(4, -60), at(6.75, -61), at(9.5, -60)),
        line(at(9.5, -60), at(9.5, 60), at(4, 60), at(4, -60)),
    )
    with closing(sqlite3.connect(bent)) as database:
        of = "where function = 'rijbaan lokale weg' and relatievehoogteligging is null"
        changed = database.execute(f"update wegdeel set GEOMETRY = ? {of}", (GPKG + ring,))
        assert changed.rowcount == 1
        database.commit()
    bgt = read_map([bent])
    check_street(cut(bgt, SECTION))
    assert cut(bgt, SECTION).profile() == cut(read_map([twin]), SECTION).profile()
    (area,) = (ring for o in bgt.objects for ring in o.shape.rings if len(ring) > 10)
    assert min(y for _, y in area) == pytest.approx(NORTH - 61, abs=SAG)


@pytest.mark.parametrize("turn", [0.1, 0.5, 0.77, 1.3])
def test_a_road_between_two_arcs_is_as_wide_as_they_are_apart(tmp_path: Path, turn: float) -> None:
    def bow(radius: float, *turns: float) -> list[Point]:
        return [at(radius * math.cos(t), radius * math.sin(t)) for t in turns]

    outer, inner = bow(25.5, 0, 0.7, 1.5), bow(20, 1.5, 0.7, 0)
    ring = curved(arcs(*outer), line(outer[-1], inner[0]), arcs(*inner), line(inner[-1], outer[0]))
    thing = road(0, 1, "rijbaan lokale weg", "gesloten verharding", "asfalt")
    path = sqlite_file(tmp_path / "map.gpkg", [thing], head=GPKG)
    with closing(sqlite3.connect(path)) as database:
        database.execute("update wegdeel set GEOMETRY = ?", (GPKG + ring,))
        database.commit()
    found = cut(read_map([path]), Section("s", *bow(15, turn), *bow(30, turn)))
    assert found.width == pytest.approx(5_500, abs=2_000 * SAG)


def test_a_folder_of_files_is_a_map(tmp_path: Path) -> None:
    with zipfile.ZipFile(zip_file(tmp_path / "m.zip")) as archive:
        archive.extractall(tmp_path / "map")
    check_street(cut(read_map([tmp_path / "map"]), SECTION))


def test_a_section_the_other_way_round_mirrors_the_street(tmp_path: Path) -> None:
    bgt = made(tmp_path, street())
    there = cut(bgt, SECTION).profile()
    back = cut(bgt, Section("back", SECTION.end, SECTION.start)).profile()
    assert back.zones == there.zones[::-1]
    assert (back.boundaries.left, back.boundaries.right) == (Boundary.PLOT, Boundary.FACADE)
    assert back.claims[0].axis == WIDTH - 10_250


def test_near_a_place_the_section_is_square_to_the_road(tmp_path: Path) -> None:
    bgt = made(tmp_path, street())
    for place in (at(6.5, 3.0), at(1.0, -20.0), None):
        section = section_near(bgt, place, 30_000)
        assert abs(section.direction[1]) < 1e-9
        assert cut(bgt, section).width == WIDTH
    with pytest.raises(ValueError, match="no road of the map lies within 60 m"):
        section_near(bgt, at(500, 500), 30_000)


def test_a_section_without_a_road_says_so(tmp_path: Path) -> None:
    bgt = made(tmp_path, street())
    with pytest.raises(ValueError, match="no road of the map lies on this section"):
        cut(bgt, Section("away", at(200, 0), at(220, 0)))


def test_a_section_that_ends_in_the_street_is_open_there(tmp_path: Path) -> None:
    found = cut(made(tmp_path, street()), Section("short", at(1, 0), at(9, 0)))
    assert found.boundaries.thing.left is Boundary.OPEN
    assert found.width == 8_000
    assert any("the section ends here" in warning for warning in found.warnings)


@pytest.mark.parametrize("width", [DITCH / 1000 - 0.5, DITCH / 1000 + 0.5])
def test_a_ditch_lies_in_a_street_and_wide_water_ends_it(tmp_path: Path, width: float) -> None:
    water = Thing("imgeo:Waterdeel", "waterdeel", "Polygon", strip(5, 5 + width), ())
    things = [
        road(0, 5, "rijbaan lokale weg", "gesloten verharding", "asfalt"),
        water,
        road(5 + width, 20, "voetpad", "open verharding", "tegels"),
    ]
    profile = cut(made(tmp_path, things), Section("s", at(0, 0), at(14, 0))).profile()
    if width * 1000 > DITCH:
        assert profile.boundaries.right is Boundary.WATER
        assert [zone.kind for zone in profile.zones] == [ZoneKind.CARRIAGEWAY]
    else:
        kinds = [zone.kind for zone in profile.zones]
        assert kinds == [ZoneKind.CARRIAGEWAY, ZoneKind.WATER, ZoneKind.FOOTWAY]


def test_slivers_go_to_their_neighbour_and_gaps_are_told(tmp_path: Path) -> None:
    things = [
        road(0, 5, "rijbaan lokale weg", "gesloten verharding", "asfalt"),
        road(5, 5.05, "fietspad", "gesloten verharding", "asfalt"),
        road(6, 8, "voetpad", "open verharding", "tegels"),
    ]
    found = cut(made(tmp_path, things), Section("s", at(0, 0), at(8, 0)))
    assert [zone.thing.width for zone in found.zones] == [5_050, 950, 2_000]
    assert found.zones[1].warnings == ("nothing on the map here",)


def test_a_lane_with_rails_in_it_is_a_tramway(tmp_path: Path) -> None:
    def rail(x: float) -> Thing:
        return Thing("tra:Railway", "spoor", "LineString", (at(x, -9), at(x, 9)), ())

    things = [road(0, 4, "rijbaan lokale weg", "gesloten verharding", "asfalt"),
              road(4, 7, "OV-baan", "gesloten verharding", "waardeOnbekend"),
              road(7, 10, "OV-baan", "gesloten verharding", "asfalt"),
              rail(2.0), rail(5.5)]  # fmt: skip
    found = cut(made(tmp_path, things), Section("s", at(0, 0), at(10, 0)))
    assert [(zone.thing.kind, zone.thing.surface) for zone in found.zones] == [
        (ZoneKind.CARRIAGEWAY, Pavement.ASPHALT),
        (ZoneKind.TRAMWAY, Pavement.RAIL),
        (ZoneKind.BUSWAY, Pavement.ASPHALT),
    ]
    assert any("rails run at 2.00 m in a carriageway" in text for text in found.warnings)


def test_a_quay_wall_is_a_fixture_and_a_fence_is_not(tmp_path: Path) -> None:
    def line(x: float, kind: str) -> Thing:
        return Thing("imgeo:Scheiding", "scheiding", "LineString", (at(x, -9), at(x, 9)),
                     (("imgeo:bgt-type", kind),))  # fmt: skip

    things = [road(0, 8, "rijbaan lokale weg", "open verharding", "tegels"),
              line(3, "kademuur"), line(5, "hek")]  # fmt: skip
    found = cut(made(tmp_path, things), Section("s", at(0, 0), at(8, 0)))
    (wall,) = found.fixtures
    assert (wall.thing.kind, wall.thing.start, wall.thing.end) == (
        FixtureKind.QUAY_WALL,
        2750,
        3250,
    )
    assert [row.reason.name for row in found.left_out] == ["ABOVE"]


def test_classes_are_known_by_the_names_of_gml_and_of_tables() -> None:
    assert kind_of("TrafficArea") is kind_of("bgt_wegdeel") is kind_of("wegdeel_v") is Kind.ROAD
    assert kind_of("kast") is None


def test_a_document_type_and_an_entity_are_refused(tmp_path: Path) -> None:
    text = gml(street())
    for doctype in ('<!DOCTYPE x [<!ENTITY e SYSTEM "other.txt">]>', "<!DOCTYPE x>"):
        path = tmp_path / "map.gml"
        path.write_text(text.replace("?>\n", f"?>\n{doctype}\n", 1), encoding="utf-8")
        with pytest.raises(InputFileError, match="document type"):
            read_map([path])


@pytest.mark.parametrize(
    ("name", "message"),
    [("../bgt_pand.gml", "points outside"), ("/bgt_pand.gml", "points outside")],
)
def test_a_zip_that_is_a_trick_is_refused(tmp_path: Path, name: str, message: str) -> None:
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, gml(street()))
    with pytest.raises(InputFileError, match=message):
        read_map([path])


def test_a_zip_bomb_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bgt_pand.gml", b" " * 60_000_000)
    start = time.process_time()
    with pytest.raises(InputFileError, match="zip bomb"):
        read_map([path])
    assert time.process_time() - start < 2


def test_a_zip_that_is_damaged_in_its_packing_is_told(tmp_path: Path) -> None:
    for packing in (zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
        path = tmp_path / f"m{packing}.zip"
        with zipfile.ZipFile(path, "w", packing) as archive:
            archive.writestr("bgt_pand.gml", gml([]) * 50)
        content = bytearray(path.read_bytes())
        content[60:90] = b"\xff" * 30
        path.write_bytes(content)
        with pytest.raises(InputFileError, match=r"damaged|cannot be read"):
            read_map([path])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"hello", "no sound XML"),
        (b"<a/>", "no BGT"),
        (b"SQLite format 3\0" + b"\xff" * 500, "database"),
        (b"PK\x03\x04" + b"x" * 50, "damaged"),
        (gml([]).encode(), "no roads and no buildings"),
    ],
)
def test_what_is_no_map_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "map.gml"
    path.write_bytes(content)
    with pytest.raises(InputFileError, match=message):
        read_map([path])
    result = run("import", "bgt", path, "-o", tmp_path / "s.yaml")
    assert result.exit_code == 2


def test_the_command_writes_profiles_that_load(tmp_path: Path) -> None:
    source = zip_file(tmp_path / "m.zip")
    one = tmp_path / "street.yaml"
    result = run("import", "bgt", source, "--near", "155006,463000", "-o", one)
    assert result.exit_code == 0, result.output
    assert parse_profile(one.read_text(encoding="utf-8")).profile.width == WIDTH
    told = run("import", "bgt", source, "--near", "155006,463000", "-o", one, "--json")
    assert json.loads(told.stdout)["streets"][0]["width"] == WIDTH
    line = "155006,462970,155006,463030"
    result = run("import", "bgt", source, "--along", line, "--every", "20 m", "-o", tmp_path / "m")
    assert result.exit_code == 0, result.output
    assert len(list((tmp_path / "m").iterdir())) == 4
    away = run("import", "bgt", source, "--section", "155200,463000,155220,463000", "-o", one)
    assert away.exit_code == 2
    assert "no road" in away.output


@pytest.mark.parametrize("command", [("bgt",), ("street", "--bgt")])
def test_many_sections_make_a_folder_however_few_can_be_cut(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    """Of two sections one lies beside the road, and ``-o`` became a file instead of a folder."""
    source, cuts, out = zip_file(tmp_path / "m.zip"), tmp_path / "cuts.csv", tmp_path / "out"
    rows = ("154996,463000,155016,463000,good", "155200,463000,155220,463000,away")
    cuts.write_text("\n".join(("x1,y1,x2,y2,name", *rows)), encoding="utf-8")
    asked = ("--sections", cuts, "-o", out, "--name", "Dorpsstraat")
    result = run("import", *command, source, *asked)
    assert result.exit_code == 0, result.output
    assert "no road" in result.stderr
    (written,) = out.iterdir()
    assert written.name == "good.yaml"
    assert parse_profile(written.read_text(encoding="utf-8")).profile.name == "Dorpsstraat good"


def orders(text: bytes) -> dict[str, set[tuple[str, ...]]]:
    """The orders in which elements stand in the objects of a GML file, by class."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for member in etree.fromstring(text).iter("{*}cityObjectMember"):
        for thing in member:
            names = tuple(str(child.tag).rpartition("}")[2] for child in thing)
            found.setdefault(str(thing.tag).rpartition("}")[2], set()).add(names)
    return found


@needs_data
def test_the_map_made_up_here_is_in_the_order_of_a_real_delivery() -> None:
    ours = orders(gml(street()).encode())
    with zipfile.ZipFile(DATA / "bgt-otterlo" / "otterlo.zip") as archive:
        for table in sorted({thing.table for thing in street()}):
            real = orders(archive.read(f"bgt_{table}.gml"))
            for kind, rows in ours.items():
                for names in rows if kind in real else ():
                    assert any(in_order(names, one) for one in real[kind]), (kind, names)


def in_order(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether all of the part stands in the whole, in the same order."""
    rest = iter(whole)
    return all(name in rest for name in part)


def test_rings_of_lines_and_arcs_are_areas(tmp_path: Path) -> None:
    text = gml(street())
    (ring,) = re.findall(r"<gml:LinearRing>.*?</gml:LinearRing>", text[text.index("rijbaan") :])[:1]
    start, end = EAST + 4, EAST + 9.5
    low, high = NORTH - 60, NORTH + 60
    bent = (
        "<gml:Ring><gml:curveMember><gml:Curve><gml:segments><gml:Arc><gml:posList>"
        f"{start} {low} {(start + end) / 2} {low - 1} {end} {low}</gml:posList></gml:Arc>"
        f"<gml:LineStringSegment><gml:posList>{end} {low} {end} {high}</gml:posList>"
        "</gml:LineStringSegment></gml:segments></gml:Curve></gml:curveMember><gml:curveMember>"
        f"<gml:LineString><gml:posList>{end} {high} {start} {high} {start} {low}</gml:posList>"
        "</gml:LineString></gml:curveMember></gml:Ring>"
    )
    path = tmp_path / "map.gml"
    path.write_text(text.replace(ring, bent, 1), encoding="utf-8")
    bgt = read_map([path])
    check_street(cut(bgt, SECTION))
    road_part = next(o for o in bgt.objects if o.values.get("function") == "rijbaan lokale weg")
    (area,) = road_part.shape.rings
    assert len(area) > 10
    assert min(y for _, y in area) == pytest.approx(low - 1, abs=0.01)


@needs_data
@pytest.mark.parametrize(
    "name", ["bgt-delft", pytest.param("bgt-otterlo/otterlo.zip", marks=pytest.mark.long)]
)
def test_real_maps_give_valid_streets(name: str) -> None:
    bgt = read_map([DATA / name])
    roads = [o for o in bgt.objects if o.values.get("function", "").startswith("rijbaan lokale")]
    sound = 0
    for thing in roads[:: max(1, len(roads) // 20)]:
        x0, y0, x1, y1 = thing.box
        try:
            section = section_near(bgt, ((x0 + x1) / 2, (y0 + y1) / 2), 30_000)
            found = cut(bgt, section)
        except ValueError:  # no road on it, or hardly any
            continue
        assert parse_profile(street_to_yaml(found)).profile == found.profile()
        sound += 1
    assert sound >= 15
