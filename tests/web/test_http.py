"""Whatever is asked, and however, the answer is what was asked for or a problem that says why."""

import asyncio
import json
import os
import re
import signal
from itertools import islice, product
from string import ascii_letters
from time import process_time
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest
from starlette.types import Receive, Scope, Send
from structlog.testing import capture_logs

from orakul.database import Connection
from sql.server import EmbeddedServer
from tests.web.sending import sending
from web import health
from web.middleware import Surroundings

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"


def is_problem(answer: httpx.Response, status: int) -> bool:
    problem = answer.json()
    return (
        answer.status_code == problem["status"] == status
        and answer.headers["content-type"] == "application/problem+json"
        and set(problem) - {"errors", "blanks"} == {"type", "title", "status", "detail", "kind"}
        and bool(problem["detail"])
    )


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("POST", "/api/nothing", 404),
        ("GET", "/api", 404),
        ("GET", "/api/", 404),
        ("OPTIONS", "/api/nothing", 404),
        ("GET", "/api/tasks/", 404),
        ("GET", "/nothing.js", 404),
        ("POST", "/", 405),
        ("PUT", "/api/tasks", 405),
        ("PATCH", "/api/tasks/1", 405),
        ("DELETE", "/api/auth/login", 405),
        ("POST", "/health", 405),
        ("POST", "/health/ready", 405),
        ("DELETE", "/api/openapi.json", 405),
        ("TRACE", "/api/docs", 405),
        ("POST", "/api/tasks/subscribe", 405),
        ("PUT", "/api/events/stream", 405),
        ("PATCH", "/.well-known/mercure", 405),
    ],
)
async def test_what_is_not_there_is_a_problem(
    site: Any, admin: Any, method: str, path: str, status: int
) -> None:
    answer = await admin.request(method, path)

    assert is_problem(answer, status)
    assert status != 405 or answer.headers["allow"]


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b'{"email": "a", "password": "b"}', "application/json", 401),
        (b'{"email": "a", "password": "b"}', "application/json; charset=utf-8", 401),
        (b'{"email": "a", "password": "b"}', "text/plain", 415),
        (b"email=a&password=b", "application/x-www-form-urlencoded", 415),
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"null", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"{}", "application/json", 400),
        (b'{"email": 1, "password": "b"}', "application/json", 400),
        (b'{"email": "a", "password": NaN}', "application/json", 400),
        (b'{"email": "a\\u0000", "password": "b"}', "application/json", 400),
        (b'{"email": "\\ud800", "password": "b"}', "application/json", 400),
        (b'{"email": "a", "password": "b", "role": "admin"}', "application/json", 400),
        (b'{"email": "\xff", "password": "b"}', "application/json", 400),
        (b"[" * 16 * 1024, "application/json", 400),
        (b'{"email": "a", "password": "' + b"b" * 16 * 1024 + b'"}', "application/json", 413),
    ],
)
async def test_a_body_is_json_of_the_right_shape_and_size_or_refused(
    site: Any, body: bytes, media_type: str, status: int
) -> None:
    client = await site.client()

    answer = await client.post(
        "/api/auth/login", content=body, headers={"Content-Type": media_type}
    )

    assert is_problem(answer, status)


@pytest.mark.parametrize(
    ("body", "path", "kind", "blanks"),
    [
        ({"password": "b"}, "email", "required", {}),
        ({"email": 1, "password": "b"}, "email", "type", {"types": "string"}),
        ({"email": "a" * 300, "password": "b"}, "email", "max_length", {"limit": "254"}),
        ({"email": "a", "password": "b", "role": "x"}, "role", "additional_properties", {}),
    ],
)
async def test_what_is_wrong_with_a_field_has_a_kind_to_say_it_in_another_language(
    site: Any, body: dict[str, Any], path: str, kind: str, blanks: dict[str, Any]
) -> None:
    client = await site.client()

    problem = (await client.post("/api/auth/login", json=body)).json()

    assert problem["kind"] == "invalid"
    [fault] = problem["errors"]
    assert (fault["path"], fault["kind"], fault["blanks"]) == (path, kind, blanks)


