"""Words and numbers of one drawing in its language."""

from __future__ import annotations

from dataclasses import dataclass

from ondergrond.words import Language, class_word, word, word_or_self


@dataclass(frozen=True)
class Phrases:
    """Words by key (``phrases("title.axis")``) and numbers the way the language writes them."""

    lang: Language

    def __call__(self, key: str) -> str:
        """The word for a key of ``ondergrond.words``."""
        return word(key, self.lang)

    def own(self, group: str, name: str) -> str:
        """The word for a name, or the name itself where rule sets bring their own."""
        return word_or_self(group, name, self.lang)

    def class_(self, name: str) -> str:
        """The word for a rule class."""
        return class_word(name, self.lang)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with separators: 1,234.5 in English, 1.234,5 in Dutch."""
        text = f"{value:,.{decimals}f}".replace("-", "−")
        return text if self.lang == "en" else text.translate(_DUTCH)

    def metres(self, mm: int) -> str:
        """Metres with two decimals, more where mm ask for it: 1.90, 1.905."""
        return self.number(mm / 1000, 2 if mm % 10 == 0 else 3)

    def centimetres(self, mm: int) -> str:
        """Centimetres, a decimal only where mm ask for it: 23, 23.5."""
        return self.number(mm / 10, 0 if mm % 10 == 0 else 1)


_DUTCH = str.maketrans(",.", ".,")
