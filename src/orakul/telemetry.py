"""Traces: who called whom, from the request through the queue to SQL and language models.

Where an OTLP collector is named, log lines go there as well (``log_export``).

Every piece of work has a trace id, whether or not anybody collects traces: spans are
always recorded, and leave the process only where an exporter is configured. What leaves
tells which statement ran or what kind of error was raised, never with which values:
arguments, messages of exceptions and whatever looks like a secret stay here.

Between processes a trace travels as one string, the *traceparent* of W3C Trace Context.
"""

import asyncio
import logging
import os
import re
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from typing import Final, cast

from opentelemetry import context, propagate, trace
from opentelemetry.instrumentation.asyncpg import (  # pyright: ignore[reportMissingTypeStubs]
    AsyncPGInstrumentor,
)
from opentelemetry.instrumentation.utils import suppress_instrumentation
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import Attributes

from orakul.logs import conceal, sendable, sendable_text

EXPORT_TIMEOUT: Final = 3.0  # seconds for one delivery to the collector, retries included
FLUSH_TIMEOUT: Final = 5.0  # seconds that `shutdown` waits for the last delivery
DELIVERY: Final = 5.0  # seconds between two deliveries to a keeper, at most
LOG_EXPORT: Final = "otlp"  # name of the handler that sends log lines
TRACES: Final = "/v1/traces"  # path of a collector that takes traces
PERSON: Final = "user.id"  # attribute of a span: for whom it was done

_FORMAT: Final = TraceContextTextMapPropagator()
_QUOTING: Final = ("exception.message", "exception.stacktrace", "db.statement.parameters")
_QUERY_NAME: Final = re.compile(r"-- (\w+)\(")

# Without a provider it makes spans that do nothing; it finds the provider once there is one.
_tracer: Final = trace.get_tracer("orakul")
_SCOPE: Final = InstrumentationScope("orakul")
_IDS: Final = RandomIdGenerator()
_FLAGS: Final = trace.TraceFlags(trace.TraceFlags.SAMPLED)
_LOW: Final = 2**64 - 1  # of a trace id, what is as long as the id of a span
_SHARED: Final = context.create_key("orakul.shared")  # attributes of the spans within


