"""Rule sets and library profiles are found by name, in a checkout and in an installation."""

from __future__ import annotations

from pathlib import Path

import pytest

from ondergrond import resources
from ondergrond.resources import Shelf, UnknownResourceError, find, names

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package folder as an installation lays it out, with one rule set; returns the folder."""
    package = tmp_path / "site-packages" / "ondergrond"
    (package / "_data" / "rules").mkdir(parents=True)
    (package / "_data" / "rules" / "shipped.toml").write_text("", encoding="utf-8")
    monkeypatch.setattr(resources, "_PACKAGE", package)
    return package


@pytest.mark.parametrize("shelf", Shelf)
def test_a_checkout_reads_its_own_folders(shelf: Shelf) -> None:
    assert shelf.folder == ROOT / shelf.value[0]


@pytest.mark.parametrize("shelf", Shelf)
def test_every_listed_name_is_found_as_a_file(shelf: Shelf) -> None:
    assert names(shelf)
    assert all(find(shelf, name).is_file() for name in names(shelf))


def test_an_installation_reads_the_copies_it_brought(installed: Path) -> None:
    assert find(Shelf.RULES, "shipped") == installed / "_data" / "rules" / "shipped.toml"


def test_a_folder_that_only_happens_to_stand_beside_the_package_is_no_checkout(
    installed: Path,
) -> None:
    (installed.parent / "rules").mkdir()
    assert names(Shelf.RULES) == ["shipped"]


@pytest.mark.usefixtures("installed")
def test_a_shelf_that_is_missing_is_empty() -> None:
    assert names(Shelf.PROFILES) == []
    with pytest.raises(UnknownResourceError, match="none came with this program"):
        find(Shelf.PROFILES, "anything")


@pytest.mark.usefixtures("installed")
def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownResourceError, match=r"no rule set called 'shiped'.* mean shipped\?"):
        find(Shelf.RULES, "shiped")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("name", ["../rules/shipped", "shipped.toml", "", "."])
def test_a_name_is_never_taken_for_a_path(name: str) -> None:
    with pytest.raises(UnknownResourceError):
        find(Shelf.RULES, name)
