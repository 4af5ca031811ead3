"""Whoever has the code of a server makes the first administrator, once; nobody else ever does."""

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx
import pytest

from orakul import people, setup
from orakul.database import Connection
from orakul.settings import Settings
from tests.lines import logged
from tests.web.conftest import TLS
from tests.web.test_signin import demand_refusal
from web.app import create_app
from web.serve import server

PASSWORD: Final = "correct horse battery"
ADA: Final = {"email": "ada@example.com", "name": "Ada", "password": PASSWORD}
PATIENCE: Final = 60  # seconds, since the machine may be busy


@asynccontextmanager
async def serving(database: str, settings: Settings) -> AsyncGenerator[str]:
    """Give the address of a web process that nobody may sign in to."""
    running = server(create_app(settings, database), "127.0.0.1", 0)
    process = asyncio.create_task(running.serve())
    while not running.started:
        assert not process.done(), process.result()
        await asyncio.sleep(0.005)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    running.should_exit = True
    await process


@pytest.fixture
async def visitor(database: str, settings: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of nobody."""
    async with (
        serving(database, settings) as url,
        httpx.AsyncClient(base_url=url, verify=TLS) as client,
    ):
        yield client


@pytest.fixture
async def code(db: Connection) -> str:
    """What a server printed."""
    made = await setup.offer(db)
    assert made is not None
    return made


async def is_open(client: httpx.AsyncClient) -> bool:
    answer = await client.get("/api/setup")
    assert answer.status_code == 200, answer.text
    return answer.json()["is_open"]


async def test_who_has_the_code_makes_an_administrator_and_is_signed_in(
    visitor: httpx.AsyncClient, db: Connection, code: str
) -> None:
    before = await is_open(visitor)
    typed = f" {code.lower().replace('-', ' ')} "
    made = await visitor.post("/api/setup", json={**ADA, "code": typed})
    me = (await visitor.get("/api/auth/me")).json()
    again = await visitor.post("/api/setup", json={**ADA, "code": code, "email": "b@example.com"})
    told = await db.fetch("select name, actor from orakul.event where topic = 'people' order by 1")

    assert made.status_code == 201, made.text
    assert made.json()["user"] == me
    assert (me["email"], me["name"], me["role"]) == ("ada@example.com", "Ada", "admin")
    assert "HttpOnly" in made.headers["set-cookie"]
    assert (before, await is_open(visitor)) == (True, False)
    assert again.status_code == 409
    assert "is set up" in again.json()["detail"]
    assert [tuple(each) for each in told] == [
        ("person_added", "system:setup"),
        ("session_opened", f"person:{me['id']}"),
    ]
    assert await setup.offer(db) is None
    assert await db.fetchval("select count(*) from orakul.setup_code") == 0


async def test_of_many_at_once_one_is_the_first(
    visitor: httpx.AsyncClient, db: Connection, code: str
) -> None:
    other = await setup.offer(db)  # of another server

    answers = await asyncio.gather(
        *(
            visitor.post(
                "/api/setup",
                json={**ADA, "email": f"{each}@example.com", "code": [code, other][each % 2]},
            )
            for each in range(4)
        )
    )

    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]
    assert await db.fetchval("select count(*) from orakul.person") == 1


@pytest.mark.parametrize("came_by", ["added", "role", "administrator"])
async def test_it_is_closed_for_good_as_soon_as_somebody_may_sign_in(
    visitor: httpx.AsyncClient, db: Connection, code: str, came_by: str
) -> None:
    await db.execute("insert into orakul.person (name) values ('writes messages')")
    still = await is_open(visitor)
    if came_by == "added":
        await people.add_person(db, "bo@example.com", "Bo", "viewer")
    elif came_by == "role":
        await db.execute("update orakul.person set role = 'member', email = 'bo@example.com'")
    else:
        await people.first_administrator(db, "bo@example.com", PASSWORD)
    await db.execute("update orakul.person set is_active = false where role <> 'admin'")
    await db.execute("update orakul.person set role = null where role <> 'admin'")

    answer = await visitor.post("/api/setup", json={**ADA, "code": code})

    assert still
    assert answer.status_code == 409
    assert not await is_open(visitor)


async def test_a_wrong_code_makes_nobody_and_whoever_goes_on_trying_waits(
    visitor: httpx.AsyncClient, db: Connection, code: str
) -> None:
    await db.execute("update orakul.setup_code set expires_at = now()")
    wrong = [
        await visitor.post("/api/setup", json={**ADA, "code": each})
        for each in (code, "", "AAAAAA-AAAAAA-AAAAAA-AAAAAA", "é", "x")
    ]
    await visitor.post("/api/setup", json={**ADA, "code": "y"})
    fresh = await setup.offer(db)
    waiting = await visitor.post("/api/setup", json={**ADA, "code": fresh})
    await db.execute("update orakul.sign_in_count set open_at = now()")
    right = await visitor.post("/api/setup", json={**ADA, "code": fresh})

    assert {each.status_code for each in wrong} == {400}
    assert {each.json()["errors"][0]["path"] for each in wrong} == {"code"}
    assert waiting.status_code == 429
    assert int(waiting.headers["retry-after"]) >= 1
    assert right.status_code == 201, right.text


async def test_a_wrong_code_is_a_try_that_is_logged_and_counted(
    visitor: httpx.AsyncClient, db: Connection, code: str
) -> None:
    with logged() as lines:
        wrong = await visitor.post("/api/setup", json={**ADA, "code": "guessed"})
        malformed = await visitor.post("/api/setup", json={**ADA, "code": code, "email": "nobody"})
        await db.execute("update orakul.sign_in_count set open_at = now()")
        made = await visitor.post("/api/setup", json={**ADA, "code": code})
    told = (await visitor.get("/metrics")).text

    assert [each.status_code for each in (wrong, malformed, made)] == [400, 400, 201]
    demand_refusal(lines, wrong, "wrong code")
    assert dict(re.findall(r'orakul_sign_ins_total\{outcome="(\w+)"\} (\d+)', told)) == {
        "ok": "1",
        "refused": "1",
        "throttled": "0",
    }


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "nobody"}, "is no e-mail address"),
        ({"password": "short"}, "at least 8 characters"),
        ({"name": " "}, "name"),
        ({"role": "admin"}, "role"),
    ],
)
async def test_who_cannot_be_is_refused_in_words_and_the_code_stays_good(
    visitor: httpx.AsyncClient, code: str, change: dict[str, Any], words: str
) -> None:
    refused = await visitor.post("/api/setup", json={**ADA, "code": code, **change})
    after = await visitor.post("/api/setup", json={**ADA, "code": code})

    assert refused.status_code == 400
    assert words in refused.text
    assert after.status_code == 201


async def test_a_foreign_page_cannot_have_a_browser_do_it(
    visitor: httpx.AsyncClient, code: str
) -> None:
    foreign = {"Origin": "https://elsewhere.example"}
    form = await visitor.post("/api/setup", data={**ADA, "code": code}, headers=foreign)
    asked = await visitor.options(
        "/api/setup", headers={**foreign, "Access-Control-Request-Method": "POST"}
    )

    assert form.status_code == 415
    assert not any(name.startswith("access-control") for name in asked.headers)
    assert await is_open(visitor)


async def test_a_server_prints_a_code_that_its_database_does_not_hold(
    database: str, db: Connection, unused_tcp_port: int
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "web.command", "web", "--port", str(unused_tcp_port)],
        env={"DATABASE_URL": database, "PATH": ""},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        async with asyncio.timeout(PATIENCE):
            said = await asyncio.to_thread(process.stderr.readline)
        [code] = re.findall(r"[A-Z2-7]{6}(?:-[A-Z2-7]{6}){3}", said)
        kept = await db.fetchval("select digest from orakul.setup_code")
        done = await setup.set_up(db, code, "ada@example.com", "Ada", PASSWORD, address=None)
    finally:
        process.kill()
        process.communicate()

    assert done
    assert code.replace("-", "").encode() not in kept
