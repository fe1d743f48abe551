"""The figures of the worked streets in docs/explain.md are those the program gives."""

from __future__ import annotations

import pytest

from benchmarks.explain import PAGE, WORKED, WORKED_BEGIN, WORKED_END, with_worked, worked


def block(number: int) -> str:
    """What the page says of a worked street."""
    page = PAGE.read_text(encoding="utf-8")
    return page.split(WORKED_BEGIN.format(number=number))[1].split(WORKED_END)[0].strip("\n")


@pytest.mark.long
@pytest.mark.parametrize("number", [2, 3])
def test_the_page_says_of_a_worked_street_what_the_program_says(number: int) -> None:
    """The first street is left to the command: its prices are not proven, and take long."""
    assert worked(*WORKED[number - 1]) == block(number)


def test_only_the_blocks_of_the_worked_streets_are_written_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("benchmarks.explain.worked", lambda *asked: f"about {asked[0]}")
    page = PAGE.read_text(encoding="utf-8")
    written = with_worked(page)
    for number, (name, _, _) in enumerate(WORKED, 1):
        begin = WORKED_BEGIN.format(number=number)
        assert f"{begin}\nabout {name}\n{WORKED_END}" in written
        page = page.replace(block(number), "")
        written = written.replace(f"about {name}", "")
    assert page == written
