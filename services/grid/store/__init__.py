"""Every question the grid asks its database, a module for each of its matters."""
