"""Declaring a task.

    tasks = Tasks()

    @tasks.task("process_message", attempts=3)
    async def process_message(task: Running, text: str) -> dict[str, int]:
        return {"length": len(text)}

Its name is what others defer it by; its arguments are JSON; what it returns is its result.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from procrastinate import App, JobContext

from jobs.retrying import Backoff
from jobs.running import Running, running

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS: Final = 5


class Tasks:
    """The tasks of one area, and how often each is tried."""

    def __init__(self) -> None:
        self.attempts: dict[str, int] = {}
        self._functions: dict[str, Callable[..., Awaitable[Any]]] = {}

    def task(
        self, name: str, *, attempts: int = ATTEMPTS
    ) -> Callable[
        [Callable[Concatenate[Running, P], Awaitable[R]]],
        Callable[Concatenate[Running, P], Awaitable[R]],
    ]:
        """Declare the function below as the task *name*, tried at most *attempts* times."""

        def declare(
            function: Callable[Concatenate[Running, P], Awaitable[R]],
        ) -> Callable[Concatenate[Running, P], Awaitable[R]]:
            self.attempts[name] = attempts
            self._functions[name] = function
            return function

        return declare

    def add_to(self, app: App) -> None:
        """Make the tasks known to *app*."""
        for name, function in self._functions.items():
            retry = Backoff(self.attempts[name])
            app.task(name=name, pass_context=True, retry=retry)(_unpacking(function))


def _unpacking(function: Callable[..., Awaitable[R]]) -> Callable[..., Awaitable[R]]:
    async def run(context: JobContext, **arguments: object) -> R:
        return await function(running(context), **arguments)

    return run
