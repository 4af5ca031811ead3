"""The examples of the documents do what they say, against the real thing."""

import asyncio
import json
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import async_playwright

from orakul import people, sessions
from orakul.database import Connection
from orakul.settings import Settings
from scripts import chromium
from tests.broadcaster.site import emitted, id_of, log
from web.app import create_app
from web.identity import COOKIE
from web.serve import server

EXAMPLES: Final = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture
def events_are_real() -> bool:
    """Here events are only something to carry."""
    return False


@dataclass(frozen=True, slots=True)
class Site:
    url: str
    token: str


@pytest.fixture
async def site(database: str, db: Connection) -> AsyncGenerator[Site]:
    """A web process, and the token of an administrator."""
    admin = await people.add_person(db, "admin@example.com", "Admin", "admin")
    listening = socket.create_server(("127.0.0.1", 0))
    running = server(create_app(Settings(), database), "127.0.0.1", 0)
    serving = asyncio.create_task(running.serve(sockets=[listening]))
    while not running.started:
        assert not serving.done(), serving.result()
        await asyncio.sleep(0.005)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    yield Site(url, await sessions.create_api_token(db, admin))
    running.should_exit = True
    await serving
    listening.close()


@asynccontextmanager
async def example(site: Site, *command: str | Path) -> AsyncGenerator[asyncio.StreamReader]:
    """Run an example, and give what it prints."""
    process = await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, "ORAKUL_URL": site.url, "ORAKUL_TOKEN": site.token},
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def lines(output: asyncio.StreamReader, count: int) -> list[str]:
    async with asyncio.timeout(60):
        return [(await output.readline()).decode().rstrip("\n") for _ in range(count)]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_the_example_with_curl_prints_each_event_once(site: Site, db: Connection) -> None:
    start = await id_of(db, (await emitted(db))[0])

    async with example(site, EXAMPLES / "follow.sh", start) as output:
        positions = await emitted(db, 3)
        seen = [json.loads(line)["position"] for line in await lines(output, 3)]

    assert seen == positions


async def test_the_example_in_python_goes_on_where_its_last_run_stopped(
    site: Site, db: Connection, tmp_path: Path
) -> None:
    command = (sys.executable, EXAMPLES / "follow.py", tmp_path / "place")
    (tmp_path / "place").write_text(await id_of(db, (await emitted(db))[0]))
    seen: list[str] = []

    for _ in range(2):
        expected = await emitted(db, 3, topic="topics")
        async with example(site, *command) as output:
            seen += await lines(output, 3)
            async with asyncio.timeout(10):
                while (tmp_path / "place").read_text() != await id_of(db, expected[-1]):
                    await asyncio.sleep(0.02)

    written = [id.partition("-")[0] for id in (await log(db, "topic = 'topics'"))]
    assert seen == [f"{position} topics message.updated" for position in written]


async def test_the_example_for_a_browser_gets_events_and_gaps(site: Site, db: Connection) -> None:
    [before] = await emitted(db)
    script = (EXAMPLES / "follow.js").read_text()
    start = """
        window.seen = [];
        const note = (kind) => (value) => window.seen.push([kind, value]);
        follow(["messages"], { onEvent: note("event"), onGap: note("gap"), after: "7-abcdef" });
    """

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium.path(), args=chromium.QUIET
        )
        context = await browser.new_context(bypass_csp=True)
        await context.add_cookies([{"name": COOKIE, "value": site.token, "url": site.url}])
        page = await context.new_page()
        await page.goto(f"{site.url}/health")
        await page.add_script_tag(content=script + start)
        await page.wait_for_function("window.seen.length === 2")
        positions = await emitted(db, 2)
        await page.wait_for_function("window.seen.length === 4")
        seen: list[tuple[str, Any]] = await page.evaluate("window.seen")
        await browser.close()

    assert [kind for kind, _ in seen] == ["gap", "event", "event", "event"]
    assert seen[0][1]["from"] == "7-abcdef"
    assert [value["position"] for _, value in seen[1:]] == [before, *positions]
