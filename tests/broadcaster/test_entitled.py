"""A stream shows what its person may see at that moment, live and replayed, and nothing else."""

import random
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from broadcaster import Limits
from orakul.database import Connection
from tests.broadcaster.client import Message
from tests.broadcaster.site import (
    EVERYTHING,
    TASKS,
    add_person,
    add_project,
    add_token,
    emit,
    emitted,
    join,
    leave,
    log,
    serving,
)

MESSAGES = f"{EVERYTHING}?topic=messages"


def told_by(message: Message) -> dict[str, str]:
    return message.data["data"]


async def open_session(db: Connection, person: int, *, seconds: float = 3600) -> UUID:
    return await db.fetchval(
        "insert into orakul.session (person_id, expires_at) values ($1, $2) returning id",
        person,
        datetime.now(UTC) + timedelta(seconds=seconds),
    )


async def expected_of(db: Connection, person: int, *, is_admin: bool, mine: set[int]) -> list[int]:
    rows = await db.fetch("select * from orakul.event where topic <> 'rights' order by position")
    return [
        row["position"]
        for row in rows
        if is_admin
        or (row["audience"] == "owner" and row["owner_id"] == person)
        or (row["audience"] == "project" and row["project_id"] in mine)
    ]


async def test_everybody_gets_their_own_part_of_the_log_live_and_replayed(
    database: str, db: Connection
) -> None:
    rng = random.Random(3)
    projects = [await add_project(db) for _ in range(3)]
    people: dict[int, set[int]] = {}
    for role in ["admin", *["member", "viewer"] * 6]:
        mine = set(rng.sample(projects, rng.randint(0, 2)))
        people[await add_person(db, role, *mine)] = mine
    admin, *_ = people

    async with serving(database) as site, AsyncExitStack() as stack:
        live = [await stack.enter_async_context(site.stream(each, MESSAGES)) for each in people]
        for _ in range(120):
            await emit(
                db,
                audience=rng.choice(["owner", "project", "admin"]),
                project=rng.choice([None, *projects]),
                owner=rng.choice([None, *people]),
            )
        for person in people:
            await emit(db, audience="owner", owner=person)
        replayed = [
            await stack.enter_async_context(site.stream(each, MESSAGES, last_id="earliest"))
            for each in people
        ]

        for (person, mine), first, second in zip(people.items(), live, replayed, strict=True):
            expected = await expected_of(db, person, is_admin=person == admin, mine=mine)
            assert [each.position for each in await first.until(expected[-1])] == expected
            assert [each.position for each in await second.until(expected[-1])] == expected


async def test_only_the_topics_asked_for_come(database: str, db: Connection) -> None:
    one, other = await add_project(db), await add_project(db)
    member = await add_person(db, "member", one, other)
    path = f"{EVERYTHING}?topic=space:{one}:messages&topic=topics&topic=space:{other}:rights"

    async with (
        serving(database) as site,
        site.stream(member, path) as chosen,
        site.stream(member, TASKS) as tasks,
    ):
        await emit(db, "messages", audience="project", project=other)
        await emit(db, "messages", audience="project", project=one)
        await emit(db, "tasks", audience="owner", owner=member)
        await emit(db, "topics", audience="project", project=other)

        assert [each.data["topic"] for each in await chosen.take(2)] == [
            f"space:{one}:messages",
            f"space:{other}:topics",
        ]
        assert (await tasks.next()).data["topic"] == "tasks"


async def test_nobody_gets_more_by_asking_for_it(database: str, db: Connection) -> None:
    project = await add_project(db)
    stranger = await add_person(db)
    path = f"{EVERYTHING}?topic=space:{project}:messages&topic=messages&topic=rights"

    async with serving(database) as site, site.stream(stranger, path) as client:
        await emitted(db, audience="project", project=project)
        await emitted(db, audience="admin")
        [own] = await emitted(db, audience="owner", owner=stranger)
        message = await client.next()

    assert message.position == own


