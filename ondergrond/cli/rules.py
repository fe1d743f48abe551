"""``ondergrond rules``: rule sets and where their values come from."""

from __future__ import annotations

import click


@click.group("rules", short_help="Rule sets: list, look up, validate.")
def group() -> None:
    """Rule sets: list, look up, validate."""
