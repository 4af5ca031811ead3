"""Whatever a task returns or raises, its end is written down, and no secret with it."""

from typing import Any

import pytest

from jobs.declaring import Tasks
from jobs.running import LONGEST_NOTE, Running
from jobs.storing import LONGEST
from jobs.worker import work
from orakul import database
from orakul.database import Connection
from orakul.errors import ConflictError
from orakul.paging import Sort
from orakul.people import Person
from orakul.settings import Settings
from orakul.tasks import reading
from tests.jobs.conftest import Drain, attempts_of, defer, task_row
from tests.jobs.oddities import BOT_TOKEN

ADMIN = Person(1, "admin@example.com", "Admin", "admin")
LOST = "\N{REPLACEMENT CHARACTER}"
SECRETS = (BOT_TOKEN, "sk-ant-", "abcdefghijk", "abcdef0123456789", "eyJ")
RESULTS = {
    "plain": {"a": [1, "two", None, True, 0.5]},
    "rich": {"at": "2026-01-05T10:00:00Z", "cost": "0.10", "names": ["a", "b"]},
    "nul": {f"a{LOST}b": [LOST, f"x{LOST}y"]},
    "surrogate": {"it": "\ufffd!"},
    "surrogate key": {"\ufffd": 1},
    "nan": [None, None, -0.5],
    "bytes": "_wA=",
    "opaque": {"it": "<Opaque that cannot be shown: ZeroDivisionError>"},
    "large": ["x" * 1_000_000, *range(1000)],
    "secret": "bot[hidden]",
}
# What is no JSON at all is described: the work was done.
DESCRIBED = {
    "endless": "[[...]]",
    "digits": "<int that cannot be shown: ValueError>",
}
ERRORS = {
    "nul": f"a{LOST}b",
    "surrogate": "a\ufffdb",
    "long": "x" * LONGEST,
    "empty": "RuntimeError",
    "wide": "\N{SNOWMAN}" * LONGEST,
}


async def test_a_result_is_stored_as_json_whatever_it_is(db: Connection, drain: Drain) -> None:
    given = {await defer(db, "give", what=what): what for what in RESULTS | DESCRIBED}

    await drain()

    rows = await db.fetch("select id, state, error, result from orakul.task")
    assert {row["state"] for row in rows} == {"completed"}
    assert {given[row["id"]]: row["result"] for row in rows} == RESULTS | DESCRIBED


async def test_a_result_that_the_database_refuses_fails_its_task_with_the_reason(
    db: Connection, drain: Drain
) -> None:
    await db.execute(
        "alter table orakul.task add constraint no_forbidden_result"
        " check (not coalesce(result ? 'forbidden', false))"
    )
    id = await defer(db, "give", what="refused")

    await drain()

    failed = await task_row(db, id)
    assert failed["state"] == "failed"
    assert "no_forbidden_result" in failed["error"]
    assert [each["outcome"] for each in await attempts_of(db, id)] == ["failed"]


async def test_an_error_of_any_text_is_kept(db: Connection, drain: Drain) -> None:
    given = {await defer(db, "fail", how="odd", message=name): name for name in ERRORS}

    await drain()

    rows = await db.fetch("select task_id, outcome, error, traceback from orakul.task_attempt")
    assert {given[row["task_id"]]: row["error"] for row in rows} == ERRORS
    assert {row["outcome"] for row in rows} == {"failed"}
    assert max(len(row["traceback"]) for row in rows) == LONGEST


async def test_an_error_that_cannot_be_shown_is_told_as_far_as_it_can(
    db: Connection, drain: Drain
) -> None:
    silent = await defer(db, "fail_oddly", how="unnotable", message="what it says")
    nested = await defer(db, "fail_oddly", how="nested", message="what it holds")

    await drain()

    [first], [second] = (await attempts_of(db, silent))[:1], (await attempts_of(db, nested))[:1]
    assert (first["error_class"], first["error"]) == ("Unnotable", "what it says")
    assert "raise Unnotable(message)" in first["traceback"]
    assert first["frame"] == "tests.jobs.oddities:fail_oddly"
    assert (second["error_class"], second["error"]) == ("RuntimeError", "what it holds")
    assert "raise nested(" in second["traceback"]


