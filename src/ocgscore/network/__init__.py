"""The map of organised crime: people, groups and the links between them, and what can be measured on it."""
