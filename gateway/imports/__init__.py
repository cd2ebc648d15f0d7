"""Imports of files: handed in, checked and loaded beside the screens, with progress, until done or cancelled."""
