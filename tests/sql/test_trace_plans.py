"""A list of traces reads what it shows and compares, however many tasks and spans there are.

What is counted is blocks, not time: the same on any machine.
"""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest

from orakul.database import Connection
from sql import query
from tests.clones import Clones
from tests.sql.filling import filled
from tests.sql.plans import explained

# Ten days of traces, each of two tasks and five spans: a thousand a day.
FILL = """
set session_replication_role = replica;
insert into orakul.project (slug, name) values ('rare', 'Rare');
insert into orakul.task
    (id, name, queue, state, state_since, priority, args, owner_id, project_id, root_id, created_at,
    started_at, finished_at, attempt, traceparent)
select n, 'task_' || n % 5, 'queue_' || n % 3, case when n % 500 = 1 then 'failed' else 'completed' end,
    at, 0, jsonb_build_object('text', repeat('some message ', 10)), n / 2 % 2 + 1,
    case when n % 500 = 3 then (select id from orakul.project where slug = 'rare') end,
    n, at, at + interval '1 s', at + interval '2 s', 1,
    '00-' || md5((n / 2)::text) || '-' || left(md5(n::text), 16) || '-01'
from generate_series(1, 20000) as n
cross join lateral (select now() - interval '10 days' * (20000 - n) / 20000) as made (at);
insert into orakul.task_attempt
    (task_id, number, worker, started_at, finished_at, outcome, trace_id)
select id, 1, 'worker-' || id % 4, started_at, finished_at, 'completed', trace_id
from orakul.task;
insert into orakul.span
select trace_id, lpad(to_hex(8 * id + n), 16, '0'), null, 'orakul-web', 'GET /api/tasks',
    case n when 0 then 'server' else 'client' end, 'ok', created_at + n * interval '1 ms', 1000,
    jsonb_build_object('db.statement', repeat('select some columns ', 10))
from orakul.task
cross join generate_series(0, 4) as n
where id % 2 = 0;
set session_replication_role = origin;
vacuum analyze;
"""
# One trace of twenty thousand tasks, and forty of one: PostgreSQL guesses hundreds for each.
BULK = """
set session_replication_role = replica;
insert into orakul.task
    (id, name, queue, state, state_since, priority, args, root_id, created_at, started_at, finished_at,
    attempt, traceparent)
select n, 'task', 'default', 'completed', at, 0, '{}', n, at, at, at, 1,
    '00-' || md5(greatest(n, 20000)::text) || '-' || left(md5(n::text), 16) || '-01'
from generate_series(1, 20040) as n
cross join lateral (select now() - interval '12 hours' * (20040 - n) / 20040) as made (at);
insert into orakul.task_attempt
    (task_id, number, worker, started_at, finished_at, outcome, trace_id)
select id, 1, 'worker', started_at, finished_at, 'completed', trace_id
from orakul.task;
set session_replication_role = origin;
vacuum analyze;
"""
ONE = 30  # blocks that measuring one trace reads, most often the same
MOST = 200  # traces that are compared: a fifth of those of a day
FILTERS = [
    (None, False, None),
    (2, False, None),
    (None, True, None),
    (None, False, "rare"),
    (2, True, "rare"),
    (None, False, "nowhere"),
]


@pytest.fixture(scope="module")
async def crowd(clones: Clones) -> AsyncGenerator[Connection]:
    async with filled(clones, FILL) as db:
        yield db


@pytest.fixture(scope="module")
async def bulk(clones: Clones) -> AsyncGenerator[Connection]:
    async with filled(clones, BULK) as db:
        yield db


@pytest.mark.parametrize("wanted", FILTERS)
async def test_a_page_of_the_latest_reads_the_traces_that_it_shows(
    crowd: Connection, wanted: tuple[int | None, bool, str | None]
) -> None:
    blocks, plan = await explained(crowd, query("list_traces"), *wanted, *[None] * 4, 11)

    assert blocks < 11 * 3 * ONE, plan  # its name, its measure, and other tasks before it
    assert "Seq Scan task" not in plan, plan


@pytest.mark.parametrize("wanted", FILTERS)
async def test_the_slowest_are_found_among_the_latest_of_a_time(
    crowd: Connection, wanted: tuple[int | None, bool, str | None]
) -> None:
    until = datetime.now(UTC) - timedelta(days=3)
    since = until - timedelta(days=1)

    found, how = await explained(crowd, query("find_oldest_compared"), *wanted, since, until, MOST)
    oldest = await crowd.fetchrow(query("find_oldest_compared"), *wanted, since, until, MOST)
    begin = (oldest["created_at"], oldest["id"]) if oldest else (since, 0)
    args = (*wanted, *begin, until, datetime.now(UTC), None, None, 11)
    measured, plan = await explained(crowd, query("list_slowest_traces"), *args)

    assert found < MOST * 10, how  # two tasks each, and whether each is the first
    assert measured < (MOST + 11) * ONE, plan
    for each in (how, plan):
        assert "Seq Scan task" not in each, each
        assert "Seq Scan span" not in each, each


async def test_a_trace_of_very_many_tasks_costs_a_look_at_each(bulk: Connection) -> None:
    until = datetime.now(UTC)
    since = until - timedelta(days=1)
    anybody = (None, False, None)

    latest, first = await explained(bulk, query("list_traces"), *anybody, *[None] * 4, 11)
    found, how = await explained(bulk, query("find_oldest_compared"), *anybody, since, until, MOST)
    args = (*anybody, since, 0, until, until, None, None, 11)
    measured, plan = await explained(bulk, query("list_slowest_traces"), *args)

    assert latest < 11 * 3 * ONE, first
    assert found < 20_040 * 5, how
    # Of the large one a thousand attempts are looked at.
    assert measured < 20_040 * 5 + 1_000 * 5 + 41 * ONE, plan


async def test_of_a_trace_of_very_many_tasks_the_first_are_read(bulk: Connection) -> None:
    [trace] = await bulk.fetchrow(
        "select trace_id from orakul.task group by 1 order by count(*) desc limit 1"
    ) or [None]

    tasks, which = await explained(bulk, query("tasks_of_trace"), trace, None, None, 20)
    spans, plan = await explained(bulk, query("read_spans"), trace, None, None, 20)

    assert tasks < 20 * 3, which
    assert spans < 20 * 8, plan
