"""The log in pages is the log: every event that one may see, once, in order."""

from collections.abc import Callable
from typing import Any

import pytest

from broadcaster.entry import Entry
from orakul.database import Acting, Connection, acting, fetch
from orakul.events import emit


@pytest.fixture
def events_are_real() -> bool:
    """Messages are made up here: the log does not look into them."""
    return False


async def pages(client: Any, **query: Any) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await client.get("/api/events", params={**query, **cursor})
        assert answer.status_code == 200, answer.text
        events += answer.json()["items"]
        if answer.json()["next_cursor"] is None:
            return events
        cursor = {"cursor": answer.json()["next_cursor"]}


async def say(db: Connection, project: int, text: str) -> None:
    async with acting(db, Acting("test", reason="a test")):
        await emit(db, "messages", "message.updated", {"text": text}, project_id=project)


async def project_of(db: Connection, slug: str) -> int:
    return await db.fetchval("select id from orakul.project where slug = $1", slug)


async def test_pages_of_any_size_add_up_to_the_log(admin: Any, queue: Any, db: Connection) -> None:
    for _ in range(7):
        await queue.fail()

    whole = await pages(admin, limit=200)
    in_pages = await pages(admin, limit=4)

    rows = await db.fetch("select position || '-' || tag as id from orakul.event order by position")
    assert [each["id"] for each in whole] == [row["id"] for row in rows]
    assert in_pages == whole
    assert len(whole) == 21


async def test_an_event_has_the_envelope_of_the_streams(
    site: Any, admin: Any, db: Connection
) -> None:
    client = await site.member(demo="viewer")
    project = await project_of(db, "demo")
    await say(db, project, "Привіт\u2028!")

    [event] = await pages(client, topic="messages")

    assert {**event, "at": ..., "id": ..., "position": ...} == {
        "id": ...,
        "position": ...,
        "topic": f"space:{project}:messages",
        "event": "message.updated",
        "at": ...,
        "project_id": str(project),
        "actor": "test",
        "by": None,
        "reason": "a test",
        "trace_id": None,
        "data": {"text": "Привіт\u2028!"},
    }
    person = await site.signed_in(site.admin)
    await person.put(f"/api/projects/demo/members/{site.admin.id}", json={"role": "member"})
    who = f"person:{site.admin.id}"
    told = [(each["actor"], each["by"]) for each in await pages(client, event="member_set")]
    in_stream = [
        (each.actor, each.by)
        for each in await fetch(db, Entry, "read_events", event["position"], 10)
        if each.name == "member_set"
    ]
    assert told == in_stream == [(who, "Admin")]


async def test_everybody_reads_what_their_rights_allow(
    site: Any, queue: Any, db: Connection, admin: Any
) -> None:
    member = await site.person("member", demo="member")
    client = await site.client(member)
    await site.person("other", hidden="member")
    for slug in ("demo", "hidden"):
        await say(db, await project_of(db, slug), slug)
    mine, others = await queue.defer(member), await queue.defer()

    rights, *seen = [each["data"] for each in await pages(client)]

    assert rights == {"person_id": str(member.id), "of": "project_member"}
    assert [each.get("text") or int(each["task_id"]) for each in seen] == ["demo", mine]
    everything = [each["data"] for each in await pages(admin)]
    assert {"text": "hidden"} in everything
    assert str(others) in {each.get("task_id") for each in everything}


async def test_reading_goes_on_after_an_event(admin: Any, queue: Any) -> None:
    await queue.fail()
    events = await pages(admin)

    after = await pages(admin, after=events[0]["id"])
    from_the_beginning = await pages(admin, after="earliest")
    at_the_end = await pages(admin, after=events[-1]["id"])

    assert after == events[1:]
    assert from_the_beginning == events
    assert at_the_end == []


@pytest.mark.parametrize("tag", ["000000", "ffffff"])
async def test_an_event_that_is_not_in_this_log_is_not_found(
    admin: Any, queue: Any, tag: str
) -> None:
    await queue.defer()

    statuses = [
        (await admin.get("/api/events", params={"after": f"{position}-{tag}"})).status_code
        for position in (1, 999)
    ]

    assert statuses == [404, 404]


async def test_topics_are_chosen_flat_or_of_one_project(
    site: Any, queue: Any, db: Connection
) -> None:
    client = await site.member(demo="member", other="member")
    demo, other = await project_of(db, "demo"), await project_of(db, "other")
    for project in (demo, other):
        await say(db, project, str(project))

    async def texts(*topics: str) -> list[str]:
        return [each["data"]["text"] for each in await pages(client, topic=topics)]

    assert await texts("messages") == [str(demo), str(other)]
    assert await texts(f"space:{other}:messages") == [str(other)]
    assert await texts(f"space:{other}:messages", "messages") == [str(demo), str(other)]
    assert await texts("tasks") == []


