"""Double-entry books of a service: what its accounts hold of money, hours or points, and how each came to it."""