@pytest.mark.parametrize(
    ("path", "body", "kinds"),
    [
        ("/api/tasks/bulk", b'{"action": "retry"}', ("invalid", "filter_or_ids")),
        ("/api/tasks/bulk", b'{"action": "priority", "ids": ["1"]}', ("invalid", "priority_apart")),
        ("/api/dead-letters/retry", b"{}", ("invalid", "ids_or_fingerprint")),
        (
            "/api/dead-letters/retry",
            b'{"ids": ["1"], "task": "a"}',
            ("invalid", "task_alone"),
        ),
        ("/api/tasks/bulk", b"{", ("body_no_json", None)),
        ("/api/tasks/bulk", b"[]", ("body_no_object", None)),
        ("/api/tasks/abc/retry", b"{}", ("id_unknown", None)),
        ("/api/tasks/bulk", b'{"action": "\\u0000"}', ("body_unstorable", None)),
        ("/api/tasks/bulk", b'{"priority": 9223372036854775808}', ("body_number_long", None)),
        ("/api/tasks/bulk", b'{"priority": 1e400}', ("body_number_large", None)),
        ("/api/tasks/bulk", b'{"a": ' + b"[" * 101 + b"]" * 101 + b"}", ("body_deep", None)),
        ("/api/tasks/bulk", b"\xff", ("body_not_utf8", None)),
        ("/api/nothing", b"{}", ("address_unknown", None)),
        ("/api/tasks", b"{}", ("method_unknown", None)),
    ],
)
async def test_what_is_refused_as_a_whole_has_a_kind_too(
    admin: httpx.AsyncClient, path: str, body: bytes, kinds: tuple[str, str | None]
) -> None:
    answer = await admin.post(path, content=body, headers={"Content-Type": "application/json"})

    problem = answer.json()
    [fault] = problem.get("errors", [{"kind": None}])
    assert (problem["kind"], fault["kind"]) == kinds


async def test_a_parameter_that_is_given_twice_has_a_kind(admin: httpx.AsyncClient) -> None:
    answer = await admin.get("/api/tasks?q=a&q=b")

    assert [(each["path"], each["kind"]) for each in answer.json()["errors"]] == [
        ("q", "given_twice")
    ]


async def test_the_first_hundred_of_many_faults_are_told(admin: httpx.AsyncClient) -> None:
    answer = await admin.post("/api/projects", json={f"n{n}": 0 for n in range(50_000)})

    assert is_problem(answer, 400)
    assert len(answer.json()["errors"]) == 100


async def test_many_parameters_hold_nobody_up(admin: httpx.AsyncClient) -> None:
    letters = product(ascii_letters, repeat=3)
    names = ["".join(each) for each in islice(letters, 15_000)]

    began = process_time()
    answer = await admin.get(f"/api/tasks?{'&'.join(names)}")

    assert is_problem(answer, 400)
    assert process_time() - began < 1.5  # seconds; for each to look at all others takes 7


