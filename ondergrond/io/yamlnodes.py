"""YAML as a tree of nodes that know their lines: text, lists and mappings, nothing else.

A profile needs little of YAML, and what it does not need is refused: anchors, aliases, merge keys,
tags, several documents, keys that are no text. Every scalar stays the text that was written:
``yes``, ``1.0`` and ``0x10`` are not turned into anything. The events of libyaml are taken one by
one, so that neither nesting nor aliases can cost more than the file is long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

DEEPEST = 20
"""Levels of nesting; a profile has six."""

MOST_EVENTS = 30_000
"""Values, keys and brackets of a file; a profile with 200 claims has some ten thousand."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_VALUE = frozenset({"", "~", "null", "Null", "NULL"})

Path = tuple[str | int, ...]
"""A place in a document: keys and list indices."""


@dataclass
class Node:
    """Any node. line: counted from 1. remarks: what is wrong with it as YAML: (line, message)."""

    line: int
    remarks: list[tuple[int, str]] = field(default_factory=list, kw_only=True)


@dataclass
class Scalar(Node):
    """Text. plain: written without quotes. span: first and last character position in the file."""

    text: str
    plain: bool
    span: tuple[int, int]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands here (``key:``, ``key: ~``, ``key: null``)."""
        return self.plain and self.text in _NO_VALUE


@dataclass
class Listing(Node):
    """A list. flow: written in brackets."""

    flow: bool
    items: list[Node] = field(default_factory=list)


@dataclass
class Mapping(Node):
    """Keys with values. flow: written in braces. key_lines: the line each key stands on."""

    flow: bool
    entries: dict[str, Node] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)


@dataclass
class Refused(Node):
    """Stands where something was that is not allowed here, an alias; its remark says what."""


class YamlSyntaxError(Exception):
    """The text is no YAML, or nests too deep; line: counted from 1."""

    def __init__(self, message: str, line: int | None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass
class _Open:
    """A collection whose end has not come yet; a mapping collects keys and values in turn."""

    node: Listing | Mapping
    parts: list[Node] = field(default_factory=list)


def compose(text: str) -> Node | None:
    """The tree of a text, None when it is empty.

    Raises:
        YamlSyntaxError: the text is no YAML, nests deeper than ``DEEPEST``, or holds more than
            ``MOST_EVENTS``.
    """
    try:
        return _composed(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text) from None
    except yaml.YAMLError as error:
        raise YamlSyntaxError(f"this is no YAML: {str(error).splitlines()[0]}", None) from None


def _composed(events: Iterator[Any]) -> Node | None:
    stack: list[_Open] = []
    root: Node | None = None
    for number, event in enumerate(events):
        start, end = _position(event.start_mark), _position(event.end_mark)
        line = start.line + 1
        done: Node | None = None
        if number > MOST_EVENTS:
            raise YamlSyntaxError(f"this holds over {MOST_EVENTS} values; no street does", line)
        if isinstance(event, yaml.DocumentStartEvent):
            if root is not None:
                root.remarks.append((line, "a second document starts here; a file holds one"))
                return root
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            kind = Listing if isinstance(event, yaml.SequenceStartEvent) else Mapping
            stack.append(_Open(kind(line, bool(event.flow_style), remarks=_extras(event, line))))
            if len(stack) > DEEPEST:
                raise YamlSyntaxError(f"this nests deeper than {DEEPEST} levels", line)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            done = _closed(stack.pop())
        elif isinstance(event, yaml.ScalarEvent):
            span = (start.index, end.index)
            plain = not event.style  # None from the Python parser, '' from libyaml
            done = Scalar(line, event.value, plain, span, remarks=_extras(event, line))
        elif isinstance(event, yaml.AliasEvent):
            what = f"'*{event.anchor}' is an alias; write the value out here"
            done = Refused(line, remarks=[(line, what)])
        if done is not None and stack:
            stack[-1].parts.append(done)
        elif done is not None:
            root = done
    return root


def _position(mark: Any) -> Any:
    assert mark is not None  # libyaml marks every event
    return mark


def _extras(event: Any, line: int) -> list[tuple[int, str]]:
    remarks = []
    if event.anchor is not None:
        remarks.append((line, f"'&{event.anchor}' is an anchor; take it out, aliases are refused"))
    if event.tag is not None:
        tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
        remarks.append((line, f"'{tag}' is a tag; take it out, every value is read as text"))
    return remarks


def _closed(frame: _Open) -> Node:
    node = frame.node
    if isinstance(node, Listing):
        node.items = _joined_items(frame.parts) if node.flow else frame.parts
        return node
    pairs = list(zip(frame.parts[::2], frame.parts[1::2], strict=True))
    for key, value in _joined_pairs(pairs) if node.flow else pairs:
        node.remarks += key.remarks
        if not isinstance(key, Scalar):
            node.remarks.append((key.line, "a key is text here, such as 'width:'"))
        elif key.plain and key.text == "<<":
            node.remarks.append((key.line, "'<<' is a merge key; write the keys out here"))
        elif key.text in node.entries:
            first = node.key_lines[key.text]
            node.remarks.append(
                (key.line, f"'{shown(key.text)}' stands here twice; line {first} has it already")
            )
        else:
            node.entries[key.text] = value
            node.key_lines[key.text] = key.line
    return node


# --- Dutch decimal commas in flow style: [1,5 m, 3 m] is read by YAML as 1 | 5 m | 3 m ------------


def _joined_items(items: list[Node]) -> list[Node]:
    joined: list[Node] = []
    for item in items:
        if joined and (whole := _joined(joined[-1], item)):
            joined[-1] = whole
        else:
            joined.append(item)
    return joined


def _joined_pairs(pairs: list[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
    joined: list[tuple[Node, Node]] = []
    for key, value in pairs:
        whole = None
        if joined and isinstance(value, Scalar) and value.is_empty:
            whole = _joined(joined[-1][1], key)
        if whole:
            joined[-1] = (joined[-1][0], whole)
        else:
            joined.append((key, value))
    return joined


def _joined(left: Node, right: Node) -> Scalar | None:
    """The number a comma without a space cut in two, with its remark; None where none was cut."""
    if not (isinstance(left, Scalar) and isinstance(right, Scalar) and left.plain and right.plain):
        return None
    if left.span[1] + 1 != right.span[0]:
        return None
    if not (re.search(r"^[+-]?\d(?:.*\d)?$", left.text) and re.match(r"\d", right.text)):
        return None
    text = f"{left.text},{right.text}"
    dotted = text.replace(",", ".")
    remark = (
        f"the comma cuts '{shown(text)}' in two; inside [ ] and {{ }} write {shown(dotted)}, "
        f"or put it in quotes: '{shown(text)}'"
    )
    span = (left.span[0], right.span[1])
    return Scalar(left.line, text, True, span, remarks=[(left.line, remark)])


def shown(text: str, most: int = 60) -> str:
    """A person's own text as a message quotes it: on one line, cut where it is too long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 3] + "..."


