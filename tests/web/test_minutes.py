"""The minutes of the header tell what a clock would have seen that looked at each of them."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest

from orakul.database import Connection
from orakul.people import Person
from orakul.tasks import minutes

MINUTE = timedelta(minutes=1)

TIMES = {
    "orakul.task": ("created_at", "state_since", "scheduled_at", "started_at", "finished_at"),
    "orakul.task_attempt": ("waited_since", "due_at", "started_at", "finished_at"),
    "procrastinate_jobs": ("scheduled_at",),
}
# What happened is as many seconds ago as it is, and so much more. Positions are times as well.
AGE = [
    f"update {table} set " + ", ".join(f"{time} = {time} - $1::interval" for time in times)
    for table, times in TIMES.items()
] + ["update orakul.event set position = position - extract(epoch from $1::interval) * 1000000"]


class Story:
    """Tasks that change at whole minutes of a clock of its own, and how each stood at each."""

    def __init__(self, db: Connection, queue: Any) -> None:
        self._db = db
        self._queue = queue
        self._stood: list[dict[int, tuple[str, int]]] = []
        self._tasks: dict[int, tuple[str, int]] = {}

    @property
    def now(self) -> int:
        return len(self._stood)

    async def defer(
        self, name: str, owner: Person | None = None, *, due: int = 0, project: int | None = None
    ) -> int:
        at = await self._db.fetchval("select now()") + (due - self.now) * MINUTE
        id = await self._queue.defer(owner, queue=name, at=at if due else None, project=project)
        self._tasks[id] = ("pending", max(due, self.now))
        return id

    async def take(self, name: str) -> None:
        id = await self._queue.take(name)
        self._tasks[id] = ("in_progress", self.now)

    async def finish(self, id: int, status: str) -> None:
        await self._queue.finish(id, status, "it broke" if status == "failed" else None)
        del self._tasks[id]

    async def try_again(self, id: int, *, due: int) -> None:
        after = (due - self.now) * MINUTE
        await self._queue.finish(id, None, "it broke", retry_after=after.total_seconds())
        self._tasks[id] = ("pending", due)

    async def interrupt(self, id: int) -> None:
        await self._queue.finish(id, None, "the worker stopped", interrupted=True)
        self._tasks[id] = ("pending", self.now)

    async def cancel(self, id: int) -> None:
        await self._db.execute("select orakul.cancel_task_v1($1)", id)
        if self._tasks[id][0] == "in_progress":
            await self._queue.finish(id, "aborted")
        del self._tasks[id]

    async def retry(self, id: int) -> None:
        await self._db.execute("select orakul.retry_task_v1($1)", id)
        self._tasks[id] = ("pending", self.now)

    async def pass_minutes(self, count: int) -> None:
        self._stood += [dict(self._tasks) for _ in range(count)]
        await self._age(count * MINUTE)

    async def tell(
        self, person: Person, project: str | None = None
    ) -> tuple[list[int], list[int], list[int | None]]:
        """Return what the database says, with the times in the middle between two minutes."""
        async with self._db.transaction():
            lead = await self._db.fetchval("select now() - date_trunc('minute', now())")
            await self._age(lead + MINUTE / 2)
            found = await minutes.read(self._db, person, project=project)
            await self._age(-lead - MINUTE / 2)
        oldest = [None if each is None else int(each // 60) for each in found.oldest_seconds]
        return list(found.queued), list(found.active), oldest

    def expected(
        self, ids: Collection[int] | None = None
    ) -> tuple[list[int], list[int], list[int | None]]:
        """Return what a clock saw in the last hour, of all tasks or of those with *ids*."""
        stood = [
            [each for id, each in tasks.items() if ids is None or id in ids]
            for tasks in [*self._stood, self._tasks][-60:]
        ]
        first = self.now - 59
        queued = [sum(state == "pending" for state, _ in tasks) for tasks in stood]
        active = [sum(state == "in_progress" for state, _ in tasks) for tasks in stood]
        waits = [
            [minute - due for state, due in tasks if state == "pending" and due <= minute]
            for minute, tasks in enumerate(stood, first)
        ]
        return queued, active, [max(each, default=None) for each in waits]

    async def _age(self, by: timedelta) -> None:
        async with self._db.transaction():
            await self._db.execute("set local session_replication_role = replica")
            for statement in AGE:
                await self._db.execute(statement, by)


@pytest.fixture
def story(db: Connection, queue: Any) -> Story:
    return Story(db, queue)


async def test_they_tell_how_tasks_waited_and_ran_whatever_became_of_them(
    site: Any, story: Story, db: Connection
) -> None:
    her = await site.person("her", demo="member")
    demo = await db.fetchval("select id from orakul.project where slug = 'demo'")
    old = await story.defer("old", her)
    await story.pass_minutes(2)
    tried = await story.defer("tried", her, project=demo)
    await story.take("old")
    await story.pass_minutes(5)
    await story.take("tried")
    dropped = await story.defer("dropped", project=demo)
    await story.pass_minutes(3)
    await story.try_again(tried, due=20)
    await story.finish(old, "succeeded")
    later = await story.defer("later", due=30, project=demo)
    broken = await story.defer("broken")
    await story.take("broken")
    await story.pass_minutes(4)
    await story.cancel(dropped)
    await story.finish(broken, "failed")
    given_up = await story.defer("given up", project=demo)
    await story.take("given up")
    await story.pass_minutes(6)
    await story.take("tried")
    await story.try_again(given_up, due=60)
    await story.pass_minutes(8)
    await story.finish(tried, "succeeded")
    await story.cancel(given_up)
    await story.retry(broken)
    await story.pass_minutes(7)
    await story.cancel(broken)
    await story.take("later")
    await story.pass_minutes(5)
    await story.interrupt(later)
    await story.pass_minutes(2)
    await story.take("later")
    await story.cancel(later)
    await story.pass_minutes(8)
    await story.retry(later)
    briefly = await story.defer("briefly")
    await story.take("briefly")
    await story.finish(briefly, "succeeded")
    await story.pass_minutes(15)
    new = await story.defer("new", her)
    await story.take("new")
    await story.pass_minutes(3)

    assert await story.tell(site.admin) == story.expected()
    assert await story.tell(her) == story.expected({old, tried, new})
    assert await story.tell(await site.person("stranger")) == story.expected(())
    of_demo = {tried, dropped, later, given_up}
    assert await story.tell(site.admin, "demo") == story.expected(of_demo)
    assert await story.tell(her, str(demo)) == story.expected({tried})


async def test_where_nothing_is_nothing_waits(site: Any, story: Story) -> None:
    assert await story.tell(site.admin) == ([0] * 60, [0] * 60, [None] * 60)
