"""The things that events tell of, as strictly as is true.

PostgreSQL makes most of them (``sql/functions/*_shape.sql``). Ids are strings, times are in
UTC; a null is said, a field is never left out.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from orakul.llm.engine import AtomType
from orakul.targets import Target

Id = Annotated[str, StringConstraints(pattern="^(0|[1-9][0-9]{0,17})$")]
TraceId = Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]
Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Dollars = Annotated[float, Field(ge=0)]
TaskState = Literal["pending", "in_progress", "completed", "failed", "cancelled"]
ReviewState = Literal["pending", "approved", "rejected", "merged"]
RunState = Literal["pending", "running", "completed", "reviewed", "closed", "failed", "cancelled"]
Role = Literal["admin", "member", "viewer"]
Kind = Literal["topic", "atom"]
AlertKind = Literal["failure_rate", "repeated_failure", "queue_age", "no_worker", "stalled_task"]
Severity = Literal["warning", "critical"]


class Strict(BaseModel):
    """A JSON object with these fields, all of them, and no other."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Somebody(Strict):
    """A person by name."""

    id: Id
    name: str


class ApiToken(Strict):
    """A token for scripts; whose, and what it may do."""

    id: Id
    owner: Somebody
    name: str
    scopes: list[Literal["read", "write", "admin", "events", "metrics"]]
    created_at: AwareDatetime
    last_used_at: AwareDatetime | None
    expires_at: AwareDatetime | None


class Account(Strict):
    """Somebody who may sign in."""

    id: Id
    email: str | None
    name: str
    role: Role
    is_active: bool
    has_password: bool
    created_at: AwareDatetime


class NamedProject(Strict):
    """A project, by the name in addresses and by what people call it."""

    id: Id
    slug: str
    name: str


class ChangedAccount(Strict):
    """What of an account can be changed."""

    name: str
    role: Role
    is_active: bool


class AlertAcknowledged(Strict):
    """Who silenced an alert, why, and until when; null until it is resolved."""

    at: AwareDatetime
    actor: str
    reason: str
    until: AwareDatetime | None


class Alert(Strict):
    """What a rule found about its subject: a task's name, a queue, or a kind of error."""

    id: Id
    rule_id: Id | None
    rule: str
    kind: AlertKind
    severity: Severity
    subject: str
    state: Literal["open", "acknowledged", "resolved"]
    summary: str
    value: float
    facts: dict[str, str | int | None]
    opened_at: AwareDatetime
    acknowledged: AlertAcknowledged | None
    resolved_at: AwareDatetime | None


class AlertRule(Strict):
    """What is watched, from when on it is an alert, and the ids of the channels."""

    id: Id
    name: str
    kind: AlertKind
    task: str | None
    queue: str | None
    per: Literal["task", "queue", "all"] | None
    share: Share | None
    least: Count | None
    window_seconds: Count | None
    seconds: Count | None
    for_seconds: Count
    clear_seconds: Count
    repeat_seconds: Count
    severity: Severity
    is_enabled: bool
    channels: list[Id]
    created_at: AwareDatetime


class AlertChannel(Strict):
    """Where alerts are told, without its secret; of a webhook's address the beginning alone."""

    id: Id
    name: str
    target: Target
    created_at: AwareDatetime


class SavedView(Strict):
    """A view of the board; *project* is whose members it is shared with, null for nobody."""

    id: Id
    name: str
    owner: Somebody
    project: str | None
    search: dict[str, str | list[str]]
    created_at: AwareDatetime
    changed_at: AwareDatetime


class Session(Strict):
    """Being signed in somewhere; the address is that of the client, as far as it is known."""

    id: str
    owner: Somebody
    address: str | None
    user_agent: str | None
    created_at: AwareDatetime
    seen_at: AwareDatetime | None
    expires_at: AwareDatetime


class Progress(Strict):
    """How far a task is, in its own units; the rest is null where it is not known.

    *eta_seconds* is what was left when the progress was told, at the attempt's pace.
    """

    done: Count
    total: Count
    note: str | None
    percent: Annotated[float, Field(ge=0, le=100)] | None
    eta_seconds: Count | None


class Discarded(Strict):
    """When a failed task was discarded, by whom and why."""

    at: AwareDatetime
    actor: str
    reason: str


class Task(Strict):
    """One unit of background work.

    *due_at* is since when it waits, or from when on. *worker*, *wait_ms* and *run_ms* are of
    its last attempt, the times null while they go on. *max_attempts* is the number of the last
    attempt there may be, null where no worker told it.
    """

    id: Id
    name: str
    queue: str
    state: TaskState
    cancelling: bool
    owner: Somebody | None
    project: str | None
    priority: int
    created_at: AwareDatetime
    scheduled_at: AwareDatetime | None
    due_at: AwareDatetime | None
    started_at: AwareDatetime | None
    finished_at: AwareDatetime | None
    wait_ms: Count | None
    run_ms: Count | None
    attempt: Count
    max_attempts: int | None
    worker: str | None
    progress: Progress | None
    error: str | None
    discarded: Discarded | None
    trace_id: TraceId
    retry_of: Id | None


