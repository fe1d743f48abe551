"""Which keys may stand where in a document: read from the models, their one list.

``unknown_keys`` walks a tree of nodes along a pydantic model and finds what it does not know,
before pydantic sees anything; so every message can name the nearest key a person may have meant.
"""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, Tag

from ondergrond.io.yamlnodes import Listing, Mapping, Node, Path, Refused, Scalar, shown
from ondergrond.words import named_in_dutch

ALIKE = 0.65
"""How alike (0 to 1) two words must be for one to be a slip of the pen for the other."""


MOST_NEAREST = 50
"""Unknown keys of one mapping that get a nearest one; a mapping of more is no slip of the pen."""


class Finding(NamedTuple):
    """A place that is to be left out of what pydantic validates, and why.

    line and message: for the reader.  meant: the key probably meant, None where nothing is near.
    """

    path: Path
    line: int
    message: str
    meant: str | None = None


def keys_of(model: type[BaseModel]) -> dict[str, Any]:
    """The keys a mapping of this model may have, as written in YAML, with their annotations."""
    return {
        info.alias or name: Annotated[info.annotation, *info.metadata]
        if info.metadata
        else info.annotation
        for name, info in model.model_fields.items()
    }


def nearest(word: str, known: list[str]) -> str | None:
    """The known word a person probably meant, None where none is near."""
    plain = word.strip().lower().replace("_", "-")
    near = difflib.get_close_matches(plain, known, n=1, cutoff=ALIKE)
    return near[0] if near else None


def nearest_key(key: str, known: list[str]) -> str | None:
    """The known key a person probably meant, also where it was written in Dutch."""
    dutch = named_in_dutch("title", key)
    return dutch if dutch in known else nearest(key, known)


def model_of(annotation: Any) -> type[BaseModel] | None:
    """The model an annotation holds, below ``Annotated`` and ``| None``; None for plain values."""
    for part in _alternatives(annotation):
        if isinstance(part, type) and issubclass(part, BaseModel):
            return part
    return None


def item_of(annotation: Any) -> Any:
    """The annotation of the items of ``tuple[X, ...]``, None for anything else."""
    for part in _alternatives(annotation):
        arguments = get_args(part)
        if get_origin(part) is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
            return arguments[0]
    return None


def kinds_of(annotation: Any) -> dict[str, type[BaseModel]]:
    """The tagged models of a discriminated union by tag; empty for anything else."""
    kinds: dict[str, type[BaseModel]] = {}
    for part in _union(annotation):
        arguments = get_args(part) if get_origin(part) is Annotated else ()
        tag = next((extra.tag for extra in arguments[1:] if isinstance(extra, Tag)), None)
        if tag is not None:
            kinds[tag] = arguments[0]
    return kinds


def _union(annotation: Any) -> tuple[Any, ...]:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        return get_args(annotation)
    return (annotation,)


def _alternatives(annotation: Any) -> Iterator[Any]:
    for part in _union(annotation):
        yield part if get_origin(part) is not Annotated else get_args(part)[0]


def unknown_keys(node: Node, annotation: Any, path: Path = ()) -> Iterator[Finding]:
    """Every key, empty value and refused node in a tree that the annotated model cannot take."""
    if isinstance(node, Refused):
        yield Finding(path, node.line, "")
    elif isinstance(node, Listing):
        item = item_of(annotation)
        for index, child in enumerate(node.items):
            yield from _of_value(child, item, (*path, index), child.line)
    elif isinstance(node, Mapping):
        kinds = kinds_of(annotation)
        if kinds:
            yield from _of_kinds(node, kinds, path)
        elif model := model_of(annotation):
            yield from _of_mapping(node, keys_of(model), path)


def _of_kinds(node: Mapping, kinds: dict[str, type[BaseModel]], path: Path) -> Iterator[Finding]:
    given = [kind for kind in kinds if kind in node.entries]
    if not given:
        others = set().union(*(keys_of(model) for model in kinds.values()))
        strange = {key: nearest(key, list(kinds)) for key in node.entries if key not in others}
        guess = next(((key, kind) for key, kind in strange.items() if kind), None)
        hint = f"; '{shown(guess[0])}' is perhaps '{guess[1]}'" if guess else ""
        line = node.line if guess is None else node.key_lines[guess[0]]
        yield Finding((*path, "network"), line, f"a claim needs one of: {', '.join(kinds)}{hint}")
        if guess is not None:
            yield Finding((*path, guess[0]), line, "", guess[1])
        told = frozenset({guess[0]} if guess else ())
        yield from _of_mapping(node, dict.fromkeys(others), path, told)
        return
    for extra in given[1:]:
        message = f"a claim is one thing, and this is a {given[0]} already; make it two claims"
        yield Finding((*path, extra), node.key_lines[extra], message)
    yield from _of_mapping(node, keys_of(kinds[given[0]]), path, frozenset(given[1:]))


def _of_mapping(
    node: Mapping, known: dict[str, Any], path: Path, told: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    unused = [name for name in known if name not in node.entries]
    strangers = 0
    for key, child in node.entries.items():
        place = (*path, key)
        if key in known:
            yield from _of_value(child, known[key], place, node.key_lines[key])
        elif key not in told:
            strangers += 1
            near = strangers <= MOST_NEAREST
            meant = nearest_key(key, unused) or nearest_key(key, list(known)) if near else None
            hint = f"nearest: {meant}" if meant else f"known: {', '.join(sorted(known))}"
            message = f"unknown key '{shown(key)}'; {hint}"
            yield Finding(place, node.key_lines[key], message, meant)


def _of_value(node: Node, annotation: Any, path: Path, line: int) -> Iterator[Finding]:
    if isinstance(node, Scalar) and node.is_empty:
        yield Finding(path, line, "there is no value here; give one or take this out")
    else:
        yield from unknown_keys(node, annotation, path)
