"""A rule that finds something opens one alert, tells of it until somebody cares, and ends it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orakul import database as databases
from orakul.alerts import listing, rules, watching
from orakul.alerts.delivering import LEASE, MOST, Delivery
from orakul.database import Acting, Connection, connect
from orakul.tasks.fingerprint import make_fault
from tests.web.conftest import Queue
from tests.web.words import catalogue

SILENCE = 30.0  # seconds
AT_ONCE: dict[str, Any] = {"for_seconds": 0, "clear_seconds": 0}
DEFAULTS: dict[str, Any] = {
    "repeat_seconds": 3600,
    "severity": "warning",
    "is_enabled": True,
    "task": None,
    "queue": None,
}


@pytest.fixture
def queue(db: Connection) -> Queue:
    return Queue(db)


@pytest.fixture(autouse=True)
async def no_rules(db: Connection) -> None:
    """Each test has the rules that it adds, and no other."""
    await db.execute("delete from orakul.alert_rule")


async def add(db: Connection, kind: str, *, told: bool = False, **parts: Any) -> int:
    channels: list[int] = []
    if told:
        channels = [
            await db.fetchval(
                "insert into orakul.alert_channel (name, target) values ('here',"
                ' \'{"kind": "webhook", "url": "https://example.com"}\') returning id'
            )
        ]
    async with databases.acting(db, Acting("test")):
        rule = await rules.add(
            db, {"name": kind, "kind": kind, **DEFAULTS, **AT_ONCE, **parts}, channels
        )
    return rule.id


async def evaluate(db: Connection) -> None:
    assert await watching.evaluate(db, silence=SILENCE, every=0)


async def acknowledge(db: Connection, id: int, until: datetime | None = None) -> None:
    async with databases.acting(db, Acting("person:1", reason="known")):
        await listing.acknowledge(db, id, "known", until)


async def alerts(db: Connection, *columns: str) -> list[Any]:
    chosen = ", ".join(columns or ("subject",))
    rows = await db.fetch(f"select {chosen} from orakul.alert where state <> 'pending' order by id")
    return [tuple(row) if columns[1:] else row[0] for row in rows]


async def events(db: Connection) -> list[str]:
    rows = await db.fetch(
        "select name from orakul.event where topic = 'alert' and name like 'alert%'"
        " order by position"
    )
    return [row["name"] for row in rows]


async def told(db: Connection) -> list[str]:
    rows = await db.fetch("select event from orakul.alert_delivery order by id")
    return [row["event"] for row in rows]


async def arrive(db: Connection) -> None:
    """Let all that was to be told have arrived."""
    await db.execute("update orakul.alert_delivery set sent_at = now() where sent_at is null")


async def past(db: Connection, column: str, seconds: float) -> None:
    """Let what stands in a column of alerts have been longer ago."""
    await db.execute(
        f"update orakul.alert set {column} = {column} - make_interval(secs => $1)", seconds
    )


async def age(db: Connection, seconds: float) -> None:
    """Let all tasks have been in their states for longer."""
    await db.execute(
        "update orakul.task set state_since = state_since - make_interval(secs => $1)", seconds
    )


async def finish(queue: Queue, name: str, status: str, times: int = 1) -> list[int]:
    ids: list[int] = []
    for _ in range(times):
        id = await queue.defer(name=name)
        assert await queue.take() == id
        if status == "failed":
            fault = make_fault("TestError", "here:f", "it broke")
            await queue.finish(id, status, "it broke", fingerprint=fault.fingerprint)
        else:
            await queue.finish(id)
        ids.append(id)
    return ids


async def test_there_are_rules_from_the_start_that_open_nothing_within_a_minute(
    clones: Any, queue: Queue
) -> None:
    dsn = await clones.take()
    fresh = await connect(dsn)

    kinds = await fresh.fetch("select kind, name, is_enabled, for_seconds from orakul.alert_rule")
    await fresh.close()
    clones.drop(dsn)

    assert {row["kind"] for row in kinds} == set(rules.PARTS)
    assert all(row["is_enabled"] and row["for_seconds"] >= 60 for row in kinds)
    # By these names the dashboard knows them, and tells them in the reader's language.
    spoken = catalogue("en")
    assert all(row["name"] == spoken[f"rules.given.{row['kind']}"] for row in kinds)


# --- each kind of rule ---


async def test_the_share_of_failures_counts_by_task_and_only_from_a_number_on(
    db: Connection, queue: Queue
) -> None:
    await add(db, "failure_rate", per="task", share=0.5, least=3, window_seconds=900)
    await finish(queue, "half", "failed", 2)
    await finish(queue, "half", "succeeded", 2)
    await finish(queue, "few", "failed", 2)
    await finish(queue, "most", "failed", 2)
    await finish(queue, "most", "succeeded")

    await evaluate(db)
    [(subject, value, summary, facts)] = await alerts(db, "subject", "value", "summary", "facts")

    assert subject == "most"
    assert facts == {"failed": 2, "ended": 3, "per": "task", "window_seconds": 900}
    assert value == pytest.approx(2 / 3)
    assert summary == "2 of 3 attempts of most failed within 15 minutes"


async def test_an_attempt_that_is_tried_again_counts_as_a_failure_and_none_counts_twice(
    db: Connection, queue: Queue
) -> None:
    await add(db, "failure_rate", per="task", share=0.5, least=4, window_seconds=900)
    again, last = [await queue.defer(name="flaky") for _ in range(2)]
    for _ in range(2):
        await queue.take()
        await queue.finish(again, None, "it broke")
    await evaluate(db)
    too_few = await alerts(db)
    await queue.take()
    await queue.finish(again)
    await queue.take()
    await queue.finish(last, "failed", "it broke")

    await evaluate(db)
    [(value, summary)] = await alerts(db, "value", "summary")
    await db.execute("update orakul.task_attempt set finished_at = now() - interval '1 hour'")
    await evaluate(db)
    await evaluate(db)

    assert too_few == []
    assert value == pytest.approx(3 / 4)
    assert summary == "3 of 4 attempts of flaky failed within 15 minutes"
    assert await alerts(db, "state", "subject") == [("resolved", "flaky")]


async def test_many_rules_of_one_time_count_what_ended_within_it_once(
    db: Connection, queue: Queue
) -> None:
    await finish(queue, "one", "failed")

    async def looks() -> int:
        """How often the findings look through tasks and attempts."""
        told = await db.fetchval(
            "explain (analyze, format json) select * from orakul.alert_findings('30 s')"
        )
        [plan] = json.loads(told)
        nodes, found = [plan["Plan"]], 0
        while nodes:
            node = nodes.pop()
            nodes += node.get("Plans", [])
            if node.get("Relation Name") in {"task", "task_attempt"}:
                found += node["Actual Loops"]
        return found

    parts: dict[str, Any] = {"per": "task", "share": 0.5, "least": 1, "window_seconds": 900}
    await add(db, "failure_rate", **parts)
    by_one = await looks()
    for number in range(5):
        await add(db, "failure_rate", **parts, name=f"rule {number}", task="one")
    by_many = await looks()
    await evaluate(db)

    assert 0 < by_one == by_many
    assert await alerts(db) == ["one"] * 6


async def test_what_a_worker_that_stopped_interrupted_is_no_failure(
    db: Connection, queue: Queue
) -> None:
    await add(db, "failure_rate", per="task", share=0.5, least=1, window_seconds=900)
    id = await queue.defer(name="long")
    await queue.take()
    await queue.finish(id, None, "interrupted: the worker stopped", interrupted=True)

    await evaluate(db)

    assert await alerts(db) == []


async def test_an_error_that_is_only_called_as_an_interruption_is_a_failure(
    db: Connection, queue: Queue
) -> None:
    await add(db, "failure_rate", per="task", share=0.5, least=1, window_seconds=900)
    id = await queue.defer(name="long")
    await queue.take()
    await queue.finish(id, None, "the tape stopped", error_class="Stopped")

    await evaluate(db)

    assert await alerts(db) == ["long"]


async def test_the_share_of_failures_may_count_all_and_what_is_older_does_not_count(
    db: Connection, queue: Queue
) -> None:
    await add(db, "failure_rate", per="all", share=0.3, least=2, window_seconds=900)
    await finish(queue, "one", "failed")
    [late] = await finish(queue, "two", "succeeded")

    await db.execute(
        "update orakul.task set finished_at = now() - interval '16 minutes' where id = $1", late
    )
    await evaluate(db)
    before = await alerts(db)
    await db.execute("update orakul.task set finished_at = now() where id = $1", late)
    await evaluate(db)

    assert before == []
    assert await alerts(db) == ["all"]


async def test_one_kind_of_error_counts_until_it_is_discarded(db: Connection, queue: Queue) -> None:
    await add(db, "repeated_failure", least=3, window_seconds=600)
    await finish(queue, "broken", "failed", 2)
    await evaluate(db)
    before = await alerts(db)

    [last] = await finish(queue, "other", "failed")
    await evaluate(db)
    opened = await alerts(
        db, "subject", "state", "facts ->> 'sample_id'", "facts -> 'window_seconds'"
    )
    await db.execute(
        "update orakul.task set discarded_at = now(), discarded_by = 'x', discard_reason = 'y'"
    )
    await evaluate(db)

    kind = make_fault("TestError", "here:f", "it broke").fingerprint
    assert (before, opened) == ([], [(kind, "open", str(last), 600)])
    assert await alerts(db, "state") == ["resolved"]


async def test_alerts_of_two_errors_of_one_class_can_be_told_apart(
    db: Connection, queue: Queue
) -> None:
    await add(db, "repeated_failure", least=1, window_seconds=60)
    for name, error in (
        ("import", "no chat 7"),
        ("import", "no chat 8"),
        ("send", "no mail"),
        ("fetch", "too late"),
        ("other", "too late"),
    ):
        id = await queue.defer(name=name)
        await queue.take()
        fault = make_fault("TestError", "here:f", error)
        await queue.finish(
            id, "failed", error, error_pattern=fault.message, fingerprint=fault.fingerprint
        )

    await evaluate(db)

    found = await alerts(db, "summary", "facts ->> 'task'", "facts ->> 'message'")
    same = "failed with the same error (TestError: {}) within 1 minute"
    assert sorted(found, key=str) == sorted(
        [
            ("2 tasks import " + same.format("no chat <n>"), "import", "no chat <n>"),
            ("1 task send " + same.format("no mail"), "send", "no mail"),
            ("2 tasks " + same.format("too late"), None, "too late"),
        ],
        key=str,
    )


async def test_a_queue_is_late_by_its_oldest_due_task_unless_that_is_paused(
    db: Connection, queue: Queue
) -> None:
    await add(db, "queue_age", seconds=60)
    await queue.defer(queue="slow")
    await queue.defer(queue="later", at=datetime.now(UTC) + timedelta(hours=1))
    await queue.defer(queue="held")
    await db.execute("insert into orakul.pause (queue, actor) values ('held', 'test')")
    await evaluate(db)
    before = await alerts(db)

    await age(db, 61)
    await evaluate(db)

    assert (before, await alerts(db)) == ([], ["slow"])
    [summary] = await alerts(db, "summary")
    assert summary.startswith("The oldest due task of the queue slow waits for 1 minute")


async def test_a_queue_with_due_tasks_needs_a_worker_that_lives(
    db: Connection, queue: Queue
) -> None:
    await add(db, "no_worker")
    worker = await queue.work("served")
    await queue.defer(queue="served")
    await queue.defer(queue="forgotten")
    await evaluate(db)
    before = await alerts(db)

    await queue.silence(worker)
    await evaluate(db)

    assert (before, await alerts(db)) == (["forgotten"], ["forgotten", "served"])


async def test_a_task_is_stalled_by_its_silent_worker_or_by_its_time(
    db: Connection, queue: Queue
) -> None:
    await add(db, "stalled_task", seconds=600)
    worker, other = await queue.work(name="a"), await queue.work(name="b")
    for name, who in (("quick", worker), ("silent", other)):
        await queue.defer(name=name)
        await queue.take(worker=who)
    await evaluate(db)
    before = await alerts(db)

    await queue.silence(other)
    await evaluate(db)
    silent = await alerts(db)
    await age(db, 601)
    await evaluate(db)

    assert (before, silent) == ([], ["silent"])
    assert "1 running task silent is stalled" in await alerts(db, "summary")
    assert sorted(await alerts(db)) == ["quick", "silent"]


async def test_a_rule_watches_one_task_or_one_queue_where_it_says_so(
    db: Connection, queue: Queue
) -> None:
    await add(db, "no_worker", name="by queue", queue="mine")
    await add(db, "queue_age", name="by task", seconds=1, task="mine")
    await queue.defer(queue="mine", name="x")
    await queue.defer(queue="other", name="mine")
    await age(db, 2)

    await evaluate(db)

    assert sorted(await alerts(db, "rule", "subject")) == [
        ("by queue", "mine"),
        ("by task", "other"),
    ]


# --- the life of an alert ---


async def test_an_alert_is_opened_after_its_time_and_resolved_after_its_time(
    db: Connection, queue: Queue
) -> None:
    await add(db, "no_worker", told=True, for_seconds=60, clear_seconds=120)
    await queue.defer()
    await evaluate(db)
    too_early = await alerts(db)
    await past(db, "since", 61)
    await evaluate(db)
    await evaluate(db)
    opened = await alerts(db, "state")

    worker = await queue.work()
    await evaluate(db)
    still = await alerts(db, "state")
    await queue.silence(worker)
    await evaluate(db)  # it holds again: its time begins anew
    await past(db, "cleared_at", 121)
    await evaluate(db)
    flapped = await alerts(db, "state")
    await db.execute("update procrastinate_workers set last_heartbeat = now()")
    await evaluate(db)
    await past(db, "cleared_at", 121)
    await evaluate(db)

    assert (too_early, opened, still, flapped) == ([], ["open"], ["open"], ["open"])
    assert await alerts(db, "state") == ["resolved"]
    assert await events(db) == ["alert_opened", "alert_resolved"]
    assert await told(db) == ["opened", "resolved"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (61, "1 minute 1 second"),
        (90, "1 minute 30 seconds"),
        (900, "15 minutes"),
        (3600, "1 hour"),
        (93959, "26 hours 5 minutes"),
    ],
)
async def test_times_are_said_to_be_read(db: Connection, seconds: int, said: str) -> None:
    assert await db.fetchval("select orakul.lasting($1)", seconds) == said


async def test_what_does_not_last_is_never_an_alert(db: Connection, queue: Queue) -> None:
    await add(db, "no_worker", for_seconds=60)
    await queue.defer()
    await evaluate(db)
    worker = await queue.work()
    await evaluate(db)
    await queue.silence(worker)
    await evaluate(db)
    await past(db, "since", 59)
    await evaluate(db)

    assert await alerts(db) == []
    assert await events(db) == []


@pytest.mark.parametrize("down", [90, 600])
async def test_time_in_which_nobody_looked_does_not_count_as_time_that_it_held(
    db: Connection, queue: Queue, down: int
) -> None:
    await add(db, "no_worker", for_seconds=60)
    await queue.defer()
    await evaluate(db)
    for column in ("since", "held_at"):
        await past(db, column, down)
    await evaluate(db)  # the first look after a deployment: the workers start as well
    after = await alerts(db)
    for column in ("since", "held_at"):
        await past(db, column, 20)
    await evaluate(db)
    soon = await alerts(db)
    for column in ("since", "held_at"):
        await past(db, column, 20)
    await evaluate(db)

    assert (after, soon, await alerts(db)) == ([], [], ["default"])


async def test_what_comes_back_is_another_alert(db: Connection, queue: Queue) -> None:
    await add(db, "no_worker")
    await queue.defer()
    await evaluate(db)
    worker = await queue.work()
    await evaluate(db)
    await queue.silence(worker)
    await evaluate(db)

    assert await alerts(db, "state") == ["resolved", "open"]


async def test_many_evaluate_at_once_and_one_alert_is_opened_and_told(
    database: str, db: Connection, queue: Queue
) -> None:
    await add(db, "no_worker", told=True)
    for name in ("a", "b", "c"):
        await queue.defer(queue=name)
    others = [await connect(database) for _ in range(6)]

    done = await asyncio.gather(
        *(watching.evaluate(each, silence=SILENCE, every=0) for each in others)
    )
    for each in others:
        await each.close()

    assert any(done)
    assert await alerts(db) == ["a", "b", "c"]
    assert await told(db) == ["opened"] * 3
    with pytest.raises(Exception, match="alert_one"):
        await db.execute(
            "insert into orakul.alert (rule_id, rule, kind, severity, subject, state, summary,"
            " value, facts) select rule_id, rule, kind, severity, subject, 'pending', summary,"
            " value, facts from orakul.alert"
        )


async def test_who_comes_while_another_evaluates_or_soon_after_does_nothing(
    database: str, db: Connection
) -> None:
    other = await connect(database)
    async with databases.acting(other, Acting("test")):
        await databases.fetch_value(other, "evaluate_alerts", SILENCE, 0.0)
        meanwhile = await watching.evaluate(db, silence=SILENCE, every=0)
    await other.close()

    assert not meanwhile
    assert not await watching.evaluate(db, silence=SILENCE, every=600)
    assert await watching.evaluate(db, silence=SILENCE, every=0)


async def test_an_open_alert_is_told_again_in_its_time(db: Connection, queue: Queue) -> None:
    await add(db, "no_worker", told=True, repeat_seconds=3600)
    await queue.defer()
    await evaluate(db)
    await arrive(db)
    await past(db, "told_at", 3599 - 60)
    await evaluate(db)
    before = await told(db)
    await past(db, "told_at", 61)
    await evaluate(db)
    await evaluate(db)

    assert before == ["opened"]
    assert await told(db) == ["opened", "repeated"]
    assert await events(db) == ["alert_opened"]


async def test_a_channel_that_is_away_gets_one_message_when_it_is_back_not_one_for_each_hour(
    db: Connection, queue: Queue
) -> None:
    await add(db, "no_worker", told=True, repeat_seconds=3600)
    await queue.defer()
    await evaluate(db)
    for _ in range(3):
        await past(db, "told_at", 3600)
        await evaluate(db)
    away = await told(db)
    await arrive(db)
    await past(db, "told_at", 3600)
    await evaluate(db)

    assert away == ["opened"]
    assert await told(db) == ["opened", "repeated"]


async def test_what_was_still_to_be_told_of_an_alert_is_not_told_once_it_is_acknowledged(
    db: Connection, queue: Queue
) -> None:
    await add(db, "no_worker", told=True)
    for name in ("cared for", "not cared for"):
        await queue.defer(queue=name)
    await evaluate(db)
    [id, other] = await alerts(db, "id")
    await acknowledge(db, id)

    left = await databases.fetch(db, Delivery, "claim_alert_deliveries", MOST, LEASE)

    assert [int(each.alert["id"]) for each in left] == [other]


async def test_a_clock_that_is_set_back_holds_up_neither_the_looking_nor_the_end_of_an_alert(
    db: Connection, queue: Queue
) -> None:
    await add(db, "no_worker")
    await queue.defer()
    await evaluate(db)
    await queue.work()
    await db.execute("update orakul.alert_evaluation set at = now() + interval '1 hour'")
    await past(db, "held_at", -3600)

    looked = await watching.evaluate(db, silence=SILENCE)

    assert looked
    assert await alerts(db, "state") == ["resolved"]


async def test_an_acknowledged_alert_is_silent_to_its_end(db: Connection, queue: Queue) -> None:
    await add(db, "no_worker", told=True)
    await queue.defer()
    await evaluate(db)
    await arrive(db)
    [id] = await alerts(db, "id")
    await acknowledge(db, id)
    await acknowledge(db, id)
    await past(db, "told_at", 7200)
    await evaluate(db)
    silent = await told(db)
    await queue.work()
    await evaluate(db)

    assert silent == await told(db) == ["opened"]
    assert await events(db) == ["alert_opened", "alert_acknowledged", "alert_resolved"]
    with pytest.raises(Exception, match="is resolved"):
        await acknowledge(db, id)


async def test_an_acknowledgement_that_ends_by_the_clock_opens_the_alert_again(
    db: Connection, queue: Queue
) -> None:
    await add(db, "no_worker", told=True)
    await queue.defer()
    await evaluate(db)
    await arrive(db)
    [id] = await alerts(db, "id")
    await acknowledge(db, id, datetime.now(UTC) + timedelta(hours=2))
    await past(db, "told_at", 7200)
    await evaluate(db)
    silent = await told(db)
    await db.execute("update orakul.alert set until = now()")
    await evaluate(db)

    assert silent == ["opened"]
    assert await alerts(db, "state", "reason") == [("open", None)]
    assert await told(db) == ["opened", "repeated"]
    assert await events(db) == ["alert_opened", "alert_acknowledged", "alert_reopened"]


@pytest.mark.parametrize("way", ["disable", "drop"])
async def test_what_a_rule_found_ends_with_it(db: Connection, queue: Queue, way: str) -> None:
    rule = await add(db, "no_worker", told=True)
    await queue.defer()
    await evaluate(db)

    async with databases.acting(db, Acting("test")):
        if way == "disable":
            await rules.change(db, rule, {"is_enabled": False}, None)
        else:
            await rules.drop(db, rule)
    await evaluate(db)

    assert await alerts(db, "state", "rule") == [("resolved", "no_worker")]
    assert await told(db) == ["opened", "resolved"]


async def test_old_alerts_are_forgotten_and_open_ones_are_not(db: Connection, queue: Queue) -> None:
    rule = await add(db, "no_worker")
    await queue.defer(queue="a")
    await evaluate(db)
    async with databases.acting(db, Acting("test")):
        await rules.drop(db, rule)
    await add(db, "no_worker")
    await evaluate(db)
    await past(db, "resolved_at", 3600)

    assert await listing.prune(db, timedelta(hours=2)) == 0
    assert await listing.prune(db, timedelta(minutes=30)) == 1
    assert await alerts(db, "state") == ["open"]
