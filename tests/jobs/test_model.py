"""Whatever workers and operators do to tasks, in whatever order, an oracle foretells all of it.

The oracle below says in a page of Python what a task's life is. Hypothesis makes up
stories; each step happens to the database and to the oracle, and both must agree on what was
answered and on every task: state, attempts, outcomes, history.
"""

import json
import operator
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final, Literal, get_args

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orakul import database as databases
from orakul import people
from orakul.database import Acting, Connection
from orakul.errors import ConflictError
from orakul.people import Person
from orakul.tasks import control
from orakul.workers import start, this_process

QUEUES: Final = ("quick", "slow")
NAMES: Final = ("fetch", "store")
LOCKS: Final = (None, None, "a", "b")
SCOPES: Final = ((None, None), ("quick", None), (None, "store"), ("slow", "fetch"))
PATIENT: Final = True
LIMIT: Final = 2  # attempts of what is called "store"
DAY: Final = 86_400  # seconds
LATER: Final = datetime.now(UTC) + timedelta(seconds=DAY)
LEGAL: Final = {
    ("pending", "in_progress"),
    ("pending", "cancelled"),
    ("in_progress", "pending"),
    ("in_progress", "completed"),
    ("in_progress", "failed"),
    ("in_progress", "cancelled"),
    ("failed", "pending"),
    ("cancelled", "pending"),
}

How = Literal["succeeded", "failed", "aborted", "again", "later"]


@dataclass
class Task:
    """What the oracle knows of a task."""

    id: int
    queue: str
    name: str
    priority: int
    lock: str | None
    state: str = "pending"
    is_due: bool = True
    is_cancelling: bool = False
    tries: int = 0  # since somebody retried it
    worker: int | None = None
    outcomes: list[str | None] = field(default_factory=list[str | None])

    @property
    def most(self) -> int | None:
        """The number of the last attempt that it may still have."""
        if self.name != "store" or self.state not in {"pending", "in_progress"}:
            return None
        ended = len(self.outcomes) - (self.state == "in_progress")
        return ended + max(1, LIMIT - self.tries)

    def start(self, worker: int) -> None:
        self.state, self.worker = "in_progress", worker
        self.outcomes.append(None)

    def end(self, state: str, outcome: str, *, is_due: bool = True) -> None:
        self.state, self.worker, self.is_cancelling = state, None, False
        self.outcomes[-1] = outcome
        self.tries += 1
        if state == "pending":
            self.is_due = is_due


