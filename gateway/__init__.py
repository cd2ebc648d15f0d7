"""The gateway: one HTTP API and one network of three tiers over the four services."""
