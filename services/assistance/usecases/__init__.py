"""What assistance does: one function for each command and each received event, a module for each of its matters."""
