"""Tasks that are plain functions: each runs in a thread of its own and holds up no other.

A thread cannot be stopped from outside. So a plain function is told that it is to stop, and
whether it does is its own affair: a task that somebody cancels is `cancelling` until its
function has returned or raised. A process that is to end does not wait for ever: it gives its
tasks back, and its threads end with it.
"""

import asyncio
import contextvars
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from procrastinate import JobContext
from procrastinate.job_context import AbortReason

from jobs.running import Running, running

R = TypeVar("R")

PATIENCE: Final = 3.0  # seconds for a function to return once its process is to end


@dataclass(frozen=True, slots=True)
class RunningInThread:
    """One task while its plain function runs, in a thread."""

    task: Running
    _loop: asyncio.AbstractEventLoop
    _told: threading.Event

    @property
    def id(self) -> int:
        """The task's."""
        return self.task.id

    def progress(self, done: int, total: int, note: str | None = None) -> None:
        """Show that *done* of *total* are dealt with, as `Running.progress` does.

        Raises:
            RuntimeError: a coroutine calls it.
        """
        self.wait_for(self.task.progress(done, total, note))

    def wait_for(self, work: Coroutine[Any, Any, R]) -> R:
        """Run *work* where the coroutines run, and return what it makes or raise what it raises.

        Raises:
            RuntimeError: a coroutine calls it there, and all of them would wait for ever.
        """
        if _running_loop() is self._loop:
            work.close()
            raise RuntimeError("a coroutine cannot wait so: let it await what `task.task` offers")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def should_abort(self) -> bool:
        """Tell whether the task is to stop: somebody cancelled it, or its process is to end."""
        return self._told.is_set()

    def check_cancelled(self) -> None:
        """Stop here if the task is to stop.

        Raises:
            asyncio.CancelledError: it is; clean up and let it pass.
        """
        if self.should_abort():
            raise asyncio.CancelledError


def _running_loop() -> asyncio.AbstractEventLoop | None:
    with suppress(RuntimeError):
        return asyncio.get_running_loop()
    return None


async def in_thread(function: Callable[..., R], context: JobContext, /, **arguments: object) -> R:
    """Call *function* in a thread, and wait until it returns or raises, also if cancelled.

    Raises:
        asyncio.CancelledError: it stopped since it was told to, or the process cannot wait.
    """
    told = threading.Event()
    task = RunningInThread(running(context), asyncio.get_running_loop(), told)
    outcome, ended = _started(lambda: function(task, **arguments), name=f"task {task.id}")
    while not ended.is_set():
        is_last = told.is_set() and context.abort_reason() is not AbortReason.USER_REQUEST
        try:
            async with asyncio.timeout(PATIENCE if is_last else None):
                await ended.wait()
        except TimeoutError:
            raise asyncio.CancelledError from None
        except asyncio.CancelledError:
            told.set()
            if this := asyncio.current_task():
                this.uncancel()
    return outcome.result()


def _started(call: Callable[[], R], *, name: str) -> tuple[Future[R], asyncio.Event]:
    """Run *call* in a thread, in the context of whoever asks; what comes of it, and when."""
    loop = asyncio.get_running_loop()
    outcome: Future[R] = Future()
    ended = asyncio.Event()

    def run() -> None:
        try:
            outcome.set_result(call())
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            outcome.set_exception(error)
        with suppress(RuntimeError):  # the process ends, and nobody waits any more
            loop.call_soon_threadsafe(ended.set)

    # No pool: its threads would be waited for at the end of the process, however long they take.
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(run,), name=name, daemon=True).start()
    return outcome, ended
