"""Reading deliveries: versions, damage and tricks, each with a message that helps."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from ondergrond.cli import main
from ondergrond.errors import MissingExtraError
from ondergrond.io import archive as archives
from ondergrond.io.klic import KlicFileError, read_delivery
from tests.io.klic.making import NEW, OLD, STREET, delivery, feature, zipped

SOUND = delivery(STREET)
NAME = "22O1_1/GI_gebiedsinformatielevering_22O1_1.xml"


def refusal(path: Path) -> str:
    with pytest.raises(KlicFileError) as caught:
        read_delivery(path)
    assert len(str(caught.value)) < 600
    return str(caught.value)


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def entries(path: Path, *names: str | zipfile.ZipInfo) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in (NAME, *names):
            made.writestr(name, SOUND if name == NAME else b"x")
    return path


def test_a_zip_and_its_xml_by_itself_are_read_alike(tmp_path: Path) -> None:
    packed = read_delivery(zipped(tmp_path / "d.zip", SOUND))
    plain = read_delivery(write(tmp_path / "GI_x.xml", SOUND))
    assert packed.features == plain.features
    assert (packed.number, packed.version, len(packed.features)) == ("22O1", "2.0", 11)


def test_xml_in_another_encoding_is_read_where_it_says_so(tmp_path: Path) -> None:
    named = SOUND.replace("UTF-8", "ISO-8859-1").replace("22O1<", "22\xd61<")
    assert read_delivery(write(tmp_path / "GI_x.xml", named.encode("latin-1"))).number == "22\xd61"
    wide = read_delivery(write(tmp_path / "GI_w.xml", SOUND.encode("utf-16")))
    assert wide.features == read_delivery(write(tmp_path / "GI_p.xml", SOUND)).features


def test_version_3_is_recognised_and_refused(tmp_path: Path) -> None:
    told = refusal(zipped(tmp_path / "d.zip", delivery(STREET, "3.0")))
    assert "IMKL 3.0, which is not read yet" in told
    hidden = delivery([*STREET, '<imkl:InfoKabelbedkabel gml:id="i"/>'])
    assert "IMKL 3.0" in refusal(zipped(tmp_path / "e.zip", hidden))


def test_of_two_versions_in_one_zip_the_newer_one_counts(tmp_path: Path) -> None:
    path = tmp_path / "d.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a/GI_1.xml", delivery(STREET[:3], "1.2.1"))
        made.writestr("a/GI_1_V2.xml", SOUND)
        made.writestr("a/GI_1_V3.xml", delivery(STREET[:3], "3.0"))
    read = read_delivery(path)
    assert read.version == "2.0"
    assert "another version" in read.warnings[0]
    with zipfile.ZipFile(path, "a") as made:
        made.writestr("b/GI_2.xml", SOUND)
    assert "4 files GI_*.xml" in refusal(path)


@pytest.mark.parametrize(
    ("xml", "says"),
    [
        ("", "the file is empty"),
        ("hello", "no sound XML"),
        (SOUND[: len(SOUND) // 2], "no sound XML"),
        (SOUND.replace(NEW, "http://www.geostandaarden.nl/imkl/next"), "another version of IMKL"),
        ("<a/>", "holds no objects"),
        (
            '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2"><gml:featureMember>'
            "<x/></gml:featureMember></gml:FeatureCollection>",
            "nothing of IMKL",
        ),
        (SOUND.replace("UTF-8", "martian"), "no sound XML"),
        (SOUND.replace("22O1<", "22O1\xff<").encode("latin-1"), "no sound XML"),
        (delivery(STREET, head="<!DOCTYPE a [<!ENTITY b 'c'>]>"), "document type"),
        (
            delivery(STREET, head="<!DOCTYPE a SYSTEM 'http://localhost:1/a.dtd'>"),
            "document type",
        ),
    ],
)
def test_what_is_no_delivery_is_refused_with_the_reason(
    tmp_path: Path, xml: str | bytes, says: str
) -> None:
    assert says in refusal(write(tmp_path / "GI_x.xml", xml))


def test_entities_that_multiply_are_refused_and_cost_nothing(tmp_path: Path) -> None:
    laughs = "".join(
        f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' if i else '<!ENTITY l0 "ha">' for i in range(12)
    )
    xml = delivery(STREET, head=f"<!DOCTYPE a [{laughs}]>").replace(">22O1<", ">&l11;<")
    in_name = delivery(STREET, head=f"<!DOCTYPE a [{laughs}]>").replace('"fc"', '"&l11;"')
    few = delivery(STREET, head="<!DOCTYPE a [<!ENTITY n '1'>]>").replace(">22O1<", ">&n;<")
    for text in (xml, in_name, few):
        told = refusal(write(tmp_path / "GI_x.xml", text))
        assert "amplification" in told or "document type" in told


def test_files_outside_are_never_opened(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.txt", "verysecret")
    xml = delivery(STREET, head=f"<!DOCTYPE a [<!ENTITY s SYSTEM '{secret.as_uri()}'>]>")
    told = refusal(write(tmp_path / "GI_x.xml", xml.replace(">22O1<", ">&s;<")))
    assert "verysecret" not in told


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "a/../../evil.txt",
        "/etc/evil",
        "C:/evil.txt",
        "a\\..\\evil.txt",
        NAME.upper(),
    ],
)
def test_an_archive_with_names_that_are_tricks_is_refused(tmp_path: Path, name: str) -> None:
    info = zipfile.ZipInfo("x")
    info.filename = name
    told = refusal(entries(tmp_path / "d.zip", info))
    assert "points outside" in told or "stands twice" in told


def test_a_link_in_the_archive_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("22O1_1/link")
    info.create_system = 3
    info.external_attr = 0xA1FF << 16
    assert "is a link" in refusal(entries(tmp_path / "d.zip", info))


def test_a_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "d.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(NAME, SOUND.replace(">22O1<", ">" + " " * 20_000_000 + "<"))
    assert "zip bomb" in refusal(path)


def test_too_many_or_too_large_files_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "d.zip", SOUND)
    monkeypatch.setattr(archives, "MOST_ENTRIES", 1)
    assert "2 files in the zip" in refusal(path)
    monkeypatch.undo()
    monkeypatch.setattr(archives, "MOST_BYTES", 100)
    assert "at most 100 are read" in refusal(path)
    assert "at most 100 are read" in refusal(write(tmp_path / "GI_x.xml", SOUND))
    monkeypatch.undo()
    monkeypatch.setattr(archives, "MOST_UNPACKED", 100)
    assert "larger than any delivery" in refusal(path)


def test_damaged_and_encrypted_archives_are_refused(tmp_path: Path) -> None:
    content = zipped(tmp_path / "d.zip", SOUND).read_bytes()
    assert "damaged" in refusal(write(tmp_path / "cut.zip", content[: len(content) // 2]))
    middle = len(content) // 4
    spoilt = content[:middle] + bytes(60) + content[middle + 60 :]
    assert "damaged" in refusal(write(tmp_path / "spoilt.zip", spoilt))
    at = content.index(b"PK\x01\x02") + 8
    locked = content[:at] + b"\x01" + content[at + 1 :]
    assert "encrypted" in refusal(write(tmp_path / "locked.zip", locked))


def test_what_is_no_file_or_no_delivery_is_told_apart(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "nothing.zip")
    assert "directory" in refusal(tmp_path)
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as made:
        made.writestr("readme.txt", "x")
    assert "nothing of a KLIC delivery (GI_*.xml)" in refusal(tmp_path / "other.zip")


def test_a_size_that_is_nil_and_odd_attributes_do_no_harm(tmp_path: Path) -> None:
    nil = '<us-net-common:ductWidth xsi:nil="true" nilReason="Withheld"/>'
    more = feature("Kabelbed", "b", "lv", "l1", more=nil + "<imkl:label/><!-- c --><?pi x?>")
    read = read_delivery(zipped(tmp_path / "d.zip", delivery([*STREET, more])))
    bed = read.features["nl.imkl-KL1.b"]
    assert bed.size is not None
    assert bed.size.mm is None
    assert OLD != NEW


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("<gml:posList>150001.000", "<gml:posList>x", "no numbers"),
        ("<gml:posList>150001.000", "<gml:posList>nan", "no finite numbers"),
        ("<gml:posList>150001.000", "<gml:posList>", "no places of 2 coordinates"),
        ('srsName="urn:ogc:def:crs:EPSG::28992"', 'srsName="EPSG:4326"', "not in RD"),
    ],
)
def test_geometry_that_cannot_be_read_is_told_with_its_object(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    read = read_delivery(zipped(tmp_path / "d.zip", SOUND.replace(old, new)))
    assert any(says in warning for warning in read.warnings)
    assert sum("UtilityLink" in warning for warning in read.warnings) <= 3


def test_an_arc_is_taken_as_straight_and_told(tmp_path: Path) -> None:
    arc = "<gml:Arc><gml:posList>150001 450000 150002 450050 150001 450100</gml:posList></gml:Arc>"
    line = (
        '<us-net-common:UtilityLink gml:id="arc"><net:centrelineGeometry><gml:Curve gml:id="c">'
        f"<gml:segments>{arc}</gml:segments></gml:Curve></net:centrelineGeometry>"
        "</us-net-common:UtilityLink>"
    )
    read = read_delivery(zipped(tmp_path / "d.zip", delivery([*STREET, line])))
    assert len(read.links["arc"].lines[0]) == 3
    assert "UtilityLink arc has an arc; it is taken as straight between points" in read.warnings


def test_three_dimensions_are_two(tmp_path: Path) -> None:
    old = "150001.000 450000.000 150001.000 450100.000"
    new = "150001.000 450000.000 -0.6 150001.000 450100.000 -0.7"
    xml = SOUND.replace("<gml:posList>" + old, '<gml:posList srsDimension="3">' + new)
    read = read_delivery(zipped(tmp_path / "d.zip", xml))
    assert read.links["l1"].lines == (((150_001.0, 450_000.0), (150_001.0, 450_100.0)),)


def test_without_the_extra_a_delivery_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "d.zip", SOUND)
    monkeypatch.setitem(sys.modules, "lxml.etree", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'ondergrond\[gis\]'"):
        read_delivery(path)
    told = CliRunner().invoke(main, ["import", "klic", str(path), "-o", str(tmp_path / "a.yaml")])
    assert told.exit_code == 2
    assert "ondergrond[gis]" in told.stderr
