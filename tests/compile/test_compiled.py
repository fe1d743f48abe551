"""The folder of this room's compiled kernels."""

from __future__ import annotations

from pathlib import Path

import pytest

from ondergrond.compile import compiled


def test_the_folder_is_named_after_the_sources_of_this_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "cache_folder", lambda: tmp_path)
    here = tmp_path / "room"
    here.mkdir()
    monkeypatch.setattr(compiled, "__file__", str(here / "compiled.py"))
    folders = set()
    for text in ("one", "two", "one"):
        (here / "kernel.py").write_text(text, encoding="utf-8")
        folders.add(compiled.folder.__wrapped__())
    assert len(folders) == 2
    assert all(found is not None and found.parent == tmp_path for found in folders)


def test_where_nothing_can_be_written_there_is_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "cache_folder", lambda: None)
    assert compiled.folder.__wrapped__() is None
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setattr(compiled, "cache_folder", lambda: tmp_path / "file")
    assert compiled.folder.__wrapped__() is None


@pytest.mark.kernel
def test_a_kernel_computes_what_its_function_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "folder", lambda: None)
    assert compiled.kernel(_twice)(21) == 42


def _twice(number: int) -> int:
    return 2 * number
