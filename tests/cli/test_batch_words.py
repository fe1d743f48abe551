"""What a batch and the made-up city say on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ondergrond.batch import Progress
from ondergrond.cli import main
from ondergrond.cli.city import FORMATS
from ondergrond.cli.progress import _Lines, counts, pace
from ondergrond.io.profilerows import ProfileRows
from ondergrond.io.profilerows_write import FORMATS as WRITTEN


def after(seconds: float, done: int, total: int = 1000, before: int = 0) -> Progress:
    """A batch while it solves."""
    return Progress("solving", total, done, before, {"fits": done - before}, seconds)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (after(0.5, 10), ""),
        (after(10, 100), "10.0/s, 2 min left"),
        (after(10, 600, before=500), "10.0/s, 40 s left"),
        (after(100, 100, total=5000), "1.0/s, 82 min left"),
        (after(100, 100, total=10_000), "1.0/s, 2 h 45 left"),
        (after(10, 1000)._replace(stage="writing"), ""),
    ],
)
def test_rate_and_remaining_time_are_those_of_this_run(one: Progress, said: str) -> None:
    assert pace(one) == said


def test_a_log_gets_a_line_for_every_stage_and_then_only_now_and_then(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = _Lines()
    for one in (after(5, 50), after(6, 60), after(9, 90)._replace(stage="writing")):
        lines(one)
    said = capsys.readouterr().err.splitlines()
    assert said == ["solving  50 of 1000  10.0/s, 2 min left  fits 50",
                    "writing  90 of 1000  fits 90"]  # fmt: skip
    assert counts(after(1, 3)) == "fits 3"


def test_the_formats_of_the_help_are_those_that_are_written() -> None:
    assert set(FORMATS) == set(WRITTEN)


@pytest.mark.parametrize("form", FORMATS)
def test_a_city_is_the_same_streets_in_every_format(tmp_path: Path, form: str) -> None:
    line = ["profiles", "city", "--count", "12", "--out", str(tmp_path), "--format", form, "--json"]
    result = CliRunner().invoke(main, line)
    assert result.exit_code == 0, result.output
    said = json.loads(result.output)
    assert (said["profiles"], said["seed"]) == (12, 7)
    rows = list(ProfileRows(Path(said["file"])))
    assert len(rows) == len({row.id for row in rows}) == 12
    assert all(row.error is None for row in rows)
