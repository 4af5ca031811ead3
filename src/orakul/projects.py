"""Projects: the tenant to which everything else belongs, and their members."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from orakul import database, events
from orakul.database import Connection
from orakul.errors import ConflictError, DeniedError, NotFoundError, RejectedError
from orakul.language.detection import Language
from orakul.people import Person, Role
from orakul.sentences import Sentence, said

INBOX: Final = "inbox"  # where chats go that nobody has linked to a project yet

_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True, slots=True)
class Project:
    """A project by its number and by the name in addresses."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A project as one person sees it; *role* is theirs in it.

    What is made of its messages is written in *language*; of a run's messages, those that hold
    one of the *keywords* or a mention are looked at, all where there are no keywords.
    """

    id: int
    slug: str
    name: str
    role: Role
    language: Language
    keywords: Sequence[str]


async def find_or_create(db: Connection, slug: str, *, name: str | None = None) -> Project:
    """Return the project of this slug, made if it is new.

    Args:
        db: connection.
        slug: 1 to 63 small letters, digits and hyphens.
        name: what people call it, if it is made; else told from the slug.

    Raises:
        RejectedError: *slug* is none.
    """
    words = _words(slug, name)
    project = await database.fetch_one(db, Project, "find_or_add_project", slug, words)
    if project is None:
        raise NotFoundError(said("project_unknown", project=slug))
    return project


async def create(
    db: Connection, person: Person, slug: str, *, name: str | None = None
) -> Membership:
    """Make a project as *person* and tell administrators; *db* is within a transaction.

    Raises:
        RejectedError: *slug* is none.
        ConflictError: there is one of this slug.
    """
    words = _words(slug, name)
    project = await database.fetch_one(db, Project, "add_project", slug, words)
    if project is None:
        raise ConflictError(said("project_taken", slug=slug))
    made = await readable(db, person, project.slug)
    await events.tell_administrators(db, "people", "project_created", _told(made))
    return made


async def change(
    db: Connection,
    person: Person,
    project: str,
    *,
    name: str | None = None,
    language: Language | None = None,
    keywords: Sequence[str] | None = None,
) -> Membership:
    """Change what is given of a project and tell its members; *db* is within a transaction.

    Raises:
        NotFoundError: there is none of this slug or id, or not for *person*.
        DeniedError: *person* is no admin of it.
    """
    found = await readable(db, person, project)
    if not person.may_write or found.role != "admin":
        raise DeniedError(said("project_settings_foreign", slug=found.slug))
    if await database.fetch_value(db, "change_project", found.id, name, language, keywords) is None:
        return found
    changed = await readable(db, person, str(found.id))
    await events.emit(db, "people", "project_changed", _told(changed), project_id=found.id)
    return changed


async def add_member(db: Connection, project: int, person: int, role: Role = "member") -> None:
    """Give *person* a role in *project*, in place of the one they had."""
    await database.execute(db, "set_project_member", project, person, role)


async def visible(db: Connection, person: Person) -> list[Membership]:
    """Return the projects that *person* sees, by slug; an administrator is one in each."""
    return await database.fetch(db, Membership, "list_projects", person.reader)


async def readable(db: Connection, person: Person, project: str) -> Membership:
    """Return the project of this slug or id, if *person* sees it.

    Raises:
        NotFoundError: there is none, or not for *person*.
    """
    known = {each.slug: each for each in await visible(db, person)}
    # A slug may look like an id; then it is meant.
    found = {str(each.id): each for each in known.values()} | known
    if project not in found:
        raise NotFoundError(said("project_unknown", project=project))
    return found[project]


async def require_readable(
    db: Connection, person: Person, project: str, otherwise: Sentence
) -> None:
    """Make sure that *person* sees the project that something belongs to.

    Raises:
        NotFoundError: they do not, so there is no such thing for them either, which
            *otherwise* says.
    """
    try:
        await readable(db, person, project)
    except NotFoundError:
        raise NotFoundError(otherwise) from None


async def writable(db: Connection, person: Person, project: str) -> Membership:
    """Return the project of this slug or id, if *person* may change what is in it.

    Raises:
        NotFoundError: there is none, or not for *person*.
        DeniedError: *person* is a viewer, of everything or of this project.
    """
    found = await readable(db, person, project)
    if not person.may_write or found.role == "viewer":
        raise DeniedError(said("project_foreign", slug=found.slug))
    return found


def _told(project: Membership) -> dict[str, object]:
    return {"project": {"id": str(project.id), "slug": project.slug, "name": project.name}}


def _words(slug: str, name: str | None) -> str:
    if not _SLUG.fullmatch(slug):
        raise RejectedError(said("project_slug", slug=slug))
    return name or slug.replace("-", " ").strip().capitalize()
