"""The whole platform in this process: the shipped district loaded and cut, accounts, the replay, then serving."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path
from typing import Any

from waitress.server import create_server

from gateway.areas import store as areas
from gateway.areas.importing import load_areas
from gateway.backend import Backend
from gateway.replay.rows import read_rows
from gateway.stream.counting import Counting
from gateway.stream.hub import Hub
from gateway.trial.accounts import create_demonstration
from gateway.trial.cells import cut_shipped_district
from gateway.trial.command import port_in_use
from gateway.trial.report import figures_table
from gateway.wsgi import create_app
from linli import heap
from linli.clock import local, now
from linli.config import Settings
from linli.db import Database
from linli.hosting.embedded import EmbeddedHost

DATA = Path(__file__).parents[2] / "linli" / "data"
AREA_FILES = (DATA / "shenhe" / "streets.csv", DATA / "shenhe" / "communities.csv")
REQUESTS = DATA / "nyc311.csv"
DISTRICT = "210103"
PUBLISHED = date(2023, 6, 30)
"""The state of the statistical codes that are shipped."""
THREADS = 24


def serve(chosen: Settings, *, replay: bool) -> None:
    """Start, fill, and serve until SIGINT or SIGTERM."""
    read_rows(REQUESTS)  # a damaged file is told before anything starts
    with heap.building():
        hub = Hub()
        host = EmbeddedHost(chosen, [hub.publish])
        network = host.members["network"]
        backend = Backend(host.call, network.receiver, chosen)
        server = _listen(create_app(chosen, network.database, backend, hub), chosen)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)
    try:
        print(f"Linli 邻里 starts in {chosen.data.resolve()}", flush=True)
        _fill(network.database)
        host.start(Counting(hub, network.database).job())
        threading.Thread(target=server.run, name="http", daemon=True).start()
        if replay:
            cut_shipped_district(host.call, network.database, DISTRICT)
            _replay(network.database, chosen)
        print(f"\nServing at http://{chosen.host}:{chosen.port}/ (API: /api/docs). Ctrl-C ends it.", flush=True)
        threading.Event().wait()
    except KeyboardInterrupt:
        print("Stopping; what is in hand is finished first.", flush=True)
    finally:
        server.task_dispatcher.shutdown(timeout=5)
        server.close()
        host.stop()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _listen(app: Any, chosen: Settings) -> Any:
    try:
        return create_server(
            app,
            host=chosen.host,
            port=chosen.port,
            threads=THREADS,
            clear_untrusted_proxy_headers=not chosen.trusted_proxies,
        )
    except OSError as error:
        raise port_in_use(chosen, error) from error


def _fill(database: Database) -> None:
    """Areas and accounts, where they are not there yet."""
    today = local(now()).date()
    with database.reading() as session:
        known = areas.exists(session, DISTRICT, today)
    if not known:
        report = load_areas(database.engine, AREA_FILES, PUBLISHED)
        print("Areas loaded: " + ", ".join(f"{count} {tier}" for tier, count in report.inserted.items()) + ".")
    with database.transaction() as session:
        made = create_demonstration(session, DISTRICT, today)
    if made:
        print("Demonstration accounts (their passwords are shown only this once):")
        for login, password, area in made:
            print(f"  {login:15}{password:20}{area}", flush=True)


def _replay(database: Database, chosen: Settings) -> None:
    """Replay the shipped requests by `linli replay`; begun before, it goes on where it was, done before, it is not."""
    done = chosen.data / f"replayed-{hashlib.sha256(REQUESTS.read_bytes()).hexdigest()[:12]}"
    if done.exists():
        print(f"The requests of {REQUESTS.name} were replayed before.")
    else:
        address = f"http://{chosen.host}:{chosen.port}"
        command = [sys.executable, "-m", "linli.cli", "replay", str(REQUESTS), "--area", DISTRICT, "--url", address]
        environment = {**os.environ, "LINLI_DATA": str(chosen.data)}
        environment.pop("LINLI_DATABASE_URL", None)
        if subprocess.run(command, env=environment, check=False).returncode == 0:
            done.touch()
    with database.reading() as session:
        print("\n" + figures_table(session, DISTRICT, local(now()).date(), now()), flush=True)
