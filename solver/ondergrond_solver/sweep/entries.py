"""The kernels that Python calls, and what it calls them with: all that there is to compile.

Kernels that are called by these are compiled with them. Each is always called with the same types,
so it can be compiled before there is a problem (`preparing`).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from numba import types

Part = tuple[str, str]
"""A kernel by its module and name."""

# Letters of the types: i an int64, u an unsigned one, t a truth value, f a float; with a number an
# array of so many axes, rows one after the other; other words are the tuples below.
_LETTERS = {"i": types.int64, "u": types.uint64, "t": types.boolean, "f": types.float64}

_TUPLES: dict[str, tuple[str, str]] = {
    "Scored": ("relaxation_kernels", "i2 i2 i1 i1 i1"),
    "Links": ("relaxation_kernels", "i1 i1 i1 i1 i2"),
    "Backward": ("relaxation_kernels", "i2 i2 i2 i2"),
    "Windows": ("windows", "i1 i1 i1 i1 i1 i1 i1 i i i"),
    "Tolls": ("memory_blocks", "i1 t2 i1 i2 i2 i1"),
    "Stretches": ("memory_widths", "i1 i2 i2"),
    "Pairs": ("row_problem", "i3 i3 i3 i2 t2 i2 i2 i"),
    "Covering": ("row_problem", "u1 i1 u i1 i1 i2 i1 i"),
    "Passed": ("memory_blocks", "i2 i2 i2"),
    "_State": ("multipliers", "i1 i1 t1 f1 f1 i1 i1 f1"),
    "Places": ("shapes", "u1 i1 i1 i2 t2 i1 i2 i1 i2 i1"),
    "Desk": ("room", "i1 i1 i1 i1 i1 i1 i1"),
    "Line": ("ways", "i2 i2 i1 i1 i1 i1 i1 i1 i3 i3 i2 i1"),
    "Store": ("row_states", "i2 u2 i2 i2 i1 i1 i1 i1 i2 i2 i2"),
    "Ends": ("ways", "i2 i2 i2 i2 i1"),
    "Ways": ("ways", "Line Ends i1 i1 i1 i1 i2"),
    "Board": (
        "reinsertion_kernels",
        "Ways Ways i1 i1 i1 u1 i1 i1 i1 i1 i2 i1 i1 i1 i2 i1 i1 i1 u1",
    ),
}

SHARES: tuple[dict[Part, str], ...] = (
    {
        ("row_run", "run_over_states"): (
            "Scored Windows Pairs Covering Tolls Passed i i i2 t Store i2"
        ),
        ("standins", "twins"): "Places",
        ("standins", "_needed"): "Places",
        ("shapes", "_ordered"): "Places",
    },
    {
        ("reinsertion_kernels", "search"): "Board i i i i i",
        ("reinsertion_kernels", "filled"): "Board i i",
        ("reinsertion_kernels", "score_of"): "Board i i",
        ("ways", "follow"): "Ways i1 i",
    },
    {
        ("memory_kernels", "backward_sets"): (
            "Scored Windows Links Links Tolls i1 Passed Stretches i2 i2 i2 i1"
        ),
        ("memory_kernels", "forward_sets"): (
            "Scored Windows Links Links Tolls Passed i i2 i2 i1 Stretches Stretches i1 i2"
        ),
        ("memory_kernels", "pair_costs"): "i i1 t2 t1 t2 t2 t i3 i3 i2 i2 i2 Windows i1 i1",
        ("memory_orders", "absorbed_by"): "i3 i2 i1 i1 t2 t1 i2 i2 i2",
        ("memory_orders", "summed"): "i2 u1 i2",
        ("memory_orders", "certain_prices"): "i2 i2 i1 i1 t2 t2 t2 u1 i1 i1 t2 i2 i2",
        ("memory_trace", "trace_sets"): "i Scored Windows Links Links Tolls i1 Passed i2",
    },
    {
        ("multipliers", "_improve"): (
            "Scored t2 Windows Links Links _State i i i Backward Backward i1"
        ),
        ("multipliers", "_step"): "_State i i1 i",
        ("removal_kernels", "removed"): "Scored i1 Windows Links Links Links Backward i i2",
        ("removal_kernels", "kept_links"): "Links t1 i1 i",
        ("order", "_absorb"): "i2 i1 t2 i1 i2 i2 t2 t2 t i2 i3",
        ("windows", "live_cells"): "i2",
        ("fit", "_search"): "i Places i1 Desk i i i2",
        ("fit", "_stands"): "i1 Places i2",
    },
)
"""All of them with the types of what they take, in shares of about as much work, kernels that call
the same ones together.
"""


def part(of: Part) -> Any:
    """The kernel."""
    module, name = of
    return getattr(import_module(f"{__package__}.{module}"), name)


def types_of(words: str) -> tuple[Any, ...]:
    """The numba types that some words of these tables stand for."""
    return tuple(map(_type, words.split()))


def _type(word: str) -> Any:
    known: Any = types
    if word not in _TUPLES:
        of_one = _LETTERS[word[0]]
        return known.Array(of_one, int(word[1:]), "C") if len(word) > 1 else of_one
    module, fields = _TUPLES[word]
    made, of = types_of(fields), part((module, word))
    if len(set(made)) == 1:
        return known.NamedUniTuple(made[0], len(made), of)
    return known.NamedTuple(made, of)
