"""Who gets what: a row for each operation, and what each row is tried on.

The askers, in the order of the columns:

    anonymous  nobody is signed in
    viewer     a viewer of everything, though a member of the project
    other      a member of another project, which they administer
    member     a member of the project
    watcher    who may only view the project, and owns the task that is asked for
    left       who was removed from the project, and owns the task that is asked for
    owner      a member of the project, who owns the task that is asked for
    manager    a member who administers the project
    admin      an administrator

A cell is the status that is answered. In a row with a `none`, those with 200 are shown what is
of the project, and those with `none` get a 200 without any of it. The last columns are the
scopes one of which an API token must have (`-`: no token may, `*`: no token is looked at) and,
where the path or the body need one, the subject: a function below, which makes a fresh one.
Without a subject, or a body of its own, an operation is sent the example of the document.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import httpx

from orakul import workers
from orakul.database import Connection
from orakul.people import Person
from orakul.schedules import Declared
from orakul.workers import this_process
from tests.talk import numbered, say
from web.imports import EXAMPLE

ASKERS: Final = (
    "anonymous", "viewer", "other", "member", "watcher", "left", "owner", "manager", "admin",
)  # fmt: skip
OWNERS: Final = frozenset({"watcher", "left"})  # each of the tasks they ask for
MARK: Final = "heron"  # the project's slug; nothing else is called so
TRACE: Final = "5f1c3f0e9b7a4d2c8e6f0a1b2c3d4e5f"
SECRET: Final = "agreed"

TABLE: Final = """
                                                  anon.   viewer  other   member  watcher left    owner   manager admin   scopes       subject
GET    /health                                    200     200     200     200     200     200     200     200     200     *
GET    /health/ready                              200     200     200     200     200     200     200     200     200     *
GET    /api/config                                200     200     200     200     200     200     200     200     200     *
GET    /metrics                                   401     403     403     403     403     403     403     403     200     admin|metrics
GET    /api/system                                401     403     403     403     403     403     403     403     200     admin
POST   /webhook/telegram                          200     200     200     200     200     200     200     200     200     *            update

GET    /api/setup                                 200     200     200     200     200     200     200     200     200     *
POST   /api/setup                                 409     409     409     409     409     409     409     409     409     *
POST   /api/auth/login                            400     400     400     400     400     400     400     400     400     *            empty
POST   /api/auth/password-reset                   400     400     400     400     400     400     400     400     400     *            empty
GET    /api/auth/me                               401     200     none    200     200     none    200     200     200     read
POST   /api/auth/logout                           401     204     204     204     204     204     204     204     204     read         session
POST   /api/auth/refresh                          401     200     200     200     200     200     200     200     200     -
POST   /api/auth/password                         401     400     400     400     400     400     400     400     400     -            empty
GET    /api/auth/sessions                         401     200     200     200     200     200     200     200     200     -
DELETE /api/auth/sessions                         401     204     204     204     204     204     204     204     204     -
DELETE /api/auth/sessions/{id}                    401     404     404     404     404     404     204     404     404     -            owners_session
GET    /api/auth/tokens                           401     200     200     200     200     200     200     200     200     -
POST   /api/auth/tokens                           401     201     201     201     201     201     201     201     201     -            token_of_readers
DELETE /api/auth/tokens/{id}                      401     404     404     404     404     404     204     404     404     -            owners_token

GET    /api/people                                401     403     403     403     403     403     403     403     200     admin
POST   /api/people                                401     403     403     403     403     403     403     403     201     -            new_person
GET    /api/people/{id}                           401     403     403     403     403     403     403     403     200     admin        person
PUT    /api/people/{id}                           401     403     403     403     403     403     403     403     200     -            person
POST   /api/people/{id}/password-reset            401     403     403     403     403     403     403     403     201     -            person

