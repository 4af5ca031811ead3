"""A worker whose clock is an hour wrong does all at its time: the database's clock decides."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from jobs import retrying
from orakul.database import Connection
from tests.jobs.conftest import (
    attempts_of,
    defer,
    open_gate,
    task_row,
    until,
    until_said,
    until_state,
    worker_process,
)

HOUR: Final = 3600  # seconds
MOMENT: Final = timedelta(seconds=20)  # that a step of a test takes at most on a slow machine

# What a process asks the C library for, so much later or earlier.
SHIM: Final = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static long skew(void) { const char *s = getenv("CLOCK_SKEW"); return s ? atol(s) : 0; }

int clock_gettime(clockid_t clock, struct timespec *at) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real(clock, at);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) at->tv_sec += skew();
    return failed;
}

time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}
"""


# Begins a bulk action in five minutes, as a web process does.
BULK: Final = """
import asyncio
import sys
from datetime import timedelta

from orakul.database import Acting, acting, connect
from orakul.people import OPERATOR
from orakul.tasks import bulk
from orakul.tasks.reading import Filter

async def begin(dsn):
    db = await connect(dsn)
    async with acting(db, Acting("test")):
        order = bulk.Order("cancel", Filter())
        await bulk.accept(db, OPERATOR, order, None, begins_in=timedelta(minutes=5))
    await db.close()

asyncio.run(begin(sys.argv[1]))
"""


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not installed, which makes a wrong clock")
    folder = tmp_path_factory.mktemp("shim")
    (folder / "skew.c").write_text(SHIM)
    made = folder / "skew.so"
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-o", made, folder / "skew.c", "-ldl"], check=True, timeout=60
    )
    return made


@pytest.fixture(params=[-HOUR, HOUR])
def wrong(request: pytest.FixtureRequest, shim: Path) -> Mapping[str, str]:
    return {"LD_PRELOAD": str(shim), "CLOCK_SKEW": str(request.param)}


async def test_it_keeps_its_tasks_its_schedule_and_its_pauses_between_attempts(
    database: str, stage: Connection, wrong: Mapping[str, str]
) -> None:
    async with worker_process(database, env=wrong, concurrency=4), worker_process(database):
        held = [await defer(stage, "hold") for _ in range(5)]
        await until_said(stage, "began", 5)
        soon = await stage.fetchval(
            "select (procrastinate_defer_jobs_v1(array[row('default', 'give', 0, null, null,"
            " '{\"what\": \"plain\"}', clock_timestamp() + interval '2 s')"
            "::procrastinate_job_to_defer_v1]))[1]"
        )
        failing = [await defer(stage, "fail", how="once") for _ in range(6)]
        await until_state(stage, soon, "completed")
        for id in failing:
            await until_state(stage, id, "failed")
        await open_gate(stage)
        for id in held:
            await until_state(stage, id, "completed")

    scheduled = await task_row(stage, soon)
    late = scheduled["started_at"] - scheduled["scheduled_at"]
    assert timedelta(0) <= late < MOMENT
    for id in held:
        [attempt] = await attempts_of(stage, id)  # nobody was taken for dead
        assert timedelta(0) < attempt["finished_at"] - attempt["started_at"] < 2 * MOMENT
    for id in failing:
        first, second = await attempts_of(stage, id)
        pause = second["started_at"] - first["finished_at"]
        assert retrying.FIRST / 2 <= pause < retrying.FIRST + MOMENT


async def test_what_is_due_by_the_clock_is_deferred_when_it_is(
    database: str, stage: Connection, wrong: Mapping[str, str]
) -> None:
    async with worker_process(database, env=wrong, extra="ticking"):
        await until(stage, "(select count(*) >= 3 from orakul.task where name = 'tick')")

    late = await stage.fetch(
        "select created_at - to_timestamp((args->>'timestamp')::bigint) as by"
        " from orakul.task where name = 'tick'"
    )
    assert all(timedelta(0) <= row["by"] < MOMENT for row in late)


async def test_a_bulk_action_can_be_undone_as_long_as_it_was_said(
    database: str, db: Connection, wrong: Mapping[str, str]
) -> None:
    begun = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", BULK, database), env={**os.environ, **wrong}
    )
    async with asyncio.timeout(60):
        assert await begun.wait() == 0

    given = await db.fetchval("select scheduled_at - created_at from orakul.task")
    assert abs(given - timedelta(minutes=5)) < MOMENT


async def test_the_clock_is_wrong_indeed(
    database: str, stage: Connection, wrong: Mapping[str, str]
) -> None:
    async with worker_process(database, env=wrong):
        id = await defer(stage, "clock")
        await until_state(stage, id, "completed")

    off = (await task_row(stage, id))["result"]
    assert abs(off - int(wrong["CLOCK_SKEW"])) < MOMENT.total_seconds()
