"""Street profiles from JSON: the keys and values of the YAML form, read fast.

A number is taken as the text it is written with, so that a bare ``14`` is asked for its unit here
too. Where a document is not sound, YAML's reader (JSON is YAML) finds everything that is wrong.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from ondergrond.errors import Problem, ProfileFileError
from ondergrond.io.jsonkeys import first_twice
from ondergrond.io.profilefile import MOST_BYTES, parse_profile
from ondergrond.profile import StreetProfile, profile_errors


class JsonTextError(ValueError):
    """A text is no JSON object that could be read in one way only."""


def json_object(text: str | bytes) -> dict[str, Any]:
    """The object a JSON text holds, every number as the text it was written with.

    Raises ``JsonTextError``: too long, no JSON, no object, or a key that stands twice.
    """
    if len(text) > MOST_BYTES:
        raise JsonTextError(
            f"the text is {len(text) / 1e6:.1f} MB, a street profile is at most "
            f"{MOST_BYTES / 1e6:g} MB"
        )
    try:
        data = json.loads(
            text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_once
        )
    except JsonTextError:
        raise
    except UnicodeDecodeError:
        raise JsonTextError("this is no UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise JsonTextError(f"this is no JSON: {error.msg} at character {error.pos + 1}") from None
    except (RecursionError, ValueError) as error:
        raise JsonTextError(f"this is no JSON: {str(error) or 'it nests too deep'}") from None
    if not isinstance(data, dict):
        raise JsonTextError(
            f'a street profile is an object such as {{"name": ...}}, not {type(data).__name__}'
        )
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise JsonTextError(f"the key '{first_twice(pairs):.60}' stands twice in one object")
    return data


def parse_profile_json(text: str | bytes, name: str = "profile") -> StreetProfile:
    """The profile a JSON document holds; name: what messages call it.

    Raises:
        ProfileFileError: with everything that is wrong.
    """
    try:
        data = json_object(text)
    except JsonTextError as error:
        raise ProfileFileError(name, [Problem(None, "", str(error))]) from None
    if _yaml_keys_only(data):
        try:
            profile = StreetProfile.model_validate(data)
        except ValidationError:
            pass
        else:
            if not profile_errors(profile):
                return profile
    return _slowly(data, name)


def _yaml_keys_only(value: Any) -> bool:
    """Whether no key is a Python name (``skip_price``), and no value is empty: the models take
    both, files do not.
    """
    todo = [value]
    for one in todo:  # which grows on the way
        if isinstance(one, dict):
            if "_" in "".join(one):
                return False
            todo += one.values()
        elif isinstance(one, list):
            todo += one
        elif one is None or one == "":
            return False
    return True


def _slowly(data: dict[str, Any], name: str) -> StreetProfile:
    """Everything that is wrong, by YAML's reader. Lines of a rewritten text mean nothing."""
    try:
        return parse_profile(json.dumps(data, ensure_ascii=False), name).profile
    except ProfileFileError as error:
        problems = [Problem(None, one.path, one.message) for one in error.problems]
        raise ProfileFileError(name, problems) from None