GET    /api/projects                              401     200     none    200     200     none    200     200     200     read
POST   /api/projects                              401     403     403     403     403     403     403     403     201     admin        new_project
PATCH  /api/projects/{project}                    401     403     404     403     403     404     403     200     200     write        project_member
GET    /api/projects/{project}/members            401     200     404     200     200     404     200     200     200     read         project_member
GET    /api/projects/{project}/members/{id}       401     200     404     200     200     404     200     200     200     read         project_member
PUT    /api/projects/{project}/members/{id}       401     403     404     403     403     404     403     200     200     -            project_member
DELETE /api/projects/{project}/members/{id}       401     403     404     403     403     404     403     204     204     -            project_member

GET    /api/tasks/count                           401     200     200     200     200     200     200     200     200     read
GET    /api/tasks/suggestions                     401     200     200     200     200     200     200     200     200     read
GET    /api/tasks                                 401     none    none    none    200     200     200     none    200     read
GET    /api/tasks/{id}                            401     404     404     404     200     200     200     404     200     read         failed_task
GET    /api/tasks/{id}/result                     401     404     404     404     200     200     200     404     200     read         done_task
GET    /api/tasks/{id}/why                        401     404     404     404     200     200     200     404     200     read         pending_task
GET    /api/tasks/{id}/logs                       401     404     404     404     200     200     200     404     200     read         failed_task
GET    /api/tasks/{id}/skipped                    401     404     404     404     none    none    none    404     none    read         failed_task
POST   /api/tasks/{id}/retry                      401     403     404     404     403     403     200     404     200     write        failed_task
DELETE /api/tasks/{id}                            401     403     404     404     403     403     200     404     200     write        pending_task
POST   /api/tasks/{id}/run-now                    401     403     404     404     403     403     200     404     200     write        pending_task
POST   /api/tasks/{id}/reschedule                 401     403     404     404     403     403     200     404     200     write        pending_task
POST   /api/tasks/{id}/priority                   401     403     404     404     403     403     200     404     200     write        pending_task
POST   /api/tasks/bulk                            401     403     202     202     202     202     202     202     202     write        everything
GET    /api/dead-letters                          401     none    none    none    200     200     200     none    200     read         failed_task
GET    /api/dead-letters/count                    401     200     200     200     200     200     200     200     200     read
GET    /api/dead-letters/groups                   401     none    none    none    200     200     200     none    200     read         failed_task
POST   /api/dead-letters/retry                    401     403     404     404     403     403     200     404     200     write        dead_letter
POST   /api/dead-letters/discard                  401     403     404     404     403     403     200     404     200     write        dead_letter
GET    /api/traces                                401     none    none    none    200     200     200     none    200     read
GET    /api/traces/{id}                           401     404     404     404     200     200     200     404     200     read         trace

GET    /api/workers                               401     200     200     200     200     200     200     200     200     read
GET    /api/schedules                             401     200     200     200     200     200     200     200     200     read
POST   /api/schedules/{name}/run                  401     403     403     403     403     403     403     403     201     admin        schedule
POST   /api/schedules/{name}/pause                401     403     403     403     403     403     403     403     200     admin        schedule
POST   /api/schedules/{name}/resume               401     403     403     403     403     403     403     403     200     admin        schedule

GET    /api/views                                 401     200     none    200     200     none    200     200     200     read         shared_view
POST   /api/views                                 401     403     404     201     403     404     201     201     201     write        new_view
PATCH  /api/views/{id}                            401     403     404     403     403     404     200     403     403     write        shared_view
DELETE /api/views/{id}                            401     403     404     403     403     404     204     204     204     write        shared_view

