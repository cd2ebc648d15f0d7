"""The command lines of the hotline, a module for each of its matters."""
