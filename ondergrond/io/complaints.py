"""Pydantic's errors in the words of an engineer: what is wrong, what would be right.

The document is text only, so a message quotes what was written (``'-2.4 m' is not above zero``),
not what became of it.
"""

from __future__ import annotations

import re
from typing import Any

from ondergrond.io.shape import nearest
from ondergrond.io.yamlnodes import Listing, Mapping, Node, Scalar, shown
from ondergrond.words import named_in_dutch

EXAMPLES = {
    "name": "name: Dorpsstraat",
    "width": "width: 14.2 m",
    "zones": "zones: [{kind: footway, width: 2.4 m}]",
    "kind": "kind: footway",
    "id": "id: gas-west",
    "from": "from: 0 m",
    "to": "to: 1.2 m",
    "top": "top: 0.6 m",
    "bottom": "bottom: 2.5 m",
    "high": "high: 0.9 m",
    "low": "low: 1.5 m",
    "root-volume": "root-volume: 18 m3",
    "spacing": "spacing: 10 m",
    "rain": "rain: 60 mm",
    "catchment": "catchment: 14 m",
    "depth": "depth: 3 m",
    "within": "within: [1 m, 3 m]",
    "diameter": "diameter: 110 mm",
    "height": "height: 100 mm",
}
"""How a required key is written, for messages."""

_LIMITS = {
    "rain": "1 m",
    "root-volume": "10,000 m3",
    "skip-price": "1,000,000 EUR/m",
    "least": "100 %",
    "size": "DN4000",
    "nominal": "4000",
}
"""The greatest value of a key that has one, as a person writes it."""

_WORD_GROUPS = {
    "network": "network",
    "kind": "zone",
    "pavement": "pavement",
    "left": "body",
    "right": "body",
    "soil": "soil",
    "state": "state",
    "serves": "side",
}
"""Where the Dutch words for the values of a key are found."""


def explain(error: dict[str, Any], key: str, node: Node | None) -> str:
    """One of pydantic's errors as a sentence.

    error: as ``ValidationError.errors()`` gives it.  key: the key it is about.  node: what stands
    there (None where nothing does).
    """
    kind = str(error["type"])
    context: dict[str, Any] = error.get("ctx", {})
    if kind == "missing":
        return _missing(key)
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        if key == "size":
            return f"a size is '110 mm', 'DN100' or '400 mm x 100 mm', not {_what(node)}"
        return f"a mapping of keys belongs here, such as '{_example(key)}', not {_what(node)}"
    if kind in ("tuple_type", "list_type"):
        return f"a list belongs here{_list_hint(key)}, not {_what(node)}"
    if isinstance(node, Listing | Mapping) and kind not in ("too_long", "too_short"):
        return f"a single value belongs here, not {_what(node)}"
    text = shown(node.text) if isinstance(node, Scalar) else ""
    if kind in ("enum", "literal_error"):
        return _unknown_value(key, text, str(context["expected"]))
    if kind == "value_error":
        return str(context["error"])
    return _plain(kind, context, key, text) or str(error["msg"])


def _missing(key: str) -> str:
    if key == "within":
        return "a window has two ends: 'within: [1 m, 3 m]'"
    example = EXAMPLES.get(key)
    return f"'{key}' is missing" + (f"; write it like '{example}'" if example else "")


def _example(key: str) -> str:
    return {
        "boundaries": "{left: facade, right: facade}",
        "ground": "{groundwater: {high: 0.9 m, low: 1.5 m}}",
        "groundwater": "{high: 0.9 m, low: 1.5 m}",
        "techniques": "{rack: allowed}",
        "tree": "{root-volume: 18 m3, spacing: 10 m}",
        "storage": "{rain: 60 mm, catchment: 14 m}",
        "reserve": "{width: 600 mm, top: 600 mm, bottom: 1.2 m}",
        "container": "{width: 2 m, depth: 3 m}",
        "zones": "{kind: footway, width: 2.4 m}",
        "claims": "{id: heat, network: heat, size: DN100}",
        "fixtures": "{id: cellar, kind: cellar, from: 0 m, to: 1.2 m, bottom: 2.5 m}",
    }.get(key, "key: value")


def _list_hint(key: str) -> str:
    if key == "within":
        return ", such as [1 m, 3 m]"
    return ", each item on a line that starts with '- '"


def _what(node: Node | None) -> str:
    if isinstance(node, Listing):
        return "a list"
    if isinstance(node, Mapping):
        return "a mapping"
    return f"'{shown(node.text)}'" if isinstance(node, Scalar) else "nothing"


def _unknown_value(key: str, text: str, expected: str) -> str:
    known = re.findall(r"'([^']*)'", expected) or re.findall(r"\d+", expected)
    group = _WORD_GROUPS.get(key)
    meant = named_in_dutch(group, text) if group else None
    if meant not in known:
        meant = nearest(text, known)
    noun = key.replace("-", " ")
    if meant is not None:
        return f"unknown {noun} '{text}'; nearest: {meant}"
    return f"unknown {noun} '{text}'; one of: {', '.join(known)}"


def _plain(kind: str, context: dict[str, Any], key: str, text: str) -> str | None:
    if kind == "greater_than":
        return f"'{text}' is not above zero"
    if kind == "greater_than_equal":
        least = "below zero" if context["ge"] == 0 else f"below {context['ge']}"
        return f"'{text}' is {least}"
    if kind in ("less_than", "less_than_equal"):
        return f"'{text}' is too much; at most {_LIMITS.get(key, context.get('le'))}"
    if kind == "string_too_long":
        return f"the text is too long; at most {context['max_length']} characters"
    if kind == "string_too_short":
        return "the text is empty"
    if kind == "string_pattern_mismatch":
        return (
            f"'{text}' is no id; an id has letters, digits, '.', '_' and '-' and starts with a "
            "letter or digit, such as 'gas-west'"
        )
    if kind.startswith("int_"):
        return f"'{text}' is no whole number"
    if kind.startswith("bool_"):
        return f"'{text}' is neither true nor false; write 'true' or 'false'"
    if kind == "too_long":
        if key == "within":
            return "a window has two ends: 'within: [1 m, 3 m]'"
        return f"too many {key}; at most {context['max_length']}"
    if kind == "too_short":
        return f"at least one of the {key} is needed, such as '{_example(key)}'"
    return None
