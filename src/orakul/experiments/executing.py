"""What a worker does with an experiment, in short transactions with the engine between them.

    plan = await begin(db, id)
    while items := await next_items(db, id):
        found = await engine.classify(items, plan.labels, plan.context)   # no transaction
        await usage.charge(db, "experiment", id, found.usage)
        await save(db, id, [Answered(items, seconds, found)])
    await finish(db, id)

Each item is done once, whoever repeats it: a worker that dies leaves an experiment which the
next one resumes at the first item that is not done.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Final

from orakul import database
from orakul.database import Connection
from orakul.errors import ConflictError
from orakul.experiments import creating, metrics
from orakul.llm.engine import Classification, Context, Item, Label

BATCH: Final = 10  # items that an engine is given at once
HOPELESS: Final = 30  # items that failed, none classified: nobody asks on
UNANSWERED: Final = "the engine gave it none of the labels"

_Reasons = Mapping[str, Sequence[Mapping[str, Any]]]  # what is said, under that name


@dataclass(frozen=True, slots=True)
class Plan:
    """What does not change from batch to batch, and how far the experiment is."""

    id: int
    project_id: int
    labels: Sequence[Label]
    context: Context
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Answered:
    """Items that the engine was asked about at once, for how long, and what came of it.

    Without *found* the *error* is why.
    """

    items: Sequence[Item]
    seconds: float
    found: Classification | None = None
    error: str = UNANSWERED


@dataclass(frozen=True, slots=True)
class _Begun:
    id: int
    project_id: int
    begun: bool


@dataclass(frozen=True, slots=True)
class _Running:
    project_id: int
    items: int
    classified: int
    failed: int
    input_tokens: int
    output_tokens: int
    cost: Decimal


async def begin(db: Connection, id: int) -> Plan | None:
    """Set an experiment running, or take it up again; None if it has ended, or there is none."""
    async with db.transaction():
        begun = await database.fetch_one(db, _Begun, "begin_experiment", id)
        if begun is None:
            return None
        if begun.begun:
            await creating.announce(db, id, "started")
        experiment = await creating.read(db, id)
        labels = await database.fetch(db, Label, "experiment_labels", begun.project_id, id)
        [context] = await database.fetch(db, Context, "read_context", begun.project_id, 0)
    return Plan(id, begun.project_id, labels, context, experiment.done, experiment.items)


async def next_items(db: Connection, id: int) -> list[Item]:
    """Return the next items of a running experiment, each by its number; none at the end.

    Of an experiment whose first `HOPELESS` items all failed there are none.
    """
    return await database.fetch(db, Item, "next_experiment_items", id, HOPELESS, BATCH)


async def save(db: Connection, id: int, answers: Sequence[Answered]) -> None:
    """Keep what became of some items, and tell how far the experiment is.

    Raises:
        ConflictError: the experiment does not run any more; nothing is kept.
    """
    async with db.transaction():
        for answer in answers:
            await _keep(db, id, answer)
        await creating.announce(db, id, "progress")


async def finish(db: Connection, id: int) -> str | None:
    """End a running experiment whose items are all done, with its metrics.

    It has failed if none of the items could be classified; so has one that was given up.

    Returns:
        Its state; None if it does not run, or an item is left.
    """
    async with db.transaction():
        running = await database.fetch_one(db, _Running, "lock_experiment", id)
        if running is None:
            return None
        outcomes = await database.fetch(db, metrics.Outcome, "experiment_outcomes", id)
        if running.classified == 0 and running.failed >= min(running.items, HOPELESS):
            await fail(db, id, _why_failed(outcomes))
            return "failed"
        if running.classified + running.failed < running.items:
            return None
        await database.execute(
            db, "complete_experiment", id, await _measure(db, id, running, outcomes)
        )
        await creating.announce(db, id, "completed")
    return "completed"


async def fail(db: Connection, id: int, error: str) -> bool:
    """End an experiment before its time; False if it has ended."""
    return await database.fetch_value(db, "end_experiment", id, "failed", error)


async def _keep(db: Connection, id: int, answer: Answered) -> None:
    rows = list(_rows(answer))
    columns = [list(column) for column in zip(*rows, strict=True)]
    seconds = answer.seconds / len(answer.items)
    kept = await database.fetch_value(db, "save_experiment_items", id, *columns, seconds)
    if kept is None:
        raise ConflictError(f"experiment {id} does not run any more")


def _rows(
    answer: Answered,
) -> Iterator[tuple[int, str | None, float | None, str | None, _Reasons | None, str | None]]:
    found = answer.found.verdicts if answer.found is not None else ()
    verdicts = {verdict.item: verdict for verdict in found}
    for item in answer.items:
        if verdict := verdicts.get(item.id):
            said = [asdict(each) for each in verdict.reasons]
            reasons = {"said": said} if said else None
            yield item.id, verdict.label, verdict.confidence, verdict.reasoning, reasons, None
        else:
            yield item.id, None, None, None, None, answer.error


async def _measure(
    db: Connection, id: int, running: _Running, outcomes: Sequence[metrics.Outcome]
) -> Mapping[str, Any]:
    labels = await database.fetch(db, Label, "experiment_labels", running.project_id, id)
    return metrics.measure(
        outcomes,
        [label.name for label in labels],
        cost=running.cost,
        tokens=running.input_tokens + running.output_tokens,
    )


def _why_failed(outcomes: Sequence[metrics.Outcome]) -> str:
    [(error, _)] = Counter(outcome.error for outcome in outcomes).most_common(1)
    return f"none of {len(outcomes)} items could be classified: {error}"
