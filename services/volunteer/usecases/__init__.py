"""What the volunteer service does: one function for each command and received event, a module for each matter."""
