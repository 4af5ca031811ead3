"""How long a page of a list of tasks takes, and a count, at a million tasks.

    python -m bench.tasks_at_1m [TASKS]

The table is filled through the database, with attempts and errors for some, on one durable
PostgreSQL. Each search is asked for its first page and for one beyond nine tenths of the
tasks, as the API asks, and counted; charts are of all tasks. Beside it stands what a list does
without a grammar and its indexes: part of a text, and pages counted by number, over the same table.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from bench.results import forget, record
from orakul import database, people
from orakul.database import Connection
from orakul.paging import Place, Sort, write_cursor
from orakul.people import Person
from orakul.tasks import reading, series
from orakul.tasks.reading import Filter
from orakul.tasks.sorting import read_order
from sql.migrate import migrate
from sql.server import EmbeddedServer

TASKS: Final = 1_000_000
ROUNDS: Final = 20
PAGE: Final = 50
NEWEST: Final = Sort("created_at", descending=True)

# A month of tasks: twenty names, the first of them most often; a failure in twenty, whose error
# is one of thirty and, three times, one that is nowhere else; few that wait or run.
PEOPLE: Final = """
insert into orakul.person (name, email, role)
select 'Person ' || n, 'person' || n || '@example.com', 'member' from generate_series(1, 50) as n;
insert into orakul.project (slug, name)
select 'project-' || n, 'P' from generate_series(1, 10) as n;
"""
FILL: Final = """
set session_replication_role = replica;
insert into orakul.task
    (id, name, queue, state, state_since, priority, args, owner_id, project_id, root_id, created_at,
    scheduled_at, started_at, finished_at, attempt, max_attempts, error, fingerprint, traceparent)
select
    n, name, queue, state, at, case when n % 50 = 0 then n % 9 else 0 end,
    jsonb_build_object('chat_id', n % 5000, 'message_ids', jsonb_build_array(n, n + 1),
        'text', 'message ' || md5(n::text) || ' from the week ' || n % 53, 'dry_run', n % 3 = 0),
    case when n % 10 > 0 then n % 47 + 2 end, case when n % 4 > 0 then n % 10 + 1 end, n, at,
    case when state = 'pending' then now() + interval '1 hour' end,
    case when state <> 'pending' then at + interval '1 second' end,
    case when state not in ('pending', 'in_progress')
        then at + interval '1 second' + interval '1 millisecond' * (n * 7919 % 100003) end,
    case when state = 'pending' then 0 when state = 'failed' then 3 else 1 end, 3,
    case when n in (1000, {tasks} / 2, {tasks} - 1000)
            then 'Unheard-of mishap: the moon is in the wrong house'
        when state = 'failed' then 'Error ' || n % 30 || ': the service answered ' || 400 + n % 200
            || ' after ' || n % 1000 || ' ms, rate limit reached' end,
    case when state = 'failed' then '00000000000000' || 10 + n % 30 else 'unknown' end,
    '00-' || md5(n::text) || '-' || left(md5(n::text), 16) || '-01'
from generate_series({first}::bigint, {tasks}, {step}) as n
cross join lateral (select
    'task_' || chr(97 + floor(20 * power(n * 7919 % 1000 / 1000.0, 2))::integer)
        || case when n % 200000 = 77 then '_seldom' else '' end,
    case when n % 100000 = 5 then 'slow' when n % 5 = 0 then 'bulk' else 'default' end,
    case when n > {tasks} - 2000 then 'pending' when n > {tasks} - 2100 then 'in_progress'
        when n % 20 = 3 then 'failed' when n % 97 = 1 then 'cancelled' else 'completed' end,
    now() - interval '30 days' * ({tasks} - n) / {tasks}) as made (name, queue, state, at);
insert into orakul.task_attempt
    (task_id, number, worker, due_at, started_at, trace_id, finished_at, outcome, ended_as)
select id, attempt, 'worker-' || id % 7,
    started_at - interval '1 millisecond' * (id * 7919 % 99991), started_at, trace_id, finished_at,
    case when finished_at is not null then state end,
    case when finished_at is not null then state end
from orakul.task where attempt > 0 and id % 3 = 0 and id % {step} = {first} % {step};
-- Some were retried after they had failed.
insert into orakul.task_attempt
    (task_id, number, worker, started_at, trace_id, finished_at, outcome, ended_as)
select id, attempt - 1, 'worker-' || id % 7, created_at, trace_id,
    created_at + (started_at - created_at) / 2, 'failed', 'failed'
from orakul.task where attempt > 1 and id % 5 = 0 and id % {step} = {first} % {step};
insert into orakul.task_search (task_id, words)
select id, orakul.task_lexemes(args, error) from orakul.task where id % {step} = {first} % {step};
set session_replication_role = origin;
"""

INDEXES: Final = """
select indexname, indexdef from pg_indexes
where schemaname = 'orakul' and tablename in ('task', 'task_attempt', 'task_search')
    and indexname not like '%pkey'
