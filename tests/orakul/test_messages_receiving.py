"""An update is kept once however often it comes, and becomes one message of one person."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from orakul import database as databases
from orakul import messages, people, projects
from orakul.database import Acting, Connection, connect
from orakul.errors import ConflictError, NotFoundError
from orakul.messages.saving import Saved, save_messages
from orakul.people import Role
from orakul.telegram import parse_json_strictly, read_update

CHAT: Final = -1001234567890
SENT: Final = 1767607200  # 2026-01-05 10:00 UTC


def body(
    update: int,
    text: str,
    *,
    message: int = 1,
    author: int = 101,
    chat: int = CHAT,
    edited: int | None = None,
    more: Mapping[str, Any] | None = None,  # further fields of the message
) -> dict[str, Any]:
    """An update of the Bot API: a message, or its edit."""
    said = {
        "message_id": message,
        "date": SENT,
        "chat": {"id": chat, "type": "supergroup", "title": "Team"},
        "from": {"id": author, "is_bot": False, "first_name": f"Member {author}"},
        "text": text,
    } | dict(more or {})
    if edited is None:
        return {"update_id": update, "message": said}
    return {"update_id": update, "edited_message": said | {"edit_date": edited}}


async def receive(db: Connection, update: Mapping[str, Any], bot: str = "") -> bool:
    async with databases.acting(db, Acting("webhook:telegram")):
        return await messages.receive_update(db, read_update(update), update, bot=bot)


async def save(db: Connection, update: Mapping[str, Any]) -> list[Saved]:
    """Receive an update and save what it says at once."""
    assert await receive(db, update)
    id = await db.fetchval("select max(id) from orakul.telegram_update")
    async with databases.acting(db, Acting("task:1")):
        return await messages.save_update(db, id)


async def import_(
    db: Connection, project: int, *updates: Mapping[str, Any], owner: int | None = None
) -> list[Saved]:
    """Save messages as an import into *project* does whose task is *owner*'s."""
    said = [message for update in updates if (message := read_update(update).message)]
    async with databases.acting(db, Acting("task:2", owner_id=owner)):
        return await save_messages(db, said, project_id=project)


async def count(db: Connection, table: str) -> int:
    return await db.fetchval(f"select count(*) from {table}")


async def texts(db: Connection) -> list[str]:
    rows = await db.fetch("select text from orakul.message order by chat_id, external_id")
    return [row["text"] for row in rows]


async def deferred(db: Connection) -> list[str]:
    rows = await db.fetch("select name from orakul.task order by id")
    return [row["name"] for row in rows]


@pytest.fixture
async def member(db: Connection) -> int:
    """The id of somebody who may sign in, and has no role in a project."""
    return (await people.add_person(db, "p@example.com", "P", "member")).id


@pytest.fixture
async def other(database: str) -> AsyncGenerator[Connection]:
    connection = await connect(database)
    yield connection
    await connection.close()


async def test_an_update_that_comes_again_adds_nothing(db: Connection) -> None:
    first = await receive(db, body(1, "hello"))
    again = await receive(db, body(1, "hello"))

    assert (first, again) == (True, False)
    assert await count(db, "orakul.telegram_update") == 1
    assert await deferred(db) == ["save_telegram_message"]


async def test_the_same_number_of_two_bots_is_two_updates(db: Connection) -> None:
    assert await receive(db, body(1, "hello"), bot="a")
    assert await receive(db, body(1, "hello"), bot="b")


async def test_an_update_that_comes_twice_at_once_is_kept_once(
    db: Connection, other: Connection
) -> None:
    kept = await asyncio.gather(receive(db, body(1, "hello")), receive(other, body(1, "hello")))

    assert sorted(kept) == [False, True]
    assert await count(db, "orakul.task") == 1


async def test_an_update_is_kept_with_its_task_or_not_at_all(db: Connection) -> None:
    with pytest.raises(ZeroDivisionError):
        async with databases.acting(db, Acting("webhook:telegram")):
            await messages.receive_update(db, read_update(body(1, "a")), body(1, "a"))
            _ = 1 / 0

    assert await count(db, "orakul.telegram_update") == 0
    assert await count(db, "orakul.task") == 0


async def test_the_body_is_kept_as_it_came(db: Connection) -> None:
    sent = body(1, "hello", more={"something_new": ["that", "we", "do", "not", "know"]})

    await receive(db, sent)

    assert await db.fetchval("select body from orakul.telegram_update") == sent


async def test_a_message_of_an_unknown_chat_goes_to_the_inbox_and_is_scored_and_embedded(
    db: Connection,
) -> None:
    [saved] = await save(db, body(1, "The release is on Monday"))

    assert saved.outcome == "saved"
    slug = "select slug from orakul.project join orakul.chat on project.id = chat.project_id"
    assert await db.fetchval(slug) == "inbox"
    assert await deferred(db) == [
        "save_telegram_message",
        "score_message_task",
        "embed_messages_batch_task",
    ]


