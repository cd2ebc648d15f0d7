"""The contracts of assistance, a module for each of its matters."""
