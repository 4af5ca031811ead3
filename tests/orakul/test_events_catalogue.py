"""What is documented of events is what the code writes, and nothing else is ever written."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import sql
from orakul import database as databases
from orakul.database import Acting, Connection
from orakul.events.catalogue import BY_NAME, KINDS, fault
from orakul.tasks.deferring import Work, defer
from scripts import events as page

SQL = Path(sql.__file__).parent


async def task_event(db: Connection) -> dict[str, Any]:
    async with databases.acting(db, Acting("test")):
        await defer(db, Work.INGEST, {})
    return json.loads(await db.fetchval("select data::text from orakul.event"))


def test_the_page_is_what_the_catalogue_makes() -> None:
    assert page.FILE.read_text() == page.document()


def test_no_event_is_listed_twice() -> None:
    assert len(BY_NAME) == len(KINDS)


def test_what_functions_and_queries_emit_by_name_is_listed() -> None:
    text = "".join(file.read_text() for file in sorted(SQL.glob("functions/*.sql")))
    calls = re.findall(r"emit_v1\(\s*'(\w+)', '([\w.]+)', '(\w+)'", text)

    assert len(calls) >= 4
    assert [call for call in calls if call[:2] not in BY_NAME] == []
    assert [call for call in calls if BY_NAME[call[:2]].audience != call[2]] == []


async def test_a_real_event_has_no_fault(db: Connection) -> None:
    data = await task_event(db)

    assert fault("tasks", "task_created", "owner", json.dumps(data)) is None


async def test_an_event_of_an_unknown_name_is_a_fault(db: Connection) -> None:
    data = json.dumps(await task_event(db))

    assert "no event 'task_lost'" in str(fault("tasks", "task_lost", "owner", data))
    assert "no event 'task_created'" in str(fault("messages", "task_created", "owner", data))


async def test_an_event_for_others_than_documented_is_a_fault(db: Connection) -> None:
    data = json.dumps(await task_event(db))

    assert "is for 'project'" in str(fault("tasks", "task_created", "project", data))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"secret": 1}, "secret"),
        ({"task_id": 7}, "task_id"),
        ({"task_id": None}, "task_id"),
        ({"new_status": "lost"}, "new_status"),
        ({"timestamp": "2026-01-01T00:00:00"}, "timestamp"),
        ({"task": {}}, "task"),
    ],
)
async def test_data_of_another_shape_are_a_fault(
    db: Connection, change: dict[str, Any], place: str
) -> None:
    data = await task_event(db) | change

    assert f"tasks/task_created: {place}" in str(
        fault("tasks", "task_created", "owner", json.dumps(data))
    )


async def test_a_field_that_is_missing_is_a_fault(db: Connection) -> None:
    data = await task_event(db)
    del data["task"]["trace_id"]

    assert "task.trace_id" in str(fault("tasks", "task_created", "owner", json.dumps(data)))


def test_every_topic_is_one_word_in_lower_case() -> None:
    assert all(re.fullmatch("[a-z_]+", kind.topic) for kind in KINDS)
    assert all(re.fullmatch("[a-z_]+([.][a-z_]+)?", kind.name) for kind in KINDS)