async def test_the_error_of_one_task_of_a_group_is_told_as_that_and_not_tried_in_vain(
    db: Connection, drain: Drain
) -> None:
    id = await defer(db, "fail_oddly", how="alone", message="there is no such chat")

    await drain()

    [attempt] = await attempts_of(db, id)
    assert (attempt["error_class"], attempt["error"]) == ("RejectedError", "there is no such chat")
    assert attempt["frame"] == "tests.jobs.oddities:refuse"
    assert "ExceptionGroup: unhandled errors" in attempt["traceback"]


@pytest.mark.parametrize(
    ("what", "kind"), [("coroutine", "coroutine"), ("generator", "async_generator")]
)
async def test_a_task_that_returns_work_that_nobody_does_has_failed(
    db: Connection, drain: Drain, what: str, kind: str
) -> None:
    id = await defer(db, "promise", what=what)

    await drain()

    failed = await task_row(db, id)
    assert (failed["state"], failed["result"]) == ("failed", None)
    assert failed["error"] == f"it returned a {kind} that nobody awaited"
    assert len(await attempts_of(db, id)) == 1


async def test_a_coroutine_function_is_one_also_where_a_decorator_stands_around_it(
    db: Connection, drain: Drain
) -> None:
    id = await defer(db, "wrapped", text="it ran")

    await drain()

    assert (await task_row(db, id))["result"] == "it ran"


@pytest.mark.parametrize("name", ["take_context", "take_context_in_thread"])
async def test_an_argument_may_have_any_name(db: Connection, drain: Drain, name: str) -> None:
    id = await defer(db, name, context="of a word", function=", and what it does")

    await drain()

    assert (await task_row(db, id))["result"] == "of a word, and what it does"


async def test_a_large_result_is_made_storable_while_others_run(
    db: Connection, drain: Drain
) -> None:
    id = await defer(db, "give_waiting")

    await drain()

    assert (await task_row(db, id))["result"] == ["a" * 5000, "went on"]


async def test_what_a_task_left_behind_is_told_that_it_has_ended(
    database: str, db: Connection, settings: Settings
) -> None:
    tasks, left = Tasks(), list[Running]()

    @tasks.task("leave")
    async def leave(task: Running) -> None:
        left.append(task)

    id = await defer(db, "leave")
    await work(settings, database, wait=False, extra=[tasks])

    with pytest.raises(ConflictError, match=f"task {id} has ended"):
        left[0].acting()


async def test_a_note_of_any_text_is_kept_and_cut(db: Connection, drain: Drain) -> None:
    given = {await defer(db, "tell", done=1, total=2, note=name): name for name in ERRORS}

    await drain()

    rows = await db.fetch("select id, progress_note from orakul.task where state = 'completed'")
    assert {given[row["id"]]: row["progress_note"] for row in rows} == ERRORS | {
        "empty": "",
        "long": f"{'x' * (LONGEST_NOTE - 1)}…",
        "wide": "\N{SNOWMAN}" * (LONGEST_NOTE - 1) + "…",
    }


@pytest.mark.parametrize(
    ("done", "total", "error"),
    [
        ("1", 2, "progress: done must be a whole number, not a str"),
        (1.5, 3.5, "progress: done must be a whole number, not a float"),
        (1, None, "progress: total must be a whole number, not a NoneType"),
        (10**20, 10**20, "progress: done must be from 0 to 9223372036854775807"),
        (1, -2, "progress: total must be from 0 to 9223372036854775807"),
    ],
)
async def test_a_progress_that_is_none_fails_its_task_with_the_reason(
    db: Connection, drain: Drain, done: object, total: object, error: str
) -> None:
    id = await defer(db, "tell", done=done, total=total, note="")

    await drain()

    assert (await task_row(db, id))["error"] == error


