"""The console: how its pages are built from `gateway/console/`, and how they are served."""
