"""Whoever asks for whatever of whomever gets what the table says, and who is refused changes nothing."""

import asyncio
import re
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from orakul import tokens
from orakul.database import Connection
from orakul.settings import Settings
from tests.web.matrix import ASKERS, MARK, SECRET, SUBJECTS, Row, Subject, World, rows, world
from web.app import document

ROWS = rows()
OPERATIONS: dict[str, dict[str, Any]] = {
    f"{method.upper()} {path}": operation
    for path, methods in document()["paths"].items()
    for method, operation in methods.items()
}
SCOPES: tuple[tokens.Scope, ...] = ("read", "write", "admin", "events", "metrics")

# Meanwhile Orakul holds its rules against what is, and tells of alerts.
CAUSED = """
select name, actor, data::text from orakul.event
where position > coalesce($1::bigint, 0) and actor <> 'system:alerts'
"""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"telegram_webhook_secret": SecretStr(SECRET)})


def example(row: Row) -> Any:
    """The body that the document shows."""
    content = OPERATIONS[row.name].get("requestBody", {}).get("content", {})
    return next((each["example"] for each in content.values()), None)


async def asked(row: Row, client: httpx.AsyncClient, subject: Subject) -> httpx.Response:
    body = example(row) if subject.body is None else subject.body
    return await client.request(
        row.method,
        row.path.format(**subject.path),
        params=subject.query,
        headers=subject.headers,
        **({} if body is None else {"json": body}),
    )


async def watched(row: Row, made: World, who: str, subject: Subject) -> tuple[int, str]:
    """Read a stream from its beginning up to an event that whoever watches may see."""
    if who != "anonymous":
        await made.queue.defer(made.people[who], f"last_for_{who}")
    query = {**subject.query, "last_event_id": "earliest"}
    seen: list[str] = []
    async with made.clients[who].stream(row.method, row.path, params=query) as stream:
        if stream.status_code == 200:
            async for line in stream.aiter_lines():
                seen.append(line)
                if f"last_for_{who}" in line:
                    break
        return stream.status_code, "\n".join(seen)


async def answered(row: Row, made: World, who: str) -> str:
    """Ask once, and tell what a cell would say of it."""
    subject = await SUBJECTS[row.subject](made, who) if row.subject else Subject()
    before = await made.db.fetchval("select max(position) from orakul.event")
    if row.is_stream:
        status, text = await watched(row, made, who, subject)
    else:
        answer = await asked(row, made.clients[who], subject)
        status, text = answer.status_code, answer.text
    if status >= 400 and not row.is_stream:
        events = [tuple(event) for event in await made.db.fetch(CAUSED, before)]
        assert not events, f"{row.name}: {who} is refused, and something happens: {events}"
    hides = status == 200 and "none" in row.cells.values() and MARK not in text
    return "none" if hides else str(status)


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    assert sorted(row.name for row in ROWS) == sorted(OPERATIONS)
    assert {row.subject for row in ROWS} - {None} <= set(SUBJECTS)


async def test_everybody_gets_what_the_table_says(site: Any, queue: Any, db: Connection) -> None:
    made = await world(site, queue, db)

    wrong: list[str] = []
    for row in ROWS:
        async with asyncio.timeout(120):
            cells = {who: await answered(row, made, who) for who in ASKERS}
        wrong += [
            f"{row.name}: {who} gets {cells[who]}, not {row.cells[who]}"
            for who in ASKERS
            if cells[who] != row.cells[who]
        ]

    assert not wrong, "\n".join(wrong)


async def test_a_token_without_the_scope_is_refused_and_no_other(site: Any) -> None:
    wrong: list[str] = []
    for scope in SCOPES:
        token, _ = await tokens.add(site.db, site.admin, name="test", scopes=[scope])
        client = await site.client(headers={"Authorization": f"Bearer {token}"})
        for row in ROWS:
            path = re.sub(r"{\w+}", "1", row.path)
            async with client.stream(row.method, path) as answer:
                refused = answer.status_code == 403 and not path.startswith("/webhook/")
            if refused != (row.scopes is not None and scope not in row.scopes):
                wrong.append(f"{row.name} with {scope}: {answer.status_code}")

    assert not wrong, "\n".join(wrong)
