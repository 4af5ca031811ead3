"""The slowest traces of a time are found whoever asks, page by page, as of one moment."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from orakul import projects, trace_lists
from orakul.database import Connection, connect
from orakul.errors import RejectedError
from orakul.trace_lists import Filter
from tests.web.traced import NOW, before_now, span, traceparent, worked

SLOWEST = {"sort": "-duration"}


async def listed(client: httpx.AsyncClient, **query: Any) -> dict[int, float]:
    """The slowest traces by their numbers, with how many seconds each took."""
    answer = await client.get("/api/traces", params={**SLOWEST, **query})
    assert answer.status_code == 200, answer.text
    return {int(each["id"], 16): each["duration_us"] / 1_000_000 for each in answer.json()["items"]}


async def test_a_trace_lasts_from_its_first_beginning_to_its_last_end(
    admin: Any, queue: Any, db: Connection
) -> None:
    await worked(db, queue, 1, 5)
    await worked(db, queue, 2, 1, ago=30)
    await worked(db, queue, 2, 1, ago=29)
    await worked(db, queue, 3, 2, ago=10)
    await span(db, 3, ago=12, seconds=0.5)
    await queue.defer(traceparent=traceparent(4))

    found = (await admin.get("/api/traces", params=SLOWEST)).json()

    assert await listed(admin) == {3: 122, 2: 61, 1: 5, 4: 0}
    assert list(await listed(admin)) == [3, 2, 1, 4]
    assert found["items"][0]["name"] == "POST /api/imports"
    assert found["compared"]["is_cut"] is False
    since, until = (datetime.fromisoformat(found["compared"][end]) for end in ("from", "to"))
    assert until - since == timedelta(days=1)
    assert (await admin.get("/api/traces")).json()["compared"] is None


async def test_a_page_follows_the_one_before_though_traces_begin_end_and_go_on(
    admin: Any, queue: Any, db: Connection
) -> None:
    for number in (1, 2, 3, 4):
        await worked(db, queue, number, 60 * number)
    running = await worked(db, queue, 5, None, ago=before_now(2.5))
    first = (await admin.get("/api/traces", params={**SLOWEST, "limit": 2})).json()

    await worked(db, queue, 6, 90, ago=before_now(0))
    await db.execute(
        "update orakul.task_attempt set finished_at = now() + interval '1 hour',"
        " outcome = 'completed' where task_id = $1",
        running,
    )
    ids, cursor = [int(each["id"], 16) for each in first["items"]], first["next_cursor"]
    assert len(ids) == 2
    while cursor:
        query = {**SLOWEST, "limit": 2, "cursor": cursor}
        page = (await admin.get("/api/traces", params=query)).json()
        assert page["compared"] == first["compared"]
        ids, cursor = ids + [int(each["id"], 16) for each in page["items"]], page["next_cursor"]

    assert ids == [4, 3, 5, 2, 1]
    assert 6 in await listed(admin)


async def test_traces_that_took_equally_long_are_all_on_one_page(
    admin: Any, queue: Any, db: Connection
) -> None:
    for number in range(1, 6):
        await worked(db, queue, number, 1, ago=number)
    ids: list[int] = []
    cursor: str | None = None
    while cursor or not ids:
        query = {**SLOWEST, "limit": 2, **({"cursor": cursor} if cursor else {})}
        page = (await admin.get("/api/traces", params=query)).json()
        ids, cursor = ids + [int(each["id"], 16) for each in page["items"]], page["next_cursor"]

    assert ids == [5, 4, 3, 2, 1]


async def test_each_sees_the_slowest_of_their_own_and_as_they_ask(
    site: Any, admin: Any, queue: Any, db: Connection
) -> None:
    owner, other = await site.person("owner"), await site.member("other")
    demo = await projects.find_or_create(db, "demo")
    await worked(db, queue, 1, 9)
    await worked(db, queue, 2, 1, owner=owner)
    failed = await worked(db, queue, 3, 2, owner=owner, project=demo.id)
    await db.execute("update orakul.task set state = 'failed' where id = $1", failed)
    mine = await site.client(owner)

    assert list(await listed(admin)) == [1, 3, 2]
    assert list(await listed(mine)) == [3, 2]
    assert await listed(other) == {}
    for client in (admin, mine):
        assert list(await listed(client, project="demo")) == [3]
        assert list(await listed(client, failed=True)) == [3]
    assert await listed(admin, project="nowhere") == {}


@pytest.mark.parametrize("sort", ["-duration", "-started_at"])
async def test_a_time_restricts_either_list(
    admin: Any, queue: Any, db: Connection, sort: str
) -> None:
    for number in (1, 2, 3):
        await worked(db, queue, number, 1, ago=10 * number)
    await worked(db, queue, 2, 3, ago=5)  # later than the first task of its trace
    await worked(db, queue, 4, 1, ago=60 * 25)
    between = [(NOW - timedelta(minutes=each)).isoformat() for each in (20, 10)]

    within = await listed(admin, sort=sort, **dict(zip(("from", "to"), between, strict=True)))
    before = await listed(admin, sort=sort, to=between[1])
    long_ago = await listed(admin, sort=sort, **{"from": "0001-01-01T00:00:00Z", "to": between[0]})

    assert set(within) == {2}
    assert set(before) == ({2, 3} if sort == "-duration" else {2, 3, 4})
    assert set(long_ago) == {3, 4}
    assert await listed(admin, sort=sort, to="0001-01-01T00:00:00Z") == {}


async def test_it_says_since_when_traces_are_compared_where_there_are_too_many(
    site: Any, queue: Any, db: Connection
) -> None:
    for number, seconds in ((1, 9), (2, 1), (3, 5)):
        await worked(db, queue, number, seconds, ago=10 - number)
    await worked(db, queue, 3, 1, ago=1)

    async def found(**options: Any) -> trace_lists.Slowest:
        wanted = Filter(until=options.pop("until", None))
        return await trace_lists.slowest(db, site.admin, wanted, cursor=None, limit=10, **options)

    cut, whole = await found(most=2), await found(most=3)
    earlier = await found(most=2, until=cut.since)

    assert [int(row.shape["id"], 16) for row in cut.page.rows] == [3, 2]
    assert (cut.is_cut, cut.since) == (True, NOW - timedelta(minutes=8))
    assert [int(row.shape["id"], 16) for row in whole.page.rows] == [3, 1, 2]
    assert (whole.is_cut, whole.since) == (False, whole.until - timedelta(days=1))
    assert [int(row.shape["id"], 16) for row in earlier.page.rows] == [1]


async def test_what_takes_too_long_is_refused(database: str, db: Connection, site: Any) -> None:
    other = await connect(database)
    async with other.transaction():
        await other.execute("lock table orakul.span")

        with pytest.raises(RejectedError, match=r"longer than 0.05 s: narrow the time"):
            await trace_lists.slowest(db, site.admin, Filter(), cursor=None, limit=1, patience=0.05)
    await other.close()


async def test_a_cursor_is_of_one_order(admin: Any, queue: Any, db: Connection) -> None:
    for number in (1, 2):
        await worked(db, queue, number, 1)
    cursor = (await admin.get("/api/traces?limit=1")).json()["next_cursor"]

    answer = await admin.get("/api/traces", params={**SLOWEST, "cursor": cursor})

    assert answer.status_code == 400
    assert (await admin.get("/api/traces?sort=duration")).status_code == 400
