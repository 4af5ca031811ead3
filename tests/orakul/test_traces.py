"""What a process keeps of its traces harms neither the process nor the database."""

import asyncio
from collections.abc import Generator

import pytest

from orakul import database as databases
from orakul import telemetry, traces
from orakul.database import Connection, Limits
from orakul.traces import Budget, Keeper
from sql import query


@pytest.fixture
def tracing(database: str) -> Generator[None]:
    telemetry.configure("tests", keepers=[Keeper(database)])
    yield
    telemetry.shutdown()


async def names(db: Connection) -> list[str]:
    await asyncio.to_thread(telemetry.shutdown)
    rows = await db.fetch("select name from orakul.span order by started_at")
    return [row["name"] for row in rows]


@pytest.mark.usefixtures("tracing")
async def test_a_failed_span_is_kept_with_its_parent_and_what_broke_it(db: Connection) -> None:
    with (
        pytest.raises(ValueError, match="secret"),
        telemetry.span("outer"),
        telemetry.span("inner", password="geheim", n=3),
    ):
        raise ValueError("a secret")

    assert await names(db) == ["outer", "inner"]
    inner = await db.fetchrow("select * from orakul.span where name = 'inner'")
    outer = await db.fetchval("select span_id from orakul.span where name = 'outer'")
    assert inner is not None
    assert (inner["status"], inner["parent_id"]) == ("error", outer)
    assert inner["attributes"] == {"password": "[hidden]", "n": 3, "error.type": "ValueError"}


@pytest.mark.usefixtures("tracing")
async def test_what_a_pool_does_with_its_connections_is_in_no_trace(
    database: str, db: Connection
) -> None:
    async with databases.pool(database, limits=Limits(idle=60)) as pool:
        for _ in range(2):
            with telemetry.span("work"):
                async with pool.acquire() as own:
                    await own.fetchval(query("now"))

    assert await names(db) == ["work", "now"] * 2


@pytest.mark.usefixtures("tracing")
@pytest.mark.parametrize("value", ["\0", "\ud800", "\\u0000", float("nan"), float("inf"), 2**53])
async def test_whatever_a_span_says_of_itself_is_kept(db: Connection, value: str | float) -> None:
    with telemetry.span("odd", said=value):
        pass

    assert await names(db) == ["odd"]


async def test_a_database_that_is_away_costs_the_spans_and_nothing_else() -> None:
    telemetry.configure("tests", keepers=[Keeper("postgresql://127.0.0.1:1/nowhere")])

    with telemetry.span("lost"):
        pass

    await asyncio.to_thread(telemetry.shutdown)


async def test_a_connection_that_broke_is_replaced(database: str, db: Connection) -> None:
    terminate = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1"
    keeper = Keeper(database)
    for name in ("first", "lost", "second"):
        telemetry.configure("tests", keepers=[_Lasting(keeper)])
        with telemetry.span(name):
            pass
        await asyncio.to_thread(telemetry.shutdown)
        if name == "first":
            await db.fetch(terminate, "orakul traces")
    keeper.shutdown()

    assert await names(db) == ["first", "second"]


class _Lasting(traces.SpanExporter):
    """Does not end the exporter that it passes spans on to."""

    def __init__(self, inner: Keeper) -> None:
        self.export = inner.export

    def shutdown(self) -> None:
        """Leave the other one open."""


def test_traces_are_left_out_as_a_whole() -> None:
    budget = Budget(rate=0, burst=3)

    first = [budget.admits("a") for _ in range(5)]
    later = [budget.admits("b"), budget.admits("a"), budget.admits("b")]

    assert first == [True] * 5
    assert later == [False, True, False]


def test_of_one_trace_no_more_is_kept_than_can_be_read_and_others_are_kept_as_well() -> None:
    budget = Budget(rate=0, burst=6, most=4)

    first = [budget.admits("a") for _ in range(100)]
    later = [budget.admits("b") for _ in range(3)]

    assert first == [True] * 4 + [False] * 96
    assert later == [True] * 3


def test_traces_that_go_on_owe_one_burst_at_most() -> None:
    budget = Budget(rate=0, burst=4)

    begun = [budget.admits(each) for each in "abcd"]
    owed = [budget.admits(each) for _ in range(100) for each in "abcd"]

    assert begun == [True] * 4
    assert owed == [True] * 4 + [False] * 396
