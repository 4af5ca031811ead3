"""What a person does to a task is done once, is told with who, why, before and after, and is
refused with the reason where it cannot be done."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from orakul import database as databases
from orakul.database import Acting, Connection
from orakul.people import OPERATOR
from orakul.tasks import control, kinds
from orakul.tasks.kinds import Kind
from tests.jobs.conftest import until

SOON = datetime.now(UTC) + timedelta(hours=1)
LATER = SOON + timedelta(hours=1)

SCHEMA = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "counts": {"type": "array", "items": {"type": "integer"}},
        "day": {"type": "string", "format": "date"},
        "run_id": {"type": "integer", "readOnly": True},
    },
    "required": ["text"],
    "additionalProperties": False,
}

# Each action by its path and a body, and the states in which it can be done.
PENDING = {
    "run-now": {},
    "reschedule": {"scheduled_at": LATER.isoformat()},
    "priority": {"priority": 7},
}

# And what is said where its state does not allow it.
REFUSED = {
    "run-now": "task_not_run_now",
    "reschedule": "task_not_rescheduled",
    "priority": "task_not_prioritised",
}


@pytest.fixture
async def kind(db: Connection) -> str:
    """The name of a task whose arguments are known."""
    await kinds.register(db, [Kind("example", 5, SCHEMA)])
    return "example"


async def act(client: httpx.AsyncClient, id: int, action: str, **body: Any) -> httpx.Response:
    return await client.post(f"/api/tasks/{id}/{action}", json=body)


async def history(client: httpx.AsyncClient, id: int) -> list[dict[str, Any]]:
    return (await client.get(f"/api/tasks/{id}")).json()["history"]


async def test_run_now_makes_a_scheduled_task_due_from_then_on(
    site: Any, admin: Any, queue: Any, db: Connection
) -> None:
    id = await queue.defer(at=SOON)
    held = await queue.take()
    pressed = await db.fetchval("select clock_timestamp()")

    answer = await act(admin, id, "run-now", reason="the client waits")
    [_, told] = await history(admin, id)

    due = datetime.fromisoformat(answer.json()["due_at"])
    assert (answer.status_code, held) == (200, None)
    assert pressed <= due == datetime.fromisoformat(answer.json()["scheduled_at"])
    assert (told["action"], told["reason"]) == ("run_now", "the client waits")
    assert told["actor"] == f"person:{site.admin.id}"
    assert datetime.fromisoformat(told["before"]["scheduled_at"]) == SOON
    assert datetime.fromisoformat(told["after"]["scheduled_at"]) == due
    assert await queue.take() == id
    waited = (await admin.get(f"/api/tasks/{id}")).json()["wait_ms"]
    assert (
        waited <= 1000 * (await db.fetchval("select clock_timestamp()") - pressed).total_seconds()
    )


async def test_reschedule_lets_a_task_wait_until_then(site: Any, admin: Any, queue: Any) -> None:
    id = await queue.defer()

    answer = await act(admin, id, "reschedule", scheduled_at=SOON.isoformat(), reason="at night")
    [_, told] = await history(admin, id)

    assert datetime.fromisoformat(answer.json()["scheduled_at"]) == SOON
    assert (told["action"], told["reason"]) == ("reschedule", "at night")
    assert told["before"]["scheduled_at"] is None
    assert datetime.fromisoformat(told["after"]["scheduled_at"]) == SOON
    assert await queue.take() is None


async def test_another_priority_is_another_place_in_the_line(admin: Any, queue: Any) -> None:
    first, second = await queue.defer(), await queue.defer()

    answer = await act(admin, second, "priority", priority=5, reason="urgent")
    [_, told] = await history(admin, second)

    assert answer.json()["priority"] == 5
    assert (told["action"], told["before"]["priority"], told["after"]["priority"]) == (
        "priority", 0, 5,
    )  # fmt: skip
    assert [await queue.take(), await queue.take()] == [second, first]


async def test_cancel_and_retry_are_told_in_the_same_way(admin: Any, queue: Any) -> None:
    id = await queue.defer()
    await admin.delete(f"/api/tasks/{id}")
    await act(admin, id, "retry")

    told = await history(admin, id)

    assert [each["action"] for each in told] == [None, "cancel", "retry"]
    assert [each["before"] and each["before"]["state"] for each in told] == [
        None, "pending", "cancelled",
    ]  # fmt: skip


async def test_what_a_worker_does_is_no_action(admin: Any, queue: Any) -> None:
    id = await queue.fail()

    assert {(each["action"], each["before"]) for each in await history(admin, id)} == {(None, None)}


async def test_many_at_once_change_a_task_once(admin: Any, queue: Any) -> None:
    for action, body in PENDING.items():
        id = await queue.defer(at=SOON)

        answers = await asyncio.gather(*(act(admin, id, action, **body) for _ in range(6)))

        assert {each.status_code for each in answers} == {200}
        assert len(await history(admin, id)) == 2


async def test_one_made_due_while_another_waited_to_do_so_is_made_due_once(
    admin: Any, db: Connection, queue: Any
) -> None:
    id = await queue.defer(at=SOON)
    async with databases.acting(db, Acting("command:first")):
        await db.execute("select from procrastinate_jobs where id = $1 for update", id)
        second = asyncio.create_task(act(admin, id, "run-now"))
        await until(db, "exists (select from pg_locks where not granted)")
        await control.run_now(db, OPERATOR, id)

    assert (await second).status_code == 200
    assert [each["actor"] for each in await history(admin, id)][1:] == ["command:first"]


@pytest.mark.parametrize("state", ["in_progress", "completed", "failed", "cancelled"])
async def test_only_a_pending_task_is_steered(admin: Any, queue: Any, state: str) -> None:
    id = await queue.defer()
    if state == "cancelled":
        await admin.delete(f"/api/tasks/{id}")
    else:
        await queue.take()
    if state in {"completed", "failed"}:
        await queue.finish(id, "succeeded" if state == "completed" else "failed")
    before = await history(admin, id)

    refused = [await act(admin, id, action, **body) for action, body in PENDING.items()]

    assert [each.status_code for each in refused] == [409] * 3
    assert all(state in each.json()["detail"] for each in refused)
    assert [each.json()["kind"] for each in refused] == [REFUSED[action] for action in PENDING]
    assert all(each.json()["blanks"] == {"id": id, "task_state": state} for each in refused)
    assert await history(admin, id) == before


async def test_a_claim_and_an_action_at_once_leave_one_of_them_undone(
    admin: Any, queue: Any
) -> None:
    ids = [await queue.defer() for _ in range(8)]

    answers = await asyncio.gather(
        *(act(admin, id, "reschedule", scheduled_at=SOON.isoformat()) for id in ids)
    )
    claimed = {await queue.take() for _ in ids}

    rescheduled = {id for id, each in zip(ids, answers, strict=True) if each.status_code == 200}
    assert claimed - {None} == set(ids) - rescheduled


async def test_bad_input_is_named_where_it_is(admin: Any, queue: Any) -> None:
    id = await queue.defer()
    bad: list[tuple[str, dict[str, Any], str, str]] = [
        ("reschedule", {}, "scheduled_at", "required"),
        ("reschedule", {"scheduled_at": "2020-01-01T00:00:00Z"}, "scheduled_at", "in_past"),
        ("reschedule", {"scheduled_at": "2100-01-01T00:00:00"}, "scheduled_at", "no_time"),
        ("reschedule", {"scheduled_at": "9999-12-31T00:00:01Z"}, "scheduled_at", "too_late"),
        (
            "reschedule",
            {"scheduled_at": LATER.isoformat(), "colour": "red"},
            "colour",
            "additional_properties",
        ),
        ("priority", {}, "priority", "required"),
        ("priority", {"priority": 2**31}, "priority", "exclusive_maximum"),
        ("priority", {"priority": "high"}, "priority", "type"),
        ("run-now", {"reason": " "}, "reason", "min_length"),
        ("retry", {"args": []}, "args", "type"),
    ]

    for action, body, path, kind in bad:
        answer = await act(admin, id, action, **body)

        assert answer.status_code == 400, (action, body)
        errors = answer.json()["errors"]
        assert [(each["path"], each["kind"]) for each in errors] == [(path, kind)]


async def test_a_reason_that_would_not_be_read_is_refused(admin: Any, queue: Any) -> None:
    id = await queue.defer()

    refused = await admin.request("DELETE", f"/api/tasks/{id}", json={"reason": "too late"})
    done = await admin.delete(f"/api/tasks/{id}", params={"reason": "too late"})

    assert (refused.status_code, refused.json()["kind"]) == (400, "body_unread")
    assert (done.status_code, done.json()["state"]) == (200, "cancelled")


async def test_a_retry_with_other_arguments_is_a_new_task_that_names_the_old_one(
    site: Any, admin: Any, queue: Any, db: Connection, kind: str
) -> None:
    owner = await site.person("owner", demo="member")
    project = await db.fetchval("select id from orakul.project where slug = 'demo'")
    old = await queue.defer(
        owner, queue="slow", priority=3, lock="mine", project=project, args={"text": "teh"}
    )
    await queue.take()
    await queue.finish(old, "failed", "it broke")

    answer = await act(admin, old, "retry", args={"text": "the"}, reason="a typo")
    made = answer.json()

    assert (answer.status_code, answer.headers["location"]) == (201, f"/api/tasks/{made['id']}")
    assert (made["retry_of"], made["state"], made["args"]) == (str(old), "pending", {"text": "the"})
    assert (made["owner"]["name"], made["project"]) == ("owner", "demo")
    assert (made["name"], made["queue"], made["priority"]) == (kind, "slow", 3)
    told = (await history(admin, old))[-1]
    assert (told["action"], told["reason"], told["from"], told["to"]) == (
        "retry_edited", "a typo", "failed", "failed",
    )  # fmt: skip
    assert told["before"] == {"retried_as": None}
    assert told["after"] == {"retried_as": made["id"], "changed": ["text"]}
    assert (await admin.get(f"/api/tasks/{old}")).json()["args"] == {"text": "teh"}
    assert str(await queue.take()) == made["id"]


async def test_the_same_arguments_again_are_the_same_task_unless_it_failed(
    admin: Any, queue: Any, kind: str
) -> None:
    old = await queue.fail()

    answers = await asyncio.gather(
        *(act(admin, old, "retry", args={"text": "a"}) for _ in range(6))
    )
    other = await act(admin, old, "retry", args={"text": "b"})
    [first] = {int(each.json()["id"]) for each in answers}
    assert await queue.take() == first
    await queue.finish(first, "failed", "again")
    after = await act(admin, old, "retry", args={"text": "a"})

    assert sorted(each.status_code for each in answers) == [200] * 5 + [201]
    assert (other.status_code, after.status_code) == (201, 201)
    assert len({str(first), other.json()["id"], after.json()["id"]}) == 3


async def test_arguments_that_the_task_does_not_take_are_named(
    admin: Any, queue: Any, db: Connection, kind: str
) -> None:
    old = await queue.fail()
    whole: dict[str, str] = {"types": "integer"}
    unknown = "additional_properties"
    wrong: list[tuple[dict[str, Any], list[tuple[str, str, dict[str, str]]]]] = [
        ({}, [("args.text", "required", {})]),
        ({"text": 1}, [("args.text", "type", {"types": "string"})]),
        (
            {"text": "a", "counts": [1, "b", 2, None]},
            [("args.counts.1", "type", whole), ("args.counts.3", "type", whole)],
        ),
        (
            {"text": "a", "colour": 1, "size": 2},
            [("args.colour", unknown, {}), ("args.size", unknown, {})],
        ),
        ({"text": "a", "day": "2026-02-30"}, [("args.day", "format", {"format": "date"})]),
    ]

    for args, faults in wrong:
        answer = await act(admin, old, "retry", args=args)

        errors = answer.json()["errors"]
        assert answer.status_code == 400
        assert [(each["path"], each["kind"], each["blanks"]) for each in errors] == faults
    assert await db.fetchval("select count(*) from orakul.task") == 1


async def test_nothing_runs_with_what_stands_for_a_secret(
    admin: Any, queue: Any, kind: str, db: Connection
) -> None:
    id = await queue.fail(name=kind)
    args = {"text": "Bearer [hidden]", "counts": [1, "[hidden]"]}

    answer = await act(admin, id, "retry", args=args)

    assert answer.status_code == 400
    assert {each["path"] for each in answer.json()["errors"]} == {"args.text", "args.counts.1"}
    assert {each["kind"] for each in answer.json()["errors"]} == {"hidden"}
    assert await db.fetchval("select count(*) from orakul.task") == 1


async def test_a_secret_that_is_given_as_it_is_shown_stays_what_it_was_in_its_place_alone(
    admin: Any, queue: Any, db: Connection, kind: str
) -> None:
    secret = "Bearer abcdef0123456789"
    await db.execute("update orakul.task_kind set secrets = '{counts}' where name = $1", kind)
    old = await queue.defer(args={"text": secret, "counts": [7, 8]})
    await queue.take()
    await queue.finish(old, "failed")

    kept = await act(admin, old, "retry", args={"text": "Bearer [hidden]", "counts": "[hidden]"})
    moved = await act(admin, old, "retry", args={"text": "[hidden]", "counts": ["[hidden]"]})

    stored = "select args from orakul.task where id = $1"
    assert kept.status_code == 201
    assert await db.fetchval(stored, int(kept.json()["id"])) == {"text": secret, "counts": [7, 8]}
    assert kept.json()["args"] == {"text": "Bearer [hidden]", "counts": "[hidden]"}
    assert moved.status_code == 400
    assert [each["path"] for each in moved.json()["errors"]] == ["args.text", "args.counts.0"]


async def test_a_float_without_a_fraction_is_an_integer(
    admin: Any, queue: Any, db: Connection, kind: str
) -> None:
    old = await queue.fail()

    made = await act(admin, old, "retry", args={"text": "a", "counts": [3.0, -2e2]})
    broken = await act(admin, old, "retry", args={"text": "a", "counts": [3.5]})

    args = "select args ->> 'counts' from orakul.task where id = $1"
    assert await db.fetchval(args, int(made.json()["id"])) == "[3, -200]"
    assert broken.json()["errors"][0]["path"] == "args.counts.0"


async def test_which_task_waits_already_is_told_to_those_who_see_it(
    site: Any, admin: Any, queue: Any, db: Connection, kind: str
) -> None:
    owner = await site.person("owner")
    old = await queue.fail(owner)
    other = await queue.defer()
    await db.execute(
        "update procrastinate_jobs set queueing_lock = 'one' where id in ($1, $2)", old, other
    )

    seen = await act(admin, old, "retry")
    edited = await act(admin, old, "retry", args={"text": "a"})
    hidden = await act(await site.client(owner), old, "retry")

    told = f"task {old} waits already as task {other}: only one may wait at a time"
    assert {each.status_code for each in (seen, edited, hidden)} == {409}
    assert [each.json()["detail"] for each in (seen, edited)] == [told, told]
    assert hidden.json()["detail"] == f"task {old} waits already as another task"


async def test_a_task_that_no_worker_knows_is_not_retried_with_other_arguments(
    admin: Any, queue: Any
) -> None:
    old = await queue.fail(name="unheard_of")

    answer = await act(admin, old, "retry", args={})

    assert answer.status_code == 400
    assert "unheard_of" in answer.json()["errors"][0]["message"]


async def test_only_an_administrator_sets_a_task_on_something_else(
    site: Any, admin: Any, queue: Any, kind: str
) -> None:
    owner = await site.person("owner")
    old = await queue.defer(owner, args={"text": "a", "run_id": 1})
    await queue.take()
    await queue.finish(old, "failed")
    client = await site.client(owner)

    answers = [
        await act(client, old, "retry", args={"text": "b", "run_id": 2}),
        await act(client, old, "retry", args={"text": "b"}),
        await act(client, old, "retry", args={"text": "b", "run_id": 1}),
        await act(admin, old, "retry", args={"text": "b", "run_id": 2}),
    ]

    assert [each.status_code for each in answers] == [403, 403, 201, 201]
    assert "run_id" in answers[0].json()["detail"]


async def test_only_what_failed_or_was_cancelled_is_retried_with_other_arguments(
    admin: Any, queue: Any, kind: str
) -> None:
    id = await queue.defer()

    answer = await act(admin, id, "retry", args={"text": "a"})

    assert answer.status_code == 409
    assert "pending" in answer.json()["detail"]


async def test_who_may_try_again_with_other_arguments(
    site: Any, admin: Any, queue: Any, db: Connection, kind: str
) -> None:
    owner = await site.person("owner", demo="member")
    project = await db.fetchval("select id from orakul.project where slug = 'demo'")
    watcher = await site.person("watcher", demo="viewer")
    left = await site.person("left")
    callers = {
        "member of another project": await site.member("stranger", other="admin"),
        "member of the project": await site.member("member", demo="admin"),
        "owner who only views the project": await site.client(watcher),
        "owner who has left the project": await site.client(left),
        "owner": await site.client(owner),
        "administrator": admin,
    }

    owners = {
        "owner who only views the project": watcher,
        "owner who has left the project": left,
    }

    statuses: dict[str, int] = {}
    for who, client in callers.items():
        person = owners.get(who, owner)
        id = await queue.defer(person, project=project, args={"text": "a"}, queue=who)
        assert await queue.take(who) == id
        await queue.finish(id, "failed")
        statuses[who] = (await act(client, id, "retry", args={"text": "b"})).status_code

    assert statuses == {
        "member of another project": 404,
        "member of the project": 404,
        "owner who only views the project": 403,
        "owner who has left the project": 403,
        "owner": 201,
        "administrator": 201,
    }
