"""Plans of patrols: where incidents cluster, rounds that nobody foresees, routes with time windows. No database."""
