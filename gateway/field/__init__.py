"""What the gateway does for the work in the field: sheets of codes, batches of phones."""
