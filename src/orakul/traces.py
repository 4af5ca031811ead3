"""Traces that are kept in PostgreSQL, and read there.

A trace is a tree of spans that many processes wrote. Each process keeps its own, some
seconds after they ended, through a connection and a thread of its own: no work waits for
it, and what the database does not take is given up. A process that makes more than it may
keep leaves out those of whole traces, not parts of them.

The work of a task is a span as well, but is not kept as one: its attempt says all that the
span would, from the moment it begins, and is lost with nothing.
"""

import json
import math
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import psycopg
import structlog
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from orakul import database
from orakul.database import Connection
from orakul.errors import NotFoundError
from orakul.people import Person
from orakul.sentences import said
from orakul.settings import Settings
from orakul.telemetry import DELIVERY
from orakul.texts import storable
from sql import query

MOST: Final = 5000  # spans of a trace that are read
MOST_TASKS: Final = 1000  # tasks of a trace that are named
MOST_KEPT: Final = MOST + 1  # spans of a trace that a process keeps: one tells that there are more
RATE: Final = 200.0  # spans a second that a process may keep, on average
BURST: Final = 5000.0  # spans that it may keep at once
REMEMBERED: Final = 10_000  # traces whose fate is remembered
PATIENCE: Final = 5  # seconds to connect
ATTEMPT: Final = "consumer"  # kind of the spans that attempts are
SETTLING: Final = timedelta(seconds=DELIVERY + 1)  # until what ended is kept

_ID: Final = re.compile("[0-9a-f]{32}")

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Span:
    """One piece of work of a trace.

    Attributes:
        parent_id: the span that caused it, which may be outside of what is kept; None at
            the beginning of a trace.
        offset_us: microseconds since the first span of the trace began.
        duration_us: microseconds.
        attributes: what its process says of it, without values and secrets.
    """

    span_id: str
    parent_id: str | None
    service: str
    name: str
    kind: str
    status: str
    started_at: datetime
    offset_us: int
    duration_us: int
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace as far as it is kept; *is_cut* where there is more than `MOST` spans or `MOST_TASKS`.

    For *stands_seconds* spans of what happened last may be on their way; None when they have come.
    """

    id: str
    tasks: Sequence[int]
    spans: Sequence[Span]
    is_cut: bool
    stands_seconds: float | None


@dataclass(frozen=True, slots=True)
class _Task:
    id: int
    state_since: datetime


async def read(db: Connection, reader: Person, id: str, *, task: int | None = None) -> Trace:
    """Return the trace *id*, as far as *reader* sees it, or what of it one *task* did.

    A person sees the attempts at their own tasks, and what was done within these or within their
    own requests; an administrator sees all.

    Raises:
        NotFoundError: *reader* sees nothing of it.
    """
    if not _ID.fullmatch(id):
        raise NotFoundError(said("trace_misspelt"))
    which = id, reader.reader, task
    tasks = await database.fetch(db, _Task, "tasks_of_trace", *which, MOST_TASKS + 1)
    spans = await database.fetch(db, Span, "read_spans", *which, MOST + 1)
    if not tasks and not spans:
        raise NotFoundError(said("trace_unknown", id=id))
    shown = [each.id for each in tasks[:MOST_TASKS]]
    is_cut = len(spans) > MOST or len(tasks) > MOST_TASKS
    return Trace(id, shown, spans[:MOST], is_cut, _awaited(tasks, spans))


def _awaited(tasks: Sequence[_Task], spans: Sequence[Span]) -> float | None:
    """Return in how many seconds all spans of what happened last have come; None if they have."""
    ends = [
        each.started_at + timedelta(microseconds=each.duration_us)
        for each in spans
        if each.kind != ATTEMPT  # one that runs ends now
    ]
    now = datetime.now(UTC)
    last = max([*ends, *(each.state_since for each in tasks)], default=now - SETTLING)
    seconds = (last + SETTLING - now).total_seconds()
    return seconds if seconds > 0 else None


def span_of_attempt(task: int, attempt: int) -> int:
    """Return the id of the span that an attempt is: the same wherever it is asked for.

    Ids of tasks below 2**48 and of attempts below 2**16 have one of their own.
    """
    return (task << 16 | attempt & 0xFFFF) & 0xFFFF_FFFF_FFFF_FFFF


def keepers(settings: Settings, dsn: str) -> list[SpanExporter]:
    """Return what keeps this process's spans at *dsn*: nothing where none are to be kept."""
    return [Keeper(dsn)] if settings.trace_retention_days else []


