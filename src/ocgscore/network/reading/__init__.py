"""From tables and files to a map, every problem found at once."""
