"""Whatever an event holds arrives as it was, and no content can begin a field of its own."""

import json
from pathlib import Path
from typing import Any

import pytest

from orakul.database import Connection
from tests.broadcaster.site import add_person, emit, newest, serving

BREAKS = ["\r", "\n", "\r\n", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"]


async def round_trip(database: str, db: Connection, values: list[Any]) -> list[Any]:
    admin = await add_person(db, "admin")
    async with serving(database) as site, site.stream(admin) as client:
        for value in values:
            await emit(db, data=value)
        messages = await client.until(await newest(db))
    return [message.data["data"] for message in messages]


async def test_line_breaks_and_forged_fields_stay_content(database: str, db: Connection) -> None:
    values: list[Any] = [
        "",
        *BREAKS,
        *[f"{each}{each}event: end{each}data: {{}}{each}{each}id: 7" for each in BREAKS],
        "\ufeffid: 7",
        "x" * 1_000_000,
        {"\nid: 7": "\nretry: 1"},
        [None, True, 1.5, [], {}],
    ]

    assert await round_trip(database, db, values) == values


async def test_naughty_strings_arrive_as_they_were(
    database: str, db: Connection, shared: Path
) -> None:
    strings: list[str] = json.loads((shared / "data/strings/blns.json").read_text())
    storable = [each for each in strings if "\0" not in each]

    assert await round_trip(database, db, [storable]) == [storable]


async def test_who_why_and_where_cannot_break_out_either(database: str, db: Connection) -> None:
    admin = await add_person(db, "admin")
    naughty = "\n\ndata: forged\r\n"

    async with serving(database) as site, site.stream(admin) as client:
        async with db.transaction():
            await db.execute("select set_config('orakul.actor', $1, true)", naughty)
            await db.execute("select set_config('orakul.reason', $1, true)", naughty)
            await emit(db, naughty)
        message = await client.next()

    assert message.data["actor"] == message.data["reason"] == message.data["topic"] == naughty


@pytest.mark.parametrize("number", ["1e400", "0.1000000000000000055511151231257827", "1" * 40])
async def test_numbers_arrive_digit_by_digit(database: str, db: Connection, number: str) -> None:
    admin = await add_person(db, "admin")
    stored = await db.fetchval("select ($1::text)::jsonb::text", number)

    async with serving(database) as site, site.stream(admin) as client:
        await db.execute(
            "select orakul.emit_v1('messages', 'x', 'admin', null, null, ($1::text)::jsonb)", number
        )
        await client.next()

    assert client.raw.endswith(f'"data": {stored}}}')


async def test_an_envelope_says_who_when_and_where(database: str, db: Connection) -> None:
    admin = await add_person(db, "admin")

    async with serving(database) as site, site.stream(admin) as client:
        await emit(db, "tasks", audience="project", project=7, data={"task_id": "3"})
        message = await client.next()

    row = dict(await db.fetchrow("select * from orakul.event") or {})
    assert message.data == {
        "id": message.id,
        "position": row["position"],
        "topic": "space:7:tasks",
        "event": "message.updated",
        "at": row["at"].isoformat(),
        "project_id": "7",
        "actor": row["actor"],
        "by": None,
        "reason": None,
        "trace_id": None,
        "data": {"task_id": "3"},
    }
    assert message.id == f"{row['position']}-{row['tag']}"
