"""A worker classifies what it can, resumes where another stopped, and stops when it is told to."""

import asyncio
import json
from collections.abc import Callable, Generator
from typing import Any

import pytest
from pydantic import SecretStr

from jobs.worker import work
from orakul import database as databases
from orakul import people
from orakul.database import Acting, Connection
from orakul.experiments import creating, material
from orakul.experiments.material import Labelled
from orakul.settings import Settings
from orakul.tasks import control
from tests.jobs.conftest import PATIENCE, Drain, until
from tests.standins.anthropic_server import (
    KEY,
    Answer,
    AnthropicServer,
    Behaviour,
    Failure,
    Received,
    Silence,
)

LABELLED = [
    Labelled("the invoice job fails on Mondays", "billing and invoices"),
    Labelled("users forget their password", "passwords"),
    Labelled("👍", "passwords"),
    Labelled("reset the password of Bob", "billing and invoices"),
]
Work = Callable[[], asyncio.Task[bool]]


async def create(db: Connection, project: int, items: list[Labelled]) -> dict[str, Any]:
    async with databases.acting(db, Acting("test", project_id=project)):
        given = await material.given(db, project, items)
        return dict(await creating.create(db, project, given, name="Subjects", by=None))


async def read(db: Connection, made: dict[str, Any]) -> creating.Shape:
    return await creating.read_detail(db, int(made["id"]))


def asked(received: Received) -> list[int]:
    """The ids of the items that a request asks about."""
    block = received.question.partition("<items>\n")[2].partition("\n</items>")[0]
    return [json.loads(line)["id"] for line in block.splitlines()]


def verdicts(received: Received) -> Behaviour:
    notes = [
        {"item": id, "label": "bug", "confidence": 0.9, "reasoning": "says so"}
        for id in asked(received)
    ]
    return Answer({"verdicts": notes})


@pytest.fixture
def model() -> Generator[AnthropicServer]:
    """A language model that takes everything for a bug, once its script is over."""
    with AnthropicServer(otherwise=verdicts) as server:
        yield server


@pytest.fixture
def work_with(database: str, model: AnthropicServer) -> Work:
    """Have a worker whose engine asks that model, until it is cancelled."""

    def begun() -> asyncio.Task[bool]:
        return asyncio.create_task(work(asking(model), database, drain=0.1), name="worker")

    return begun


async def asked_again(server: AnthropicServer) -> None:
    """Return when the model is asked for the second time, which it does not answer."""
    async with asyncio.timeout(PATIENCE):
        while len(server.received) < 2:
            await asyncio.sleep(0.02)


def asking(server: AnthropicServer, *, key: str = KEY) -> Settings:
    """Settings of an installation that has this model."""
    return Settings(anthropic_api_key=SecretStr(key), anthropic_base_url=server.url)


def kinds(count: int) -> list[Labelled]:
    return [Labelled(f"text {n}", ("bug", "question")[n % 2]) for n in range(count)]


async def test_an_experiment_is_carried_out_and_one_item_that_fails_does_not_end_it(
    db: Connection, project: int, drain: Drain
) -> None:
    made = await create(db, project, LABELLED)

    await drain()

    shape = await read(db, made)
    task = await db.fetchrow("select state, result, progress_done, progress_total from orakul.task")
    assert task is not None
    assert tuple(task) == ("completed", {"state": "completed", "items": 4}, 4, 4)
    assert shape["counts"] == {"items": 4, "classified": 3, "correct": 2, "failed": 1}
    assert (shape["engine"], shape["metrics"]["accuracy"]) == ("offline", 0.6667)
    assert await db.fetchval("select number from orakul.experiment_item where error > ''") == 3
    reasons = await db.fetch("select number, reasons from orakul.experiment_item order by number")
    told = {row["number"]: row["reasons"] and row["reasons"][0]["kind"] for row in reasons}
    assert told.keys() - {3} == {number for number, kind in told.items() if kind}


async def test_a_refused_item_costs_none_of_those_that_were_asked_about_with_it(
    db: Connection, project: int, database: str
) -> None:
    def poisoned(received: Received) -> Behaviour:
        if 7 in asked(received):
            return Failure(400, "invalid_request_error", "this text is not read")
        return verdicts(received)

    made = await create(db, project, kinds(12))
    with AnthropicServer(otherwise=poisoned) as picky:
        await work(asking(picky), database, wait=False)

    shape = await read(db, made)
    assert shape["counts"] == {"items": 12, "classified": 11, "correct": 5, "failed": 1}
    row = await db.fetchrow("select number, error from orakul.experiment_item where error > ''")
    assert row is not None
    assert row["number"] == 7
    assert "this text is not read" in row["error"]


async def test_a_key_that_is_refused_ends_it_with_that_reason(
    db: Connection, project: int, database: str, model: AnthropicServer
) -> None:
    made = await create(db, project, kinds(5))

    await work(asking(model, key="sk-other"), database, wait=False)

    shape = await read(db, made)
    assert shape["state"] == "failed"
    assert shape["error"] == (
        "none of 5 items could be classified: Anthropic refused the API key (status 401)"
    )


async def test_a_worker_resumes_what_another_left_and_asks_about_nothing_twice(
    db: Connection, project: int, database: str, model: AnthropicServer, work_with: Work
) -> None:
    made = await create(db, project, kinds(25))
    model.script(verdicts_of(1, 10), Silence())
    first = work_with()
    await asked_again(model)
    first.cancel()
    await asyncio.wait([first])

    await work(asking(model), database, wait=False)

    shape = await read(db, made)
    assert shape["counts"] == {"items": 25, "classified": 25, "correct": 13, "failed": 0}
    assert [asked(each)[0] for each in model.received] == [1, 11, 11, 21]
    assert shape["tokens"]["input"] == 3_000


async def test_cancelling_its_task_stops_it_and_frees_the_project(
    db: Connection, project: int, model: AnthropicServer, work_with: Work
) -> None:
    made = await create(db, project, kinds(25))
    admin = await people.add_person(db, "admin@example.com", "Admin", "admin")
    model.script(verdicts_of(1, 10), Silence())
    worker = work_with()
    await asked_again(model)

    async with databases.acting(db, Acting(f"person:{admin.id}", reason="wrong file")):
        await control.cancel(db, admin, int(made["task_id"]))
    await until(db, "(select state = 'cancelled' from orakul.experiment)")

    shape = await read(db, made)
    assert shape["counts"]["classified"] == 10
    assert "cancelled" in shape["error"]
    assert (await create(db, project, kinds(2)))["state"] == "pending"
    worker.cancel()
    await asyncio.wait([worker])


def verdicts_of(first: int, last: int) -> Behaviour:
    notes = [
        {"item": id, "label": "bug", "confidence": 0.9, "reasoning": "says so"}
        for id in range(first, last + 1)
    ]
    return Answer({"verdicts": notes})