class Steered(Strict):
    """What somebody can change of a task."""

    state: TaskState
    cancelling: bool
    priority: int
    scheduled_at: AwareDatetime | None
    discarded: bool


class RetriedAs(Strict):
    """The task that tries it again, if there is one; *changed* names the arguments."""

    retried_as: Id | None
    changed: Annotated[list[str] | None, Field(description="only there if there is one")] = None


class Worker(Strict):
    """A worker process; null is what one of an earlier release does not tell.

    *queues* is null where it serves all.
    """

    id: Id
    name: str
    host: str | None
    pid: int | None
    version: str | None
    queues: list[str] | None
    concurrency: Count | None
    started_at: AwareDatetime


class SchedulePause(Strict):
    """Since when, by whom and why a schedule defers nothing."""

    at: AwareDatetime
    actor: str
    reason: str | None


class QueuePause(Strict):
    """Since when, by whom, why and until when nothing of a queue or a name starts."""

    at: AwareDatetime
    actor: str
    reason: str | None
    resume_at: AwareDatetime | None


class HeldQueue(Strict):
    """The pause of a queue, of a task's name, of both or of all."""

    paused: QueuePause | None


class Schedule(Strict):
    """A task that workers defer by themselves, and when."""

    name: str
    task: str
    queue: str
    cron: str
    paused: SchedulePause | None


class Held(Strict):
    """What of a schedule can be changed."""

    paused: SchedulePause | None


class LastTask(Strict):
    """The task that came of a schedule last."""

    last_task_id: Id | None


class Chat(Strict):
    """Where a message was said."""

    id: Id
    title: str


class Author(Strict):
    """Who said a message; without an id, somebody whom we know by name only."""

    id: Id | None
    name: str


class Factors(Strict):
    """What the importance of a message is made of."""

    content: Share
    author: Share
    temporal: Share
    topic: Share
    reasons: list[str]


class Message(Strict):
    """One message of a chat."""

    id: Id
    project: str
    chat: Chat
    author: Author | None
    external_id: Annotated[str, StringConstraints(pattern="^-?[0-9]{1,19}$")]
    sent_at: AwareDatetime
    edited_at: AwareDatetime | None
    text: str
    media: str | None
    importance: Share | None
    classification: Literal["noise", "weak_signal", "signal"] | None
    factors: Factors | None
    topic_id: Id | None


class Classes(Strict):
    """How many messages were classified as what."""

    noise: Count
    weak_signal: Count
    signal: Count


class Place(Strict):
    """A place in an export; of no message where *message* is null."""

    message: str | None
    chat: str
    byte: Count | None


class Finding(Strict):
    """How often something was seen in an export, and where first.

    *kind* and *place* are null of an import by an earlier version.
    """

    count: Count
    example: str
    kind: str | None = None
    place: Place | None = None


class Ingestion(Strict):
    """An import of a chat."""

    id: Id
    project: str
    file: str | None
    task_id: Id | None
    state: Literal["pending", "running", "completed", "failed", "cancelled"]
    total: Count
    done: Count
    saved: Count
    duplicate: Count
    updated: Count
    skipped: Count
    repairs: dict[str, Finding]
    skips: dict[str, Finding]
    error: str | None


class EndedIngestion(Strict):
    """An import that ended with its task, in short."""

    id: Id
    state: Literal["failed", "cancelled"]
    error: str
    total: Count
    done: Count


class Extraction(Strict):
    """A reading of messages for knowledge."""

    id: Id
    project: str
    trigger: Literal["auto", "manual", "import"]
    state: Literal["pending", "running", "completed", "failed"]
    messages: Count
    topics: Count
    atoms: Count
    engine: str | None
    model: str | None
    error: str | None
    task_id: Id | None
    created_at: AwareDatetime
    started_at: AwareDatetime | None
    finished_at: AwareDatetime | None


class Likeness(Strict):
    """The topic or atom that is most alike; its name is null if it is gone."""

    id: Id
    name: str | None
    score: Share


class TopicOfAtom(Strict):
    """The topic that an atom was found with; without an id until it is approved."""

    proposal_id: Id
    id: Id | None
    name: str


class Reason(Strict):
    """A sentence of a reasoning by its kind, to say it in another language."""

    kind: str
    blanks: dict[str, str | int]


class KnowledgeProposal(Strict):
    """A topic or an atom that an engine suggests. An atom's title is its name."""

    id: Id
    kind: Kind
    state: ReviewState
    project: str
    extraction_id: Id
    name: str
    description: str
    keywords: list[str]
    atom_type: AtomType | None
    confidence: Share
    reasoning: str
    reasons: list[Reason] | None
    engine: str
    sources: list[Id]
    similar: Likeness | None
    topic: TopicOfAtom | None
    topic_id: Id | None
    atom_id: Id | None
    created_at: AwareDatetime
    reviewed_by: Somebody | None
    reviewed_at: AwareDatetime | None
    review_note: str | None


