"""Plain text: aligned, without escape codes, in whatever a code page can hold."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ondergrond.report.blocks import Line, Table
from ondergrond.report.plain import encodable, plain_text
from ondergrond.report.terminal import print_blocks

TABLE = Table(
    "slots", ("claim", "axis"), (("gas", "1.90"), ("heat, twin", "12.00")), frozenset({1}), "in m"
)


def test_columns_are_aligned_and_numbers_stand_right() -> None:
    assert plain_text([Line("optimal"), TABLE, Line("done")]) == (
        "optimal\n"
        "\n"
        "slots\n"
        "  claim        axis\n"
        "  ----------  -----\n"
        "  gas          1.90\n"
        "  heat, twin  12.00\n"
        "  in m\n"
        "\n"
        "done\n"
    )


def test_no_blocks_are_no_text_and_two_tables_stand_one_line_apart() -> None:
    assert plain_text([]) == ""
    assert "\n\n\n" not in plain_text([TABLE, TABLE])


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("1.0 – 2.0 m³", "utf-8", "1.0 – 2.0 m³"),
        ("1.0 – 2.0 m³", "ascii", "1.0 - 2.0 m3"),
        ("1.0 – 2.0 m³", "cp1252", "1.0 – 2.0 m³"),
        ("a ≥ b → é", "cp1252", "a >= b -> é"),
        ("a ≥ b", "cp437", "a ≥ b"),
        ("漢", "ascii", "?"),
        ("m³", None, "m3"),
        ("m³", "no-such-code", "m3"),
    ],
)
def test_a_sign_a_code_page_lacks_is_spelt_out(text: str, encoding: str | None, shown: str) -> None:
    assert encodable(text, encoding) == shown


@given(st.text(), st.sampled_from(["ascii", "cp437", "cp850", "cp1252", "utf-8"]))
def test_any_text_can_be_written_in_any_code_page(text: str, encoding: str) -> None:
    encodable(text, encoding).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "cp437", "ascii"])
def test_a_terminal_of_any_code_page_can_show_every_block(encoding: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    table = Table("m³ – ≥", TABLE.headers, (("漢", "1 – 2"),), note="→")
    print_blocks([Line("past – niet", "bad"), TABLE, table], stream, width=60)
    stream.flush()
    shown = raw.getvalue().decode(encoding)
    assert "heat, twin" in shown
    assert ("m³" in shown) is (encoding == "utf-8")


def test_brackets_and_colons_are_text_on_a_terminal() -> None:
    stream = io.StringIO()
    print_blocks([Line("[bold]x[/bold] :smile: [1 m, 3 m]")], stream, width=80)
    assert stream.getvalue() == "[bold]x[/bold] :smile: [1 m, 3 m]\n"
