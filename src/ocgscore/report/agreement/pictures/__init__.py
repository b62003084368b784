"""Pictures of how far scorers agree: each a function from plain data to one SVG text, the same bytes each time."""
