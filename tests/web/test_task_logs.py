"""The log of a task is read by who may see the task, in pages, from either end, filtered."""

from typing import Any

import httpx
import pytest

from orakul.database import Connection
from orakul.tasks import logs

LINE = {"number", "at", "attempt", "level", "span_id", "logger", "event", "fields"}


async def talk(db: Connection, task: int, count: int = 10) -> None:
    """Log *count* lines in two attempts, every fifth an error, every second with a field."""
    lines = [
        {
            "task_id": task,
            "attempt": 1 if number <= count / 2 else 2,
            "at": "2026-01-05T12:00:00+02:00",
            "level": "error" if number % 5 == 0 else "info",
            "span_id": "ab" * 8,
            "logger": "here",
            "event": f"Line {number}",
            "fields": {"even": number} if number % 2 == 0 else {},
        }
        for number in range(1, count + 1)
    ]
    await logs.keep(db, lines, "worker:test")


async def page(client: httpx.AsyncClient, task: int, query: str = "") -> dict[str, Any]:
    answer = await client.get(f"/api/tasks/{task}/logs{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def numbers(page: dict[str, Any]) -> list[int]:
    return [line["number"] for line in page["items"]]


@pytest.fixture
async def task(queue: Any, db: Connection) -> int:
    id = await queue.defer()
    await talk(db, id)
    return id


async def test_a_line_has_its_shape_and_its_time_in_utc(
    admin: httpx.AsyncClient, task: int
) -> None:
    first, second, *_ = (await page(admin, task))["items"]

    assert set(first) == LINE
    assert (first["number"], first["at"]) == (1, "2026-01-05T10:00:00Z")
    assert (second["event"], second["fields"]) == ("Line 2", {"even": 2})


async def test_a_task_that_said_nothing_has_an_empty_log(
    admin: httpx.AsyncClient, queue: Any
) -> None:
    id = await queue.defer()

    assert await page(admin, id) == {"items": [], "next_cursor": None, "upto": 0, "dropped": 0}


async def test_pages_go_forwards_and_end(admin: httpx.AsyncClient, task: int) -> None:
    seen: list[int] = []
    cursor: str | None = "0"
    while cursor is not None:
        found = await page(admin, task, f"?limit=4&after={cursor}")
        seen += numbers(found)
        cursor = found["next_cursor"]

    assert seen == list(range(1, 11))


async def test_pages_go_backwards_from_the_newest(admin: httpx.AsyncClient, task: int) -> None:
    newest = await page(admin, task, "?last=true&limit=4")
    before = await page(admin, task, f"?last=true&limit=4&before={newest['next_cursor']}")
    oldest = await page(admin, task, f"?last=true&limit=4&before={before['next_cursor']}")

    assert [numbers(each) for each in (newest, before, oldest)] == [
        [7, 8, 9, 10],
        [3, 4, 5, 6],
        [1, 2],
    ]
    assert (newest["upto"], oldest["next_cursor"]) == (10, None)


async def test_filters_restrict(admin: httpx.AsyncClient, task: int) -> None:
    expected = {
        "level=warning": [5, 10],
        "level=debug": list(range(1, 11)),
        "attempt=2": [6, 7, 8, 9, 10],
        "q=line%201": [1, 10],
        "q=EVEN": [2, 4, 6, 8, 10],
        "q=%25": [],
        "attempt=1&level=error": [5],
        "after=3&before=6": [4, 5],
    }

    found = {query: numbers(await page(admin, task, f"?{query}")) for query in expected}

    assert found == expected


async def test_a_line_is_found_by_any_part_of_a_traceback(
    admin: httpx.AsyncClient, queue: Any, db: Connection
) -> None:
    id = await queue.defer()
    traceback = 'Traceback:\n  File "C:\\app\\main.py", line 3, in run\n    raise Тест()'
    line = {"task_id": id, "attempt": 1, "at": "2026-01-05T12:00:00Z", "level": "error"}
    said = {"span_id": None, "logger": "here", "event": "it broke"}
    await logs.keep(db, [{**line, **said, "fields": {"exception": traceback}}], "worker:test")

    for part in (traceback, 'file "C:\\app', "run\n    raise тест", '"exception": "Trace'):
        answer = await admin.get(f"/api/tasks/{id}/logs", params={"q": part})
        assert numbers(answer.json()) == [1], part
    assert numbers((await admin.get(f"/api/tasks/{id}/logs", params={"q": "file C"})).json()) == []


async def test_a_follower_with_a_filter_goes_on_after_what_it_has_looked_at(
    admin: httpx.AsyncClient, task: int, db: Connection
) -> None:
    found = await page(admin, task, "?level=error&after=5&limit=1")
    nothing = await page(admin, task, f"?level=critical&after={found['upto']}")
    await talk(db, task, 5)

    later = await page(admin, task, f"?level=error&after={nothing['upto']}")

    assert [numbers(each) for each in (found, nothing, later)] == [[10], [], [15]]
    assert (found["upto"], nothing["upto"]) == (10, 10)


async def test_bad_questions_are_refused(admin: httpx.AsyncClient, task: int) -> None:
    bad = [
        "limit=0",
        "limit=1001",
        "after=-1",
        "after=x",
        "level=loud",
        "q=",
        "attempt=1.5",
        "no=1",
    ]

    answers = [await admin.get(f"/api/tasks/{task}/logs?{query}") for query in bad]

    assert {
        query: (answer.status_code, answer.headers["content-type"])
        for query, answer in zip(bad, answers, strict=True)
    } == dict.fromkeys(bad, (400, "application/problem+json"))


async def test_a_strangers_log_does_not_exist_and_the_owner_and_viewers_of_their_own_read_it(
    site: Any, queue: Any, db: Connection
) -> None:
    owner = await site.person("owner", "viewer", demo="viewer")
    id = await queue.defer(owner)
    await talk(db, id, 3)
    stranger = await site.member("stranger", demo="admin")

    refused = await stranger.get(f"/api/tasks/{id}/logs")
    nobody = await (await site.client()).get(f"/api/tasks/{id}/logs")

    assert (refused.status_code, nobody.status_code) == (404, 401)
    assert refused.json()["detail"] == f"there is no task {id}"
    assert numbers(await page(await site.client(owner), id)) == [1, 2, 3]
