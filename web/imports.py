"""Imports: a chat's history, uploaded as Telegram Desktop exports it."""

from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field
from starlette.responses import Response

from orakul import projects
from orakul.messages import importing
from orakul.messages.importing import Examined
from web.call import Call
from web.dispatch import answered
from web.endpoints import Endpoints, Upload
from web.shapes import Body, Id, Shape, Text
from web.uploading import too_large

imports = Endpoints("messages")

EXAMPLE: Final[dict[str, Any]] = {
    "name": "Release team",
    "type": "private_supergroup",
    "id": 4242,
    "messages": [
        {
            "id": 1,
            "type": "message",
            "date_unixtime": "1772442904",
            "from": "Ada",
            "from_id": "user7",
            "text": "The import fails on exports larger than 2 GB.",
        }
    ],
}

Name = Annotated[Text, AfterValidator(str.strip), Field(min_length=1, max_length=255)]


class ImportQuery(Body):
    """Where the messages of the file go."""

    project: Text = Field(description="a slug or an id")
    name: Name = Field("result.json", description="of the file")


class ImportAccepted(Shape):
    """The task that carries it out; its progress counts the messages, its result tells of them."""

    task_id: Id
    total: int = Field(description="messages in the file")


async def _admit(call: Call, query: ImportQuery) -> None:
    await projects.writable(call.db, call.person, query.project)


class RoomQuery(Body):
    """What is to be imported."""

    project: Text = Field(description="a slug or an id")
    size: Annotated[int, Field(ge=0, le=2**63 - 1)] = Field(0, description="of the file, in bytes")


@imports.get("/api/imports/room", access="write", errors=(404, 413, 429))
async def check_room(call: Call, query: RoomQuery) -> None:
    """Ask whether a file would be taken now, before it is sent.

    It would be refused as this is: where there is no room, `Retry-After` says when to ask
    again. Nothing is reserved.
    """
    await projects.writable(call.db, call.person, query.project)
    if query.size > (most := call.site.settings.largest_import):
        raise too_large(most)
    await call.site.uploads.check(call.person.id, query.size, call.site.settings)


@imports.post(
    "/api/imports",
    status=202,
    answer=ImportAccepted,
    headers={"Location": "where the task is read that carries it out"},
    errors=(404, 422),
    upload=Upload(_admit, importing.examine, lambda given: given.largest_import, EXAMPLE),
)
async def import_messages(call: Call, query: ImportQuery, upload: Examined) -> Response:
    """Import the messages of an export, a `result.json` of Telegram Desktop.

    The file is read as a whole before anything is stored, so that a damaged one is refused
    with the place of the damage; `kind` names it, and `blanks` what is particular. What is there
    already is not stored twice: to send the same file again is harmless.
    `ORAKUL_LARGEST_IMPORT` bytes are taken at most. Where too many files come at once, or the
    disk has no room, it is refused before it is read: ask for the room of a large one first.
    """
    project = await projects.writable(call.db, call.person, query.project)
    async with call.acting(project_id=project.id):
        begun = await importing.begin(call.db, upload, query.name, project_id=project.id)
    accepted = ImportAccepted.model_validate({"task_id": begun.task_id, "total": begun.total})
    response = answered(accepted, 202)
    response.headers["Location"] = f"/api/tasks/{begun.task_id}"
    return response
