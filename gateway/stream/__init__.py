"""What tells screens at once that a record they show has changed."""
