"""A task that failed for good is a dead letter until it is tried again or discarded, once."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from orakul import database as databases
from orakul.database import Acting, Connection
from orakul.people import Person
from orakul.tasks import dead_letters
from orakul.tasks.fingerprint import make_fault
from sql import query

REASON = {"reason": "the disk was full"}


class Dead:
    """Tasks that fail with an error of some kind."""

    def __init__(self, queue: Any, db: Connection) -> None:
        self._queue = queue
        self._db = db

    async def __call__(
        self, error: str = "it broke", owner: Person | None = None, hours: float = 0, **options: Any
    ) -> int:
        """Let a task fail, *hours* ago, and return its id."""
        id = await self._queue.defer(owner, **options)
        assert await self._queue.take() == id
        fault = make_fault("TestError", "here:f", error)
        await self._queue.finish(
            id,
            "failed",
            error,
            fingerprint=fault.fingerprint,
            frame=fault.frame,
            error_pattern=fault.message,
        )
        await self._db.execute(
            "update orakul.task set finished_at = now() - make_interval(secs => $2) where id = $1",
            id,
            3600.0 * hours,
        )
        return id


@pytest.fixture
def dead(queue: Any, db: Connection) -> Dead:
    return Dead(queue, db)


def kind(error: str = "it broke") -> str:
    return make_fault("TestError", "here:f", error).fingerprint


async def ids(client: httpx.AsyncClient, query: str = "") -> list[int]:
    answer = await client.get(f"/api/dead-letters{query}")
    assert answer.status_code == 200, answer.text
    return [int(letter["id"]) for letter in answer.json()["items"]]


async def settle(
    client: httpx.AsyncClient, action: str, expected: int = 200, **body: Any
) -> dict[str, Any]:
    body = {**REASON, **body}
    if "ids" in body:
        body["ids"] = [str(id) for id in body["ids"]]
    answer = await client.post(f"/api/dead-letters/{action}", json=body)
    assert answer.status_code == expected, answer.text
    return answer.json()


async def test_only_tasks_that_failed_for_good_are_listed_the_latest_first(
    admin: httpx.AsyncClient, queue: Any, dead: Dead
) -> None:
    old, new = await dead(hours=2), await dead(hours=1)
    cancelled, completed = await queue.defer(), await queue.defer()
    await queue.take()
    await admin.delete(f"/api/tasks/{completed}")
    await queue.finish(cancelled)

    [letter, _] = (await admin.get("/api/dead-letters")).json()["items"]

    assert await ids(admin) == [new, old]
    assert (letter["fingerprint"], letter["error_class"]) == (kind(), "TestError")
    assert (letter["frame"], letter["pattern"], letter["error"]) == (
        "here:f",
        "it broke",
        "it broke",
    )


async def test_pages_hold_their_place_and_filters_restrict(
    admin: httpx.AsyncClient, dead: Dead, site: Any
) -> None:
    other_person = await site.client(await site.person("owner", demo="member"))
    letters = [await dead(hours=hours, name=f"n{hours % 2}") for hours in range(6)]
    other = await dead("chat 7 is gone", hours=9, queue="slow")
    seen: list[int] = []
    query = "?limit=3"
    while query:
        page = (await admin.get(f"/api/dead-letters{query}")).json()
        seen += [int(letter["id"]) for letter in page["items"]]
        query = page["next_cursor"] and f"?limit=3&cursor={page['next_cursor']}"

    assert seen == [*letters, other]
    assert await ids(admin, "?name=n1") == letters[1::2]
    assert await ids(admin, "?queue=slow") == [other]
    assert await ids(admin, f"?fingerprint={kind('chat 812 is gone')}") == [other]
    assert await ids(admin, "?project=demo") == []
    counts = [
        (await client.get(f"/api/dead-letters/count{asked}")).json()
        for client, asked in (
            (admin, ""),
            (admin, "?name=n1"),
            (admin, "?queue=slow"),
            (admin, "?project=demo"),
            (other_person, ""),
        )
    ]
    assert counts == [{"count": count, "exact": True} for count in (7, 3, 1, 0, 0)]


async def test_groups_tell_how_many_since_when_and_how_it_goes(
    admin: httpx.AsyncClient, dead: Dead
) -> None:
    await dead("chat 7 is gone", hours=30)
    await dead("chat 8 is gone", hours=5.5)
    await dead("chat 9 is gone", hours=5.1)
    latest = await dead("chat 10 is gone", hours=0)
    single = await dead("no space")

    first, second = (await admin.get("/api/dead-letters/groups")).json()["items"]

    assert (first["count"], first["message"], first["frame"]) == (4, "chat <n> is gone", "here:f")
    assert (first["fingerprint"], first["sample_id"]) == (kind("chat 1 is gone"), str(latest))
    assert first["first_at"] < first["last_at"]
    trend = [0] * 24
    trend[-1], trend[-6] = 1, 2
    assert first["trend"] == trend
    assert (second["count"], second["sample_id"]) == (1, str(single))
    [named] = (await admin.get("/api/dead-letters/groups?limit=1")).json()["items"]
    assert named == first


async def test_a_task_that_failed_by_sql_alone_is_of_no_known_kind(
    admin: httpx.AsyncClient, queue: Any
) -> None:
    id = await queue.fail()

    [group] = (await admin.get("/api/dead-letters/groups")).json()["items"]

    assert (group["fingerprint"], group["message"]) == ("unknown", "it broke")
    assert await ids(admin, "?fingerprint=unknown") == [id]


async def test_one_that_is_tried_again_is_no_dead_letter_and_keeps_its_story(
    admin: httpx.AsyncClient, dead: Dead, site: Any
) -> None:
    id, other = await dead(), await dead()

    settled = await settle(admin, "retry", ids=[id])

    assert settled == {"done": 1, "unchanged": 0, "skipped": [], "remaining": 0}
    assert await ids(admin) == [other]
    task = (await admin.get(f"/api/tasks/{id}")).json()
    assert (task["state"], len(task["attempts"])) == ("pending", 1)
    assert task["attempts"][0]["fingerprint"] == kind()
    last = task["history"][-1]
    assert (last["actor"], last["reason"]) == (f"person:{site.admin.id}", REASON["reason"])


async def test_one_that_is_discarded_says_by_whom_and_why_and_stays_failed(
    admin: httpx.AsyncClient, dead: Dead, site: Any, db: Connection
) -> None:
    id = await dead()

    first = await settle(admin, "discard", ids=[id])
    again = await settle(admin, "discard", ids=[id])

    assert (first["done"], again["done"], again["unchanged"]) == (1, 0, 1)
    assert await ids(admin) == []
    task = (await admin.get(f"/api/tasks/{id}")).json()
    actor = f"person:{site.admin.id}"
    assert task["state"] == "failed"
    assert (task["discarded"]["actor"], task["discarded"]["reason"]) == (actor, REASON["reason"])
    last = task["history"][-1]
    assert (last["from"], last["to"], last["actor"]) == ("failed", "failed", actor)
    assert (last["reason"], last["action"]) == (REASON["reason"], "discard")
    assert [last[at]["discarded"] for at in ("before", "after")] == [False, True]
    told = await db.fetch(
        "select actor, data::jsonb from orakul.event where name = 'task_discarded'"
    )
    assert [(row["actor"], row["data"]["task"]["discarded"]["reason"]) for row in told] == [
        (actor, REASON["reason"])
    ]


async def test_a_discarded_one_can_be_tried_again_by_itself_and_is_as_it_was_then(
    admin: httpx.AsyncClient, dead: Dead, db: Connection
) -> None:
    id = await dead()
    await settle(admin, "discard", ids=[id])
    then = await db.fetchval(
        "select position || '-' || tag from orakul.event order by position desc limit 1"
    )

    refused = await settle(admin, "retry", 409, ids=[id])
    await admin.post(f"/api/tasks/{id}/retry")

    assert refused["detail"] == f"task {id} was discarded"
    task = (await admin.get(f"/api/tasks/{id}")).json()
    assert (task["state"], task["discarded"]) == ("pending", None)
    last = task["history"][-1]
    assert [last[at]["discarded"] for at in ("before", "after")] == [True, False]
    was = (await admin.get(f"/api/tasks/{id}?as_of={then}")).json()
    assert (was["state"], was["discarded"]["reason"]) == ("failed", REASON["reason"])


@pytest.mark.parametrize("action", ["retry", "discard"])
async def test_a_group_is_dealt_with_as_a_whole_and_no_other(
    admin: httpx.AsyncClient, dead: Dead, action: str
) -> None:
    for number in range(3):
        await dead(f"chat {number} is gone")
    named = await dead("chat 7 is gone", name="other")
    spared = await dead("no space")

    one = await settle(admin, action, fingerprint=kind("chat 1 is gone"), task="other")
    left = await ids(admin)
    rest = await settle(admin, action, fingerprint=kind("chat 1 is gone"))

    assert (one["done"], rest["done"]) == (1, 3)
    assert named not in left
    assert await ids(admin) == [spared]
    again = await settle(
        admin, action, 404 if action == "retry" else 200, fingerprint=kind("chat 1 is gone")
    )
    if action == "discard":
        assert (again["done"], again["unchanged"], again["remaining"]) == (0, 4, 0)
    await settle(admin, action, 404, fingerprint=kind("chat 1 was never gone"))


async def test_a_mixture_is_done_as_far_as_it_can_be_and_says_why_of_the_rest(
    admin: httpx.AsyncClient, queue: Any, dead: Dead, db: Connection
) -> None:
    good, gone, pending = await dead(), await dead(), await queue.defer()
    await db.execute("delete from procrastinate_jobs where id = $1", gone)

    settled = await settle(admin, "retry", ids=[good, gone, pending, 99999, good])

    assert settled["done"] == 1
    assert {int(each["id"]): each["reason"] for each in settled["skipped"]} == {
        gone: f"the job of task {gone} was deleted from the queue",
        pending: f"task {pending} is pending: only a failed one is a dead letter",
        99999: "there is no task 99999",
    }
    assert {int(each["id"]): (each["kind"], each["blanks"]) for each in settled["skipped"]} == {
        gone: ("task_gone", {"id": gone}),
        pending: ("letter_not_failed", {"id": pending, "task_state": "pending"}),
        99999: ("task_unknown", {"id": 99999}),
    }


async def test_those_without_a_job_are_not_in_the_way_of_the_rest_of_their_kind(
    admin: httpx.AsyncClient, dead: Dead, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dead_letters, "MOST", 2)
    gone = [await dead(hours=hours) for hours in (9, 8, 7)]
    await db.execute("delete from procrastinate_jobs where id = any ($1::bigint[])", gone)
    await dead()

    retried = await settle(admin, "retry", fingerprint=kind())
    left = await ids(admin)
    refused = await settle(admin, "retry", 409, fingerprint=kind())
    await settle(admin, "discard", fingerprint=kind())

    assert (retried["done"], retried["remaining"]) == (1, 2)
    assert left == gone[::-1]
    assert refused["kind"] == "task_gone"
    assert await ids(admin) == gone[2:]


async def test_those_that_another_waits_for_are_not_in_the_way_of_the_rest_of_their_kind(
    admin: httpx.AsyncClient,
    dead: Dead,
    queue: Any,
    db: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dead_letters, "MOST", 2)
    held = [await dead(hours=hours) for hours in (9, 8, 7)]
    free = await dead()
    waiting = await queue.defer()
    await db.execute(
        "update procrastinate_jobs set queueing_lock = 'one' where id = any ($1::bigint[])",
        [*held, waiting],
    )

    retried = await settle(admin, "retry", fingerprint=kind())
    left = await ids(admin)
    refused = await settle(admin, "retry", 409, fingerprint=kind())

    assert (retried["done"], retried["remaining"]) == (1, 2)
    assert (await admin.get(f"/api/tasks/{free}")).json()["state"] == "pending"
    assert left == held[::-1]
    assert refused["kind"] == "task_waits"


async def test_of_those_under_one_queueing_lock_the_first_is_retried_and_the_others_wait_for_it(
    admin: httpx.AsyncClient, dead: Dead, db: Connection
) -> None:
    letters = [await dead() for _ in range(3)]
    await db.execute("update procrastinate_jobs set queueing_lock = 'one'")

    settled = await settle(admin, "retry", ids=letters)

    assert settled["done"] == 1
    assert [(each["id"], each["kind"]) for each in settled["skipped"]] == [
        (str(id), "task_waits") for id in letters[1:]
    ]
    assert await ids(admin) == letters[:0:-1]


@pytest.mark.parametrize("action", ["retry", "discard"])
async def test_many_are_settled_and_told_of_at_once(
    dead: Dead, db: Connection, action: str
) -> None:
    letters = [await dead() for _ in range(3)]

    async with databases.acting(db, Acting("test", reason="why")):
        settled = await db.fetch(
            "select id, outcome from orakul.settle_dead_letters_v1($1, null, $2)",
            letters[::-1],
            action == "discard",
        )
        told = await db.fetch("select cardinality(drafts) as many from orakul.ticket")

    assert [tuple(each) for each in settled] == [(id, "done") for id in letters]
    assert [each["many"] for each in told] == [3]


async def test_two_at_once_do_it_once(admin: httpx.AsyncClient, dead: Dead, db: Connection) -> None:
    letters = [await dead() for _ in range(5)]

    both = await asyncio.gather(
        settle(admin, "discard", ids=letters), settle(admin, "discard", ids=letters[::-1])
    )

    assert sorted(each["done"] for each in both) == [0, 5]
    assert await db.fetchval("select count(*) from orakul.event where name='task_discarded'") == 5


@pytest.mark.parametrize("action", ["retry", "discard"])
async def test_strangers_find_nothing_and_viewers_and_who_has_left_change_nothing(
    site: Any, admin: httpx.AsyncClient, dead: Dead, db: Connection, action: str
) -> None:
    owner = await site.person("owner", demo="viewer")
    project = await db.fetchval("select id from orakul.project where slug = 'demo'")
    gone = await site.person("gone")
    own = await dead(owner=owner)
    shown = await dead(owner=owner, project=project)
    once = await dead(owner=gone, project=project)
    stranger, client = await site.member("stranger", demo="admin"), await site.client(owner)
    left = await site.client(gone)
    viewer = await site.member("viewer", "viewer")

    unknown = await settle(stranger, action, 404, ids=[own])
    denied = await settle(client, action, 403, ids=[shown])
    await settle(viewer, action, 403, ids=[own])
    await settle(stranger, action, 404, fingerprint=kind())
    mixed = await settle(client, action, ids=[own, shown])

    assert unknown["detail"] == f"there is no task {own}"
    assert "changes nothing there" in denied["detail"]
    assert "or has left it" in (await settle(left, action, 403, ids=[once]))["detail"]
    assert (await ids(stranger), (await stranger.get("/api/dead-letters/groups")).json()) == (
        [],
        {"items": []},
    )
    assert (mixed["done"], [int(each["id"]) for each in mixed["skipped"]]) == (1, [shown])
    assert sorted(await ids(admin)) == [shown, once]
    assert await ids(left) == [once]


async def test_bad_questions_are_refused(admin: httpx.AsyncClient) -> None:
    bad: list[tuple[str, dict[str, Any]]] = [
        ("discard", {"ids": ["1"]}),
        ("discard", {"ids": ["1"], "reason": " "}),
        ("retry", {}),
        ("retry", {"ids": []}),
        ("retry", {"ids": [1]}),
        ("retry", {"ids": ["1"], "fingerprint": "0" * 16}),
        ("retry", {"ids": ["1"], "task": "x"}),
        ("retry", {"fingerprint": "nope"}),
        ("retry", {"ids": [str(id) for id in range(1001)]}),
    ]

    answers = [await admin.post(f"/api/dead-letters/{each}", json=body) for each, body in bad]

    assert [answer.status_code for answer in answers] == [400] * len(bad)
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}


async def scans(db: Connection, name: str, *args: object) -> set[tuple[str, str]]:
    """How a query comes by tasks: the kind of each scan with the index it uses."""
    found = set[tuple[str, str]]()

    def walk(node: dict[str, Any]) -> None:
        if node.get("Relation Name") == "task":
            found.add((node["Node Type"], node.get("Index Name", "")))
        for child in node.get("Plans", []):
            walk(child)

    told = await db.fetchval(f"explain (format json) {query(name)}", *args)
    [plan] = json.loads(told) if isinstance(told, str) else told
    walk(plan["Plan"])
    return found


async def test_of_a_kind_no_more_are_read_than_are_dealt_with_and_those_last_that_cannot_be_retried(
    db: Connection, dead: Dead
) -> None:
    letters = [await dead(hours=9 - hours) for hours in range(5)]
    await db.execute("delete from procrastinate_jobs where id = any ($1)", letters[:2])

    async def read(most: int, *, to_retry: bool) -> list[tuple[int, int]]:
        rows = await db.fetch(query("find_dead_letters"), None, kind(), None, to_retry, most)
        return [(row["id"], row["count"]) for row in rows]

    gone, free = letters[:2], letters[2:]
    assert await read(3, to_retry=True) == [(id, 5) for id in free]
    assert await read(4, to_retry=True) == [(id, 5) for id in [*free, gone[0]]]
    assert await read(9, to_retry=True) == [(id, 5) for id in [*free, *gone]]
    assert await read(4, to_retry=False) == [(id, 5) for id in letters[:4]]


async def test_neither_list_nor_groups_look_at_the_tasks_that_are_no_dead_letters(
    db: Connection, dead: Dead
) -> None:
    await db.execute("alter table orakul.task disable trigger user")
    await db.execute(
        "insert into orakul.task (id, name, queue, state, state_since, priority, args, root_id,"
        " created_at, finished_at, traceparent, discarded_at, discarded_by, discard_reason)"
        " select 1000 + n, 'x', 'default', state, now(), 0, '{}', 1000 + n, now(), now(),"
        " orakul.new_traceparent(), case when state = 'failed' then now() end,"
        " case when state = 'failed' then 'x' end, case when state = 'failed' then 'x' end"
        " from generate_series(1, 20000) as n,"
        " lateral (select case when n % 2 = 0 then 'failed' else 'completed' end) as s (state)"
    )
    await db.execute("alter table orakul.task enable trigger user")
    for number in range(20):
        await dead(f"error {number}")
    await db.execute("vacuum analyze orakul.task")

    listed = await scans(db, "list_dead_letters", None, None, None, None, None, None, None, 51)
    of_kind = await scans(db, "find_dead_letters", None, kind("error 1"), *(None, True, 50))
    grouped = await scans(db, "group_dead_letters", None, None, None, None, 50)

    for found in (listed, of_kind, grouped):
        assert not [kind for kind, _ in found if kind == "Seq Scan"]
        assert {index for _, index in found if index} <= {
            "task_dead",
            "task_dead_kind",
            "task_pkey",
        }
        assert {index for _, index in found} & {"task_dead", "task_dead_kind"}