async def test_nothing_is_shown_after_the_commit_that_took_the_right_away(
    database: str, db: Connection
) -> None:
    project = await add_project(db)
    member = await add_person(db, "member", project)

    async with serving(database) as site, site.stream(member) as client:
        [before] = await emitted(db, audience="project", project=project)
        assert (await client.next()).position == before
        async with db.transaction():
            await leave(db, member, project)
            await emit(db, audience="project", project=project)
        await emitted(db, 5, audience="project", project=project)
        [own] = await emitted(db, audience="owner", owner=member)
        news, message = await client.next(), await client.next()

    assert told_by(news) == {"person_id": str(member), "of": "project_member"}
    assert message.position == own


async def test_whoever_joins_sees_what_comes_then(database: str, db: Connection) -> None:
    project = await add_project(db)
    member = await add_person(db)

    async with serving(database) as site, site.stream(member) as client:
        await emitted(db, audience="project", project=project)
        [own] = await emitted(db, audience="owner", owner=member)
        assert (await client.next()).position == own
        await join(db, member, project)
        [after] = await emitted(db, audience="project", project=project)
        news, message = await client.next(), await client.next()

    assert told_by(news) == {"person_id": str(member), "of": "project_member"}
    assert message.position == after


async def test_an_administrator_who_is_demoted_is_one_no_longer(
    database: str, db: Connection
) -> None:
    await add_person(db, "admin")  # the last one could not be demoted
    person = await add_person(db, "admin")

    async with serving(database) as site, site.stream(person) as client:
        [before] = await emitted(db)
        first = await client.next()
        await db.execute("update orakul.person set role = 'member' where id = $1", person)
        await emitted(db, 3)
        [own] = await emitted(db, audience="owner", owner=person)
        news, second = await client.next(), await client.next()

    assert told_by(news) == {"person_id": str(person), "of": "person"}
    assert [first.position, second.position] == [before, own]


async def test_the_streams_of_somebody_deactivated_end(database: str, db: Connection) -> None:
    person, other = await add_person(db), await add_person(db)

    async with (
        serving(database) as site,
        site.stream(person) as first,
        site.stream(person) as second,
        site.stream(other) as untouched,
    ):
        await db.execute("update orakul.person set is_active = false where id = $1", person)
        ends = [await first.rest(), await second.rest()]
        [own] = await emitted(db, audience="owner", owner=other)

        assert [[each.data for each in end] for end in ends] == [[{"reason": "signed out"}]] * 2
        assert (await untouched.next()).position == own


async def test_a_revoked_session_ends_its_streams_and_no_others(
    database: str, db: Connection
) -> None:
    person = await add_person(db)
    revoked, kept = await open_session(db, person), await open_session(db, person)

    async with (
        serving(database) as site,
        site.stream(person, session=revoked) as ended,
        site.stream(person, MESSAGES, session=kept) as other,
    ):
        await db.execute("update orakul.session set revoked_at = now() where id = $1", revoked)
        end = await ended.rest()
        [own] = await emitted(db, audience="owner", owner=person)

        assert [message.data for message in end] == [{"reason": "signed out"}]
        assert (await other.next()).position == own


@pytest.mark.parametrize(
    "end",
    [
        "update orakul.api_token set revoked_at = now() where id = $1",
        "delete from orakul.api_token where id = $1",
    ],
)
async def test_a_revoked_token_ends_its_streams_and_no_others(
    database: str, db: Connection, end: str
) -> None:
    person = await add_person(db)
    revoked, kept = await add_token(db, person), await add_token(db, person)
    session = await open_session(db, person)

    async with (
        serving(database) as site,
        site.stream(person, token=revoked) as first,
        site.stream(person, token=revoked) as second,
        site.stream(person, MESSAGES, token=kept) as by_token,
        site.stream(person, MESSAGES, session=session) as by_session,
    ):
        [before] = await emitted(db, audience="owner", owner=person)
        for client in (first, second, by_token, by_session):
            assert (await client.next()).position == before
        await db.execute(end, revoked)
        ends = [await first.rest(), await second.rest()]
        [own] = await emitted(db, audience="owner", owner=person)

        assert [[each.data for each in end] for end in ends] == [[{"reason": "signed out"}]] * 2
        assert (await by_token.next()).position == own
        assert (await by_session.next()).position == own


