"""Who may sign in: accounts, their roles at areas, their tokens and sessions, and the counting of failed sign-ins."""
