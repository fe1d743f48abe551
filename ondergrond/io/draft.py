"""A profile that may be wrong: validated again and again without what is wrong in it.

Each round leaves out what the last one refused, or puts a stand-in in its place where something
must be there, until the rest is a profile; then the checks across fields run on that rest. What a
left-out value or a stand-in could have caused is not reported, so every message is about the user's
own text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from ondergrond.io.complaints import explain
from ondergrond.io.shape import unknown_keys
from ondergrond.io.yamlnodes import Listing, Mapping, Node, Path, Scalar, at, line_of
from ondergrond.profile import ProfileError, StreetProfile, profile_errors
from ondergrond.quantity import LONGEST

ROUNDS = 10
"""Rounds of leaving out; each finds at least one new place, nested ones need a few."""

KINDS = ("network", "tree", "storage", "reserve", "container")
"""The keys that tell what a claim is."""

HARMLESS = frozenset({"label", "note", "size", "form", "manhole", "accuracy", "rack", *KINDS})
"""Keys of a claim whose absence makes nothing else in it look wrong."""

ZONE = {"kind": "footway", "width": "1 m"}
CLAIM = {"id": "unnamed", "network": "other"}
FIXTURE = {"id": "unnamed", "kind": "cellar", "from": "0 mm", "to": "1 mm", "bottom": "1 mm"}
STAND_INS: dict[str, Any] = {"name": "unnamed", "width": f"{LONGEST} mm", "zones": [ZONE]}
ITEM_STAND_INS: dict[str, dict[str, str]] = {"zones": ZONE, "claims": CLAIM, "fixtures": FIXTURE}
"""What stands in for keys of the document and for items of its lists; ids get their index."""

REPLACEABLE = frozenset({"id", "kind", "network", "width"})
"""Keys of items that a stand-in can replace alone; without another the whole item is replaced."""

Finding = tuple[Path, int, str]
"""Where, on which line, what is wrong and what would be right."""


class Draft:
    """A tree, what is left out of it so far, and what was found.

    findings: everything wrong.  profile: what the tree holds; whole when there are no findings,
    otherwise not to be used (None where not even stand-ins made one).
    left_out: places not handed to pydantic, each with the key that was probably meant there.
    """

    def __init__(self, root: Mapping) -> None:
        self.root = root
        self.findings: list[Finding] = []
        self.profile: StreetProfile | None = None
        self.left_out: dict[Path, str] = {}
        self._remarks(root, ())
        for place, line, message, meant in unknown_keys(root, StreetProfile):
            if message:
                self.findings.append((place, line, message))
            self._leave_out(place, meant)
        for _ in range(ROUNDS):
            try:
                self.profile = StreetProfile.model_validate(self._data())
            except ValidationError as error:
                for one in error.errors(include_url=False, include_input=False):
                    self._refused(dict(one))
            else:
                self._across(self.profile)
                break

    def _remarks(self, node: Node, path: Path) -> None:
        self.findings += [(path, line, message) for line, message in node.remarks]
        if isinstance(node, Mapping):
            for key, child in node.entries.items():
                self._remarks(child, (*path, key))
        elif isinstance(node, Listing):
            for index, child in enumerate(node.items):
                self._remarks(child, (*path, index))

    # --- the data pydantic sees -----------------------------------------------------------------

    def _data(self) -> dict[str, Any]:
        data: dict[str, Any] = self._mapping(self.root, ())
        for key, value in STAND_INS.items():
            if (key,) in self.left_out:
                data[key] = value
        return data

    def _plain(self, node: Node, path: Path) -> Any:
        if isinstance(node, Scalar):
            return node.text
        if isinstance(node, Mapping):
            return self._mapping(node, path)
        items = node.items if isinstance(node, Listing) else []
        if len(path) == 1 and path[0] in ITEM_STAND_INS:
            return [self._item(child, (*path, i)) for i, child in enumerate(items)]
        return [self._plain(child, (*path, i)) for i, child in enumerate(items)]

    def _mapping(self, node: Mapping, path: Path) -> dict[str, Any]:
        return {
            key: self._plain(child, (*path, key))
            for key, child in node.entries.items()
            if (*path, key) not in self.left_out
        }

    def _item(self, node: Node, path: Path) -> Any:
        """An item of zones, claims or fixtures: always one item, so that indices stay true."""
        section = str(path[0])
        stand_in = {
            key: f"{value}-{path[1]}" if key == "id" else value
            for key, value in ITEM_STAND_INS[section].items()
        }
        if path in self.left_out:
            name = at(self.root, (*path, "id"))
            if (*path, "id") not in self.left_out and isinstance(name, Scalar):
                stand_in["id"] = name.text
            return stand_in
        data = self._plain(node, path)
        for key in REPLACEABLE & stand_in.keys():
            if (*path, key) in self.left_out:
                data[key] = stand_in[key]
        if section == "claims" and isinstance(data, dict) and not any(k in data for k in KINDS):
            data["network"] = stand_in["network"]
        return data

    # --- what pydantic refuses ------------------------------------------------------------------

    def _refused(self, error: dict[str, Any]) -> None:
        """Note one of pydantic's errors, unless leaving out caused it, and leave out its cause."""
        path: Path = error["loc"]
        if path[0] == "claims" and len(path) > 2:
            path = (*path[:2], *path[3:])  # without the tag of the kind of claim
        if error["type"] == "coherence":
            if not self._clash_is_caused(path):
                for field, message in error["ctx"]["problems"]:
                    place = path if path[-1] == field else (*path, field)
                    self.findings.append((place, line_of(self.root, place), message))
            self._leave_out(path)
        elif error["type"] == "missing":
            if path not in self.left_out and path[-1] not in self._meant_in(path[:-1]):
                message = explain(error, _key_of(path), None)
                self.findings.append((path, line_of(self.root, path), message))
            self._leave_out(path if self._replaceable(path) else path[:-1])
        elif error["type"] == "too_short" and _has_items(at(self.root, path)):
            pass  # pydantic counts sound items only, and the others are told one by one
        else:
            while len(path) > 1 and at(self.root, path) is None:
                path = path[:-1]  # 'DN0' is refused at size.nominal, and written at size
            message = explain(error, _key_of(path), at(self.root, path))
            self.findings.append((path, line_of(self.root, path), message))
            self._leave_out(path)

    def _leave_out(self, path: Path, meant: str | None = None) -> None:
        while len(path) > 2 and isinstance(path[-1], int):
            path = path[:-1]  # a window with one end left out is no window
        self.left_out[path] = meant or str(path[-1])

    def _replaceable(self, path: Path) -> bool:
        if len(path) == 1:
            return path[0] in STAND_INS
        return len(path) == 3 and path[0] in ITEM_STAND_INS and path[2] in REPLACEABLE

    def _clash_is_caused(self, path: Path) -> bool:
        """Whether something left out of a claim may be why the rest of it does not go together."""
        return any(
            place[: len(path)] == path and not (len(path) == 2 and meant in HARMLESS)
            for place, meant in self.left_out.items()
        )

    # --- what only shows across fields ----------------------------------------------------------

    def _across(self, profile: StreetProfile) -> None:
        for error in profile_errors(profile):
            if not self._is_caused(error):
                line = line_of(self.root, error.path)
                self.findings.append((error.path, line, error.message))

    def _is_caused(self, error: ProfileError) -> bool:
        """Whether something left out, or its stand-in, may be why this check failed."""
        path = error.path
        out = self.left_out
        width_is_known = ("width",) not in out
        zones_are_known = ("zones",) not in out and not any(
            place[0] == "zones" and (len(place) == 2 or place[2] == "width") for place in out
        )
        if path == ("zones",):
            return not (width_is_known and zones_are_known)
        if path == ("stretch",):
            return ("zones",) in out
        if path[-1] == "replaces":
            return self._target_is_unsure(path)
        if path[-1] in ("id", "to", "bottom", "groundwater"):
            return False
        return not width_is_known

    def _target_is_unsure(self, path: Path) -> bool:
        """Whether what a claim replaces is there, but was left out, wholly or in its state."""
        named = at(self.root, path)
        target = named.text if isinstance(named, Scalar) else None
        return any(
            text == target
            and (
                ("claims", index) in self.left_out
                or ("claims", index, "id") in self.left_out
                or "state" in self._meant_in(("claims", index))
            )
            for index, text in self._ids()
        )

    def _ids(self) -> Iterator[tuple[int, str]]:
        claims = at(self.root, ("claims",))
        for index in range(len(claims.items) if isinstance(claims, Listing) else 0):
            name = at(self.root, ("claims", index, "id"))
            if isinstance(name, Scalar):
                yield index, name.text

    def _meant_in(self, path: Path) -> set[str]:
        return {meant for place, meant in self.left_out.items() if place[:-1] == path}


def _has_items(node: Node | None) -> bool:
    return isinstance(node, Listing) and bool(node.items)


def _key_of(path: Path) -> str:
    """The last key on a path: of ``within[1]`` it is ``within``."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")