async def test_an_update_that_is_not_here_cannot_be_saved(db: Connection) -> None:
    with pytest.raises(NotFoundError):
        await messages.save_update(db, 404)


async def test_the_same_message_by_webhook_and_by_import_is_one_row(
    db: Connection, project: int
) -> None:
    await save(db, body(1, "hello"))

    assert await import_(db, project, body(1, "hello"), body(2, "world", message=2)) != []
    assert await save(db, body(9, "world", message=2)) == []

    assert await texts(db) == ["hello", "world"]
    assert await count(db, "orakul.chat") == 1
    assert await count(db, "orakul.person") == 1


async def test_a_chat_of_the_inbox_moves_to_the_project_that_imports_it_and_stays_there(
    db: Connection, project: int
) -> None:
    await save(db, body(1, "hello"))
    await import_(db, project, body(2, "world", message=2))
    await save(db, body(3, "again", message=3))

    assert await db.fetchval("select project_id from orakul.chat") == project
    assert await texts(db) == ["hello", "world", "again"]


@pytest.mark.parametrize(
    ("role", "in_inbox", "change", "then"),
    [
        ("admin", None, "", "demo"),
        ("member", "member", "", "demo"),
        ("member", "admin", "", "demo"),
        ("member", "viewer", "", "inbox"),
        ("member", None, "", "inbox"),
        ("viewer", "member", "", "inbox"),
        ("admin", None, "is_active = false", "inbox"),
        ("member", "member", "is_active = false", "inbox"),
        ("member", None, "role = 'admin'", "demo"),
    ],
)
async def test_a_chat_leaves_the_inbox_for_those_alone_who_may_write_there_now(
    db: Connection, project: int, role: Role, in_inbox: Role | None, change: str, then: str
) -> None:
    await save(db, body(1, "hello"))
    await people.add_person(db, "a@example.com", "Another administrator", "admin")
    person = (await people.add_person(db, "p@example.com", "P", role)).id
    inbox = (await projects.find_or_create(db, "inbox")).id
    await projects.add_member(db, project, person)
    if in_inbox:
        await projects.add_member(db, inbox, person, in_inbox)
    if change:
        await db.execute(f"update orakul.person set {change} where id = $1", person)
    refused = pytest.raises(ConflictError, match="“Team” is in the project inbox")

    with contextlib.nullcontext() if then == "demo" else refused:
        await import_(db, project, body(2, "world", message=2), owner=person)

    slug = "select slug from orakul.project join orakul.chat on project.id = chat.project_id"
    assert await db.fetchval(slug) == then
    assert await texts(db) == ["hello", "world"][: 2 if then == "demo" else 1]


async def test_who_may_not_write_in_the_inbox_imports_what_is_not_in_it(
    db: Connection, project: int, member: int
) -> None:
    await import_(db, project, body(1, "hello"), owner=member)
    await import_(db, project, body(2, "world", message=2), owner=member)

    assert await texts(db) == ["hello", "world"]


async def told(db: Connection) -> list[tuple[str, str]]:
    """What was said, each with the project where it is read."""
    rows = await db.fetch(
        "select slug, text from orakul.message join orakul.chat on chat.id = chat_id"
        " join orakul.project on project.id = project_id order by slug, message.external_id"
    )
    return [(row["slug"], row["text"]) for row in rows]


async def test_who_imports_a_chat_before_the_bot_hears_of_it_gets_nothing_of_what_it_hears(
    db: Connection, project: int, member: int
) -> None:
    await import_(db, project, body(1, "made up"), owner=member)

    await save(db, body(2, "the bot hears this", message=2))
    await import_(db, project, body(3, "made up, too", message=3), owner=member)
    await save(db, body(4, "the same message is another here", message=1))

    assert await told(db) == [
        ("demo", "made up"),
        ("demo", "made up, too"),
        ("inbox", "the same message is another here"),
        ("inbox", "the bot hears this"),
    ]


async def test_projects_that_import_one_unknown_chat_do_not_hear_of_each_other(
    db: Connection, project: int, member: int
) -> None:
    another = (await projects.find_or_create(db, "another")).id

    await import_(db, project, body(1, "here"), owner=member)
    await import_(db, another, body(2, "there"), owner=member)

    assert await told(db) == [("another", "there"), ("demo", "here")]


async def test_whoever_may_take_chats_out_of_the_inbox_links_one_by_importing_it(
    db: Connection, project: int, member: int
) -> None:
    await import_(db, project, body(1, "hello"), owner=member)

    await import_(db, project, body(1, "hello"))
    await save(db, body(2, "the bot hears this", message=2))

    assert await told(db) == [("demo", "hello"), ("demo", "the bot hears this")]


