"""A real browser on a real server, for the pages that citizens use."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """The browser on this machine."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def missing_browser() -> str | None:
    """Why no test with a browser can run here; None when they can."""
    return None if browser() else "no Chromium is installed"


@contextmanager
def served(app: Flask, threads: int = 4) -> Iterator[str]:
    """The application on a port of its own; its address. A stream of changes keeps a thread for itself."""
    sockets: dict[Any, Any] = {}
    server = create_server(app, host="127.0.0.1", port=0, threads=threads, map=sockets)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # In its own thread, which ends with the last socket; a browser keeps some open that nobody uses any more.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
        thread.join(10)
        server.task_dispatcher.set_thread_count(0)
        assert not thread.is_alive()
