"""What is written about each thing: as it was stated, and marked where it is assumed."""

from __future__ import annotations

from typing import Any

import pytest

from ondergrond.draw import layout_figure, street_figure
from ondergrond.draw.labels import Label, labels_of
from ondergrond.scene import layout_scene, street_scene
from ondergrond.words import Phrases
from tests.draw.layouts import LYING, Builder, network, renewal, street
from tests.draw.test_drawing import texts
from tests.rulesets import small_rules

EN = Phrases("en")


def lying(**keys: Any) -> Label:
    """The label of one thing in a street of 6 m as it lies."""
    profile = street(name="s", zones=[("footway", 6000)], claims=[{"id": "x", **LYING, **keys}])
    (label,) = labels_of(street_scene(profile, small_rules()), EN, "klic")
    return label


@pytest.mark.parametrize(
    ("keys", "cover"),
    [({}, "0.60*"), ({"cover": "0.9 m"}, "0.90"), ({"invert": "1 m", "size": "100 mm"}, "0.90"),
     ({"invert": "1 m"}, "0.84*")],
)  # fmt: skip
def test_a_cover_that_nobody_stated_is_marked(keys: dict[str, Any], cover: str) -> None:
    """The depth of the rule set stood there like a measured one; an invert needs the size."""
    assert lying(network="water", **keys).cover == cover


def test_covers_are_marked_of_what_lies_there_and_not_of_what_is_placed() -> None:
    """Former places and what goes carried the rule set's depth and size as facts, too."""
    labels = labels_of(layout_scene(renewal()), EN, "klic")
    covers = {(label.name, label.what.rpartition(", ")[2]): label.cover for label in labels}
    assert covers["gas-oud", "removed"] == "0.50*"
    assert covers["water-oud", "former place"] == "0.60*"
    assert covers["water-oud", "moved"] == "1.00"
    assert covers["riool-oud", "removed"] == "2.30"
    assert covers["kpn-1", "existing"] == "0.60*"


def test_the_legend_tells_what_the_stars_mean() -> None:
    """There was a line for sizes only."""
    profile, rules = renewal().profile, renewal().rules
    assert {"* cover assumed", "* size assumed"} <= texts(street_figure(profile, rules))
    assert "* dekking aangenomen" in texts(layout_figure(renewal(), lang="nl"))


def test_a_size_that_nobody_stated_is_marked_though_the_thing_goes() -> None:
    """Former places and what is removed had the rule set's size without the star."""
    profile = street(
        name="s", zones=[("footway", 6000)],
        claims=[{**network("oud", "water", **LYING), "mobility": "removable"}],
    )  # fmt: skip
    layout = Builder(profile).layout(removed=("oud",))
    (label,) = labels_of(layout_scene(layout), EN, "klic")
    assert label.what == "drinking water ø160*, removed"


@pytest.mark.parametrize(("trunk", "what"), [({}, "ø300*"), ({"trunk": "405 mm"}, "ø405")])
def test_a_trunk_has_its_width_marked_where_it_is_assumed(trunk: dict[str, str], what: str) -> None:
    """Gaps to trunks rested on a width that stood nowhere."""
    tree = {"root-volume": "10 m3", "spacing": "8 m", **trunk}
    assert lying(tree=tree).what == f"tree row {what}"
    profile = street(name="s", zones=[("footway", 6000)], claims=[{"id": "x", "tree": tree}])
    planned = Builder(profile).block("x", 1000, 2800, 0, 1000, trunk=(1750, 2050)).layout()
    (label,) = labels_of(layout_scene(planned), EN, "klic")
    assert label.what == f"tree row 1.80 × 1.00 m, {what}"


@pytest.mark.parametrize(
    ("keys", "what"),
    [({"size": "315 mm"}, "ø315"), ({"size": "63 mm", "form": "pair"}, "2× ø63"),
     ({"size": "111 mm", "form": "bundle"}, "ø111 bundle"), ({}, "ø160*")],
)  # fmt: skip
def test_a_size_is_shown_as_it_was_stated(keys: dict[str, Any], what: str) -> None:
    """A sewer of 315 mm was ø316: the body, whose sizes are even."""
    assert lying(network="water", **keys).what == f"drinking water {what}"


def test_a_nominal_size_is_shown_with_the_casing_of_the_rule_set() -> None:
    """A casing of 315 mm was ø316."""
    rules = small_rules()
    water = rules.networks["water"].model_copy(update={"casing": {"single/300": 315}})
    rules = rules.model_copy(update={"networks": {**rules.networks, "water": water}})
    profile = street(name="s", zones=[("footway", 6000)],
                     claims=[network("x", "water", size="DN300", **LYING)])  # fmt: skip
    (label,) = labels_of(street_scene(profile, rules), EN, "klic")
    assert label.what == "drinking water DN300 (ø315)"
