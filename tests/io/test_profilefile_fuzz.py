"""Whatever a file holds, reading it gives a profile or problems with lines, and that soon."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ondergrond.claims import NetworkClaim, TreeClaim
from ondergrond.errors import Problem, ProfileFileError
from ondergrond.io import load_profile, parse_profile
from ondergrond.io.shape import keys_of
from ondergrond.profile import Fixture, StreetProfile, Zone
from tests.io.test_profilefile import SOUND

LINES = SOUND.splitlines()
KEYS = sorted(
    {
        key
        for model in (StreetProfile, Zone, Fixture, NetworkClaim, TreeClaim)
        for key in keys_of(model)
    }
)
WRITTEN = [
    *("", "~", "1 m", "2,5 m", "[1,5 m, 3 m]", "{a: 1}", "[]", "{}", "- x", "&a b", "*a", "!t x"),
    *("NaN", "-1 m", "1e400 m", "12 per 100 m", "18 m3", "true", "DN100", "water", "existing"),
    *("'", '"', "|", ">", "%", "@", "\t", ": ", "#", "?", "...", "---", "<<: x", "\x85", "é"),
]
VALUES = st.one_of(st.sampled_from(WRITTEN), st.text(max_size=20))
SLIPS = ["value", "line", "drop", "key"]
MODELS = (StreetProfile, Zone, Fixture, NetworkClaim, TreeClaim)
KEYS = sorted({key for model in MODELS for key in keys_of(model)})


def outcome(text: str) -> str:
    """How reading a text ends: ``sound``, or ``refused`` with problems that have places."""
    problems: tuple[Problem, ...] = ()
    try:
        parse_profile(text, "f")
    except ProfileFileError as error:
        problems = error.problems
    else:
        return "sound"
    assert problems
    for problem in problems:
        assert problem.message
        assert problem.line is None or 1 <= problem.line <= text.count("\n") + 2
        assert not re.search("Traceback|pydantic|Error", problem.message)
    return "refused"


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_any_text_is_a_profile_or_has_problems(text: str) -> None:
    outcome(text)


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(LINES) - 1),
            st.sampled_from(["value", "line", "drop", "key"]),
            VALUES,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_slips_in_a_sound_profile_are_told(slips: list[tuple[int, str, str]]) -> None:
    lines = list(LINES)
    for index, kind, value in slips:
        line = lines[index]
        if kind == "value":
            lines[index] = f"{line.partition(':')[0]}: {value}"
        elif kind == "line":
            lines[index] = f"{line}\n{value}"
        elif kind == "key":
            indent = len(line) - len(line.lstrip(" -"))
            lines[index] = f"{line[:indent]}{value}:{line.partition(':')[2]}"
        else:
            lines[index] = ""
    outcome("\n".join(lines))


TREES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(["1 m", "10 m", "water", "x", "", "footway", "existing", "-1", "18 m3"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=30,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(sorted(keys_of(StreetProfile))), TREES, max_size=10))
def test_known_keys_in_any_shape_are_told(document: dict[str, Any]) -> None:
    outcome(yaml.safe_dump(document, sort_keys=False))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_any_bytes_are_a_profile_or_have_problems(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(content)
    with pytest.raises(ProfileFileError) as caught:
        load_profile(path)
    assert caught.value.problems


HEAD = "name: x\nwidth: 10 m\nzones: [{kind: footway, width: 10 m}]\n"
BOMBS = {
    "zones that are text": "zones:\n" + "- x\n" * 240_000,
    "claims that clash": HEAD + "claims:\n" + "- {id: a, network: water, state: existing}\n" * 3000,
    "unknown keys": "".join(f"width{i}: 1\n" for i in range(60_000)),
    "one key again and again": "name: x\n" * 14_000,
    "windows without end": HEAD + "claims: [{id: a, network: water, within: [" + "1," * 400_000,
    "aliases": "a: &a [x]\nb: [" + "*a," * 300_000 + "]",
    "braces": "{a: " * 200_000,
    "dashes": "- " * 400_000,
    "digits": "width: " + "9" * 900_000 + " m",
    "a long text": HEAD + "description: " + "x" * 900_000,
    "a quote": "'" * 990_000,
    "empty lines": "\n" * 990_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_megabyte_of_rubbish_is_refused_soon(bomb: str) -> None:
    start = time.process_time()
    assert outcome(BOMBS[bomb]) == "refused"
    assert time.process_time() - start < 15  # a second or two; quadratic work would take minutes
