"""``orakul tasks show`` and ``orakul tasks why``: one task with all that happened to it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from orakul.people import OPERATOR
from orakul.settings import Settings
from orakul.tasks import reading, why
from orakul.tasks.reading import Attempt, Change, Detail
from web.command.place import connected
from web.command.tasks import words
from web.command.tasks.desk import settings_of
from web.command.terminal import carry_out, console, grid, harmless, print_json, rows_of, wants_json
from web.command.times import apart, at_place, lasted

LIBRARY_FRAMES: Final = 3  # of libraries that are shown beside all of the application's
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
LINES: Final = 40  # of arguments or of a result


def show(id: int, *, as_json: bool | None, data: Path | None) -> int:
    """Show a task; return an exit status."""
    return carry_out(_show(settings_of(data), id, as_json=wants_json(as_json)))


def explain(id: int, *, as_json: bool | None, data: Path | None) -> int:
    """Say why a task is not running; return an exit status."""
    return carry_out(_explain(settings_of(data), id, as_json=wants_json(as_json)))


async def _show(settings: Settings, id: int, *, as_json: bool) -> None:
    async with connected(settings) as db:
        detail = await reading.read_detail(db, OPERATOR, id)
    if as_json:
        from web.tasks import detail_of

        print_json(detail_of(detail))
        return
    screen = console()
    for part in _parts(detail, settings):
        screen.print(part)


async def _explain(settings: Settings, id: int, *, as_json: bool) -> None:
    async with connected(settings) as db:
        found = await why.read(db, OPERATOR, id, silence=settings.stalled_after)
    if as_json:
        from web.tasks import why_of

        print_json(why_of(found))
    else:
        console().print(harmless(found.sentence))


def _parts(detail: Detail, settings: Settings) -> Iterator[RenderableType]:
    task, now = detail.task, datetime.now(UTC)
    yield Text.assemble(
        (f"{harmless(task['name'])} ", "bold"), (f"{task['id']}  ", "dim"), words.state(task)
    )
    yield _indented(_facts(detail, settings, now))
    if detail.attempts:
        yield _heading("Attempts")
        yield from (_indented(_attempt(each)) for each in detail.attempts)
    yield _heading("History")
    yield _indented(_history(detail.history))
    yield _heading("Arguments")
    yield _json(task["args"])
    if task["result"] is not None or task["result_url"]:
        yield _heading("Result")
        yield (
            _json(task["result"])
            if not task["result_url"]
            else _indented(Text(f"too large to be shown: GET {task['result_url']}"))
        )


def _facts(detail: Detail, settings: Settings, now: datetime) -> RenderableType:
    task = detail.task
    failed = any(each.error for each in detail.attempts)  # they tell it at more length
    facts: dict[str, Text | str | None] = {
        "queue": f"{harmless(task['queue'])}, priority {task['priority']}",
        "owner": words.owner(task) or None,
        "project": words.project(task) or None,
        "created": _when(task["created_at"], now),
        "due": _when(task["scheduled_at"], now) if task["state"] == "pending" else None,
        "started": _when(task["started_at"], now),
        "finished": _when(task["finished_at"], now),
        "lasted": _durations(detail, now),
        "attempt": words.attempts(task),
        "progress": words.progress(task["progress"], width=20) if task["progress"] else None,
        "error": None if failed else _error(task),
        "discarded": _discarded(task, now),
        "retry of": task["retry_of"],
        "trace": _trace(task["trace_id"], settings),
    }
    made = grid("", "", header=False)
    for name, value in facts.items():
        if value is not None:
            made.add_row(Text(name, "dim"), value)
    return made


def _error(task: Mapping[str, Any]) -> Text | None:
    return Text(words.one_line(task["error"]), "red") if task["error"] else None


def _durations(detail: Detail, now: datetime) -> str | None:
    """Tell how long the task waited, ran and backed off, until it ended."""
    spent = {"waiting": 0.0, "running": 0.0, "backing off": 0.0}
    changes = [each for each in detail.history if each.from_state != each.to_state]
    for change, following in zip_longest(changes, changes[1:]):
        until = following.at if following else now
        for doing, length in _doings(change, until, detail):
            spent[doing] += length.total_seconds()
    told = [f"{lasted(each)} {name}" for name, each in spent.items() if each > 0]
    return ", ".join(told) or None


def _doings(change: Change, until: datetime, detail: Detail) -> Iterator[tuple[str, timedelta]]:
    """Yield what the task did since *change*; after an attempt it backs off until it is due."""
    length = max(until - change.at, timedelta(0))
    match change.from_state, change.to_state:
        case "in_progress", "pending":
            due = _due_after(change, detail) or until
            paused = min(length, max(due - change.at, timedelta(0)))
            yield "backing off", paused
            yield "waiting", length - paused
        case _, "pending":
            yield "waiting", length
        case _, "in_progress":
            yield "running", length
        case _:
            pass


def _due_after(change: Change, detail: Detail) -> datetime | None:
    """Tell when the task is due, or was, that was to be tried again by *change*."""
    later = (each.due_at for each in detail.attempts if each.started_at >= change.at)
    due = detail.task["due_at"]
    return next(later, due and datetime.fromisoformat(due))


def _attempt(attempt: Attempt) -> RenderableType:
    took = (attempt.finished_at or datetime.now(UTC)) - attempt.started_at
    head = Text.assemble(
        f"{attempt.number}  ",
        words.coloured(attempt.outcome or "in_progress"),
        f"  {at_place(attempt.started_at)}  {lasted(max(0.0, took.total_seconds()))}  ",
        (harmless(attempt.worker), "dim"),
    )
    if attempt.error is None:
        return head
    kind = f"{attempt.error_class}: " if attempt.error_class else ""
    error = Text("\n".join(rows_of(f"{kind}{attempt.error}", LINES)), "red")
    below = Padding(Group(error, *_frames(attempt)), (0, 0, 0, 3), expand=False)
    return Group(head, below)


def _frames(attempt: Attempt) -> Iterator[RenderableType]:
    """Yield the calls that led to the error, the application's first."""
    frames = attempt.frames or ()
    own = [each for each in frames if each["own"]]
    others = [each for each in frames if not each["own"]]
    for frame in (*own, *others[:LIBRARY_FRAMES]):
        place = f"{harmless(frame['module'])}:{frame['line']} in {harmless(frame['function'])}"
        yield Text(place, "" if frame["own"] else "dim")
        if frame["code"] and frame["own"]:
            yield Text(f"    {harmless(frame['code'].strip())}", "bold")
    if len(others) > LIBRARY_FRAMES:
        yield Text(f"and {len(others) - LIBRARY_FRAMES} more calls in libraries", "dim")


