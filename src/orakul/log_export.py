"""Log lines for a collector, by OTLP: as they stand in the stream, without secrets.

Where traces go, lines go as well, each with the trace and the span that it belongs to. A
thread sends them; nothing waits for it, and what the collector does not take is given up.
"""

import logging
import threading
from datetime import datetime
from typing import Final

from opentelemetry import context
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from structlog.typing import EventDict, WrappedLogger

from orakul import logs

PATH: Final = "/v1/logs"  # of a collector that takes log lines
TIMEOUT: Final = 3.0  # seconds for one delivery, retries included
FLUSH: Final = 5.0  # seconds that the end waits for the last delivery
DELAY: Final = 1000  # milliseconds that a line waits for others
# Who sends lines also logs, when it cannot: that would go round in circles.
SENDERS: Final = ("opentelemetry", "urllib3", "requests")
SEVERITIES: Final = {
    "debug": SeverityNumber.DEBUG,
    "info": SeverityNumber.INFO,
    "warning": SeverityNumber.WARN,
    "error": SeverityNumber.ERROR,
    "critical": SeverityNumber.FATAL,
}
APART: Final = ("timestamp", "level", "event", "logger", "trace_id", "span_id", "exception")


class LogExport(logging.Handler):
    """Sends each line, as of *resource*, to the collector whose base address is *endpoint*."""

    def __init__(self, resource: Resource, endpoint: str) -> None:
        super().__init__()
        self._provider = LoggerProvider(resource=resource, shutdown_on_exit=False)
        exporter = OTLPLogExporter(f"{endpoint}{PATH}", timeout=TIMEOUT)
        self._provider.add_log_record_processor(
            BatchLogRecordProcessor(exporter, schedule_delay_millis=DELAY)
        )
        self.setFormatter(logs.formatter(self._send))

    def emit(self, record: logging.LogRecord) -> None:
        """Send *record* soon."""
        if record.name.partition(".")[0] in SENDERS:
            return
        try:
            self.format(record)
        except Exception:  # noqa: BLE001 - as every handler of the standard library
            self.handleError(record)

    def close(self) -> None:
        """Deliver what is left, for at most `FLUSH` seconds."""
        closing = threading.Thread(target=self._provider.shutdown, daemon=True)
        closing.start()
        closing.join(FLUSH)
        super().close()

    def _send(self, _logger: WrappedLogger, _method: str, event: EventDict) -> str:
        self._provider.get_logger(str(event.get("logger"))).emit(_record(event))
        return ""


def _record(event: EventDict) -> LogRecord:
    level = str(event["level"])
    fields = {name: value for name, value in event.items() if name not in APART}
    if "exception" in event:
        fields["exception.stacktrace"] = event["exception"]
    return LogRecord(
        timestamp=int(datetime.fromisoformat(event["timestamp"]).timestamp() * 1e9),
        severity_number=SEVERITIES.get(level, SeverityNumber.INFO),
        severity_text=level.upper(),
        body=logs.sendable_text(str(event["event"])),
        attributes={logs.sendable_text(name): logs.sendable(each) for name, each in fields.items()},
        context=context.get_current(),  # a line is sent where it was logged
    )
