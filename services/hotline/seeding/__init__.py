"""Made-up requests for measuring: whose they are, what they say, and lives that the domain itself acts out."""
