"""Rules, pairs of classes and things of a street in the words of a reader."""

from __future__ import annotations

from collections.abc import Sequence

from ondergrond.explanation import Reference
from ondergrond.report.phrases import say
from ondergrond.words import Phrases

MOST_PAIRS = 2
"""Pairs of classes named for one row of the rule set."""


def pairs_of(pairs: Sequence[str], words: Phrases) -> str:
    """The first few of the pairs, and how many more there are."""
    shown = [pair_of(pair, words) for pair in pairs[:MOST_PAIRS]]
    more = len(pairs) - len(shown)
    return ", ".join(shown) + (f" {say('and-more', words.lang, n=more)}" if more > 0 else "")


def pair_of(pair: str, words: Phrases) -> str:
    """``a|b`` in words."""
    return " – ".join(words.class_(name) for name in pair.split("|"))


def thing(name: str, words: Phrases) -> str:
    """A name of a gap note in words: boundaries and kerbs by what they are."""
    parts = []
    for part in name.split(" – "):
        head, _, rest = part.partition("-")
        if head == "boundary" and rest in ("left", "right"):
            parts.append(f"{words('title.edge')} {words(f'side.{rest}')}")
        elif part.startswith("kerb@"):
            parts.append(words("body.kerb"))
        elif part.startswith("zone@"):
            parts.append(words("title.zone-edge"))
        elif part == "window":
            parts.append(words("title.window"))
        else:
            parts.append(part)
    return " – ".join(parts)


def rule_of(reference: Reference, words: Phrases) -> str:
    """Where a value stands in the rule set, its classes in words."""
    path, _, rest = reference.rule.partition(" ")
    return f"{path} {pair_of(rest, words)}" if "|" in rest else reference.rule


def value_of(reference: Reference | None, words: Phrases) -> str:
    """A value in metres; empty where it is no length."""
    if reference is None or reference.value is None:
        return ""
    return f"{words.metres(reference.value)} m"


def source_of(reference: Reference | None, words: Phrases) -> str:
    """Who says so, or that it is assumed."""
    if reference is None:
        return ""
    assumed = words("title.assumed")
    return assumed if reference.basis == "assumption" else reference.source
