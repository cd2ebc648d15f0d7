"""The telephone's way in: lines with their tokens, what telephone systems report, and what waits for the hotline."""
