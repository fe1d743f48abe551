"""The BGT, the large-scale map of the Netherlands: where a street ends and what its surface is."""

from __future__ import annotations

from ondergrond.io.bgt.axis import section_near
from ondergrond.io.bgt.reading import BgtMap, read_map
from ondergrond.io.bgt.street import cut

__all__ = ["BgtMap", "cut", "read_map", "section_near"]
