"""The rules of assistance, a module for each of its matters; pure."""
