"""Formats in and out: profiles, rule sets, layouts. Imports the domain only."""

from __future__ import annotations

from ondergrond.io.layoutfile import load_layout, save_layout
from ondergrond.io.profilefile import ProfileDocument, load_profile, parse_profile, read_profile
from ondergrond.io.profileyaml import profile_to_yaml

__all__ = [
    "ProfileDocument",
    "load_layout",
    "load_profile",
    "parse_profile",
    "profile_to_yaml",
    "read_profile",
    "save_layout",
]
