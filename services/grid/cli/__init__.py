"""The command lines of the grid service, a module for each of its matters."""
