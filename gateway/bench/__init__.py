"""Measuring a running platform from outside, as its users load it."""
