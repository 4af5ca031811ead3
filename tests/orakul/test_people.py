"""People, their passwords and their projects are what was said last, however many say it."""

import asyncio

import pytest

from orakul import people, projects, sessions
from orakul.database import Connection, connect
from orakul.errors import ConflictError, DeniedError, NotFoundError, RejectedError

PASSWORD = "correct horse battery"


async def test_an_email_belongs_to_one_person_whatever_its_case(db: Connection) -> None:
    person = await people.add_person(db, "Ada@example.com", "Ada", "member", PASSWORD)

    with pytest.raises(ConflictError, match="ADA"):
        await people.add_person(db, "ADA@example.com", "Other", "admin")

    assert await people.find_person(db, "ada@EXAMPLE.com") == person


@pytest.mark.parametrize(
    "email",
    [
        *("", "ada", "a b@c", "@", "a@", "a@b\x00", "a" * 251 + "@b.c"),
        *("a\x1b[31m@b.c", "\u202ea@b.c", "a\u200b@b.c"),
    ],
)
async def test_what_is_no_email_is_refused(db: Connection, email: str) -> None:
    with pytest.raises(RejectedError):
        await people.add_person(db, email, "Ada", "member")


@pytest.mark.parametrize("password", ["", "seven77", "x" * 201])
async def test_a_password_too_short_or_too_long_is_refused(db: Connection, password: str) -> None:
    with pytest.raises(RejectedError, match="8 to 200"):
        await people.add_person(db, "ada@example.com", "Ada", "member", password)


async def test_a_password_is_kept_as_an_argon2id_hash(db: Connection) -> None:
    person = await people.add_person(db, "ada@example.com", "Ada", "member", PASSWORD)

    kept = await db.fetchval("select password_hash from orakul.person where id = $1", person.id)

    assert kept.startswith("$argon2id$")
    assert await people.check_password(db, "ada@example.com", PASSWORD) == person
    assert await people.check_password(db, "ada@example.com", PASSWORD + " ") is None


async def test_a_weaker_hash_is_made_anew_when_its_password_is_seen(db: Connection) -> None:
    person = await people.add_person(db, "ada@example.com", "Ada", "member")
    weak = people.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    await db.execute("update orakul.person set password_hash = $1", weak)

    assert await people.check_password(db, "ada@example.com", PASSWORD) == person
    assert await db.fetchval("select password_hash <> $1 from orakul.person", weak)
    assert await people.check_password(db, "ada@example.com", PASSWORD) == person


async def test_somebody_without_a_password_signs_in_by_none(db: Connection) -> None:
    await people.add_person(db, "ada@example.com", "Ada", "member")

    assert await people.check_password(db, "ada@example.com", "") is None


async def test_of_many_first_administrators_at_once_one_is_made(
    db: Connection, database: str
) -> None:
    connections = [await connect(database) for _ in range(4)]
    made = await asyncio.gather(
        *(people.first_administrator(each, f"{n}@x.y") for n, each in enumerate(connections))
    )
    for each in connections:
        await each.close()

    [(email, password)] = [each for each in made if each is not None]
    assert password is not None
    assert await db.fetchval("select count(*) from orakul.person") == 1
    assert (await people.check_password(db, email, password)) is not None
    assert await people.first_administrator(db, "late@x.y") is None


async def test_a_given_password_of_the_first_administrator_is_not_told_again(
    db: Connection,
) -> None:
    assert await people.first_administrator(db, "root@x.y", PASSWORD) == ("root@x.y", None)
    assert (await people.find_person(db, "root@x.y")).is_admin


async def test_the_first_administrator_may_be_somebody_who_is_known(db: Connection) -> None:
    person = await people.add_person(db, "ada@example.com", "Ada", "viewer")

    await people.first_administrator(db, "ADA@example.com")

    found = await people.find_person(db, "ada@example.com")
    assert (found.id, found.name, found.role) == (person.id, "Ada", "admin")


async def test_all_processes_sign_with_one_key(db: Connection, database: str) -> None:
    connections = [await connect(database) for _ in range(4)]
    keys = await asyncio.gather(*(sessions.signing_key(each) for each in connections))
    for each in connections:
        await each.close()

    assert len(set(keys)) == 1
    assert len(keys[0]) == 32
    assert await sessions.signing_key(db) == keys[0]


async def test_a_project_is_made_once_whoever_asks_first(db: Connection, database: str) -> None:
    connections = [await connect(database) for _ in range(4)]
    found = await asyncio.gather(
        *(projects.find_or_create(each, "my-team") for each in connections)
    )
    for each in connections:
        await each.close()

    assert len(set(found)) == 1
    assert (found[0].slug, found[0].name) == ("my-team", "My team")


@pytest.mark.parametrize("slug", ["", "-a", "A", "a b", "é", "a" * 64, "a/b"])
async def test_what_is_no_slug_is_refused(db: Connection, slug: str) -> None:
    with pytest.raises(RejectedError):
        await projects.find_or_create(db, slug)


async def test_the_role_in_a_project_decides_who_changes_it(db: Connection) -> None:
    demo = await projects.find_or_create(db, "demo")
    roles = {"admin": "member", "member": "member", "viewer": "member", "watcher": "viewer"}
    person = {
        name: await people.add_person(
            db, f"{name}@x.y", name, "member" if name == "watcher" else name  # type: ignore[arg-type]
        )
        for name in roles
    }  # fmt: skip
    for name, role in roles.items():
        if name != "admin":
            await projects.add_member(db, demo.id, person[name].id, role)  # type: ignore[arg-type]
    stranger = await people.add_person(db, "stranger@x.y", "stranger", "member")

    for name in ("admin", "member"):
        assert (await projects.writable(db, person[name], "demo")).id == demo.id
    for name in ("viewer", "watcher"):
        assert (await projects.readable(db, person[name], str(demo.id))).slug == "demo"
        with pytest.raises(DeniedError):
            await projects.writable(db, person[name], "demo")
    with pytest.raises(NotFoundError):
        await projects.readable(db, stranger, "demo")
    assert [each.slug for each in await projects.visible(db, person["admin"])] == ["demo", "inbox"]
