"""Dead letters: tasks that failed for good, by themselves and by the kind of their error."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from orakul.sentences import said
from orakul.tasks import dead_letters as letters
from orakul.tasks.dead_letters import MOST, Chosen, Filter
from web.call import Call
from web.endpoints import Endpoints
from web.shapes import Body, Count, GivenId, Id, Page, Paging, Reason, Shape, Text, Time, count
from web.tasks import Discarded, LastAttempt, Owner, Progress

dead_letters = Endpoints("dead letters")

Fingerprint = Annotated[str, StringConstraints(pattern="^([0-9a-f]{16}|unknown)$")]


class DeadLetter(Shape):
    """A failed task, and the kind of its last error."""

    id: Id
    name: str
    queue: str
    owner: Owner | None
    project: str | None = Field(description="its slug")
    created_at: Time
    finished_at: Time
    attempt: int
    max_attempts: LastAttempt
    progress: Progress | None
    error: str | None
    discarded: Discarded | None
    trace_id: str
    fingerprint: str
    error_class: str | None
    frame: str | None = Field(description="`module:function` of the application")
    pattern: str | None = Field(description="the error; what differs from case to case is masked")


class DeadLetterGroup(Shape):
    """Dead letters whose last error is of one kind."""

    fingerprint: str
    error_class: str | None
    frame: str | None
    message: str | None = Field(description="what differs from case to case is masked")
    count: int
    first_at: Time
    last_at: Time
    trend: list[int] = Field(description="by hour over the last 24 hours, the latest last")
    sample_id: Id = Field(description="the one that failed last")


class DeadLetterGroups(Shape):
    """The largest groups."""

    items: list[DeadLetterGroup]


class LetterCountQuery(Body):
    """Which dead letters to count. What is not given restricts nothing."""

    name: Text | None = Field(None, description="of the task")
    queue: Text | None = Field(None, description="its name")
    project: Text | None = Field(None, description="a slug or an id")


class GroupQuery(LetterCountQuery):
    """Which dead letters to group. What is not given restricts nothing."""

    limit: int = Field(50, ge=1, le=200, description="how many at most")


class LetterQuery(Paging):
    """Which dead letters to list. What is not given restricts nothing."""

    name: Text | None = Field(None, description="of the task")
    queue: Text | None = Field(None, description="its name")
    project: Text | None = Field(None, description="a slug or an id")
    fingerprint: Fingerprint | None = Field(None, description="of the kind of error")


class Choice(Body):
    """Dead letters: either by their ids, or all of one kind, of one name of task if given."""

    ids: list[GivenId] | None = Field(None, min_length=1, max_length=MOST)
    fingerprint: Fingerprint | None = None
    task: Text | None = Field(None, description="a name, with a fingerprint")

    @model_validator(mode="after")
    def _one_way(self) -> "Choice":
        if (self.ids is None) == (self.fingerprint is None):
            raise ValueError(said("ids_or_fingerprint"))
        if self.task is not None and self.fingerprint is None:
            raise ValueError(said("task_alone"))
        return self

    def chosen(self) -> Chosen:
        """Return what is chosen."""
        return Chosen(self.ids or (), self.fingerprint, self.task)


class RetryLetters(Choice):
    """Which dead letters to try again, and why."""

    reason: Reason | None = None


class DiscardLetters(Choice):
    """Which dead letters to discard, and why."""

    reason: Reason


class Skipped(Shape):
    """A task that was left alone, and why."""

    id: Id
    reason: str
    kind: str | None = Field(
        default=None, description="of the reason, to say it in another language"
    )
    blanks: dict[str, str | int] | None = Field(
        default=None, description="what is particular in its sentence, by name"
    )


class Settled(Shape):
    """What became of them."""

    done: int
    unchanged: int = Field(description="that were so already")
    skipped: list[Skipped]
    remaining: int = Field(description="of the kind, more than one request deals with: repeat it")


@dead_letters.get("/api/dead-letters", lane="search")
async def list_dead_letters(call: Call, query: LetterQuery) -> Page[DeadLetter]:
    """List dead letters, those that failed last first.

    One's own; an administrator sees everybody's. A task is one when it failed and will not
    be tried again by itself, until somebody tries it again or discards it.
    """
    wanted = Filter(query.name, query.queue, query.project, query.fingerprint)
    page = await letters.list_letters(
        call.db, call.person, wanted, limit=query.limit, cursor=query.cursor
    )
    items: list[dict[str, Any]] = [
        {
            **row.task,
            "fingerprint": row.fingerprint,
            "error_class": row.error_class,
            "frame": row.frame,
            "pattern": row.pattern,
        }
        for row in page.rows
    ]
    return Page[DeadLetter].model_validate({"items": items, "next_cursor": page.next_cursor})


@dead_letters.get("/api/dead-letters/count", lane="search")
async def count_dead_letters(call: Call, query: LetterCountQuery) -> Count:
    """Count dead letters: one's own, or everybody's for an administrator."""
    wanted = Filter(query.name, query.queue, query.project)
    return count(await letters.count_letters(call.db, call.person, wanted))


@dead_letters.get("/api/dead-letters/groups", lane="search")
async def group_dead_letters(call: Call, query: GroupQuery) -> DeadLetterGroups:
    """Group dead letters by the kind of their last error, the largest groups first."""
    wanted = Filter(query.name, query.queue, query.project)
    groups = await letters.list_groups(call.db, call.person, wanted, limit=query.limit)
    return DeadLetterGroups.model_validate({"items": groups})


@dead_letters.post("/api/dead-letters/retry", errors=(404, 409))
async def retry_dead_letters(call: Call, body: RetryLetters) -> Settled:
    """Try dead letters again, by id or by kind, the oldest 1,000 of a kind at once.

    Each keeps its id and opens a new attempt. Those that cannot be retried are skipped, and
    it is said why; if none can, that is an error. Those of a kind whose job was deleted come last.
    """
    async with call.acting(reason=body.reason):
        settled = await letters.retry(call.db, call.person, body.chosen())
    return Settled.model_validate(settled)


@dead_letters.post("/api/dead-letters/discard", errors=(404, 409))
async def discard_dead_letters(call: Call, body: DiscardLetters) -> Settled:
    """Discard dead letters, by id or by kind, the oldest 1,000 of a kind at once.

    They stay failed, and say who discarded them and why. Doing it again changes nothing.
    """
    async with call.acting(reason=body.reason):
        settled = await letters.discard(call.db, call.person, body.chosen())
    return Settled.model_validate(settled)
