"""Projects, and who is a member of them."""

from typing import Annotated

from pydantic import AfterValidator, Field

from orakul import members
from orakul import projects as known
from orakul.language.detection import Language
from orakul.people import Role
from web.call import Call
from web.endpoints import Endpoints
from web.shapes import Body, Id, Page, Paging, Shape, Text

projects = Endpoints("projects")


def _distinct(keywords: list[str]) -> list[str]:
    """Leave out what stands before, however it is capitalised."""
    kept: dict[str, str] = {}
    for each in keywords:
        kept.setdefault(each.casefold(), each)
    return list(kept.values())


Keyword = Annotated[Text, AfterValidator(str.strip), Field(min_length=1, max_length=50)]
Name = Annotated[Text, AfterValidator(str.strip), Field(min_length=1, max_length=100)]


class OwnProject(Shape):
    """A project that one sees, with one's role in it."""

    id: Id
    slug: str
    name: str
    role: Role
    language: Language = Field(description="what is made of its messages is written in it")
    keywords: list[str] = Field(
        description="of a run's messages those that hold one of them, or a mention, are looked at;"
        " all where there are none"
    )


class NewProject(Body):
    """A project to make."""

    slug: Text = Field(description="1 to 63 small letters, digits and hyphens, for addresses")
    name: Name | None = Field(None, description="what people call it; else told from the slug")


class ProjectChange(Body):
    """What to change of a project; what is left out stays."""

    name: Name | None = Field(None, description="what people call it")
    language: Language | None = Field(
        None, description="what is made of its messages is written in it"
    )
    keywords: Annotated[list[Keyword], AfterValidator(_distinct), Field(max_length=100)] | None = (
        Field(None, description="in place of those that it had, however they are capitalised")
    )


class Member(Shape):
    """Somebody with a role in a project."""

    id: Id
    name: str
    role: Role


class MemberRole(Body):
    """The role to have."""

    role: Role


@projects.get("/api/projects")
async def list_projects(call: Call) -> Page[OwnProject]:
    """List the projects that one sees, with one's role in each, by slug."""
    found = await known.visible(call.db, call.person)
    items = [OwnProject.model_validate(each) for each in found]
    return Page[OwnProject](items=items, next_cursor=None)


@projects.post("/api/projects", access="admin", status=201, errors=(409,))
async def create_project(call: Call, body: NewProject) -> OwnProject:
    """Make a project, in which nobody has a role yet besides administrators."""
    async with call.acting():
        made = await known.create(call.db, call.person, body.slug, name=body.name)
    return OwnProject.model_validate(made)


@projects.patch("/api/projects/{project}")
async def change_project(call: Call, project: str, body: ProjectChange) -> OwnProject:
    """Change a project, given by slug or id: its name, its language, its keywords.

    Administrators may do this everywhere, an admin of a project in that project. The slug stays,
    since it stands in addresses.
    """
    async with call.acting():
        changed = await known.change(
            *(call.db, call.person, project),
            name=body.name,
            language=body.language,
            keywords=body.keywords,
        )
    return OwnProject.model_validate(changed)


@projects.get("/api/projects/{project}/members")
async def list_members(call: Call, project: str, query: Paging) -> Page[Member]:
    """List the members of a project, given by slug or id."""
    found = await known.readable(call.db, call.person, project)
    page = await members.page(call.db, found.id, cursor=query.cursor, limit=query.limit)
    items = [Member.model_validate(each) for each in page.rows]
    return Page[Member](items=items, next_cursor=page.next_cursor)


@projects.get("/api/projects/{project}/members/{id}")
async def read_member(call: Call, project: str, id: int) -> Member:
    """Read the role of somebody in a project."""
    found = await known.readable(call.db, call.person, project)
    return Member.model_validate(await members.read(call.db, found.id, id))


# No API token gives or takes a role: a leaked one would make itself accomplices.
@projects.put("/api/projects/{project}/members/{id}", access="account")
async def put_member(call: Call, project: str, id: int, body: MemberRole) -> Member:
    """Give somebody a role in a project, in place of the one they had.

    Administrators may do this everywhere, an admin of a project in that project.
    """
    found = await members.manageable(call.db, call.person, project)
    async with call.acting(project_id=found.id):
        await members.hold(call.db, call.person, found)
        return Member.model_validate(await members.put(call.db, found.id, id, body.role))


@projects.delete("/api/projects/{project}/members/{id}", access="account")
async def remove_member(call: Call, project: str, id: int) -> None:
    """Take somebody's role in a project away."""
    found = await members.manageable(call.db, call.person, project)
    async with call.acting(project_id=found.id):
        await members.hold(call.db, call.person, found)
        await members.remove(call.db, found.id, id)
