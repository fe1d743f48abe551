"""Formats in and out: profiles, rule sets, layouts. Imports the domain only."""
