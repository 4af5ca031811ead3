"""An experiment classifies each item once, whoever carries it out, and ends once."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from orakul.database import Acting, Connection, acting, connect
from orakul.errors import ConflictError, NotFoundError, RejectedError
from orakul.experiments import creating, executing, listing, material
from orakul.experiments.executing import Answered
from orakul.experiments.material import Labelled, Material
from orakul.llm import usage
from orakul.llm.engine import Classification, Item, Label, Usage, Verdict
from tests.talk import numbered, say

WORKER = Acting("worker:test")
USAGE = Usage("offline", "test-1", 100, 20, Decimal("0.01"))
FEW = (Labelled("it fails", "bug"), Labelled("why?", "question"), Labelled("it broke", "bug"))


async def create(
    db: Connection, project: int, items: Sequence[Labelled] = FEW, labels: Sequence[Label] = ()
) -> int:
    async with acting(db, Acting("person:1", project_id=project)):
        given = await material.given(db, project, items, labels)
        return int((await creating.create(db, project, given, name="Kinds", by=None))["id"])


async def begin(db: Connection, id: int) -> executing.Plan | None:
    async with acting(db, WORKER):
        return await executing.begin(db, id)


def answered(items: Sequence[Item], *labels: str | None, taken: Usage = USAGE) -> Answered:
    verdicts = [
        Verdict(item.id, label, 0.8, "reads so")
        for item, label in zip(items, labels, strict=True)
        if label is not None
    ]
    return Answered(items, 0.3, Classification(verdicts, taken))


async def save(db: Connection, id: int, *answers: Answered) -> None:
    async with acting(db, WORKER):
        for each in answers:
            if each.found:
                await usage.charge(db, "experiment", id, each.found.usage)
        await executing.save(db, id, answers)


async def finish(db: Connection, id: int) -> str | None:
    async with acting(db, WORKER):
        return await executing.finish(db, id)


async def events(db: Connection) -> list[str]:
    rows = await db.fetch(
        "select name from orakul.event where topic = 'experiments' order by position"
    )
    return [row["name"].removeprefix("experiment_") for row in rows]


async def shape_of(db: Connection, id: int) -> creating.Shape:
    return await creating.read_detail(db, id)


async def test_an_experiment_is_created_with_its_items_and_its_task(
    db: Connection, project: int
) -> None:
    id = await create(db, project)

    shape = await shape_of(db, id)
    task = await db.fetchrow("select * from orakul.task")
    assert task is not None
    assert (task["name"], task["args"]) == (
        "execute_classification_experiment",
        {"experiment_id": id},
    )
    assert (shape["state"], shape["task_id"]) == ("pending", str(task["id"]))
    assert shape["counts"] == {"items": 3, "classified": 0, "correct": 0, "failed": 0}
    assert [label["name"] for label in shape["labels"]] == ["bug", "question"]
    assert await events(db) == ["created"]


@pytest.mark.parametrize(
    ("items", "labels", "told"),
    [
        (FEW[:1], (), "2 to 100 labels, not 1"),
        (FEW, (Label("bug"), Label("chore")), "item 2: the label 'question' is not among"),
        (FEW, (Label("bug"), Label("Bug"), Label("question")), "'bug' and 'Bug' read the same"),
        ((*FEW, Labelled("", "bug", 12)), (), "item 4: there is no message 12"),
    ],
)
async def test_material_that_measures_nothing_is_refused_and_told_where(
    db: Connection, project: int, items: Sequence[Labelled], labels: Sequence[Label], told: str
) -> None:
    with pytest.raises(RejectedError, match=told):
        await create(db, project, items, labels)

    assert await db.fetchval("select count(*) from orakul.experiment") == 0


async def test_messages_with_a_topic_are_classified_into_the_topics(
    db: Connection, project: int
) -> None:
    with pytest.raises(RejectedError, match="two topics of the project must have messages"):
        await material.of_topics(db, project, 5)
    for name, count in (("Imports", 3), ("Sign-in", 2), ("Unused", 0)):
        topic = await db.fetchval(
            "insert into orakul.topic (project_id, name, description) values ($1, $2, $2)"
            " returning id",
            project,
            name,
        )
        await say(db, project, *numbered(count), topic=topic)

    found = await material.of_topics(db, project, 4)
    everything = await material.of_topics(db, project, 100)
    spoken = await material.given(
        db,
        project,
        [Labelled("", "a", everything.items[0].message_id), Labelled("it", "b")],
    )

    assert [label.name for label in found.labels] == ["Imports", "Sign-in"]
    assert (len(found.items), len(everything.items)) == (4, 5)
    assert sorted(item.label for item in everything.items) == ["Imports"] * 3 + ["Sign-in"] * 2
    assert spoken.items[0].text == everything.items[0].text


async def test_an_experiment_is_repeated_over_the_same_items(db: Connection, project: int) -> None:
    first = await create(db, project, FEW, [Label("question", "asks"), Label("bug", "complains")])
    await executing.fail(db, first, "not needed")

    again = await material.of_experiment(db, project, first)
    with pytest.raises(NotFoundError):
        await material.of_experiment(db, project + 1, first)

    assert again == Material(
        "again", list(FEW), [Label("question", "asks"), Label("bug", "complains")], first
    )


async def test_of_experiments_created_at_once_there_is_one(
    db: Connection, database: str, project: int
) -> None:
    callers = [await connect(database) for _ in range(3)]

    async with asyncio.timeout(20):
        outcomes = await asyncio.gather(
            *(create(caller, project) for caller in callers), return_exceptions=True
        )

    refused = [each for each in outcomes if isinstance(each, ConflictError)]
    assert len(refused) == 2
    assert "of the project is pending: wait for it or cancel its task" in str(refused[0])
    assert await db.fetchval("select count(*) from orakul.task") == 1
    for caller in callers:
        await caller.close()


async def test_an_experiment_goes_from_its_items_to_its_metrics(
    db: Connection, project: int
) -> None:
    id = await create(db, project)
    plan = await begin(db, id)
    assert plan is not None
    items = await executing.next_items(db, id)
    assert [item.text for item in items] == ["it fails", "why?", "it broke"]
    early = await finish(db, id)

    await save(db, id, answered(items, "bug", "bug", None))

    assert (early, await finish(db, id), await finish(db, id)) == (None, "completed", None)
    shape = await shape_of(db, id)
    assert shape["counts"] == {"items": 3, "classified": 2, "correct": 1, "failed": 1}
    assert (shape["metrics"]["accuracy"], shape["metrics"]["coverage"]) == (0.5, 0.6667)
    assert shape["metrics"]["mean_seconds"] == 0.1
    assert shape["confusion"] == [
        {"expected": "bug", "predicted": "bug", "count": 1},
        {"expected": "question", "predicted": "bug", "count": 1},
    ]
    assert (shape["engine"], shape["cost"], shape["tokens"]["input"]) == ("offline", 0.01, 100)
    assert await events(db) == ["created", "started", "progress", "completed"]
    progress = await db.fetchval("select data::jsonb from orakul.event where name like '%progress'")
    assert (progress["current"], progress["total"]) == (3, 3)
    assert (
        await db.fetchval(
            "select count(*) from orakul.experiment_item where error like $1",
            (executing.UNANSWERED),
        )
        == 1
    )


async def test_an_item_is_counted_once_whoever_saves_it(
    db: Connection, database: str, project: int
) -> None:
    id = await create(db, project)
    await begin(db, id)
    items = await executing.next_items(db, id)
    workers = [await connect(database) for _ in range(3)]

    async with asyncio.timeout(20):
        await asyncio.gather(
            *(save(worker, id, answered(items, "bug", "question", "bug")) for worker in workers)
        )

    assert (await shape_of(db, id))["counts"]["classified"] == 3
    assert await executing.next_items(db, id) == []
    for worker in workers:
        await worker.close()


async def test_one_whose_worker_died_goes_on_at_the_first_item_that_is_not_done(
    db: Connection, project: int
) -> None:
    id = await create(db, project, FEW * 5)
    await begin(db, id)
    await save(db, id, answered(await executing.next_items(db, id), *["bug"] * executing.BATCH))

    plan = await begin(db, id)

    assert plan is not None
    assert (plan.done, plan.total) == (10, 15)
    assert [item.id for item in await executing.next_items(db, id)] == [11, 12, 13, 14, 15]
    assert (await events(db)).count("started") == 1


async def test_one_of_which_every_item_failed_has_failed_with_the_reason(
    db: Connection, project: int
) -> None:
    id = await create(db, project)
    await begin(db, id)
    items = await executing.next_items(db, id)
    await save(db, id, Answered(items[:1], 0.1, error="no"), Answered(items[1:], 0.1, error="key"))

    assert await finish(db, id) == "failed"
    shape = await shape_of(db, id)
    assert shape["error"] == "none of 3 items could be classified: key"
    assert shape["metrics"] is None
    assert (await events(db))[-1] == "failed"
    assert await begin(db, id) is None


async def test_an_engine_that_fails_from_the_beginning_is_not_asked_to_the_end(
    db: Connection, project: int
) -> None:
    id = await create(db, project, FEW * 20)
    await begin(db, id)
    while items := await executing.next_items(db, id):
        await save(db, id, Answered(items, 0.1, error="refused"))

    assert await finish(db, id) == "failed"
    assert (await shape_of(db, id))["counts"]["failed"] == executing.HOPELESS


async def test_nothing_is_kept_of_one_that_does_not_run(db: Connection, project: int) -> None:
    id = await create(db, project)
    await begin(db, id)
    items = await executing.next_items(db, id)
    await executing.fail(db, id, "given up")

    with pytest.raises(ConflictError):
        await save(db, id, answered(items, "bug", "bug", "bug"))

    assert not await executing.fail(db, id, "again")
    assert (await shape_of(db, id))["counts"]["classified"] == 0


@pytest.mark.parametrize(("state", "told"), [("cancelled", "no need"), ("failed", "it broke")])
async def test_an_experiment_ends_with_its_task(
    db: Connection, project: int, state: str, told: str
) -> None:
    id = await create(db, project)
    await begin(db, id)

    async with acting(db, Acting("person:1", reason="no need")):
        await db.execute(
            "update orakul.task set state = $1, error = 'it broke', finished_at = now()", state
        )

    shape = await shape_of(db, id)
    assert (shape["state"], told in shape["error"]) == (state, True)
    assert (await events(db))[-1] == state
    assert await create(db, project)


@pytest.mark.parametrize(
    "change",
    [
        "update orakul.experiment set classified = 4",
        "update orakul.experiment set correct = 1",
        "update orakul.experiment set state = 'completed', finished_at = now(), metrics = '{}'",
        "update orakul.experiment set state = 'failed', finished_at = now()",
        "update orakul.experiment_item set expected = 'chore'",
        "update orakul.experiment_item set (predicted, confidence, reasoning, seconds) = ('chore', 1, '', 1)",
        "update orakul.experiment_item set predicted = 'bug'",
        "update orakul.experiment_item set error = 'no'",
    ],
)
async def test_the_database_refuses_what_cannot_be(
    db: Connection, project: int, change: str
) -> None:
    await create(db, project)

    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await db.execute(change)


async def test_items_are_listed_by_what_became_of_them(db: Connection, project: int) -> None:
    id = await create(db, project, FEW * 2)
    await begin(db, id)
    items = (await executing.next_items(db, id))[:4]
    await save(db, id, answered(items, "bug", "bug", None, "bug"))

    async def numbers(**filters: Any) -> list[int]:
        page = await listing.items(db, id, limit=50, **filters)
        return [row.id for row in page.rows]

    assert await numbers() == [1, 2, 3, 4, 5, 6]
    assert await numbers(outcome="right") == [1, 4]
    assert await numbers(outcome="wrong") == [2]
    assert await numbers(outcome="failed") == [3]
    assert await numbers(outcome="waiting") == [5, 6]
    assert await numbers(expected="question", predicted="bug") == [2]
    first = await listing.items(db, id, limit=4)
    rest = await listing.items(db, id, limit=4, cursor=first.next_cursor)
    assert [row.id for row in (*first.rows, *rest.rows)] == [1, 2, 3, 4, 5, 6]


async def test_what_it_cost_counts_with_the_other_uses_of_the_model(
    db: Connection, project: int
) -> None:
    id = await create(db, project)
    await begin(db, id)
    await save(db, id, answered(await executing.next_items(db, id), "bug", "bug", "bug"))

    assert [(each.model, each.input_tokens) for each in await usage.spent(db)] == [("test-1", 100)]


async def test_what_each_model_cost_never_falls_where_another_goes_on(
    db: Connection, project: int
) -> None:
    id = await create(db, project, FEW)
    await begin(db, id)
    items = await executing.next_items(db, id)
    seen: list[dict[str, int]] = []
    for item, model in zip(items, ("test-1", None, "test-1"), strict=True):
        taken = replace(USAGE, model=model)
        await save(db, id, answered([item], "bug", taken=taken))
        seen.append({each.model: each.input_tokens for each in await usage.spent(db)})
    shape = await shape_of(db, id)
    await finish(db, id)
    await creating.drop(db, id)

    assert seen == [{"test-1": 100}, {"": 100, "test-1": 100}, {"": 100, "test-1": 200}]
    assert shape["tokens"] == {"input": 300, "output": 60}
    assert {each.model: each.cost for each in await usage.spent(db)} == {"": 0.01, "test-1": 0.02}
