"""The contracts of volunteer, a module for each of its matters."""
