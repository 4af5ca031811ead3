"""Stands for an OTLP/HTTP collector: takes spans and keeps them to be looked at."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
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
        return {each.key: _value(each) for each in self.raw.attributes}


class Collector(HttpServer):
    """Speaks ``POST /v1/traces``; *status* other than 200 refuses everything."""

    def __init__(self, *, status: int = 200) -> None:
        super().__init__([Route("/v1/traces", self._traces, methods=["POST"])])
        self.spans: list[Collected] = []
        self._status = status

    def named(self, name: str) -> Collected:
        """The only span called *name*."""
        [span] = [each for each in self.spans if each.name == name]
        return span

    async def _traces(self, request: Request) -> Response:
        body = await request.body()
        if request.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        if self._status == 200:
            self._keep(ExportTraceServiceRequest.FromString(body))
        answer = ExportTraceServiceResponse().SerializeToString()
        return Response(answer, self._status, media_type="application/x-protobuf")

    def _keep(self, request: ExportTraceServiceRequest) -> None:
        for resource in request.resource_spans:
            attributes = {each.key: _value(each) for each in resource.resource.attributes}
            for scope in resource.scope_spans:
                self.spans += [
                    Collected(str(attributes["service.name"]), scope.scope.name, span)
                    for span in scope.spans
                ]


def _value(pair: KeyValue) -> object:
    return getattr(pair.value, pair.value.WhichOneof("value") or "string_value")
