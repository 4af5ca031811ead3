"""Questions of the same moment are answered by one query, and none by an older one."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import pytest

from broadcaster.gathering import Gathering
from orakul.database import Connection, Pool, pool


class Doubling:
    """Reads the double of each number, and keeps what it was asked together."""

    def __init__(self, pool: Pool) -> None:
        self.asked: list[list[int]] = []
        self.is_reading = asyncio.Event()
        self.gathering = Gathering[int, int](pool.acquire, self.read)

    async def read(self, db: Connection, numbers: Sequence[int]) -> dict[int, int]:
        self.asked.append(sorted(numbers))
        self.is_reading.set()
        rows = await db.fetch(
            "select n, 2 * n as double, pg_sleep(0.05) from unnest($1::integer[]) as n", numbers
        )
        return {row["n"]: row["double"] for row in rows}


@asynccontextmanager
async def doubling(database: str) -> AsyncGenerator[tuple[Doubling, Pool]]:
    async with pool(database, size=1) as connections:
        yield Doubling(connections), connections


async def asking(doubling: Doubling, *numbers: int) -> list[asyncio.Task[int | None]]:
    tasks = [asyncio.create_task(doubling.gathering.ask(number)) for number in numbers]
    await asyncio.sleep(0)  # until each has asked
    return tasks


async def test_those_who_wait_for_a_connection_are_answered_together(database: str) -> None:
    async with doubling(database) as (reader, connections):
        async with connections.acquire():
            tasks = await asking(reader, 1, 2, 3, 2)
        answers = await asyncio.gather(*tasks)

    assert answers == [2, 4, 6, 4]
    assert reader.asked == [[1, 2, 3]]


async def test_who_asks_while_others_are_answered_gets_an_answer_of_their_own(
    database: str,
) -> None:
    async with doubling(database) as (reader, _):
        early = await asking(reader, 1)
        await reader.is_reading.wait()
        late = await asking(reader, 1)
        await asyncio.gather(*early, *late)

    assert reader.asked == [[1], [1]]


async def test_what_is_not_found_is_none(database: str) -> None:
    async with pool(database, size=1) as connections:

        async def find_nothing(_: Connection, _numbers: Sequence[int]) -> dict[int, int]:
            return {}

        assert await Gathering(connections.acquire, find_nothing).ask(1) is None


async def test_the_others_are_answered_though_the_one_who_leads_is_cancelled(
    database: str,
) -> None:
    async with doubling(database) as (reader, connections):
        async with connections.acquire():
            leading, *others = await asking(reader, 1, 2, 3)
            leading.cancel()
            await asyncio.wait([leading])
        answers = await asyncio.gather(*others)

    assert leading.cancelled()
    assert answers == [4, 6]


async def test_the_others_are_answered_though_one_of_them_is_cancelled(database: str) -> None:
    async with doubling(database) as (reader, connections):
        async with connections.acquire():
            first, second, third = await asking(reader, 1, 2, 3)
            second.cancel()
        answers = await asyncio.gather(first, third)

    assert answers == [2, 6]


async def test_an_error_is_told_to_all_and_does_not_stay(database: str) -> None:
    async with doubling(database) as (reader, connections):
        async with connections.acquire():
            tasks = await asking(reader, 1, 2**40)
        for task in tasks:
            with pytest.raises(Exception, match="value out of int32 range"):
                await task

        assert await reader.gathering.ask(4) == 8
