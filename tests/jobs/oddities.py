"""Tasks that behave oddly, and say so: what they do stands in the table `said`.

A task that holds goes on when its gate is opened, so that a test decides what happens
when, also in another process.
"""

import asyncio
import logging
import os
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any, Final, cast

import structlog

from jobs.declaring import Tasks
from jobs.outage import PASSING
from jobs.running import Running, tell_progress
from jobs.threads import RunningInThread
from orakul.errors import RejectedError, UnavailableError

STAGE: Final = """
create table said (
    place bigint generated always as identity, task bigint, attempt integer, word text);
create table gate (name text);
"""

BOT_TOKEN: Final = "123456789:AAF-abcdefghijklmnopqrstuvwxyz0123456"
# What no argument of a task could carry.
MESSAGES: Final = {
    "nul": "a\0b",
    "surrogate": "a\ud800b",
    "long": "x" * 2_000_000,
    "empty": "",
    "wide": "\N{SNOWMAN}" * 30_000,
    "secrets": f"GET https://api.telegram.org/bot{BOT_TOKEN}/getMe with sk-ant-api03-abcdefghijk"
    " and Authorization: Bearer abcdef0123456789",
    "a token at the cut": f"{'x ' * 9_995}eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln{' y' * 30_000}",
    "secret at the cut": "x" * 19_980 + " sk-ant-api03-abcdefghijk" + "y" * 30_000,
}

tasks = Tasks()
ticking = Tasks()  # besides, for whoever wants what is due by the clock


@ticking.task("tick", cron="* * * * * *")
async def tick(task: Running, timestamp: int) -> int:
    return timestamp


async def say(task: Running, word: str) -> None:
    async with task.tools.pool.acquire() as db:
        await db.execute(
            "insert into said (task, attempt, word) values ($1, $2, $3)",
            task.id,
            task.claim.attempt,
            word,
        )


async def opened(task: Running, gate: str) -> None:
    while not await is_open(task, gate):
        await asyncio.sleep(0.02)


async def is_open(task: Running, gate: str) -> bool:
    async with task.tools.pool.acquire() as db:
        return await db.fetchval("select exists (select from gate where name = $1)", gate)


@tasks.task("hold")
async def hold(task: Running, gate: str = "open") -> dict[str, int]:
    await say(task, "began")
    try:
        await opened(task, gate)
    finally:
        await say(task, "cleaned")
    return {"process": os.getpid()}


@tasks.task("block")
def block(task: RunningInThread, word: str, *, heeds: bool = True) -> dict[str, object]:
    """Hold up a thread until the gate is opened or, unless it *heeds* nothing, it is to stop."""
    structlog.stdlib.get_logger("tests.block").info("blocking", word=word)
    task.progress(1, 2, word)
    task.wait_for(say(task.task, "began"))
    while not task.wait_for(is_open(task.task, "open")):
        if heeds and task.should_abort():
            task.wait_for(say(task.task, "told"))
            task.check_cancelled()
        time.sleep(0.02)
    return {"word": word, "thread": threading.current_thread() is not threading.main_thread()}


@tasks.task("run_dry", attempts=1)
def run_dry(_: RunningInThread) -> None:
    """Raise what no coroutine can."""
    raise StopIteration("no more")


@tasks.task("wait_for_oneself", attempts=1)
def wait_for_oneself(task: RunningInThread) -> None:
    """Call from a coroutine what only the function itself may."""

    async def told() -> None:
        task.progress(1, 2)

    task.wait_for(told())


@tasks.task("need")
async def need(task: Running, gate: str) -> str:
    """Fail for good, until somebody has opened the gate."""
    async with task.tools.pool.acquire() as db:
        if not await db.fetchval("select exists (select from gate where name = $1)", gate):
            raise RejectedError(f"there is no gate {gate}")
    return gate


@tasks.task("stumble", attempts=2)
async def stumble(task: Running) -> None:
    """Hold, and fail the first time that the gate is open."""
    await say(task, "began")
    await opened(task, "open")
    async with task.tools.pool.acquire() as db:
        is_first = not await db.fetchval("select exists (select from said where word = 'fell')")
    if is_first:
        await say(task, "fell")
        raise RuntimeError("it stumbled")


@tasks.task("hold_then_write")
async def hold_then_write(task: Running) -> str:
    await say(task, "began")
    await opened(task, "open")
    try:
        async with task.transaction() as db:
            await db.execute("insert into said (task, word) values ($1, 'written')", task.id)
    finally:
        await say(task, "tried")
    return "written"


@tasks.task("show")
async def show(task: Running, setting: str) -> str:
    async with task.tools.pool.acquire() as db:
        return await db.fetchval("select current_setting($1)", setting)


@tasks.task("freeze")
async def freeze(task: Running) -> None:
    """Hold within a transaction that has told of progress."""
    async with task.transaction() as db:
        await tell_progress(db, task.id, 1, 2)
        await say(task, "began")
        await opened(task, "open")


