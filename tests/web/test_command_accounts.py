"""The command line lets people and scripts in, and says what it gave them."""

import asyncio
import os
import re
import select
from dataclasses import replace
from typing import Any

import pytest

from orakul import people, tokens, workers
from orakul.database import Connection
from orakul.schedules import Declared
from orakul.workers import this_process
from tests.web.commands import ORAKUL, PATIENCE, orakul, surroundings, terminal

TIDY = Declared("tidy", "", "slow", "0 * * * *", {}, queueing_lock="tidy")


async def test_a_token_goes_to_the_pipe_and_what_it_may_beside(
    database: str, db: Connection
) -> None:
    await people.add_person(db, "her@example.org", "Her", "member")

    whole = await orakul(database, "token", "create", "her@example.org")
    part = await orakul(
        database, "token", "create", "her@example.org", "--scope", "events", "--days", 30
    )

    assert whole.out.startswith("ork_")
    assert len(whole.out.split()) == 1
    assert whole.said == (
        "It has the scopes events, read, write, for ever.\n"
        "--scope gives it less, and --days an end.\n"
    )
    assert part.said.startswith("It has the scopes events, until 20")
    assert len(part.said.splitlines()) == 1


async def test_the_help_names_each_scope(database: str) -> None:
    shown = await orakul(database, "token", "create", "--help")

    assert {*tokens.SCOPES["admin"]} <= {*re.findall(r"\w+", shown.out)}


async def test_a_name_is_as_long_as_rest_takes_it(database: str, db: Connection) -> None:
    await people.add_person(db, "her@example.org", "Her", "member")

    for name in ("x" * 201, " "):
        person = await orakul(database, "user", "add", "new@example.org", "--name", name)
        token = await orakul(database, "token", "create", "her@example.org", "--name", name)

        assert (person.status, token.status) == (2, 2)
        assert "1 to 200 characters" in person.said
        assert "1 to 100 characters" in token.said
    assert await db.fetchval("select count(*) from orakul.person") == 1


async def test_somebody_is_changed_by_their_email_and_the_log_says_why(
    database: str, db: Connection
) -> None:
    her = await people.add_person(db, "her@example.org", "Her", "member")
    await tokens.issue(db, her, name="nightly", scopes=["read"])

    answers = [
        await orakul(database, "user", "change", "HER@example.org", *options)
        for options in (
            ("--role", "viewer", "--name", "She", "--reason", "moved"),
            ("--inactive", "--reason", "has left"),
            ("--active",),
        )
    ]

    assert [each.out for each in answers] == [
        "her@example.org (She) may sign in as viewer.\n",
        "her@example.org (She) may not sign in.\n",
        "her@example.org (She) may sign in as viewer.\n",
    ]
    events = await db.fetch(
        "select reason, actor from orakul.event where name = 'person_changed' order by position"
    )
    assert [each["reason"] for each in events] == ["moved", "has left", None]
    assert {each["actor"].partition(":")[0] for each in events} == {"command"}
    assert not await db.fetchval("select count(*) from orakul.api_token where revoked_at is null")


async def test_what_cannot_be_changed_of_somebody_is_told(database: str, db: Connection) -> None:
    await people.add_person(db, "admin@example.org", "Admin", "admin")

    nothing = await orakul(database, "user", "change", "admin@example.org")
    nobody = await orakul(database, "user", "change", "nobody@example.org", "--inactive")
    last = await orakul(database, "user", "change", "admin@example.org", "--inactive")

    assert (nothing.status, nobody.status, last.status) == (2, 1, 1)
    assert "say what: --name, --role, --active or --inactive" in nothing.said
    assert "nobody signs in with the e-mail nobody@example.org" in nobody.said
    assert "no active administrator would be left" in last.said


@pytest.mark.parametrize(
    ("again", "status", "told"),
    [("a long sentence", 0, "may sign in"), ("a lang sentence", 2, "nobody is added")],
)
async def test_a_password_that_is_typed_is_typed_twice(
    database: str, db: Connection, again: str, status: int, told: str
) -> None:
    ours, theirs = terminal()
    process = await asyncio.create_subprocess_exec(
        *(*ORAKUL, "user", "add", "her@example.org"),
        **dict.fromkeys(("stdin", "stdout", "stderr"), theirs),
        start_new_session=True,
        env=surroundings(database),
    )
    os.close(theirs)
    try:
        await asyncio.to_thread(read_until, ours, "Password")
        os.write(ours, b"a long sentence\n")
        await asyncio.to_thread(read_until, ours, "again")
        os.write(ours, f"{again}\n".encode())
        await asyncio.to_thread(read_until, ours, told)
        ended = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        os.close(ours)

    right = await people.check_password(db, "her@example.org", "a long sentence")
    assert (ended, right is not None) == (status, status == 0)


def read_until(terminal: int, text: str) -> str:
    said = b""
    while text.encode() not in said:
        assert select.select([terminal], [], [], PATIENCE)[0], said
        said += os.read(terminal, 1024)
    return said.decode()


async def test_lists_in_a_pipe_are_as_rest_answers_them(database: str, site: Any) -> None:
    await workers.start(site.db, replace(this_process(["slow"]), schedules=[TIDY]))
    admin = await site.signed_in(site.admin)
    await orakul(database, "token", "create", site.admin_email, "--days", 1)

    for command, path in (
        ("user list", "/api/people"),
        (f"token list {site.admin_email}", "/api/auth/tokens"),
        ("workers", "/api/workers"),
        ("schedules", "/api/schedules"),
        ("alerts rules", "/api/alerts/rules"),
    ):
        listed = (await orakul(database, *command.split())).lines
        answered = (await admin.get(path)).json()["items"]

        assert listed, command
        assert [_lasting(each) for each in listed] == [_lasting(each) for each in answered], command


def _lasting(shape: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in shape.items() if key != "stands_seconds"}


async def test_a_narrow_terminal_cuts_nothing_off(database: str, db: Connection) -> None:
    address = "ada.lovelace@analytical.example.org"
    ada = await people.add_person(db, address, address, "member")
    await tokens.issue(db, ada, name="nightly", scopes=["read"])
    ours, theirs = terminal(columns=60)
    process = await asyncio.create_subprocess_exec(
        *(*ORAKUL, "token", "list"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=theirs,
        env=surroundings(database),
    )
    os.close(theirs)

    shown = await asyncio.to_thread(read_until, ours, "never")
    ended = await process.wait()
    os.close(ours)

    assert ended == 0
    assert "nightly" in shown
    assert "…" not in shown


async def test_a_token_that_outlives_everybody_is_refused(database: str) -> None:
    told = await orakul(database, "token", "create", "her@example.org", "--days", 99999999)

    assert (told.status, told.out) == (2, "")
