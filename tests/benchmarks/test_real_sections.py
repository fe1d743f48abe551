"""The benchmark of real sections: its programme, its choice of sections, its tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import real_sections
from benchmarks.real_sections import END, SUITES, Outcome, Row, publish, row_of, summary
from ondergrond.io import load_rules
from ondergrond.io.klic import Importer, read_delivery
from ondergrond.io.programme import read_programme, with_programme
from ondergrond.io.section import Section
from tests.io.klic.making import EAST, NORTH, STREET, WEST, delivery, zipped

STREETS = SUITES["street"]


@pytest.fixture
def importer(tmp_path: Path) -> Importer:
    path = zipped(tmp_path / "d.zip", delivery(STREET))
    return Importer(read_delivery(path), load_rules("nen7171-style"))


def outcomes(*cells: tuple[str, int | None]) -> tuple[Outcome, ...]:
    return tuple(Outcome(verdict, breaches, 1.0) for verdict, breaches in cells)


@pytest.mark.long
def test_a_row_holds_a_section_in_every_case(importer: Importer) -> None:
    rules = load_rules("nen7171-style")
    cut = importer.cut(Section("s", (WEST, NORTH), (EAST, NORTH)))
    programme = read_programme(STREETS.programme)
    assert len(with_programme(cut.street, programme).profile.claims) == 12
    row = row_of(cut, (importer, importer), programme, rules, STREETS.cases)
    assert (row.delivery, row.objects, row.things) == ("22O1", 11, 6)
    assert [one.verdict for one in row.outcomes] == ["optimal"] * len(STREETS.cases)
    assert len(row.cells) == len(STREETS.head)


def test_sections_are_spread_and_hold_a_street(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = real_sections.streets_of(importer, 5)
    assert len(found) == 5
    assert all(len(cut.street.claims) >= real_sections.THINGS for cut in found)
    monkeypatch.setattr(real_sections, "THINGS", 50)
    assert real_sections.streets_of(importer, 5) == []


def test_the_summary_counts_verdicts_and_breaches(tmp_path: Path) -> None:
    rows = [
        Row("22O1", "a", 11, 6, 2, outcomes(("optimal", 0), ("optimal", 2), ("infeasible", None))),
        Row("22O1", "b", 9, 8, 0, outcomes(("optimal", 0), ("unknown", None), ("optimal", 1))),
    ]
    text = "\n".join(summary(rows, STREETS.cases))
    assert "2 sections, all of them valid profiles, with 6 to 8 things" in text
    assert "| 14 m | 1 | 0 | 0 | 1 | 0 | 2 | 2 |" in text
    assert "| 14 m, nothing moves | 1 | 0 | 1 | 0 | 0 | 1 | 2 |" in text
    page = tmp_path / "data.md"
    page.write_text(f"before\n{STREETS.begin}\nold\n{END}\nafter\n", encoding="utf-8")
    publish(rows, STREETS, page)
    told = page.read_text(encoding="utf-8")
    assert told.startswith("before\n")
    assert told.endswith(f"{END}\nafter\n")
    assert "old" not in told
    assert "| 22O1 | a | 11 | 6 | 2 | optimal | optimal, 2 breaches | infeasible |" in told
