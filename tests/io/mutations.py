"""Inputs with something wrong in them: cut short, swapped, in another encoding, of another type."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import NamedTuple

WAYS = ("cut", "swapped", "encoding", "type")
"""The ways an input goes wrong, each as often."""

_NUMBER = re.compile(rb"-?\d+(?:[.,]\d+)?")
_WORD = re.compile(rb"[A-Za-z][\w:-]{2,}")
_ODD = (
    b"", b"NaN", b"inf", b"-1", b"0", b"1e999", b"99999999999", b"null", b"x", b"3,5,7", b"\xff",
    b"[]", b"{}", b"true", b'"', b"<a/>", b"&x;", b";", b"\x00", "é".encode(), b"-0.0", b"1" * 400,
)  # fmt: skip


class Mutation(NamedTuple):
    """A mutated input and what was done to it."""

    way: str
    what: str
    data: bytes


def mutated(data: bytes, random: Random) -> Mutation:
    """One input with one or a few things of one way wrong in it."""
    way = random.choice(WAYS)
    change = random.choice(_CHANGES[way])
    result = data
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        result = change(result, random)
    return Mutation(way, change.__name__.strip("_"), result)


def _cut_off(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _cut_out(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data) + 1)
    return data[:start] + data[start + random.choice((1, 3, 20, 200, 2000)) :]


def _cut_line(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    if len(lines) > 1:
        del lines[random.randrange(len(lines))]
    return b"\n".join(lines)


def _swap_bytes(data: bytes, random: Random) -> bytes:
    if len(data) < 2:
        return data
    start = random.randrange(len(data) - 1)
    return data[:start] + data[start + 1 : start + 2] + data[start : start + 1] + data[start + 2 :]


def _swap_lines(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    a, b = (random.randrange(len(lines)) for _ in range(2))
    lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


def _swap_tokens(data: bytes, random: Random) -> bytes:
    """Two numbers or two words change places."""
    found = list(random.choice((_NUMBER, _WORD)).finditer(data))
    if len(found) < 2:
        return data
    first, second = sorted(random.sample(found, 2), key=lambda match: match.start())
    return (
        data[: first.start()]
        + second.group()
        + data[first.end() : second.start()]
        + first.group()
        + data[second.end() :]
    )


def _encode(data: bytes, random: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    name = random.choice(("utf-16", "utf-32", "utf-16-le", "utf-8-sig", "latin-1", "cp037"))
    return text.encode(name, "replace")


def _odd_letter(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data) + 1)
    return data[:start] + random.choice((b"\xe9", b"\xff", b"\x00", b"\x1b")) + data[start:]


def _declare(data: bytes, random: Random) -> bytes:
    name = random.choice((b"UTF-16", b"ISO-8859-1", b"windows-1252", b"nonsense", b"UTF-7"))
    return data.replace(b"UTF-8", name, 1)


def _replace(data: bytes, random: Random) -> bytes:
    """A number or a word becomes something odd."""
    found = list(random.choice((_NUMBER, _WORD)).finditer(data))
    if not found:
        return data
    match = random.choice(found)
    return data[: match.start()] + random.choice(_ODD) + data[match.end() :]


def _overwrite(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data) + 1)
    size = random.choice((1, 1, 4, 16))
    return data[:start] + random.randbytes(size) + data[start + size :]


_CHANGES: dict[str, tuple[Callable[[bytes, Random], bytes], ...]] = {
    "cut": (_cut_off, _cut_out, _cut_line),
    "swapped": (_swap_bytes, _swap_lines, _swap_tokens),
    "encoding": (_encode, _odd_letter, _declare),
    "type": (_replace, _replace, _overwrite),
}