# --- places in a tree ---------------------------------------------------------------------------


def at(root: Node, path: Path) -> Node | None:
    """What stands at a place; None where nothing does."""
    node: Node | None = root
    for step in path:
        if node is None:
            return None
        node = _child_of(node, step)
    return node


def line_of(root: Node, path: Path) -> int:
    """The line of a place in a tree, or of the deepest place on the way to it.

    A scalar counts where it stands, a list or mapping where its key stands.
    """
    node, line = root, root.line
    for step in path:
        child = _child_of(node, step)
        if child is None:
            return line
        line = child.line
        if isinstance(node, Mapping) and not (isinstance(child, Scalar) and child.text):
            line = node.key_lines[str(step)]
        node = child
    return line


def dotted(path: Path) -> str:
    """A path as messages write it: ``claims[3].tree.root-volume``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{shown(step)}"
    return text.removeprefix(".")


def _child_of(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Mapping) and isinstance(step, str):
        return node.entries.get(step)
    if isinstance(node, Listing) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


# --- YAML's messages in other words -------------------------------------------------------------

_SYNTAX = (
    (
        r"mapping values are not allowed",
        "a second ':' on this line, or wrong indentation; put text with ': ' in it in quotes",
    ),
    (r"could not find expected ':'", "a key without ':'; write 'key: value'"),
    (r"expected ',' or '\]'", "a '[' is not closed; end the list with ']'"),
    (r"expected ',' or '\}'", "a '{' is not closed; end the mapping with '}'"),
    (r"unexpected end of stream", "a quote is not closed"),
    (r"expected <?block end|expected key|expected '-' indicator", "the indentation does not fit"),
    (r"cannot start any token", "this sign cannot start a value; put the value in quotes"),
    (
        r"unknown escape|expected escape",
        "'\\' in double quotes is an escape; use single quotes",
    ),
    (r"undefined (alias|tag)|alias|anchor|tag", "anchors, aliases and tags are not allowed here"),
    (r"document start|directive|indentation indicator", "the file's structure is no YAML"),
)


def _syntax_error(error: yaml.MarkedYAMLError, text: str) -> YamlSyntaxError:
    problem = str(error.problem or error.context or "")
    unclosed = re.search(r"end of stream|expected ',' or", problem)
    mark = (error.context_mark if unclosed else None) or error.problem_mark or error.context_mark
    line = None if mark is None else mark.line + 1
    if mark is not None and text[mark.index : mark.index + 1] == "\t":
        return YamlSyntaxError("a tab stands here; indent with spaces", line)
    for pattern, words in _SYNTAX:
        if re.search(pattern, problem):
            return YamlSyntaxError(f"{words} (YAML: {problem})", line)
    return YamlSyntaxError(f"this is no YAML: {problem}", line)
