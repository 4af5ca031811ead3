"""Why a task is not running: one reason, in one sentence, with the facts behind it.

``sql/functions/why.sql`` finds the facts in one snapshot and says in which order reasons
come; here they are put into words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from orakul import database
from orakul.database import Connection
from orakul.errors import NotFoundError
from orakul.people import Person
from orakul.sentences import said

Reason = Literal[
    "paused",
    "locked",
    "scheduled",
    "no_worker",
    "queued",
    "worker_silent",
    "cancelling",
    "running",
    "completed",
    "failed",
    "cancelled",
]


@dataclass(frozen=True, slots=True)
class Why:
    """The reason that comes first, its sentence, and the facts as the database shapes them."""

    reason: Reason
    sentence: str
    facts: Mapping[str, Any]


async def read(db: Connection, person: Person, id: int, *, silence: float) -> Why:
    """Say why a task is not running, or that it is or was.

    Args:
        db: connection.
        person: who asks.
        id: of the task.
        silence: seconds after which a worker counts as dead.

    Raises:
        NotFoundError: there is none with this id, or not for *person*.
    """
    facts = await database.fetch_value(db, "read_why", id, person.reader, silence)
    if facts is None:
        raise NotFoundError(said("task_unknown", id=id))
    reason = facts["reasons"][0]
    return Why(reason, _SENTENCES[reason](facts), facts)


def _paused(facts: Mapping[str, Any]) -> str:
    pause = facts["pause"]
    what = {
        (True, True): "Everything",
        (True, False): f"Every task {pause['task']}",
        (False, True): f"The queue {pause['queue']}",
        (False, False): f"Every task {pause['task']} in the queue {pause['queue']}",
    }[pause["queue"] is None, pause["task"] is None]
    by = pause["by"] or pause["actor"]
    why = f": {pause['reason']}" if pause["reason"] else ""
    until = f" It resumes at {_time(pause['resume_at'])}." if pause["resume_at"] else ""
    return f"{what} was paused by {by} at {_time(pause['at'])}{why}.{until}"


def _locked(facts: Mapping[str, Any]) -> str:
    lock = facts["lock"]
    holder = f"task {lock['task_id']}" if lock["task_id"] else "a task of somebody else"
    if lock["state"] == "in_progress":
        return f"Its lock {lock['lock']} is held by {holder}, which runs."
    return f"Its lock {lock['lock']} goes to {holder} first, which waits as well."


def _scheduled(facts: Mapping[str, Any]) -> str:
    schedule = facts["schedule"]
    at = _time(schedule["at"])
    if schedule["because"] == "backoff":
        number = schedule["attempt"]
        return f"Attempt {number - 1} failed; attempt {number} is due at {at}."
    return f"It is scheduled for {at}."


def _no_worker(facts: Mapping[str, Any]) -> str:
    queue = facts["queue"]
    if unaware := queue["unaware"]:
        who = "The worker that serves" if unaware == 1 else f"None of the {unaware} workers of"
        verb = "does not know" if unaware == 1 else "knows"
        return f"{who} the queue {queue['name']} {verb} this task."
    seen = queue["last_worker_at"]
    last = f"the last one was heard at {_time(seen)}" if seen else "none is known"
    return f"No worker serves the queue {queue['name']}: {last}."


def _queued(facts: Mapping[str, Any]) -> str:
    queue = facts["queue"]
    match queue["ahead"]:
        case None:
            place = "More than 100000 tasks are ahead of it"
        case 0:
            place = "It is the next to be taken"
        case 1:
            place = "1 task is ahead of it"
        case many:
            place = f"{many} tasks are ahead of it"
    eta = queue["eta_at"]
    when = (
        f"at the pace of the last minutes its turn comes at {_time(eta)}"
        if eta
        else ("when its turn comes is not known")
    )
    return f"{place}; {when}."


def _worker_silent(facts: Mapping[str, Any]) -> str:
    run = facts["run"]
    heard = run["heartbeat_at"]
    since = f"has been silent since {_time(heard)}" if heard else "is gone"
    return f"The worker {run['worker']} of attempt {run['attempt']} {since}."


def _cancelling(facts: Mapping[str, Any]) -> str:
    return f"The worker {facts['run']['worker']} was told to stop it and has not confirmed yet."


def _running(facts: Mapping[str, Any]) -> str:
    run = facts["run"]
    return (
        f"It is running: attempt {run['attempt']} on {run['worker']}"
        f" since {_time(run['started_at'])}."
    )


def _ended(facts: Mapping[str, Any]) -> str:
    return f"It {_ENDS[facts['state']]} at {_time(facts['since'])}."


def _failed(facts: Mapping[str, Any]) -> str:
    failure = facts["failure"]
    many = failure["attempts"]
    tries = "1 attempt" if many == 1 else f"{many} attempts"
    error = {each: None for each in (failure["error_class"], failure["error"]) if each}
    told = f": {': '.join(error)}" if error else "."
    return f"It failed at {_time(facts['since'])} after {tries}{told}"


def _time(text: str) -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M:%S} UTC"


_ENDS: Final = {"completed": "completed", "cancelled": "was cancelled"}

_SENTENCES: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "paused": _paused,
    "locked": _locked,
    "scheduled": _scheduled,
    "no_worker": _no_worker,
    "queued": _queued,
    "worker_silent": _worker_silent,
    "cancelling": _cancelling,
    "running": _running,
    "completed": _ended,
    "failed": _failed,
    "cancelled": _ended,
}
