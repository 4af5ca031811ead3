"""The command line lists alerts and their rules, and silences an alert as whoever types."""

from datetime import UTC, datetime
from typing import Any

import pytest

from orakul.alerts import watching
from orakul.database import Connection
from tests.web.commands import orakul
from tests.web.conftest import Queue


@pytest.fixture
async def opened(db: Connection) -> list[str]:
    """The ids of three open alerts, of queues with names that a terminal must not obey."""
    await db.execute("update orakul.alert_rule set for_seconds = 0, clear_seconds = 0")
    for name in ("a", "b", "[red]c\x1b"):
        await Queue(db).defer(queue=name)
    await watching.evaluate(db, silence=30, every=0)
    rows = await db.fetch("select id::text from orakul.alert order by id")
    return [row["id"] for row in rows]


async def test_alerts_are_listed_for_people_and_for_pipes(
    database: str, db: Connection, opened: list[str]
) -> None:
    await db.execute("update orakul.alert set opened_at = opened_at - id * interval '1 second'")
    first = await orakul(database, "alerts", "list", "--limit", 2)
    everything = await orakul(database, "alerts", "list", "--all", "--state", "open")
    none = await orakul(database, "alerts", "list", "--rule", 4711)
    table = await orakul(database, "alerts", "list", "--no-json", COLUMNS="200")
    wrong = await orakul(database, "alerts", "list", "--state", "pending")

    assert [each["id"] for each in first.lines] == opened[:2]
    assert [each["id"] for each in everything.lines] == opened
    assert {each["kind"] for each in everything.lines} == {"no_worker"}
    assert (none.status, none.out) == (0, "")
    assert "1 due task of the queue a has no worker that takes it" in table.out
    assert "[red]c\N{REPLACEMENT CHARACTER}" in table.out
    assert "\x1b" not in table.out
    assert wrong.status == 2


async def test_what_is_not_known_of_an_alert_is_not_shown(database: str, db: Connection) -> None:
    await db.execute("update orakul.alert_rule set for_seconds = 0, least = 1 where least > 0")
    await Queue(db).fail()
    await watching.evaluate(db, silence=30, every=0)
    [id] = await db.fetchval(
        "select array_agg(id) from orakul.alert where kind = 'repeated_failure'"
    )

    shown = await orakul(database, "alerts", "show", id, "--no-json", COLUMNS="200")

    assert "1 task example failed with the same error (TestError: it broke)" in shown.out
    assert "sample id" in shown.out
    assert "null" not in shown.out


async def test_an_alert_is_silenced_by_whoever_types_for_good_or_for_a_while(
    database: str, db: Connection, opened: list[str]
) -> None:
    one, two, three = opened
    for_good = await orakul(database, "alerts", "ack", one, "--reason", " known ")
    again = await orakul(database, "alerts", "ack", one, "--reason", "known")
    for_now = await orakul(
        database, "alerts", "silence", two, "2h", "--reason", "deploy", "--no-json"
    )
    shown = await orakul(database, "alerts", "show", two, "--no-json", COLUMNS="200")
    as_json = await orakul(database, "alerts", "show", two)
    past = await orakul(database, "alerts", "silence", three, "2001-01-01", "--reason", "x")
    no_reason = await orakul(database, "alerts", "ack", three)
    empty = await orakul(database, "alerts", "ack", three, "--reason", " ")
    told = await db.fetch(
        "select actor, reason from orakul.event where name = 'alert_acknowledged' order by position"
    )

    [silenced] = for_good.lines
    assert (silenced["state"], silenced["acknowledged"]["reason"]) == ("acknowledged", "known")
    assert silenced["acknowledged"]["until"] is None
    assert again.lines == for_good.lines
    assert for_now.status == 0
    for text in ("No worker", "acknowledged", "deploy (silent until 20", "waiting", "of  "):
        assert text in shown.out
    until = datetime.fromisoformat(as_json.lines[0]["acknowledged"]["until"])
    assert 1.5 < (until - datetime.now(UTC)).total_seconds() / 3600 < 2.1
    assert (past.status, no_reason.status, empty.status) == (2, 2, 1)
    assert "is past" in past.said
    assert "a reason has" in empty.said
    assert [each["reason"] for each in told] == ["known", "deploy"]
    assert all(each["actor"].startswith("command:") for each in told)


async def test_what_is_not_there_or_over_is_told_in_one_sentence(
    database: str, db: Connection, opened: list[str]
) -> None:
    await db.execute("update orakul.task set state = 'cancelled', finished_at = now()")
    for _ in range(2):
        await watching.evaluate(db, silence=30, every=0)
    over = await orakul(database, "alerts", "ack", opened[0], "--reason", "late")
    unknown: list[Any] = [
        await orakul(database, "alerts", "ack", 4711, "--reason", "x"),
        await orakul(database, "alerts", "show", 4711),
    ]
    resolved = await orakul(database, "alerts", "show", opened[0], "--no-json")

    assert (over.status, over.said) == (1, f"orakul: the alert {opened[0]} is resolved\n")
    assert {(each.status, each.said) for each in unknown} == {
        (1, "orakul: there is no alert 4711\n")
    }
    assert "resolved" in resolved.out


async def test_rules_are_listed_with_what_they_watch(database: str, db: Connection) -> None:
    await db.execute("update orakul.alert_rule set queue = 'slow', is_enabled = false where id = 2")

    lines = (await orakul(database, "alerts", "rules")).lines
    table = (await orakul(database, "alerts", "rules", "--no-json", COLUMNS="200")).out

    assert [each["name"] for each in lines][:2] == ["No worker", "A queue is late"]
    assert "queue slow" in table
    assert "everything" in table