class Oracle:
    """The tasks as they must be, and what stands paused."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []
        self.pauses: set[tuple[str | None, str | None]] = set()

    def claim(self, most: int) -> list[Task]:
        """Return who is next: the highest priority first, and of each lock the first alone."""
        line = sorted(self.tasks, key=lambda task: (-task.priority, task.id))
        return [task for task in line if self._may_start(task, line)][:most]

    def _may_start(self, task: Task, line: Sequence[Task]) -> bool:
        if task.state != "pending" or not task.is_due or self._is_paused(task):
            return False
        rivals = [other for other in line if other.lock == task.lock]
        waiting = [other for other in rivals if other.state == "pending"]
        return task.lock is None or (
            waiting[0] is task and all(other.state != "in_progress" for other in rivals)
        )

    def _is_paused(self, task: Task) -> bool:
        return any(
            queue in {None, task.queue} and name in {None, task.name} for queue, name in self.pauses
        )

    def end(self, task: Task, attempt: int, how: How) -> bool:
        """Return whether an attempt may end, and end it: only the running one can."""
        if task.state != "in_progress" or len(task.outcomes) != attempt:
            return False
        match how:
            case "succeeded":
                task.end("completed", "completed")
            case _ if how == "aborted" or task.is_cancelling:
                task.end("cancelled", "cancelled")
            case "failed":
                task.end("failed", "failed")
            case _:
                task.end("pending", "failed", is_due=how == "again")
        return True

    def lose(self, worker: int) -> int:
        """Take up what a dead worker left, and return how many tasks that were."""
        left = [task for task in self.tasks if task.worker == worker]
        for task in left:
            if task.is_cancelling:
                task.end("cancelled", "lost")
            elif task.name == "store" and task.tries + 1 >= LIMIT:
                task.end("failed", "lost")
            else:
                task.end("pending", "lost")
        return len(left)

    def give_back(self, worker: int) -> int:
        """Let a worker have claimed in vain what it has not begun."""
        left = [task for task in self.tasks if task.worker == worker]
        for task in left:
            task.state = "cancelled" if task.is_cancelling else "pending"
            task.is_cancelling, task.worker = False, None
            task.outcomes.pop()
        return len(left)

    def act(self, task: Task, action: control.Action) -> bool:
        """Return whether somebody may do this, and do it."""
        match action, task.state:
            case "retry", "failed" | "cancelled":
                task.state, task.is_due, task.tries = "pending", True, 0
            case "cancel", "pending" | "cancelled":
                task.state = "cancelled"
            case "cancel", "in_progress":
                task.is_cancelling = True
            case "run_now" | "reschedule", "pending":
                task.is_due = action == "run_now"
            case "priority", "pending":
                pass  # the story says which one
            case _:
                return False
        return True


class Story:
    """One story: the database beside the oracle, step by step."""

    def __init__(self, db: Connection, admin: Person, workers: Sequence[int]) -> None:
        self.db = db
        self.admin = admin
        self.workers = workers
        self.oracle = Oracle()
        self.claims: list[tuple[Task, int]] = []  # each attempt that ever began

    async def defer(self, n: int) -> None:
        queue, name, lock = QUEUES[n % 2], NAMES[n // 2 % 2], LOCKS[n // 4 % 4]
        id = await databases.fetch_value(
            self.db, "defer_job", queue, name, n % 3, lock, {"n": n}, None
        )
        self.oracle.tasks.append(Task(id, queue, name, n % 3, lock))

    async def claim(self, n: int) -> None:
        worker, most = self.workers[n % 2], n // 2 % 3 + 1
        rows = await databases.fetch(self.db, dict[str, Any], "claim_jobs", None, worker, most)
        expected = self.oracle.claim(most)
        for task in expected:
            task.start(worker)
            self.claims.append((task, len(task.outcomes)))
        assert [(row["id"], row["attempt"]) for row in rows] == [
            (task.id, len(task.outcomes)) for task in expected
        ]

    async def end(self, n: int, how: How) -> None:
        if not self.claims:
            return
        task, attempt = self.claims[-1 - n % len(self.claims)]
        end = {
            "job": task.id,
            "attempt": attempt,
            "status": None if how in {"again", "later"} else how,
            "retry_after": DAY if how == "later" else None,
            "error": None if how == "succeeded" else "it broke",
        }
        [row] = await databases.fetch(
            self.db, dict[str, Any], "end_attempts", json.dumps([end]), PATIENT, "worker:x"
        )
        assert row["ended"] is self.oracle.end(task, attempt, how)

    async def act(self, n: int, action: control.Action) -> None:
        if not self.oracle.tasks:
            return
        task = self.oracle.tasks[n % len(self.oracle.tasks)]
        try:
            async with databases.acting(self.db, Acting(f"person:{self.admin.id}")):
                await self._act(task.id, action, n % 3)
            is_done = True
        except ConflictError:
            is_done = False
        assert is_done is self.oracle.act(task, action)
        if is_done and action == "priority":
            task.priority = n % 3

    async def _act(self, id: int, action: control.Action, priority: int) -> None:
        match action:
            case "retry":
                await control.retry(self.db, self.admin, id)
            case "cancel":
                await control.cancel(self.db, self.admin, id)
            case "run_now":
                await control.run_now(self.db, self.admin, id)
            case "reschedule":
                await control.reschedule(self.db, self.admin, id, LATER)
            case "priority":
                await control.prioritise(self.db, self.admin, id, priority)

    async def pause(self, n: int) -> None:
        scope = SCOPES[n % len(SCOPES)]
        async with databases.acting(self.db, Acting(f"person:{self.admin.id}")):
            is_new = await control.pause(self.db, scope[0], task=scope[1])
        assert is_new is (scope not in self.oracle.pauses)
        self.oracle.pauses.add(scope)

    async def resume(self, n: int) -> None:
        scope = SCOPES[n % len(SCOPES)]
        async with databases.acting(self.db, Acting(f"person:{self.admin.id}")):
            was_paused = await control.resume(self.db, scope[0], task=scope[1])
        assert was_paused is (scope in self.oracle.pauses)
        self.oracle.pauses.discard(scope)

    async def die(self, n: int) -> None:
        """Let a worker be silent, its tasks taken up, and the worker come back."""
        worker = self.workers[n % 2]
        silence = "update procrastinate_workers set last_heartbeat = $2 where id = $1"
        await self.db.execute(silence, worker, datetime.now(UTC) - timedelta(hours=1))
        rescued = await databases.fetch_value(self.db, "rescue_jobs", 600.0)
        await self.db.execute(silence, worker, datetime.now(UTC))
        assert rescued == self.oracle.lose(worker)

    async def give_back(self, n: int) -> None:
        worker = self.workers[n % 2]
        self.claims = [(task, number) for task, number in self.claims if task.worker != worker]
        released = await databases.fetch_value(
            self.db, "release_jobs", worker, [], [], "it is to stop", "worker:x"
        )
        assert released == self.oracle.give_back(worker)

    async def check(self) -> None:
        """Compare every task."""
        rows = await self.db.fetch(
            "select id, state, cancelling, priority, coalesce(scheduled_at <= now(), true) as due,"
            " array(select outcome from orakul.task_attempt where task_id = id order by number)"
            "     as outcomes,"
            " case when state in ('pending', 'in_progress') then max_attempts end as most"
            " from orakul.task where id = any ($1) order by id",
            [task.id for task in self.oracle.tasks],
        )
        assert [tuple(row) for row in rows] == [
            (
                *(task.id, task.state, task.is_cancelling, task.priority, task.is_due),
                *(task.outcomes, task.most),
            )
            for task in self.oracle.tasks
        ]

    async def check_history(self) -> None:
        """Check that each task's log begins with it, leaps nowhere and ends at its state."""
        for task in self.oracle.tasks:
            rows = await self.db.fetch(
                "select data->'task'->>'state' from orakul.event"
                " where task_id = $1 and name in ('task_created', 'task_changed')"
                " order by position",
                task.id,
            )
            told = [row[0] for row in rows]
            assert (told[0], told[-1]) == ("pending", task.state)
            assert {pair for pair in pairwise(told) if pair[0] != pair[1]} <= LEGAL


