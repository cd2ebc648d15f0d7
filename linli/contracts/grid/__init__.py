"""The contracts of the grid, a module for each of its matters."""
