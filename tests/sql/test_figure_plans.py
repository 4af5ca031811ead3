"""Figures of a large table read what they are of, out of the index that tells it.

What is counted is blocks, not time: the same on any machine.
"""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest

from orakul.database import Connection
from orakul.tasks.search import conditions
from orakul.tasks.search.parsing import parse
from sql import query
from tests.clones import Clones
from tests.sql.filling import filled
from tests.sql.plans import explained

# A month of tasks, one of which runs and one of which waits. Those of before the last days were
# cancelled before they ran, and retried.
FILL = """
set session_replication_role = replica;
insert into orakul.person (name, email) values ('Ada', 'ada@example.com');
insert into orakul.task
    (id, name, queue, state, state_since, priority, args, owner_id, project_id, root_id, created_at,
    started_at, finished_at, attempt, traceparent)
select n, 'task_' || n % 5, 'queue_' || n % 3,
    case n when 20000 then 'pending' when 19999 then 'in_progress' else 'completed' end,
    at, 0, jsonb_build_object('text', repeat('some message ', 10)), n % 2 + 1,
    (select id from orakul.project where n % 3 = 0 and slug = 'inbox'), n, at,
    case when n < 20000 then at + interval '1 s' end,
    case when n < 19999 then at + interval '2 s' end, 1,
    '00-' || md5(n::text) || '-' || left(md5(n::text), 16) || '-01'
from generate_series(1, 20000) as n
cross join lateral (select now() - interval '30 days' * (20000 - n) / 20000) as made (at);
insert into orakul.task_attempt
    (task_id, number, worker, started_at, finished_at, outcome, trace_id, traceback)
select id, 1, 'worker-' || id % 4, started_at, finished_at, 'completed', trace_id,
    repeat('in a line of some file', 20)
from orakul.task where finished_at is not null;
insert into orakul.waiting_end (task_id, finished_at, ended_as, number, position)
select id, created_at, 'cancelled', 0, 0 from orakul.task where id < 18000;
set session_replication_role = origin;
vacuum analyze;
"""


@pytest.fixture(scope="module")
async def month(clones: Clones) -> AsyncGenerator[Connection]:
    async with filled(clones, FILL) as db:
        yield db


async def size(db: Connection) -> int:
    return await db.fetchval("select pg_relation_size('orakul.task') / 8192")


@pytest.mark.parametrize("project", [None, "inbox"])
@pytest.mark.parametrize("reader", [None, 2])
@pytest.mark.parametrize("name", ["summarise_tasks", "read_queues"])
async def test_the_header_and_the_queues_look_at_no_task(
    month: Connection, name: str, reader: int | None, project: str | None
) -> None:
    args = (reader, project) if name == "summarise_tasks" else (reader, project, 10.0)

    blocks, plan = await explained(month, query(name), *args)

    # A function is planned within what is measured: a hundred blocks and more of the catalogue.
    assert blocks < await size(month) / 3, plan
    none_retried = "Index Scan task task_pkey 0 0"
    assert "Index Scan task " not in plan.replace(none_retried, ""), plan


@pytest.mark.parametrize("project", [None, "inbox"])
@pytest.mark.parametrize("reader", [None, 2])
async def test_the_minutes_read_the_hour_that_they_are_of(
    month: Connection, reader: int | None, project: str | None
) -> None:
    blocks, plan = await explained(month, query("minutes_of_tasks"), reader, project)

    assert blocks < await size(month) / 5, plan
    assert "Seq Scan task" not in plan, plan


@pytest.mark.parametrize("search", ["", "task:task_1", "some", "-state:failed", "worker:worker-1"])
@pytest.mark.parametrize(("by", "durations"), [("none", False), ("none", True), ("worker", False)])
async def test_a_chart_reads_the_time_that_it_is_of(
    month: Connection, search: str, by: str, *, durations: bool
) -> None:
    until = datetime.now(UTC)
    since = until - timedelta(hours=12)
    condition = conditions.compile(parse(search), me=1)
    statement = await month.fetchval(
        "select orakul.series_of_tasks_statement(null, null, null, null, null, null, $1,"
        " $2, $3, $2, '10 minutes', $4, 10, $5)",
        *(condition, since, until, by, durations),
    )

    blocks, plan = await explained(month, statement)

    # A sixtieth of the tasks, each with its attempt: three blocks, most often the same.
    assert blocks < 4 * 20_000 / 60, plan
    assert "Seq Scan" not in plan, plan
    assert search or "Index Only Scan task task_finished" in plan, plan
    if by == "none" and not durations and not search.startswith("worker"):
        assert "task_attempt_pkey" not in plan, plan
