"""Formats in and out: profiles, rule sets, layouts. Imports the domain only."""

from __future__ import annotations

from ondergrond.io.layoutfile import load_layout, save_layout
from ondergrond.io.profilefile import ProfileDocument, load_profile, parse_profile, read_profile
from ondergrond.io.profileyaml import profile_to_yaml
from ondergrond.io.rulefile import RuleFileError, list_rules, load_rules, rule_problems

__all__ = [
    "ProfileDocument",
    "RuleFileError",
    "list_rules",
    "load_layout",
    "load_profile",
    "load_rules",
    "parse_profile",
    "profile_to_yaml",
    "read_profile",
    "rule_problems",
    "save_layout",
]
