"""Commands that take files of people into the hotline, a module for each of its matters."""