GET    /api/alerts                                401     403     403     403     403     403     403     403     200     admin
GET    /api/alerts/{id}                           401     403     403     403     403     403     403     403     200     admin        alert
POST   /api/alerts/{id}/acknowledge               401     403     403     403     403     403     403     403     200     admin        alert
GET    /api/alerts/rules                          401     403     403     403     403     403     403     403     200     admin
POST   /api/alerts/rules                          401     403     403     403     403     403     403     403     201     admin        new_rule
PATCH  /api/alerts/rules/{id}                     401     403     403     403     403     403     403     403     200     admin        alert_rule
DELETE /api/alerts/rules/{id}                     401     403     403     403     403     403     403     403     204     admin        alert_rule
GET    /api/alerts/channels                       401     403     403     403     403     403     403     403     200     admin
POST   /api/alerts/channels                       401     403     403     403     403     403     403     403     201     admin        new_channel
PATCH  /api/alerts/channels/{id}                  401     403     403     403     403     403     403     403     200     admin        alert_channel
DELETE /api/alerts/channels/{id}                  401     403     403     403     403     403     403     403     204     admin        alert_channel
POST   /api/alerts/channels/{id}/test             401     403     403     403     403     403     403     403     200     admin        alert_channel

GET    /api/admin/queue                           401     403     403     403     403     403     403     403     200     admin
POST   /api/admin/queue/pause                     401     403     403     403     403     403     403     403     200     admin        idle_queue
POST   /api/admin/queue/resume                    401     403     403     403     403     403     403     403     200     admin        idle_queue
GET    /api/queues                                401     200     200     200     200     200     200     200     200     read
GET    /api/metrics/summary                       401     200     200     200     200     200     200     200     200     read
GET    /api/metrics/minutes                       401     200     200     200     200     200     200     200     200     read
GET    /api/metrics/series                        401     200     200     200     200     200     200     200     200     read

GET    /api/events                                401     200     none    200     200     200     200     200     200     events|read
GET    /api/events/count                          401     200     200     200     200     200     200     200     200     events|read
GET    /api/events/stream                         401     200     none    200     200     200     200     200     200     events|read
GET    /api/tasks/subscribe                       401     none    none    none    200     200     200     none    200     events|read
GET    /.well-known/mercure                       401     200     none    200     200     200     200     200     200     events|read  all_topics

GET    /api/messages/count                        401     200     200     200     200     200     200     200     200     read
GET    /api/messages                              401     200     none    200     200     none    200     200     200     read
GET    /api/imports/room                          401     403     404     204     403     404     204     204     204     write        room
POST   /api/imports                               401     403     404     202     403     404     202     202     202     write        export
POST   /api/knowledge/extract                     401     403     404     202     403     404     202     202     202     write        messages
GET    /api/knowledge/proposals                   401     200     none    200     200     none    200     200     200     read         proposal
GET    /api/knowledge/proposals/count             401     200     200     200     200     200     200     200     200     read
GET    /api/knowledge/proposals/{id}              401     200     404     200     200     404     200     200     200     read         proposal
POST   /api/knowledge/proposals/{id}/approve      401     403     404     200     403     404     200     200     200     write        proposal
POST   /api/knowledge/proposals/{id}/reject       401     403     404     200     403     404     200     200     200     write        proposal
POST   /api/knowledge/proposals/{id}/merge        401     403     404     200     403     404     200     200     200     write        merge_into_topic
PUT    /api/knowledge/proposals/{id}              401     403     404     200     403     404     200     200     200     write        edited_proposal
GET    /api/topics                                401     200     none    200     200     none    200     200     200     read
GET    /api/atoms                                 401     200     none    200     200     none    200     200     200     read