@pytest.mark.parametrize("fails", [False, True])
async def test_of_a_progress_that_is_told_often_little_is_written_and_the_last_always(
    db: Connection, drain: Drain, *, fails: bool
) -> None:
    id = await defer(db, "tell_often", many=2000, fails=fails)

    await drain()

    task = await task_row(db, id)
    written = await db.fetchval(
        "select count(*) from orakul.event where name = 'task_progressed' and task_id = $1", id
    )
    assert task["state"] == ("failed" if fails else "completed")
    assert (task["progress_done"], task["progress_note"]) == (1999, "number 1999")
    assert 2 <= written < 200


async def test_every_failed_attempt_has_the_fingerprint_of_its_error(
    db: Connection, drain: Drain
) -> None:
    one = await defer(db, "fail", how="broken", message="chat 7 is broken")
    two = await defer(db, "fail", how="broken", message="chat 812 is broken")
    other = await defer(db, "fail", how="hopeless", message="chat 7 is broken")

    await drain()

    [first], [second], [hopeless] = [await attempts_of(db, id) for id in (one, two, other)]
    assert first["fingerprint"] == second["fingerprint"]
    assert first["fingerprint"] != hopeless["fingerprint"]
    assert first["frame"] == "tests.jobs.oddities:fail"
    assert first["error_pattern"] == "chat <n> is broken"
    assert first["frames"][0]["function"] == "fail"
    assert [each["own"] for each in first["frames"]] == sorted(
        (each["own"] for each in first["frames"]), reverse=True
    )
    assert (await task_row(db, other))["fingerprint"] == hopeless["fingerprint"]


async def test_arguments_that_are_declared_secret_are_shown_to_nobody(
    db: Connection, drain: Drain
) -> None:
    called = await defer(db, "call", pin=1234, number="55")
    other = await defer(db, "give", what="plain")
    await drain()
    position = await db.fetchval("select max(position) from orakul.event")

    listed = await reading.list_tasks(
        db, ADMIN, reading.Filter(), sort=Sort("id", descending=False), limit=9, cursor=None
    )
    read = await reading.read_task(db, ADMIN, called)
    then = await database.fetch_value(db, "read_task_as_of", called, None, position)

    hidden = {"pin": "[hidden]", "number": "55"}
    assert [task["args"] for task in listed.rows] == [hidden, {"what": "plain"}]
    assert (read["args"], then["args"]) == (hidden, hidden)
    assert (await task_row(db, called))["state"] == "completed"
    assert (await task_row(db, other))["args"] == {"what": "plain"}


async def test_what_was_given_as_a_secret_is_kept_nowhere_whatever_a_task_says(
    db: Connection, drain: Drain
) -> None:
    given: dict[str, Any] = {
        "pin": "tangerine",
        "code": {"number": 864209753},
        "password": "correct horse",
    }
    id = await defer(db, "blab", **given)
    await drain()

    kept = await db.fetch(
        "select task_attempt::text as text from orakul.task_attempt"
        " union all select (to_jsonb(task) - 'args')::text from orakul.task"
        " union all select data::text from orakul.event"
        " union all select task_log::text from orakul.task_log"
    )
    said = "\n".join(row["text"] for row in kept)
    assert (await task_row(db, id))["error"].startswith("pin [hidden], number {'number': [hidden]}")
    assert [text for text in ("tangerine", "864209753", "correct horse") if text in said] == []


async def test_no_secret_of_an_error_is_kept_anywhere(db: Connection, drain: Drain) -> None:
    for name in ("secrets", "secret at the cut", "a token at the cut"):
        await defer(db, "fail", how="odd", message=name)

    await drain()

    attempts = await db.fetch(
        "select error || traceback || error_pattern || frames::text as text from orakul.task_attempt"
    )
    events = await db.fetch("select data::text || coalesce(reason, '') as text from orakul.event")
    assert len(attempts) == 3
    for row in (*attempts, *events):
        assert not [secret for secret in SECRETS if secret in row["text"]]
