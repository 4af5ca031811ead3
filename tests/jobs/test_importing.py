"""An import saves, scores, embeds and reads every message of its file exactly once."""

import asyncio
import io
import json
import os
import signal
from pathlib import Path

import pytest

from orakul import database as databases
from orakul import people, projects
from orakul.database import Acting, Connection
from orakul.errors import RejectedError
from orakul.messages import importing
from orakul.messages.importing import Ingestion
from orakul.tasks import control
from tests.jobs.conftest import Drain, worker_process

CHAT = "chats/irc-rust.0.json"
TRACE = f"00-{'5a' * 16}-{'6b' * 8}-01"


def export(*texts: str) -> bytes:
    """The export of a small chat."""
    messages: list[dict[str, object]] = [
        {
            "id": number,
            "type": "message",
            "date": "2026-01-05T10:00:00",
            "date_unixtime": str(1767607200 + 60 * number),
            "from": "Member 01",
            "from_id": "user101",
            "text": text,
            "text_entities": [],
        }
        for number, text in enumerate(texts, 1)
    ]
    chat: dict[str, object] = {
        "name": "Team",
        "type": "private_supergroup",
        "id": 4242,
        "messages": messages,
    }
    return json.dumps(chat).encode()


async def begin(
    db: Connection, project: int, content: bytes, owner: int | None = None
) -> Ingestion:
    who = Acting("test", owner_id=owner, project_id=project, traceparent=TRACE)
    async with databases.acting(db, who):
        export = await importing.examine(io.BytesIO(content))
        return await importing.begin(db, export, "chat.json", project_id=project)


async def counts(db: Connection) -> dict[str, int]:
    row = await db.fetchrow(
        "select count(*) as saved, count(scored_at) as scored,"
        " (select count(*) from orakul.message_embedding) as embedded,"
        " (select count(*) from orakul.task where state <> 'completed') as unfinished"
        " from orakul.message"
    )
    assert row is not None
    return dict(row)


def texts_of(file: Path) -> list[str]:
    def flat(text: str | list[str | dict[str, str]]) -> str:
        parts = text if isinstance(text, list) else [text]
        return "".join(part if isinstance(part, str) else part["text"] for part in parts)

    return [flat(message["text"]) for message in json.loads(file.read_bytes())["messages"]]


