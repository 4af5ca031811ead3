"""A worker that starts says what its tasks take, so that others can check it."""

from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any

import pytest

from jobs.declaring import Tasks, arguments
from jobs.running import Running
from jobs.threads import RunningInThread
from orakul import database as databases
from orakul import people
from orakul.database import Acting, Connection
from orakul.tasks import control
from tests.jobs.conftest import Drain, defer, task_row, until_state
from tests.jobs.oddities import BOT_TOKEN

tasks = Tasks()


@tasks.task("mixed", free=["text"])
async def mixed(
    task: Running, text: str, run_id: int, notes: list[str] | None = None, *, loud: bool = False
) -> None:
    raise NotImplementedError


def test_arguments_are_those_of_the_function_and_read_only_unless_free() -> None:
    [kind] = tasks.kinds()

    schema = kind.arguments
    assert set(schema["properties"]) == {"text", "run_id", "notes", "loud"}
    assert schema["required"] == ["text", "run_id"]
    assert schema["additionalProperties"] is False
    assert {name for name, each in schema["properties"].items() if each.get("readOnly")} == {
        "run_id", "notes", "loud",
    }  # fmt: skip


def test_a_task_without_arguments_takes_none() -> None:
    async def bare(task: Running) -> None: ...

    schema = arguments(bare)
    assert (schema["properties"], schema["additionalProperties"]) == ({}, False)


async def rest(task: Running, *rest: int) -> None: ...


async def more(task: Running, **more: str) -> None: ...


async def place(task: Running, place: int, /) -> None: ...


@pytest.mark.parametrize(
    ("function", "parameter"), [(rest, "*rest"), (more, "**more"), (place, "place")]
)
def test_a_task_whose_arguments_have_no_names_is_refused_where_it_is_declared(
    function: Callable[..., Any], parameter: str
) -> None:
    with pytest.raises(TypeError) as refused:
        Tasks().task("odd")(function)

    assert str(refused.value) == (
        f"the task odd ({__name__}.{function.__name__}) takes {parameter}: each of its arguments"
        " needs a name to be given by; take a list or a dict instead"
    )


async def one(task: Running, pin: str) -> None: ...


async def several(task: Running) -> AsyncGenerator[int]:
    yield 1


def some(task: RunningInThread) -> Generator[int]:
    yield 1


async def nothing() -> None: ...


async def timeless(task: Running) -> None: ...


async def due(task: Running, timestamp: int) -> None: ...


async def due_for_whom(task: Running, timestamp: int, whom: str) -> None: ...


GIVEN = "is given nothing but its timestamp when it is due by its cron:"


@pytest.mark.parametrize(
    ("function", "options", "slip"),
    [
        (one, {"secrets": ("pni",)}, "takes no argument pni, which is declared free or secret"),
        (one, {"free": "pin"}, "takes no argument i, which is declared free or secret"),
        (one, {"attempts": 0}, "has 0 attempts: one is the least"),
        (one, {"name": "x" * 129}, "needs a name of 1 to 128 characters"),
        (one, {"name": ""}, "needs a name of 1 to 128 characters"),
        (one, {"name": "known"}, "is declared twice"),
        (several, {}, "has a yield: a task returns its result"),
        (some, {}, "has a yield: a task returns its result"),
        (nothing, {}, "does not take itself: its first argument is the running task"),
        (
            due,
            {"cron": "61 * * * *"},
            (
                "has a cron that cannot be: '61 * * * *' is no cron expression: it has fields like"
                " 30 2 * * 1-5"
            ),
        ),
        (
            due,
            {"cron": "0 0 30 2 *"},
            "has a cron that cannot be: '0 0 30 2 *' is never due: there is no such day",
        ),
        (
            timeless,
            {"cron": "0 0 * * *"},
            f"{GIVEN} got an unexpected keyword argument 'timestamp'",
        ),
        (due_for_whom, {"cron": "0 0 * * *"}, f"{GIVEN} missing a required argument: 'whom'"),
    ],
)
def test_a_slip_is_told_where_a_task_is_declared(
    function: Callable[..., Any], options: dict[str, Any], slip: str
) -> None:
    declared = Tasks()
    declared.task("known")(one)
    name = options.pop("name", "odd")

    with pytest.raises(TypeError) as refused:
        declared.task(name, **options)(function)

    where = f"{__name__}.{function.__name__}"
    assert str(refused.value) == f"the task {name} ({where}) {slip}"
    assert list(declared.attempts) == ["known"]


def test_a_task_without_a_name_is_refused() -> None:
    decorate: Any = Tasks().task

    with pytest.raises(TypeError, match=r'say @tasks\.task\("…"\)'):
        decorate(one)


def test_what_only_type_checkers_import_may_be_the_running_task_alone() -> None:
    known: Any = {}
    exec(  # a module of its own
        "from __future__ import annotations\n"
        "async def fine(task: Running, text: str) -> None: ...\n"
        "async def lost(task: Running, text: Message) -> None: ...\n",
        known,
    )

    assert set(arguments(known["fine"])["properties"]) == {"text"}
    with pytest.raises(TypeError, match=r"the task .*lost takes .*'Message' is not defined"):
        arguments(known["lost"])


def test_an_argument_that_is_no_json_is_told_with_its_task() -> None:
    async def odd(task: Running, thing: Tasks) -> None: ...

    with pytest.raises(TypeError, match=r"the task .*odd takes cannot be told in JSON: .*Tasks"):
        arguments(odd)


async def test_what_a_worker_told_stays_known_when_it_is_gone(db: Connection, drain: Drain) -> None:
    await defer(db, "process_message", text="one two")
    await drain()

    schema: dict[str, Any] = await databases.fetch_value(db, "read_task_kind", "process_message")

    assert schema["properties"]["text"]["type"] == "string"


async def test_a_retry_with_other_arguments_is_carried_out_with_them(
    stage: Connection, drain: Drain
) -> None:
    admin = await people.add_person(stage, "a@example.com", "A", "admin")
    old = await defer(stage, "fail", how="hopeless", message=f"bot{BOT_TOKEN}")
    await drain()
    await until_state(stage, old, "failed")

    async with databases.acting(stage, Acting(f"person:{admin.id}")):
        new, _ = await control.retry_edited(stage, admin, old, {"how": "hopeless", "message": "so"})
    await drain()

    assert (await task_row(stage, new))["error"] == "so"
    assert BOT_TOKEN not in str(
        await stage.fetchval("select array_agg(data)::text from orakul.event")
    )
