"""Positions of trackers: read from what they send, and passed on many at a time."""
