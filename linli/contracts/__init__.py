"""What the services say to each other: events, calls and their resources, as versioned dataclasses."""
