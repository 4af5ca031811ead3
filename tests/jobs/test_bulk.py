"""An action on many tasks does to each what can be done, once, and tells of the others why not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orakul import database as databases
from orakul import people
from orakul.database import Acting, Connection
from orakul.errors import ConflictError
from orakul.people import Person
from orakul.tasks import bulk, control
from orakul.tasks.bulk import Action, Order
from orakul.tasks.deferring import Work, defer_many
from orakul.tasks.reading import Filter
from tests.jobs.conftest import Drain, Working, task_row, until_state

EVERYTHING = Filter(name="process_message")


@pytest.fixture
async def admin(db: Connection) -> Person:
    return await people.add_person(db, "admin@example.com", "Admin", "admin")


async def order(
    db: Connection,
    person: Person,
    action: Action,
    wanted: Filter = EVERYTHING,
    *,
    begins_in: timedelta = timedelta(0),
    **options: Any,
) -> int:
    who = Acting(f"person:{person.id}", reason="no longer needed", owner_id=person.id)
    async with databases.acting(db, who):
        asked = Order(action, wanted, **options)
        accepted = await bulk.accept(db, person, asked, "no longer needed", begins_in=begins_in)
    return accepted.task_id


async def defer_some(db: Connection, many: int, owner: Person | None = None) -> list[int]:
    """Defer tasks that are due in an hour."""
    who = Acting("test", owner_id=owner and owner.id)
    async with databases.acting(db, who):
        ids: list[int] = await databases.fetch_value(
            db, "defer_jobs", "default", "process_message", [{"text": "a"}] * many
        )
        await db.execute(
            "update procrastinate_jobs set scheduled_at = now() + interval '1 hour'"
            " where id = any ($1)",
            ids,
        )
    return ids


async def count(db: Connection, state: str) -> int:
    return await db.fetchval(
        "select count(*) from orakul.task where state = $1 and name = 'process_message'", state
    )


async def test_it_goes_on_chunk_by_chunk_and_tells_what_it_came_to(
    db: Connection, drain: Drain, admin: Person
) -> None:
    waiting = await defer_some(db, 2100)
    ended = await defer_some(db, 3)
    await db.execute("update procrastinate_jobs set status = 'failed' where id = any ($1)", ended)
    id = await order(db, admin, "cancel")
    [later] = await defer_some(db, 1)
    await drain()

    task = await task_row(db, id)
    assert (task["state"], task["progress_done"], task["progress_total"]) == (
        "completed", 2103, 2103,
    )  # fmt: skip
    assert task["result"] == {
        "action": "cancel",
        "total": 2103,
        "done": 2100,
        "skipped": {"state": 3},
        "samples": [{"id": str(id), "state": "failed", "obstacle": "state"} for id in ended],
    }
    assert await count(db, "cancelled") == len(waiting)
    assert (await task_row(db, later))["state"] == "pending"
    told = await db.fetch(
        "select distinct actor, reason, data ->> 'action' as action from orakul.event"
        " where task_id = any ($1) and data ->> 'new_status' = 'cancelled'",
        waiting,
    )
    assert [tuple(row) for row in told] == [(f"person:{admin.id}", "no longer needed", "cancel")]
    steps = await db.fetch(
        "select data::jsonb #> '{task,progress,done}' as done,"
        " data::jsonb #>> '{task,progress,note}' as note, actor from orakul.event"
        " where task_id = $1 and name = 'task_progressed' order by position",
        id,
    )
    assert [tuple(row) for row in steps] == [
        (done, f"{changed} changed", f"task:{id}")
        for done, changed in ((1000, 1000), (2000, 2000), (2103, 2100))
    ]


async def test_each_action_is_carried_out(db: Connection, drain: Drain, admin: Person) -> None:
    [one] = await defer_some(db, 1)
    rows: list[Any] = []
    actions: list[tuple[Action, int | None]] = [("priority", 7), ("cancel", None), ("retry", None)]
    for action, priority in actions:
        await order(db, admin, action, priority=priority)
        await drain()
        row = await task_row(db, one)
        rows.append((row["state"], row["priority"], row["attempt"]))
    [other] = await defer_some(db, 1)
    later = datetime.now(UTC) + timedelta(days=1)
    await order(db, admin, "reschedule", at=later)
    await drain()
    rescheduled = (await task_row(db, other))["scheduled_at"]
    await order(db, admin, "run_now")
    await drain()

    assert rescheduled == later
    assert rows == [("pending", 7, 0), ("cancelled", 7, 0), ("completed", 7, 1)]
    assert (await task_row(db, other))["state"] == "completed"


async def test_what_was_dealt_with_before_a_crash_is_neither_lost_nor_repeated(
    db: Connection, drain: Drain, admin: Person
) -> None:
    ids = await defer_some(db, 1500)
    task = await order(db, admin, "cancel")
    number = await db.fetchval("select id from orakul.bulk")
    async with databases.acting(db, Acting(f"task:{task}")):
        assert await bulk.carry_out_chunk(db, number) == 1000
    await control.retry(db, admin, ids[0])  # somebody wants this one after all

    await drain()

    assert (await task_row(db, task))["result"]["done"] == 1500
    assert (await task_row(db, ids[0]))["state"] == "completed"
    assert await count(db, "cancelled") == 1499


async def test_two_that_meet_change_each_task_once(
    db: Connection, working: Working, admin: Person
) -> None:
    await defer_some(db, 1500)
    orders = [await order(db, admin, "cancel") for _ in range(2)]
    async with working(), working():
        for id in orders:
            await until_state(db, id, "completed")

    results = [(await task_row(db, id))["result"] for id in orders]
    assert sum(each["done"] for each in results) == 1500
    assert sum(each["skipped"].get("unchanged", 0) for each in results) == 1500


async def test_cancelled_while_it_waits_nothing_was_done(
    db: Connection, drain: Drain, admin: Person
) -> None:
    await defer_some(db, 3)
    id = await order(db, admin, "cancel")

    await control.cancel(db, admin, id)
    await drain()

    assert (await task_row(db, id))["state"] == "cancelled"
    assert await count(db, "pending") == 3


@pytest.mark.parametrize(("action", "state"), [("retry", "cancelled"), ("run_now", "pending")])
async def test_one_that_finds_another_leaves_it_as_it_is(
    db: Connection, drain: Drain, admin: Person, action: Action, state: str
) -> None:
    await defer_some(db, 3)
    other = await order(db, admin, "cancel", begins_in=timedelta(hours=1))
    if action == "retry":
        await control.cancel(db, admin, other)
    everything = Filter(search=f"task:bulk_action state:{state}")
    surveyed = await bulk.survey(db, admin, Order(action, everything))

    id = await order(db, admin, action, everything)
    await drain()

    assert (surveyed["would_change"], surveyed["skipped"]) == (0, {"bulk": 1})
    result = (await task_row(db, id))["result"]
    assert (result["done"], result["skipped"]) == (0, {"bulk": 1})
    assert (await task_row(db, other))["state"] == state
    assert await count(db, "pending") == 3


async def test_its_place_before_all_others_is_not_taken_from_it(
    db: Connection, admin: Person
) -> None:
    await defer_some(db, 1)
    id = await order(db, admin, "cancel")

    with pytest.raises(ConflictError, match=f"task {id} is an action on many tasks"):
        await control.prioritise(db, admin, id, 5)

    assert (await task_row(db, id))["priority"] == bulk.URGENT


@pytest.mark.parametrize(
    ("change", "obstacle"),
    [
        ("update orakul.person set role = 'viewer' where id = $1", "forbidden"),
        ("update orakul.person set is_active = false where id = $1", "forbidden"),
        (
            "update orakul.task set project_id = (select min(id) from orakul.project) where owner_id = $1",
            "forbidden",
        ),
        ("update orakul.task set owner_id = null where owner_id = $1", "missing"),
    ],
    ids=["a viewer now", "inactive now", "no member now", "not theirs now"],
)
async def test_rights_are_those_of_the_moment_in_which_it_is_done(
    db: Connection, drain: Drain, change: str, obstacle: str
) -> None:
    person = await people.add_person(db, "m@example.com", "M", "member")
    await defer_some(db, 2, person)
    id = await order(db, person, "cancel")

    await db.execute(change, person.id)
    await drain()

    result = (await task_row(db, id))["result"]
    assert (result["done"], result["skipped"]) == (0, {obstacle: 2})
    assert await count(db, "pending") == 2


async def test_of_those_that_wait_under_one_queueing_lock_one_is_retried(
    db: Connection, drain: Drain, admin: Person
) -> None:
    async with databases.acting(db, Acting("test")):
        ids = await defer_many(db, Work.BULK, [{"bulk_id": 1}] * 3)
    await db.execute(
        "update procrastinate_jobs set status = 'failed', queueing_lock = 'one',"
        " task_name = 'process_message'"
    )
    await db.execute("update orakul.task set name = 'process_message'")

    id = await order(db, admin, "retry")
    await drain()

    result = (await task_row(db, id))["result"]
    assert (result["done"], result["skipped"]) == (1, {"waiting": 2})
    assert [each["id"] for each in result["samples"]] == [str(id) for id in ids[1:]]


async def test_what_ended_long_ago_is_forgotten_and_what_waits_is_not(
    db: Connection, drain: Drain, admin: Person
) -> None:
    for _ in range(3):
        await order(db, admin, "cancel")
    old = "update orakul.bulk set created_at = now() - interval '31 days' where id <= 2"
    await db.execute(old)
    await db.execute("update procrastinate_jobs set scheduled_at = '2100-01-01' where id = 2")
    await drain()

    pruned = await bulk.prune(db, timedelta(days=30))

    assert pruned == 1
    left = await db.fetch("select id from orakul.bulk order by id")
    assert [row["id"] for row in left] == [2, 3]
