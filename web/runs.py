"""Analysis runs: create, start, cancel and close them; review the tasks they propose."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from starlette.responses import Response

from orakul import projects
from orakul.analysis import items, listing, review
from orakul.analysis import runs as domain
from orakul.analysis.items import Status
from orakul.errors import NotFoundError
from orakul.llm.engine import Category, Priority
from orakul.sentences import Sentence, said
from web.call import Call
from web.dispatch import answered
from web.endpoints import Endpoints
from web.knowledge import ProposalCounts
from web.reasons import REASONS, EngineReason
from web.shapes import (
    Body,
    GivenDate,
    GivenId,
    Id,
    Ids,
    KeptTime,
    Page,
    Paging,
    Reason,
    Shape,
    Text,
    Time,
    counts,
    order_by,
)

runs = Endpoints("runs")

RunState = Literal["pending", "running", "completed", "reviewed", "closed", "failed", "cancelled"]
State = Literal["pending", "approved", "rejected", "merged"]
Source = Literal["knowledge", "messages", "both"]
Title = Annotated[Text, AfterValidator(str.strip), Field(min_length=1, max_length=200)]
Prose = Annotated[Text, Field(max_length=20_000)]
Tag = Annotated[Text, AfterValidator(str.strip), Field(min_length=1, max_length=100)]


class Somebody(Shape):
    """A person by name."""

    id: Id
    name: str


class Counters(Shape):
    """The proposals of a run by state; `total` is the sum of the others."""

    total: int
    pending: int
    approved: int
    rejected: int
    merged: int


class Items(Shape):
    """What there was to read, and what of it passed the prefilter."""

    found: int
    kept: int


class Batches(Shape):
    """How far a run is."""

    total: int
    done: int
    failed: int


class Tokens(Shape):
    """What the engine read and wrote."""

    input: int
    output: int


class Duplicates(Shape):
    """Proposals that were like another when they were made, and those of them merged."""

    found: int
    confirmed: int


class BatchMetrics(Shape):
    """How one batch went, and what became of its proposals."""

    number: int
    state: Literal["pending", "done", "failed"]
    items: int
    proposals: int
    approved: int
    rejected: int
    merged: int
    error: str | None


class AccuracyMetrics(Shape):
    """How good the proposals were. A rate with nothing to divide by is null."""

    total: int
    approval_rate: float | None
    rejection_rate: float | None
    merge_rate: float | None
    mean_confidence: float | None
    brier_score: float | None = Field(
        description="mean of (confidence - outcome)², outcome 1 if approved, else 0"
    )
    edited_share: float | None = Field(description="of the approved ones")
    duplicates: Duplicates
    median_seconds_per_decision: float | None
    cost_per_approved_task: float | None = Field(description="US dollars")
    tokens_per_approved_task: float | None
    batches: list[BatchMetrics]


class RunError(Shape):
    """What went wrong, and in which batch if in one."""

    at: Time
    error: str
    batch: int | None = None


class Run(Shape):
    """An analysis run. A `pending` one with a `task_id` was started and waits for a worker."""

    id: Id
    project: str
    state: RunState
    source: Source
    window_start: Time
    window_end: Time
    counters: Counters
    items: Items
    batches: Batches
    engine: str | None
    model: str | None
    tokens: Tokens
    cost: float = Field(description="US dollars")
    accuracy_metrics: AccuracyMetrics | None = Field(description="null until it is closed")
    error_log: list[RunError]
    task_id: Id | None
    trace_id: str | None
    created_by: Somebody | None
    created_at: Time
    started_at: Time | None
    completed_at: Time | None
    closed_at: Time | None


class Alike(Shape):
    """The task item, or the other proposal of the run, that is most alike."""

    kind: Literal["task_item", "proposal"]
    id: Id
    title: str
    score: float = Field(description="cosine, 0.85 to 1; from 0.95 it says the same")


class TaskProposal(Shape):
    """Something to do that an engine suggests."""

    id: Id
    run_id: Id
    project: str
    batch: int
    state: State
    title: str
    description: str
    category: Category
    priority: Priority
    tags: list[str]
    due: date | None
    confidence: float
    reasoning: str
    reasons: list[EngineReason] | None = Field(description=REASONS)
    engine: str
    recommendation: Literal["new_task", "update_existing", "merge", "reject"]
    similar: Alike | None
    edited: bool
    sources: list[Id] = Field(description="ids of messages")
    item_id: Id | None = Field(description="the task item that it became or was merged into")
    created_at: Time
    reviewed_by: Somebody | None
    reviewed_at: Time | None
    review_note: str | None


class TaskItem(Shape):
    """Something to do that was approved."""

    id: Id
    project: str
    title: str
    description: str
    category: Category
    priority: Priority
    status: Status
    tags: list[str]
    parent_id: Id | None
    assignee: Somebody | None
    due: date | None
    sources: list[Id] = Field(description="ids of messages")
    created_at: Time


class NewRun(Body):
    """What a run reads: knowledge approved or spoken of in a window, its messages, or both."""

    project: Text = Field(description="a slug or an id")
    window_start: KeptTime
    window_end: KeptTime
    source: Source = "knowledge"


class TaskReview(Body):
    """Why it is decided so."""

    note: Reason | None = None


class TaskMerge(TaskReview):
    """The task item that a proposal is counted to."""

    into: GivenId


class TaskEdit(Body):
    """Other words for a proposal. What is null, or not given, stays; a null `due` is none."""

    title: Title | None = None
    description: Prose | None = None
    category: Category | None = None
    priority: Priority | None = None
    tags: Annotated[list[Tag], Field(max_length=50)] | None = None
    due: GivenDate | None = None

    def changes(self) -> dict[str, Any]:
        """Return what is to be changed."""
        no_due = {"due": None} if "due" in self.model_fields_set else {}
        return {**no_due, **self.model_dump(exclude_none=True)}


class RunQuery(Paging):
    """Which runs to list. What is not given restricts nothing."""

    state: list[RunState] = Field([], description="repeat it for several")
    project: list[Text] = Field([], description="a slug or an id; repeat it for several")


class TaskProposalQuery(Paging):
    """Which proposals to list, in which order. What is not given restricts nothing."""

    run_id: GivenId | None = Field(None, description="the run that proposed them")
    state: list[State] = Field([], description="repeat it for several")
    project: list[Text] = Field([], description="a slug or an id; repeat it for several")
    sort: Annotated[str, order_by(listing.PROPOSAL_SORTS)] = "-created_at"


class TaskProposalCountQuery(Body):
    """Which proposals to count. What is not given restricts nothing."""

    run_id: GivenId | None = Field(None, description="the run that proposed them")
    project: list[Text] = Field([], description="a slug or an id; repeat it for several")


class TaskItemChange(Body):
    """How far a task item is."""

    status: Status
    reason: Reason | None = None


class TaskItemQuery(Paging):
    """Which task items to list. What is not given restricts nothing."""

    id: Ids = Field([], description="repeat it for several")
    status: list[Status] = Field([], description="repeat it for several")
    project: list[Text] = Field([], description="a slug or an id; repeat it for several")


@runs.post(
    "/api/runs",
    status=201,
    answer=Run,
    headers={"Location": "where the run is read"},
    errors=(404, 409),
)
async def create_run(call: Call, body: NewRun) -> Response:
    """Create a run over a window.

    It is a conflict while another run of the project is not closed.
    """
    project = await projects.writable(call.db, call.person, body.project)
    async with call.acting(project_id=project.id):
        shape = await domain.create(
            call.db,
            project.id,
            source=body.source,
            start=body.window_start,
            end=body.window_end,
            by=call.person.id,
        )
    response = answered(Run.model_validate(shape), 201)
    response.headers["Location"] = f"/api/runs/{shape['id']}"
    return response


@runs.get("/api/runs")
async def list_runs(call: Call, query: RunQuery) -> Page[Run]:
    """List the runs of one's projects, latest first."""
    page = await listing.runs(
        call.db,
        call.person.reader,
        projects=query.project or None,
        states=query.state or None,
        cursor=query.cursor,
        limit=query.limit,
    )
    return Page[Run].of(page)


