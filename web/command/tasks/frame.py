"""One frame of ``orakul tasks top``, made to fill a terminal of any size and no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from orakul.tasks.overview import Overview
from orakul.tasks.tallies import Depth
from web.command.tasks import words
from web.command.tasks.pace import SECONDS, Pace
from web.command.tasks.pausing import Scope
from web.command.terminal import grid, harmless
from web.command.times import apart, brief

WIDE: Final = 110  # columns of a terminal with room for queues and workers of tasks
NARROW: Final = 70  # columns of one that has none for queues and workers side by side
LOW: Final = 20  # lines of one that then has none for workers
FRAME: Final = 9  # lines of headings, of what stands above columns, of nothing, and the notice
FEWEST: Final = 2  # rows that a part gets at least


@dataclass(frozen=True, slots=True)
class Size:
    """Of a terminal, in characters."""

    width: int
    height: int


def frame(
    seen: Overview, pace: Pace, size: Size, *, notice: str = "", warning: str = ""
) -> RenderableType:
    """Return everything that is *seen*, in as many lines as there are.

    Args:
        seen: the queues, the workers and their tasks.
        pace: how many ended lately.
        size: of the terminal.
        notice: stands at the end, as far as there is room.
        warning: stands above all else.
    """
    warned = [_line(Text(warning, "bold red"))] if warning else []
    head = [*warned, _counters(seen, pace), _chart(pace, size), *_pauses(seen)]
    queues = _queues(seen.depths)
    workers = [each for each in seen.workers if each["state"] != "stopped"]
    parts = 3 if size.width >= NARROW or size.height < LOW else 6
    rows = max(FEWEST, min(max(len(queues), len(workers)), (size.height - 8) // parts))
    standing = _standing(queues[:rows], workers[:rows], seen.at, size)
    left = max(2 * FEWEST, size.height - len(head) - len(standing) * (rows + 1) + 1 - FRAME)
    running = min(len(seen.running), left - min(len(seen.failures), left // 2))
    failed = left - running
    return Group(
        *head,
        Text(),
        *standing,
        Text(),
        *_part("Running longest", _running(seen.running[:running], seen.at, size)),
        Text(),
        *_part("Failed last", _failures(seen.failures[:failed], seen.at)),
        *([_line(Text(notice, "dim"))] if notice else []),
    )


def _counters(seen: Overview, pace: Pace) -> Text:
    waiting = sum(each.count for each in seen.depths if each.state == "pending")
    running = sum(each.count for each in seen.depths if each.state == "in_progress")
    totals = pace.totals()
    line = Text.assemble(
        (f"{seen.at.astimezone():%H:%M:%S}  ", "dim"),
        (f"{waiting} waiting", "yellow"),
        "  ",
        (f"{running} running", "cyan"),
        "  ",
        (f"{totals['completed']} completed", "green"),
        "  ",
        (f"{totals['failed']} failed", "red" if totals["failed"] else "dim"),
        ("  in the last minute", "dim"),
    )
    return _line(line)


def _chart(pace: Pace, size: Size) -> Text:
    counts = pace.by_second()
    rate = sum(counts) / SECONDS
    room = max(10, min(SECONDS, size.width - 22))
    return _line(Text.assemble((words.sparks(counts[-room:]), "green"), f"  {rate:.1f} a second"))


def _pauses(seen: Overview) -> Sequence[Text]:
    if not seen.pauses:
        return []
    first, more = seen.pauses[0], len(seen.pauses) - 1
    why = f": {harmless(first.reason)}" if first.reason else ""
    others = f", and {more} more" if more else ""
    text = f"Paused {apart(first.at, seen.at)}: {Scope(first.queue, first.task)}{why}{others}"
    return [_line(Text(text, "bold magenta"))]


def _queues(depths: Sequence[Depth]) -> Sequence[Sequence[str]]:
    """Return a row for each queue, those that wait longest first."""
    found: dict[str, dict[str, Depth]] = {}
    for each in depths:
        found.setdefault(each.queue, {})[each.state] = each
    ordered = sorted(found.items(), key=lambda item: -_age(item[1].get("pending")))
    return [
        (
            harmless(name),
            str(states["pending"].count if "pending" in states else 0),
            brief(_age(states["pending"])) if _age(states.get("pending")) else "",
            str(states["in_progress"].count if "in_progress" in states else 0),
        )
        for name, states in ordered
    ]


def _age(depth: Depth | None) -> float:
    return (depth.oldest_seconds or 0.0) if depth else 0.0


def _queue_table(rows: Sequence[Sequence[str]]) -> Table:
    made = _table("queue", "waiting", "oldest", "running", stretched=0)
    for column in made.columns[1:]:
        column.justify = "right"
    for row in rows:
        made.add_row(*row)
    return made


def _worker_table(workers: Sequence[Mapping[str, Any]], now: datetime) -> Table:
    made = _table("worker", "tasks", "heard", stretched=0)
    made.columns[1].justify = made.columns[2].justify = "right"
    for each in workers:
        queues = f" ({words.one_line(', '.join(each['queues']))})" if each["queues"] else ""
        places = "" if each["concurrency"] is None else f" of {each['concurrency']}"
        heard = datetime.fromisoformat(each["heartbeat_at"] or each["started_at"])
        made.add_row(
            Text.assemble(words.one_line(each["name"]), (queues, "dim")),
            f"{len(each['tasks'])}{places}",
            Text(apart(heard, now), "red" if each["state"] == "silent" else ""),
        )
    return made


def _standing(
    queues: Sequence[Sequence[str]],
    workers: Sequence[Mapping[str, Any]],
    now: datetime,
    size: Size,
) -> Sequence[RenderableType]:
    """Return queues and workers, side by side or, as far as there is room, below each other."""
    tables = _queue_table(queues), _worker_table(workers, now)
    if size.width >= NARROW:
        return [_side_by_side(*tables)]
    return tables if size.height >= LOW else tables[:1]


def _side_by_side(left: RenderableType, right: RenderableType) -> Table:
    made = Table.grid(expand=True, padding=(0, 2))
    made.add_column(ratio=1)
    made.add_column(ratio=1)
    made.add_row(left, right)
    return made


def _running(tasks: Sequence[Mapping[str, Any]], now: datetime, size: Size) -> Table:
    is_wide = size.width >= WIDE
    made = _table("id", "task", *(("queue", "worker") if is_wide else ()), "for", "", stretched=-1)
    made.columns[0].justify = "right"
    for task in tasks:
        place = (harmless(task["queue"]), harmless(task["worker"] or "")) if is_wide else ()
        since = datetime.fromisoformat(task["started_at"] or task["created_at"])
        bar = words.progress(task["progress"]) if task["progress"] else Text()
        bar = words.state(task) if task["cancelling"] else bar
        lasted = brief((now - since).total_seconds())
        made.add_row(task["id"], harmless(task["name"]), *place, lasted, bar)
    return made


def _failures(failures: Sequence[Mapping[str, Any]], now: datetime) -> Table:
    made = _table("id", "task", "when", "error", stretched=-1)
    made.columns[0].justify = "right"
    for task in failures:
        made.add_row(
            task["id"],
            harmless(task["name"]),
            words.moment(task, now),
            Text(words.one_line(task["error"] or ""), "red"),
        )
    return made


def _table(*columns: str, stretched: int) -> Table:
    """Return a table a terminal wide, whose column *stretched* takes what is left."""
    made = grid(*columns)
    made.expand = True
    made.columns[stretched].ratio = 1
    for column in made.columns:
        column.no_wrap = True
    return made


def _part(heading: str, table: Table) -> Sequence[RenderableType]:
    if not table.row_count:
        return [Text(f"{heading}: none", "dim")]
    return [Text(heading, "bold"), table]


def _line(text: Text) -> Text:
    text.no_wrap, text.overflow = True, "ellipsis"
    return text
