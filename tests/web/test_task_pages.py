"""Pages hold their place: no task is repeated or left out while others come and go."""

import base64
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orakul.database import Connection
from orakul.tasks.sorting import SORTABLE

FIELDS = [*SORTABLE, "args.n"]
NONE_LAST = ("owner", "project", "wait", "run", "progress", "args.n")  # whichever way is asked for
BY_AGE = ("name", "queue", "state", "owner", "project", "priority")  # where many tasks are equal
ARGS: list[dict[str, Any]] = [{}, {"n": None}, {"n": []}, {"n": "b"}, {"n": "a"}, {"n": 9}, {"n": 10.5}, {"n": True},
    {"n": "Bearer abcdefgh"}, {"n": "Bearer xyzxyz"}]  # fmt: skip
STATES = ["pending", "in_progress", "completed", "failed", "cancelled"]


async def fill(db: Connection, count: int, chance: random.Random) -> None:
    """Add tasks whose every column has few values, nulls among them, so that many are equal."""
    people = [
        await db.fetchval("insert into orakul.person (name) values ($1) returning id", name)
        for name in ("Ada", "Ада", "ada", "Zoë", "Ada")
    ]
    projects = [
        await db.fetchval(
            "insert into orakul.project (slug, name) values ($1, $1)"
            " on conflict (slug) do update set name = excluded.name returning id",
            slug,
        )
        for slug in ("alpha", "beta")
    ]
    when = [None, *(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(3))]
    start = await db.fetchval("select coalesce(max(id), 0) from orakul.task")
    await db.executemany(
        "insert into orakul.task (id, name, queue, state, state_since, priority, args, owner_id,"
        " project_id, root_id, created_at, scheduled_at, started_at, finished_at, attempt,"
        " max_attempts, progress_done, progress_total, error, traceparent)"
        " values ($1, $2, $3, $4, $18, $5, $19, $6, $7, $1, $8, $9, $10, $11, $12, $13, $14,"
        " $15, $16, $17)",
        [
            (
                start + n,
                chance.choice(["save", "Score", "оцінити", ""]),
                chance.choice(["default", "slow"]),
                chance.choice(STATES),
                chance.randint(-1, 1),
                chance.choice([None, *people]),
                chance.choice([None, *projects]),
                chance.choice(when[1:]),
                *chance.choices(when, k=3),
                chance.randint(0, 2),
                chance.choice([None, 1, 5]),
                *chance.choice([(None, None), (0, 0), (1, 3), (2, 3), (2, 6)]),
                chance.choice([None, "", "it broke", "й" * 300]),
                f"00-{chance.choice('ab') * 32}-{'c' * 16}-01",
                chance.choice(when[1:]),
                chance.choice(ARGS),
            )
            for n in range(1, count + 1)
        ],
    )  # fmt: skip
    await db.execute(
        "insert into orakul.task_attempt"
        " (task_id, number, worker, due_at, started_at, finished_at, outcome, trace_id)"
        " select id, attempt, 'worker-' || id, started_at - interval '0.5 second' * (id % 3),"
        " started_at, started_at + interval '1 hour' * (id % 4), 'failed', trace_id"
        " from orakul.task where id > $1 and started_at is not null",
        start,
    )


async def pages(client: Any, between: Any = None, **query: Any) -> list[dict[str, Any]]:
    """Read all pages, and call *between* after each."""
    items: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await client.get("/api/tasks", params={**query, **cursor})
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        if answer.json()["next_cursor"] is None:
            return items
        cursor = {"cursor": answer.json()["next_cursor"]}
        if between:
            await between()


def key(task: dict[str, Any], field: str) -> Any:
    return KEYS[field](task) if field in KEYS else task[field]


def share(progress: Any) -> float | None:
    return progress["done"] / progress["total"] if progress and progress["total"] else None


def length(ms: int | None, still_since: str | None) -> tuple[int, int] | None:
    """A time, or a longer one that goes on: the longer the earlier it began."""
    if still_since is not None:
        return 1, -since_1970(still_since)
    return None if ms is None else (0, ms)


def since_1970(at: str) -> int:
    return int(1000 * datetime.fromisoformat(at).timestamp())


def argument_key(value: Any) -> Any:
    match value:
        case bool():
            return 2, value
        case int() | float():
            return 1, value
        case str() if "[hidden]" not in value:
            return 0, value
        case _:
            return None


