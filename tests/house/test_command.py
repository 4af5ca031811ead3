"""The commands of docs/command.md do what it says, one after the other."""

import asyncio
from pathlib import Path
from typing import Any, Final

import pytest

from jobs.worker import work
from orakul.database import Connection
from orakul.settings import Settings
from tests.house.pages import carried_out, surroundings
from tests.web.conftest import Queue

KIND: Final = "ab" * 8


async def failed(queue: Queue, name: str, kind: str) -> int:
    id = await queue.defer(name=name, queue="mail")
    await queue.take()
    await queue.finish(id, "failed", "it broke", fingerprint=kind)
    return id


@pytest.mark.timeout(300)
async def test_every_command_of_the_page_succeeds(
    database: str, db: Connection, tmp_path: Path
) -> None:
    queue = Queue(db)
    await failed(queue, "read_mail", KIND)
    first, second = [await failed(queue, "send_mail", "cd" * 8) for _ in range(2)]
    environment = surroundings(database, TASK="send_mail", ID=str(first), KIND=KIND)

    worker = asyncio.create_task(
        work(Settings(anthropic_api_key=None), database, queues=["default"], drain=0.1)
    )
    try:
        out = await carried_out("command.md", tmp_path, environment)
    finally:
        worker.cancel()
        await asyncio.wait([worker])

    for text in (
        "it broke",
        f"task {first} is cancelled",
        "2 tasks found, 2 would be retried.",
        "2 tasks retried.",
        '"actor":"command:',
        "is due in default at",
    ):
        assert text in out
    rows = await db.fetch("select id, state, discard_reason from orakul.task order by id limit 3")
    told: list[Any] = [(row["state"], row["discard_reason"]) for row in rows]
    assert told == [("failed", "too late"), ("pending", None), ("pending", None)]
    assert [row["id"] for row in rows][1:] == [first, second]
