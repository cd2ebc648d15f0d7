"""What the services whose work begins with a citizen's request share: the task, its columns, its queries, its steps."""