async def test_a_chat_that_is_linked_late_brings_along_what_has_waited(
    db: Connection, project: int, member: int
) -> None:
    await import_(db, project, body(1, "hello"), owner=member)
    await save(db, body(2, "hello, as the bot hears it"))
    await save(db, body(3, "waits", message=2))

    await import_(db, project, body(4, "more", message=3))
    await save(db, body(5, "again", message=4))

    assert await told(db) == [
        ("demo", "hello"),
        ("demo", "waits"),
        ("demo", "more"),
        ("demo", "again"),
        ("inbox", "hello, as the bot hears it"),
    ]


@pytest.mark.parametrize("round", range(3))
async def test_a_chat_that_several_save_at_once_is_linked_once(
    database: str, db: Connection, project: int, round: int
) -> None:
    connections = [await connect(database) for _ in range(6)]
    places = [project, (await projects.find_or_create(db, "inbox")).id] * 3

    saved = await asyncio.gather(
        *(
            import_(each, place, body(number, "hello", message=number))
            for number, (each, place) in enumerate(zip(connections, places, strict=True))
        ),
        return_exceptions=True,
    )
    for each in connections:
        await each.close()

    assert {type(each) for each in saved} <= {list, ConflictError}
    assert await count(db, "orakul.chat where is_linked") == 1
    assert await count(db, "orakul.chat") == 1


async def test_a_chat_of_another_project_is_refused(db: Connection, project: int) -> None:
    await import_(db, project, body(1, "hello"))
    another = (await projects.find_or_create(db, "another")).id

    with pytest.raises(ConflictError, match="belongs to another project"):
        await import_(db, another, body(2, "world", message=2))

    assert await texts(db) == ["hello"]


async def test_a_message_is_saved_although_its_chat_moves_at_that_moment(
    db: Connection, other: Connection, project: int
) -> None:
    await save(db, body(1, "hello"))
    await receive(db, body(2, "world", message=2))
    id = await db.fetchval("select max(id) from orakul.telegram_update")
    moving = db.transaction()
    await moving.start()
    await import_(db, project, body(3, "imported", message=3))

    async def saved() -> list[Saved]:
        async with databases.acting(other, Acting("task:1")):
            return await messages.save_update(other, id)

    saving = asyncio.create_task(saved())
    async with asyncio.timeout(60):
        while not await db.fetchval("select exists (select from pg_locks where not granted)"):
            await asyncio.sleep(0.02)
    await moving.commit()

    assert [each.outcome for each in await saving] == ["saved"]
    assert await texts(db) == ["hello", "world", "imported"]
    assert await db.fetchval("select project_id from orakul.chat") == project


@pytest.mark.parametrize("round", range(3))
async def test_first_messages_of_one_person_at_once_make_one_person(
    database: str, db: Connection, round: int
) -> None:
    connections = [await connect(database) for _ in range(6)]
    for number in range(6):
        await receive(db, body(number, f"hello {number}", message=number, chat=CHAT - number))
    ids = [row["id"] for row in await db.fetch("select id from orakul.telegram_update")]

    async def saved(connection: Connection, id: int) -> list[Saved]:
        async with databases.acting(connection, Acting("task:1")):
            return await messages.save_update(connection, id)

    await asyncio.gather(*map(saved, connections, ids))
    for each in connections:
        await each.close()

    assert await count(db, "orakul.person") == 1
    assert await count(db, "orakul.message") == 6
    assert await db.fetchval("select count(distinct author_id) from orakul.message") == 1


async def test_what_is_known_of_a_person_is_refreshed_and_not_lost(db: Connection) -> None:
    known = {
        "id": 101,
        "is_bot": False,
        "first_name": "Olha",
        "username": "olha",
        "is_premium": True,
    }
    await save(db, body(1, "hello", more={"from": known}))
    await save(db, body(2, "again", message=2, more={"from": {**known, "first_name": "Olga"}}))
    await save(db, body(3, "more", message=3))

    row = await db.fetchrow("select first_name, username, is_premium from orakul.telegram_profile")
    assert tuple(row or ()) == ("Member 101", "olha", True)


async def test_people_are_called_what_they_call_themselves_whatever_an_import_says(
    db: Connection, project: int, member: int
) -> None:
    boss = body(1, "made up")
    # As of an export, which knows no more.
    boss["message"]["from"] = {"id": 101, "title": "The boss"}
    await import_(db, project, boss, owner=member)
    imported = await db.fetchval("select name from orakul.person where role is null")

    await save(db, body(2, "hello", message=2))
    await import_(db, project, boss, owner=member)

    assert imported == "The boss"
    assert await db.fetchval("select name from orakul.person where role is null") == "Member 101"