KEYS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "id": lambda task: int(task["id"]),
    "state": lambda task: STATES.index(task["state"]),
    "owner": lambda task: task["owner"] and task["owner"]["name"],
    "progress": lambda task: share(task["progress"]),
    "wait": lambda task: length(task["wait_ms"], task["due_at"]),
    "run": lambda task: length(
        task["run_ms"], task["started_at"] if task["state"] == "in_progress" else None
    ),
    "args.n": lambda task: argument_key(task["args"].get("n")),
    "error": lambda task: task["error"] and task["error"][:100],
}


@pytest.mark.parametrize("field", FIELDS)
async def test_every_column_sorts_both_ways_and_pages_agree_with_the_whole(
    admin: Any, db: Connection, field: str
) -> None:
    await fill(db, 60, random.Random(field))

    up = await pages(admin, sort=field, limit=200)
    down = await pages(admin, sort=f"-{field}", limit=200)
    up_in_pages = await pages(admin, sort=field, limit=7)
    down_in_pages = await pages(admin, sort=f"-{field}", limit=7)

    def place(task: dict[str, Any]) -> tuple[str, int]:
        return task["created_at"] if field in BY_AGE else "", int(task["id"])

    assert len(up) == 60
    assert up_in_pages == up
    keys = [key(task, field) for task in up]
    known = [each for each in keys if each is not None]
    ends = len(known) if field in NONE_LAST else len(up)
    assert down_in_pages == down == up[:ends][::-1] + up[ends:][::-1]
    assert keys == known + [None] * (len(keys) - len(known))  # nulls last
    if not isinstance(known[0], str):  # PostgreSQL's collation orders texts
        assert known == sorted(known)
    assert all(place(a) < place(b) for a, b in pairwise(up) if key(a, field) == key(b, field))


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("sign", ["", "-"])
async def test_tasks_that_come_and_go_hide_and_repeat_no_other(
    admin: Any, db: Connection, field: str, sign: str
) -> None:
    chance = random.Random(field)
    await fill(db, 40, chance)
    there = {row["id"] for row in await db.fetch("select id from orakul.task")}
    gone: set[int] = set()

    async def meanwhile() -> None:
        await fill(db, 5, chance)
        victim = chance.choice(sorted(there - gone))
        gone.add(victim)
        await db.execute("delete from orakul.task where id = $1", victim)

    listed = [
        int(task["id"]) for task in await pages(admin, meanwhile, sort=sign + field, limit=11)
    ]

    assert len(listed) == len(set(listed))
    assert there - gone <= set(listed)


async def test_a_cursor_of_another_order_and_what_is_no_cursor_are_refused(
    admin: Any, db: Connection
) -> None:
    await fill(db, 3, random.Random(1))
    first = (await admin.get("/api/tasks?sort=name&limit=1")).json()["next_cursor"]

    answers = [
        await admin.get("/api/tasks", params={"sort": sort, "cursor": cursor})
        for sort, cursor in [
            ("-name", first), ("id", first), ("name", first[:-4]), ("name", "0"), ("name", ""),
        ]
    ]  # fmt: skip

    assert [each.status_code for each in answers] == [400] * 5
    assert [each.json()["kind"] for each in answers] == [
        *("cursor_of_other_order", "cursor_of_other_order"),
        *("cursor_misspelt", "cursor_misspelt", "cursor_misspelt"),
    ]
    assert {each.json()["errors"][0]["path"] for each in answers} == {"cursor"}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sort=st.sampled_from([sign + field for field in FIELDS for sign in ("", "-")]),
    key=st.none() | st.text(max_size=30) | st.integers().map(str) | st.floats().map(str)
    | st.datetimes(timezones=st.just(UTC)).map(str)
    | st.text(max_size=9).map("2026-01-05T12:00:00+00:00 {}".format)
    | st.just("2026-01-05T12:00:00+00:00")
    | st.integers(-2, 9).map("2026-01-05T12:00:00+00:00 {}".format)
    | (st.text(max_size=9) | st.floats() | st.booleans() | st.lists(st.none())).map(json.dumps),
    id=st.integers(-1, 2**64) | st.none() | st.text(max_size=3),
)  # fmt: skip
async def test_a_forged_cursor_is_a_place_or_refused_but_never_a_failure(
    admin: Any, sort: str, key: str | None, id: Any
) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps([sort, key, id]).encode()).decode()

    answer = await admin.get("/api/tasks", params={"sort": sort, "cursor": cursor})

    assert answer.status_code in {200, 400}
