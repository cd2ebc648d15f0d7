"""What the grid does, a module for each of its matters."""
