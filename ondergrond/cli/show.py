"""Putting reports on stdout: rich tables on a terminal, plain text in a pipe, or JSON."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ondergrond.cli.ends import write

if TYPE_CHECKING:
    from ondergrond.report.blocks import Block


def show(blocks: Sequence[Block]) -> None:
    """The blocks on stdout."""
    if sys.stdout.isatty():
        from ondergrond.report.terminal import print_blocks

        print_blocks(blocks, sys.stdout)
    else:
        from ondergrond.report.plain import plain_text

        write(plain_text(blocks))


def show_json(document: dict[str, Any]) -> None:
    """The document on stdout."""
    from ondergrond.report.documents import json_text

    write(json_text(document))