class Topic(Strict):
    """A subject that was approved, with the number of its atoms and messages."""

    id: Id
    project: str
    name: str
    description: str
    keywords: list[str]
    atoms: Count
    messages: Count
    created_at: AwareDatetime


class TopicName(Strict):
    """A topic by name."""

    id: Id
    name: str


class Atom(Strict):
    """One piece of knowledge that was approved."""

    id: Id
    project: str
    type: AtomType
    title: str
    content: str
    confidence: Share
    topics: list[TopicName]
    created_at: AwareDatetime


class Counters(Strict):
    """The proposals of a run by state; *total* is the sum of the others."""

    total: Count
    pending: Count
    approved: Count
    rejected: Count
    merged: Count


class Items(Strict):
    """What there was to read, and what of it passed the prefilter."""

    found: Count
    kept: Count


class Batches(Strict):
    """How far a run is."""

    total: Count
    done: Count
    failed: Count


class Tokens(Strict):
    """What the engine read and wrote."""

    input: Count
    output: Count


class Duplicates(Strict):
    """Proposals that were like another when they were made, and those of them merged."""

    found: Count
    confirmed: Count


class BatchMetrics(Strict):
    """How one batch went, and what became of its proposals."""

    number: Count
    state: Literal["pending", "done", "failed"]
    items: Count
    proposals: Count
    approved: Count
    rejected: Count
    merged: Count
    error: str | None


class AccuracyMetrics(Strict):
    """How good the proposals of a run were. A rate with nothing to divide by is null."""

    total: Count
    approval_rate: Share | None
    rejection_rate: Share | None
    merge_rate: Share | None
    mean_confidence: Share | None
    brier_score: Share | None
    edited_share: Share | None
    duplicates: Duplicates
    median_seconds_per_decision: float | None
    cost_per_approved_task: Dollars | None
    tokens_per_approved_task: float | None
    batches: list[BatchMetrics]


class RunError(Strict):
    """What went wrong in a run, and in which batch if in one."""

    at: AwareDatetime
    error: str
    batch: Count | None = None


class Run(Strict):
    """An analysis run."""

    id: Id
    project: str
    state: RunState
    source: Literal["knowledge", "messages", "both"]
    window_start: AwareDatetime
    window_end: AwareDatetime
    counters: Counters
    items: Items
    batches: Batches
    engine: str | None
    model: str | None
    tokens: Tokens
    cost: Dollars
    accuracy_metrics: AccuracyMetrics | None
    error_log: list[RunError]
    task_id: Id | None
    trace_id: TraceId | None
    created_by: Somebody | None
    created_at: AwareDatetime
    started_at: AwareDatetime | None
    completed_at: AwareDatetime | None
    closed_at: AwareDatetime | None


class ExperimentCounts(Strict):
    """The items of an experiment; those that are neither classified nor failed wait."""

    items: Count
    classified: Count
    correct: Count
    failed: Count


class ExperimentMetrics(Strict):
    """How often the engine was right, over all classes."""

    accuracy: Share
    macro_precision: Share
    macro_recall: Share
    macro_f1: Share
    majority_baseline: Share
    coverage: Share
    mean_confidence: Share
    mean_confidence_when_wrong: Share | None
    mean_seconds: Annotated[float, Field(ge=0)]
    mean_cost: Dollars
    mean_tokens: Annotated[float, Field(ge=0)]


class Experiment(Strict):
    """A classification experiment, in short."""

    id: Id
    project: str
    name: str
    source: Literal["given", "topics", "again"]
    again_of: Id | None
    state: Literal["pending", "running", "completed", "failed", "cancelled"]
    counts: ExperimentCounts
    eta_seconds: Count | None
    engine: str | None
    model: str | None
    tokens: Tokens
    cost: Dollars
    metrics: ExperimentMetrics | None
    error: str | None
    task_id: Id | None
    trace_id: TraceId | None
    created_by: Somebody | None
    created_at: AwareDatetime
    started_at: AwareDatetime | None
    finished_at: AwareDatetime | None


class CountedRun(Strict):
    """A run, in short, after a decision on one of its proposals."""

    id: Id
    state: RunState
    counters: Counters


class Alike(Strict):
    """The task item, or the other proposal of the run, that is most alike."""

    kind: Literal["task_item", "proposal"]
    id: Id
    title: str
    score: Share


class TaskProposal(Strict):
    """Something to do that an engine suggests."""

    id: Id
    run_id: Id
    project: str
    batch: Count
    state: ReviewState
    title: str
    description: str
    category: Literal["bug", "feature", "improvement", "question", "chore", "docs"]
    priority: Literal["low", "medium", "high", "critical"]
    tags: list[str]
    due: date | None
    confidence: Share
    reasoning: str
    reasons: list[Reason] | None
    engine: str
    recommendation: Literal["new_task", "update_existing", "merge", "reject"]
    similar: Alike | None
    edited: bool
    sources: list[Id]
    item_id: Id | None
    created_at: AwareDatetime
    reviewed_by: Somebody | None
    reviewed_at: AwareDatetime | None
    review_note: str | None
