"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# The same examples on every run, and none failed for being slow on a busy machine.
settings.register_profile("ondergrond", deadline=None, derandomize=True)
settings.load_profile("ondergrond")
