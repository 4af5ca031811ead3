"""Who may see what.

The rule stands here once for events that are at hand, and in ``read_events_for.sql``,
``list_events.sql`` and ``count_events.sql`` for those that are read or counted in pages; tests hold
them together.
Administrators see all. An event for a project is seen by its members, whatever their role in
it; an event for an owner by that person alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias
from uuid import UUID

from orakul import database
from orakul.database import Connection

# A person, and the session or the API token that they came with, either of which can end.
Who: TypeAlias = tuple[int, UUID | None, int | None]


class Guarded(Protocol):
    """Whatever has an audience: an event, above all."""

    @property
    def audience(self) -> str: ...  # noqa: D102 - as in `orakul.events.Event`
    @property
    def project_id(self) -> int | None: ...  # noqa: D102
    @property
    def owner_id(self) -> int | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Rights:
    """What one person may see, as of the moment it was read.

    *expires_at* is the end of the session, None where there is no session: rights can end
    by time alone, without any event that tells of it.
    """

    person_id: int
    session_id: UUID | None
    is_admin: bool
    projects: frozenset[int]
    expires_at: datetime | None
    token_id: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "projects", frozenset(self.projects))  # the database has a list

    def may_see(self, event: Guarded) -> bool:
        """Tell whether this person may see *event*."""
        if self.is_admin:
            return True
        if event.audience == "project":
            return event.project_id in self.projects
        return event.audience == "owner" and event.owner_id == self.person_id


async def read_rights(
    db: Connection, person_id: int, session_id: UUID | None = None, token_id: int | None = None
) -> Rights | None:
    """Return what a person may see now; None if they, the session or the token is not valid."""
    who = person_id, session_id, token_id
    return (await read_rights_of(db, [who])).get(who)


async def read_rights_of(db: Connection, people: Sequence[Who]) -> dict[Who, Rights]:
    """Return what each of *people* may see now; whoever is not valid is left out."""
    rows = await database.fetch(
        db,
        Rights,
        "read_rights",
        [person_id for person_id, _, _ in people],
        [session_id for _, session_id, _ in people],
        [token_id for _, _, token_id in people],
    )
    return {(row.person_id, row.session_id, row.token_id): row for row in rows}
