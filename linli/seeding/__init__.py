"""Filling an installation's databases with made-up requests, to measure it at its full size."""
