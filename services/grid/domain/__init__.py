"""The rules of the grid, a module for each of its matters; pure."""
