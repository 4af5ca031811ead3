"""What a language model has read and written is counted, whatever becomes of its answer."""

import asyncio
from collections.abc import Generator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from pydantic import SecretStr

from jobs.worker import work
from orakul.analysis import runs
from orakul.database import Acting, Connection, acting
from orakul.experiments import creating, material
from orakul.experiments.material import Labelled
from orakul.knowledge import claiming
from orakul.llm import usage
from orakul.people import Person
from orakul.settings import Settings
from orakul.tasks import control
from tests.jobs.conftest import PATIENCE
from tests.standins.anthropic_server import (
    KEY,
    Answer,
    AnthropicServer,
    Behaviour,
    Failure,
    Received,
    Silence,
    Words,
)
from tests.talk import numbered, say

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
UNFIT = [Words()] * 3  # an answer that does not fit is sent back twice
READ = 3 * 1_000  # tokens, by then
NOTHING = Answer({"topics": [], "atoms": []})


@pytest.fixture
def model() -> Generator[AnthropicServer]:
    with AnthropicServer() as server:
        yield server


@pytest.fixture
def settings(model: AnthropicServer) -> Settings:
    return Settings(anthropic_api_key=SecretStr(KEY), anthropic_base_url=model.url)


@pytest.fixture
async def messages(db: Connection, project: int) -> list[int]:
    return await say(db, project, *numbered(3, "please mend number"), at=START, author="Ann")


@pytest.fixture
async def extraction(db: Connection, project: int, messages: list[int]) -> int:
    async with acting(db, Acting("test", project_id=project)):
        [id] = await claiming.claim_chosen(db, project, messages, batch=50)
    return id


@pytest.fixture
async def run(db: Connection, project: int, messages: list[int]) -> int:
    assert messages
    async with acting(db, Acting("test", project_id=project)):
        end = START + timedelta(days=1)
        made = await runs.create(db, project, source="messages", start=START, end=end, by=None)
        await runs.start(db, int(made["id"]))
    return int(made["id"])


@pytest.fixture
async def experiment(db: Connection, project: int) -> int:
    labelled = [Labelled(f"text {n}", ("bug", "question")[n % 2]) for n in range(2)]
    async with acting(db, Acting("test", project_id=project)):
        given = await material.given(db, project, labelled)
        made = await creating.create(db, project, given, name="Subjects", by=None)
    return int(made["id"])


async def counted(db: Connection) -> int:
    """How many tokens were read, as it is told of all that models are used for."""
    return sum(each.input_tokens for each in await usage.spent(db))


async def test_an_extraction_whose_answer_does_not_fit_counts_and_goes_on_counting(
    db: Connection,
    database: str,
    settings: Settings,
    extraction: int,
    model: AnthropicServer,
    operator: Person,
) -> None:
    model.script(*UNFIT)
    await work(settings, database, wait=False)
    failed, lost = await db.fetchval("select state from orakul.extraction"), await counted(db)

    model.script(NOTHING)
    async with acting(db, Acting("test")):
        task = await db.fetchval("select task_id from orakul.extraction where id = $1", extraction)
        await control.retry(db, operator, task)
    await work(settings, database, wait=False)

    made = await db.fetchrow("select state, engine, cost from orakul.extraction")
    assert (failed, lost) == ("failed", READ)
    assert made is not None
    assert (made["state"], made["engine"]) == ("completed", "anthropic")
    assert made["cost"] > 0
    assert await counted(db) == READ + 1_000


async def test_a_batch_of_a_run_whose_answer_does_not_fit_counts(
    db: Connection, database: str, settings: Settings, run: int, model: AnthropicServer
) -> None:
    model.script(*UNFIT)

    await work(settings, database, wait=False)

    shape = (await runs.read(db, run)).shape
    assert (shape["state"], shape["tokens"]["input"]) == ("failed", READ)
    assert await counted(db) == READ


async def test_an_experiment_counts_the_answers_that_do_not_fit(
    db: Connection, database: str, settings: Settings, experiment: int, model: AnthropicServer
) -> None:
    note = {"label": "bug", "confidence": 0.9, "reasoning": "says so"}
    model.script(*UNFIT, *UNFIT, Answer({"verdicts": [{"item": 2, **note}]}))

    await work(settings, database, wait=False)

    shape = await creating.read_detail(db, experiment)
    assert shape["counts"]["failed"] == shape["counts"]["classified"] == 1
    assert shape["tokens"]["input"] == await counted(db) == 2 * READ + 1_000


async def test_an_answer_that_nobody_wants_any_more_counts(
    db: Connection, database: str, settings: Settings, run: int
) -> None:
    def after_its_end(_: Received) -> Behaviour:
        with psycopg.connect(database) as other:
            other.execute("update orakul.run set state = 'failed' where id = %s", [run])
        return Answer({"tasks": []})

    with AnthropicServer(otherwise=after_its_end) as late:
        asking = settings.model_copy(update={"anthropic_base_url": late.url})
        await work(asking, database, wait=False)

    assert (await runs.read(db, run)).shape["batches"]["done"] == 0
    assert await counted(db) == 1_000


async def test_what_was_read_before_the_worker_stopped_counts(
    db: Connection, database: str, settings: Settings, extraction: int, model: AnthropicServer
) -> None:
    assert extraction
    model.script(Words(), Silence())
    worker = asyncio.create_task(work(settings, database, drain=0.1))
    async with asyncio.timeout(PATIENCE):
        while len(model.received) < 2:
            await asyncio.sleep(0.02)

    worker.cancel()
    await asyncio.wait([worker])

    assert await counted(db) == 1_000


async def test_a_service_that_does_not_answer_counts_for_nothing(
    db: Connection, database: str, settings: Settings, run: int, model: AnthropicServer
) -> None:
    model.script(Failure(400, "invalid_request_error", "no"))

    await work(settings, database, wait=False)

    assert (await runs.read(db, run)).shape["engine"] is None
    assert await usage.spent(db) == []
