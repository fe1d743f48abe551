"""``python -m ondergrond.cli``: the command where no script is on the path."""

from __future__ import annotations

from ondergrond.cli.app import main

main()
