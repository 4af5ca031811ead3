"""A request, its statements and what it causes belong to one trace, and the trace to the caller."""

from collections.abc import Generator
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from orakul import telemetry
from orakul.database import Connection
from orakul.settings import Settings
from tests.standins.collector import Collector

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = "b7ad6b7169203331"


@pytest.fixture
def collector() -> Generator[Collector]:
    with Collector() as running:
        yield running


@pytest.fixture
def settings(collector: Collector) -> Settings:
    return Settings(otlp_endpoint=collector.url)


async def test_a_request_is_a_server_span_by_its_route_within_the_callers_trace(
    site: Any, admin: Any, queue: Any, collector: Collector, db: Connection
) -> None:
    id = await queue.defer()

    await admin.delete(
        f"/api/tasks/{id}",
        headers={"traceparent": f"00-{TRACE}-{CALLER}-01", "X-Request-ID": "mine"},
    )
    await admin.post("/api/admin/queue/pause", headers={"traceparent": f"00-{TRACE}-{CALLER}-01"})
    telemetry.shutdown()

    request = collector.named("DELETE /api/tasks/{id}")
    assert (request.trace_id, request.parent_id) == (TRACE, CALLER)
    assert request.raw.kind == Span.SPAN_KIND_SERVER
    assert request.attributes == {
        "http.request.method": "DELETE",
        "http.response.status_code": 200,
        "http.route": "/api/tasks/{id}",
        "orakul.request_id": "mine",
        "url.path": f"/api/tasks/{id}",
        "user.id": str(site.admin.id),
    }
    statement = collector.named("act_on_tasks")
    assert (statement.trace_id, statement.parent_id) == (TRACE, request.span_id)
    paused = "select trace_id from orakul.event where name = 'queue_paused'"
    assert await db.fetchval(paused) == TRACE


async def test_of_a_long_path_the_beginning_is_in_a_trace_without_half_a_secret(
    site: Any, collector: Collector
) -> None:
    token = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
    client = await site.client()
    await client.get(f"/{'a' * 2030}/{token}/{'b' * 30_000}")
    telemetry.shutdown()

    [path] = [each.attributes["url.path"] for each in collector.spans if each.name == "GET"]
    assert path == f"/{'a' * 2030}/[hidden]/{'b' * 7}"


async def test_nothing_secret_is_in_a_trace(site: Any, collector: Collector) -> None:
    client = await site.client()
    token = await site.sign_in(client)
    await client.get("/api/auth/me")
    telemetry.shutdown()

    told = "\n".join(str(each.raw) for each in collector.spans)
    assert "POST /api/auth/login" in told
    assert token not in told
    assert site.admin_password not in told
    assert site.admin_email not in told