@tasks.task("outlast")
async def outlast(task: Running) -> None:
    """Wait for the gate, whatever becomes of the database meanwhile."""
    await say(task, "began")
    while True:
        with suppress(*PASSING):
            return await opened(task, "open")
        await asyncio.sleep(0.1)


@tasks.task("await_file")
async def await_file(task: Running, path: str) -> str:
    """Wait for a file, whatever the database does, and say so with another beside it."""
    Path(f"{path}.waited").touch()  # noqa: ASYNC240 - it takes no time
    while not Path(path).exists():  # noqa: ASYNC240 - it takes no time
        await asyncio.sleep(0.02)
    await task.progress(1, 2)
    return "done without a database"


@tasks.task("swallow")
async def swallow(task: Running) -> str:
    """Go on although cancelled."""
    await say(task, "began")
    while True:
        try:
            await opened(task, "open")
        except asyncio.CancelledError:
            await say(task, "swallowed")
        else:
            return "finished all the same"


@tasks.task("ignore")
async def ignore(task: Running) -> None:
    """Go on for ever although cancelled, with the task locked."""
    async with task.transaction() as db:
        await tell_progress(db, task.id, 1, 2)
        await say(task, "began")
        while not Path("/nowhere").exists():  # noqa: ASYNC240 - it takes no time
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(60)


@tasks.task("break_off")
async def break_off(task: Running) -> None:
    """Answer a cancellation with an error of one's own."""
    await say(task, "began")
    try:
        await opened(task, "open")
    except asyncio.CancelledError:
        raise RuntimeError("something broke on the way out") from None


@tasks.task("tell", attempts=1)
async def tell(task: Running, done: Any, total: Any, note: str) -> None:
    """Tell of a progress; a note is one of `MESSAGES`, or itself."""
    await task.progress(done, total, MESSAGES.get(note, note))


@tasks.task("tell_and_ask", attempts=1)
async def tell_and_ask(task: Running, many: int) -> None:
    """Tell of the progress at once, many times; ask the database something thereafter."""
    for number in range(many):
        await task.progress(number, number)
    async with task.tools.pool.acquire() as db:
        await db.execute("select 1")


@tasks.task("tell_often", attempts=1)
async def tell_often(task: Running, many: int, *, fails: bool = False) -> None:
    """Tell of the progress many times, and end before all is done."""
    for number in range(many):
        await task.progress(number, many, f"number {number}")
    if fails:
        raise RuntimeError("that is enough")


@tasks.task("fail", attempts=2)
async def fail(task: Running, how: str, message: str = "it is broken") -> None:
    match how:
        case "hopeless":
            raise RejectedError(message)
        case "asked":
            raise UnavailableError(message, retry_after=timedelta(minutes=20))
        case "untold":
            error = UnavailableError(message)
            error.retry_after = cast("Any", "soon")
            raise error
        case "unshowable":
            raise Unshowable
        case "exit":
            raise SystemExit(3)
        case "cancelled":
            awaited = asyncio.create_task(asyncio.sleep(60))
            awaited.cancel()
            await awaited
        case "odd":
            raise RuntimeError(MESSAGES[message])
        case _:
            raise RuntimeError(message)


@tasks.task("clock")
async def clock(task: Running) -> float:
    """Tell how far this process's clock is from the database's, in seconds."""
    async with task.tools.pool.acquire() as db:
        there = await db.fetchval("select clock_timestamp()")
    return (datetime.now(UTC) - there).total_seconds()


class Unshowable(Exception):  # noqa: N818 - it is none
    def __str__(self) -> str:
        raise ZeroDivisionError


@tasks.task("fail_oddly", attempts=2)
async def fail_oddly(task: Running, how: str, message: str) -> None:
    match how:
        case "unnotable":
            raise Unnotable(message)
        case "nested":
            raise nested(RuntimeError(message), 3000)
        case _:
            async with asyncio.TaskGroup() as group:
                group.create_task(refuse(message))


Unnotable: Final[Any] = type("Unnotable", (Exception,), {"__notes__": property(lambda _: 1 / 0)})


def nested(error: Exception, levels: int) -> Exception:
    for level in range(levels):
        error = ExceptionGroup(f"level {level}", [error])
    return error


async def refuse(message: str) -> None:
    raise RejectedError(message)


@dataclass(frozen=True)
class Found:
    at: datetime
    cost: Decimal
    names: tuple[str, ...]


class Opaque:
    def __repr__(self) -> str:
        raise ZeroDivisionError


@tasks.task("give", attempts=2)
async def give(task: Running, what: str) -> Any:
    endless: list[Any] = []
    endless.append(endless)
    return {
        "plain": {"a": [1, "two", None, True, 0.5]},
        "rich": Found(datetime(2026, 1, 5, 10, tzinfo=UTC), Decimal("0.10"), ("a", "b")),
        "nul": {"a\0b": ["\0", "x\0y"]},
        "surrogate": {"it": "\udfff!"},
        "surrogate key": {"\ud800": 1},
        "nan": [float("nan"), float("inf"), -0.5],
        "bytes": b"\xff\x00",
        "opaque": {"it": Opaque()},
        "endless": endless,
        "digits": 10**5000,
        "large": ["x" * 1_000_000, *range(1000)],
        "secret": f"bot{BOT_TOKEN}",
        "refused": {"forbidden": True},
    }[what]


