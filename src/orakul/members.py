"""The members of a project and their roles in it; each change is an event of the project.

Administrators manage the members of every project, and whoever is an admin in a project
manages those of that project.
"""

from dataclasses import dataclass
from typing import Final

from orakul import accounts, database, events
from orakul.database import Connection
from orakul.errors import DeniedError, NotFoundError
from orakul.paging import Slice, Sort, page_by_id
from orakul.people import Person, Role
from orakul.projects import Membership, readable
from orakul.sentences import said

_ORDER: Final = Sort("id", descending=False)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a role in a project."""

    id: int
    name: str
    role: Role


async def manageable(db: Connection, person: Person, project: str) -> Membership:
    """Return the project of this slug or id, if *person* manages its members.

    Raises:
        NotFoundError: there is none, or not for *person*.
        DeniedError: *person* manages it not.
    """
    found = await readable(db, person, project)
    if not person.may_write or found.role != "admin":
        raise DeniedError(said("members_foreign", slug=found.slug))
    return found


async def hold(db: Connection, person: Person, project: Membership) -> None:
    """Make sure that *person* manages the members of *project* now; nobody else does meanwhile.

    *db* is within a transaction, at whose end that is over.

    Raises:
        NotFoundError: they do not see the project any more.
        DeniedError: they do not manage it any more.
    """
    await manageable(db, await accounts.hold(db, person), project.slug)


async def page(
    db: Connection, project: int, *, cursor: str | None = None, limit: int
) -> Slice[Member]:
    """Return a page of the members of a project.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    return await page_by_id(
        db, Member, "list_members", project, sort=_ORDER, cursor=cursor, limit=limit
    )


async def read(db: Connection, project: int, person: int) -> Member:
    """Return a member of a project.

    Raises:
        NotFoundError: *person* is none.
    """
    member = await database.fetch_one(db, Member, "read_member", project, person)
    if member is None:
        raise NotFoundError(said("member_unknown", id=person))
    return member


async def put(db: Connection, project: int, person: int, role: Role) -> Member:
    """Give *person* a role in a project, in place of the one they had.

    *db* is within a transaction. Doing it again changes nothing.

    Raises:
        NotFoundError: nobody with this id may sign in.
    """
    await accounts.read(db, person)
    changed = await database.fetch_value(db, "put_member", project, person, role)
    member = await read(db, project, person)
    if changed is not None:
        await _tell(db, "member_set", project, member)
    return member


async def remove(db: Connection, project: int, person: int) -> None:
    """Take the role of *person* in a project away; *db* is within a transaction.

    Raises:
        NotFoundError: they have none.
    """
    member = await read(db, project, person)
    if await database.fetch_value(db, "remove_member", project, person) is None:
        raise NotFoundError(said("member_unknown", id=person))
    await _tell(db, "member_removed", project, member)


async def _tell(db: Connection, name: str, project: int, member: Member) -> None:
    data = {"person": {"id": str(member.id), "name": member.name}, "role": member.role}
    await events.emit(db, "people", name, data, project_id=project)