@runs.get("/api/runs/{id}")
async def read_run(call: Call, id: int) -> Run:
    """Read a run."""
    run = await domain.read(call.db, id)
    await projects.require_readable(
        call.db, call.person, run.shape["project"], said("run_unknown", id=id)
    )
    return Run.model_validate(run.shape)


@runs.post("/api/runs/{id}/start", status=202, errors=(409,))
async def start_run(call: Call, id: int) -> Run:
    """Start a pending run, once.

    It becomes `running` when a worker takes up its task.
    """
    async with call.acting(project_id=await _project_of_run(call, id)):
        shape = await domain.start(call.db, id)
    return Run.model_validate(shape)


@runs.post("/api/runs/{id}/cancel", errors=(409,))
async def cancel_run(call: Call, id: int) -> Run:
    """Cancel a pending run. One that runs is ended by cancelling its task."""
    async with call.acting(project_id=await _project_of_run(call, id)):
        shape = await domain.cancel(call.db, id)
    return Run.model_validate(shape)


@runs.put("/api/runs/{id}/close", errors=(400, 409))
async def close_run(call: Call, id: int) -> Run:
    """Close a reviewed run with its accuracy metrics.

    While proposals wait for a decision it is refused with 400, which says how many.
    """
    async with call.acting(project_id=await _project_of_run(call, id)):
        shape = await domain.close(call.db, id)
    return Run.model_validate(shape)


