"""In test mode the whole protocol works, from a publisher to a reader, through the log."""

from urllib.parse import urlencode

import pytest

from orakul.database import Connection
from tests.broadcaster.client import request
from tests.broadcaster.site import EVERYTHING, HUB, Site, add_person, serving

PLACE = "https://example.net/foo/"
REFUSED: list[tuple[str, str | list[str]]] = [
    ("topic", []),
    ("topic", "*"),
    ("topic", "a\0"),
    ("topic", "/.well-known/mercure/subscriptions/x"),
    ("topic", "https://elsewhere.example/.well-known/%6Dercure"),
    ("topic", "/.well-known/x/../mercure"),
    ("id", "#1"),
    ("id", "earliest"),
    ("id", "a\nid: b"),
    ("type", "mercure"),
    ("type", "gap"),
    ("type", "a\rb"),
    ("retry", "soon"),
    ("retry", "-1"),
    ("data", "\0"),
]


def hub(*matchers: tuple[str, str]) -> str:
    return f"{HUB}?{urlencode(matchers)}"


async def publish(site: Site, **fields: str | list[str]) -> tuple[int, str, str]:
    """Post an update; its status, type and body."""
    content = urlencode(fields, doseq=True)
    async with request(
        site.port, HUB, method="POST", content=content, connection="close"
    ) as answer:
        return answer.status, answer.headers.get("content-type", ""), (await answer.body()).decode()


# The cases of the protocol's own conformance tests.
@pytest.mark.parametrize(
    ("topic", "matchers", "private", "received"),
    [
        ("a-name", [("match", "a-name")], False, True),
        ("a-name", [("match", "foo"), ("match", "a-name")], False, True),
        (PLACE + "7", [("match", PLACE + "7")], False, True),
        (PLACE + "7", [("match_urlpattern", PLACE + ":random")], False, True),
        ("a-name", [("match", "another-name")], False, False),
        (PLACE + "7", [("match", PLACE + "8")], False, False),
        (PLACE + "7", [("match_urlpattern", "https://example.net/bar/:var")], False, False),
        ("a-name", [("match", "a-name")], True, False),
        (PLACE + "7", [("match", PLACE + "7")], True, False),
        (PLACE + "7", [("match_urlpattern", PLACE + ":random")], True, False),
    ],
    ids=range(10),
)
async def test_an_update_reaches_whoever_asked_for_it_and_may_see_it(
    database: str,
    topic: str,
    matchers: list[tuple[str, str]],
    *,
    private: bool,
    received: bool,
) -> None:
    """Scenario 61."""
    fields = {"private": "on"} if private else {}

    async with (
        serving(database, test_publish=True) as site,
        request(site.port, hub(*matchers, ("match", "last"))) as client,
    ):
        answer = await publish(site, topic=topic, id="mine", data="data for\n\nus", **fields)
        await publish(site, topic="last", id="end", data="the end")
        first = await client.next()

    assert answer == (200, "text/plain; charset=utf-8", "mine")
    if received:
        assert (first.id, first.name, first.data) == ("mine", "message", "data for\n\nus")
    else:
        assert first.id == "end"


async def test_whoever_may_see_all_gets_what_is_private(database: str, db: Connection) -> None:
    admin = await add_person(db, "admin")

    async with (
        serving(database, test_publish=True) as site,
        site.stream(admin, hub(("match", "a"))) as client,
    ):
        _, _, id = await publish(site, topic=["b", "a"], private="", type="special", retry="7000")
        message = await client.next()

    assert id.startswith("urn:uuid:")
    assert (message.id, message.name, message.data) == (id, "special", "")
    assert client.retry == 7000


async def test_the_same_id_may_come_again(database: str) -> None:
    async with (
        serving(database, test_publish=True) as site,
        request(site.port, hub(("match", "a"))) as client,
    ):
        for data in ("one", "two"):
            await publish(site, topic="a", id="same", data=data)
        messages = await client.take(2)

    assert [(each.id, each.data) for each in messages] == [("same", "one"), ("same", "two")]


async def test_data_arrive_with_their_line_breaks_made_one_kind(database: str) -> None:
    """Scenario 55."""
    sent = ["a\r\nb\rc\nd", "", "\n", "id: 7\n\nevent: x", "  two", "щось"]
    seen: list[str] = []

    async with (
        serving(database, test_publish=True) as site,
        request(site.port, hub(("match", "a"))) as client,
    ):
        for data in sent:
            await publish(site, topic="a", id="1", data=data)
            await client.next()
            seen.append(client.raw)

    assert seen == [data.replace("\r\n", "\n").replace("\r", "\n") for data in sent]


async def test_what_could_pass_for_the_hubs_own_is_refused(database: str) -> None:
    """Scenario 56."""
    good: dict[str, str | list[str]] = {"topic": "a", "id": "1"}

    async with serving(database, test_publish=True) as site:
        for field, value in REFUSED:
            assert (await publish(site, **good | {field: value}))[0] == 400, (field, value)
        assert (await publish(site, **good))[0] == 200


async def test_updates_stay_out_of_other_streams(database: str, db: Connection) -> None:
    admin = await add_person(db, "admin")

    async with (
        serving(database, test_publish=True) as site,
        site.stream(admin, EVERYTHING) as client,
    ):
        await publish(site, topic="tasks", data="no JSON")
        await db.execute("select orakul.emit_v1('tasks', 'x.y', 'admin', null, null, '{}')")
        names = [message.data["topic"] for message in await client.take(1)]

    assert names == ["tasks"]
