"""What is uploaded at once is bounded, by the process, the person and the disk, before it is read."""

import asyncio
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from orakul import people, projects, sessions
from orakul.database import Connection
from orakul.settings import Settings
from tests.web.sending import sending
from tests.web.test_imports import JSON, export, kept, upload

PATIENCE: Final = 60  # seconds, since the machine may be busy
MANY: Final = 1 << 50  # bytes: more than any disk here has


@pytest.fixture
def settings(settings: Settings) -> Settings:
    few = {"imports_at_once": 2, "imports_per_person": 1, "largest_import": 1 << 60}
    return settings.model_copy(update=few)


async def refusal(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """Read the status and the headers of an answer."""
    async with asyncio.timeout(PATIENCE):
        first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().strip().splitlines()
    headers = dict(line.lower().split(": ", 1) for line in rest)
    return int(first.split()[1]), headers


async def room(client: httpx.AsyncClient, size: int = 1) -> httpx.Response:
    query = {"project": "demo", "size": size}
    return await client.get("/api/imports/room", params=query)


async def until(client: httpx.AsyncClient, status: int, size: int = 1) -> dict[str, Any]:
    """Ask for room until it is answered with *status*; return what is said then."""
    async with asyncio.timeout(PATIENCE):
        while (answer := await room(client, size)).status_code != status:
            await asyncio.sleep(0.01)
    return answer.json() if answer.content else {}


async def test_who_sends_enough_is_refused_until_it_has_come(site: Any) -> None:
    ada, bo, cleo = [await site.member(name, demo="member") for name in ("ada", "bo", "cleo")]
    [as_ada, as_bo, as_cleo] = [each.headers["authorization"] for each in (ada, bo, cleo)]

    async with sending(site.url, as_ada, promised=5000, sent=b"{"):
        own = await until(ada, 429)
        async with sending(site.url, as_ada, promised=5000) as answer:
            own_status, own_headers = await refusal(answer)
        async with sending(site.url, as_bo, promised=5000, sent=b"{"):
            await until(bo, 429)
            others = (await room(cleo)).json()
            async with sending(site.url, as_cleo, promised=5000) as answer:
                status, headers = await refusal(answer)
    await until(ada, 204)
    await until(cleo, 204)
    at_last = [await upload(each, export()) for each in (ada, bo, cleo)]

    assert (own["kind"], own["blanks"]) == ("uploads_of_person", {"most": 1})
    assert "wait until one has arrived" in own["detail"]
    assert (own_status, own_headers["retry-after"]) == (429, "10")
    assert (others["kind"], others["blanks"]) == ("uploads_at_once", {"most": 2})
    assert (status, headers["retry-after"]) == (503, "10")
    assert headers["content-type"] == "application/problem+json"
    assert [each.status_code for each in at_last] == [202] * 3


async def test_what_the_disk_has_no_room_for_is_refused_beside_what_is_on_its_way(
    site: Any,
) -> None:
    ada = await site.member("ada", demo="member")
    bo = await site.member("bo", demo="member")
    most_of_it = shutil.disk_usage(tempfile.gettempdir()).free * 6 // 10

    async with sending(site.url, ada.headers["authorization"], promised=MANY) as answer:
        status, headers = await refusal(answer)
    assert (status, headers["retry-after"]) == (503, "60")
    full = (await room(ada, MANY)).json()
    assert full["kind"] == "disk_full"
    assert "ask whoever runs it to free some" in full["detail"]

    assert (await room(bo, most_of_it)).status_code == 204
    async with sending(site.url, ada.headers["authorization"], promised=most_of_it, sent=b"{"):
        assert (await until(bo, 503, most_of_it))["kind"] == "disk_full"
        assert (await room(bo)).status_code == 204
    await until(bo, 204, most_of_it)
    assert await kept(site.db) == 0


async def test_what_is_too_large_is_not_asked_to_come(site: Any) -> None:
    ada = await site.member("ada", demo="member")

    answer = await room(ada, 1 << 61)

    assert answer.status_code == 413
    assert answer.json()["detail"] == f"A body has at most {1 << 60} bytes here."


async def test_a_disk_that_is_full_meanwhile_is_told_and_leaves_nothing(
    site: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    ada = await site.member("ada", demo="member")
    content = export(1, "x" * (3 << 20))

    async def pieces() -> AsyncGenerator[bytes]:
        for at in range(0, len(content), 1 << 16):
            yield content[at : at + (1 << 16)]

    # As a file that may not grow any more, so a disk refuses what is written.
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, hard))
    try:
        answer = await ada.post(
            "/api/imports", params={"project": "demo"}, content=pieces(), headers=JSON
        )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert (answer.status_code, answer.json()["kind"]) == (503, "disk_full")
    assert await kept(site.db) == 0
    assert "a request failed" not in "".join(capfd.readouterr())
    assert (await upload(ada, content)).status_code == 202


@pytest.mark.timeout(120)
async def test_a_process_that_is_killed_leaves_no_file_behind(
    database: str, db: Connection, tmp_path: Path, unused_tcp_port: int
) -> None:
    await projects.find_or_create(db, "demo")
    someone = await people.add_person(db, "ada@example.com", "Ada", "admin")
    authorization = f"Bearer {await sessions.create_api_token(db, someone)}"
    url = f"http://127.0.0.1:{unused_tcp_port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "web.command", "web", "--port", str(unused_tcp_port)],
        env={
            "DATABASE_URL": database,
            "PATH": "",
            "TMPDIR": str(tmp_path),
            "ORAKUL_IMPORTS_PER_PERSON": "1",
        },
        stderr=subprocess.DEVNULL,
    )
    try:
        async with httpx.AsyncClient(base_url=url, headers={"Authorization": authorization}) as ada:
            await _reachable(ada)
            async with sending(url, authorization, promised=5000, sent=b"{"):
                await until(ada, 429)
                process.kill()
                await asyncio.to_thread(process.wait)
    finally:
        process.kill()
        process.wait()

    assert await asyncio.to_thread(os.listdir, tmp_path) == []


async def _reachable(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await client.get("/health")
            except httpx.TransportError:
                await asyncio.sleep(0.05)
            else:
                return
