"""Keys of JSON objects: of one that stands twice nobody knows which value was meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def first_twice(pairs: Iterable[tuple[str, Any]]) -> str | None:
    """The first key that stands a second time; None where each stands once."""
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            return key
        seen.add(key)
    return None