"""

SEARCHES: Final = (
    "",
    "state:failed",
    "state:pending",
    "task:task_b",
    "task:*seldom",
    "queue:slow",
    "owner:person7@example.com state:failed",
    "owner:person7* state:failed",
    "person7@",
    "project:project-3 -state:completed",
    'error:"rate limit"',
    "error:mishap",
    "mishap",
    "message",
    "week limit",
    "message mishap -state:pending",
    "args.chat_id:4321",
    "args.dry_run:true state:cancelled",
    "args.message_ids:777777",
    "{md5}",
    "777",
    "priority:>7",
    "attempt:>2 older:20d",
    "worker:worker-4 state:failed",
    "fingerprint:0000000000000012",
    "created:<{early}",
    "finished:<{early}",
    "ended:<{early}",
    "ended:<{late}",
    "ended:<{early} state:completed -task:task_a",
    "(state:failed OR state:cancelled) task:task_c",
    "-state:completed -state:failed",
)
SORTS: Final = (
    *("-created_at", "created_at", "id", "-started_at", "-finished_at", "finished_at"),
    *("scheduled_at", "name", "-state", "-priority", "owner", "-project", "-wait", "-run", "run"),
)
# What no index has in order: all tasks are looked at, whichever page is asked for.
SCANNED: Final = ("-args.chat_id",)

AGE: Final = "replace(created_at::text, ' ', 'T')"
ATTEMPT: Final = (
    "(select orakul.ms_between({})::text from orakul.task_attempt"
    " where task_id = task.id and number = attempt)"
)
# The key of a place in each order, as a page tells it.
KEYS: Final = {
    "id": "id::text",
    "created_at": "created_at::text",
    "scheduled_at": "scheduled_at::text",
    "started_at": "started_at::text",
    "finished_at": "finished_at::text",
    "wait": ATTEMPT.format("due_at, started_at"),
    "run": ATTEMPT.format("started_at, finished_at"),
    "name": f"{AGE} || ' ' || name",
    "owner": f"concat_ws(' ', {AGE},"
    " (select name from orakul.person where person.id = task.owner_id))",
    "project": f"concat_ws(' ', {AGE},"
    " (select slug from orakul.project where project.id = task.project_id))",
    "priority": f"{AGE} || ' ' || priority",
    "state": f"{AGE} || ' ' || array_position("
    "array['pending', 'in_progress', 'completed', 'failed', 'cancelled'], state)",
}

NAIVE: Final = """
select to_jsonb(task) from orakul.task
where name ilike $1 or error ilike $1 or args::text ilike $1
order by created_at desc limit 50 offset $2
"""

Ask = Callable[[], Awaitable[Any]]


async def milliseconds(ask: Ask, rounds: int = ROUNDS) -> tuple[float, float]:
    """Ask over and over; return the median and the 95th percentile of how long it took."""
    took: list[float] = []
    await ask()
    for _ in range(rounds):
        began = time.perf_counter()
        await ask()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


async def fill(dsn: str, db: Connection, tasks: int) -> None:
    """Fill the tables on two connections at once, without their indexes, which come after."""
    indexes = await db.fetch(INDEXES)
    await db.execute(PEOPLE)
    for index in indexes:
        await db.execute(f"drop index orakul.{index['indexname']}")
    sessions = [await database.connect(dsn) for _ in range(2)]
    parts = [FILL.format(tasks=tasks, first=n, step=2) for n in (1, 2)]
    await asyncio.gather(*(each.execute(part) for each, part in zip(sessions, parts, strict=True)))
    for each in sessions:
        await each.close()
    await db.execute("set maintenance_work_mem = '512MB'")
    for index in indexes:
        await db.execute(index["indexdef"])
    await db.execute("vacuum analyze orakul.task, orakul.task_attempt, orakul.task_search")


class Board:
    """The list of a million tasks, as an administrator asks for it."""

    def __init__(self, db: Connection, person: Person, tasks: int) -> None:
        self._db = db
        self._person = person
        self._deep = tasks // 12 // 3 * 3  # one with an attempt

    async def page(self, search: str, sort: Sort, cursor: str | None = None) -> int:
        page = await reading.list_tasks(
            *(self._db, self._person, Filter(search=search or None)),
            sort=sort,
            limit=PAGE,
            cursor=cursor,
        )
        return len(page.rows)

    async def count(self, search: str) -> str:
        found = await reading.count_tasks(self._db, self._person, Filter(search=search or None))
        return f"{found.counted}{'' if found.is_exact else f' of some {found.estimate}'}"

    async def chart(self, *, durations: bool) -> None:
        until = datetime.now(UTC)
        await series.read(
            *(self._db, self._person, Filter()),
            since=until - series.LONGEST_SPAN,
            until=until,
            by="queue",
            durations=durations,
        )

    async def deep(self, sort: Sort) -> str:
        """Return a cursor far down the list, wherever its tasks are."""
        row = await self._db.fetchrow(
            f"select {KEYS[sort.field]} as key, id from orakul.task where id = $1", self._deep
        )
        assert row is not None
        return write_cursor(sort, Place(row["key"], row["id"]))


async def measure(dsn: str, tasks: int) -> None:
    db = await database.connect(dsn)
    began = time.perf_counter()
    admin = await people.add_person(db, "admin@example.com", "Admin", "admin")
    await fill(dsn, db, tasks)
    print(f"{tasks} tasks in {time.perf_counter() - began:.0f} s")
    size = await db.fetch(
        "select relname, pg_total_relation_size(oid) / 1048576 as mib from pg_class"
        " where oid in ('orakul.task'::regclass, 'orakul.task_search'::regclass)"
    )
    print(", ".join(f"{row['relname']} {row['mib']} MiB" for row in size))
    board = Board(db, admin, tasks)
    worst = await pages(board, await filled_in(db))
    record("task_list_ms_at_1m", worst)
    await sorts(board)
    await charts(board)
    await baseline(db, tasks)
    await db.close()


async def filled_in(db: Connection) -> list[str]:
    early = await db.fetchval("select min(created_at) + interval '1 day' from orakul.task")
    late = await db.fetchval("select max(created_at) - interval '20 days' from orakul.task")
    digest = await db.fetchval("select md5('4242')")
    times = {"early": f"{early:%Y-%m-%dT%H:%MZ}", "late": f"{late:%Y-%m-%dT%H:%MZ}"}
    return [each.format(**times, md5=digest) for each in SEARCHES]


async def pages(board: Board, searches: list[str]) -> float:
    """Measure each search; return the worst 95th percentile of all pages."""
    cursor = await board.deep(NEWEST)
    worst: list[float] = []
    counts: list[float] = []
    print(f"{'search':52}{'first p50':>10}{'p95':>8}{'deep p50':>10}{'p95':>8}{'count p95':>10}")
    for search in searches:
        first = await milliseconds(partial(board.page, search, NEWEST))
        deep = await milliseconds(partial(board.page, search, NEWEST, cursor))
        count = await milliseconds(partial(board.count, search))
        worst += [first[1], deep[1]]
        counts.append(count[1])
        found = await board.count(search)
        print(
            f"{search or '(all)':52}{first[0]:10.1f}{first[1]:8.1f}{deep[0]:10.1f}{deep[1]:8.1f}"
            f"{count[1]:10.1f}  {found}",
            flush=True,
        )
    record("task_count_ms_at_1m", max(counts))
    return max(worst)


async def sorts(board: Board) -> None:
    for text in SORTS:
        sort = read_order(text)
        first = await milliseconds(partial(board.page, "", sort), 5)
        deep = await milliseconds(partial(board.page, "", sort, await board.deep(sort)), 5)
        record(f"task_list_by_{sort.field}_ms_at_1m", max(first[1], deep[1]))
        print(
            f"all, by {text:44}{first[0]:10.1f}{first[1]:8.1f}{deep[0]:10.1f}{deep[1]:8.1f}",
            flush=True,
        )
    for text in SCANNED:
        sort = read_order(text)
        p50, p95 = await milliseconds(partial(board.page, "", sort), 5)
        record(f"task_list_by_{sort.field}_ms_at_1m", p95)
        print(f"all, by {text:44}{p50:10.1f}{p95:8.1f}", flush=True)


async def charts(board: Board) -> None:
    for name, durations in [("counted", False), ("measured", True)]:
        p50, p95 = await milliseconds(partial(board.chart, durations=durations), 5)
        record(f"chart_{name}_ms_at_1m", p95)
        print(f"chart of 30 days by queue, {name:25}{p50:10.1f}{p95:8.1f}", flush=True)


async def baseline(db: Connection, tasks: int) -> None:
    for name, pattern, offset in [
        ("rare", "%mishap%", 0),
        ("common", "%message%", 0),
        ("deep", "%message%", tasks * 9 // 10),
    ]:
        p50, p95 = await milliseconds(partial(db.fetch, NAIVE, pattern, offset), 3)
        record(f"naive_{name}_list_ms_at_1m", p95)
        print(f"naive, {name:45}{p50:10.1f}{p95:8.1f}", flush=True)


def main() -> None:
    tasks = int(sys.argv[1]) if len(sys.argv) > 1 else TASKS
    forget("at_1m")
    with (
        tempfile.TemporaryDirectory(prefix="orakul-", dir="/var/tmp") as data,
        EmbeddedServer(Path(data)) as server,
    ):

        async def run() -> None:
            await migrate(server.dsn)
            await measure(server.dsn, tasks)

        asyncio.run(run())


if __name__ == "__main__":
    main()
