"""Least widths with consent to breaches: of one pair of kinds, and of those of the best layout."""

from __future__ import annotations

import pytest

from ondergrond.explain.consents import _pairs_by_kinds, with_consents
from ondergrond.explain.least import find_widths, needed_width
from ondergrond.explain.trials import Trials
from ondergrond.report.explained import widths_line
from ondergrond.words import Phrases
from tests.explain.made import TWO, explained, street
from tests.explain.short import kept_at, short_streets, stands
from tests.rulesets import small_rules


def test_the_least_width_with_one_consent_is_the_one_counted_by_hand() -> None:
    """Facades give way from 300 to 150 twice (620), the mains from 120 to 40 once (840)."""
    found = explained(street(800, *TWO), sure=False, choices=False)
    told = [(one.width, one.consents, one.breaches) for one in found.widths.consents]
    assert (620, ("facade|gas-low",), 2) in told
    assert all(one.proven for one in found.widths.consents)
    line = widths_line(found.widths, found.shortage, Phrases("en"))
    assert "with consent to 2 breaches of facade – gas, low pressure from 0.62 m" in line
    assert "overschrijdingen van" in widths_line(found.widths, found.shortage, Phrases("nl"))


def test_a_street_without_breach_asks_no_consent() -> None:
    found = explained(street(1000, *TWO), sure=False, choices=False)
    assert found.situation == "deviations"
    assert found.widths.consents == ()


def one_pair_against_each(count: int, first: int) -> int:
    """Of random streets that do not fit: no other pair of kinds does with a narrower street."""
    told = 0
    rules = small_rules()
    for profile, _, _ in short_streets(count, first):
        trials = Trials(rules)
        widths = find_widths(trials, profile, confirm=False)
        found = with_consents(trials, profile, widths, None, None).consents
        assert len(found) <= 1
        each = [
            needed_width(trials, profile, "minimum", but=pairs, confirm=False)
            for pairs in _pairs_by_kinds(trials, profile).values()
        ]
        widest = 2 * profile.width + 1
        own = widest if widths.minimum.width is None else widths.minimum.width
        least = min([one.width for one in each if one.width is not None], default=widest)
        assert (found[0].width if found else own) == min(own, least)
        for one in found:
            told += 1
            assert one.width is not None
            assert one.breaches
            assert one.proven
            # By the other engine: there is such a layout, and 1 mm less there is none.
            assert stands(profile.widened(one.width), kept_at(rules, "minimum", one.consents))
            if not one.at_limit:
                less = profile.widened(one.width - 1)
                assert not stands(less, kept_at(rules, "minimum", one.consents))
    return told


def test_no_other_single_consent_does_with_a_narrower_street() -> None:
    assert one_pair_against_each(4, 300)


@pytest.mark.long
def test_no_other_single_consent_does_with_a_narrower_street_in_many() -> None:
    assert one_pair_against_each(60, 2000) >= 15