POST   /api/runs                                  401     403     404     201     403     404     201     201     201     write        no_run
GET    /api/runs                                  401     200     none    200     200     none    200     200     200     read
GET    /api/runs/{id}                             401     200     404     200     200     404     200     200     200     read         pending_run
POST   /api/runs/{id}/start                       401     403     404     202     403     404     202     202     202     write        pending_run
POST   /api/runs/{id}/cancel                      401     403     404     200     403     404     200     200     200     write        pending_run
PUT    /api/runs/{id}/close                       401     403     404     200     403     404     200     200     200     write        reviewed_run
GET    /api/proposals                             401     200     none    200     200     none    200     200     200     read         task_proposal
GET    /api/proposals/count                       401     200     200     200     200     200     200     200     200     read
GET    /api/proposals/{id}                        401     200     404     200     200     404     200     200     200     read         task_proposal
PUT    /api/proposals/{id}                        401     403     404     200     403     404     200     200     200     write        task_proposal
PUT    /api/proposals/{id}/approve                401     403     404     200     403     404     200     200     200     write        task_proposal
PUT    /api/proposals/{id}/reject                 401     403     404     200     403     404     200     200     200     write        task_proposal
PUT    /api/proposals/{id}/merge                  401     403     404     200     403     404     200     200     200     write        merge_into_item
GET    /api/task-items                            401     200     none    200     200     none    200     200     200     read
PATCH  /api/task-items/{id}                       401     403     404     200     403     404     200     200     200     write        task_item

POST   /api/experiments                           401     403     404     201     403     404     201     201     201     write        no_experiment
GET    /api/experiments                           401     200     none    200     200     none    200     200     200     read
GET    /api/experiments/{id}                      401     200     404     200     200     404     200     200     200     read         experiment
DELETE /api/experiments/{id}                      401     403     404     204     403     404     204     204     204     write        experiment
GET    /api/experiments/{id}/comparison/{other}   401     200     404     200     200     404     200     200     200     read         experiment
GET    /api/experiments/{id}/items                401     200     404     200     200     404     200     200     200     read         experiment
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What is answered to whom."""

    method: str
    path: str
    cells: Mapping[str, str]  # by asker
    scopes: frozenset[str] | None  # None: no token is looked at
    subject: str | None

    @property
    def name(self) -> str:
        """The operation, as in the document."""
        return f"{self.method} {self.path}"

    @property
    def is_stream(self) -> bool:
        """Whether its answer never ends."""
        return self.path.endswith(("/stream", "/subscribe", "/mercure"))


@dataclass(frozen=True, slots=True)
class Subject:
    """What an operation is tried on; without a body, it is sent the document's example."""

    path: Mapping[str, str] = field(default_factory=dict[str, str])
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class World:
    """A project with something of each kind in it, and somebody of each kind."""

    site: Any
    queue: Any
    db: Connection
    project: int
    people: Mapping[str, Person]  # by asker; not the anonymous one
    clients: Mapping[str, httpx.AsyncClient]


def rows() -> list[Row]:
    """Read the table."""
    return [_row(line.split()) for line in TABLE.splitlines()[2:] if line.strip()]


def _row(words: Sequence[str]) -> Row:
    method, path, *cells = words[: 2 + len(ASKERS)]
    told, *subject = words[2 + len(ASKERS) :]
    scopes = None if told == "*" else frozenset(told.split("|")) - {"-"}
    by_asker: dict[str, str] = dict(zip(ASKERS, cells, strict=True))
    return Row(method, path, by_asker, scopes, subject[0] if subject else None)


Make = Callable[[World, str], Awaitable[Subject]]
SUBJECTS: Final[dict[str, Make]] = {}


def subject(make: Make) -> Make:
    """Let the table know a function by its name."""
    SUBJECTS[make.__name__] = make
    return make


