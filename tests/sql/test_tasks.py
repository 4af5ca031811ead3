"""Every Procrastinate job is a task, however it was deferred, and its whole story is kept."""

import json
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from orakul import database, workers
from orakul.database import Acting, Connection
from orakul.tasks.deferring import Work, defer, defer_many
from orakul.tasks.fingerprint import make_fault
from sql import query

FOREIGN = """
    select (procrastinate_defer_jobs_v1(array[
        row('default', 'foreign', 0, null, null, '{"a": 1}', null)::procrastinate_job_to_defer_v1
    ]))[1]
"""


async def task(db: Connection, id: int) -> dict[str, Any]:
    row = await db.fetchrow("select * from orakul.task where id = $1", id)
    assert row is not None
    return dict(row)


async def worker(db: Connection, name: str = "somewhere-1") -> int:
    return await workers.start(db, replace(workers.this_process(), name=name))


async def claimed(db: Connection, worker_id: int) -> dict[str, Any] | None:
    rows = await database.fetch(db, dict[str, Any], "claim_jobs", None, worker_id, 1)
    return rows[0] if rows else None


async def finish(db: Connection, id: int, attempt: int, status: str, **what: object) -> bool:
    return await end(db, "worker:somewhere-1", job=id, attempt=attempt, status=status, **what)


async def end(db: Connection, actor: str, **how: object) -> bool:
    rows = await db.fetch(query("end_attempts"), json.dumps([how]), *(True, actor))
    return rows[0]["ended"]


async def story(db: Connection, id: int) -> list[tuple[str | None, str, str]]:
    rows = await db.fetch(
        "select data->>'previous_status' as before, data->>'new_status' as after, actor"
        " from orakul.event where topic = 'tasks' and task_id = $1 order by position",
        id,
    )
    return [(row["before"], row["after"], row["actor"]) for row in rows]


async def test_deferring_reads_no_other_task_whoever_began_when_there_were_few(
    db: Connection,
) -> None:
    scans = "select seq_scan from pg_stat_user_tables where relid = 'orakul.task'::regclass"
    await db.execute(FOREIGN)
    await db.execute("vacuum analyze orakul.task")  # from now on its size is known to be small
    before = await db.fetchval(scans)

    for _ in range(20):  # a plan that is kept is made after five
        await db.execute(FOREIGN)
    await db.execute("select pg_stat_force_next_flush()")

    assert await db.fetchval(scans) == before


HOWS: dict[str, dict[str, object]] = {
    "done": {"status": "succeeded"},
    "with a result": {"status": "succeeded", "result": 1},
    "broken": {"status": "failed", "error": "no", "error_class": "Bad"},
    "to be tried again": {"retry_after": 60, "error": "no", "error_class": "Bad"},
}


@pytest.mark.parametrize("how", HOWS.values(), ids=HOWS)
@pytest.mark.parametrize("most", [1, 40])
async def test_a_worker_reads_no_task_but_its_own_whoever_began_when_there_were_few(
    db: Connection, most: int, how: dict[str, object]
) -> None:
    reads = """
        select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::integer
        from pg_stat_user_tables
        where relname in ('task', 'task_attempt', 'procrastinate_jobs')
    """
    me = await worker(db)

    async def work(many: int) -> None:
        rows = await database.fetch(db, dict[str, Any], "claim_jobs", None, me, many)
        assert len(rows) == many
        ends = [{"job": row["id"], "attempt": row["attempt"], **how} for row in rows]
        await db.fetch(query("end_attempts"), json.dumps(ends), *(False, "worker:somewhere-1"))

    await db.execute(FOREIGN)
    # From now on they are known to be small, and each statement is planned for that.
    await db.execute("vacuum analyze orakul.task, orakul.task_attempt, procrastinate_jobs")
    await work(1)
    for _ in range(400):
        await db.execute(FOREIGN)
    await work(40)
    await db.execute("select pg_stat_force_next_flush()")
    before = await db.fetchval(reads)

    await work(most)

    await db.execute("select pg_stat_force_next_flush()")
    assert await db.fetchval(reads) - before < 100 + 25 * most


async def test_a_job_deferred_by_foreign_sql_is_a_task_with_a_trace(db: Connection) -> None:
    id = await db.fetchval(FOREIGN)

    made = await task(db, id)
    assert (made["name"], made["state"], made["args"]) == ("foreign", "pending", {"a": 1})
    assert made["root_id"] == id
    assert len(made["trace_id"]) == 32


