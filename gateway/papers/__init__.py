"""Papers as PDF: what the services answer, set on A4 in Chinese."""
