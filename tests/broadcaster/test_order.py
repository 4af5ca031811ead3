"""A subscriber's sequence is the log in commit order: nothing lost, repeated or swapped."""

import asyncio
import random
from collections.abc import Sequence

from orakul.database import Connection, connect
from tests.broadcaster.site import Site, add_person, emit, emitted, log, serving

WRITERS = 24


async def write(database: str, rng: random.Random, transactions: int) -> None:
    """Commit and roll back transactions that stay open for a random while."""
    db = await connect(database)
    for _ in range(transactions):
        transaction = db.transaction()
        await transaction.start()
        for _ in range(rng.randint(1, 3)):
            await emit(db, rng.choice(["messages", "tasks", "topics"]))
        await asyncio.sleep(0.2 if rng.random() < 0.02 else rng.random() * 0.02)
        await (transaction.rollback if rng.random() < 0.1 else transaction.commit)()
    await db.close()


async def write_all(database: str, db: Connection) -> int:
    """Let many writers compete, then mark the end of the log and return its position."""
    await asyncio.gather(
        *(write(database, random.Random(seed), transactions=8) for seed in range(WRITERS))
    )
    [end] = await emitted(db)
    return end


async def read_with_cuts(
    site: Site, person: int, rng: random.Random, end: Sequence[int]
) -> list[str]:
    """Read from the beginning until the end, cut off and resumed at random moments."""
    seen: list[str] = []
    while not seen or not end or not seen[-1].startswith(f"{end[0]}-"):
        async with site.stream(person, last_id=seen[-1] if seen else "earliest") as client:
            try:
                async with asyncio.timeout(rng.random() * 0.4):
                    while not end or not seen or not seen[-1].startswith(f"{end[0]}-"):
                        message = await client.next()
                        assert message.name == "message"
                        seen.append(message.id)
            except TimeoutError:
                client.cut()
    return seen


async def test_events_of_competing_writers_arrive_as_the_table_has_them(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")

    async with serving(database) as site, site.stream(admin) as client:
        writing = asyncio.create_task(write_all(database, db))
        end = await writing
        messages = await client.until(end)

    assert [message.id for message in messages] == await log(db)


async def test_clients_that_are_cut_at_random_moments_and_resume_hold_the_log(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")
    end: list[int] = []

    async with serving(database) as site, asyncio.timeout(60):
        reading = [
            asyncio.create_task(read_with_cuts(site, admin, random.Random(seed), end))
            for seed in range(5)
        ]
        end.append(await write_all(database, db))
        seen = await asyncio.gather(*reading)

    expected = await log(db)
    assert [each == expected for each in seen] == [True] * 5


async def test_every_node_gives_the_same_sequence(database: str, db: Connection) -> None:
    admin = await add_person(db, "admin")

    async with (
        serving(database) as one,
        serving(database) as other,
        one.stream(admin) as first,
        other.stream(admin) as second,
    ):
        end = await write_all(database, db)
        sequences = [await first.until(end), await second.until(end)]

    assert [[each.id for each in sequence] for sequence in sequences] == [await log(db)] * 2
