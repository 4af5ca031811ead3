"""A pause holds on every worker at once, costs no attempt, and ends at once."""

import asyncio
from datetime import timedelta

import pytest

from orakul.database import Acting, Connection, acting
from orakul.tasks import control
from tests.jobs.conftest import (
    Working,
    defer,
    open_gate,
    states,
    task_row,
    until_said,
    until_state,
    words,
)

WHILE = 1.5  # seconds in which a worker looks for tasks at least once


async def pause(db: Connection, queue: str | None) -> None:
    async with acting(db, Acting("person:1", reason="maintenance")):
        await control.pause(db, queue, "maintenance")


async def resume(db: Connection, queue: str | None) -> None:
    async with acting(db, Acting("person:1")):
        await control.resume(db, queue)


@pytest.mark.parametrize("queue", ["default", None], ids=["queue", "all"])
async def test_nothing_starts_while_paused_and_what_runs_finishes(
    stage: Connection, working: Working, queue: str | None
) -> None:
    running = await defer(stage, "hold")
    async with working(), working():
        await until_said(stage, "began")
        await pause(stage, queue)
        held = [await defer(stage, "overlap") for _ in range(5)]
        await open_gate(stage)
        await until_state(stage, running, "completed")
        await asyncio.sleep(WHILE)
        meanwhile = [await task_row(stage, id) for id in held]
        await resume(stage, queue)
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
