"""The event stream's own process: the gateway's application under gevent, with a hub that hears the broker."""

from __future__ import annotations

import threading
from typing import Any

from flask import Flask
from gevent.socket import wait_read, wait_write
from psycopg2 import OperationalError, extensions

from gateway.parts import KEY
from gateway.stream.counting import Counting
from gateway.stream.hub import Hub
from gateway.wsgi import distributed as gateway
from linli.broker import Topology, listen
from linli.config import settings
from linli.jobs import Loops

MOST_STREAMS = 9_000


def distributed() -> Flask:
    """The application for gunicorn's gevent worker; screens that connect hear of every change from then on."""
    extensions.set_wait_callback(_wait)
    chosen, hub = settings(), Hub()
    arguments = (chosen.amqp_url, Topology(chosen.amqp_prefix), hub.publish, hub.resync, lambda: False)
    threading.Thread(target=listen, args=arguments, name="listener", daemon=True).start()
    app = gateway(hub, "stream", MOST_STREAMS)
    Loops().start(Counting(hub, app.extensions[KEY].database).job())
    return app


def _wait(connection: Any, timeout: float | None = None) -> None:
    """Let other screens run while the database answers one (psycopg2's hook for coroutine libraries)."""
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        if state == extensions.POLL_READ:
            wait_read(connection.fileno(), timeout=timeout)
        elif state == extensions.POLL_WRITE:
            wait_write(connection.fileno(), timeout=timeout)
        else:
            raise OperationalError(f"unexpected answer of poll: {state}")
