"""``orakul tasks`` answers pipes as REST answers, people in tables, and acts as REST acts."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest

from jobs.worker import work
from orakul.database import Connection
from orakul.settings import Settings
from orakul.tasks import dead_letters, kinds, logs
from orakul.tasks.kinds import Kind
from tests.web.commands import Outcome, orakul, unread

EVIL = "\x1b[31mred\x9b2J\u202e\nsecond line"
SCHEMA = {
    "type": "object",
    "properties": {"chat_id": {"type": "integer"}},
    "required": ["chat_id"],
    "additionalProperties": False,
}
FRAMES = [
    {
        "depth": 1,
        "module": "mail.sending",
        "function": "send",
        "file": "mail/sending.py",
        "line": 12,
        "code": "    server.connect(host)",
        "own": True,
    },
    *(
        {
            "depth": 0,
            "module": f"library{number}",
            "function": "call",
            "file": "/usr/lib/library.py",
            "line": number,
            "code": "call()",
            "own": False,
        }
        for number in range(5)
    ),
]


@pytest.fixture
def tasks(database: str) -> Any:
    """Run a command of ``orakul tasks``."""

    async def run(*arguments: object, **env: str) -> Outcome:
        return await orakul(database, "tasks", *arguments, **env)

    return run


async def history(db: Connection, id: int) -> list[tuple[str, str | None]]:
    rows = await db.fetch(
        "select actor, reason from orakul.event where task_id = $1 and name = 'task_changed'"
        " order by position",
        id,
    )
    return [(row["actor"].split(":")[0], row["reason"]) for row in rows]


async def states(db: Connection, *ids: int) -> list[str]:
    return [await db.fetchval("select state from orakul.task where id = $1", id) for id in ids]


@asynccontextmanager
async def a_worker(database: str) -> AsyncGenerator[None]:
    settings = Settings(anthropic_api_key=None)
    worker = asyncio.create_task(work(settings, database, concurrency=1, drain=0.1))
    try:
        yield
    finally:
        worker.cancel()
        await asyncio.wait([worker])


async def test_a_list_in_a_pipe_is_what_rest_lists(
    site: Any, admin: Any, queue: Any, tasks: Any
) -> None:
    her = await site.person("her", demo="member")
    demo = await site.db.fetchval("select id from orakul.project where slug = 'demo'")
    await queue.fail()
    for number in range(4):
        await queue.defer(
            her, f"score_{number % 2}", project=demo, args={"password": "hunter2", "n": -number}
        )
    asked: dict[str, tuple[object, ...]] = {
        "": (),
        "?state=failed&state=in_progress": ("--state", "failed", "--state", "in_progress"),
        "?name=score_1": ("--name", "score_1"),
        "?owner=her@example.com&sort=name": ("--owner", "her@example.com", "--sort", "name"),
        "?project=demo&limit=2": ("--project", "demo", "--limit", 2),
        "?sort=-wait": ("--sort", "-wait"),
        "?sort=args.n": ("--sort", "args.n"),
        "?q=score": ("score", "--all"),
        "?q=queue:default -state:failed": ("queue:default", "-state:failed", "--all"),
    }

    for query, arguments in asked.items():
        listed = await tasks("list", *arguments)
        answered = (await admin.get(f"/api/tasks{query}")).json()["items"]

        assert (listed.status, listed.said) == (0, "")
        assert listed.lines == answered
        assert answered
        assert "hunter2" not in listed.out


async def test_all_pages_are_listed_once_each(queue: Any, tasks: Any) -> None:
    ids = [await queue.defer() for _ in range(205)]

    everything = await tasks("list", "--all", "--sort", "id")
    some = await tasks("list", "--limit", 203, "--sort", "id")

    assert [int(each["id"]) for each in everything.lines] == ids
    assert [int(each["id"]) for each in some.lines] == ids[:203]


async def test_a_table_has_a_line_for_each_task_that_nothing_can_break_out_of(
    db: Connection, queue: Any, tasks: Any
) -> None:
    failed = await queue.fail(name="mend\x1b[2J")
    await db.execute("update orakul.task set error = $2 where id = $1", failed, EVIL)
    running = await queue.defer()
    await queue.take()
    await db.execute(
        "update orakul.task set progress_done = 3, progress_total = 4, progress_attempt = attempt"
    )

    listed = await tasks("list", "--no-json", "--sort", "id", FORCE_COLOR="1")

    header, first, second = listed.out.splitlines()
    assert header.split() == ["id", "state", "task", "queue", "try", "when"]
    assert first.split()[:2] == [str(failed), "failed"]
    assert "red" in first
    assert "second line" in first
    assert second.split()[:3] == [str(running), "in", "progress"]
    assert "75 %" in second
    assert not any(each.endswith(" ") for each in (header, first, second))
    assert not set(listed.out) & {"\x1b", "\x9b", "\u202e"}


async def test_a_task_in_a_pipe_is_what_rest_reads(admin: Any, queue: Any, tasks: Any) -> None:
    failed = await queue.fail()
    await queue.defer()

    detail = await tasks("show", failed)
    reasons = await tasks("why", failed)

    assert detail.lines == [(await admin.get(f"/api/tasks/{failed}")).json()]
    answered = (await admin.get(f"/api/tasks/{failed}/why")).json()
    assert [{**each, "at": ""} for each in reasons.lines] == [{**answered, "at": ""}]


async def test_a_person_is_shown_what_happened_and_why_and_no_secret(
    site: Any, db: Connection, queue: Any, tasks: Any
) -> None:
    failed = await queue.defer(name="mend", args={"password": "hunter2", "chat": 7})
    await queue.take()
    await queue.finish(failed, "failed", EVIL, fingerprint="ab" * 8, frames=FRAMES)
    await tasks("retry", failed, "--reason", "mail is back")
    await tasks("priority", failed, 5)
    person = await site.signed_in(site.admin)
    await person.post(f"/api/tasks/{failed}/priority", json={"priority": 6})

    shown = await tasks(
        "show", failed, "--no-json", ORAKUL_TRACE_URL_TEMPLATE="http://t.example/{trace_id}"
    )
    why = await tasks("why", failed, "--no-json")

    trace = await db.fetchval("select trace_id from orakul.task where id = $1", failed)
    assert shown.status == 0
    for text in (
        f"mend {failed}  pending",
        "TestError: \N{REPLACEMENT CHARACTER}[31mred",
        "mail.sending:12 in send",
        "and 2 more calls in libraries",
        "retry: mail is back",
        "priority (priority 0 → 5)",
        "Admin",
        f"http://t.example/{trace}",
        '"chat": 7',
    ):
        assert text in shown.out
    own, library = shown.out.index("mail.sending"), shown.out.index("library0")
    assert own < library
    assert max(map(len, shown.out.splitlines())) < 200
    assert "hunter2" not in shown.out
    assert not set(shown.out) & {"\x1b", "\x9b", "\u202e"}
    assert why.out == "No worker serves the queue default: none is known.\n"


async def test_a_task_backs_off_until_it_is_due_and_waits_from_then_on(
    queue: Any, tasks: Any
) -> None:
    spent: list[dict[str, float]] = []
    for known in ({"retry_after": 3600}, {"retry_after": 0.2}, {"interrupted": True}):
        id = await queue.defer()
        assert await queue.take() == id
        await queue.finish(id, None, "not yet", **known)
        await asyncio.sleep(0.3)
        told = (await tasks("show", id, "--no-json")).out
        parts = re.findall(r"([0-9.]+) s (waiting|running|backing off)", told)
        spent.append({what: float(seconds) for seconds, what in parts})
        await queue.take()

    endless, brief, interrupted = spent
    assert endless["backing off"] >= 0.3
    assert brief["backing off"] <= 0.2
    assert brief["waiting"] >= 0.1
    assert "backing off" not in interrupted


async def test_each_of_several_tasks_is_dealt_with_and_told_of(
    db: Connection, queue: Any, tasks: Any
) -> None:
    failed = [await queue.fail(), await queue.fail()]
    waiting = await queue.defer()

    done = await tasks("retry", failed[0], "--reason", "mail is back")
    mixed = await tasks("cancel", waiting, failed[1], 999, waiting, "--reason", "not needed")
    again = await tasks("cancel", waiting, "--no-json")
    refused = await tasks("retry", waiting + 900, "--no-json")

    assert (done.status, done.lines[0]["task"]["state"]) == (0, "pending")
    assert mixed.status == 1
    assert [(each["id"], each["done"]) for each in mixed.lines] == [
        (str(waiting), True),
        (str(failed[1]), False),
        ("999", False),
    ]
    assert mixed.lines[1]["problem"] == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": f"task {failed[1]} is failed: only a pending or running one can be cancelled",
        "kind": "task_not_cancelled",
        "blanks": {"id": failed[1], "task_state": "failed"},
    }
    assert mixed.lines[2]["problem"]["status"] == 404
    assert (again.status, again.out) == (0, f"task {waiting} is cancelled\n")
    assert (refused.status, refused.out) == (1, "")
    assert refused.said == f"orakul: there is no task {waiting + 900}\n"
    assert await states(db, failed[0], failed[1], waiting) == ["pending", "failed", "cancelled"]
    assert (await history(db, failed[0]))[-1] == ("command", "mail is back")
    assert (await history(db, waiting))[-1:] == [("command", "not needed")]


@pytest.mark.parametrize("shape", ["--json", "--no-json"])
@pytest.mark.parametrize("beside", [True, False])
async def test_each_task_is_dealt_with_though_nobody_reads_what_became_of_it(
    database: str, db: Connection, queue: Any, *, shape: str, beside: bool
) -> None:
    ids = [await queue.defer() for _ in range(3)]

    mixed = await unread(database, "tasks", "cancel", ids[0], 999, *ids[1:], shape, beside=beside)
    done = await unread(database, "tasks", "retry", *ids, shape, beside=beside)

    told = "orakul: there is no task 999\n" if beside and shape == "--no-json" else ""
    assert (mixed.status, mixed.said) == (1, told)
    assert (done.status, done.said) == (0, "")
    assert await states(db, *ids) == ["pending"] * 3


async def test_one_that_runs_is_told_to_stop(db: Connection, queue: Any, tasks: Any) -> None:
    id = await queue.defer()
    await queue.take()

    told = await tasks("cancel", id, "--no-json")

    assert told.out == f"task {id} is told to stop by its worker\n"
    assert await db.fetchval("select cancelling from orakul.task where id = $1", id)


async def test_other_arguments_make_a_new_task_or_are_refused_as_rest_does(
    db: Connection, admin: Any, queue: Any, tasks: Any
) -> None:
    await kinds.register(db, [Kind("example", 5, SCHEMA)])
    failed = await queue.fail()

    wrong = await tasks("retry", failed, "--args", '{"chat_id": "x"}')
    told = await tasks("retry", failed, "--args", '{"chat_id": "x"}', "--no-json")
    right = await tasks("retry", failed, "--args", '{"chat_id": 7}')
    again = await tasks("retry", failed, "--args", '{"chat_id": 7}')

    body = {"args": {"chat_id": "x"}}
    answered = (await admin.post(f"/api/tasks/{failed}/retry", json=body)).json()
    assert (wrong.status, wrong.lines[0]["problem"]) == (1, answered)
    assert told.said == 'orakul: chat_id: it is not of type "integer"\n'
    assert right.lines[0]["task"]["retry_of"] == str(failed)
    assert right.lines[0]["task"]["args"] == {"chat_id": 7}
    assert again.lines[0]["task"]["id"] == right.lines[0]["task"]["id"]


async def test_a_new_task_waits_where_and_until_it_was_said(
    db: Connection, admin: Any, tasks: Any
) -> None:
    await kinds.register(db, [Kind("example", 5, SCHEMA)])
    args = ("--args", '{"chat_id": 7.0}')

    plain = await tasks("defer", "example", *args)
    told = await tasks("defer", "example", *args, "--no-json", "--reason", "to see it run")
    later = await tasks(
        *("defer", "example", *args, "--queue", "mail", "--priority", "-3", "--lock", "chat 7"),
        *("--at", "90m", "--no-json"),
    )

    [made] = plain.lines
    assert (plain.status, made["done"], made["id"]) == (0, True, made["task"]["id"])
    read = (await admin.get(f"/api/tasks/{made['id']}")).json()
    assert made["task"].items() <= read.items()
    assert (made["task"]["args"], made["task"]["max_attempts"]) == ({"chat_id": 7}, 5)
    assert told.out == f"task {int(made['id']) + 1} waits in default\n"
    assert later.out.startswith(f"task {int(made['id']) + 2} is due in mail at ")
    assert later.out.endswith(", in 90 m\n")
    last = await db.fetchrow("select * from orakul.task order by id desc limit 1")
    assert last is not None
    assert (last["queue"], last["priority"], last["lock"]) == ("mail", -3, "chat 7")
    events = await db.fetch(
        "select actor, reason from orakul.event where name = 'task_created' order by position"
    )
    assert [each["reason"] for each in events] == [None, "to see it run", None]
    assert {each["actor"].partition(":")[0] for each in events} == {"command"}


async def test_a_new_task_is_somebodys_and_of_a_project(
    db: Connection, site: Any, tasks: Any
) -> None:
    await kinds.register(db, [Kind("example", 5, SCHEMA)])
    member = await site.member("her", demo="member")
    args = ("example", "--args", '{"chat_id": 7}', "--owner", "her@example.com")

    hers = await tasks("defer", *args, "--project", "demo")
    nobodys = await tasks("defer", *args[:-1], "him@example.com", "--no-json")
    nowhere = await tasks("defer", *args, "--project", "elsewhere", "--no-json")

    [made] = hers.lines
    seen = (await member.get(f"/api/tasks/{made['id']}")).json()
    assert (seen["owner"]["name"], seen["project"]) == ("her", "demo")
    assert (nobodys.status, nowhere.status) == (1, 1)
    assert nobodys.said == "orakul: nobody signs in with the e-mail him@example.com\n"
    assert nowhere.said == "orakul: there is no project elsewhere\n"
    assert await db.fetchval("select count(*) from orakul.task") == 1


@pytest.mark.parametrize(
    ("name", "args", "said"),
    [
        ("exmple", '{"chat_id": 7}', "no worker knows what a task exmple takes"),
        ("example", '{"chat_id": "x"}', 'chat_id: it is not of type "integer"'),
        ("example", '{"chat_id": 7, "colour": 1}', "colour: is unknown"),
        ("example", '{"chat_id": 7, "": 1}', '"": is unknown'),
        ("example", '{"chat_id": "[hidden]"}', "chat_id: is hidden: give it in full"),
    ],
)
async def test_a_new_task_that_could_not_run_is_refused(
    db: Connection, tasks: Any, name: str, args: str, said: str
) -> None:
    await kinds.register(db, [Kind("example", 5, SCHEMA)])

    told = await tasks("defer", name, "--args", args, "--no-json")
    piped = await tasks("defer", name, "--args", args)

    assert (told.status, told.out, told.said) == (1, "", f"orakul: {said}\n")
    [line] = piped.lines
    assert (piped.status, line["id"], line["done"]) == (1, None, False)
    assert line["problem"]["status"] == 400
    assert await db.fetchval("select count(*) from orakul.task") == 0


async def test_a_pending_task_is_moved_in_time_and_in_line(
    db: Connection, queue: Any, tasks: Any
) -> None:
    first, second = await queue.defer(), await queue.defer()

    later = await tasks("reschedule", first, second, "90m")
    now = await tasks("run-now", first)
    exact = await tasks("reschedule", first, "2100-01-01T12:00+02:00", "--no-json")
    lower = await tasks("priority", first, second, "-5", "--no-json")

    apart = [
        datetime.fromisoformat(each["task"]["scheduled_at"])
        - datetime.fromisoformat(each["task"]["created_at"])
        for each in later.lines
    ]
    assert [round(each.total_seconds() / 3600, 1) for each in apart] == [1.5, 1.5]
    due = datetime.fromisoformat(now.lines[0]["task"]["scheduled_at"])
    assert due <= await db.fetchval("select clock_timestamp()")
    assert exact.out.startswith(f"task {first} is due at ")
    at = await db.fetchval("select scheduled_at from orakul.task where id = $1", first)
    assert at == datetime.fromisoformat("2100-01-01T10:00+00:00")
    assert lower.out == f"task {first} has the priority -5\ntask {second} has the priority -5\n"


async def test_pauses_are_made_listed_and_lifted(
    site: Any, admin: Any, queue: Any, tasks: Any
) -> None:
    paused = await tasks("pause", "--queue", "mail", "--reason", "deploy", "--until", "1h")
    again = await tasks("pause", "--task", "mend", "--no-json")
    twice = await tasks("pause", "--task", "mend", "--no-json")
    listed = await tasks("pauses")
    shown = await tasks("pauses", "--no-json")
    resumed = await tasks("resume", "--task", "mend", "--no-json")
    other = await tasks("resume", "--no-json")

    answered = (await admin.get("/api/admin/queue")).json()["paused"]
    assert paused.lines == answered
    assert again.out == "Paused: every task mend. What runs goes on.\n"
    assert twice.out == "Paused already: every task mend. What runs goes on.\n"
    assert [each["task"] for each in listed.lines] == ["mend", None]
    assert "every task mend" in shown.out
    assert "deploy" in shown.out
    assert resumed.out == "Resumed: every task mend.\nStill paused: the queue mail.\n"
    assert other.out == "Not paused: everything.\nStill paused: the queue mail.\n"
    assert answered[0]["actor"].startswith("command:")


async def test_a_pause_of_what_nobody_knows_is_warned_of(
    db: Connection, queue: Any, tasks: Any
) -> None:
    await queue.defer(name="mend", queue="mail")
    await kinds.register(db, [Kind("mend", 5, SCHEMA)])

    known = await tasks("pause", "--queue", "mail", "--task", "mend")
    misspelt = await tasks("pause", "--queue", "mial\x1b", "--task", "mned")

    assert (known.status, known.said) == (0, "")
    assert (misspelt.status, len(misspelt.lines)) == (0, 2)
    assert misspelt.said == (
        "No task and no worker is of the queue mial\N{REPLACEMENT CHARACTER} yet:"
        " is it spelt like that?\n"
        "No worker has told of a task mned yet: is it spelt like that?\n"
    )
    lifted = await tasks("resume", "--queue", "mial\x1b", "--task", "mned")
    again = await tasks("resume", "--queue", "liam", "--no-json")
    assert lifted.said == ""
    assert again.said == "No task and no worker is of the queue liam yet: is it spelt like that?\n"


async def test_dead_letters_are_grouped_retried_and_discarded(
    db: Connection, admin: Any, queue: Any, tasks: Any
) -> None:
    ids: list[int] = []
    for kind in ("ab" * 8, "ab" * 8, "cd" * 8):
        ids.append(await queue.defer(name="mend"))
        await queue.take()
        await queue.finish(ids[-1], "failed", EVIL, fingerprint=kind, frame="mail.sending:send")

    grouped = await tasks("dead")
    shown = await tasks("dead", "--no-json")
    retried = await tasks("dead", "retry", "ab" * 8, "--reason", "mail is back")
    discarded = await tasks("dead", "discard", "cd" * 8, "--reason", "too late", "--no-json")
    none = await tasks("dead", "retry", "ef" * 8)
    bare = await tasks("dead", "discard", "cd" * 8)

    assert [each["count"] for each in grouped.lines] == [2, 1]
    assert set(grouped.lines[0]) >= {"fingerprint", "trend", "sample_id"}
    assert "mail.sending:send, such as task" in shown.out
    assert max(map(len, shown.out.splitlines())) < 200
    assert not set(shown.out) & {"\x1b", "\x9b", "\u202e"}
    assert retried.lines == [{"done": 2, "unchanged": 0, "skipped": [], "remaining": 0}]
    assert discarded.out == "1 task discarded.\n"
    assert (none.status, none.said) == (
        1,
        f"orakul: there is no dead letter of the kind {'ef' * 8}\n",
    )
    assert bare.status == 2
    assert await states(db, *ids) == ["pending", "pending", "failed"]
    assert (await history(db, ids[0]))[-1] == ("command", "mail is back")
    assert (await tasks("dead", "--no-json")).out == "Nothing has failed for good.\n"
    of_others = await tasks("dead", "--project", "nowhere", "--no-json")
    assert of_others.out == "No dead letter is like that.\n"


async def test_what_was_done_to_dead_letters_is_told_where_the_rest_cannot_be_retried(
    db: Connection, queue: Any, tasks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dead_letters, "MOST", 1)
    await broken(queue)
    gone = await broken(queue)
    await db.execute("delete from procrastinate_jobs where id = $1", gone)

    retried = await tasks("dead", "retry", "ab" * 8, "--no-json")

    assert (retried.status, retried.out) == (1, "1 task retried, 1 left alone.\n")


async def test_what_was_done_to_dead_letters_is_told_where_somebody_else_did_the_rest(
    db: Connection, queue: Any, tasks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dead_letters, "MOST", 1)
    await broken(queue)
    other = await broken(queue)
    await db.execute(
        "create function discard_other() returns trigger language plpgsql as $$ begin"
        " update orakul.task set discarded_at = now(), discarded_by = 'x', discard_reason = 'x'"
        f" where id = {other}; return null; end $$"
    )
    await db.execute(
        "create trigger discard_other after update on procrastinate_jobs"
        " execute function discard_other()"
    )

    retried = await tasks("dead", "retry", "ab" * 8)

    assert (retried.status, retried.said) == (0, "")
    assert retried.lines == [{"done": 1, "unchanged": 0, "skipped": [], "remaining": 0}]


async def broken(queue: Any) -> int:
    """Let a task fail and return its id."""
    id = await queue.defer(name="mend")
    await queue.take()
    await queue.finish(id, "failed", "it broke", fingerprint="ab" * 8)
    return id


@pytest.mark.parametrize("shape", ["--json", "--no-json"])
async def test_what_is_not_all_done_is_a_status_though_nobody_reads_it(
    database: str, queue: Any, *, shape: str
) -> None:
    await queue.fail(name="mend")
    await queue.defer(name="mend")
    cancel = ("tasks", "cancel", "--where", "mend", "--yes", shape)

    kinds = [
        await unread(database, "tasks", "dead", "retry", "ab" * 8, shape),
        await unread(database, "tasks", "dead", shape),
    ]
    async with a_worker(database):
        some = await unread(database, *cancel)
        all_ = await unread(database, *cancel[:3], "mend state:cancelled", "--yes", shape)

    assert [(each.status, bool(each.said)) for each in kinds] == [(1, True), (0, False)]
    assert [(each.status, each.said) for each in (some, all_)] == [(1, ""), (0, "")]


@pytest.mark.parametrize("shape", ["--json", "--no-json"])
async def test_dead_letters_that_are_left_alone_are_a_status_though_nobody_reads_it(
    database: str, db: Connection, queue: Any, *, shape: str
) -> None:
    await broken(queue)
    gone = await broken(queue)
    await db.execute("delete from procrastinate_jobs where id = $1", gone)

    retried = await unread(database, "tasks", "dead", "retry", "ab" * 8, shape)
    again = await unread(database, "tasks", "dead", "discard", "ab" * 8, "--reason", "late", shape)

    assert (retried.status, again.status) == (1, 0)


async def test_a_log_is_what_rest_reads_and_is_read_whole(
    db: Connection, admin: Any, queue: Any, tasks: Any
) -> None:
    id = await queue.defer()
    lines = [
        {
            "task_id": id,
            "attempt": 1 + number % 2,
            "at": "2026-01-05T12:00:00+02:00",
            "level": "error" if number % 5 == 0 else "info",
            "span_id": None,
            "logger": "here",
            "event": EVIL if number == 1 else f"Line {number}",
            "fields": {"even": number, "exception": "Traceback\n  here"} if number == 5 else {},
        }
        for number in range(1, 1003)
    ]
    await logs.keep(db, lines, "worker:test")

    everything = await tasks("logs", id)
    some = await tasks("logs", id, "--level", "warning", "--attempt", 2, "--grep", "line 5")
    shown = await tasks("logs", id, "--no-json")

    answered = (await admin.get(f"/api/tasks/{id}/logs?limit=1000")).json()
    assert everything.lines[:1000] == answered["items"]
    assert [each["number"] for each in everything.lines] == list(range(1, 1003))
    query = "?level=warning&attempt=2&q=line%205&limit=1000"
    assert some.lines == (await admin.get(f"/api/tasks/{id}/logs{query}")).json()["items"]
    assert some.lines
    assert "Line 5  even=5\n  Traceback\n    here\n" in shown.out
    assert not set(shown.out) & {"\x1b", "\x9b", "\u202e"}


async def test_a_bulk_action_is_surveyed_and_never_begun_unasked(
    db: Connection, admin: Any, queue: Any, tasks: Any
) -> None:
    failed = [await queue.fail(name="mend") for _ in range(7)]
    await queue.defer(name="mend")

    surveyed = await tasks("retry", "--where", "mend", "--dry-run")
    shown = await tasks("retry", "--where", "mend", "--dry-run", "--no-json")
    unasked = await tasks("retry", "--where", "mend")

    filter = {"action": "retry", "filter": {"q": "mend"}, "dry_run": True}
    assert surveyed.lines == [(await admin.post("/api/tasks/bulk", json=filter)).json()]
    assert shown.out.startswith("8 tasks found, 7 would be retried; 1 in another state.\n")
    assert "and 2 more" in shown.out
    assert unasked.status == 2
    assert "--yes" in unasked.said
    assert set(await states(db, *failed)) == {"failed"}
    assert await db.fetchval("select count(*) from orakul.bulk") == 0


async def test_a_bulk_action_is_carried_out_as_whoever_typed_it(
    database: str, db: Connection, queue: Any, tasks: Any
) -> None:
    failed = await queue.fail(name="mend")
    waiting = [await queue.defer(name="mend") for _ in range(3)]
    await db.execute("select orakul.pause_v1('default', 'mend', null, null)")

    async with a_worker(database):
        done = await tasks("cancel", "--where", "mend", "--yes", "--reason", "not needed")
        again = await tasks("cancel", "--where", "mend", "--yes", "--no-json")
        same = await tasks("cancel", "--where", "mend state:cancelled", "--yes")

    accepted, ended = done.lines
    assert (done.status, accepted["total"]) == (1, 4)  # not all of it
    assert (ended["id"], ended["state"]) == (accepted["task_id"], "completed")
    assert (ended["result"]["done"], ended["result"]["skipped"]) == (3, {"state": 1})
    assert again.out == "0 tasks cancelled; 1 in another state, 3 so already.\n"
    assert again.said.startswith("Which those are: orakul tasks skipped ")
    assert (again.status, same.status) == (1, 0)
    assert await states(db, *waiting, failed) == ["cancelled"] * 3 + ["failed"]
    assert (await history(db, waiting[0]))[-1:] == [("command", "not needed")]


async def test_whatever_is_done_to_one_task_is_done_to_all_that_a_query_finds(
    database: str, db: Connection, queue: Any, tasks: Any
) -> None:
    ids = [await queue.defer(name="mend") for _ in range(2)]
    await db.execute("select orakul.pause_v1('default', 'mend', null, null)")
    many = ("--where", "task:mend", "--yes", "--no-json")

    looked = await tasks("reschedule", "90m", "--where", "task:mend", "--dry-run", "--no-json")
    async with a_worker(database):
        later = await tasks("reschedule", "90m", *many)
        lower = await tasks("priority", "-5", *many)
        now = await tasks("run-now", *many)

    assert looked.out.startswith("2 tasks found, 2 would be rescheduled.\n")
    assert later.out == "2 tasks rescheduled.\n"
    assert lower.out == "2 tasks given another priority.\n"
    assert now.out == "2 tasks made due.\n"
    rows = await db.fetch(
        "select priority, scheduled_at < now() as due from orakul.task where id = any ($1)", ids
    )
    assert [tuple(row) for row in rows] == [(-5, True)] * 2
    told = await db.fetch(
        "select distinct on (task_id) data #>> '{after,scheduled_at}' as at, at as told"
        " from orakul.event where data ->> 'action' = 'reschedule' order by task_id"
    )
    ahead = [datetime.fromisoformat(row["at"]) - row["told"] for row in told]
    assert [round(each.total_seconds() / 60) for each in ahead] == [90, 90]


async def test_all_that_a_bulk_action_left_is_listed_with_its_reason(
    database: str, db: Connection, admin: Any, queue: Any, tasks: Any
) -> None:
    failed = await queue.fail(name="mend")
    waiting = await queue.defer(name="mend")
    await db.execute("select orakul.pause_v1('default', 'mend', null, null)")
    cancelled = await queue.defer(name="mend")
    await tasks("cancel", cancelled)

    async with a_worker(database):
        accepted, _ = (await tasks("cancel", "--where", "mend", "--yes")).lines
    left = await tasks("skipped", accepted["task_id"])
    shown = await tasks("skipped", accepted["task_id"], "--no-json")
    other = await tasks("skipped", waiting, "--no-json")
    unknown = await tasks("skipped", "9" * 12)

    listed = (await admin.get(f"/api/tasks/{accepted['task_id']}/skipped")).json()
    assert left.lines == listed["items"]
    assert {each["id"] for each in left.lines} == {str(failed), str(cancelled)}
    assert [line.strip().split(maxsplit=2) for line in sorted(shown.out.splitlines()[1:])] == [
        [str(failed), "failed", "in another state"],
        [str(cancelled), "cancelled", "so already"],
    ]
    assert (other.status, other.said) == (
        1,
        f"orakul: task {waiting} is no action on many tasks\n",
    )
    assert (unknown.status, unknown.said) == (1, "orakul: there is no task 999999999999\n")


async def test_an_action_that_left_none_says_whether_it_came_to_its_end(
    database: str, admin: Any, queue: Any, tasks: Any
) -> None:
    await queue.defer(name="mend")
    asked = {"action": "cancel", "filter": {"q": "mend"}}
    id = (await admin.post("/api/tasks/bulk", json=asked)).json()["task_id"]

    pending = await tasks("skipped", id, "--no-json")
    await tasks("cancel", id)
    undone = await tasks("skipped", id, "--no-json")
    async with a_worker(database):
        accepted, _ = (await tasks("cancel", "--where", "mend", "--yes")).lines
    done = await tasks("skipped", accepted["task_id"], "--no-json")

    assert [(each.status, each.out, each.said) for each in (pending, undone, done)] == [
        (0, "", "It has yet to begin.\n"),
        (0, "", "It did not come to its end: what it had not dealt with is as it was.\n"),
        (0, "", "It left none as it was.\n"),
    ]


async def test_a_wrong_use_is_told_and_does_nothing(db: Connection, queue: Any, tasks: Any) -> None:
    id = await queue.defer()
    before = await db.fetchval("select max(position) from orakul.event")
    wrong: dict[tuple[object, ...], str] = {
        ("list", "--state", "broken"): "one of pending",
        ("list", "--sort", "colour"): "one of args.NAME, attempt",
        ("list", "--limit", "0"): "limit",
        ("list", "--colour=red"): "there is no option --colour",
        ("list", "score", "-state:failed", "--limt", "5"): "there is no option --limt",
        ("dead", "--limit", "9" * 20): "2147483647",
        ("show", "seven"): "no id of a task",
        ("show", "9" * 30): "no id of a task",
        ("logs", id, "--level", "loud"): "one of debug",
        ("retry",): "either ids or --where",
        ("retry", id, "--where", "x"): "either ids or --where",
        ("reschedule", "15m"): "either ids or --where",
        ("priority", id, "5", "--yes"): "go with --where",
        ("retry", id, "--yes"): "go with --where",
        ("retry", id, id + 1, "--args", "{}"): "goes with one task",
        ("retry", id, "--args", "{"): "it is not JSON",
        ("retry", id, "--args", "[]"): "it is a JSON object",
        ("retry", id, "--args", '{"x": NaN}'): "it is not JSON",
        ("retry", id, "--args", '{"x": ["a\\u0000"]}'): "a NUL or a lone surrogate",
        ("retry", id, "--args", '{"\\ud800": 1}'): "a NUL or a lone surrogate",
        ("retry", id, "--args", f'{{"x": {"[" * 101}{"]" * 101}}}'): "deeper than 100 levels",
        (
            "defer",
            "example",
            "--args",
            f'{{"x": {"[" * 900}{"]" * 900}}}',
        ): "deeper than 100 levels",
        ("defer", "example", "--args", '{"x": 1e400}'): "beyond double precision",
        ("defer",): "Missing argument 'TASK'",
        ("defer", "example", "--args", "[]"): "it is a JSON object",
        ("defer", ""): "is empty",
        ("defer", "x" * 129): "has 129 characters; 128 are the most",
        ("defer", "example", "--queue", ""): "is empty",
        ("defer", "example", "--queue", "x" * 129): "has 129 characters; 128 are the most",
        ("defer", "example", "--lock", ""): "is empty",
        ("defer", "example", "--lock", "x" * 501): "has 501 characters; 500 are the most",
        ("defer", "example", "--owner", ""): "is empty",
        ("defer", "example", "--priority", "9" * 11): "2147483647",
        ("defer", "example", "--at", "2020-01-01"): "is past",
        ("cancel", "--where", " "): "say which tasks",
        ("reschedule", id, "yesterday"): "a time is like",
        ("reschedule", id, "2020-01-01"): "is past",
        ("reschedule", id, "9999-12-31T00:00:01Z"): "9999-12-31T00:00Z is the last",
        ("pause", "--until", "2020-01-01"): "is past",
        ("pause", "--queue", ""): "leave it out for any",
        ("resume", "--task", ""): "leave it out for any",
        ("priority", id, "99999999999"): "2147483647",
        ("top",): "takes a terminal",
    }

    for arguments, sentence in wrong.items():
        told = await tasks(*arguments)

        assert (told.status, told.out) == (2, ""), arguments
        assert sentence in " ".join(told.said.replace("│", " ").split()), arguments
    assert await db.fetchval("select max(position) from orakul.event") == before


async def test_help_is_no_word_of_a_search(queue: Any, tasks: Any) -> None:
    await queue.defer(name="mend")

    for asked in (("list", "-h"), ("list", "mend", "-h"), ("list", "--help"), ("why", "-h")):
        told = await tasks(*asked)

        assert (told.status, "Usage: " in told.out) == (0, True), asked
    assert (await tasks("list", "-host")).lines


async def test_a_reason_is_as_long_as_rest_takes_it(queue: Any, tasks: Any) -> None:
    id = await queue.fail()

    told = await tasks("retry", id, "--reason", "x" * 501)

    assert (told.status, told.said) == (1, "orakul: a reason has 1 to 500 characters\n")


async def test_what_goes_on_fits_the_screen(db: Connection, queue: Any, tasks: Any) -> None:
    await queue.work("mail", name="worker-\x1b[2J")
    for number in range(30):
        await queue.defer(name="mend", queue=f"queue{number % 9}")
    for _ in range(12):
        await queue.take()
    for _ in range(12):
        id = await queue.defer(name="break", queue="breaking")
        await queue.take("breaking")
        await queue.finish(id, "failed", EVIL)
    await tasks("pause", "--queue", "mail", "--reason", "deploy")

    for columns, lines in ((80, 24), (40, 12), (40, 30), (140, 50)):
        seen = await tasks("top", "--once", COLUMNS=str(columns), LINES=str(lines))

        assert seen.status == 0
        rows = seen.out.splitlines()
        assert len(rows) <= max(lines, 18)
        assert max(map(len, rows)) <= columns
        assert not set(seen.out) & {"\x1b", "\x9b", "\u202e"}
        assert re.search(r"^queue\d ", seen.out, re.MULTILINE)
        assert ("worker-" in seen.out) is (lines > 12)
    for text in ("18 waiting", "12 running", "12 failed", "queue8", "worker-", "deploy", "mend"):
        assert text in seen.out
