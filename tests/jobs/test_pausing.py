"""A pause holds on every worker at once, costs no attempt, and ends at once, or by the clock."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orakul.database import Acting, Connection, acting
from orakul.tasks import control
from tests.jobs.conftest import (
    Working,
    defer,
    open_gate,
    states,
    task_row,
    until,
    until_said,
    until_state,
    words,
)

WHILE = 1.5  # seconds in which a worker looks for tasks at least once


async def pause(db: Connection, queue: str | None, **options: Any) -> None:
    async with acting(db, Acting("person:1", reason="maintenance")):
        await control.pause(db, queue, "maintenance", **options)


async def resume(db: Connection, queue: str | None, task: str | None = None) -> None:
    async with acting(db, Acting("person:1")):
        await control.resume(db, queue, task=task)


async def events(db: Connection) -> list[tuple[str, str]]:
    rows = await db.fetch(
        "select name, actor from orakul.event where name like 'queue%' order by position"
    )
    return [(row["name"], row["actor"]) for row in rows]


@pytest.mark.parametrize(
    ("queue", "task"),
    [("default", None), (None, None), (None, "overlap"), ("default", "overlap")],
    ids=["queue", "all", "task", "both"],
)
async def test_nothing_starts_while_paused_and_what_runs_finishes(
    stage: Connection, working: Working, queue: str | None, task: str | None
) -> None:
    running = await defer(stage, "hold")
    async with working(), working():
        await until_said(stage, "began")
        await pause(stage, queue, task=task)
        held = [await defer(stage, "overlap") for _ in range(5)]
        await open_gate(stage)
        await until_state(stage, running, "completed")
        await asyncio.sleep(WHILE)
        meanwhile = [await task_row(stage, id) for id in held]
        await resume(stage, queue, task)
        for id in held:
            await until_state(stage, id, "completed")

    assert {(each["state"], each["attempt"]) for each in meanwhile} == {("pending", 0)}
    for id in held:
        assert await states(stage, id) == [("in_progress", False), ("completed", False)]


async def test_a_pause_of_one_queue_does_not_hold_another(
    stage: Connection, working: Working
) -> None:
    await pause(stage, "slow")
    async with working():
        held = await defer(stage, "give", queue="slow", what="plain")
        free = await defer(stage, "give", queue="quick", what="plain")
        await until_state(stage, free, "completed")

    assert (await task_row(stage, held))["state"] == "pending"


async def test_a_pause_outlives_the_workers(stage: Connection, working: Working) -> None:
    id = await defer(stage, "overlap")
    await pause(stage, None)
    for _ in range(2):
        async with working():
            await asyncio.sleep(WHILE / 2)

    assert await words(stage, id) == []
    await resume(stage, None)
    async with working():
        await until_state(stage, id, "completed")


@pytest.mark.parametrize("queues", [None, ["default"]], ids=["any queue", "one queue"])
async def test_idle_workers_wake_at_once_when_a_pause_ends(
    stage: Connection, working: Working, queues: list[str] | None
) -> None:
    waits: list[timedelta] = []
    async with working(queues=queues):
        for _ in range(5):
            await pause(stage, "default")
            id = await defer(stage, "give", what="plain")
            await asyncio.sleep(0.1)
            await resume(stage, "default")
            resumed_at = await stage.fetchval("select clock_timestamp()")
            await until_state(stage, id, "completed")
            waits.append((await task_row(stage, id))["started_at"] - resumed_at)

    assert sorted(waits)[2] < timedelta(seconds=0.3)  # a poll would take half a second on average


async def test_a_pause_of_a_task_name_does_not_hold_others_of_its_queue(
    stage: Connection, working: Working
) -> None:
    await pause(stage, None, task="overlap")
    async with working():
        held = await defer(stage, "overlap")
        free = await defer(stage, "give", what="plain")
        await until_state(stage, free, "completed")

    assert (await task_row(stage, held))["state"] == "pending"


async def test_a_pause_ends_when_its_time_has_come_and_is_told_once_by_nobody_in_particular(
    stage: Connection, working: Working
) -> None:
    end = datetime.now(UTC) + timedelta(seconds=1)
    await pause(stage, "default", resume_at=end)
    id = await defer(stage, "overlap")
    async with working(), working():
        await until_state(stage, id, "completed")
        await until(stage, "not exists (select from orakul.pause)")
        await asyncio.sleep(WHILE)

    assert (await task_row(stage, id))["started_at"] >= end
    assert await events(stage) == [("queue_paused", "person:1"), ("queue_resumed", "system")]


async def test_a_pause_that_ended_unnoticed_is_told_before_the_next_one(db: Connection) -> None:
    await pause(db, "default", resume_at=datetime.now(UTC) + timedelta(hours=1))
    await db.execute("update orakul.pause set resume_at = now() - interval '1 second'")

    await pause(db, "default")

    assert await events(db) == [
        ("queue_paused", "person:1"),
        ("queue_resumed", "system"),
        ("queue_paused", "person:1"),
    ]
    [stands] = await control.list_pauses(db)
    assert (stands.reason, stands.resume_at) == ("maintenance", None)
