"""The event stream under gunicorn: one gevent worker, in which thousands of open streams cost a little memory each."""

import os
from pathlib import Path

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
