"""The tree of areas: its table, its import from published files, and the questions it answers."""
