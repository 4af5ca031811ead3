"""The log: committed facts, each with a position in commit order.

`emit` writes a fact in the caller's transaction; it gets its position, and becomes
visible, when that transaction commits. Readers ask for what comes after a position.
`catalogue` lists every event that there is, `retention` makes and drops the log's days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from orakul import database
from orakul.database import Connection

Topic = Literal[
    "messages",
    "ingestion",
    "knowledge_extraction",
    "topics",
    "analysis_runs",
    "experiments",
    "proposals",
    "people",
    "secrets",
    "alert",
    "views",
]


@dataclass(frozen=True, slots=True)
class Event:
    """One committed fact.

    *audience* says who may see it besides administrators: its owner alone (``owner``),
    everybody in its project (``project``), or nobody (``admin``).
    """

    position: int
    tag: str  # tells this event from another that had its position before a restore
    at: datetime
    topic: str
    name: str
    audience: Literal["owner", "project", "admin"]
    project_id: int | None
    owner_id: int | None
    task_id: int | None
    actor: str
    reason: str | None
    trace_id: str | None
    data: dict[str, Any]


async def emit(
    db: Connection, topic: Topic, name: str, data: dict[str, Any], *, project_id: int
) -> None:
    """Tell everybody in a project of a fact, when the transaction commits."""
    await database.execute(db, "emit_event", topic, name, "project", project_id, None, data)


async def tell_person(
    db: Connection, topic: Topic, name: str, data: Mapping[str, Any], *, person_id: int
) -> None:
    """Tell one person of a fact of theirs, when the transaction commits."""
    await database.execute(db, "emit_event", topic, name, "owner", None, person_id, data)


async def tell_administrators(
    db: Connection, topic: Topic, name: str, data: Mapping[str, Any]
) -> None:
    """Tell administrators alone of a fact, when the transaction commits."""
    await database.execute(db, "emit_event", topic, name, "admin", None, None, data)