async def world(site: Any, queue: Any, db: Connection) -> World:
    """Make the project, the people, and one thing of each kind that is only read."""
    people: dict[str, Person] = {
        "viewer": await site.person("viewer", "viewer", heron="member"),
        "other": await site.person("other", elsewhere="admin"),
        "member": await site.person("member", heron="member"),
        "watcher": await site.person("watcher", heron="viewer"),
        "left": await site.person("left", heron="member"),
        "owner": await site.person("owner", heron="member"),
        "manager": await site.person("manager", heron="admin"),
        "admin": site.admin,
    }
    clients = {name: await site.signed_in(person) for name, person in people.items()}
    project = await db.fetchval("select id from orakul.project where slug = $1", MARK)
    await db.execute("delete from orakul.project_member where person_id = $1", people["left"].id)
    made = World(site, queue, db, project, people, {"anonymous": await site.client(), **clients})
    await _messages(made)
    await _topic(made)
    await db.execute(
        "insert into orakul.atom (project_id, type, title, content, confidence)"
        " values ($1, 'idea', 'Ship', 'On Mondays', 0.9)",
        project,
    )
    await _item(made)
    await _task(made, "owner", "failed")
    await _task(made, "watcher", "failed")
    await _task(made, "left", "failed")
    answer = await clients["manager"].post("/api/runs", json=NEW_RUN)  # which is an event, too
    assert answer.status_code == 201, answer.text
    return made


NEW_RUN: Final = {
    "project": MARK,
    "window_start": "2026-03-01T00:00:00Z",
    "window_end": "2026-03-02T00:00:00Z",
}


NEW_EXPERIMENT: Final = {
    "project": MARK,
    "name": "Kinds",
    "items": [{"text": "it fails", "label": "bug"}, {"text": "why?", "label": "question"}],
}


@subject
async def update(_world: World, _who: str) -> Subject:
    return Subject(headers={"X-Telegram-Bot-Api-Secret-Token": SECRET})


@subject
async def empty(_world: World, _who: str) -> Subject:
    """Who may ask is told what is missing; a right password takes long to look at."""
    return Subject(body={})


@subject
async def session(world: World, who: str) -> Subject:
    """Another session, as it is ended."""
    if who == "anonymous":
        return Subject()
    other = await world.site.signed_in(world.people[who])
    return Subject(headers={"Authorization": other.headers["authorization"]})


@subject
async def owners_session(world: World, _who: str) -> Subject:
    id = await world.db.fetchval(
        "insert into orakul.session (person_id, expires_at)"
        " values ($1, now() + interval '1 hour') returning id",
        world.people["owner"].id,
    )
    return Subject({"id": str(id)})


@subject
async def token_of_readers(_world: World, _who: str) -> Subject:
    return Subject(body={"name": "reads", "scopes": ["read"]})


@subject
async def owners_token(world: World, _who: str) -> Subject:
    made = await world.clients["owner"].post(
        "/api/auth/tokens", json={"name": "mine", "scopes": ["read"]}
    )
    return Subject({"id": made.json()["id"]})


@subject
async def new_project(_world: World, _who: str) -> Subject:
    return Subject(body={"slug": secrets.token_hex(4)})


@subject
async def new_person(_world: World, who: str) -> Subject:
    return Subject(body={"email": f"new-{who}@example.com", "name": "New"})


@subject
async def person(world: World, _who: str) -> Subject:
    id = await world.db.fetchval(
        "insert into orakul.person (name, email, role)"
        " values ('Somebody', gen_random_uuid() || '@example.com', 'member') returning id"
    )
    return Subject({"id": str(id)})


@subject
async def project_member(world: World, who: str) -> Subject:
    made = await person(world, who)
    await world.db.execute(
        "insert into orakul.project_member (project_id, person_id, role) values ($1, $2, 'member')",
        world.project,
        int(made.path["id"]),
    )
    return Subject({"project": MARK, **made.path})


@subject
async def failed_task(world: World, who: str) -> Subject:
    return Subject({"id": str(await _task(world, who, "failed"))})


@subject
async def done_task(world: World, who: str) -> Subject:
    return Subject({"id": str(await _task(world, who, "succeeded"))})


@subject
async def pending_task(world: World, who: str) -> Subject:
    return Subject({"id": str(await _task(world, who, None))})


@subject
async def everything(_world: World, _who: str) -> Subject:
    return Subject(body={"action": "priority", "priority": 0, "filter": {"name": "nothing"}})


@subject
async def dead_letter(world: World, who: str) -> Subject:
    return Subject(
        body={"ids": [str(await _task(world, who, "failed"))], "reason": "it was mended"}
    )


