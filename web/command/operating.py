"""``orakul workers`` and ``orakul schedules``."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, TypeVar

import typer

from orakul import schedules, workers
from orakul.database import Acting, Connection
from web.command.place import settings_for, writing
from web.command.showing import JsonObject, show
from web.command.tasks.desk import acting
from web.schedules import Schedule
from web.workers import Worker

WORKERS: Final = (
    "id", "name", "state", "version", "queues", "running", "ended_5_min", "started_at",
    "heartbeat_at",
)  # fmt: skip
SCHEDULES: Final = ("name", "when", "next_at", "last", "state")

Answer = TypeVar("Answer")


def list_workers(*, as_json: bool | None, data: Path | None) -> None:
    """Print the workers: a table, or JSON for a pipe."""
    silence = settings_for(data=data).stalled_after
    found = _carry_out(data, lambda db: workers.list_all(db, None, silence=silence))
    show(found, WORKERS, rest=Worker, as_json=as_json, row=_worker)


def _worker(shape: JsonObject) -> JsonObject:
    running = len(shape["tasks"])
    places = "?" if shape["concurrency"] is None else shape["concurrency"]
    queues = "all" if shape["queues"] is None else shape["queues"]
    return {
        **shape,
        "queues": queues,
        "running": f"{running} of {places}",
        "ended_5_min": shape["ended"],
    }


def list_schedules(*, as_json: bool | None, data: Path | None) -> None:
    """Print the schedules: a table, or JSON for a pipe."""
    silence = settings_for(data=data).stalled_after
    found = _carry_out(data, lambda db: schedules.list_all(db, None, silence=silence))
    show(found, SCHEDULES, rest=Schedule, as_json=as_json, row=_schedule)


def _schedule(shape: JsonObject) -> JsonObject:
    state = "ok" if shape["workers"] else "no worker"
    if shape["overdue"]:
        state = "overdue"
    if pause := shape["paused"]:
        state = f"paused: {pause['reason']}" if pause["reason"] else "paused"
    last = shape["last"] and f"{shape['last']['state']} (task {shape['last']['task_id']})"
    return {**shape, "when": shape["description"], "last": last, "state": state}


def run_schedule(name: str, *, reason: str | None, data: Path | None) -> None:
    """Defer the task of a schedule now, and say which it is."""
    id = _carry_out(data, lambda db: schedules.run(db, name), acting(reason))
    typer.echo(f"Task {id} was deferred.")


def pause_schedule(name: str, *, reason: str | None, data: Path | None) -> None:
    """Let a schedule defer nothing."""
    who = acting(reason)
    _carry_out(data, lambda db: schedules.pause(db, name, who.reason), who)
    typer.echo(f"{name} is paused.")


def resume_schedule(name: str, *, reason: str | None, data: Path | None) -> None:
    """Let a schedule defer again."""
    _carry_out(data, lambda db: schedules.resume(db, name), acting(reason))
    typer.echo(f"{name} is not paused.")


def _carry_out(
    data: Path | None,
    work: Callable[[Connection], Awaitable[Answer]],
    who: Acting | None = None,
) -> Answer:
    async def carried_out() -> Answer:
        async with writing(settings_for(data=data), who) as db:
            return await work(db)

    return asyncio.run(carried_out())
