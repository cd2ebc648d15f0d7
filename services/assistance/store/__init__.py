"""Every question assistance asks its database, a module for each of its matters."""
