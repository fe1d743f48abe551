"""Every name a profile, rule set or layout can hold has its word in both languages."""

from __future__ import annotations

from typing import get_args

import pytest

from ondergrond.layout import Technique, Verdict
from ondergrond.profile import Pavement, ZoneKind
from ondergrond.rules import BODY_CLASSES, CLASSES, NETWORKS, PLACE_CLASSES, TERMS
from ondergrond.words import (
    LANGUAGES,
    WORDS,
    Phrases,
    class_word,
    named_in_dutch,
    word,
    word_or_self,
)


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("network", NETWORKS),
        ("body", (*BODY_CLASSES, *PLACE_CLASSES)),
        ("zone", [kind.value for kind in ZoneKind]),
        ("pavement", [kind.value for kind in Pavement]),
        ("technique", get_args(Technique)),
        ("verdict", get_args(Verdict)),
        ("term", TERMS),
    ],
)
def test_every_name_has_a_word(group: str, names: list[str]) -> None:
    missing = [name for name in names if f"{group}.{name}" not in WORDS]
    assert not missing


def test_every_word_is_there_in_both_languages_without_a_loose_space() -> None:
    for key, pair in WORDS.items():
        assert len(pair) == len(LANGUAGES)
        assert all(text and text == text.strip() for text in pair), key


def test_a_class_is_named_as_network_body_or_place() -> None:
    assert class_word("water") == "drinking water"
    assert class_word("water-edge", "nl") == "waterkant"
    assert class_word("kerb", "nl") == "trottoirband"
    assert class_word("own-class") == "own-class"
    assert all(class_word(name, "nl") for name in CLASSES)


def test_an_unknown_key_is_an_error_and_an_own_party_stays_itself() -> None:
    with pytest.raises(KeyError):
        word("network.none-such")
    assert word_or_self("party", "city", "nl") == "city"
    assert word_or_self("party", "municipality", "nl") == "gemeente"


@pytest.mark.parametrize(
    ("group", "text", "name"),
    [
        ("network", "Warmte", "heat"),
        ("network", " drinking water ", "water"),
        ("zone", "trottoir", "footway"),
        ("zone", "stoep", None),
    ],
)
def test_a_dutch_word_leads_to_its_name(group: str, text: str, name: str | None) -> None:
    assert named_in_dutch(group, text) == name


def test_numbers_are_written_as_the_language_does() -> None:
    english, dutch = Phrases("en"), Phrases("nl")
    assert (english.number(1234.5, 1), dutch.number(1234.5, 1)) == ("1,234.5", "1.234,5")
    assert (english.metres(1900), english.metres(1905), dutch.metres(-50)) == (
        "1.90",
        "1.905",
        "-0,05",
    )
    assert (english.centimetres(230), english.centimetres(235)) == ("23", "23.5")
    assert english.euros(35_235_400) == "3,523.54"
    assert (dutch("title.axis"), dutch.own("party", "x"), dutch.class_("heat")) == (
        "hart",
        "x",
        "warmte",
    )
