"""Who tries passwords waits ever longer, and keeps nobody else out for long."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest

from orakul import database as databases
from orakul import people, sessions, throttling
from orakul.database import Connection
from orakul.errors import ThrottledError
from orakul.throttling import Address, Origin

PASSWORD = "correct horse battery"
ADA = "ada@example.com"
HERE, THERE = ip_address("192.0.2.1"), ip_address("198.51.100.7")
DAY = timedelta(days=1)


async def let_time_pass(db: Connection, time: timedelta = timedelta(0)) -> None:
    """Make every wait be over, and every try *time* older."""
    await db.execute(
        "update orakul.sign_in_count set open_at = clock_timestamp(), tried_at = tried_at - $1::interval",
        time,
    )


async def is_admitted(db: Connection, email: str, address: Address | None) -> bool:
    try:
        await throttling.admit(db, email, address)
    except ThrottledError:
        return False
    return True


async def waits(db: Connection, kind: str, tries: int, *, differ: bool) -> list[float]:
    """Try so often, each after the wait; the seconds to wait after each."""
    made: list[float] = []
    for number in range(tries):
        email = f"{number}@example.com" if differ and kind == "address" else ADA
        address = ip_address(f"203.0.113.{number}") if differ and kind == "account" else HERE
        await throttling.admit(db, email, address)
        wait: timedelta = await db.fetchval(
            "select max(open_at - tried_at) from orakul.sign_in_count where kind = $1", kind
        )
        made.append(round(wait.total_seconds()))
        await let_time_pass(db)
    return made


async def test_each_try_for_one_account_doubles_the_wait_up_to_five_minutes(
    db: Connection,
) -> None:
    assert await waits(db, "account", 16, differ=True) == [
        *[0] * 4, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300,
    ]  # fmt: skip


async def test_each_try_from_one_network_doubles_the_wait_up_to_an_hour(db: Connection) -> None:
    assert await waits(db, "address", 34, differ=True) == [
        *[0] * 19, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600,
    ]  # fmt: skip


async def test_of_many_tries_at_once_one_is_let_through_when_the_wait_is_over(
    db: Connection, database: str
) -> None:
    for _ in range(12):
        await throttling.admit(db, ADA, None)
        await let_time_pass(db)

    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(databases.pool(database, size=8))

        async def attempt() -> bool:
            async with pool.acquire() as each:
                return await is_admitted(each, ADA, None)

        admitted = await asyncio.gather(*(attempt() for _ in range(40)))

    assert admitted.count(True) == 1


async def test_tries_at_once_for_two_accounts_from_two_networks_never_block_each_other(
    db: Connection, database: str
) -> None:
    async with databases.pool(database, size=8) as pool:

        async def attempt(number: int) -> None:
            async with pool.acquire() as each:
                await is_admitted(
                    each, ("a@x.y", "b@x.y")[number % 2], (HERE, THERE)[number // 2 % 2]
                )

        await asyncio.gather(*(attempt(number) for number in range(60)))

    assert await db.fetchval("select count(*) from orakul.sign_in_count") == 4


async def test_a_refusal_says_how_long_to_wait_and_is_the_same_for_an_unknown_email(
    db: Connection,
) -> None:
    await people.add_person(db, ADA, "Ada", "member", PASSWORD)
    told: list[tuple[str, float]] = []
    for email in (ADA.upper(), "nobody@example.com"):
        for _ in range(12):
            await throttling.admit(db, email, None)
            await let_time_pass(db)
        await throttling.admit(db, email.lower(), None)
        with pytest.raises(ThrottledError) as refused:
            await throttling.admit(db, email, None)
        told.append((str(refused.value), refused.value.retry_after.total_seconds()))

    (message, wait), (other_message, other_wait) = told
    assert message == other_message
    assert 1 < wait <= 256
    assert 1 < other_wait <= 256


async def test_a_network_that_must_wait_keeps_no_account_waiting(db: Connection) -> None:
    await db.execute(
        "insert into orakul.sign_in_count values"
        " ('address', '192.0.2.1/32', 30, now(), now() + interval '10 minutes')"
    )

    assert [await is_admitted(db, ADA, HERE) for _ in range(8)] == [False] * 8
    assert await is_admitted(db, ADA, THERE)
    assert await db.fetchval("select tries from orakul.sign_in_count where kind = 'account'") == 1


async def test_a_try_that_is_refused_for_its_account_costs_its_network_nothing(
    db: Connection,
) -> None:
    admitted = [await is_admitted(db, ADA, HERE) for _ in range(40)]

    tries = await db.fetchval("select tries from orakul.sign_in_count where kind = 'address'")
    assert admitted == [True] * 5 + [False] * 35
    assert tries == 5
    assert await is_admitted(db, "bob@example.com", HERE)


async def test_strangers_do_not_keep_somebody_out_where_they_have_signed_in_before(
    db: Connection, password_hash: str
) -> None:
    await people.add_person(db, ADA, "Ada", "member")
    await db.execute("update orakul.person set password_hash = $1", password_hash)
    home = Origin(HERE)
    hour = timedelta(hours=1)
    assert await sessions.sign_in(db, ADA, PASSWORD, lasting=hour, origin=home)
    for number in range(20):
        await throttling.admit(db, ADA, ip_address(f"203.0.113.{number}"))
        await let_time_pass(db)
    assert await is_admitted(db, ADA, THERE)
    assert not await is_admitted(db, ADA, THERE)

    assert await sessions.sign_in(db, ADA, PASSWORD, lasting=hour, origin=home)
    assert not await is_admitted(db, ADA, THERE)

    await db.execute("update orakul.session set created_at = now() - interval '91 days'")
    assert not await is_admitted(db, ADA, HERE)


async def test_a_right_password_takes_back_the_tries_of_its_account_but_not_of_its_network(
    db: Connection, password_hash: str
) -> None:
    await people.add_person(db, ADA, "Ada", "member")
    await db.execute("update orakul.person set password_hash = $1", password_hash)
    for email in (ADA, ADA, "other@example.com"):
        await throttling.admit(db, email, HERE)

    await sessions.sign_in(
        db, "ADA@example.com", PASSWORD, lasting=timedelta(hours=1), origin=Origin(HERE)
    )

    left = await db.fetch("select kind, tries from orakul.sign_in_count order by kind")
    assert [tuple(row) for row in left] == [("account", 1), ("address", 3)]


async def test_who_has_an_account_cannot_try_others_for_free(db: Connection) -> None:
    for _ in range(24):
        await throttling.admit(db, "victim@example.com", HERE)
        await let_time_pass(db)
        await throttling.admit(db, ADA, HERE)
        await throttling.welcome(db, ADA, HERE)

    tries = await db.fetchval("select tries from orakul.sign_in_count where kind = 'address'")
    assert tries == 24


@pytest.mark.parametrize(
    ("address", "same", "other"),
    [
        ("2001:db8::1", "2001:db8:0:0:ffff::1", "2001:db8:0:1::1"),
        ("192.0.2.1", "192.0.2.1", "192.0.2.2"),
    ],
)
async def test_a_network_is_what_one_household_has(
    db: Connection, address: str, same: str, other: str
) -> None:
    for each in (address, same, other):
        await throttling.admit(db, f"{each}@example.com", ip_address(each))

    counts = await db.fetch("select tries from orakul.sign_in_count where kind = 'address'")
    assert sorted(row["tries"] for row in counts) == [1, 2]


async def test_what_was_typed_is_not_kept(db: Connection) -> None:
    await throttling.admit(db, "My Secret Passphrase", HERE)

    kept = await db.fetchval("select string_agg(s::text, ' ') from orakul.sign_in_count as s")
    assert "secret" not in kept.lower()


async def test_a_day_without_a_try_forgets_the_earlier_ones_and_then_they_are_pruned(
    db: Connection,
) -> None:
    for _ in range(6):
        await throttling.admit(db, ADA, None)
        await let_time_pass(db)
    await throttling.admit(db, "late@example.com", None)
    await let_time_pass(db, DAY)
    await throttling.admit(db, ADA, None)

    assert await db.fetchval(
        "select array_agg(tries order by tries) from orakul.sign_in_count"
    ) == [
        1,
        1,
    ]
    assert await throttling.prune(db) == 1
    assert await throttling.prune(db) == 0
    tried = await db.fetchval("select tried_at from orakul.sign_in_count")
    assert tried > datetime.now(UTC) - DAY
