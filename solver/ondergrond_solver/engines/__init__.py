"""The engines by name, and the one form they all have."""
