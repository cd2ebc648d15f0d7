"""The hotline's routes, a module for each of its matters."""