async def test_who_signs_in_is_called_what_administrators_say(db: Connection) -> None:
    await save(db, body(1, "hello"))
    await db.execute("update orakul.person set name = 'Ada', role = 'member', email = 'a@b.c'")

    await save(db, body(2, "again", message=2))

    assert await db.fetchval("select name from orakul.person") == "Ada"


async def test_a_person_of_whom_nothing_new_is_known_is_not_written_again(db: Connection) -> None:
    await save(db, body(1, "hello"))
    tables = "select p.xmin::text as p, t.xmin::text as t from orakul.person p, orakul.telegram_profile t"
    before = await db.fetch(tables)

    await save(db, body(2, "again", message=2))

    assert await db.fetch(tables) == before


async def test_an_edit_replaces_the_text_keeps_the_old_one_and_is_scored_and_embedded_again(
    db: Connection,
) -> None:
    [first] = await save(db, body(1, "on Monday"))
    await db.execute(
        "update orakul.message set importance = 0.5, classification = 'weak_signal',"
        " scored_at = now()"
    )
    [second] = await save(db, body(2, "on Tuesday", edited=SENT + 60))
    await save(db, body(3, "on Friday", edited=SENT + 90))

    assert (second.id, second.outcome) == (first.id, "updated")
    assert await texts(db) == ["on Friday"]
    assert await db.fetchval("select scored_at from orakul.message") is None
    revisions = await db.fetch("select number, text from orakul.message_revision order by number")
    assert [tuple(row) for row in revisions] == [(1, "on Monday"), (2, "on Tuesday")]
    assert (await deferred(db)).count("score_message_task") == 3
    assert (await deferred(db)).count("embed_messages_batch_task") == 3


async def test_edits_within_one_second_are_not_lost(db: Connection) -> None:
    """Telegram counts whole seconds; a bot that fills its answer in edits faster."""
    await save(db, body(1, "thinking…"))
    await save(db, body(2, "the answer", edited=SENT))
    await save(db, body(3, "the answer is 42", edited=SENT))

    assert await texts(db) == ["the answer is 42"]


async def test_an_edit_that_says_the_same_changes_nothing(db: Connection) -> None:
    await save(db, body(1, "on Monday"))

    assert await save(db, body(2, "on Monday", edited=SENT + 60)) == []
    assert await count(db, "orakul.message_revision") == 0


async def test_an_edit_that_comes_before_its_message_is_what_stays(db: Connection) -> None:
    await save(db, body(2, "on Tuesday", edited=SENT + 60))

    assert await save(db, body(1, "on Monday")) == []
    assert await texts(db) == ["on Tuesday"]


async def test_an_older_edit_that_comes_late_changes_nothing(db: Connection) -> None:
    await save(db, body(1, "on Monday"))
    await save(db, body(2, "on Friday", edited=SENT + 90))

    assert await save(db, body(3, "on Tuesday", edited=SENT + 60)) == []
    assert await texts(db) == ["on Friday"]


async def test_messages_of_several_chats_in_one_batch_are_saved_each_in_its_own(
    db: Connection, project: int
) -> None:
    batch = [body(n, f"{n}", message=n, chat=CHAT - n % 3) for n in range(9)]

    saved = await import_(db, project, *batch)

    assert len(saved) == 9
    assert await count(db, "orakul.chat") == 3
    pairs = await db.fetch(
        "select chat.external_id as chat, message.external_id as message"
        " from orakul.message join orakul.chat on chat.id = chat_id"
    )
    assert {(row["chat"], row["message"]) for row in pairs} == {(CHAT - n % 3, n) for n in range(9)}


async def test_batches_of_the_same_chats_in_another_order_do_not_block_each_other(
    db: Connection, other: Connection, project: int
) -> None:
    there = [body(n, "a", message=n, chat=CHAT - n, author=n + 1) for n in range(40)]
    back = [body(n, "b", message=n + 50, chat=CHAT - n, author=n + 1) for n in reversed(range(40))]
    await import_(db, project, *there)

    async with asyncio.timeout(60):
        await asyncio.gather(
            *(import_(db, project, *there, *back),), *(import_(other, project, *back, *there),)
        )

    assert await count(db, "orakul.message") == 80


async def test_every_kind_of_update_is_kept_and_saved(shared: Path, db: Connection) -> None:
    files = sorted((shared / "data" / "telegram" / "updates").glob("*.json"))
    for file in files:
        update = parse_json_strictly(file.read_bytes())
        await receive(db, update, bot=file.stem)
    ids = await db.fetch("select id, bot from orakul.telegram_update order by id")
    for row in ids:
        async with databases.acting(db, Acting("task:1")):
            await messages.save_update(db, row["id"])

    assert [row["bot"] for row in ids] == [file.stem for file in files]
    kept = await db.fetch("select body from orakul.telegram_update order by id")
    assert [row["body"] for row in kept] == [json.loads(file.read_bytes()) for file in files]
    assert await count(db, "orakul.message") >= 10
