"""Spreading labels along a line."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ondergrond.spread import spread

LABELS = st.lists(
    st.tuples(st.floats(-50, 150), st.floats(0.5, 8)), min_size=1, max_size=30
).filter(lambda labels: sum(width for _, width in labels) <= 100)


@given(LABELS)
def test_labels_never_overlap_keep_their_order_and_stay_on_the_line(
    labels: list[tuple[float, float]],
) -> None:
    wished = sorted(at for at, _ in labels)
    extents = [width for _, width in labels]
    middles = spread(wished, extents, 0.0, 100.0)
    edges = [(m - w / 2, m + w / 2) for m, w in zip(middles, extents, strict=True)]
    assert edges[0][0] >= -1e-6
    assert edges[-1][1] <= 100 + 1e-6
    assert all(a[1] <= b[0] + 1e-6 for a, b in itertools.pairwise(edges))


def test_labels_with_room_stand_where_they_wish() -> None:
    assert spread([10, 30, 70], [5, 5, 5], 0, 100) == [10, 30, 70]


def test_labels_that_wish_the_same_place_share_the_shift() -> None:
    assert spread([50, 50], [10, 10], 0, 100) == [45, 55]


def test_labels_at_the_end_are_pushed_back() -> None:
    assert spread([99, 99], [10, 10], 0, 100) == [85, 95]


def test_no_labels_need_no_line() -> None:
    assert spread([], [], 0, 0) == []


def test_labels_wider_than_the_line_are_refused() -> None:
    with pytest.raises(ValueError, match="wider than the line"):
        spread([1, 2], [30, 30], 0, 50)
