"""What the gateway does for citizens, with an account or without: who they are, what they may see, in plain words."""
