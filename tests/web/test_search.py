"""One search for the list, the board as it was, bulk actions and counts; nothing hidden is found."""

from typing import Any

import httpx

from orakul.database import Connection
from orakul.tasks import kinds

NAUGHTY = [
    "'; drop table orakul.task; --",
    "' or 1=1 --",
    "\\",
    "\\'",
    "%s %L $1 {0}",
    "*",
    "**",
    "(((((",
    ":::",
    "a:b:c",
    "args.:",
    "args.x.y.z:>1e5",
    "id:999999999999999999",
    "id:999999999999999999*",
    "999999999999999999",
    "9" * 400,
    "priority:>999999999",
    "created:0001-01-01",
    "created:>0001-01-01T00:00+14:00",
    "created:9999-12-31",
    "created:<9999-12-31T23:59-14:00",
    "older:999999w",
    "owner:99999999999999999999",
    "owner:' project:'",
    "error:'''",
    'error:"&|!:*()<->"',
    "args:\u0301\u200b\ufeff",
    "args.\u202e:\U0001f4a9",
    "lock:\x1b[31m",
    "👩‍👩‍👧 ﷽ Ⓤ",
    "x" * 1001,
    "-" * 999,
    "task:" + "%_" * 100,
    "worker:" + "*" * 200,
    "task:" + ",".join("a" * 60),
    "fingerprint:unknown,unknown",
    "\x00",
]


async def find(client: httpx.AsyncClient, search: str, **query: Any) -> set[int]:
    answer = await client.get("/api/tasks", params={"q": search, **query})
    assert answer.status_code == 200, answer.text
    return {int(task["id"]) for task in answer.json()["items"]}