async def test_a_job_that_is_inserted_with_its_end_ended_then(db: Connection) -> None:
    id = await db.fetchval(
        "insert into procrastinate_jobs (queue_name, task_name, status)"
        " values ('default', 'foreign', 'succeeded') returning id"
    )

    made = await task(db, id)
    assert (made["state"], made["finished_at"] >= made["created_at"]) == ("completed", True)


async def test_traces_that_begin_with_a_task_are_in_the_order_of_time(db: Connection) -> None:
    traces: list[str] = []
    for _ in range(3):
        id = await db.fetchval(FOREIGN)
        traces.append((await task(db, id))["trace_id"])
        await db.execute("select pg_sleep(0.002)")

    assert traces == sorted(traces)
    assert len({trace[18:] for trace in traces}) == 3


async def test_what_is_no_traceparent_is_never_a_tasks(db: Connection) -> None:
    id = await db.fetchval(FOREIGN)
    change = "update orakul.task set traceparent = $2 where id = $1"
    good = f"00-{'ab' * 16}-{'cd' * 8}-01"
    await db.execute(change, id, good)

    for bad in ("", good.upper(), good.replace("ab", "ax"), good[:-1], f"{good}0", good[::-1]):
        with pytest.raises(asyncpg.CheckViolationError, match="not a traceparent") as refused:
            await db.execute(change, id, bad)
        assert refused.value.constraint_name == "task_traceparent_check"
        async with db.transaction():
            await db.execute("select set_config('orakul.traceparent', $1, true)", bad)
            if bad:  # nothing said is no trace of its own
                with pytest.raises(asyncpg.CheckViolationError):
                    async with db.transaction():
                        await db.execute(FOREIGN)
    assert (await task(db, id))["traceparent"] == good


async def test_a_task_deferred_by_a_task_is_its_child_in_the_same_trace(db: Connection) -> None:
    person = await db.fetchval("insert into orakul.person (name) values ('A') returning id")
    trace = f"00-{'ab' * 16}-{'cd' * 8}-01"
    async with database.acting(db, Acting("person:1", owner_id=person, traceparent=trace)):
        parent = await defer(db, Work.INGEST, {})
    async with database.acting(db, Acting("task:1", task_id=parent)):
        [child] = await defer_many(db, Work.SCORE_UNSCORED, [{"message_ids": [1]}])

    made = await task(db, child)
    assert (made["parent_id"], made["root_id"], made["owner_id"]) == (parent, parent, person)
    assert made["trace_id"] == "ab" * 16


