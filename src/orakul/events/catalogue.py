"""Every event that there is: its topic, its name, who may see it, what its data are, and when.

The documentation of events is made from this list (``python -m scripts.events``), and the
tests hold every event that they cause against it. So an event is added here first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, ValidationError

from orakul.events.shapes import (
    Account,
    Alert,
    AlertChannel,
    AlertRule,
    ApiToken,
    Atom,
    ChangedAccount,
    Classes,
    Count,
    CountedRun,
    EndedIngestion,
    Experiment,
    Extraction,
    Held,
    HeldQueue,
    Id,
    Ingestion,
    KnowledgeProposal,
    LastTask,
    Message,
    NamedProject,
    RetriedAs,
    Role,
    Run,
    SavedView,
    Schedule,
    Session,
    Somebody,
    Steered,
    Strict,
    Task,
    TaskProposal,
    TaskState,
    Topic,
    Worker,
)

Audience = Literal["owner", "project", "admin"]


class TaskCreated(Strict):
    """A task, and the state that it begins in."""

    task_id: Id
    new_status: TaskState
    previous_status: None
    duration_ms: None
    timestamp: AwareDatetime
    task: Task


class TaskChanged(Strict):
    """A task, and its state before and after, which may be the same.

    *duration_ms* is how long the state that was left had lasted. Where somebody did it,
    *action* says what, and *before* and *after* how the task was. Where an attempt broke off
    without an end of its own, *outcome* says how: its worker died, or stopped, or gave it back
    before it began.
    """

    task_id: Id
    new_status: TaskState
    previous_status: TaskState
    duration_ms: int
    timestamp: AwareDatetime
    task: Task
    action: Annotated[
        Literal["retry", "retry_edited", "cancel", "run_now", "reschedule", "priority", "discard"]
        | None,
        Field(description="only there if somebody did it"),
    ] = None
    before: Annotated[
        Steered | RetriedAs | None, Field(description="only there if somebody did it")
    ] = None
    after: Annotated[
        Steered | RetriedAs | None, Field(description="only there if somebody did it")
    ] = None
    outcome: Annotated[
        Literal["lost", "interrupted", "unbegun"] | None,
        Field(description="only there if an attempt broke off without an end of its own"),
    ] = None


class TaskLogged(Strict):
    """A task that has new lines in its log, and the number of the last one.

    The lines are read from `GET /api/tasks/{id}/logs`, after the number that is known.
    """

    task_id: Id
    upto: Count


class QueuePaused(Strict):
    """A queue and a task's name, null for all of them, why, until when, and the pause before."""

    queue: str | None
    task: str | None
    reason: str | None
    resume_at: AwareDatetime | None
    before: HeldQueue
    after: HeldQueue


class QueueResumed(Strict):
    """A queue and a task's name, null for all of them, and the pause that is lifted."""

    queue: str | None
    task: str | None
    before: HeldQueue
    after: HeldQueue


class WorkerTold(Strict):
    """A worker."""

    worker: Worker


class WorkerDraining(Strict):
    """A worker, and how many tasks it still runs."""

    worker: Worker
    tasks: Count


class WorkerLost(Strict):
    """A worker, when it was heard last, and how many of its tasks are taken up again."""

    worker: Worker
    heartbeat_at: AwareDatetime | None
    taken_up: Count


class ScheduleRun(Strict):
    """A schedule, and the task that came of it before and now."""

    schedule: Schedule
    before: LastTask
    after: LastTask


class ScheduleHeld(Strict):
    """A schedule, and its pause before and after."""

    schedule: Schedule
    before: Held
    after: Held


class RightsChanged(Strict):
    """A person, and the table in which their rights changed."""

    person_id: Id
    of: Literal["person", "project_member", "session", "api_token"]


class TokenTold(Strict):
    """An API token, without itself."""

    token: ApiToken


class SessionTold(Strict):
    """A session, and where it was opened."""

    session: Session


class PersonNamed(Strict):
    """Whom it is about."""

    person_id: Id


class PersonTold(Strict):
    """Somebody who may sign in, and what of them was otherwise before; null if all is new."""

    person: Account
    previous: ChangedAccount | None


class ProjectTold(Strict):
    """A project."""

    project: NamedProject


