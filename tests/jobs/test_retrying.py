"""What may pass is tried again, later and later; what cannot get better fails at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs import retrying
from jobs.retrying import wait
from orakul import database as databases
from orakul.database import Connection
from orakul.errors import UnavailableError
from tests.jobs.conftest import Drain, attempts_of, defer, states, task_row

HOUR = timedelta(hours=1)
ODD = {
    "cancelled": "CancelledError",
    "unshowable": "<Unshowable that cannot be shown: ZeroDivisionError>",
    "exit": "3",
}


@given(attempts=st.integers(0, 10_000))
def test_a_wait_lies_in_the_upper_half_of_what_doubles_up_to_five_minutes(attempts: int) -> None:
    whole = min(2.0 * 2 ** min(attempts, 20), 300)

    assert whole / 2 <= wait(RuntimeError(), attempts).total_seconds() <= whole


def test_waits_are_spread() -> None:
    assert len({wait(RuntimeError(), 3) for _ in range(100)}) > 90


@given(seconds=st.integers(0, 100_000), attempts=st.integers(0, 20))
def test_a_service_that_says_how_long_is_believed_up_to_an_hour(
    seconds: int, attempts: int
) -> None:
    asked = timedelta(seconds=seconds)
    longest = max(min(asked, HOUR) * 1.1, timedelta(minutes=5))

    waited = wait(UnavailableError("busy", retry_after=asked), attempts)

    assert min(asked, HOUR) <= waited <= longest


@pytest.mark.parametrize(
    ("given_", "seconds"), [(90, 90), (0.5, 0.5), (1e300, 3600), (-1e300, 0), (float("nan"), 0)]
)
def test_a_wait_may_be_given_in_seconds(given_: float, seconds: float) -> None:
    waited = wait(UnavailableError("busy", retry_after=given_), 0).total_seconds()

    assert max(1, seconds) <= waited <= max(2, seconds * 1.1)


def test_waits_that_a_service_asks_for_are_spread_too() -> None:
    busy = UnavailableError("busy", retry_after=timedelta(minutes=1))

    assert len({wait(busy, 0) for _ in range(100)}) > 90


def test_a_wait_that_is_negative_is_none() -> None:
    busy = UnavailableError("busy", retry_after=timedelta(seconds=-5))

    assert wait(busy, 0) >= timedelta(seconds=1)


async def test_a_task_that_failed_waits_with_the_time_of_its_next_attempt(
    db: Connection, drain: Drain
) -> None:
    id = await defer(db, "fail", how="asked")

    await drain()

    waiting = await task_row(db, id)
    assert (waiting["state"], waiting["attempt"], waiting["max_attempts"]) == ("pending", 1, 2)
    assert waiting["error"] == "it is broken"
    ahead = waiting["scheduled_at"] - datetime.now(UTC)
    assert timedelta(minutes=18) < ahead < timedelta(minutes=23)


async def test_attempts_that_are_used_up_leave_a_failed_task_with_all_its_errors(
    db: Connection, drain: Drain
) -> None:
    id = await defer(db, "fail", how="raise")
    await drain()
    await db.execute("update procrastinate_jobs set scheduled_at = now()")
    await drain()

    failed = await task_row(db, id)
    assert (failed["state"], failed["attempt"], failed["error"]) == ("failed", 2, "it is broken")
    attempts = await attempts_of(db, id)
    assert [each["number"] for each in attempts] == [1, 2]
    for each in attempts:
        assert (each["outcome"], each["error_class"]) == ("failed", "RuntimeError")
        assert each["error"] == "it is broken"
        assert "oddities.py" in each["traceback"]
        assert each["traceback"].rstrip().endswith("RuntimeError: it is broken")


async def test_an_error_that_waiting_does_not_mend_is_not_retried(
    db: Connection, drain: Drain
) -> None:
    id = await defer(db, "fail", how="hopeless")

    await drain()

    assert await states(db, id) == [("in_progress", False), ("failed", False)]


async def test_an_odd_error_is_one_like_any_other(db: Connection, drain: Drain) -> None:
    given = {await defer(db, "fail", how=how): said for how, said in ODD.items()}

    await drain()

    rows = await db.fetch("select * from orakul.task order by id")
    assert {row["id"]: row["error"] for row in rows} == given
    for row in rows:
        assert row["state"] == "pending"
        assert row["scheduled_at"] > row["started_at"] + retrying.FIRST / 2


async def test_an_error_that_nobody_can_make_out_ends_its_attempt_all_the_same(
    db: Connection, drain: Drain
) -> None:
    id = await defer(db, "fail", how="untold")

    await drain()

    row = await task_row(db, id)
    assert (row["state"], row["error"]) == ("failed", "it is broken")


async def test_arguments_that_are_no_object_fail_their_task_and_hold_up_no_other(
    db: Connection, drain: Drain
) -> None:
    await db.execute(
        "insert into procrastinate_jobs (queue_name, task_name, args)"
        " select 'default', 'give', args from (values ('[1]'::jsonb), ('null'), ('3')) as given (args)"
    )
    other = await defer(db, "give", what="plain")

    await drain()

    failed = await db.fetch("select state, error from orakul.task where id <> $1", other)
    why = "its arguments are no JSON object, or nested too deeply to read"
    assert {tuple(row) for row in failed} == {("failed", why)}
    assert (await task_row(db, other))["state"] == "completed"


async def test_arguments_that_are_nested_too_deeply_fail_their_task_and_no_worker(
    db: Connection, drain: Drain
) -> None:
    defer_deep = (
        "insert into procrastinate_jobs (queue_name, task_name, args) values ('default', 'give',"
        """ ('{"what": "plain", "secret": ' || repeat('[', $1) || repeat(']', $1) || '}')::jsonb)"""
        " returning id"
    )
    readable = await db.fetchval(defer_deep, 490)
    unreadable = [await db.fetchval(defer_deep, depth) for depth in (990, 5000)]
    other = await defer(db, "give", what="plain")

    await drain()

    ended = {
        row["id"]: (row["state"], row["error"])
        for row in await db.fetch("select id, state, error from orakul.task")
    }
    why = "its arguments are no JSON object, or nested too deeply to read"
    assert [ended[id] for id in unreadable] == [("failed", why)] * 2
    assert ended[other] == ("completed", None)
    assert "unexpected keyword argument" in ended[readable][1]


async def test_a_number_that_is_too_long_to_read_reaches_its_task_and_ends_no_worker(
    db: Connection, drain: Drain
) -> None:
    id = await db.fetchval(
        "insert into procrastinate_jobs (queue_name, task_name, args) values ('default', 'fail',"
        """ '{"how": "hopeless", "message": 1e5000}') returning id"""
    )
    other = await defer(db, "give", what="plain")

    await drain()

    assert (await task_row(db, id))["error"] == f"1{'0' * 5000}"
    assert (await task_row(db, other))["state"] == "completed"


async def test_arguments_that_a_task_does_not_take_are_not_tried_again(
    db: Connection, drain: Drain
) -> None:
    wrong = [
        await defer(db, "give", whta="plain"),
        await defer(db, "give"),
        await defer(db, "block", word="too many", more=1),
        await defer(db, "block", word="of a method", self=1),
    ]

    await drain()

    for id in wrong:
        failed = await task_row(db, id)
        assert (failed["state"], failed["attempt"]) == ("failed", 1)
        assert failed["error"].startswith("its arguments do not fit: ")


async def test_a_kind_that_becomes_known_while_an_attempt_runs_counts_that_one_too(
    db: Connection,
) -> None:
    id = await defer(db, "unknown")
    worker = await db.fetchval("select procrastinate_register_worker_v1()")
    await databases.fetch(db, dict[str, Any], "claim_jobs", None, worker, 1)
    before = (await task_row(db, id))["max_attempts"]

    await db.execute("insert into orakul.task_kind (name, max_attempts) values ('unknown', 3)")
    await db.execute("update procrastinate_jobs set priority = 1 where id = $1", id)

    assert before is None
    assert (await task_row(db, id))["max_attempts"] == 3


async def test_a_task_deferred_before_any_worker_ran_knows_its_attempts_once_it_is_claimed(
    db: Connection, drain: Drain
) -> None:
    id = await defer(db, "give", what="plain")
    before = (await task_row(db, id))["max_attempts"]

    await drain()

    assert before is None
    assert (await task_row(db, id))["max_attempts"] == 2
