"""Exports of lists as files: asked for, made beside the screens, fetched, forgotten."""
