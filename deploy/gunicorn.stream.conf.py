"""The event stream under gunicorn: one gevent worker, in which thousands of open streams cost a little memory each."""

import gc
import os
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

wsgi_app = "gateway.stream.wsgi:distributed()"
pythonpath = str(Path(__file__).resolve().parents[1])
bind = f"{os.environ.get('LINLI_HOST', '127.0.0.1')}:{os.environ.get('LINLI_STREAM_PORT', '8001')}"
worker_class = "gevent"
workers = 1  # every screen hangs on one worker's hub; more processes are more containers
worker_connections = 10_000
timeout = 60
graceful_timeout = 5  # a stream never ends by itself; screens connect again
accesslog = None  # addresses of callers are personal; requests are counted, not listed
control_socket_disable = True
proc_name = "linli-stream"


def post_fork(server: Any, worker: Any) -> None:
    """A worker begins to load the application: it looks for garbage when that is there, as `linli.heap` says."""
    gc.disable()


def post_worker_init(worker: Any) -> None:
    """The application is loaded."""
    from linli import heap

    heap.built()


class logger_class(Logger):  # noqa: N801  (the name is the setting's)
    """gunicorn's own lines in the form of all others."""

    def setup(self, cfg: Any) -> None:
        from linli.observe import set_up_logging

        super().setup(cfg)
        set_up_logging(os.environ.get("LINLI_LOG_LEVEL", "INFO"), "stream")
        self.error_log.handlers.clear()
        self.error_log.propagate = True