async def test_a_rolled_back_deferral_leaves_neither_job_nor_task_nor_event(
    db: Connection,
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.acting(db, Acting("person:1")):
            await defer(db, Work.INGEST, {})
            _ = 1 / 0

    for table in ("procrastinate_jobs", "orakul.task", "orakul.event"):
        assert await db.fetchval(f"select count(*) from {table}") == 0


async def test_the_log_tells_the_life_of_a_task_in_order(db: Connection) -> None:
    id = await db.fetchval(FOREIGN)
    one = await worker(db)
    job = await claimed(db, one)
    assert job is not None

    assert await finish(db, id, job["attempt"], "succeeded", result={"ok": True})

    ended = await task(db, id)
    assert (ended["state"], ended["attempt"], ended["result"]) == ("completed", 1, {"ok": True})
    lived = await story(db, id)
    assert [step[:2] for step in lived] == [
        (None, "pending"),
        ("pending", "in_progress"),
        ("in_progress", "completed"),
    ]
    assert [step[2] for step in lived[1:]] == ["worker:somewhere-1"] * 2


async def test_a_retry_keeps_every_attempt_with_its_error(db: Connection) -> None:
    id = await db.fetchval(FOREIGN)
    one = await worker(db)
    for attempt in (1, 2):
        assert (await claimed(db, one) or {})["attempt"] == attempt
        error = {"error": f"broken {attempt}", "error_class": "RuntimeError", "traceback": "…"}
        await end(db, "worker:a", job=id, attempt=attempt, **error)

    attempts = await db.fetch(
        "select number, outcome, error from orakul.task_attempt where task_id = $1 order by number",
        id,
    )
    assert [tuple(row) for row in attempts] == [
        (1, "failed", "broken 1"),
        (2, "failed", "broken 2"),
    ]
    assert (await task(db, id))["state"] == "pending"


async def test_a_worker_that_comes_back_late_cannot_end_what_another_took_up(
    db: Connection,
) -> None:
    id = await db.fetchval(FOREIGN)
    dead, alive = await worker(db, "dead"), await worker(db, "alive")
    await claimed(db, dead)
    await db.execute(
        "update procrastinate_workers set last_heartbeat = now() - interval '1 h' where id = $1",
        dead,
    )

    assert await database.fetch_value(db, "rescue_jobs", 10.0) == 1
    assert await database.fetch_value(db, "rescue_jobs", 10.0) == 0
    again = await claimed(db, alive)
    assert again is not None
    assert again["attempt"] == 2

    assert not await finish(db, id, 1, "succeeded", result="too late")
    assert await finish(db, id, 2, "succeeded", result="in time")
    assert (await task(db, id))["result"] == "in time"
    lost = await db.fetchval("select fingerprint from orakul.task_attempt where number = 1")
    assert lost == make_fault("Lost", None, "the worker died").fingerprint
    outcomes = await db.fetch("select outcome from orakul.task_attempt order by number")
    assert [row["outcome"] for row in outcomes] == ["lost", "completed"]


async def test_a_task_that_kills_its_workers_fails_when_its_attempts_are_used_up(
    db: Connection,
) -> None:
    await database.execute(db, "set_task_kinds", ["foreign"], [2], [None])
    id = await db.fetchval(FOREIGN)
    for number in range(2):
        killed = await worker(db, f"killed-{number}")
        assert await claimed(db, killed) is not None
        await db.execute("delete from procrastinate_workers where id = $1", killed)
        await database.fetch_value(db, "rescue_jobs", 10.0)

    assert (await task(db, id))["state"] == "failed"


async def test_cancelling_a_pending_task_ends_it_and_repeating_it_is_harmless(
    db: Connection,
) -> None:
    id = await db.fetchval(FOREIGN)

    answers = [await db.fetchval("select orakul.cancel_task_v1($1)", id) for _ in range(2)]

    assert answers == ["pending", "cancelled"]
    assert [step[1] for step in await story(db, id)] == ["pending", "cancelled"]


async def test_cancelling_a_running_task_shows_until_the_worker_confirms(db: Connection) -> None:
    id = await db.fetchval(FOREIGN)
    await claimed(db, await worker(db))

    await db.fetchval("select orakul.cancel_task_v1($1)", id)
    shown = await task(db, id)
    await finish(db, id, 1, "aborted", error="cancelled on request")

    assert (shown["state"], shown["cancelling"]) == ("in_progress", True)
    ended = await task(db, id)
    assert (ended["state"], ended["cancelling"]) == ("cancelled", False)


async def test_a_paused_queue_gives_nothing_until_it_is_resumed(db: Connection) -> None:
    await db.fetchval(FOREIGN)
    one = await worker(db)
    await db.fetchval("select orakul.pause_queue_v1('default', 'a test')")

    held = await claimed(db, one)
    await db.fetchval("select orakul.resume_queue_v1('default')")

    assert held is None
    assert await claimed(db, one) is not None


async def test_a_pause_of_all_queues_holds_every_one_of_them(db: Connection) -> None:
    await db.fetchval(FOREIGN)
    await db.fetchval("select orakul.pause_queue_v1(null, null)")

    assert await claimed(db, await worker(db)) is None


async def test_a_deleted_job_leaves_its_task_as_cancelled(db: Connection) -> None:
    id = await db.fetchval(FOREIGN)

    await db.execute("delete from procrastinate_jobs where id = $1", id)

    assert (await task(db, id))["state"] == "cancelled"


async def test_an_emptied_queue_leaves_what_had_not_ended_as_cancelled(db: Connection) -> None:
    by = await worker(db)
    done, running, waiting = [await db.fetchval(FOREIGN) for _ in range(3)]
    for _ in range(2):
        await claimed(db, by)
    await db.execute("select procrastinate_finish_job_v1($1, 'succeeded', false)", done)

    await db.execute("truncate procrastinate_jobs cascade")

    states = [(await task(db, id))["state"] for id in (done, running, waiting)]
    assert states == ["completed", "cancelled", "cancelled"]
    open_attempts = "select count(*) from orakul.task_attempt where finished_at is null"
    assert await db.fetchval(open_attempts) == 0
    told = "select count(*) from orakul.event where data ->> 'new_status' = 'cancelled'"
    assert await db.fetchval(told) == 2


async def test_ten_thousand_jobs_at_once_are_ten_thousand_tasks_and_events(db: Connection) -> None:
    await defer_many(db, Work.SCORE_MESSAGE, [{"message_id": n} for n in range(10_000)])

    assert await db.fetchval("select count(*) from orakul.task") == 10_000
    ids = await db.fetch("select task_id from orakul.event order by position")
    assert [row["task_id"] for row in ids] == sorted({row["task_id"] for row in ids})
    assert len(ids) == 10_000
