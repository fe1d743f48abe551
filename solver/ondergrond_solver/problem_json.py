"""A lossless JSON form of a `Problem`.

    {"schema": "ondergrond-solver-problem", "version": 1,
     "length": 7000, "resolution": 10, "constant": 0, "stretch": null,
     "items": [{"name": "a", "skip": null}],
     "columns": [{"name": "a", "covers": [0], "width_min": 110, "width_max": 110,
                  "place": [[0, 6890, 0, 1]], "gap_class": 0, "anchor": 55,
                  "width_price": 0, "end_place": null}],
     "pairs": {"hard": [[300]], "order": [[0]], "steps": [[0, 0, [[400, 50]]]]}}

A segment is ``[first, last, score, slope]``. In `hard` the word ``"exempt"`` stands for
`EXEMPT`, in `order` ``"forbidden"`` for `FORBIDDEN`; `steps` lists only the pairs that have
any, as ``[a, b, [[threshold, price], ...]]``. `stretch` may be left out. Padding is not
written: reading back gives the tables their least depth.
"""

from __future__ import annotations

import json
from typing import Any, Final

from ondergrond_solver.problem import (
    EXEMPT,
    FORBIDDEN,
    Column,
    Item,
    PairTables,
    Problem,
    Segment,
)

SCHEMA: Final = "ondergrond-solver-problem"
VERSION: Final = 1


def problem_to_json(problem: Problem) -> str:
    """The problem as one JSON document, keys in a fixed order."""
    pairs = problem.pairs
    classes = range(pairs.size)
    document = {
        "schema": SCHEMA,
        "version": VERSION,
        "length": problem.length,
        "resolution": problem.resolution,
        "constant": problem.constant,
        "stretch": problem.stretch,
        "items": [{"name": item.name, "skip": item.skip} for item in problem.items],
        "columns": [_column_to_plain(column) for column in problem.columns],
        "pairs": {
            "hard": [
                ["exempt" if gap == EXEMPT else gap for gap in row] for row in pairs.hard.tolist()
            ],
            "order": [
                ["forbidden" if price == FORBIDDEN else price for price in row]
                for row in pairs.order.tolist()
            ],
            "steps": [
                [a, b, [list(step) for step in pairs.steps(a, b)]]
                for a in classes
                for b in classes
                if pairs.steps(a, b)
            ],
        },
    }
    return json.dumps(document)


def problem_from_json(text: str) -> Problem:
    """The problem of a JSON document written by `problem_to_json`.

    Raises ValueError when the text is no such document; the content itself is judged by
    `Problem.validate`.
    """
    document = json.loads(text)
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise ValueError(f"This is no {SCHEMA} document.")
    if document.get("version") != VERSION:
        raise ValueError(
            f"This document has version {document.get('version')!r}; only {VERSION} is known."
        )
    try:
        return _problem_from_plain(document)
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"The {SCHEMA} document is incomplete or malformed: {error!r}.") from error


def _problem_from_plain(document: dict[str, Any]) -> Problem:
    tables = document["pairs"]
    return Problem(
        length=document["length"],
        resolution=document["resolution"],
        constant=document["constant"],
        stretch=document.get("stretch"),
        items=tuple(Item(item["name"], item["skip"]) for item in document["items"]),
        columns=tuple(_column_from_plain(column) for column in document["columns"]),
        pairs=PairTables.from_lists(
            [[EXEMPT if gap == "exempt" else gap for gap in row] for row in tables["hard"]],
            [
                [FORBIDDEN if price == "forbidden" else price for price in row]
                for row in tables["order"]
            ],
            {(a, b): [(limit, price) for limit, price in steps] for a, b, steps in tables["steps"]},
        ),
    )


def _column_to_plain(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "covers": sorted(column.covers),
        "width_min": column.width_min,
        "width_max": column.width_max,
        "place": [list(segment) for segment in column.place],
        "gap_class": column.gap_class,
        "anchor": column.anchor,
        "width_price": column.width_price,
        "end_place": (
            None if column.end_place is None else [list(segment) for segment in column.end_place]
        ),
    }


def _column_from_plain(plain: dict[str, Any]) -> Column:
    end_place = plain["end_place"]
    return Column(
        name=plain["name"],
        covers=frozenset(plain["covers"]),
        width_min=plain["width_min"],
        width_max=plain["width_max"],
        place=tuple(Segment(*segment) for segment in plain["place"]),
        gap_class=plain["gap_class"],
        anchor=plain["anchor"],
        width_price=plain["width_price"],
        end_place=None if end_place is None else tuple(Segment(*s) for s in end_place),
    )
