"""Tasks that live at random, for laws that hold whatever happens to them."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx

from orakul.database import Connection
from sql import query

QUEUES: Final = ["default", "slow"]


@dataclass
class Lives:
    """Tasks that are deferred, run, fail, are lost, cancelled, retried and deleted at random."""

    chance: random.Random
    db: Connection
    queue: Any
    people: list[Any]
    project: int
    admin: httpx.AsyncClient
    running: list[int] = field(default_factory=list[int])
    tasks: list[int] = field(default_factory=list[int])

    async def step(self) -> None:
        steps: list[Callable[[], Awaitable[object]]] = [
            self.defer, self.defer, self.defer_many, self.take, self.take, self.take, self.finish,
            self.finish, self.progress, self.progress, self.back_off, self.lose, self.act,
            self.act, self.hold, self.reprioritise, self.delete,
        ]  # fmt: skip
        await self.chance.choice(steps)()

    async def defer(self) -> None:
        later = datetime.now(UTC) + timedelta(hours=self.chance.randint(1, 9))
        self.tasks.append(
            await self.queue.defer(
                self.chance.choice([None, *self.people]),
                self.chance.choice(["example", "other"]),
                queue=self.chance.choice(QUEUES),
                priority=self.chance.randint(-1, 1),
                project=self.chance.choice([None, self.project]),
                args={"n": self.chance.random()},
                at=self.chance.choice([None, None, later]),
            )
        )

    async def defer_many(self) -> None:
        async with self.db.transaction():
            for _ in range(3):
                await self.defer()

    async def take(self) -> None:
        id = await self.queue.take()
        if id is not None:
            self.running.append(id)

    def end(self) -> int | None:
        self.chance.shuffle(self.running)
        return self.running.pop() if self.running else None

    async def finish(self) -> None:
        if id := self.end():
            status, error = self.chance.choice([("succeeded", None), ("failed", "it broke")])
            await self.queue.finish(id, status, error)

    async def progress(self) -> None:
        for id in self.running[:1]:
            done, total = sorted(self.chance.choices(range(9), k=2))
            note = self.chance.choice([None, "so far"])
            await self.db.execute(query("set_progress"), id, done, total, note)

    async def back_off(self) -> None:
        if id := self.end():
            attempt = await self.db.fetchval("select attempt from orakul.task where id = $1", id)
            after = self.chance.choice([0, 60])
            end = {"job": id, "attempt": attempt, "retry_after": after, "error": "no"}
            await self.db.execute(
                "select orakul.end_attempts_v1($1, true, 'worker:t')",
                [{**end, "error_class": "TestError", "traceback": "where"}],
            )

    async def lose(self) -> None:
        if id := self.end():
            await self.db.execute("select orakul.take_back_jobs(array[$1::bigint], 'died')", id)

    async def act(self) -> None:
        if not self.tasks:
            return
        id = self.chance.choice(self.tasks)
        if self.chance.random() < 0.5:
            await self.admin.post(f"/api/tasks/{id}/retry", json={"reason": "again"})
        else:
            await self.admin.delete(f"/api/tasks/{id}")

    async def hold(self) -> None:
        verb = self.chance.choice(["pause", "resume", "resume"])
        body = {"queue": self.chance.choice([None, *QUEUES]), "reason": "a test"}
        await self.admin.post(f"/api/admin/queue/{verb}", json=body)

    async def reprioritise(self) -> None:
        await self.db.execute(
            "update procrastinate_jobs set priority = priority + 1 where id % 3 = $1",
            self.chance.randint(0, 2),
        )

    async def delete(self) -> None:
        if self.tasks and self.chance.random() < 0.3:
            id = self.chance.choice(self.tasks)
            await self.db.execute("delete from procrastinate_jobs where id = $1", id)
            self.running = [each for each in self.running if each != id]