@subject
async def trace(world: World, who: str) -> Subject:
    await _task(world, who, None, traceparent=f"00-{TRACE}-8e6f0a1b2c3d4e5f-01")
    return Subject({"id": TRACE})


@subject
async def idle_queue(_world: World, _who: str) -> Subject:
    return Subject(body={"queue": "idle"})


@subject
async def schedule(world: World, who: str) -> Subject:
    declared = Declared("tidy", who, "idle", "0 3 * * *", {})
    await workers.start(world.db, replace(this_process(), schedules=[declared]))
    return Subject({"name": f"tidy:{who}"})


@subject
async def all_topics(_world: World, _who: str) -> Subject:
    return Subject(query={"match": "*"})


@subject
async def messages(world: World, _who: str) -> Subject:
    ids = await _messages(world)
    return Subject(body={"project": MARK, "message_ids": [str(id) for id in ids]})


@subject
async def room(_world: World, _who: str) -> Subject:
    return Subject(query={"project": MARK, "size": "1"})


@subject
async def export(_world: World, _who: str) -> Subject:
    return Subject(query={"project": MARK}, body=EXAMPLE)


@subject
async def proposal(world: World, _who: str) -> Subject:
    extraction = await world.db.fetchval(
        "insert into orakul.extraction (project_id, trigger, message_ids)"
        " values ($1, 'manual', '{}') returning id",
        world.project,
    )
    id = await world.db.fetchval(
        "insert into orakul.knowledge_proposal"
        " (project_id, extraction_id, kind, confidence, reasoning, engine, name, description)"
        " values ($1, $2, 'topic', 0.9, '', 'offline', 'Topic ' || $2::bigint, '') returning id",
        world.project,
        extraction,
    )
    return Subject({"id": str(id)}, body={"note": "yes"})


@subject
async def edited_proposal(world: World, who: str) -> Subject:
    made = await proposal(world, who)
    return Subject(made.path, body={"description": "in other words"})


@subject
async def merge_into_topic(world: World, who: str) -> Subject:
    made = await proposal(world, who)
    return Subject(made.path, body={"into": str(await _topic(world))})


@subject
async def no_run(world: World, _who: str) -> Subject:
    await world.db.execute("update orakul.run set state = 'cancelled' where state <> 'closed'")
    return Subject(body=NEW_RUN)


@subject
async def pending_run(world: World, who: str) -> Subject:
    return Subject({"id": str(await _run(world, who, "pending"))})


@subject
async def reviewed_run(world: World, who: str) -> Subject:
    return Subject({"id": str(await _run(world, who, "reviewed"))})


@subject
async def no_experiment(world: World, _who: str) -> Subject:
    await world.db.execute("delete from orakul.experiment")
    return Subject(body=NEW_EXPERIMENT)


@subject
async def experiment(world: World, _who: str) -> Subject:
    id = await world.db.fetchval(
        "insert into orakul.experiment"
        " (project_id, name, source, items, state, error, finished_at)"
        " values ($1, 'Kinds', 'given', 1, 'cancelled', 'not needed', now()) returning id",
        world.project,
    )
    return Subject({"id": str(id), "other": str(id)})


@subject
async def task_proposal(world: World, who: str) -> Subject:
    run = await _run(world, who, "completed")
    await world.db.execute("update orakul.run set total = 1, pending = 1 where id = $1", run)
    await world.db.execute("insert into orakul.run_batch values ($1, 1, 'done', '[]')", run)
    id = await world.db.fetchval(
        "insert into orakul.task_proposal (run_id, batch, title, description, category,"
        " priority, confidence, reasoning, engine)"
        " values ($1, 1, 'Mend it', '', 'bug', 'high', 0.9, '', 'offline') returning id",
        run,
    )
    return Subject({"id": str(id)})


