"""Log lines are JSON with the correlation id of the work they belong to, and quote nothing of what was asked."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from linli import observe
from linli.observe import Chain, current_chain, in_chain

ROOT = Path(__file__).parents[3]


def lines_of(program: str) -> list[dict[str, Any]]:
    """The log lines of a process that runs this; every one of them has to be JSON."""
    begin = "import logging\nfrom uuid import UUID\nfrom linli import observe\nfrom linli.observe import *\n"
    done = subprocess.run(
        [sys.executable, "-c", begin + "observe.set_up_logging('INFO', 'grid')\n" + program],
        capture_output=True,
        cwd=ROOT,
        check=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "", "logs go to standard error"
    return [dict(json.loads(line)) for line in done.stderr.splitlines()]


def test_a_line_tells_time_level_process_and_correlation_id() -> None:
    chain = uuid4()
    program = f"""
with in_chain(Chain(correlation_id=UUID('{chain}'))):
    observe.log.info('event failed', id='7', zh='邻里')
    logging.getLogger('some.library').warning('its own %s', 'words')
observe.log.info('outside')
observe.log.debug('below the level')
logging.getLogger('kombu').info('noise')
"""
    inside, library, outside = lines_of(program)
    assert (inside["event"], inside["id"], inside["zh"]) == ("event failed", "7", "邻里")
    assert (inside["level"], inside["process"], inside["logger"]) == ("info", "grid", "linli")
    assert inside["timestamp"].endswith("Z")
    assert (library["event"], library["logger"], library["process"]) == ("its own words", "some.library", "grid")
    assert inside["correlation_id"] == library["correlation_id"] == str(chain)
    assert "correlation_id" not in outside


def test_an_exception_with_lines_and_odd_characters_stays_one_line() -> None:
    (line,) = lines_of(
        "try:\n    raise ValueError('two\\nlines \\ud800')\nexcept ValueError:\n    observe.log.exception('failed')"
    )
    assert "ValueError: two\nlines" in line["exception"]


def test_a_statement_that_fails_is_logged_without_its_parameters() -> None:
    lines = lines_of("""
import threading
from sqlalchemy import text
from linli.db import Database
from linli.jobs import Job, Loops
from linli.events import describe
database = Database('sqlite://', 'grid')
ended = threading.Event()
def step():
    ended.set()
    with database.transaction() as session:
        session.execute(text('SELECT * FROM nowhere WHERE phone = :phone'), {'phone': '13912345678'})
loops = Loops()
loops.start(Job('grid.step', step, 0.01))
ended.wait(10)
loops.stop()
""")
    assert [line["event"] for line in lines] == ["job failed"]
    assert "OperationalError" in lines[0]["error"]
    assert "139" not in json.dumps(lines)


def test_a_chain_holds_within_its_block_and_its_thread() -> None:
    outer, inner, elsewhere = Chain(), Chain(), []
    with in_chain(outer):
        with in_chain(inner):
            assert current_chain() is inner
        thread = threading.Thread(target=lambda: elsewhere.append(current_chain()))
        thread.start()
        thread.join()
        assert current_chain() is outer
    assert elsewhere[0] not in (outer, inner)
    assert current_chain() not in (outer, inner)


def test_every_new_chain_is_its_own_and_a_w3c_trace() -> None:
    one, other = Chain(), Chain()
    assert one.correlation_id != other.correlation_id
    version, trace, span, flags = one.traceparent.split("-")
    assert (version, len(trace), len(span), flags) == ("00", 32, 16, "01")
    assert isinstance(one.correlation_id, UUID)


def test_metrics_name_services_types_and_areas_but_nobody() -> None:
    allowed = {
        "service",
        "type",
        "handler",
        "outcome",
        "method",
        "route",
        "status",
        "role",
        "tier",
        "area",
        "kind",
        "timer",
        "channel",
    }
    metrics = [one for one in vars(observe).values() if hasattr(one, "_labelnames")]
    assert len(metrics) > 10
    assert {label for metric in metrics for label in metric._labelnames} <= allowed


def test_a_line_below_the_level_costs_nothing_to_the_reader() -> None:
    assert lines_of("logging.getLogger('linli').setLevel(logging.ERROR)\nobserve.log.warning('quiet')") == []
    assert logging.getLogger().level != logging.DEBUG