def _history(history: Sequence[Change]) -> RenderableType:
    made = grid("", "", "", "", header=False)
    for change in history:
        what = (change.action or "").replace("_", " ")
        if change.from_state == change.to_state:
            what = f"{what} ({_difference(change)})" if _difference(change) else what
        made.add_row(
            Text(at_place(change.at), "dim"),
            words.coloured(change.to_state),
            Text(harmless(change.by or change.actor)),
            Text(words.one_line(": ".join(filter(None, (what, change.reason))))),
        )
    return made


def _difference(change: Change) -> str:
    before, after = change.before or {}, change.after or {}
    return ", ".join(
        f"{name.replace('_', ' ')} {_short(before.get(name))} → {_short(value)}"
        for name, value in after.items()
        if value != before.get(name)
    )


def _short(value: object) -> str:
    """Write what changed: a time as the clock has it, nothing as nothing."""
    if value is None:
        return "none"
    if isinstance(value, str) and _TIME.match(value):
        return at_place(datetime.fromisoformat(value))
    return str(value)


def _discarded(task: Mapping[str, Any], now: datetime) -> str | None:
    told = task["discarded"]
    if told is None:
        return None
    return harmless(f"{_when(told['at'], now)} by {told['actor']}: {told['reason']}")


def _trace(id: str, settings: Settings) -> str:
    return (
        settings.trace_url_template.replace("{trace_id}", id) if settings.trace_url_template else id
    )


def _when(text: str | None, now: datetime) -> str | None:
    if text is None:
        return None
    time = datetime.fromisoformat(text)
    return f"{at_place(time)} ({apart(time, now)})"


def _json(value: object) -> RenderableType:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _indented(Text("\n".join(rows_of(text, LINES))))


def _heading(text: str) -> RenderableType:
    return Padding(Text(text, "bold"), (1, 0, 0, 0), expand=False)


def _indented(content: RenderableType) -> RenderableType:
    return Padding(content, (0, 0, 0, 2), expand=False)
