"""The command line lists workers and schedules, and steers schedules as whoever types."""

from dataclasses import replace

import pytest

from orakul import workers
from orakul.database import Connection
from orakul.schedules import Declared
from orakul.workers import this_process
from tests.web.commands import Outcome, orakul, unread

TIDY = Declared("tidy", "", "slow", "0 * * * *", {}, queueing_lock="tidy")


async def test_a_worker_is_not_started_on_no_queues(database: str) -> None:
    for queues in ("", ",", " , "):
        told = await orakul(database, "worker", "--queues", queues)

        assert (told.status, told.out) == (2, "")
        assert "names no queue" in told.said


@pytest.mark.parametrize("shape", ["--json", "--no-json"])
async def test_a_list_that_nobody_reads_ends_without_a_word(
    database: str, db: Connection, shape: str
) -> None:
    await workers.start(db, replace(this_process(["slow"]), name="w-1", schedules=[TIDY]))

    ended = [await unread(database, name, shape) for name in ("workers", "schedules")]

    assert [(each.status, each.said) for each in ended] == [(0, "")] * 2


async def test_it_lists_runs_pauses_and_resumes(database: str, db: Connection) -> None:
    async def typed(*arguments: str) -> Outcome:
        return await orakul(database, *arguments, COLUMNS="200")

    await workers.start(db, replace(this_process(["slow"]), name="[red]w\x1b-1", schedules=[TIDY]))
    as_json = [row for name in ("workers", "schedules") for row in (await typed(name)).lines]
    table = (await typed("workers", "--no-json")).out
    ran = await typed("schedules", "run", "tidy", "--reason", "now")
    again = await typed("schedules", "run", "tidy")
    unknown = await typed("schedules", "pause", "nothing")
    paused = await typed("schedules", "pause", "tidy", "--reason", "moving")
    held = (await typed("schedules", "--no-json")).out
    resumed = await typed("schedules", "resume", "tidy")

    assert [each["name"] for each in as_json] == ["[red]w\x1b-1", "tidy"]
    assert "[red]w\N{REPLACEMENT CHARACTER}-1" in table
    assert "0 of 1" in table
    assert ran.out == "Task 1 was deferred.\n"
    assert again.status == unknown.status == 1
    assert "task 1" in again.said
    assert unknown.said == "orakul: there is no schedule nothing\n"
    assert [each.out for each in (paused, resumed)] == [
        "tidy is paused.\n",
        "tidy is not paused.\n",
    ]
    assert "paused: moving" in held
    events = await db.fetch(
        "select name, actor, reason from orakul.event where topic = 'schedules' order by position"
    )
    assert [(row["name"], row["reason"]) for row in events] == [
        ("schedule_run", "now"),
        ("schedule_paused", "moving"),
        ("schedule_resumed", None),
    ]
    assert all(row["actor"].startswith("command:") for row in events)


@pytest.mark.parametrize("reason", ["  ", "x" * 501])
async def test_a_reason_is_as_long_as_rest_takes_it(
    database: str, db: Connection, reason: str
) -> None:
    await workers.start(db, replace(this_process(["slow"]), name="w-1", schedules=[TIDY]))

    for verb in ("run", "pause", "resume"):
        told = await orakul(database, "schedules", verb, "tidy", "--reason", reason)

        assert (told.status, told.said) == (1, "orakul: a reason has 1 to 500 characters\n")
    assert not await db.fetchval(
        "select exists (select from orakul.event where topic = 'schedules')"
    )
