"""What is logged while a task runs, caught where it is logged: ours and every library's.

The context says which task runs, so what a task starts in other asyncio tasks is caught with
it, and in threads where its context goes along, as by `asyncio.to_thread`. A line is made
storable and its secrets are hidden at once; it is only put into memory here, so that logging
waits for nothing.
"""

import json
import logging
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final, Self

import structlog
from pydantic import JsonValue
from structlog.typing import EventDict, WrappedLogger

from jobs.linebuffer import Buffer, Waiting
from jobs.storing import storable_text, stored_form
from orakul import logs
from orakul.tasks.logs import LEVELS

LONGEST: Final = 10_000  # characters of a line's text, and of each of its fields
LARGEST: Final = 100_000  # characters of all fields of a line, so that one line fills no log
# Columns of their own, and what is known of the task.
APART: Final = ("timestamp", "level", "span_id", "trace_id", "logger", "event")
KNOWN: Final = ("task_id", "task", "attempt")  # the task's on every line, unless it says otherwise


class Captured:
    """Catches what is logged within, and by whatever is started within, as this attempt's."""

    def __init__(self, buffer: Buffer, task: int, attempt: int) -> None:
        self.buffer = buffer
        self.task = task
        self.attempt = attempt
        self.lines = 0  # that were caught

    def __enter__(self) -> Self:
        self._token = _captured.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _captured.reset(self._token)


_captured: ContextVar[Captured | None] = ContextVar("captured", default=None)


class Capture(logging.Handler):
    """Puts the lines of running tasks into a buffer; every other line is none of its business.

    *wake* is called, from any thread, when a line comes into an empty buffer.
    """

    def __init__(self, buffer: Buffer, wake: Callable[[], object]) -> None:
        super().__init__()
        self._buffer = buffer
        self._wake = wake
        self.setFormatter(logs.formatter(self._keep))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep *record* if a task of this worker logged it."""
        captured = _captured.get()
        if captured is None or captured.buffer is not self._buffer:
            return
        if record.name.startswith("opentelemetry."):
            return  # that a collector does not take a task's lines is none of its own
        try:
            self.format(record)
        except Exception:  # noqa: BLE001 - as every handler of the standard library
            self.handleError(record)

    def _keep(self, _logger: WrappedLogger, _method: str, event: EventDict) -> str:
        captured = _captured.get()
        if captured is not None:
            captured.lines += 1
            if self._buffer.put(_line(captured, event)):
                self._wake()
        return ""


def _line(captured: Captured, event: EventDict) -> Waiting:
    text = _cut(storable_text(str(event["event"])))
    fields, size = _fields(event)
    content: dict[str, Any] = {
        "task_id": captured.task,
        "attempt": captured.attempt,
        "at": event["timestamp"],
        "level": event["level"] if event["level"] in LEVELS else "info",
        "span_id": event.get("span_id"),
        "logger": _cut(storable_text(str(event.get("logger")))),
        "event": text,
        "fields": fields,
    }
    return Waiting(captured.task, captured.attempt, content, size=len(text) + size)


def _fields(event: EventDict) -> tuple[dict[str, JsonValue], int]:
    """Return what a line says besides its text, and how many characters that is."""
    bound = structlog.contextvars.get_contextvars()
    fields: dict[str, JsonValue] = {}
    size = left_out = 0
    for name, value in event.items():
        if name in APART or (name in KNOWN and value == bound.get(name)):
            continue
        shown, length = _shortened(stored_form(value))
        length += len(name)
        if size + length > LARGEST:
            left_out += 1
            continue
        size += length
        fields[storable_text(name)] = shown
    if left_out:
        fields[logs.LEFT_OUT] = left_out
    return fields, size


def _shortened(value: JsonValue) -> tuple[JsonValue, int]:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return (value, len(text)) if len(text) <= LONGEST else (_cut(text), LONGEST)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