async def test_messages_as_long_as_no_chat_has_them_are_saved_few_at_a_time(
    db: Connection, project: int, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH_TEXT", 100)
    long = "word " * 12
    await begin(db, project, export(long, long, long, "short"))
    await drain()

    told = await db.fetch(
        "select data::jsonb from orakul.event where name = 'ingestion.progress' order by position"
    )
    assert [row["data"]["ingestion"]["done"] for row in told] == [2, 4]
    assert await db.fetchval("select count(*) from orakul.message") == 4


async def test_a_real_chat_is_saved_scored_embedded_and_read(
    shared: Path, db: Connection, project: int, drain: Drain
) -> None:
    texts = texts_of(shared / "data" / CHAT)
    ingestion = await begin(db, project, (shared / "data" / CHAT).read_bytes())

    await drain()

    after = await importing.read(db, ingestion.id)
    assert (after.state, after.saved, after.duplicate, after.skipped) == (
        "completed",
        len(texts),
        0,
        0,
    )
    filled = sum(bool(text.strip()) for text in texts)
    assert await counts(db) == {
        "saved": len(texts),
        "scored": len(texts),
        "embedded": filled,
        "unfinished": 0,
    }
    kinds = await db.fetch("select kind from orakul.knowledge_proposal group by 1 order by 1")
    assert [row["kind"] for row in kinds] == ["atom", "topic"]
    unread = await db.fetchval(
        "select count(*) from orakul.message"
        " where classification <> 'noise' and extraction_id is null"
    )
    assert unread == 0
    traces = await db.fetch("select distinct trace_id from orakul.task")
    assert [row["trace_id"] for row in traces] == ["5a" * 16]


async def test_a_second_import_adds_nothing(db: Connection, project: int, drain: Drain) -> None:
    content = export("Deploy fails with a timeout", "ok", "Who can look at the build?")
    await begin(db, project, content)
    await drain()
    before = await counts(db)

    second = await begin(db, project, content)
    await drain()

    after = await importing.read(db, second.id)
    assert (after.state, after.saved, after.duplicate) == ("completed", 0, 3)
    assert await counts(db) == before


async def test_a_worker_killed_in_the_middle_loses_and_repeats_nothing(
    shared: Path, database: str, db: Connection, project: int
) -> None:
    content = (shared / "data" / CHAT).read_bytes()
    total = len(texts_of(shared / "data" / CHAT))
    ingestion = await begin(db, project, content)

    async with asyncio.timeout(60), worker_process(database) as process:
        while not 200 <= (await importing.read(db, ingestion.id)).done < total:
            await asyncio.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    killed_at = (await importing.read(db, ingestion.id)).done
    async with asyncio.timeout(90), worker_process(database):
        while (await counts(db))["unfinished"]:
            await asyncio.sleep(0.1)

    after = await importing.read(db, ingestion.id)
    assert 0 < killed_at < total
    assert (after.state, after.done, after.saved, after.duplicate) == ("completed", total, total, 0)
    assert (await counts(db))["scored"] == total
    outcomes = await db.fetch("select outcome from orakul.task_attempt order by task_id, number")
    assert "lost" in [row["outcome"] for row in outcomes]


async def test_a_truncated_file_is_refused_and_nothing_is_stored(
    db: Connection, project: int
) -> None:
    content = export("first", "second")

    with pytest.raises(RejectedError):
        await begin(db, project, content[:-40])

    for table in ("file", "ingestion", "message", "task"):
        assert await db.fetchval(f"select count(*) from orakul.{table}") == 0


async def test_a_chat_of_another_project_fails_its_import_with_the_reason(
    db: Connection, project: int, drain: Drain
) -> None:
    await begin(db, project, export("hello there, team"))
    await drain()
    other = await db.fetchval(
        "insert into orakul.project (slug, name) values ('other', 'Other') returning id"
    )

    ingestion = await begin(db, other, export("hello there, team"))
    await drain()

    after = await importing.read(db, ingestion.id)
    assert after.state == "failed"
    assert "another project" in (after.error or "")


async def test_an_import_takes_a_chat_out_of_the_inbox_once_its_owner_may_write_there(
    db: Connection, project: int, drain: Drain
) -> None:
    inbox = (await projects.find_or_create(db, "inbox")).id
    owner = await people.add_person(db, "p@example.com", "P", "member")
    await projects.add_member(db, project, owner.id)
    await begin(db, inbox, export("what the webhook brought"))
    await drain()
    ingestion = await begin(db, project, export("made up", "and more"), owner.id)
    await drain()
    before = await importing.read(db, ingestion.id)
    kept = await db.fetch("select project_id, text from orakul.message join orakul.chat on true")

    await projects.add_member(db, inbox, owner.id)
    async with databases.acting(db, Acting("test")):
        await control.retry(db, owner, before.task_id or 0)
    await drain()

    assert (before.state, before.saved) == ("failed", 0)
    assert "is in the project inbox" in (before.error or "")
    assert [tuple(row) for row in kept] == [(inbox, "what the webhook brought")]
    assert (await importing.read(db, ingestion.id)).state == "completed"
    assert await db.fetchval("select project_id from orakul.chat") == project


async def test_an_edited_message_is_updated_and_keeps_what_it_said(
    db: Connection, project: int, drain: Drain
) -> None:
    await begin(db, project, export("The release is on Monday"))
    await drain()
    chat = json.loads(export("The release is on Tuesday"))
    chat["messages"][0]["edited_unixtime"] = "1767609999"

    ingestion = await begin(db, project, json.dumps(chat).encode())
    await drain()

    assert (await importing.read(db, ingestion.id)).updated == 1
    assert await db.fetchval("select text from orakul.message") == "The release is on Tuesday"
    assert (
        await db.fetchval("select text from orakul.message_revision") == "The release is on Monday"
    )


@pytest.mark.parametrize("name", ["01", "02", "03", "04"])
async def test_a_nasty_export_is_salvaged_and_the_repair_is_told(
    shared: Path, db: Connection, project: int, drain: Drain, name: str
) -> None:
    [file] = (shared / "data" / "nasty-exports").glob(f"{name}-*.json")

    ingestion = await begin(db, project, file.read_bytes())
    await drain()

    after = await importing.read(db, ingestion.id)
    assert after.state == "completed"
    assert after.saved + after.skipped == after.total > 0
    assert after.repairs or name == "04"
