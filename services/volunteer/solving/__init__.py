"""The optimum of matching, a module for each of its steps; needs no database, and runs beside the service."""