async def test_a_minute_is_all_of_it_as_a_day_is(
    queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    id = await queue.defer()
    at = await db.fetchval("select created_at from orakul.task")

    found = [
        await find(admin, f"created:{at:%Y-%m-%dT%H:%MZ}"),
        await find(admin, f"created:{at:%Y-%m-%dT%H:%M:%SZ}"),
        await find(admin, f"created:>{at:%Y-%m-%dT%H:%MZ}"),
    ]

    assert found == [{id}, {id}, set()]


async def test_the_list_its_past_a_bulk_action_and_a_count_find_the_same(
    site: Any, queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    her = await site.person("her")
    failed = await queue.fail(her, "embed_batch")
    text = await queue.defer(her, "embed", args={"chat_id": 42, "text": "rate limit"})
    other = await queue.defer(None, "save", args={"chat_id": 7})
    moment = await db.fetchrow("select position, tag from orakul.event order by position desc")
    assert moment is not None
    then = f"{moment['position']}-{moment['tag']}"
    expected = {
        "": {failed, text, other},
        "emb": {failed, text},
        "state:failed": {failed},
        'error:"it bro"': {failed},
        "rate": {text},
        "args.chat_id:42 OR error:broke": {failed, text},
        "owner:her@example.com -embed_batch": {text},
        "owner:he* -embed_batch": {text},
        "her@ex": {failed, text},
        "owner:none": {other},
    }

    for search, ids in expected.items():
        survey = {"action": "cancel", "filter": {"q": search}, "dry_run": True}
        assert await find(admin, search) == ids, search
        assert await find(admin, search, as_of=then) == ids, search
        told = (await admin.post("/api/tasks/bulk", json=survey)).json()
        assert told["total"] == len(ids), search
        counted = (await admin.get("/api/tasks/count", params={"q": search})).json()
        assert counted == {"count": len(ids), "exact": True, "estimate": len(ids)}, search

    assert await find(await site.client(her), "emb OR owner:none") == {failed, text}
    assert await find(await site.member("stranger"), "emb") == set()


async def test_a_value_of_an_argument_is_found_however_much_stands_before_it(
    admin: httpx.AsyncClient, queue: Any
) -> None:
    place = "host-1.example.com"
    id = await queue.defer(
        args={"text": "word " * 1000, "address": place, "further": {"at": place}}
    )
    numbers = range(10**11, 10**11 + 50_000)
    many = await queue.defer(args={"identifiers": [*numbers], "later_on_as_well": 42})
    expected: dict[str, set[int]] = {
        f"args.address:{place}": {id},
        f"args.further.at:{place}": {id},
        "args.address:host-2.example.com": set(),
        f"args.identifiers:{numbers[0]}": {many},
        f"args.identifiers:{numbers[-1]}": {many},
        f"args.identifiers:{numbers.stop}": set(),
        "args.later_on_as_well:42": {many},
    }

    for search, ids in expected.items():
        assert await find(admin, search) == ids, search


async def test_what_would_take_long_to_count_is_told_as_a_sample_has_it(
    admin: httpx.AsyncClient, queue: Any
) -> None:
    await queue.defer_many(1000)
    rare, common = [" ".join([each] * 50) for each in ("args.x:*", "-args.x:*")]

    none, many = [
        (await admin.get("/api/tasks/count", params={"q": each})).json() for each in (rare, common)
    ]

    assert none == {"count": 0, "exact": False, "estimate": 0}
    assert many["count"] == many["estimate"] > 0
    assert not many["exact"]
    assert await find(admin, rare) == set()


async def test_a_search_that_cannot_be_read_is_a_422_with_its_place(admin: Any) -> None:
    survey = {"action": "cancel", "filter": {"q": "state:faild"}, "dry_run": True}

    answers = [
        await admin.get("/api/tasks?q=state:faild"),
        await admin.get("/api/tasks/count?q=state:faild"),
        await admin.post("/api/tasks/bulk", json=survey),
    ]

    for answer in answers:
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert (problem["position"], problem["length"]) == (6, 5)
        assert "state: takes one of pending" in problem["detail"]
        assert (problem["kind"], problem["blanks"]["name"]) == ("takes_choice", "state")


async def test_no_text_makes_the_server_fail(admin: Any, queue: Any) -> None:
    id = await queue.fail()

    for text in NAUGHTY:
        for path in ("/api/tasks", "/api/tasks/count"):
            answer = await admin.get(path, params={"q": text})
            assert answer.status_code in {200, 400, 422}, (text, answer.text)
        answer = await admin.get("/api/tasks/suggestions", params={"q": text})
        assert answer.status_code in {200, 400}, (text, answer.text)

    assert await find(admin, "") == {id}


async def test_nobody_finds_out_about_a_secret_by_searching_for_it(
    admin: Any, queue: Any, db: Connection
) -> None:
    schema: dict[str, Any] = {"properties": {"pin": {}, "note": {}, "api_key": {}}}
    others: dict[str, Any] = {"properties": {"chat_id": {}, "model": {}}}
    await kinds.register(
        db, [kinds.Kind("pay", 1, schema, ["pin"]), kinds.Kind("embed", 1, others)]
    )
    args = {
        "pin": "tulip",
        "note": "a rose",
        "api_key": "daisy",
        "nested": [{"password": "violet"}],
        "url": "https://lily:orchid@example.com",
        "text": "Bearer peony123456",
        "token_count": 12,
    }
    id = await queue.defer(name="pay", args=args)
    shown = (await admin.get(f"/api/tasks/{id}")).json()["args"]
    assert not {"tulip", "daisy", "violet", "orchid", "peony"} & set(str(shown).split())

    for search in (
        *("tulip", "args:tulip", "args.pin:tulip", "args.pin:t*", "daisy", "args.api_key:d*"),
        *("violet", "args.nested.0.password:violet", "orchid", "args.url:*orchid*", "peony*"),
        *("args.text:*peony*", "args:lily"),
    ):
        assert await find(admin, search) == set(), search
        assert (await admin.get("/api/tasks/count", params={"q": search})).json()["count"] == 0
        kept = await admin.get("/api/tasks", params={"q": f"-({search})"})
        assert len(kept.json()["items"]) == 1, search
    for search in ("rose", "args.note:*rose", "args.token_count:12", "args.pin:*"):
        assert await find(admin, search) == {id}, search


async def test_words_follow_the_task(admin: Any, queue: Any, db: Connection) -> None:
    id = await queue.fail()
    assert await find(admin, "error:broke") == {id}

    await admin.post(f"/api/tasks/{id}/retry")
    await queue.take()
    await queue.finish(id, "failed", "it melted")
    assert await find(admin, "error:broke") == set()
    assert await find(admin, "error:melted") == {id}

    await admin.post(f"/api/tasks/{id}/retry")
    await queue.take()
    await queue.finish(id)
    assert await find(admin, "error:melted") == set()

    await db.execute("delete from orakul.task")
    assert await db.fetchval("select count(*) from orakul.task_search") == 0


async def test_a_search_is_completed_by_what_there_is_and_one_may_see(
    site: Any, queue: Any, admin: Any, db: Connection
) -> None:
    schema: dict[str, Any] = {"properties": {"chat_id": {}, "pin": {}, "api_key": {}}}
    others: dict[str, Any] = {"properties": {"chat_id": {}, "model": {}}}
    await kinds.register(
        db, [kinds.Kind("pay", 1, schema, ["pin"]), kinds.Kind("embed", 1, others)]
    )
    her = await site.person("her", demo="member")
    await site.person("him", other="member")
    await queue.defer(her, "pay", queue="quick")
    await queue.defer(None, "embed", queue="slow")
    client = await site.client(her)

    async def after(who: Any, q: str, at: int | None = None) -> list[str]:
        where = {} if at is None else {"at": at}
        answer = await who.get("/api/tasks/suggestions", params={"q": q, **where})
        assert answer.status_code == 200, answer.text
        chars = len(q) if at is None else at
        assert all(each["start"] <= chars <= each["end"] for each in answer.json()["items"])
        return [q[: i["start"]] + i["text"] + q[i["end"] :] for i in answer.json()["items"]]

    assert "state:" in await after(admin, "")
    assert await after(admin, "older:1h sta") == ["older:1h state:", "older:1h started:"]
    assert "a state:failed b" in await after(admin, "a fai b", 5)
    assert await after(admin, "state:pending,fa") == ["state:pending,failed"]
    assert await after(admin, "task:e") == ["task:embed"]
    assert await after(admin, "task:xx OR a", 6) == []
    assert await after(admin, "queue:") == ["queue:quick", "queue:slow"]
    assert await after(admin, "owner:he") == ["owner:her@example.com"]
    everyones = ["project:none", "project:demo", "project:inbox", "project:other"]
    assert await after(admin, "project:") == everyones
    assert await after(admin, "task:pay args.") == ["task:pay args.chat_id:"]
    assert await after(admin, "task:pay args.m") == []
    assert await after(admin, "args.") == ["args.chat_id:", "args.model:"]
    assert await after(admin, 'error:"fa') == []

    assert await after(client, "task:") == ["task:pay"]
    assert await after(client, "queue:") == ["queue:quick"]
    assert await after(client, "args.") == ["args.chat_id:"]
    [argument] = (await client.get("/api/tasks/suggestions?q=args.")).json()["items"]
    assert argument["about"] == "pay"
    assert await after(client, "owner:") == ["owner:me", "owner:none"]
    assert await after(client, "project:") == ["project:none", "project:demo"]
    assert (await (await site.client()).get("/api/tasks/suggestions")).status_code == 401
