"""The sweep engine: bounds from relaxed rows with a memory, runs over states, trees of parts."""
