"""The working days of the installation: what is published, what its file says, what its administrators set."""