class Discreet(SpanExporter):
    """Passes spans on to another exporter without values and secrets."""

    def __init__(self, inner: SpanExporter) -> None:
        self._inner = inner

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Hand the harmless part of *spans* on."""
        return self._inner.export([_harmless(span) for span in spans])

    def shutdown(self) -> None:
        """End the other exporter."""
        self._inner.shutdown()


class _Outlet(SpanProcessor):
    """Hands ended spans to the processors of the moment.

    OpenTelemetry lets a process set its provider once. What can be configured again and
    shut down again is therefore this outlet, not the provider.
    """

    def __init__(self) -> None:
        self._processors: tuple[SpanProcessor, ...] = ()
        self.collector: SpanProcessor | None = None  # one of them

    def open(self, keepers: Sequence[SpanExporter], collector: SpanExporter | None) -> None:
        self._processors = tuple(
            BatchSpanProcessor(Discreet(each), schedule_delay_millis=1000 * DELIVERY)
            for each in keepers
        )
        if collector:
            self.collector = BatchSpanProcessor(Discreet(collector))
            self._processors += (self.collector,)

    def on_start(self, span: Span, parent_context: context.Context | None = None) -> None:
        if not self._processors:
            return
        span.set_attributes(_shared(parent_context))
        if span.kind is not SpanKind.CLIENT:
            return
        # The instrumentation names a span after the first word of the statement, which
        # in our files is the dash of a comment; the name of the query says more.
        statement = (span.attributes or {}).get("db.statement")
        if isinstance(statement, str) and (named := _QUERY_NAME.match(statement)):
            span.update_name(named[1])

    def on_end(self, span: ReadableSpan) -> None:
        if span.parent is None and "db.system" in (span.attributes or {}):
            return  # a statement that no work caused: a heartbeat, a look for work
        for processor in self._processors:
            processor.on_end(span)

    def shutdown(self) -> None:
        """Deliver what is left, for at most `FLUSH_TIMEOUT` seconds."""
        closing = [threading.Thread(target=each.shutdown, daemon=True) for each in self._processors]
        self._processors, self.collector = (), None
        for thread in closing:
            thread.start()
        for thread in closing:
            thread.join(FLUSH_TIMEOUT)


class _Provider(TracerProvider):
    def __init__(self, service: str) -> None:
        # As OpenTelemetry has it, OTEL_SERVICE_NAME has the last word.
        named = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": service}
        told = {**named, "service.version": version("orakul")}
        super().__init__(sampler=ALWAYS_ON, resource=Resource.create(told))
        self.outlet = _Outlet()
        self.add_span_processor(self.outlet)


def configure(
    service: str, *, otlp_endpoint: str | None = None, keepers: Sequence[SpanExporter] = ()
) -> None:
    """Record spans in this process, and export them where there is somewhere to.

    It may be called again after `shutdown`; *service* is then what it was at first.

    Args:
        service: name of this process in traces, like ``orakul-web``.
        otlp_endpoint: base address of an OTLP/HTTP collector, like ``http://host:4318``.
        keepers: further exporters, which get spans without values and secrets, and none of
            `TaskSpan`: a task's attempts are kept without them.
    """
    shutdown()
    provider = trace.get_tracer_provider()
    if not isinstance(provider, _Provider):
        provider = _Provider(service)
        trace.set_tracer_provider(provider)
        propagate.set_global_textmap(_FORMAT)
    collector = None
    if otlp_endpoint:
        base = otlp_endpoint.rstrip("/").removesuffix(TRACES)
        collector = _otlp(base)
        _export_logs(provider.resource, base)
    if keepers or collector:  # a span for each statement costs time that nobody would profit from
        provider.outlet.open(keepers, collector)
        AsyncPGInstrumentor().instrument()


def shutdown() -> None:
    """Deliver the spans and lines that are left and stop exporting; ids go on being made."""
    root = logging.getLogger()
    for handler in [each for each in root.handlers if each.get_name() == LOG_EXPORT]:
        root.removeHandler(handler)
        handler.close()
    instrumentor = AsyncPGInstrumentor()
    if instrumentor.is_instrumented_by_opentelemetry:
        instrumentor.uninstrument()
    provider = trace.get_tracer_provider()
    if isinstance(provider, _Provider):
        provider.outlet.shutdown()


def current_traceparent() -> str | None:
    """Return the string by which another process can continue the current trace."""
    carrier: dict[str, str] = {}
    _FORMAT.inject(carrier)
    return carrier.get("traceparent")


def current_trace_id() -> str | None:
    """Return the current trace's id, 32 hexadecimal digits."""
    current = trace.get_current_span().get_span_context()
    return trace.format_trace_id(current.trace_id) if current.is_valid else None


@contextmanager
def continue_trace(traceparent: str | None) -> Generator[None]:
    """Make spans inside children of the remote span that *traceparent* names.

    Without one, or with one that is malformed, they begin a trace of their own: work
    taken from a queue never belongs to the trace of whoever happens to take it.
    """
    carrier = {"traceparent": traceparent} if traceparent else {}
    token = context.attach(_FORMAT.extract(carrier, context=context.Context()))
    try:
        yield
    finally:
        context.detach(token)


@contextmanager
def on_behalf_of(person: int) -> Generator[None]:
    """Let the current span and those made inside say for whom they are: who sees them goes by it.

    Their trace and their parents say nothing of that, since whoever sends a request names both.
    """
    told = _on_behalf_of(person)
    trace.get_current_span().set_attributes(told)
    token = context.attach(context.set_value(_SHARED, told))
    try:
        yield
    finally:
        context.detach(token)


@contextmanager
def span(
    name: str,
    kind: SpanKind = SpanKind.INTERNAL,
    /,
    **attributes: str | float | bool | None,
) -> Generator[trace.Span]:
    """Record what happens inside as a span; attributes that are None are left out.

    An exception marks the span with its type, unless it is a cancellation, which is no error.
    Its message stays in the log, since it may hold what people wrote.
    """
    known = {key: value for key, value in attributes.items() if value is not None}
    # As `start_as_current_span` does, at a third of its cost: tasks are run by the thousand.
    current = _tracer.start_span(name, kind=kind, attributes=known)
    token = context.attach(trace.set_span_in_context(current))
    try:
        yield current
    except asyncio.CancelledError:
        raise
    except BaseException as error:
        current.set_attribute("error.type", type(error).__qualname__)
        current.set_status(trace.StatusCode.ERROR)
        raise
    finally:
        context.detach(token)
        current.end()


