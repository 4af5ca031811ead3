"""The address of a client is what its connection says, or what trusted proxies say."""

import asyncio
from ipaddress import ip_network
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from orakul.database import Connection
from orakul.errors import RejectedError
from orakul.settings import Settings, load
from web.address import client_address, origin_of
from web.app import create_app
from web.serve import server

PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


def request(peer: str | None, *forwarded: str, **headers: str) -> Request:
    given = [("x-forwarded-for", each) for each in forwarded] + list(headers.items())
    return Request(
        {
            "type": "http",
            "client": (peer, 1) if peer else None,
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in given],
        }
    )


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.7"], "192.0.2.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["1.1.1.1, 198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["1.1.1.1, 198.51.100.7, 10.0.0.2"], "198.51.100.7"),
        ("10.0.0.1", ["1.1.1.1", "198.51.100.7", "fd00::2"], "198.51.100.7"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["198.51.100.7, nonsense, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.7,"], "10.0.0.1"),
        ("::ffff:10.0.0.1", ["::ffff:198.51.100.7"], "198.51.100.7"),
        ("fe80::1%eth0", [], "fe80::1"),
        ("nonsense", ["198.51.100.7"], "None"),
        (None, ["198.51.100.7"], "None"),
    ],
)
def test_a_header_counts_as_far_as_those_who_wrote_it_are_trusted(
    peer: str | None, forwarded: list[str], address: str
) -> None:
    assert str(client_address(request(peer, *forwarded), PROXIES)) == address


def test_the_program_is_told_in_brief() -> None:
    origin = origin_of(request("192.0.2.1", **{"user-agent": "x" * 500}), PROXIES)

    assert origin.user_agent == "x" * 300


def test_proxies_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORAKUL_TRUSTED_PROXIES", "10.0.0.0/8, fd00::/8")
    assert list(load().trusted_proxies) == PROXIES

    monkeypatch.setenv("ORAKUL_TRUSTED_PROXIES", "10.0.0.0/8,elsewhere")
    with pytest.raises(RejectedError, match="ORAKUL_TRUSTED_PROXIES"):
        load()


async def tried(client: httpx.AsyncClient, forwarded: str = "") -> httpx.Response:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    credentials = {"email": "nobody@example.com", "password": "wrong"}
    return await client.post("/api/auth/login", json=credentials, headers=headers)


async def keep_waiting(db: Connection, network: str) -> None:
    await db.execute(
        "insert into orakul.sign_in_count values"
        " ('address', $1, 30, now(), now() + interval '10 minutes')",
        network,
    )


async def test_a_header_of_somebody_who_is_not_trusted_changes_nothing(
    site: Any, db: Connection
) -> None:
    client = await site.client()
    await keep_waiting(db, "127.0.0.1/32")

    answer = await tried(client, forwarded="198.51.100.7")

    assert answer.status_code == answer.json()["status"] == 429
    assert 590 < int(answer.headers["retry-after"]) <= 600
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "Too many tries: wait before the next one."
    assert "set-cookie" not in answer.headers


async def test_behind_a_trusted_proxy_each_client_waits_for_itself_whatever_process_answers(
    database: str, db: Connection
) -> None:
    await keep_waiting(db, "198.51.100.7/32")
    settings = Settings(trusted_proxies=(ip_network("127.0.0.0/8"),))
    running = server(create_app(settings, database), "127.0.0.1", 0)
    serving = asyncio.create_task(running.serve())
    while not running.started:
        assert not serving.done(), serving.result()
        await asyncio.sleep(0.005)
    [socket] = running.servers[0].sockets
    url = f"http://127.0.0.1:{socket.getsockname()[1]}"
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        waiting = await tried(client, "198.51.100.7")
        other = await tried(client, "198.51.100.8")
    running.should_exit = True
    await serving

    assert (waiting.status_code, other.status_code) == (429, 401)
