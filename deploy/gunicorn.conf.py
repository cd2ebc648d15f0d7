"""The gateway under gunicorn: worker processes with threads, not patched, and metrics shared between the workers."""

import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

METRICS_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"

wsgi_app = "gateway.wsgi:distributed()"
pythonpath = str(Path(__file__).resolve().parents[1])
bind = f"{os.environ.get('LINLI_HOST', '127.0.0.1')}:{os.environ.get('LINLI_PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("LINLI_WEB_WORKERS", "2"))
threads = int(os.environ.get("LINLI_WEB_THREADS", "32"))
timeout = 60
graceful_timeout = 30
keepalive = 5
accesslog = None  # addresses of callers are personal; requests are counted, not listed
control_socket_disable = True
proc_name = "linli-gateway"

# Before anything imports prometheus_client, which decides by this variable whether its values are shared.
# Made anew at each start, so that nothing of earlier workers is counted; kept when gunicorn reads this file again.
if METRICS_DIRECTORY not in os.environ:
    os.environ[METRICS_DIRECTORY] = tempfile.mkdtemp(prefix="linli-metrics-")


def post_fork(server: Any, worker: Any) -> None:
    """A worker begins to load the application: it looks for garbage when that is there, as `linli.heap` says."""
    gc.disable()


def post_worker_init(worker: Any) -> None:
    """The application is loaded."""
    from linli import heap

    heap.built()


def child_exit(server: Any, worker: Any) -> None:
    """A worker ended: its live gauges no longer count."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    """The gateway ended: so do its figures."""
    shutil.rmtree(os.environ[METRICS_DIRECTORY], ignore_errors=True)


class logger_class(Logger):  # noqa: N801  (the name is the setting's)
    """gunicorn's own lines in the form of all others."""

    def setup(self, cfg: Any) -> None:
        from linli.observe import set_up_logging

        super().setup(cfg)
        set_up_logging(os.environ.get("LINLI_LOG_LEVEL", "INFO"), "gateway")
        self.error_log.handlers.clear()
        self.error_log.propagate = True
