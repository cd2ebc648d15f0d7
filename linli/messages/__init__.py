"""Messages to people: written in the transaction of their cause, delivered by a job, kept as a log."""