@runs.get("/api/proposals")
async def list_task_proposals(call: Call, query: TaskProposalQuery) -> Page[TaskProposal]:
    """List the task proposals of one's projects."""
    page = await listing.proposals(
        call.db,
        call.person.reader,
        run_id=query.run_id,
        projects=query.project or None,
        states=query.state or None,
        sort=query.sort,
        cursor=query.cursor,
        limit=query.limit,
    )
    return Page[TaskProposal].of(page)


@runs.get("/api/proposals/count")
async def count_task_proposals(call: Call, query: TaskProposalCountQuery) -> ProposalCounts:
    """Count the task proposals of one's projects, by their state."""
    found = await listing.count_proposals(
        call.db, call.person.reader, run_id=query.run_id, projects=query.project or None
    )
    return ProposalCounts.model_validate(counts(found))


@runs.get("/api/proposals/{id}")
async def read_task_proposal(call: Call, id: int) -> TaskProposal:
    """Read a proposal."""
    shape = await review.read(call.db, id)
    await projects.require_readable(
        call.db, call.person, shape["project"], said("proposal_unknown", id=id)
    )
    return TaskProposal.model_validate(shape)


@runs.put("/api/proposals/{id}/approve", errors=(409,))
async def approve_task(call: Call, id: int, body: TaskReview | None) -> TaskProposal:
    """Approve a proposal, which makes a task item of it."""
    note = body.note if body else None
    async with call.acting(reason=note, project_id=await _project_of_proposal(call, id)):
        shape = await review.approve(call.db, id, by=call.person.id, note=note)
    return TaskProposal.model_validate(shape)


@runs.put("/api/proposals/{id}/reject", errors=(409,))
async def reject_task(call: Call, id: int, body: TaskReview | None) -> TaskProposal:
    """Reject a proposal."""
    note = body.note if body else None
    async with call.acting(reason=note, project_id=await _project_of_proposal(call, id)):
        shape = await review.reject(call.db, id, by=call.person.id, note=note)
    return TaskProposal.model_validate(shape)


@runs.put("/api/proposals/{id}/merge", errors=(409,))
async def merge_task(call: Call, id: int, body: TaskMerge) -> TaskProposal:
    """Merge a proposal into a task item, which gets its sources."""
    async with call.acting(reason=body.note, project_id=await _project_of_proposal(call, id)):
        shape = await review.merge(call.db, id, body.into, by=call.person.id, note=body.note)
    return TaskProposal.model_validate(shape)


@runs.put("/api/proposals/{id}", errors=(409,))
async def edit_task(call: Call, id: int, body: TaskEdit) -> TaskProposal:
    """Put a pending proposal in other words."""
    async with call.acting(project_id=await _project_of_proposal(call, id)):
        shape = await review.edit(call.db, id, body.changes())
    return TaskProposal.model_validate(shape)


@runs.get("/api/task-items")
async def list_task_items(call: Call, query: TaskItemQuery) -> Page[TaskItem]:
    """List the task items of one's projects, latest first."""
    page = await listing.task_items(
        call.db,
        call.person.reader,
        projects=query.project or None,
        statuses=query.status or None,
        ids=query.id or None,
        cursor=query.cursor,
        limit=query.limit,
    )
    return Page[TaskItem].of(page)


@runs.patch("/api/task-items/{id}")
async def change_task_item(call: Call, id: int, body: TaskItemChange) -> TaskItem:
    """Say how far a task item is."""
    slug = await items.project_of(call.db, id)
    project_id = await _writable(call, slug, said("item_unknown", id=id))
    async with call.acting(reason=body.reason, project_id=project_id):
        shape = await items.set_status(call.db, id, body.status, project_id=project_id)
    return TaskItem.model_validate(shape)


async def _project_of_run(call: Call, id: int) -> int:
    run = await domain.read(call.db, id)
    return await _writable(call, run.shape["project"], said("run_unknown", id=id))


async def _project_of_proposal(call: Call, id: int) -> int:
    slug = await review.project_of(call.db, id)
    return await _writable(call, slug, said("proposal_unknown", id=id))


async def _writable(call: Call, slug: str, otherwise: Sentence) -> int:
    """Return the project if the caller may change what is in it; strangers hear *otherwise*."""
    try:
        return (await projects.writable(call.db, call.person, slug)).id
    except NotFoundError:
        raise NotFoundError(otherwise) from None
