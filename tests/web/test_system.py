"""An administrator sees how the database and the process that answers do."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx

import sql
from orakul.database import Connection
from orakul.events import retention

MIGRATIONS: Final = sorted(
    file.name for file in (Path(sql.__file__).parent / "migrations").glob("*.sql")
)


async def read(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/api/system")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_it_tells_of_tables_the_log_migrations_and_versions(
    admin: httpx.AsyncClient, queue: Any, db: Connection
) -> None:
    await db.execute("delete from orakul.event")
    empty = (await read(admin))["log"]
    await retention.keep_house(db, retention=timedelta(days=30))
    for _ in range(3):
        await queue.defer()
    await db.execute("analyze orakul.task, procrastinate_jobs")
    ids = await db.fetch("select position || '-' || tag as id from orakul.event order by position")

    seen = await read(admin)

    tables = {each["name"]: each for each in seen["tables"]}
    assert tables["orakul.task"]["rows"] == tables["procrastinate_jobs"]["rows"] == 3
    assert tables["orakul.task"]["bytes"] > 0
    assert not [name for name in tables if name.startswith("orakul.event_2")]
    assert [each["bytes"] for each in tables.values()] == sorted(
        (each["bytes"] for each in tables.values()), reverse=True
    )
    assert empty["oldest"] is empty["newest_at"] is None
    log = seen["log"]
    assert (log["oldest"], log["newest"]) == (ids[0]["id"], ids[-1]["id"])
    assert log["oldest_at"] <= log["newest_at"]
    assert log["retention_days"] == 30
    first, *_, last = log["partitions"]
    assert (first["from"], last["name"], last["to"]) == (None, "event_later", None)
    assert first["to"] == log["partitions"][1]["from"]
    assert seen["migrations"]["applied"] == len(MIGRATIONS)
    assert seen["migrations"]["latest"] == f"migrations/{MIGRATIONS[-1]}"
    assert seen["migrations"]["pending"] == []
    assert seen["database"]["version"] == await db.fetchval("show server_version")
    assert seen["database"]["most_connections"] >= seen["database"]["connections"] > 0
    assert abs(seen["database"]["clock_skew_ms"]) < 60_000


async def test_it_tells_what_is_still_to_be_applied(
    admin: httpx.AsyncClient, db: Connection
) -> None:
    name = f"migrations/{MIGRATIONS[-1]}"
    await db.execute("delete from orakul.migration where name = $1", name)

    seen = (await read(admin))["migrations"]

    assert (seen["pending"], seen["applied"]) == ([name], len(MIGRATIONS) - 1)


async def test_it_tells_of_the_streams_and_the_connections_of_this_process(
    site: Any, admin: httpx.AsyncClient
) -> None:
    shared = site.server.config.app.state.site
    async with asyncio.timeout(30):
        async with admin.stream("GET", "/api/events/stream") as stream:
            lines = stream.aiter_lines()
            await anext(lines)
            while not (seen := await read(admin))["listener"]["streams"]:
                await asyncio.sleep(0.02)
        taken = [await shared.pool.acquire() for _ in range(seen["pool"]["most"])]
        late = asyncio.create_task(read(admin))
        while not shared.line.waiting:
            await asyncio.sleep(0.02)
        for each in taken:
            await shared.pool.release(each)
        await late
        # They become idle one after the other.
        while (after := await read(admin))["pool"]["idle"] < seen["pool"]["most"] - 1:
            await asyncio.sleep(0.02)

    assert (seen["listener"]["streams_opened"], seen["listener"]["reconnects"]) == (1, 0)
    assert 0 <= seen["listener"]["age_seconds"] < 60
    assert after["pool"] == {"size": 10, "idle": 9, "most": 10, "waiting": 0}
