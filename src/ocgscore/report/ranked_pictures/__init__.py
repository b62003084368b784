"""Pictures of a ranking: scores with their bounds, groups in the cells of a grid, places under other numbers."""
