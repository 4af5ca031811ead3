"""Messages per second from an export file to scored and embedded, and where the time goes.

    python -m bench.pipeline [EXPORT]

The whole real path: a durable embedded PostgreSQL, the file handed in, one worker process.
The plain baseline beside it, in the same run, is what the same work costs in one process
with no queue and no log: read the file, score and embed each batch, one insert a batch.
Without EXPORT, the largest chat of the shared data is read, or the sample.
"""

import asyncio
import json
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from pgvector import Vector  # pyright: ignore[reportMissingTypeStubs]

from bench.inputs import chat
from bench.results import record
from orakul import database, exports, importance, projects, vectors
from orakul.database import Acting
from orakul.messages import importing
from orakul.telegram import TelegramMessage
from sql.migrate import migrate
from sql.server import EmbeddedServer

PROGRAM = """
import asyncio, sys
from jobs.worker import work
from orakul.settings import Settings
asyncio.run(work(Settings(anthropic_api_key=None), sys.argv[1]))
"""
PLAIN = """
create temporary table plain (id bigint, text text, importance real, embedding vector)
"""


def read(file: Path) -> Iterator[TelegramMessage]:
    with file.open("rb") as stream:
        for each in exports.messages(stream):
            if each.message is not None:
                yield each.message


async def plain(dsn: str, file: Path) -> tuple[int, dict[str, float]]:
    """The same work with neither queue nor log; messages, and seconds by step."""
    db = await database.connect(dsn)
    await db.execute(PLAIN)
    vectors.embed(["warm"])
    spent: dict[str, float] = dict.fromkeys(("read", "score", "embed", "insert"), 0.0)
    messages, count = read(file), 0

    def took(step: str, since: float) -> float:
        now = time.perf_counter()
        spent[step] += now - since
        return now

    while True:
        clock = time.perf_counter()
        batch = list(islice(messages, importing.BATCH))
        clock = took("read", clock)
        if not batch:
            break
        count += len(batch)
        now = datetime.now(UTC)
        scores = [importance.assess(each.text, age=now - each.sent_at).score for each in batch]
        clock = took("score", clock)
        places = vectors.embed([each.text for each in batch])
        clock = took("embed", clock)
        rows = [
            (each.external_id, each.text, score, Vector(place))
            for each, score, place in zip(batch, scores, places, strict=True)
        ]
        await db.executemany("insert into plain values ($1, $2, $3, $4)", rows)
        took("insert", clock)
    await db.close()
    return count, spent


async def pipeline(dsn: str, file: Path) -> tuple[float, dict[str, tuple[int, float]]]:
    """Seconds from handing the file in until all is scored and embedded; work by task."""
    db = await database.connect(dsn)
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, dsn, stdout=DEVNULL, stderr=DEVNULL
    )
    while not await db.fetchval("select exists (select from orakul.worker)"):
        await asyncio.sleep(0.05)
    await asyncio.sleep(1)  # the worker's model is loaded by its first task in any case
    clock = time.perf_counter()
    async with database.acting(db, Acting("bench")):
        project = await projects.find_or_create(db, "bench")
        with file.open("rb") as stream:
            export = await importing.examine(stream)
            await importing.begin(db, export, file.name, project_id=project.id)
    while await db.fetchval(
        "select exists (select from orakul.task where state in ('pending', 'in_progress')"
        " and name <> 'extract_knowledge_from_messages_task')"
    ):
        await asyncio.sleep(0.02)
    seconds = time.perf_counter() - clock
    rows = await db.fetch(
        "select name, count(*) as tasks,"
        " sum(extract(epoch from finished_at - started_at))::float as seconds"
        " from orakul.task where finished_at is not null group by name order by 3 desc"
    )
    worker.terminate()
    await worker.wait()
    await db.close()
    return seconds, {row["name"]: (row["tasks"], row["seconds"]) for row in rows}


async def measure(dsn: str) -> None:
    await migrate(dsn)
    file = chat()
    count, spent = await plain(dsn, file)
    seconds, tasks = await pipeline(dsn, file)
    alone = sum(spent.values())
    print(f"{file.name}: {count} messages, {json.loads(file.read_bytes()).get('name', 'account')}")
    print(f"pipeline  {count / seconds:8.0f} messages/s  {seconds:6.2f} s")
    for name, (number, busy) in tasks.items():
        print(f"    {name:<40} {number:4} tasks  {busy:6.2f} s of task time")
    print(f"plain     {count / alone:8.0f} messages/s  {alone:6.2f} s")
    for step, busy in spent.items():
        print(f"    {step:<40} {'':10}  {busy:6.2f} s")
    print(f"ratio     {alone / seconds:8.2f} of plain")
    record("import_messages_per_second", count / seconds)
    record("import_plain_messages_per_second", count / alone)
    record("import_ratio_to_plain", alone / seconds)


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="orakul-", dir="/var/tmp") as data,
        EmbeddedServer(Path(data)) as server,
    ):
        asyncio.run(measure(server.dsn))


if __name__ == "__main__":
    main()
