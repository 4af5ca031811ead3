"""The HTTP side: answers are finite but for a GET, and a stream shows at once that it lives."""

import asyncio
import time

import pytest

from broadcaster import Limits
from orakul.database import Connection
from tests.broadcaster.client import request
from tests.broadcaster.site import EVERYTHING, TASKS, add_person, emitted, serving


@pytest.mark.parametrize("path", [TASKS, EVERYTHING])
async def test_head_options_and_post_are_answered_finitely(
    database: str, db: Connection, path: str
) -> None:
    person = str(await add_person(db))
    answers: dict[str, tuple[int, str | None]] = {}

    async with serving(database) as site, asyncio.timeout(10):
        for method in ("HEAD", "OPTIONS", "POST"):
            async with request(
                site.port, path, method=method, x_person=person, connection="close"
            ) as client:
                answers[method] = client.status, client.headers.get("content-type")
                allowed = client.headers.get("allow", "")
                await client.body()

    assert answers["HEAD"] == (200, "text/event-stream; charset=utf-8")
    assert answers["OPTIONS"][0] == 204
    assert answers["POST"][0] == 405
    assert {"GET", "HEAD", "OPTIONS"} == set(allowed.split(", "))


async def test_a_stream_shows_at_once_that_it_lives(database: str, db: Connection) -> None:
    person = await add_person(db)

    async with serving(database) as site, site.stream(person) as client:
        await client.hear("at earliest", within=5)

    assert client.status == 200
    assert client.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert client.headers["cache-control"] == "no-store"
    assert client.headers["x-accel-buffering"] == "no"
    assert client.retry is not None


async def test_a_silent_stream_has_a_heartbeat_that_moves_the_clients_place_on(
    database: str, db: Connection
) -> None:
    person = await add_person(db)

    async with (
        serving(database, Limits(heartbeat=0.3, tick=0.1)) as site,
        site.stream(person) as client,
    ):
        [foreign] = await emitted(db)
        await client.hear("")

    assert client.last_id.startswith(f"{foreign}-")


async def test_a_stream_ends_in_good_time_and_says_where_to_go_on(
    database: str, db: Connection
) -> None:
    person = await add_person(db)
    began = time.monotonic()

    async with serving(database, Limits(life=1, jitter=0.2, tick=0.1)) as site:
        async with site.stream(person) as client:
            [foreign] = await emitted(db)
            messages = await client.rest()
        lasted = time.monotonic() - began

    assert [message.data for message in messages] == [{"reason": "renew"}]
    assert client.last_id.startswith(f"{foreign}-")
    assert lasted > 0.8


async def test_a_refusal_of_sign_in_passes_through(database: str) -> None:
    async with serving(database) as site, request(site.port, TASKS) as client:
        assert client.status == 401


async def test_a_get_that_announces_a_body_is_a_stream_like_others(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")

    async with (
        serving(database) as site,
        request(site.port, EVERYTHING, x_person=str(admin), content_length="0") as client,
    ):
        [position] = await emitted(db)
        message = await client.next()

    assert message.position == position
