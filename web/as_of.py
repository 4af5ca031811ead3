"""The `as_of` parameter: answers of the board as it was."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema
from starlette.responses import Response

from orakul.tasks import as_of
from orakul.tasks.as_of import Moment
from web.call import Call
from web.dispatch import answered
from web.shapes import Body

HEADER: Final = "Orakul-As-Of"
ERRORS: Final = (404, 410)  # what asking for a moment can answer

# The id of an event, or a time; which of them is found out where the log is read.
Given = Annotated[
    str,
    AfterValidator(as_of.check_name),
    WithJsonSchema({"type": "string", "pattern": f"^({as_of.ID}|{as_of.TIME})$"}),
]
DESCRIPTION: Final = (
    "as it was then: the id of an event, for the commit that it belongs to, or a time of"
    " RFC 3339 that is not to come, for the last commit at or before it. The header"
    f" `{HEADER}` of the answer is the id of the moment. 410 where the log does not go back so"
    " far, 404 where no event has the id"
)
AsOf = Annotated[Given | None, Field(description=DESCRIPTION)]


class AsOfQuery(Body):
    """The query of what can be asked for as it was."""

    as_of: AsOf = None


@asynccontextmanager
async def at_moment(call: Call, name: str) -> AsyncGenerator[Moment]:
    """Find the moment of that name; what is read in the context is of one snapshot.

    Raises:
        RejectedError: it is a time to come.
        PrunedError: the log does not go back so far.
        NotFoundError: no event has this id.
    """
    async with as_of.at_moment(call.db, name) as moment:
        yield moment


def told(moment: Moment, content: BaseModel) -> Response:
    """Answer *content*, and say in a header which moment it is of."""
    response = answered(content)
    response.headers[HEADER] = str(moment)
    return response