Step = tuple[str, str | None, int]

# What the stories that are made up come to once in some hundred.
BROKEN_WHILE_CANCELLED: Final[list[Step]] = [
    ("defer", None, 0),
    ("claim", None, 0),
    ("act", "cancel", 0),
    ("end", "failed", 0),
]


def stories() -> st.SearchStrategy[list[Step]]:
    """Some tasks, and steps: each a verb, how, and a number that chooses on what."""

    def step(verbs: Sequence[str], hows: Sequence[str | None] = (None,)) -> st.SearchStrategy[Step]:
        return st.tuples(st.sampled_from(verbs), st.sampled_from(hows), st.integers(0, 15))

    ends, actions = get_args(How), get_args(control.Action)
    beginning = st.lists(step(["defer"]), min_size=4, max_size=8)
    steps = st.one_of(
        step(["claim"]),
        step(["end"], ends),
        step(["act"], actions),
        step(["defer", "claim", "pause", "resume", "resume", "die", "give_back"]),
    )
    return st.builds(operator.add, beginning, st.lists(steps, min_size=20, max_size=50))


@pytest.fixture
async def admin(db: Connection) -> Person:
    return await people.add_person(db, "admin@example.com", "Admin", "admin")


@pytest.fixture
async def workers(db: Connection) -> Sequence[int]:
    """Two workers, which know how often one kind of task may be tried."""
    await db.execute(
        "insert into orakul.task_kind (name, max_attempts) values ('store', $1)", LIMIT
    )
    who = this_process()
    return [await start(db, replace(who, name=f"worker-{number}")) for number in range(2)]


@settings(
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=stories())
@example(steps=BROKEN_WHILE_CANCELLED)
async def test_an_oracle_foretells_what_workers_and_operators_do(
    db: Connection, admin: Person, workers: Sequence[int], steps: list[Step]
) -> None:
    await db.execute("delete from procrastinate_jobs; delete from orakul.pause")
    story = Story(db, admin, workers)
    for verb, how, number in steps:
        step = getattr(story, verb)
        await (step(number) if how is None else step(number, how))
        await story.check()
    await story.check_history()
