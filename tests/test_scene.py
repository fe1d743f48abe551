"""What stands in the picture."""

from __future__ import annotations

from ondergrond.bodies import existing_box
from ondergrond.layout import Box
from ondergrond.palettes import KLIC_THEMES, NLCS_OBJECTS, PALETTES, THEME_OF
from ondergrond.scene import Standing, layout_scene, street_scene
from tests.draw.layouts import alley, quay, renewal
from tests.rulesets import small_rules

STANDING = {(thing.claim.id, thing.standing): thing.box for thing in layout_scene(renewal()).things}


def test_what_moves_is_shown_at_both_places() -> None:
    assert STANDING["water-oud", Standing.FORMER].axis == 2300
    assert STANDING["water-oud", Standing.MOVED].axis == 3600
    assert [(a.axis, [b.axis for b in to]) for a, to in layout_scene(renewal()).moves] == [
        (2300, [3600])
    ]


def test_what_goes_stays_and_is_new_is_told_apart() -> None:
    kinds = dict(STANDING.keys())
    assert kinds["gas-oud"] is Standing.REMOVED
    assert kinds["kastanje"] is Standing.REMOVED
    assert kinds["kpn-1"] is Standing.EXISTING  # a bed that stays
    assert kinds["ziggo"] is Standing.EXISTING  # an obstacle, in no column
    assert kinds["wees"] is Standing.ABANDONED
    assert kinds["dwa-nieuw"] is Standing.PLANNED


def test_existing_things_lie_at_the_largest_cover_of_the_zones_they_touch() -> None:
    profile, rules = renewal().profile, small_rules()
    in_footway = existing_box(profile.claim("ls-1"), profile, rules)
    assert in_footway == Box(start=615, end=665, top=300, bottom=350)
    in_road = existing_box(profile.claim("wees"), profile, rules)
    assert in_road.top == 400  # parking asks 100 more than a footway
    by_invert = existing_box(profile.claim("riool-oud"), profile, rules)
    assert (by_invert.top, by_invert.bottom) == (2300, 2800)
    trunk = existing_box(profile.claim("iep"), profile, rules)
    assert trunk == Box(start=13350, end=13650, top=0, bottom=1000)


def test_an_existing_street_holds_only_what_lies_there() -> None:
    scene = street_scene(renewal().profile, small_rules())
    assert all(thing.claim.lies for thing in scene.things)
    assert not scene.racks
    assert not scene.marks


def test_marks_find_the_faces_they_name() -> None:
    marks = {(m.note.left, m.note.right): m for m in layout_scene(quay()).marks}
    kerb = marks["kerb@2600", "water"]
    assert kerb.left == Box(start=2600, end=2600, top=0, bottom=300)
    cellar = marks["kelder-4", "telecom"]
    assert cellar.left is not None
    assert cellar.left.end == 900
    roots = marks["iepen:root-zone", "kademuur"]
    assert roots.left == Box(start=6500, end=8000, top=0, bottom=900)
    trunk = {(m.note.left, m.note.right): m for m in layout_scene(renewal()).marks}
    manhole = trunk["dwa-nieuw:manhole", "hwa-nieuw"].left
    assert manhole is not None
    assert (manhole.start, manhole.end, manhole.top) == (7200, 8000, 0)
    rack = layout_scene(alley()).marks[0]
    assert rack.left is not None
    assert (rack.left.start, rack.left.end) == (300, 1000)


def test_a_mark_of_a_face_that_is_not_there_is_listed_but_not_drawn() -> None:
    layout = quay()
    note = layout.notes[0].model_copy(update={"left": "rack@77"})
    scene = layout_scene(layout.model_copy(update={"notes": (note,)}))
    assert scene.marks[0].left is None


def test_every_network_kind_has_a_colour_in_both_palettes() -> None:
    for palette in PALETTES.values():
        assert set(palette) == set(THEME_OF)
        assert all(len(c) == 7 and c.startswith("#") for c in palette.values())
    assert set(THEME_OF.values()) == set(KLIC_THEMES)
    assert set(NLCS_OBJECTS) == set(THEME_OF)
