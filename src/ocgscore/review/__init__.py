"""Review: is the map complete, current and correctly recorded; what has moved, and what it asks of the unit."""
