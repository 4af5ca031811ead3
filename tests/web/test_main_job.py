"""The main job: a real chat goes in, a reader sees all of it happen, and proposals wait."""

import asyncio
import io
import json
import random
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import httpx
import pytest

from orakul import database as databases
from orakul import projects
from orakul.database import Acting, Connection
from orakul.messages import importing
from tests.jobs.conftest import worker_process
from tests.web.conftest import Site

CHAT = "data/chats/irc-rust.0.json"
TRACE = f"00-{'1c' * 16}-{'2d' * 8}-01"
END = "reading_ended"  # the name of a task that marks the end of what the reader waits for


async def events(client: httpx.AsyncClient, last: str) -> AsyncGenerator[tuple[str, str]]:
    """Id and task name of each event that comes after *last*, until somebody closes it."""
    headers = {"Last-Event-ID": last}
    async with client.stream("GET", "/api/tasks/subscribe", headers=headers) as answer:
        assert answer.status_code == 200
        frame: dict[str, str] = {}
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if line:
                frame[name] = value
                continue
            if "data" in frame:
                assert "event" not in frame, frame
                envelope = json.loads(frame["data"])
                assert envelope["id"] == frame["id"]
                yield frame["id"], envelope["data"]["task"]["name"]
            frame = {}


async def read_and_be_cut_off(client: httpx.AsyncClient, chance: random.Random) -> list[str]:
    """Ids of all events up to the end, over connections that are cut at random moments."""
    ids: list[str] = []
    last = "earliest"
    while True:
        left = chance.randint(1, 40)
        async with aclosing(events(client, last)) as stream:
            async for last, name in stream:
                ids.append(last)
                left -= 1
                if name == END:
                    return ids
                if not left:
                    break


async def unfinished(db: Connection) -> int:
    return await db.fetchval(
        "select count(*) from orakul.task where state in ('pending', 'in_progress')"
    )


@pytest.mark.timeout(300)
async def test_a_reader_that_is_cut_off_again_and_again_holds_exactly_the_log(
    shared: Path, site: Site, admin: httpx.AsyncClient
) -> None:
    content = (shared / CHAT).read_bytes()
    reader = asyncio.create_task(read_and_be_cut_off(admin, random.Random(7)))
    async with databases.acting(site.db, Acting("test", traceparent=TRACE)):
        project = await projects.find_or_create(site.db, "demo")
        export = await importing.examine(io.BytesIO(content))
        ingestion = await importing.begin(site.db, export, "chat.json", project_id=project.id)
    async with asyncio.timeout(120), worker_process(site.database):
        while await unfinished(site.db):
            await asyncio.sleep(0.1)
    await site.db.execute(
        "select procrastinate_defer_jobs_v1(array[row('default', $1, 0, null, null, '{}', null)"
        "::procrastinate_job_to_defer_v1])",
        END,
    )

    async with asyncio.timeout(60):
        read = await reader

    log = await site.db.fetch(
        "select position || '-' || tag as id from orakul.event where topic = 'tasks'"
        " order by position"
    )
    assert read == [row["id"] for row in log]
    after = await importing.read(site.db, ingestion.id)
    assert (after.state, after.saved) == ("completed", len(json.loads(content)["messages"]))
    traces = await site.db.fetch("select distinct trace_id from orakul.task where name <> $1", END)
    assert [row["trace_id"] for row in traces] == ["1c" * 16]
    answer = await admin.get("/api/knowledge/proposals", params={"state": "pending"})
    kinds = {each["kind"] for each in answer.json()["items"]}
    assert kinds == {"topic", "atom"}
    assert {each["engine"] for each in answer.json()["items"]} == {"offline"}


async def test_what_the_log_says_by_rest_is_what_the_stream_said(
    site: Site, admin: httpx.AsyncClient
) -> None:
    for number in range(3):
        await site.db.execute(
            "select procrastinate_defer_jobs_v1(array[row('default', $1, 0, null, null, '{}',"
            " null)::procrastinate_job_to_defer_v1])",
            f"number_{number}" if number < 2 else END,
        )

    streamed = await read_and_be_cut_off(admin, random.Random(1))

    listed = (await admin.get("/api/events", params={"topic": "tasks"})).json()["items"]
    assert [each["id"] for each in listed] == streamed