@subject
async def task_item(world: World, _who: str) -> Subject:
    return Subject({"id": str(await _item(world))}, body={"status": "in_progress"})


@subject
async def merge_into_item(world: World, who: str) -> Subject:
    made = await task_proposal(world, who)
    return Subject(made.path, body={"into": str(await _item(world))})


@subject
async def new_view(_world: World, _who: str) -> Subject:
    return Subject(body={"name": secrets.token_hex(4), "search": {}, "project": MARK})


@subject
async def shared_view(world: World, _who: str) -> Subject:
    id = await world.db.fetchval(
        "insert into orakul.saved_view (owner_id, project_id, name, search)"
        " values ($1, $2, gen_random_uuid(), '{}') returning id",
        world.people["owner"].id,
        world.project,
    )
    return Subject({"id": str(id)}, body={"name": secrets.token_hex(4)})


@subject
async def new_rule(_world: World, _who: str) -> Subject:
    return Subject(body={"name": secrets.token_hex(4), "kind": "no_worker"})


@subject
async def alert_rule(world: World, _who: str) -> Subject:
    id = await world.db.fetchval(
        "insert into orakul.alert_rule (name, kind, seconds)"
        " values (gen_random_uuid(), 'queue_age', 60) returning id"
    )
    return Subject({"id": str(id)}, body={"is_enabled": False})


@subject
async def new_channel(_world: World, _who: str) -> Subject:
    return Subject(body={"name": secrets.token_hex(4), "target": NOWHERE})


@subject
async def alert_channel(world: World, _who: str) -> Subject:
    id = await world.db.fetchval(
        "insert into orakul.alert_channel (name, target) values (gen_random_uuid(), $1)"
        " returning id",
        NOWHERE,
    )
    return Subject({"id": str(id)}, body={"name": secrets.token_hex(4)})


NOWHERE: Final = {
    "kind": "email",
    "host": "127.0.0.1",
    "port": 1,
    "sender": "orakul@example.com",
    "recipients": ["operators@example.com"],
}


@subject
async def alert(world: World, _who: str) -> Subject:
    id = await world.db.fetchval(
        "insert into orakul.alert"
        " (rule_id, rule, kind, severity, subject, state, summary, value, facts, opened_at)"
        " select id, name, kind, severity, gen_random_uuid(), 'open', '', 1, '{}', now()"
        " from orakul.alert_rule limit 1 returning id"
    )
    return Subject({"id": str(id)})


async def _task(world: World, who: str, ended: str | None, **options: Any) -> int:
    """A task in the project, of the owner unless whoever asks is to own it."""
    owner = world.people[who if who in OWNERS else "owner"]
    alone = secrets.token_hex(4)  # in its queue, so that it is the one that is taken
    id = await world.queue.defer(owner, MARK, project=world.project, queue=alone, **options)
    if ended is not None:
        assert await world.queue.take(alone) == id
        error = f"the {MARK} flew away" if ended == "failed" else None
        await world.queue.finish(id, ended, error, kind_frame="birds:fly")
    return id


async def _messages(world: World) -> list[int]:
    return await say(world.db, world.project, *numbered(2, "please mend it, number"))


async def _topic(world: World) -> int:
    return await world.db.fetchval(
        "insert into orakul.topic (project_id, name)"
        " select $1, 'Topic of ' || gen_random_uuid() returning id",
        world.project,
    )


async def _item(world: World) -> int:
    return await world.db.fetchval(
        "insert into orakul.task_item (project_id, title, description, category, priority)"
        " values ($1, 'Order chairs', '', 'chore', 'low') returning id",
        world.project,
    )


async def _run(world: World, who: str, state: str) -> int:
    """A run of the project; there is only one open one at a time."""
    await no_run(world, who)
    return await world.db.fetchval(
        "insert into orakul.run (project_id, state, window_start, window_end)"
        " values ($1, $2, '2026-03-01', '2026-03-02') returning id",
        world.project,
        state,
    )