async def test_a_body_of_unknown_length_is_cut_off_at_the_limit(site: Any) -> None:
    client = await site.client()
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        for _ in range(64):
            sent += 1024 * 1024
            yield b" " * 1024 * 1024

    try:
        answer = await client.post(
            "/api/auth/login", content=endless(), headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 413
    except httpx.TransportError:  # it was closed while we were sending
        assert sent < 64 * 1024 * 1024


async def test_a_body_that_is_announced_too_long_is_not_asked_to_come(
    site: Any, admin: httpx.AsyncClient
) -> None:
    async with sending(
        site.url,
        admin.headers["authorization"],
        path="/api/tasks/bulk",
        promised=1024 * 1024 + 1,
        expect="100-continue",
    ) as answer:
        status = await answer.readline()

    assert status.startswith(b"HTTP/1.1 413")


async def test_what_nobody_expected_is_a_500_that_tells_only_where_to_look(
    admin: Any, db: Connection
) -> None:
    await db.execute("alter view orakul.standing_pause rename to elsewhere")

    with capture_logs() as logs:
        answer = await admin.get("/api/admin/queue", headers={"traceparent": PARENT})

    assert is_problem(answer, 500)
    assert TRACE in answer.json()["detail"]
    assert "pause" not in answer.text
    assert [type(each["exc_info"]).__name__ for each in logs] == ["UndefinedTableError"]
    assert answer.headers["traceparent"].startswith(f"00-{TRACE}-")
    assert "content-security-policy" in answer.headers


async def test_a_database_that_goes_away_is_a_503_until_it_is_back(
    site: Any, admin: Any, server: EmbeddedServer
) -> None:
    name = urlsplit(str(site.database)).path[1:]
    outside = await asyncpg.connect(server.dsn)
    await outside.execute(f"alter database {name} allow_connections false")
    await outside.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name
    )

    away = [await admin.get("/api/auth/me"), await admin.get("/health/ready")]
    alive = await admin.get("/health")
    await outside.execute(f"alter database {name} allow_connections true")
    await outside.close()
    async with asyncio.timeout(20):
        while (ready := await admin.get("/health/ready")).status_code != 200:
            await asyncio.sleep(0.1)
    back = await admin.get("/api/auth/me")

    assert all(is_problem(each, 503) for each in away)
    assert all(int(each.headers["retry-after"]) >= 1 for each in away)
    assert alive.status_code == back.status_code == 200
    assert ready.json() == {"status": "ready"}


