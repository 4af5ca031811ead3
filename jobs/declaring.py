"""Declaring a task.

    tasks = Tasks()

    @tasks.task("process_message", attempts=3, free=["text"])
    async def process_message(task: Running, text: str) -> dict[str, int]:
        return {"length": len(text)}

A plain function is a task, too: it runs in a thread and is given a `RunningInThread`.

Its name is what others defer it by; its arguments are JSON; what it returns is its result.
Free arguments are those that the owner of a task may edit when it is tried again. A task with
a cron is deferred by the workers themselves when it is due, once for all of them, and is given
that time as its *timestamp*, in seconds since 1970.
"""

import inspect
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from inspect import Parameter
from typing import Any, Concatenate, Final, TypeVar

from procrastinate import App, JobContext
from pydantic import TypeAdapter

from jobs.retrying import Backoff
from jobs.running import Running, running
from jobs.threads import RunningInThread, in_thread
from orakul.errors import RejectedError
from orakul.tasks.kinds import Kind

Function = (
    Callable[Concatenate[Running, ...], Awaitable[Any]]
    | Callable[Concatenate[RunningInThread, ...], Any]
)
F = TypeVar("F", bound=Function)
R = TypeVar("R")

ATTEMPTS: Final = 5


class Tasks:
    """The tasks of one area, and how often each is tried."""

    def __init__(self) -> None:
        self.attempts: dict[str, int] = {}
        self._free: dict[str, Collection[str]] = {}
        self._secrets: dict[str, Collection[str]] = {}
        self._crons: dict[str, str] = {}
        self._functions: dict[str, Function] = {}

    def task(
        self,
        name: str,
        *,
        attempts: int = ATTEMPTS,
        free: Collection[str] = (),
        secrets: Collection[str] = (),
        cron: str | None = None,
    ) -> Callable[[F], F]:
        """Declare the function below as the task *name*.

        Args:
            name: what others defer it by.
            attempts: how often it is tried at most.
            free: arguments that its owner may edit, since they name nothing of others.
            secrets: arguments that are shown to nobody, whatever they are called.
            cron: when it is due by itself, in UTC; not while one of it waits already.

        Raises:
            TypeError: the function takes arguments that have no name of their own.
        """

        def declare(function: F) -> F:
            _demand_names(name, function)
            self.attempts[name] = attempts
            self._free[name] = free
            self._secrets[name] = secrets
            self._functions[name] = function
            if cron is not None:
                self._crons[name] = cron
            return function

        return declare

    def kinds(self) -> list[Kind]:
        """Return what is to be known of the tasks where their functions are not."""
        return [
            Kind(
                name,
                self.attempts[name],
                arguments(function, free=self._free[name]),
                self._secrets[name],
            )
            for name, function in self._functions.items()
        ]

    def add_to(self, app: App) -> None:
        """Make the tasks known to *app*."""
        for name, function in self._functions.items():
            retry = Backoff(self.attempts[name])
            task = app.task(name=name, pass_context=True, retry=retry)(_unpacking(function))
            if name in self._crons:
                app.periodic(cron=self._crons[name], queueing_lock=name)(task)


def _demand_names(name: str, function: Function) -> None:
    """Refuse a function whose arguments nobody could give as one JSON object.

    Raises:
        TypeError: it has a parameter without a name to give it by.
    """
    stars = {Parameter.VAR_POSITIONAL: "*", Parameter.VAR_KEYWORD: "**"}
    for each in [*inspect.signature(function).parameters.values()][1:]:
        if each.kind in stars or each.kind is Parameter.POSITIONAL_ONLY:
            raise TypeError(
                f"the task {name} ({function.__module__}.{function.__qualname__}) takes"
                f" {stars.get(each.kind, '')}{each.name}: each of its arguments needs a name to be"
                " given by; take a list or a dict instead"
            )


def arguments(function: Callable[..., Any], *, free: Collection[str] = ()) -> dict[str, Any]:
    """Return the JSON schema of what *function* takes besides the running task.

    All of it is ``readOnly`` but the *free* ones.
    """
    signature = inspect.signature(function, eval_str=True)
    given = list(signature.parameters.values())[1:]

    def called() -> None: ...

    # What pydantic reads of a function are these two.
    shown: Any = called
    shown.__signature__ = signature.replace(parameters=given)
    shown.__annotations__ = {each.name: each.annotation for each in given}
    schema = TypeAdapter[Any](shown).json_schema()
    for name, argument in schema["properties"].items():
        if name not in free:
            argument["readOnly"] = True
    return schema


def _unpacking(function: Function) -> Callable[..., Awaitable[Any]]:
    signature = inspect.signature(function)
    call = (
        _awaited(function)
        if inspect.iscoroutinefunction(function)
        else partial(in_thread, function)
    )

    async def run(context: JobContext, **arguments: object) -> object:
        try:
            return await call(context, **arguments)
        except TypeError:
            _check(signature, arguments)
            raise

    return run


def _awaited(function: Callable[..., Awaitable[R]]) -> Callable[..., Awaitable[R]]:
    async def call(context: JobContext, **arguments: object) -> R:
        task = running(context)
        return await task.carry_out(function(task, **arguments))

    return call


def _check(signature: inspect.Signature, arguments: Mapping[str, object]) -> None:
    """Refuse arguments that a task cannot be called with, however often it is tried.

    Raises:
        RejectedError: they are others than it takes.
    """
    try:
        signature.bind(None, **arguments)
    except TypeError as error:
        raise RejectedError(f"its arguments do not fit: {error}") from None
