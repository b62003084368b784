"""Robustness: how far a ranking survives other weights, other level values and what is unknown."""