@tasks.task("promise", attempts=2)
async def promise(task: Running, what: str) -> Any:
    """Return what stands for work that nobody does."""

    async def several() -> AsyncGenerator[int]:
        yield 1

    return asyncio.sleep(0) if what == "coroutine" else several()


class Waiting:
    """Something that takes its time to be shown: until the event loop has gone on."""

    def __init__(self) -> None:
        self.went_on = threading.Event()
        asyncio.get_running_loop().call_later(0.01, self.went_on.set)

    def __repr__(self) -> str:
        return "went on" if self.went_on.wait(5) else "was held up"


@tasks.task("give_waiting", attempts=1)
async def give_waiting(task: Running) -> Any:
    return ["a" * 5000, Waiting()]


def passed_through(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def through(*args: Any, **named: Any) -> Any:
        return function(*args, **named)

    return through


@tasks.task("wrapped", attempts=1)
@passed_through
async def wrapped(task: Running, text: str) -> str:
    await task.progress(1, 1, text)
    return text


@tasks.task("take_context", attempts=1)
async def take_context(task: Running, context: str, function: str) -> str:
    """Take arguments that have names of ours."""
    return context + function


@tasks.task("take_context_in_thread", attempts=1)
def take_context_in_thread(task: RunningInThread, context: str, function: str) -> str:
    return context + function


@tasks.task("talk", attempts=2)
async def talk(task: Running, how: str, times: int = 1) -> None:
    """Say something, and hold where it is said to."""
    log = structlog.stdlib.get_logger("tests.talk")
    match how:
        case "all ways":
            log.info("ours", count=times, nested={"a": [1, None]})
            logging.getLogger("library").warning("theirs: %d", times)
            await asyncio.to_thread(log.error, "from a thread")
            await asyncio.create_task(said_later(log))
        case "odd":
            log.info("a\0b\ud800", nan=float("nan"), long="x" * 50_000)
            log.info("with a key", token="shh", url=f"https://x/bot{BOT_TOKEN}/getMe")
        case "broken":
            log.info("about to break")
            raise RuntimeError("it is broken")
        case "caught":
            try:
                int("it was handled")
            except ValueError:
                log.exception("handled")
        case _:
            for number in range(times):
                log.info("line", number=number)
            await say(task, "talked")
            if how == "hold":
                await opened(task, "open")


@tasks.task("overflow", attempts=1)
async def overflow(task: Running) -> None:
    """Say nothing, while who sends traces complains beside it, as with a collector that is full."""
    logging.getLogger("opentelemetry.sdk._shared_internal").warning("Queue full, dropping Log.")


@tasks.task("talk_oddly", attempts=1)
async def talk_oddly(task: Running, how: str) -> None:
    log = structlog.stdlib.get_logger("tests.talk")
    if how == "mute":
        log.info("shown", thing=Mute(), things={Mute(): 1})
        log.info("tried", task="greet", attempt=7, task_id=task.id)
        log.info(None, only="a field")
    elif how == "long":
        log.info("x" * 50_000)
    else:
        log.info("wide", **{f"field {number}": "x" * 9000 for number in range(1000)})
        log.info("narrow", small=1)


class Mute:
    def __str__(self) -> str:
        raise ZeroDivisionError

    def __repr__(self) -> str:
        return "Mute()"


async def said_later(log: Any) -> None:
    await asyncio.sleep(0)
    log.info("from a child")


@tasks.task("call", secrets=("pin",))
async def call(task: Running, pin: int, number: str) -> None:
    """Take arguments that nobody should see."""


@tasks.task("blab", attempts=1, secrets=("pin", "code"))
async def blab(task: Running, pin: str, code: dict[str, int], password: str) -> None:
    """Tell all that it was given."""
    log = structlog.stdlib.get_logger("blab")
    log.info("given", pin=f"it is {pin}", code=code, other=f"and {password}")
    await task.progress(1, 2, f"with {pin}")
    raise RuntimeError(f"pin {pin}, number {code}, pw={password}")


@tasks.task("parent")
async def parent(task: Running, children: int, gate: str | None = None) -> None:
    """Defer others; where there is a gate, once it is open, and end when all gates are."""
    if gate is not None:
        await opened(task, gate)
    async with task.transaction() as db:
        for _ in range(children):
            await db.fetchval(
                "select procrastinate_defer_jobs_v1(array[row('default', 'give', 0, null, null,"
                """ '{"what": "plain"}', null)::procrastinate_job_to_defer_v1])"""
            )
    await task.progress(children, children, "children")
    if gate is not None:
        await opened(task, "open")


@tasks.task("overlap")
async def overlap(task: Running) -> None:
    """Be seen for a moment."""
    await say(task, "in")
    await asyncio.sleep(0.02)
    await say(task, "out")