async def forget(db: Connection, *, retention: timedelta) -> int:
    """Delete spans that are older than *retention*, and return how many there were."""
    return await database.fetch_value(db, "forget_spans", datetime.now(UTC) - retention)


class Keeper(SpanExporter):
    """Writes spans into the database at *dsn*."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._budget = Budget()
        self._db: psycopg.Connection | None = None
        self._lock = threading.Lock()  # between the thread that exports and the one that ends

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Keep those of *spans* whose trace is kept; give up what the database refuses."""
        kept = [_row(each) for each in spans if self._budget.admits(_trace_id(each))]
        if not kept:
            return SpanExportResult.SUCCESS
        try:
            with self._lock:
                self._write(json.dumps(kept, allow_nan=False))
        except psycopg.Error as error:
            _log.warning("spans could not be kept", spans=len(kept), error=str(error))
            self._close()
            return SpanExportResult.FAILURE
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """Close the connection."""
        self._close()

    def _write(self, spans: str) -> None:
        if self._db is None:
            self._db = psycopg.connect(
                self._dsn,
                autocommit=True,
                connect_timeout=PATIENCE,
                application_name="orakul traces",
            )
            # Losing the last spans in a crash harms nobody; waiting for the disk might.
            self._db.execute("set synchronous_commit = off")
        psycopg.RawCursor(self._db).execute(query("keep_spans"), [spans])

    def _close(self) -> None:
        with self._lock:
            if self._db is not None:
                self._db.close()
                self._db = None


class Budget:
    """Decides which traces are kept: all of them, as long as they are not too many.

    A trace that was begun to be kept is kept on beyond the budget, up to *most* spans; the debt
    then keeps new ones out. Whoever sends a request chooses its trace, so both have an end: a
    debt of a whole *burst* keeps everything out.
    """

    def __init__(self, *, rate: float = RATE, burst: float = BURST, most: int = MOST_KEPT) -> None:
        self._rate = rate
        self._burst = burst
        self._most = most
        self._left = burst
        self._at = time.monotonic()
        self._wanted: OrderedDict[str, int] = OrderedDict()  # spans of a trace that are kept yet

    def admits(self, trace_id: str) -> bool:
        """Say whether a span of the trace is kept, and count it."""
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        wanted = self._wanted.setdefault(trace_id, self._most if self._left >= 1 else 0)
        self._wanted.move_to_end(trace_id)
        if len(self._wanted) > REMEMBERED:
            self._wanted.popitem(last=False)
        if not wanted or self._left - 1 < -self._burst:
            return False
        self._wanted[trace_id] = wanted - 1
        self._left -= 1
        return True


def _trace_id(span: ReadableSpan) -> str:
    return trace.format_trace_id(span.context.trace_id) if span.context else ""


def _row(span: ReadableSpan) -> dict[str, Any]:
    start, end = span.start_time or 0, span.end_time or 0  # nanoseconds
    return {
        "trace_id": _trace_id(span),
        "span_id": trace.format_span_id(span.context.span_id) if span.context else "",
        "parent_id": trace.format_span_id(span.parent.span_id) if span.parent else None,
        "service": str(span.resource.attributes.get("service.name", "")),
        "name": _storable(span.name),
        "kind": span.kind.name.lower(),
        "status": span.status.status_code.name.lower(),
        "start_us": start // 1000,
        "duration_us": max(0, end - start) // 1000,
        "attributes": {
            name: [_storable(each) for each in value]
            if isinstance(value, tuple | list)
            else _storable(value)
            for name, value in (span.attributes or {}).items()
        },
    }


def _storable(value: object) -> object:
    """Return *value* as JSON that PostgreSQL takes."""
    match value:
        case str():
            return storable(value)
        case float() if not math.isfinite(value):
            return str(value)
        case _:
            return value
