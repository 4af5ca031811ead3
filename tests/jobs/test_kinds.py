"""A worker that starts says what its tasks take, so that others can check it."""

from collections.abc import Callable
from typing import Any

import pytest

from jobs.declaring import Tasks, arguments
from jobs.running import Running
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
