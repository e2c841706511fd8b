"""Coaches that leave: what shares their site comes before, by its name."""
