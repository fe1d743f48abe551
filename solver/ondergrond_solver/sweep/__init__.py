"""The sweep engine: a bound from relaxed rows, then labels that prove the best row."""
