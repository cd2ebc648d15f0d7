"""Requests that were accepted while the hotline or the broker was away, until they are delivered."""
