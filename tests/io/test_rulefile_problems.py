"""A rule set that is not sound is refused with all that is wrong, and what would be right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ondergrond.io.rulefile import rule_problems
from ondergrond.io.rulefile_lines import line_of
from tests.io.rulefiles import HEAD, OWN, child_problems, default_text, problems, write

NORM = "according to NEN 7171"
GUESS = ', basis = "guess"'
PUBLISHED = ', basis = "published"'
ABOUT_MM = f'about = {{ unit = "mm", {OWN} }}'
ABOUT = f'about = {{ unit = "m", {OWN} }}'


def value(number: str, unit: str = "m", more: str = OWN) -> str:
    return f'{{ value = {number}, unit = "{unit}", {more} }}'


ONE_WRONG: dict[str, tuple[str, str, str]] = {
    # name of the case: (text after the head, path of the problem, part of the message)
    "an unknown table": ("[gap.minimum]\n", "gap", r"did you mean 'gaps'\?"),
    "an unknown sheet": ("[gaps.minimun]\n", "gaps.minimun", r"did you mean 'minimum'\?"),
    "an unknown class": (
        f"[gaps.minimum]\n{ABOUT}\nheat.watr = 1\n",
        "gaps.minimum.heat.watr",
        r"'watr' is no class; did you mean 'water'\?",
    ),
    "an unknown network": (
        f"[networks.size]\nwatr = {value('100', 'mm')}\n",
        "networks.size.watr",
        r"is no network; did you mean 'water'\?",
    ),
    "a class that is no network": (
        f"[networks.size]\nkerb = {value('100', 'mm')}\n",
        "networks.size.kerb",
        "is no network",
    ),
    "a group without a network": (
        f"[networks.size]\ntrees = {value('100', 'mm')}\n",
        "networks.size.trees",
        "none of the group 'trees' is a network",
    ),
    "an unknown zone": (
        f"[networks.cover]\n{ABOUT}\nwater.footwya = 1\n",
        "networks.cover.water.footwya",
        r"is no zone; did you mean 'footway'\?",
    ),
    "an unknown pavement": (
        f"[prices.pavement]\nmarble = {value('1', 'EUR/m2')}\n",
        "prices.pavement.marble",
        "is no pavement",
    ),
    "an unknown rack case": (
        f"[racks.post]\nmiddle = {value('0.1')}\n",
        "racks.post.middle",
        "is no rack case; one of: any, base, high, low",
    ),
    "an unknown level": (
        f"[networks.level]\nwater = {{ value = 'top', {OWN} }}\n",
        "networks.level.water",
        "'top' is not a level",
    ),
    "an unknown score term": (
        f"[presets]\ncost.beauty = {value('2', 'count')}\n",
        "presets.cost.beauty",
        "is no score term",
    ),
    "a nominal size that is none": (
        f"[networks.casing]\nheat.twin.DN100 = {value('315', 'mm')}\n",
        "networks.casing.heat.twin.DN100",
        "write the number after DN: 100",
    ),
    "an unknown key of a value": (
        f"[street]\nkerb-depth = {value('1', 'm', OWN + ', sauce = 1')}\n",
        "street.kerb-depth.sauce",
        r"did you mean 'source'\?",
    ),
    "an unknown key of about": (
        "[gaps]\nabout = { units = 'm' }\n",
        "gaps.about.units",
        r"did you mean 'unit'\?",
    ),
    "an unknown key of a source": (
        "[sources]\nS = { text = 'x', link = 'y' }\n",
        "sources.S.link",
        "one of: basis, confidence, text, url",
    ),
    "a missing unit": (
        f"[street]\nkerb-depth = {{ value = 0.4, {OWN} }}\n",
        "street.kerb-depth",
        'the unit is missing; write unit = "m"',
    ),
    "a wrong unit": (
        f"[street]\nkerb-depth = {value('40', 'inch')}\n",
        "street.kerb-depth",
        "'inch' is no unit of a length here; use 'mm' or 'cm' or 'm'",
    ),
    "the unit of another quantity": (
        f"[prices]\nbreach = {value('4000', 'EUR')}\n",
        "prices.breach",
        "use 'EUR/m'",
    ),
    "number and unit in one text": (
        f"[street]\nkerb-depth = {{ value = '0.4 m', {OWN} }}\n",
        "street.kerb-depth",
        'apart: value = 0.4, unit = "m"',
    ),
    "a Dutch decimal comma": (
        f"[street]\nkerb-depth = {{ value = '0,4', {OWN} }}\n",
        "street.kerb-depth",
        "write the number and its unit apart",
    ),
    "text for a number": (
        f"[street]\nkerb-depth = {{ value = 'deep', {OWN} }}\n",
        "street.kerb-depth",
        "'deep' is not a length",
    ),
    "a truth value for a number": (
        f"[street]\nkerb-depth = {value('true')}\n",
        "street.kerb-depth",
        "a length is a number, not true",
    ),
    "a list for a number": (
        f"[street]\nkerb-depth = {value('[1]')}\n",
        "street.kerb-depth",
        "is a number, not",
    ),
    "not a number": (
        f"[street]\nkerb-depth = {value('nan')}\n",
        "street.kerb-depth",
        "no number that makes sense",
    ),
    "an infinite number": (
        f"[street]\nkerb-depth = {value('-inf')}\n",
        "street.kerb-depth",
        "no number that makes sense",
    ),
    "a huge exponent": (
        f"[street]\nkerb-depth = {value('1e999999')}\n",
        "street.kerb-depth",
        "no number that makes sense",
    ),
    "a number of many digits": (
        f"[street]\nkerb-depth = {value('9' * 400)}\n",
        "street.kerb-depth",
        "a very large number is no number that makes sense",
    ),
    "a length over a kilometre": (
        f"[street]\nkerb-depth = {value('1001')}\n",
        "street.kerb-depth",
        "too large for a length",
    ),
    "a negative length": (
        f"[street]\nkerb-depth = {value('-0.1')}\n",
        "street.kerb-depth",
        "-0.1 m is below zero",
    ),
    "a negative price": (
        f"[prices]\nwish = {value('-1', 'EUR/m')}\n",
        "prices.wish",
        "below zero",
    ),
    "a lifetime of no years": (
        f"[networks.lifetime]\nwater = {value('0', 'years')}\n",
        "networks.lifetime.water",
        "0 years is too small",
    ),
    "half a year": (
        f"[networks.lifetime]\nwater = {value('0.5', 'years')}\n",
        "networks.lifetime.water",
        "too small",
    ),
    "half a millimetre": (
        f"[street]\nkerb-depth = {value('0.4005')}\n",
        "street.kerb-depth",
        "no whole number of mm",
    ),
    "an odd size": (
        f"[networks.size]\nwater = {value('63', 'mm')}\n",
        "networks.size.water",
        "63 mm is odd.*write 64 mm",
    ),
    "an odd beam": (
        f"[racks.beam]\nlow = {value('0.501')}\n",
        "racks.beam.low",
        "write 502 mm",
    ),
    "a void above all": (
        f"[storage]\nvoid = {value('101', '%')}\n",
        "storage.void",
        "too large for a share",
    ),
    "low above the value": (
        f"[street]\nkerb-depth = {value('0.4', 'm', OWN + ', low = 0.5')}\n",
        "street.kerb-depth.low",
        "low lies above the value",
    ),
    "high below the value": (
        f"[street]\nkerb-depth = {value('0.4', 'm', OWN + ', high = 0.3')}\n",
        "street.kerb-depth.high",
        "high lies below the value",
    ),
    "a range of text": (
        f"[tree]\nparty = {{ value = 'town', low = 'x', {OWN} }}\n",
        "tree.party",
        "low and high are not kept",
    ),
    "no source": (
        "[street]\nkerb-depth = { value = 0.4, unit = 'm', status = 'advisory' }\n",
        "street.kerb-depth",
        "the source is missing",
    ),
    "no basis": (
        "[sources]\nS = { text = 'x', confidence = 'low' }\n[street]\n"
        "kerb-depth = { value = 0.4, unit = 'm', source = 'S', status = 'advisory' }\n",
        "street.kerb-depth",
        "the basis is missing; one of: published, practice, assumption",
    ),
    "no confidence": (
        "[sources]\nS = { text = 'x', basis = 'practice' }\n[street]\n"
        "kerb-depth = { value = 0.4, unit = 'm', source = 'S', status = 'advisory' }\n",
        "street.kerb-depth",
        "the confidence is missing; one of: high, medium, low",
    ),
    "no status": (
        "[street]\nkerb-depth = { value = 0.4, unit = 'm', source = 'own estimate', note = 'x' }\n",
        "street.kerb-depth",
        "the status is missing; one of: normative, advisory",
    ),
    "an unknown basis": (
        f"[street]\nkerb-depth = {value('0.4', 'm', OWN + GUESS)}\n",
        "street.kerb-depth.basis",
        "'guess' is no basis",
    ),
    "an assumption without a reason": (
        "[street]\nkerb-depth = { value = 0.4, unit = 'm', source = 'own estimate', "
        "status = 'advisory' }\n",
        "street.kerb-depth",
        "an assumption needs its reason",
    ),
    "an unknown source": (
        f"[street]\nkerb-depth = {value('0.4', 'm', OWN.replace('own estimate', 'Z9'))}\n",
        "street.kerb-depth.source",
        r"'Z9' is no key of \[sources\]",
    ),
    "an own estimate that calls itself published": (
        f"[street]\nkerb-depth = {value('0.4', 'm', OWN + PUBLISHED)}\n",
        "street.kerb-depth",
        r"basis \"published\" needs a key of \[sources\]",
    ),
    "a source that is the paid norm": (
        "[sources]\nN = { text = 'NEN 7171-1:2024, table 3', basis = 'published' }\n",
        "sources.N",
        "claims to be a value of NEN 7171-1",
    ),
    "a note that claims the paid norm": (
        f"[street]\nkerb-depth = {value('0.4', 'm', OWN.replace('invented', NORM))}\n",
        "street.kerb-depth.note",
        "claims to be a value of NEN 7171-1",
    ),
    "a source without text": ("[sources]\nS = { url = 'x' }\n", "sources.S", "needs its text"),
    "a source that is there already": (
        "[sources]\nL1 = { text = 'x' }\n",
        "sources.L1",
        "is there already",
    ),
    "a group that is there already": (
        "[groups.classes]\npipes = ['water']\n",
        "groups.classes.pipes",
        "a group 'pipes' is there already",
    ),
    "a group named like a class": (
        "[groups.classes]\nheat = ['water']\n",
        "groups.classes.heat",
        "has a meaning already",
    ),
    "a group of an unknown class": (
        "[groups.classes]\nmine = ['watr']\n",
        "groups.classes.mine",
        r"did you mean 'water'\?",
    ),
    "a group that is no list": (
        "[groups.zones]\nmine = 'quay'\n",
        "groups.zones.mine",
        "a list of",
    ),
    "groups of something else": (
        "[groups.pavements]\nhard = ['tiles']\n",
        "groups.pavements",
        "one of: classes, zones",
    ),
    "a value where rows belong": (
        f"[networks.size]\nvalue = 3\n{ABOUT}\n",
        "networks.size",
        "rows named by a network belong here",
    ),
    "rows where a table belongs": ("gaps = 3\n", "gaps", r"this is a table, \[gaps\], not 3"),
    "a value that is missing": (
        f"[street]\nkerb-depth = {{ unit = 'm', {OWN} }}\n",
        "street.kerb-depth",
        "a value is missing",
    ),
    "a number for a party": (
        f"[tree]\nparty = {{ value = 3, {OWN} }}\n",
        "tree.party",
        "a name is text, not 3",
    ),
    "an empty party": (f"[tree]\nparty = {{ value = ' ', {OWN} }}\n", "tree.party", "is missing"),
    "a pair written twice": (
        f"[gaps.minimum]\n{ABOUT}\nheat.water = 1.1\nwater.heat = 1.2\n",
        "gaps.minimum.water.heat",
        "both ways round with different values; 'gaps.minimum.heat.water' says otherwise",
    ),
    "groups of the same classes written twice": (
        f"[groups.classes]\nmine = ['heat', 'cold']\n[networks.size]\n{ABOUT_MM}\n"
        "thermal = 200\nmine = 220\n",
        "networks.size.mine",
        "written twice with different values",
    ),
    "two rows that compete": (
        f"[groups.classes]\nmine = ['heat', 'water']\n[gaps.minimum]\n{ABOUT}\n"
        "mine.gas-low = 0.31\nthermal.gas = 0.52\n[gaps.preferred]\n"
        f"mine.gas-low = {{ value = 'minimum', {OWN} }}\n",
        "gaps.minimum.thermal.gas",
        "hold alike for gas-low.heat, and neither is narrower; write a row for 'gas-low.heat'",
    ),
    "a minimum below hard": (
        f"[gaps.minimum]\nheat.water = {value('0.01')}\n",
        "gaps.minimum.heat.water",
        r"minimum 0.01 m of 'gaps.minimum.heat.water' in test is below hard 0.05 m of "
        r"'gaps.hard.pipes.pipes' in nen7171-style \(heat.water\)",
    ),
    "a preferred gap below the minimum": (
        f"[gaps.minimum]\nheat.water = {value('2')}\n",
        "gaps.minimum.heat.water",
        "preferred 1.5 m of .* is below minimum 2 m",
    ),
    "a vertical minimum below hard": (
        f"[gaps.over-hard]\nheat.water = {value('0.4')}\n",
        "gaps.over-hard.heat.water",
        "over-minimum 0.3 m of .* is below over-hard 0.4 m",
    ),
    "a breach cheaper than a deviation": (
        f"[prices]\nbreach = {value('10', 'EUR/m')}\n",
        "prices.breach",
        "breach 10 EUR/m of .* is below deviation 80 EUR/m",
    ),
    "a preset under which a breach is cheaper": (
        f"[presets.wide]\ndeviations = {value('100', 'count')}\n",
        "presets.wide.deviations",
        "under the preset 'wide' the least breach costs 5000 EUR/m, less than a deviation of 8000",
    ),
    "a preset under which breaches cost nothing": (
        f"[presets.wide]\nbreaches = {value('0', 'count')}\n",
        "presets.wide.breaches",
        "raise 'breaches', or lower 'deviations'",
    ),
    "a load that spreads nowhere": (
        f"[street]\nload-spread = {value('0', 'mm per m')}\n",
        "street.load-spread",
        "too small for a slope",
    ),
    "a cover deeper than the deepest": (
        f"[networks.deepest]\nwater = {value('0.9')}\n",
        "networks.deepest.water",
        "lets the bottom go to 0.9 m, but the top lies at 2 m",
    ),
    "a word for a gap that is none": (
        f"[gaps.minimum]\nheat.water = {{ value = 'preferred', {OWN} }}\n",
        "gaps.minimum.heat.water",
        "'preferred' is not a length; one of: hard",
    ),
}


@pytest.mark.parametrize("case", ONE_WRONG)
def test_one_wrong_thing_is_told_with_its_place_and_line_and_little_else(
    tmp_path: Path, case: str
) -> None:
    text, path, message = ONE_WRONG[case]
    found = child_problems(tmp_path, text)
    told = [problem for problem in found if problem.path == path]
    assert told, found
    assert any(re.search(message, problem.message) for problem in told), told
    assert len(found) <= 2
    lines = (HEAD + text).splitlines()
    for problem in told:
        assert problem.line is not None
        assert 3 <= problem.line <= len(lines), "a line of what was added"
        assert any(part in lines[problem.line - 1] for part in path.split("."))


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    chosen = [
        ONE_WRONG["an unknown network"],
        ONE_WRONG["an unknown pavement"],
        ONE_WRONG["a source that is the paid norm"],
        ONE_WRONG["an odd beam"],
        ONE_WRONG["a negative length"],
        ONE_WRONG["a breach cheaper than a deviation"],
    ]
    found = child_problems(tmp_path, "".join(text for text, _, _ in chosen))
    assert {path for _, path, _ in chosen} <= {problem.path for problem in found}


# --- gaps in the data ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "path", "message"),
    [
        ("any.any = 0\n", "gaps.hard", "no value for cellar.cellar, .* and 671 more"),
        ("sewers.sewers = ", "gaps.minimum", None),
        ('medium-voltage = "electricity"\n', "networks.party", "no value for medium-voltage"),
        ("asphalt = ", "prices.pavement", "no value for asphalt; write rows"),
        ("verge = 60\n", "prices.nuisance", "no value for verge"),
        ("rack = { any", "zone-use", "no value for rack.footway, .* and 8 more"),
        ('unknown = { any = "free", rack', "crossings", "no value for orphan.telecom"),
        ("base = { any.any = 0.10", "racks.level-gap", "no value for base.telecom.electricity"),
        ("kerb-depth = ", "street.kerb-depth", "the value is missing"),
        ("breach = ", "prices.breach", "the value is missing"),
        ("[presets.balanced]", "presets", "'balanced' is missing"),
    ],
)
def test_a_gap_in_the_data_is_told(
    tmp_path: Path, row: str, path: str, message: str | None
) -> None:
    lines = default_text().splitlines(keepends=True)
    index = next(i for i, line in enumerate(lines) if line.startswith(row.rstrip("\n")))
    found = problems(write(tmp_path, "".join(lines[:index] + lines[index + 1 :])))
    if message is None:  # a broader row holds instead
        assert found == []
        return
    assert [problem.path for problem in found] == [path]
    assert re.search(message, found[0].message)
    assert found[0].line is None or found[0].line > 1


def test_a_whole_sheet_that_is_missing_is_told_without_a_line(tmp_path: Path) -> None:
    found = problems(write(tmp_path, 'title = "Nothing yet"\n'))
    paths = {problem.path for problem in found}
    assert {"gaps.hard", "networks.cover", "zone-use", "tree.depth", "presets"} <= paths
    assert all(problem.line is None for problem in found)


def test_a_value_that_is_wrong_is_not_called_missing_too(tmp_path: Path) -> None:
    text = default_text().replace("any.any = 0\n", "any.any = -1\n")
    found = problems(write(tmp_path, text))
    assert [problem.path for problem in found] == ["gaps.hard.any.any"]


# --- no rule file at all -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('title = "x"\ngaps = [1,\n', 3, "no TOML"),
        ('title = "x"\ntitle = "y"\n', 2, "no TOML: Cannot overwrite a value"),
        ("title = x\n", 1, "no TOML: Invalid value"),
        ("[gaps\n", 1, "no TOML"),
        ('title = "x\n', 1, "no TOML"),
        ("a = " + "[" * 5000, None, "no TOML"),
        ("a = " + "9" * 5000, None, "no TOML"),
        ("", None, "a rule set needs a title"),
        ('title = ""\n', 1, "this is text, not ''"),
        ("title = 3\n", 1, "this is text, not 3"),
        ('title = "x"\ninherits = ["nen7171-style"]\n', 2, "this is text"),
    ],
)
def test_what_is_no_toml_or_no_rule_set_is_told_with_its_line(
    tmp_path: Path, text: str, line: int | None, message: str
) -> None:
    found = problems(write(tmp_path, text))
    assert any(p.line == line and message in p.message for p in found), found[:3]


def test_files_that_hold_no_text_are_refused(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(bytes(range(256)) * 8)
    large = tmp_path / "large.toml"
    with large.open("wb") as stream:
        stream.truncate(50_000_000)
    latin = tmp_path / "latin.toml"
    latin.write_bytes('title = "Caf\xe9"\n'.encode("latin-1"))
    assert "no text" in rule_problems(binary)[0].message
    assert "at most 2 MB" in rule_problems(large)[0].message
    assert "UTF-8" in rule_problems(latin)[0].message
    assert "directory" in rule_problems(tmp_path)[0].message
    assert "no such file" in rule_problems(tmp_path / "gone.toml")[0].message


def test_every_line_of_the_default_set_can_be_cut_without_a_crash(tmp_path: Path) -> None:
    """One line in thirty halved: whatever that makes of the file, it is told, never raised."""
    lines = default_text().splitlines(keepends=True)
    for index in range(5, len(lines), 30):
        half = lines[index][: len(lines[index]) // 2] + "\n"
        path = write(tmp_path, "".join([*lines[:index], half, *lines[index + 1 :]]))
        problems(path)


# --- lines ---------------------------------------------------------------------------------------


def test_a_line_is_found_for_keys_headers_and_what_is_inside_inline_tables() -> None:
    text = 'title = "x"\n[gaps.minimum]\n# heat.water = 1\nheat.water = { value = 1 }\n"a b" = 2\n'
    assert line_of(text, "title") == 1
    assert line_of(text, "gaps") == 2
    assert line_of(text, "gaps.minimum.heat.water") == 4
    assert line_of(text, "gaps.minimum.heat.water.low") == 4
    assert line_of(text, "gaps.minimum.a b") == 5
    assert line_of(text, "prices.breach") is None
