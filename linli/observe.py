"""What operations see: structured logs with the correlation id, and the metrics every process has."""

from __future__ import annotations

import contextvars
import logging
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import structlog
from prometheus_client import Counter, Gauge, Histogram

log: structlog.stdlib.BoundLogger = structlog.get_logger("linli")


@dataclass(frozen=True)
class Chain:
    """The chain a piece of work belongs to: the first cause's id, the direct cause, and the W3C trace parent."""

    correlation_id: UUID = field(default_factory=uuid4)
    causation_id: UUID | None = None
    traceparent: str = field(default_factory=lambda: f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01")


_chain: contextvars.ContextVar[Chain | None] = contextvars.ContextVar("linli_chain", default=None)


def current_chain() -> Chain:
    """The chain this work belongs to; outside any, a new one."""
    return _chain.get() or Chain()


@contextmanager
def in_chain(chain: Chain) -> Iterator[Chain]:
    """Run the block as part of `chain`: its log lines and events carry the correlation id."""
    token = _chain.set(chain)
    try:
        yield chain
    finally:
        _chain.reset(token)


def _add_chain(_logger: object, _method: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
    chain = _chain.get()
    if chain:
        entry["correlation_id"] = str(chain.correlation_id)
    return entry


def set_up_logging(level: str, process: str) -> None:
    """JSON lines on standard error, one per event, with time, level, process and correlation id.

    Log calls name ids and codes only; nothing personal is ever passed to them.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        _add_chain,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )

    def with_process(_l: object, _m: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
        return {**entry, "process": process}

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                with_process,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("amqp", "kombu", "alembic", "waitress", "nameko"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # its retries are told by what comes of them


HANDLED = Counter("linli_events_handled_total", "Events by outcome.", ["service", "type", "handler", "outcome"])
HANDLING = Histogram("linli_event_handling_seconds", "Time in a handler's transaction.", ["service", "handler"])
CALLS = Counter("linli_calls_total", "Calls to a service by outcome.", ["service", "method", "outcome"])
CALLING = Histogram("linli_call_seconds", "Time a service takes to answer a call.", ["service", "method"])
HTTP = Counter("linli_http_requests_total", "HTTP requests.", ["method", "route", "status"])
HTTP_SECONDS = Histogram("linli_http_request_seconds", "Time to answer an HTTP request.", ["method", "route"])
PUBLISHED = Counter("linli_outbox_published_total", "Events handed to the broker and confirmed.", ["service"])
UNROUTABLE = Counter("linli_outbox_unroutable_total", "Events the broker had no queue for.", ["service"])
TIMERS = Counter("linli_timers_total", "Timers that were due, by outcome.", ["service", "timer", "outcome"])

OUTBOX_DEPTH = Gauge("linli_outbox_depth", "Events not yet published.", ["service"], multiprocess_mode="mostrecent")
OUTBOX_AGE = Gauge("linli_outbox_age_seconds", "Age of the oldest one.", ["service"], multiprocess_mode="mostrecent")
INBOX_RETRYING = Gauge("linli_inbox_retrying", "Events to retry.", ["service"], multiprocess_mode="mostrecent")
INBOX_AGE = Gauge("linli_inbox_age_seconds", "Age of the oldest one.", ["service"], multiprocess_mode="mostrecent")
PARKED = Gauge("linli_events_parked", "Events parked for a person.", ["service"], multiprocess_mode="mostrecent")
TIMER_LAG = Gauge("linli_timer_lag_seconds", "Age of the oldest due.", ["service"], multiprocess_mode="mostrecent")
TIMERS_PARKED = Gauge("linli_timers_parked", "Timers parked.", ["service"], multiprocess_mode="mostrecent")
BROKER_UP = Gauge("linli_broker_up", "1 when connected to the broker.", ["role"], multiprocess_mode="mostrecent")
MESSAGES = Counter("linli_messages_total", "Tries to send a message by outcome.", ["service", "channel", "outcome"])
MESSAGES_WAITING = Gauge("linli_messages_waiting", "To be sent.", ["service"], multiprocess_mode="mostrecent")
INTAKE_WAITING = Gauge("linli_intake_waiting", "Accepted, not yet delivered.", multiprocess_mode="mostrecent")
INTAKE_AGE = Gauge("linli_intake_age_seconds", "Age of the oldest one.", multiprocess_mode="mostrecent")
CALLS_CONNECTED = Gauge(
    "linli_calls_connected_ratio",
    "Calls of the last 24 hours that were answered.",
    ["area"],
    multiprocess_mode="mostrecent",
)
CALLS_QUICK = Gauge(
    "linli_calls_answered_in_15s_ratio", "The same within 15 s.", ["area"], multiprocess_mode="mostrecent"
)
CTI_WAITING = Gauge("linli_cti_waiting", "Kept reports of calls.", multiprocess_mode="mostrecent")
CTI_REFUSED = Gauge("linli_cti_refused", "Kept reports that were refused.", multiprocess_mode="mostrecent")
INTAKE_ERRORS = Counter("linli_intake_errors_total", "Requests that could not be taken in at all.")
ORDERS_OPEN = Gauge("linli_requests_open", "Open requests.", ["tier", "area", "kind"], multiprocess_mode="mostrecent")
ORDERS_LATE = Gauge("linli_requests_late", "Open and late.", ["tier", "area", "kind"], multiprocess_mode="mostrecent")
ORDERS_AT_RISK = Gauge("linli_requests_at_risk", "Due soon.", ["tier", "area", "kind"], multiprocess_mode="mostrecent")
CALENDAR_DAYS = Gauge("linli_calendar_days_left", "Days whose work is published.", multiprocess_mode="mostrecent")
