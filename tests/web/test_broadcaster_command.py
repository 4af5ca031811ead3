"""A broadcaster alone is one more node: the same streams, the same sign-in, nothing else."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import pytest

from orakul import people, sessions
from orakul.database import Connection
from orakul.people import Person
from tests.broadcaster.client import request
from tests.broadcaster.site import emitted, id_of
from web.identity import COOKIE

HUB = "/.well-known/mercure?match=*"


@pytest.fixture
def events_are_real() -> bool:
    """Here events are only something to carry."""
    return False


@pytest.fixture
async def admin(db: Connection) -> Person:
    return await people.add_person(db, "admin@example.com", "Admin", "admin")


@asynccontextmanager
async def node(database: str) -> AsyncGenerator[tuple[asyncio.subprocess.Process, int]]:
    """An ``orakul broadcaster`` that is ready, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "web.command", "broadcaster", "--port", str(port)),
        env={**os.environ, "DATABASE_URL": database},
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(60), httpx.AsyncClient() as client:
            while not await _is_ready(client, port):
                await asyncio.sleep(0.1)
        yield process, port
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _is_ready(client: httpx.AsyncClient, port: int) -> bool:
    try:
        answer = await client.get(f"http://127.0.0.1:{port}/health/ready")
    except httpx.ConnectError:
        return False
    return answer.status_code == 200


async def test_it_serves_streams_to_whoever_is_signed_in_and_resumes_what_others_began(
    database: str, db: Connection, admin: Person
) -> None:
    [before] = await emitted(db)
    token = await sessions.create_api_token(db, admin)
    start = await id_of(db, before)

    async with (
        node(database) as (process, port),
        node(database) as (_, other),
        request(port, HUB, Authorization=f"Bearer {token}", Last_Event_ID=start) as by_header,
        request(port, "/api/events/stream", Cookie=f"{COOKIE}={token}") as by_cookie,
        request(port, "/health") as alive,
    ):
        await by_cookie.hear(f"at {start}")
        [first] = await emitted(db)
        seen = [(await client.next()).position for client in (by_header, by_cookie)]
        process.send_signal(signal.SIGTERM)
        [end] = await by_cookie.rest()
        code = await asyncio.wait_for(process.wait(), 20)
        [missed] = await emitted(db)
        async with request(
            other, HUB, Authorization=f"Bearer {token}", Last_Event_ID=by_cookie.last_id
        ) as again:
            resumed = await again.next()

    assert alive.status == 200
    assert seen == [first, first]
    assert by_header.headers["mercure-last-event-id"] == start
    assert end.data == {"reason": "shutdown"}
    assert code == -signal.SIGTERM
    assert resumed.position == missed


async def test_strangers_and_nonsense_are_told_so_in_the_usual_form(
    database: str, db: Connection, admin: Person
) -> None:
    token = await sessions.create_api_token(db, admin)
    signed_in = {"Authorization": f"Bearer {token}"}

    async with node(database) as (_, port), httpx.AsyncClient() as client:
        url = f"http://127.0.0.1:{port}"
        stranger = await client.get(url + HUB)
        nonsense = await client.get(f"{url}/.well-known/mercure?matches=a", headers=signed_in)
        published = await client.post(url + HUB, data={"topic": "a"}, headers=signed_in)
        elsewhere = await client.get(f"{url}/api/tasks", headers=signed_in)

    answers = [stranger, nonsense, published, elsewhere]
    assert [each.status_code for each in answers] == [401, 400, 405, 404]
    assert stranger.headers["www-authenticate"] == "Bearer"
    assert json.loads(nonsense.content)["detail"].startswith("a matcher is match")
