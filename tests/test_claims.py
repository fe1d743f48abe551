"""Claims: what goes together and what does not, told all at once."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from ondergrond.claims import Claim, Mobility, NetworkClaim, Serves, State, TreeClaim

CLAIMS: TypeAdapter[Any] = TypeAdapter(Claim)
NETWORK = {"id": "a", "network": "water"}
LYING = {**NETWORK, "state": "existing", "axis": "1 m"}
TREE = {"id": "t", "tree": {"root-volume": "18 m3", "spacing": "10 m"}}
STORAGE = {"id": "s", "storage": {"rain": "60 mm", "catchment": "14 m"}}
RESERVE = {"id": "r", "reserve": {"width": "1 m", "top": "0.6 m", "bottom": "1.2 m"}}
CONTAINER = {"id": "c", "container": {"width": "2 m", "depth": "3 m"}}


def problems(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Fields and messages of everything that clashes in one claim."""
    with pytest.raises(ValidationError) as caught:
        CLAIMS.validate_python(data)
    errors = caught.value.errors()
    assert [error["type"] for error in errors] == ["coherence"]
    return [(field, message) for field, message in errors[0]["ctx"]["problems"]]


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({**NETWORK, "state": "existing"}, "axis", "needs its axis"),
        ({**LYING, "optional": "true"}, "optional", "only a planned claim"),
        ({**LYING, "within": ["0 m", "2 m"]}, "within", "has an axis"),
        ({**NETWORK, "mobility": "fixed"}, "mobility", "free to move"),
        ({**NETWORK, "axis": "1 m", "within": ["0 m", "2 m"]}, "within", "not both"),
        ({**NETWORK, "within": ["2 m", "2 m"]}, "within", "empty"),
        ({**NETWORK, "skip-price": "5 EUR/m"}, "skip-price", "optional: true"),
        ({**LYING, "state": "abandoned", "mobility": "relocatable"}, "mobility", "nobody moves"),
        ({**NETWORK, "cover": "1 m", "invert": "2 m"}, "invert", "not both"),
        ({**NETWORK, "connections": "3 per 100 m"}, "serves", "need a side"),
        ({**LYING, "replaces": "b"}, "replaces", "only a planned claim"),
        ({**NETWORK, "optional": "true", "replaces": "b"}, "replaces", "not optional"),
        ({**NETWORK, "bed": "x"}, "bed", "what lies there"),
        ({**NETWORK, "form": "pair", "size": "400 mm x 100 mm"}, "size", "each pipe of a pair"),
        ({**NETWORK, "size": {}}, "size", "give one of"),
        ({**NETWORK, "size": {"diameter": "1 m", "nominal": 100}}, "size", "give one of"),
        ({**NETWORK, "size": {"width": "1 m"}}, "size", "give one of"),
        (
            {**TREE, "state": "existing", "axis": "1 m", "mobility": "relocatable"},
            "mobility",
            "a tree row is not moved",
        ),
        ({**STORAGE, "state": "existing", "axis": "1 m"}, "state", "cellar"),
        ({**STORAGE, "axis": "1 m"}, "axis", "a window"),
        ({**RESERVE, "state": "existing", "axis": "1 m"}, "state", "always planned"),
        (
            {"id": "r", "reserve": {"width": "1 m", "top": "2 m", "bottom": "2 m"}},
            "bottom",
            "below the top",
        ),
        (
            {**CONTAINER, "state": "existing", "axis": "1 m", "mobility": "removable"},
            "mobility",
            "an existing container is fixed",
        ),
    ],
)
def test_what_does_not_go_together_is_named(data: dict[str, Any], field: str, words: str) -> None:
    found = problems(data)
    assert [one for one, _ in found] == [field]
    assert words in found[0][1]


def test_all_clashes_in_one_claim_are_told_at_once() -> None:
    data = {**NETWORK, "state": "existing", "optional": "true", "cover": 1, "invert": 2}
    data["connections"] = "3 per 100 m"
    assert [field for field, _ in problems(data)] == ["axis", "optional", "invert", "serves"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("110 mm", "110 mm"),
        ("DN100", "DN100"),
        ("dn 100", "DN100"),
        ("400 mm x 100 mm", "400 x 100 mm"),
        ("0,4 m × 10 cm", "400 x 100 mm"),
    ],
)
def test_a_size_is_a_diameter_a_nominal_size_or_a_bed(text: str, shown: str) -> None:
    assert str(CLAIMS.validate_python({**NETWORK, "size": text}).size) == shown


def test_the_key_that_is_present_tells_what_a_claim_is() -> None:
    kinds = [type(CLAIMS.validate_python(data)).__name__ for data in (NETWORK, TREE, STORAGE)]
    assert kinds == ["NetworkClaim", "TreeClaim", "StorageClaim"]
    with pytest.raises(ValidationError, match="a claim needs one of"):
        CLAIMS.validate_python({"id": "x"})


def test_an_abandoned_thing_is_removable_and_an_existing_one_fixed_unless_said() -> None:
    assert CLAIMS.validate_python({**LYING, "state": "abandoned"}).may is Mobility.REMOVABLE
    existing = CLAIMS.validate_python(LYING)
    assert existing.may is Mobility.FIXED
    assert existing.stays_fixed
    assert not CLAIMS.validate_python({**LYING, "mobility": "removable"}).stays_fixed
    assert not CLAIMS.validate_python(NETWORK).stays_fixed


def test_a_name_is_the_label_or_the_id() -> None:
    assert CLAIMS.validate_python(NETWORK).name == "a"
    assert CLAIMS.validate_python({**NETWORK, "label": "main"}).name == "main"


def test_sides_are_left_before_right() -> None:
    sides = {side.value: side.sides for side in Serves}
    assert sides == {
        "left": ("left",),
        "right": ("right",),
        "both": ("left", "right"),
        "none": (),
    }


@pytest.mark.parametrize("data", [NETWORK, LYING, TREE, STORAGE, RESERVE, CONTAINER])
def test_a_claim_survives_its_json(data: dict[str, Any]) -> None:
    claim = CLAIMS.validate_python(data)
    assert CLAIMS.validate_json(CLAIMS.dump_json(claim, by_alias=True)) == claim


def test_a_rate_that_is_no_decimal_survives_its_json() -> None:
    claim = NetworkClaim.model_validate(
        {**NETWORK, "serves": "left", "connections": "1/3 per 100 m"}
    )
    assert NetworkClaim.model_validate_json(claim.model_dump_json(by_alias=True)) == claim


def test_a_rain_of_more_than_a_metre_is_a_slip_of_the_pen() -> None:
    with pytest.raises(ValidationError, match="less than or equal to 1000"):
        CLAIMS.validate_python({"id": "s", "storage": {"rain": "60 m", "catchment": "14 m"}})


def test_layers_are_one_or_two_in_text_or_number() -> None:
    for value in ("1", 1):
        data = {"id": "s", "storage": {"rain": "60 mm", "catchment": "9 m", "layers": value}}
        assert CLAIMS.validate_python(data).storage.layers == 1


def test_a_removable_tree_is_fine() -> None:
    tree = CLAIMS.validate_python(
        {**TREE, "state": "existing", "axis": "1 m", "mobility": "removable"}
    )
    assert isinstance(tree, TreeClaim)
    assert tree.state is State.EXISTING
