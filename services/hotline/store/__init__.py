"""Every question the hotline asks its database, a module for each of its matters."""