class MemberTold(Strict):
    """Somebody and their role in the project; the role they had, if it was taken away."""

    person: Somebody
    role: Role


class IdentityLinked(Strict):
    """Somebody, and the issuer whose tokens stand for them from now on."""

    person_id: Id
    issuer: str


class SecretsRotated(Strict):
    """The id of the key that seals them now, and how many secrets were sealed anew."""

    key_id: str
    count: Count


class AlertTold(Strict):
    """An alert as it is now."""

    alert: Alert


class AlertRuleTold(Strict):
    """A rule of alerts as it is now, or was."""

    rule: AlertRule


class AlertChannelTold(Strict):
    """A channel of alerts as it is now, or was."""

    channel: AlertChannel


class MessageTold(Strict):
    """A message as it is now."""

    message: Message


class BatchScored(Strict):
    """What scoring a batch of messages found, over all the projects in the batch."""

    total_found: Count
    scored: Count
    failed: Count
    classes: Classes


class IngestionTold(Strict):
    """An import as it is now."""

    ingestion: Ingestion


class IngestionEnded(Strict):
    """An import that ended with its task."""

    ingestion: EndedIngestion


class ExtractionTold(Strict):
    """An extraction as it is now."""

    extraction_id: Id
    extraction: Extraction


class KnowledgeProposed(Strict):
    """The proposals that an extraction made; *count* is how many."""

    extraction_id: Id
    proposals: list[KnowledgeProposal]
    count: Count


class KnowledgeProposalTold(Strict):
    """A proposal of knowledge as it is now."""

    proposal: KnowledgeProposal


class TopicTold(Strict):
    """A topic as it is now."""

    topic: Topic


class AtomTold(Strict):
    """An atom as it is now."""

    atom: Atom


class ViewTold(Strict):
    """A view as it is now, or as it was last."""

    view: SavedView


class RunTold(Strict):
    """An analysis run as it is now."""

    run_id: Id
    run: Run


class RunProgressed(Strict):
    """A run after a batch, the number of the batch, and its error if it failed."""

    run_id: Id
    batch: Count
    error: Annotated[str | None, Field(description="only there if the batch failed")] = None
    run: Run


class TasksProposed(Strict):
    """The proposals that a batch of a run made; *count* is how many."""

    run_id: Id
    batch: Count
    proposals: list[TaskProposal]
    count: Count
    run: Run


class ExperimentTold(Strict):
    """A classification experiment as it is now."""

    experiment_id: Id
    experiment: Experiment


class ExperimentProgressed(ExperimentTold):
    """An experiment after some of its items: *current* of *total* are done."""

    current: Count
    total: Count


class TaskProposalEdited(Strict):
    """A proposal of a task as it is now."""

    proposal: TaskProposal


class TaskProposalDecided(Strict):
    """A proposal of a task as it is now, and its run, counted anew."""

    proposal: TaskProposal
    run: CountedRun


ItemStatus = Literal["open", "in_progress", "completed", "closed"]


class NamedItem(Strict):
    """A task item and how far it is."""

    id: Id
    title: str
    status: ItemStatus