async def test_nothing_is_shown_after_the_commit_that_revoked_the_token(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")
    token = await add_token(db, admin)

    async with serving(database) as site, site.stream(admin, token=token) as client:
        [before] = await emitted(db)
        assert (await client.next()).position == before
        async with db.transaction():
            await emit(db)
            await db.execute("update orakul.api_token set revoked_at = now() where id = $1", token)
            await emit(db)
        await emitted(db, 5)
        rest = await client.rest()

    assert [message.data for message in rest] == [{"reason": "signed out"}]


async def test_a_token_that_is_only_used_is_no_news(database: str, db: Connection) -> None:
    person = await add_person(db)
    token = await add_token(db, person)

    async with serving(database) as site, site.stream(person, token=token) as client:
        await db.execute("update orakul.api_token set last_used_at = now() where id = $1", token)
        [own] = await emitted(db, audience="owner", owner=person)
        message = await client.next()

    assert message.position == own
    assert len(await log(db)) == 1


async def test_nobody_streams_by_the_token_of_another(database: str, db: Connection) -> None:
    person, other = await add_person(db), await add_person(db)

    async with (
        serving(database) as site,
        site.stream(person, token=await add_token(db, other)) as client,
    ):
        [end] = await client.rest()

    assert end.data == {"reason": "signed out"}


async def test_a_stream_ends_no_later_than_its_session_and_resumes_without_loss(
    database: str, db: Connection
) -> None:
    person = await add_person(db)
    brief = await open_session(db, person, seconds=1)
    limits = Limits(tick=0.1)

    async with serving(database, limits) as site:
        async with site.stream(person, session=brief) as client:
            [seen] = await emitted(db, audience="owner", owner=person)
            messages = await client.rest()
        ended_at = datetime.now(UTC)
        [missed] = await emitted(db, audience="owner", owner=person)
        renewed = await open_session(db, person)
        async with site.stream(person, session=renewed, last_id=client.last_id) as client:
            after = await client.next()

    expires_at = await db.fetchval("select expires_at from orakul.session where id = $1", brief)
    assert messages[0].position == seen
    assert messages[1].data == {"reason": "session expired"}
    assert ended_at < expires_at + timedelta(seconds=0.5)
    assert after.position == missed


async def test_a_session_that_is_renewed_keeps_its_stream(database: str, db: Connection) -> None:
    person = await add_person(db)
    session = await open_session(db, person, seconds=1)

    async with (
        serving(database, Limits(tick=0.1)) as site,
        site.stream(person, MESSAGES, session=session) as client,
    ):
        await db.execute(
            "update orakul.session set expires_at = now() + interval '1.6 s' where id = $1",
            session,
        )
        renewed_at = datetime.now(UTC)
        [end] = await client.rest()

    assert end.data == {"reason": "session expired"}
    assert datetime.now(UTC) > renewed_at + timedelta(seconds=1.2)


async def test_a_token_without_a_session_ends_its_stream_when_it_expires(
    database: str, db: Connection
) -> None:
    person = await add_person(db)
    soon = (datetime.now(UTC) + timedelta(seconds=0.5)).isoformat()

    async with (
        serving(database, Limits(tick=0.1)) as site,
        site.stream(person, x_expires_at=soon) as client,
    ):
        [end] = await client.rest()

    assert end.data == {"reason": "session expired"}


async def test_forged_news_of_rights_harm_nobody(database: str, db: Connection) -> None:
    admin = await add_person(db, "admin")
    forged: list[Any] = [
        None,
        [],
        {},
        {"person_id": None},
        {"person_id": 7},
        {"person_id": ["x"]},
        "text",
        1,
    ]

    async with serving(database) as site, site.stream(admin) as client:
        for data in forged:
            await emit(db, "rights", data=data)
        [after] = await emitted(db)
        messages = await client.until(after)

    assert len(messages) == len(forged) + 1
