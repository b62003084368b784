"""Shortest paths through a network: who reaches whom in how many steps, who lies between, what hangs together."""
