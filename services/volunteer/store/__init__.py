"""Every question the volunteer service asks its database, a module for each of its matters."""