class TaskItemChanged(Strict):
    """A task item as it is now, and how far it was."""

    item: NamedItem
    previous_status: ItemStatus


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event; *when* completes "this event is written when"."""

    topic: str
    name: str
    audience: Audience
    data: type[Strict]
    when: str


KINDS: Final = (
    Kind("tasks", "task_created", "owner", TaskCreated, "a task is deferred, by whomever"),
    Kind(
        "tasks",
        "task_changed",
        "owner",
        TaskChanged,
        "a task changes its state, attempt, queue, priority, time, owner or project, is told"
        " to stop, or is tried again as another",
    ),
    Kind("tasks", "task_progressed", "owner", TaskChanged, "a running task tells how far it is"),
    Kind(
        "tasks",
        "task_discarded",
        "owner",
        TaskChanged,
        "somebody discards a failed task, which stays failed",
    ),
    Kind(
        "tasks",
        "task_logged",
        "owner",
        TaskLogged,
        "a batch of what a task logs is stored, at most a few times a second",
    ),
    Kind(
        "tasks",
        "queue_paused",
        "admin",
        QueuePaused,
        "somebody pauses what may start",
    ),
    Kind(
        "tasks",
        "queue_resumed",
        "admin",
        QueueResumed,
        "somebody, or the time, ends a pause",
    ),
    Kind("workers", "worker_started", "admin", WorkerTold, "a worker starts"),
    Kind(
        "workers",
        "worker_draining",
        "admin",
        WorkerDraining,
        "a worker is told to stop: it takes no more tasks",
    ),
    Kind("workers", "worker_stopped", "admin", WorkerTold, "a worker has stopped"),
    Kind(
        "workers",
        "worker_lost",
        "admin",
        WorkerLost,
        "a silent worker is taken for dead, and again if more of its tasks are taken up later",
    ),
    Kind(
        "workers",
        "worker_returned",
        "admin",
        WorkerTold,
        "a worker that was taken for dead shows that it lives",
    ),
    Kind(
        "schedules",
        "schedule_run",
        "admin",
        ScheduleRun,
        "somebody runs the task of a schedule at once",
    ),
    *(
        Kind("schedules", f"schedule_{name}", "admin", ScheduleHeld, f"somebody {what} a schedule")
        for name, what in (("paused", "pauses"), ("resumed", "resumes"))
    ),
    Kind(
        "rights",
        "rights_changed",
        "owner",
        RightsChanged,
        "a person's role, activity, membership, session or API token changes",
    ),
    Kind("people", "person_added", "admin", PersonTold, "somebody may sign in from now on"),
    Kind(
        "people",
        "person_changed",
        "admin",
        PersonTold,
        "somebody's name, role or activity changes",
    ),
    Kind("people", "project_created", "admin", ProjectTold, "a project is made over REST"),
    Kind(
        "people",
        "project_changed",
        "project",
        ProjectTold,
        "a project's name, language or keywords change",
    ),
    Kind("people", "member_set", "project", MemberTold, "somebody gets a role in a project"),
    Kind("people", "member_removed", "project", MemberTold, "a role in a project is taken away"),
    Kind(
        "people",
        "password_reset_issued",
        "owner",
        PersonNamed,
        "an administrator makes a token for another password",
    ),
    Kind(
        "people",
        "identity_linked",
        "owner",
        IdentityLinked,
        "somebody comes with a token of an issuer outside for the first time",
    ),
    Kind("people", "session_opened", "owner", SessionTold, "somebody signs in"),
    Kind("people", "session_extended", "owner", SessionTold, "a session is refreshed"),
    Kind("people", "session_ended", "owner", SessionTold, "a session is ended before its time"),
    Kind("people", "password_changed", "owner", PersonNamed, "somebody gets another password"),
    Kind("people", "token_created", "owner", TokenTold, "an API token is made"),
    Kind("people", "token_revoked", "owner", TokenTold, "an API token is revoked"),
    Kind(
        "secrets",
        "secrets_rotated",
        "admin",
        SecretsRotated,
        "kept secrets are sealed with another key",
    ),
    Kind("alert", "alert_opened", "admin", AlertTold, "what a rule looks for has held long enough"),
    Kind("alert", "alert_resolved", "admin", AlertTold, "it no longer holds, or its rule is gone"),
    Kind("alert", "alert_acknowledged", "admin", AlertTold, "somebody silences an alert"),
    Kind("alert", "alert_reopened", "admin", AlertTold, "the time of an acknowledgement is over"),
    *(
        Kind("alert", f"{noun}_{what}", "admin", data, f"a {noun} of alerts is {what}")
        for noun, data in (("rule", AlertRuleTold), ("channel", AlertChannelTold))
        for what in ("added", "changed", "deleted")
    ),
    *(
        Kind("views", f"view_{what}", "owner", ViewTold, f"a view of the board is {what}")
        for what in ("created", "changed", "deleted")
    ),
    Kind(
        "views",
        "view_shared",
        "project",
        ViewTold,
        "a view is shared with the project, or one that is shared changes",
    ),
    Kind(
        "views",
        "view_unshared",
        "project",
        ViewTold,
        "a view is shared with the project no more, or deleted",
    ),
    Kind("messages", "message.updated", "project", MessageTold, "a message comes in or is edited"),
    Kind("messages", "message_scored", "project", MessageTold, "one message is scored"),
    Kind("messages", "batch_scored", "project", BatchScored, "a batch of messages is scored"),
    Kind("ingestion", "ingestion.started", "project", IngestionTold, "an import begins"),
    Kind("ingestion", "ingestion.progress", "project", IngestionTold, "a batch is saved"),
    Kind("ingestion", "ingestion.completed", "project", IngestionTold, "an import is done"),
    Kind("ingestion", "ingestion.failed", "project", IngestionEnded, "the task of an import fails"),
    Kind(
        "ingestion",
        "ingestion.cancelled",
        "project",
        IngestionEnded,
        "its task is cancelled",
    ),
    Kind(
        "knowledge_extraction",
        "knowledge.extraction_started",
        "project",
        ExtractionTold,
        "an extraction begins",
    ),
    Kind(
        "knowledge_extraction",
        "knowledge.extraction_completed",
        "project",
        ExtractionTold,
        "an extraction is done",
    ),
    Kind(
        "knowledge_extraction",
        "knowledge.extraction_failed",
        "project",
        ExtractionTold,
        "an extraction ends without a result; its messages are free for another",
    ),
    Kind(
        "knowledge_extraction",
        "proposals_created",
        "project",
        KnowledgeProposed,
        "an extraction made its proposals",
    ),
    *(
        Kind(
            "knowledge_extraction",
            name,
            "project",
            KnowledgeProposalTold,
            f"a proposal of knowledge is {what}",
        )
        for name, what in (
            ("edited", "edited, or gets sources of a later extraction"),
            ("approved", "approved"),
            ("rejected", "rejected"),
            ("merged", "merged into a topic or an atom"),
        )
    ),
    Kind("topics", "topic_created", "project", TopicTold, "a topic is approved"),
    Kind("topics", "topic_updated", "project", TopicTold, "a proposal is merged into a topic"),
    Kind("topics", "atom_created", "project", AtomTold, "an atom is approved"),
    Kind("topics", "atom_updated", "project", AtomTold, "a proposal is merged into an atom"),
    *(
        Kind("analysis_runs", f"run_{name}", "project", RunTold, f"a run {what}")
        for name, what in (
            ("created", "is created"),
            ("started", "is taken up by a worker"),
            ("completed", "has made all its proposals"),
            ("reviewed", "has no proposal left to decide"),
            ("closed", "is closed, with its accuracy metrics"),
            ("failed", "ends with its task, or with no batch done"),
            ("cancelled", "is cancelled before it began"),
        )
    ),
    Kind("analysis_runs", "proposals_created", "project", TasksProposed, "a batch has proposals"),
    Kind("analysis_runs", "progress_updated", "project", RunProgressed, "a batch is over"),
    *(
        Kind(
            "experiments", f"experiment_{name}", "project", ExperimentTold, f"an experiment {what}"
        )
        for name, what in (
            ("created", "is created"),
            ("started", "is taken up by a worker"),
            ("completed", "has dealt with all its items and has metrics"),
            ("failed", "ends with none of its items classified, or with its task"),
            ("cancelled", "ends because its task was cancelled"),
            ("deleted", "is deleted, with its items; it stands here as it was"),
        )
    ),
    Kind(
        "experiments",
        "experiment_progress",
        "project",
        ExperimentProgressed,
        "some items of an experiment are done, up to ten at a time",
    ),
    Kind("proposals", "edited", "project", TaskProposalEdited, "a proposal of a task is edited"),
    *(
        Kind("proposals", name, "project", TaskProposalDecided, f"a proposal of a task is {what}")
        for name, what in (
            ("approved", "approved"),
            ("rejected", "rejected"),
            ("merged", "merged into a task item"),
        )
    ),
    Kind(
        "proposals", "item_changed", "project", TaskItemChanged, "a task item gets another status"
    ),
)

BY_NAME: Final[Mapping[tuple[str, str], Kind]] = {(kind.topic, kind.name): kind for kind in KINDS}


def fault(topic: str, name: str, audience: str, data: str) -> str | None:
    """Return what is wrong with an event whose *data* are a JSON text; None if nothing is."""
    kind = BY_NAME.get((topic, name))
    if kind is None:
        return f"no event {name!r} is documented on topic {topic!r}"
    if audience != kind.audience:
        return f"{topic}/{name} is for {audience!r}, not for {kind.audience!r}"
    try:
        kind.data.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        return f"{topic}/{name}: {place}: {first['msg']}, in {data[:500]}"
    return None