async def test_the_newest_first_is_the_log_backwards_and_its_pages_hold_still(
    admin: Any, queue: Any
) -> None:
    for _ in range(7):
        await queue.fail()
    whole = await pages(admin)

    backwards = await pages(admin, sort="-position", limit=4)
    first = await admin.get("/api/events", params={"sort": "-position", "limit": 4})
    await queue.fail()
    cursor = {"sort": "-position", "limit": 4, "cursor": first.json()["next_cursor"]}
    second = await admin.get("/api/events", params=cursor)

    assert backwards == whole[::-1]
    assert second.json()["items"] == backwards[4:8]
    cursor["sort"] = "position"
    assert (await admin.get("/api/events", params=cursor)).status_code == 400


async def test_events_are_found_by_name_task_actor_and_time(
    site: Any, admin: Any, queue: Any, db: Connection
) -> None:
    others, mine = await queue.fail(), await queue.defer()
    await site.member(demo="member")
    await say(db, await project_of(db, "demo"), "hello")
    whole = await pages(admin)

    def those(test: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
        found = [each for each in whole if test(each)]
        assert 0 < len(found) < len(whole)
        return found

    for task in (str(mine), str(others)):
        of_task = those(lambda each, task=task: each["data"].get("task_id") == task)
        assert await pages(admin, task=task, limit=2) == of_task
        assert await pages(admin, task=task, limit=2, sort="-position") == of_task[::-1]
    created = those(lambda each: each["event"] == "task_created")
    assert await pages(admin, event="task_created") == created
    assert await pages(admin, actor="test") == those(lambda each: each["actor"] == "test")
    at = whole[3]["at"]
    assert await pages(admin, to=at) == whole[:3]
    assert await pages(admin, **{"from": at}) == whole[3:]
    assert await pages(admin, **{"from": at, "to": at}) == []


async def test_a_page_is_bounded_by_what_it_looks_at_and_says_how_to_go_on(
    site: Any, db: Connection, admin: Any
) -> None:
    client = await site.member(demo="viewer")
    await say(db, await project_of(db, "demo"), "seen")
    await db.execute(
        "insert into orakul.event (position, tag, at, topic, name, audience, actor, data)"
        " select (select max(position) from orakul.event) + n, 'abcdef', now(), 'alert', 'made up',"
        " 'admin', 'test', '{}' from generate_series(1, 10500) as n"
    )

    blind = await client.get("/api/events", params={"sort": "-position"})
    [event] = await pages(client, sort="-position", topic="messages")

    assert blind.json()["items"] == []
    assert blind.json()["next_cursor"]
    assert event["data"] == {"text": "seen"}


async def count(client: Any, **query: Any) -> tuple[int, bool]:
    answer = await client.get("/api/events/count", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["count"], answer.json()["exact"]


async def test_as_many_are_counted_as_the_pages_hold_for_everybody(
    site: Any, admin: Any, queue: Any, db: Connection
) -> None:
    her = await site.person("her", demo="member")
    clients = [admin, await site.client(her), await site.member(demo="viewer")]
    _, mine = await queue.fail(), await queue.defer(her)
    await say(db, await project_of(db, "demo"), "hello")
    at = (await pages(admin))[3]["at"]
    queries: list[dict[str, Any]] = [
        *({}, {"event": "task_created"}, {"actor": "test"}, {"task": str(mine)}),
        *({"topic": ["tasks", "messages"]}, {"to": at}, {"from": at}, {"from": at, "to": at}),
    ]

    for client in clients:
        for query in queries:
            assert await count(client, **query) == (len(await pages(client, **query)), True), query

    newest = (await admin.get("/api/events/count")).json()["newest"]
    assert newest == (await pages(admin))[-1]["position"]


async def test_a_count_is_bounded_by_what_it_looks_at(
    site: Any, db: Connection, admin: Any
) -> None:
    client = await site.member(demo="viewer")
    await say(db, await project_of(db, "demo"), "seen")
    await db.execute(
        "insert into orakul.event (position, tag, at, topic, name, audience, actor, data)"
        " select (select max(position) from orakul.event) + n, 'abcdef', now(), 'alert', 'made up',"
        " 'admin', 'test', '{}' from generate_series(1, 10500) as n"
    )

    assert await count(client) == (0, False)
    assert await count(admin) == (10_000, False)
    assert await count(admin, topic="messages") == (0, False)


@pytest.mark.parametrize(
    "query",
    [
        "event=A",
        "task=x",
        "from=1",
        "to=today",
        "sort=at",
        "sort=-",
        "after=x",
        "after=1",
        "topic=A",
        "topic=space:x:tasks",
        "cursor=x",
        "limit=0",
    ],
)
async def test_bad_input_is_refused(admin: Any, query: str) -> None:
    assert (await admin.get(f"/api/events?{query}")).status_code == 400
    assert (await admin.get(f"/api/events/count?{query}")).status_code == 400
