"""Tasks in words and colours, for people."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from rich.text import Text

from web.command.terminal import harmless
from web.command.times import apart, brief, lasted

COLOURS: Final[Mapping[str, str]] = {
    "pending": "yellow",
    "in_progress": "cyan",
    "cancelling": "magenta",
    "completed": "green",
    "failed": "red",
    "lost": "red",
    "interrupted": "yellow",
    "cancelled": "bright_black",
}
FULL, EMPTY = "█", "░"
SPARKS: Final = "▁▂▃▄▅▆▇█"


def state(task: Mapping[str, Any]) -> Text:
    """Return the state of *task*, in its colour."""
    return coloured("cancelling" if task["cancelling"] else task["state"])


def coloured(name: str) -> Text:
    """Return a state or an outcome in its colour."""
    return Text(name.replace("_", " "), COLOURS.get(name, ""))


def moment(task: Mapping[str, Any], now: datetime) -> str:
    """Tell when *task* is due or came, began to run, or ended, by its state."""
    match task["state"]:
        case "pending" if task["scheduled_at"]:
            time = task["scheduled_at"]
        case "pending":
            time = task["created_at"]
        case "in_progress":
            time = task["started_at"]
        case _:
            time = task["finished_at"]
    return apart(datetime.fromisoformat(time or task["created_at"]), now)


def attempts(task: Mapping[str, Any]) -> str:
    """Return which attempt it is, and of how many where that is known."""
    attempt, most = task["attempt"], task["max_attempts"]
    return f"{attempt}/{most}" if most else str(attempt)


def detail(task: Mapping[str, Any]) -> Text:
    """Return how far *task* is, how long it ran, or what went wrong, in one line."""
    if task["state"] == "in_progress" and task["progress"]:
        return progress(task["progress"])
    if task["state"] == "completed" and task["started_at"]:
        ran = datetime.fromisoformat(task["finished_at"]) - datetime.fromisoformat(
            task["started_at"]
        )
        return Text(f"in {lasted(ran.total_seconds())}", "dim")
    if task["error"] and task["state"] != "completed":
        return Text(one_line(task["error"]), "red" if task["state"] == "failed" else "")
    return Text()


def progress(told: Mapping[str, Any], *, width: int = 10) -> Text:
    """Return a bar, the share that is done, what is left, and the note."""
    percent = told["percent"]
    if percent is None:
        return Text(f"{told['done']} {one_line(told['note'] or '')}".rstrip())
    done = round(width * percent / 100)
    bar = Text.assemble((FULL * done, "cyan"), (EMPTY * (width - done), "bright_black"))
    bar.append(f" {percent:.0f} %")
    if told["eta_seconds"] is not None:
        bar.append(f", {brief(told['eta_seconds'])} left")
    if told["note"]:
        bar.append(f"  {one_line(told['note'])}", "dim")
    return bar


def owner(task: Mapping[str, Any]) -> str:
    """Return whose task it is; nothing where it is nobody's."""
    return one_line(task["owner"]["name"]) if task["owner"] else ""


def project(task: Mapping[str, Any]) -> str:
    """Return of which project it is; nothing where it is of none."""
    return one_line(task["project"] or "")


def whose(task: Mapping[str, Any]) -> str:
    """Return whose task it is, and of which project."""
    name, slug = owner(task), project(task)
    return f"{name} ({slug})" if name and slug else name or slug


def one_line(text: str) -> str:
    """Return a stranger's *text* on one line, harmless."""
    return harmless(" ".join(text.split()))


def tasks_of(count: int) -> str:
    """Return ``1 task`` or ``3 tasks``."""
    return "1 task" if count == 1 else f"{count} tasks"


def sparks(counts: Sequence[int]) -> str:
    """Draw *counts* as bars a character wide; nothing where there is nothing."""
    highest = max(counts, default=0)
    if not highest:
        return " " * len(counts)
    top = len(SPARKS) - 1
    return "".join(SPARKS[-(-top * each // highest)] if each else " " for each in counts)
