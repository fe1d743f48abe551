"""The command line: thin commands that import what they need when they run."""

from __future__ import annotations

from ondergrond.cli.app import main

__all__ = ["main"]
