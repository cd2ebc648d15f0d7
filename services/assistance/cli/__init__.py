"""The commands of assistance."""
