"""Random draws that are the same on every machine and in every version of Python.

Only `random.Random(text)` and its `random()` are used: of these alone the documentation of Python
promises that a seed gives the same numbers ever after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of draws; equal words give an equal stream."""

    def __init__(self, *words: object) -> None:
        self._random = Random(" ".join(str(word) for word in words))

    def chance(self, share: float) -> bool:
        """True in this share of the draws."""
        return self._random.random() < share

    def between(self, least: int, most: int, step: int = 1) -> int:
        """One of least, least + step, ... up to most, all equally likely."""
        count = (most - least) // step + 1
        return least + step * int(self._random.random() * count)

    def share(self, least: float, most: float) -> float:
        """A number from least to most."""
        return least + (most - least) * self._random.random()

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, all equally likely; to weigh one, name it more often."""
        return choices[int(self._random.random() * len(choices))]

    def weighed(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as likely as its value tells."""
        left = self._random.random() * sum(weights.values())
        for key, weight in weights.items():
            left -= weight
            if left < 0:
                return key
        return key