async def test_readiness_is_answered_in_time_though_the_database_answers_nothing(
    site: Any, db: Connection
) -> None:
    client = await site.client()
    silent = [
        row["pid"]
        for row in await db.fetch(
            "select pid from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
    ]

    for pid in silent:
        os.kill(pid, signal.SIGSTOP)
    try:
        async with asyncio.timeout(health.TIMEOUT + 3):
            answer = await client.get("/health/ready")
    finally:
        for pid in silent:
            os.kill(pid, signal.SIGCONT)

    assert silent
    assert is_problem(answer, 503)
    assert [each["path"] for each in answer.json()["errors"]] == ["database"]


async def test_a_request_whose_connection_is_ended_meanwhile_is_a_503(
    admin: Any, db: Connection
) -> None:
    waiting = (
        "from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    )
    async with asyncio.timeout(30), db.transaction():
        await db.execute("lock table orakul.pause")
        request = asyncio.create_task(admin.get("/api/admin/queue"))
        while not await db.fetchval(f"select count(*) {waiting}"):
            await asyncio.sleep(0.02)
        await db.fetch(f"select pg_terminate_backend(pid) {waiting}")
        answer = await request

    assert is_problem(answer, 503)
    assert (await admin.get("/api/admin/queue")).status_code == 200


async def test_a_request_goes_on_with_the_trace_it_came_in(
    admin: Any, queue: Any, db: Connection
) -> None:
    id = await queue.defer()

    answer = await admin.delete(
        f"/api/tasks/{id}", headers={"traceparent": PARENT, "X-Request-ID": "from-me.1"}
    )

    assert answer.headers["traceparent"].startswith(f"00-{TRACE}-")
    assert answer.headers["traceparent"] != PARENT
    assert answer.headers["x-request-id"] == "from-me.1"


@pytest.mark.parametrize("id", ["", "a b", "x" * 65, "<script>"])
async def test_a_request_without_a_fit_id_gets_one(admin: Any, id: str) -> None:
    answers = [await admin.get("/health", headers={"X-Request-ID": id}) for _ in range(2)]

    given = {each.headers["x-request-id"] for each in answers}
    traces = {each.headers["traceparent"].split("-")[1] for each in answers}
    assert len(given) == len(traces) == 2
    assert id not in given


@pytest.mark.parametrize(
    "path", ["/", "/health", "/api/docs", "/api/auth/me", "/api/nothing", "/nothing"]
)
async def test_every_answer_protects_the_browser_that_shows_it(site: Any, path: str) -> None:
    headers = (await (await site.client()).get(path)).headers

    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["script-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["permissions-policy"] == "camera=(), geolocation=(), microphone=()"
    assert "server" not in headers
    assert "strict-transport-security" not in headers


async def test_a_stream_protects_the_browser_that_reads_it(admin: Any) -> None:
    async with admin.stream("GET", "/api/events/stream") as answer:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_where_browsers_come_by_https_they_are_told_to_come_by_nothing_else() -> None:
    async def nothing(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    transport = httpx.ASGITransport(Surroundings(nothing, https=True))
    async with httpx.AsyncClient(transport=transport, base_url="https://orakul.example") as client:
        headers = (await client.get("/")).headers

    assert headers["strict-transport-security"] == "max-age=31536000"


async def test_answers_of_the_api_are_kept_by_no_cache(admin: Any) -> None:
    assert (await admin.get("/api/auth/me")).headers["cache-control"] == "no-store"


async def test_every_path_tells_its_methods_to_whoever_asks_and_refuses_the_others(
    site: Any,
) -> None:
    client = await site.client()
    paths: dict[str, Any] = (await client.get("/api/openapi.json")).json()["paths"]

    for path, methods in paths.items():
        filled = re.sub(r"{\w+}", "1", path)
        asked, other = await client.options(filled), await client.request("LINK", filled)

        head = {"HEAD"} if "get" in methods else set[str]()
        allowed = {*map(str.upper, methods), *head, "OPTIONS"}
        assert (asked.status_code, asked.content) == (204, b""), path
        assert set(asked.headers["allow"].split(", ")) == allowed, path
        assert is_problem(other, 405), path
        assert other.headers["allow"] == asked.headers["allow"]


async def test_a_page_tells_its_methods(site: Any) -> None:
    answer = await (await site.client()).options("/tasks")

    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


async def test_head_answers_as_get_does_without_a_body(admin: Any) -> None:
    answer = await admin.head("/api/tasks")

    assert (answer.status_code, answer.content) == (200, b"")


async def test_the_documentation_needs_nothing_from_outside(site: Any) -> None:
    page = (await (await site.client()).get("/api/docs")).text

    assert "/api/tasks/{id}/retry" in page
    assert not re.findall(r"<(?:script|link|img|iframe)|url\(|(?:src|href)=.(?:\w+:)?//", page)


async def test_pending_migrations_are_told_by_readiness(site: Any, db: Connection) -> None:
    client = await site.client()
    before = await client.get("/health/ready")
    await db.execute("delete from orakul.migration where name like 'functions/%'")

    after = await client.get("/health/ready")

    assert before.json() == {"status": "ready"}
    assert is_problem(after, 503)
    assert [each["path"] for each in after.json()["errors"]] == ["migrations"]


async def test_a_client_learns_how_to_show_a_trace(site: Any) -> None:
    config = (await (await site.client()).get("/api/config")).json()

    assert config["trace_url_template"] == "http://traces.example/{trace_id}"
    assert config["version"]
    assert config["importance"]["content"] == 0.4


async def test_streams_are_for_who_is_signed_in_and_end_before_the_server(
    site: Any, admin: Any, queue: Any
) -> None:
    nobody = await site.client()
    refused = [await nobody.get(path) for path in ("/api/tasks/subscribe", "/api/events/stream")]
    cookie = await site.client()
    await site.sign_in(cookie)
    events: list[str] = []

    async with cookie.stream("GET", "/api/tasks/subscribe") as stream:
        lines = stream.aiter_lines()
        await anext(lines)
        id = await queue.defer()
        async with asyncio.timeout(30):
            async for line in lines:
                if line.startswith("data:") and "task_created" in line:
                    events.append(json.loads(line[5:])["data"]["task_id"])
                    site.server.should_exit = True
                if line.startswith("event: end"):
                    events.append("end")

    assert all(is_problem(each, 401) for each in refused)
    assert events == [str(id), "end"]
