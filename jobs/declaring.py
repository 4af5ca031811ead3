"""Declaring a task.

    tasks = Tasks()

    @tasks.task("process_message", attempts=3, free=["text"])
    async def process_message(task: Running, text: str) -> dict[str, int]:
        return {"length": len(text)}

A plain function is a task, too: it runs in a thread and is given a `RunningInThread`.

Its name is what others defer it by; its arguments are JSON; what it returns is its result.
Free arguments are those that the owner of a task may edit when it is tried again. A task with
a cron is deferred by the workers themselves when it is due, once for all of them, and is given
that time as its *timestamp*, in seconds since 1970, and no other argument.
"""

import inspect
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from inspect import Parameter
from typing import Any, Concatenate, Final, TypeVar, cast

from procrastinate import App, JobContext
from pydantic import TypeAdapter
from pydantic.errors import PydanticUserError

from jobs.retrying import Backoff
from jobs.running import Running, running
from jobs.threads import RunningInThread, in_thread
from orakul import crontab
from orakul.errors import RejectedError
from orakul.tasks.kinds import Kind

Function = (
    Callable[Concatenate[Running, ...], Awaitable[Any]]
    | Callable[Concatenate[RunningInThread, ...], Any]
)
F = TypeVar("F", bound=Function)

ATTEMPTS: Final = 5
LONGEST_NAME: Final = 128  # characters, as Procrastinate's table has it


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
            TypeError: nobody could run the function so, or what is said of it is not true of it.
        """
        if callable(name):
            raise TypeError(f'{name} is a task without a name: say @tasks.task("…")')

        def declare(function: F) -> F:
            slips = self._slips(name, attempts, function, {*free, *secrets}, cron)
            slip = next(slips, None)
            if slip is not None:
                raise TypeError(f"the task {name} ({_where(function)}) {slip}")
            self.attempts[name] = attempts
            self._free[name] = free
            self._secrets[name] = secrets
            self._functions[name] = function
            if cron is not None:
                self._crons[name] = cron
            return function

        return declare

    def _slips(
        self,
        name: str,
        attempts: int,
        function: Function,
        named: Collection[str],
        cron: str | None,
    ) -> Iterator[str]:
        """Yield what is wrong with a declaration and would only show when the task is to run."""
        if not 1 <= len(name) <= LONGEST_NAME:
            yield f"needs a name of 1 to {LONGEST_NAME} characters"
        if name in self.attempts:
            yield "is declared twice"
        if attempts < 1:
            yield f"has {attempts} attempts: one is the least"
        if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
            yield "has a yield: a task returns its result"
        yield from _slips_of_arguments(function, named)
        if cron is not None:
            yield from _slips_by_the_clock(function, cron)

    def kinds(self) -> list[Kind]:
        """Return what is to be known of the tasks where their functions are not.

        Raises:
            TypeError: one takes what cannot be told in JSON.
        """
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


def _where(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _slips_of_arguments(function: Function, named: Collection[str]) -> Iterator[str]:
    """Yield why nobody could give a function its arguments, all but the first as a JSON object."""
    stars = {Parameter.VAR_POSITIONAL: "*", Parameter.VAR_KEYWORD: "**"}
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters or parameters[0].kind is Parameter.KEYWORD_ONLY:
        yield "does not take itself: its first argument is the running task"
    given = parameters[1:]
    for each in given:
        if each.kind in stars or each.kind is Parameter.POSITIONAL_ONLY:
            yield (
                f"takes {stars.get(each.kind, '')}{each.name}: each of its arguments needs a name"
                " to be given by; take a list or a dict instead"
            )
    for name in sorted(set(named) - {each.name for each in given}):
        yield f"takes no argument {name}, which is declared free or secret"


def _slips_by_the_clock(function: Function, cron: str) -> Iterator[str]:
    """Yield why workers could not defer a function when it is due, or it would fail then."""
    try:
        crontab.check(cron)
    except RejectedError as error:
        yield f"has a cron that cannot be: {error}"
    try:
        inspect.signature(function).bind(None, timestamp=0)
    except TypeError as error:
        yield f"is given nothing but its timestamp when it is due by its cron: {error}"


def arguments(function: Callable[..., Any], *, free: Collection[str] = ()) -> dict[str, Any]:
    """Return the JSON schema of what *function* takes besides the running task.

    All of it is ``readOnly`` but the *free* ones.

    Raises:
        TypeError: it takes what cannot be told in JSON.
    """
    try:
        schema = _schema(function)
    except (NameError, PydanticUserError) as error:
        told = f"what the task {_where(function)} takes cannot be told in JSON: {error}"
        raise TypeError(told) from error
    for name, argument in schema["properties"].items():
        if name not in free:
            argument["readOnly"] = True
    return schema


def _schema(function: Callable[..., Any]) -> dict[str, Any]:
    # The running task is often imported for type checkers alone.
    known = {each.__name__: each for each in (Running, RunningInThread)}
    signature = inspect.signature(function, eval_str=True, locals=known)
    given = list(signature.parameters.values())[1:]

    def called() -> None: ...

    # What pydantic reads of a function are these two.
    shown: Any = called
    shown.__signature__ = signature.replace(parameters=given)
    shown.__annotations__ = {each.name: each.annotation for each in given}
    return TypeAdapter[Any](shown).json_schema()


def _unpacking(function: Function) -> Callable[..., Awaitable[Any]]:
    signature = inspect.signature(function)
    # What a decorator made of a coroutine function mostly says of itself that it is none.
    is_async = inspect.iscoroutinefunction(inspect.unwrap(function))
    asynchronous = cast("Callable[..., Awaitable[Any]]", function) if is_async else None

    async def run(context: JobContext, /, **arguments: object) -> object:
        task = running(context)
        try:
            return await task.carry_out(
                asynchronous(task, **arguments)
                if asynchronous
                else in_thread(function, context, **arguments)
            )
        except TypeError:
            _check(signature, arguments)
            raise

    return run


def _check(signature: inspect.Signature, arguments: Mapping[str, object]) -> None:
    """Refuse arguments that a task cannot be called with, however often it is tried.

    Raises:
        RejectedError: they are others than it takes.
    """
    try:
        signature.bind(None, **arguments)
    except TypeError as error:
        raise RejectedError(f"its arguments do not fit: {error}") from None
