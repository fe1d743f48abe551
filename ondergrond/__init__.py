"""Proven best cross-sections for what lies under a street."""

__version__ = "0.1.0"
