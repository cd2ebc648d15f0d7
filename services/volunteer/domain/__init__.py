"""The rules of the volunteer service, a module for each of its matters; pure."""
