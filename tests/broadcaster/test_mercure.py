"""The hub speaks the subscribe side of Mercure: the same log, the same rights, its own form."""

import json
from urllib.parse import quote, urlencode

import pytest

from orakul.database import Connection
from tests.broadcaster.client import request
from tests.broadcaster.site import (
    HUB,
    NEWEST,
    add_person,
    add_project,
    emitted,
    id_of,
    log,
    serving,
)

HEADER = "mercure-last-event-id"


def hub(*matchers: tuple[str, str]) -> str:
    return f"{HUB}?{urlencode(matchers)}"


def quoted(attribute: str) -> str:
    return attribute.split('"')[1]


async def test_events_come_by_exact_topic_by_pattern_and_all(database: str, db: Connection) -> None:
    admin, project = await add_person(db, "admin"), await add_project(db)

    async with (
        serving(database) as site,
        site.stream(admin, hub(("match", "topics"))) as exact,
        site.stream(admin, hub(("match_urlpattern", f"space:{project}:*"))) as pattern,
        site.stream(admin, hub(("match", "none"), ("match", "*"))) as every,
    ):
        await emitted(db, topic="topics")
        await emitted(db, topic="messages", project=project)
        [end] = await emitted(db, topic="topics", project=project)
        seen = [[each.id for each in await client.until(end)] for client in (exact, pattern, every)]

    assert seen == [
        await log(db, "topic = 'topics'"),
        await log(db, f"project_id = {project}"),
        await log(db),
    ]


async def test_a_replay_is_chosen_as_live_events_are(database: str, db: Connection) -> None:
    admin, project = await add_person(db, "admin"), await add_project(db)
    await emitted(db, 3, topic="topics")
    await emitted(db, 3, topic="messages", project=project)
    path = hub(("match_urlpattern", "space::any"))

    async with serving(database) as site, site.stream(admin, path, last_id="earliest") as client:
        [end] = await emitted(db, project=project)
        messages = await client.until(end)

    assert [each.id for each in messages] == await log(db, f"project_id = {project}")


async def test_no_matcher_shows_more_than_its_reader_may_see(database: str, db: Connection) -> None:
    """Scenario 51."""
    project = await add_project(db)
    member = await add_person(db, "member", project)
    await emitted(db, 2, audience="admin")
    await emitted(db, audience="project", project=await add_project(db))

    async with (
        serving(database) as site,
        site.stream(member, hub(("match", "*")), last_id="earliest") as all_,
        site.stream(member, hub(("match_urlpattern", "*")), last_id="earliest") as pattern,
    ):
        [end] = await emitted(db, audience="project", project=project)
        seen = [[each.position for each in await client.until(end)] for client in (all_, pattern)]

    assert [positions[-1:] for positions in seen] == [[end]] * 2
    assert (
        seen[0]
        == seen[1]
        == await db.fetchval(
            "select array_agg(position order by position) from orakul.event"
            " where audience = 'project' and project_id = $1"
            " or audience = 'owner' and owner_id = $2",
            project,
            member,
        )
    )


async def test_the_answer_says_after_which_event_it_goes_on(database: str, db: Connection) -> None:
    admin = await add_person(db, "admin")
    positions = await emitted(db, 3)
    first, second = await id_of(db, positions[0]), await id_of(db, positions[1])
    query = f"{hub(('match', '*'))}&last_event_id={first}"

    async with (
        serving(database) as site,
        site.stream(admin, query) as by_query,
        site.stream(admin, query, last_id=second) as by_both,
        site.stream(admin, hub(("match", "*")), last_id="earliest") as from_the_beginning,
        site.stream(admin, hub(("match", "*"))) as without,
    ):
        seen = [(await client.next()).position for client in (by_query, by_both)]
        headers = [
            client.headers.get(HEADER)
            for client in (by_query, by_both, from_the_beginning, without)
        ]

    assert headers == [first, second, "earliest", None]
    assert seen == positions[1:]


@pytest.mark.parametrize("last_id", ["1-ffffff", "gone", "", "a\nb"])
async def test_an_id_that_is_gone_is_told_of_in_the_header_and_in_band(
    database: str, db: Connection, last_id: str
) -> None:
    admin = await add_person(db, "admin")
    [position] = await emitted(db)
    path = f"{hub(('match', '*'))}&last_event_id={quote(last_id)}"

    async with serving(database) as site, site.stream(admin, path) as client:
        [end] = await emitted(db)
        messages = await client.until(end)

    if last_id:
        assert client.headers[HEADER] == "earliest"
        assert [each.name for each in messages] == ["gap", "message", "message"]
    else:
        assert client.headers[HEADER] == await id_of(db, position)
        assert [each.position for each in messages] == [end]


@pytest.mark.parametrize(
    ("method", "query", "status"),
    [
        ("GET", "", 400),
        ("GET", "match_uritemplate=a", 400),
        ("GET", "match=%00", 400),
        ("GET", "match_urlpattern=(a)", 400),
        ("POST", "match=a", 405),
        ("OPTIONS", "", 204),
        ("HEAD", "match=a", 200),
    ],
)
async def test_other_requests_have_finite_answers(
    database: str, db: Connection, method: str, query: str, status: int
) -> None:
    """Scenario 43."""
    admin = await add_person(db, "admin")

    async with (
        serving(database) as site,
        request(site.port, f"{HUB}?{query}", method=method, x_person=str(admin)) as answer,
    ):
        assert answer.status == status
        assert not any(name.startswith("access-control") for name in answer.headers)


async def test_a_stranger_is_refused(database: str) -> None:
    async with serving(database) as site, request(site.port, hub(("match", "*"))) as answer:
        assert answer.status == 401


async def test_nothing_falls_between_an_answer_and_the_stream_that_follows_it(
    database: str, db: Connection
) -> None:
    """Scenario 32."""
    admin = await add_person(db, "admin")
    [shown] = await emitted(db)

    async with serving(database) as site:
        async with request(site.port, NEWEST) as page:
            target, rel, cursor = page.headers["link"].split("; ")
        missed = await emitted(db, 3)
        path = f"{hub(('match', '*'))}&last_event_id={quoted(cursor)}"
        async with site.stream(admin, path) as client:
            seen = [each.position for each in await client.until(missed[-1])]

    assert (target, rel) == (f"<{HUB}>", 'rel="mercure"')
    assert [position for position in seen if position > shown] == missed


async def test_the_cursor_of_an_answer_is_never_ahead_of_what_it_shows(
    database: str, db: Connection
) -> None:
    async with serving(database) as site:
        for _ in range(20):
            await emitted(db)
            async with request(site.port, NEWEST, connection="close") as page:
                cursor = quoted(page.headers["link"].split("; ")[-1])
                shown = json.loads(await page.body())["newest"]

            assert cursor == "earliest" or int(cursor.split("-")[0]) <= shown
