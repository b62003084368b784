"""Explanation: how one score came about, what would move it, and what its unknowns could do."""
