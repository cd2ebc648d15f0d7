"""`linli run`: what can be wrong with the surroundings is said at once; then all that it takes is loaded and served."""

from __future__ import annotations

import argparse
import fcntl
import os
import socket
from pathlib import Path
from typing import Any, TextIO

from linli import observe
from linli.config import Settings, log_level, settings
from linli.errors import Invalid


def add_run_command(commands: Any) -> None:
    """Declare `linli run`."""
    run = commands.add_parser("run", help="the whole platform in one process, with data to try it on")
    run.add_argument("--no-replay", action="store_true", help="replay no shipped requests, and cut no cells")
    run.set_defaults(run=run_trial)


def run_trial(asked: argparse.Namespace) -> int:
    """Start, fill, and serve until SIGINT or SIGTERM."""
    observe.set_up_logging(log_level("WARNING"), "embedded")
    chosen = settings().as_embedded()
    with _hold(chosen.data):
        _knock(chosen)
        from gateway.trial.serving import serve

        serve(chosen, replay=not asked.no_replay)
    return 0


def _hold(data: Path) -> TextIO:
    """Keep the data directory for this process alone."""
    held = (data / "lock").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        held.close()
        raise Invalid(
            "data_in_use",
            f"Another Linli runs in {data}; stop it, or set LINLI_DATA to another directory.",
            f"另一个邻里进程正在使用 {data}，请停止它或用 LINLI_DATA 指定其他目录。",
        ) from error
    held.write(str(os.getpid()))
    held.flush()
    return held


def _knock(chosen: Settings) -> None:
    """Whether the port is free, before much is loaded in vain."""
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((chosen.host, chosen.port))
        except OSError as error:
            raise port_in_use(chosen, error) from error


def port_in_use(chosen: Settings, error: OSError) -> Invalid:
    """The port cannot be had; what to do."""
    return Invalid(
        "port_in_use",
        f"Port {chosen.port} on {chosen.host} cannot be used ({error.strerror}); set LINLI_PORT to a free one.",
        f"端口 {chosen.port} 不可用，请用 LINLI_PORT 指定其他端口。",
    )
