"""Who may see an event: one rule, in Python and in SQL, and neither is more generous."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.listing import Span, Wanted, list_entries
from broadcaster.log import read_page
from broadcaster.topics import Topics
from orakul.database import Connection
from orakul.rights import Rights, read_rights
from tests.broadcaster.site import add_person, add_project, add_token, emit, join

LAST = 10**18  # position
POSITIONS = "select position from orakul.event order by position"


def model(person: int, role: str, projects: set[int], event: dict[str, object]) -> bool:
    """What the brief says, in other words than the code."""
    return (
        role == "admin"
        or (event["audience"], event["owner_id"]) == ("owner", person)
        or (event["audience"] == "project" and event["project_id"] in projects)
    )


async def test_all_forms_of_the_rule_agree_with_the_model(db: Connection) -> None:
    rng = random.Random(7)
    projects = [await add_project(db) for _ in range(4)]
    people: dict[int, tuple[str, set[int]]] = {}
    for role in ["admin", "member", "viewer"] * 5:
        mine = set(rng.sample(projects, rng.randint(0, 3)))
        people[await add_person(db, role, *mine)] = role, mine
    async with db.transaction():
        for _ in range(300):
            await emit(
                db,
                rng.choice(["tasks", "messages", "rights"]),
                audience=rng.choice(["owner", "project", "admin"]),
                project=rng.choice([None, *projects]),
                owner=rng.choice([None, *people]),
                data={},
            )
    events = await db.fetch("select * from orakul.event order by position")
    everything = Rights(0, None, is_admin=True, projects=frozenset(), expires_at=None)
    whole = await read_page(db, everything, Topics(), after=0, upto=LAST, most=10_000)

    for person, (role, mine) in people.items():
        expected = [e["position"] for e in events if model(person, role, mine, dict(e))]
        rights = await read_rights(db, person)
        assert rights is not None
        page = await read_page(db, rights, Topics(), after=0, upto=LAST, most=10_000)
        span = Span(0, LAST, descending=False)
        listed = await list_entries(db, rights, Wanted(), span, limit=10_000)

        assert [entry.position for entry in page.entries] == expected
        assert listed.entries == page.entries
        assert [e.position for e in whole.entries if rights.may_see(e)] == expected


@pytest.mark.parametrize(
    "names", [["tasks"], ["space:1:tasks"], ["tasks", "space:2:messages"], ["messages", "topics"]]
)
async def test_both_forms_of_the_choice_of_topics_agree(db: Connection, names: list[str]) -> None:
    for project in (None, 1, 2, 12):
        for topic in ("tasks", "messages", "rights"):
            await emit(db, topic, project=project)
    everything = Rights(0, None, is_admin=True, projects=frozenset(), expires_at=None)
    topics = Topics.of(names)

    whole = await read_page(db, everything, Topics(), after=0, upto=LAST)
    chosen = await read_page(db, everything, topics, after=0, upto=LAST)

    assert [entry for entry in whole.entries if topics.match(entry)] == chosen.entries
    assert 0 < len(chosen.entries) < len(whole.entries)


async def test_a_page_looks_at_no_more_events_than_it_is_told(db: Connection) -> None:
    member = await add_person(db)
    for audience in ["admin"] * 4 + ["owner"]:
        await emit(db, audience=audience, owner=member)
    rights = await read_rights(db, member)
    assert rights is not None

    positions = [row[0] for row in await db.fetch(POSITIONS)]
    third, last = positions[2], positions[4]

    blind = await read_page(db, rights, Topics(), after=0, upto=last, most=3)
    rest = await read_page(db, rights, Topics(), after=third, upto=last, most=3)
    beyond = await read_page(db, rights, Topics(), after=last, upto=last, most=3)

    assert (blind.entries, blind.scanned_to, blind.oldest) == ([], third, 1)
    assert ([entry.position for entry in rest.entries], rest.scanned_to) == ([last], last)
    assert (beyond.entries, beyond.scanned_to) == ([], None)


async def test_whoever_is_inactive_or_never_signs_in_has_no_rights(db: Connection) -> None:
    inactive = await add_person(db)
    await db.execute("update orakul.person set is_active = false where id = $1", inactive)
    author = await add_person(db, None)

    assert await read_rights(db, inactive) is None
    assert await read_rights(db, author) is None
    assert await read_rights(db, 10**9) is None


async def test_rights_last_as_long_as_their_session(db: Connection) -> None:
    person, other = await add_person(db), await add_person(db)
    expires_at = datetime.now(UTC) + timedelta(hours=1)
    open_session = "insert into orakul.session (person_id, expires_at) values ($1, $2) returning id"
    session = await db.fetchval(open_session, person, expires_at)
    over = await db.fetchval(open_session, person, datetime.now(UTC) - timedelta(seconds=1))

    rights = await read_rights(db, person, session)
    await join(db, person, await add_project(db))

    assert rights is not None
    assert rights.expires_at == expires_at
    assert await read_rights(db, person, over) is None
    assert await read_rights(db, other, session) is None
    await db.execute("update orakul.session set revoked_at = now() where id = $1", session)
    assert await read_rights(db, person, session) is None
    assert await read_rights(db, person) is not None


async def test_rights_last_as_long_as_their_token(db: Connection) -> None:
    person, other = await add_person(db), await add_person(db)
    token, gone = await add_token(db, person), await add_token(db, person)
    await db.execute("delete from orakul.api_token where id = $1", gone)

    rights = await read_rights(db, person, token_id=token)

    assert rights is not None
    assert (rights.token_id, rights.expires_at) == (token, None)
    assert await read_rights(db, person, token_id=gone) is None
    assert await read_rights(db, other, token_id=token) is None
    await db.execute("update orakul.api_token set revoked_at = now() where id = $1", token)
    assert await read_rights(db, person, token_id=token) is None
    assert await read_rights(db, person) is not None
