"""Measurements of the program and the tables it publishes of itself."""
