"""A reading of docs/model.md by enumeration, which shares nothing with compile, check or solver."""
