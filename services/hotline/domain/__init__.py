"""The rules of the hotline, a module for each of its matters; pure."""