@contextmanager
def unrecorded() -> Generator[None]:
    """Make no spans of the statements inside: what a process does all the time, for nobody."""
    with suppress_instrumentation():
        yield


class TaskSpan:
    """Record what happens inside as the work of *owner*'s task that was deferred in *traceparent*.

    What is made inside has its attributes, too. As `span` within `continue_trace`, at a fraction
    of their cost, since tasks are run by the thousand: while the work lasts its span is a context
    alone, to which nobody can add, and what is made of it when it ends is for a collector alone.
    """

    def __init__(
        self, traceparent: str, span_id: int, name: str, owner: int | None, /, **attributes: int
    ) -> None:
        self._traceparent = traceparent
        self._name = name
        self._attributes = {**attributes, **_on_behalf_of(owner)}
        trace_id = int(traceparent[3:35], 16) or _IDS.generate_trace_id()
        self._own = trace.SpanContext(trace_id, span_id, is_remote=False, trace_flags=_FLAGS)
        self._start = time.time_ns()

    def __enter__(self) -> None:
        within = context.set_value(_SHARED, self._attributes, context.Context())
        own = trace.NonRecordingSpan(self._own)
        self._token = context.attach(trace.set_span_in_context(own, within))

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        context.detach(self._token)
        provider = trace.get_tracer_provider()
        if isinstance(provider, _Provider) and (collector := provider.outlet.collector):
            is_error = kind is not None and not issubclass(kind, asyncio.CancelledError)
            collector.on_end(self._ended(provider.resource, kind if is_error else None))

    def _ended(self, resource: Resource, broken: type[BaseException] | None) -> ReadableSpan:
        parent = _read_context(self._traceparent)
        # That of a task which was deferred outside any trace names no span (new_traceparent in
        # sql/functions/track_jobs.sql): a collector would wait for it.
        is_one = parent.is_valid and parent.span_id != parent.trace_id & _LOW
        error = {"error.type": broken.__qualname__} if broken else {}
        return ReadableSpan(
            self._name,
            context=self._own,
            parent=parent if is_one else None,
            resource=resource,
            attributes={**self._attributes, **error},
            kind=SpanKind.CONSUMER,
            status=trace.Status(trace.StatusCode.ERROR if broken else trace.StatusCode.UNSET),
            start_time=self._start,
            end_time=time.time_ns(),
            instrumentation_scope=_SCOPE,
        )


def _on_behalf_of(person: int | None) -> dict[str, str]:
    return {} if person is None else {PERSON: str(person)}


def _shared(within: context.Context | None) -> Mapping[str, str | int]:
    return cast("Mapping[str, str | int]", context.get_value(_SHARED, within) or {})


def _read_context(traceparent: str) -> trace.SpanContext:
    """Return the remote span that *traceparent*, in the form the database checks, names."""
    trace_id, span_id = int(traceparent[3:35], 16), int(traceparent[36:52], 16)
    return trace.SpanContext(trace_id, span_id, is_remote=True, trace_flags=_FLAGS)


def _export_logs(resource: Resource, base: str) -> None:
    from orakul.log_export import LogExport  # noqa: PLC0415 - as below

    handler = LogExport(resource, base)
    handler.set_name(LOG_EXPORT)
    logging.getLogger().addHandler(handler)


def _otlp(base: str) -> SpanExporter:
    # A third of this module's time to import is spared to whoever does not export.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )

    return OTLPSpanExporter(f"{base}{TRACES}", timeout=EXPORT_TIMEOUT)


def _attributes(attributes: Attributes) -> Attributes:
    kept = {name: value for name, value in (attributes or {}).items() if name not in _QUOTING}
    return {name: sendable(conceal(name, value)) for name, value in kept.items()}


def _harmless(span: ReadableSpan) -> ReadableSpan:
    """Return a copy without messages of exceptions and without secrets.

    The messages of database errors quote the row or the argument that was refused.
    """
    return ReadableSpan(
        name=sendable_text(span.name),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_attributes(span.attributes),
        events=[
            Event(each.name, _attributes(each.attributes), each.timestamp) for each in span.events
        ],
        links=span.links,
        kind=span.kind,
        status=trace.Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
