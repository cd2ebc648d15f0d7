"""The routes of the HTTP API, a file for each service, and what they share."""
