"""Stands for an OTLP/HTTP collector: takes spans and log lines and keeps them to be looked at."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (
    ExportLogsServiceRequest,
    ExportLogsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.standins.server import HttpServer


@dataclass(frozen=True, slots=True)
class Collected:
    """One span as it arrived."""

    service: str
    scope: str
    raw: Span

    @property
    def name(self) -> str:
        return self.raw.name

    @property
    def trace_id(self) -> str:
        return self.raw.trace_id.hex()

    @property
    def span_id(self) -> str:
        return self.raw.span_id.hex()

    @property
    def parent_id(self) -> str:
        return self.raw.parent_span_id.hex()

    @property
    def attributes(self) -> Mapping[str, object]:
        return {each.key: _value(each.value) for each in self.raw.attributes}


@dataclass(frozen=True, slots=True)
class CollectedLine:
    """One log line as it arrived."""

    service: str
    scope: str
    raw: LogRecord

    @property
    def body(self) -> str:
        return self.raw.body.string_value

    @property
    def attributes(self) -> Mapping[str, object]:
        return {each.key: _value(each.value) for each in self.raw.attributes}


class Collector(HttpServer):
    """Speaks ``POST /v1/traces`` and ``/v1/logs``; *status* other than 200 refuses everything."""

    def __init__(self, *, status: int = 200) -> None:
        super().__init__(
            [
                Route("/v1/traces", self._traces, methods=["POST"]),
                Route("/v1/logs", self._logs, methods=["POST"]),
            ]
        )
        self.spans: list[Collected] = []
        self.lines: list[CollectedLine] = []
        self._status = status

    def named(self, name: str) -> Collected:
        """The only span called *name*."""
        [span] = [each for each in self.spans if each.name == name]
        return span

    async def _logs(self, request: Request) -> Response:
        if self._status == 200:
            told = ExportLogsServiceRequest.FromString(await _body(request))
            for resource in told.resource_logs:
                for scope in resource.scope_logs:
                    kept = partial(CollectedLine, _service(resource.resource), scope.scope.name)
                    self.lines += map(kept, scope.log_records)
        answer = ExportLogsServiceResponse().SerializeToString()
        return Response(answer, self._status, media_type="application/x-protobuf")

    async def _traces(self, request: Request) -> Response:
        if self._status == 200:
            told = ExportTraceServiceRequest.FromString(await _body(request))
            for resource in told.resource_spans:
                for scope in resource.scope_spans:
                    kept = partial(Collected, _service(resource.resource), scope.scope.name)
                    self.spans += map(kept, scope.spans)
        answer = ExportTraceServiceResponse().SerializeToString()
        return Response(answer, self._status, media_type="application/x-protobuf")


def _service(resource: Resource) -> str:
    return str({each.key: _value(each.value) for each in resource.attributes}["service.name"])


async def _body(request: Request) -> bytes:
    body = await request.body()
    return gzip.decompress(body) if request.headers.get("content-encoding") == "gzip" else body


def _value(value: AnyValue) -> object:
    match value.WhichOneof("value"):
        case "array_value":
            return [_value(each) for each in value.array_value.values]
        case "kvlist_value":
            return {each.key: _value(each.value) for each in value.kvlist_value.values}
        case known:
            return getattr(value, known or "string_value")
