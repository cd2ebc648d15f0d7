"""Replays municipal requests of the NYC 311 form as requests to a district's hotline."""
