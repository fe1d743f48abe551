"""A made-up city: street profiles on a street grid, for trying batches. ``docs/city.md`` describes
it.
"""

from __future__ import annotations

from ondergrond.city.sections import Section, city

__all__ = ["Section", "city"]
