"""A page of a large table reads a few hundred blocks, however rare what it looks for is.

What is counted is blocks, not time: the same on any machine. The tasks that are looked for are
the oldest, where reading in the order of the page would find them last.
"""

import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from orakul.database import Connection
from orakul.tasks.search import conditions
from orakul.tasks.search.parsing import parse
from tests.clones import Clones
from tests.sql.filling import filled
from tests.sql.plans import brief

FILL = """
set session_replication_role = replica;
insert into orakul.person (name, email) values ('Ada', 'ada@example.com'), ('Ben', null), ('Cy', null);
insert into orakul.project (slug, name) values ('one', 'One'), ('other', 'Other'), ('none', 'None');
insert into orakul.task
    (id, name, queue, state, state_since, priority, args, root_id, created_at, attempt,
    error, fingerprint, lock, scheduled_at, started_at, finished_at, traceparent)
select n,
    case when n < 4 then 'seldom' else 'task_' || n % 5 end,
    case when n < 4 then 'slow' else 'default' end,
    case when n < 300 then 'failed' else 'completed' end, now(),
    case when n < 4 then 7 else 0 end,
    jsonb_build_object('chat_id', n, 'flag', n < 4, 'text', 'some message ' || n),
    n, now() - interval '1 minute' * (20000 - n),
    case when n < 4 then 3 else 1 end,
    case when n < 4 then 'unheard-of mishap' when n < 300 then 'common trouble' end,
    case when n < 4 then 'abababababababab' else 'unknown' end,
    case when n < 4 then 'chat:1' end,
    case when n % 2 = 0 then now() + interval '1 second' * (n * 7919 % 20000) end,
    now() - interval '1 minute' * (20000 - n),
    now() - interval '1 minute' * (20000 - n) + interval '1 second' * (n * 7919 % 20000),
    '00-' || md5(n::text) || '-' || left(md5(n::text), 16) || '-01'
from generate_series(1, 20000) as n;
insert into orakul.task_attempt
    (task_id, number, worker, due_at, started_at, finished_at, outcome, ended_as, trace_id)
select id, attempt, 'worker', created_at - interval '1 second' * (id * 7919 % 20000), started_at,
    finished_at, state, state, trace_id
from orakul.task;
update orakul.task set
    owner_id = (select id from orakul.person
        where name = case when task.id < 4 then 'Ada' when task.id % 3 > 0 then 'Ben' end),
    project_id = (select id from orakul.project
        where slug = case task.id % 3 when 0 then 'one' when 1 then 'other' end);
insert into orakul.task_search (task_id, words)
select id, orakul.task_lexemes(args, error) from orakul.task;
set session_replication_role = origin;
vacuum analyze;
"""

RARE = [
    "state:failed seldom",
    "task:seldom",
    "task:*LDO*",
    "queue:slow",
    "queue:sl*",
    "owner:ada@example.com",
    "owner:ad*",
    "ada@ex",
    'error:"heard of" OR error:"unheard of mis"',
    "error:mishap",
    "mishap",
    "mishap -state:completed",
    "some common mishap",
    "message trouble older:13d args.chat_id:250",
    "message args.flag:false error:mishap",
    "args.chat_id:2",
    "args.flag:true",
    "args:1234",
    "1234",
    "id:19*",
    "fingerprint:abababababababab",
    "priority:>5",
    "attempt:>2",
    "lock:chat:1",
    "older:13d",
    "has:error older:13d",
]
COMMON = ["", "message", "args.text:some*", "state:completed", "task:task_1,task_2", "-seldom"]


@pytest.fixture(scope="module")
async def crowd(clones: Clones) -> AsyncGenerator[Connection]:
    async with filled(clones, FILL) as db:
        yield db


def told(plans: list[dict[str, Any]]) -> str:
    return "\n".join(brief(plan) for plan in plans)


def blocks(plans: list[dict[str, Any]]) -> int:
    return sum(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] for plan in plans)


# The key of a page in the order of each column, as the page before tells it.
KEYS = {
    "created_at": "created_at::text",
    "name": "replace(created_at::text, ' ', 'T') || ' ' || name",
    "queue": "replace(created_at::text, ' ', 'T') || ' ' || queue",
    "state": "replace(created_at::text, ' ', 'T') || case state when 'failed' then ' 4' else ' 3' end",
    "priority": "replace(created_at::text, ' ', 'T') || ' ' || priority",
    "owner": "concat_ws(' ', replace(created_at::text, ' ', 'T'),"
    " (select name from orakul.person where person.id = owner_id))",
    "project": "concat_ws(' ', replace(created_at::text, ' ', 'T'),"
    " (select slug from orakul.project where project.id = project_id))",
    "scheduled_at": "scheduled_at::text",
    "started_at": "started_at::text",
    "finished_at": "finished_at::text",
    "wait": "(select orakul.ms_between(due_at, started_at)::text from orakul.task_attempt"
    " where task_id = task.id and number = task.attempt)",
    "run": "(select orakul.ms_between(started_at, finished_at)::text from orakul.task_attempt"
    " where task_id = task.id and number = task.attempt)",
}

OF_ATTEMPTS = {"wait", "run"}  # are read from two tables


async def explained(
    db: Connection, search: str, after: int | None, sort: str = "-created_at"
) -> list[dict[str, Any]]:
    """Return how a page is read, statement by statement until it is full."""
    condition = conditions.compile(parse(search), me=1)
    field, key = sort.removeprefix("-"), None
    if after is not None:
        key = await db.fetchval(f"select {KEYS[field]} from orakul.task where id = $1", after)
    statements = await db.fetch(
        "select orakul.page_of_tasks_statements(null, null, null, null, null, null, null, $1,"
        " $2, $3, $4, $5, 51) as text",
        *(condition, field, sort.startswith("-"), key, after),
    )
    plans: list[dict[str, Any]] = []
    for statement in statements:
        plan = await db.fetchval(
            f"explain (analyze, buffers, timing off, format json) {statement['text']}"
        )
        plans.append(json.loads(plan)[0]["Plan"])
        if plans[-1]["Actual Rows"] == 51:
            break
    return plans


@pytest.mark.parametrize("search", RARE + COMMON)
async def test_a_page_reads_few_blocks_at_the_top_and_far_down(
    crowd: Connection, search: str
) -> None:
    table = await crowd.fetchval("select pg_relation_size('orakul.task') / 8192")

    top, deep = [await explained(crowd, search, after) for after in (None, 400)]

    assert blocks(top) < table / 2, told(top)
    assert blocks(deep) < table / 2, told(deep)


@pytest.mark.parametrize("sort", [sign + field for field in KEYS for sign in ("", "-")])
async def test_a_page_in_the_order_of_a_column_reads_few_blocks_too(
    crowd: Connection, sort: str
) -> None:
    tables = ["task", "task_attempt"] if sort.removeprefix("-") in OF_ATTEMPTS else ["task"]
    size = await crowd.fetchval(
        "select sum(pg_relation_size(('orakul.' || name)::regclass)) / 8192"
        " from unnest($1::text[]) as name",
        tables,
    )

    for after in (None, 2, 400, 10_000):
        page = await explained(crowd, "", after, sort)
        assert page[-1]["Actual Rows"] == 51 or after is not None
        assert blocks(page) < size / 2, told(page)
