"""Messages of the chats."""

from typing import Annotated

from pydantic import Field, JsonValue

from orakul.messages.reading import SORTABLE, Classification, Filter
from orakul.messages.reading import list_messages as list_
from orakul.paging import read_sort
from web.call import Call
from web.endpoints import Endpoints
from web.shapes import GivenTime, Id, Ids, Page, Paging, Shape, Text, Time, order_by

messages = Endpoints("messages")


class Chat(Shape):
    """Where a message was said."""

    id: Id
    title: str


class Author(Shape):
    """Who said it; without an id, somebody whom we know by name only."""

    id: Id | None
    name: str


class Message(Shape):
    """One message of a chat. `importance`, 0 to 1, and what follows are null until scored."""

    id: Id
    project: str
    chat: Chat
    author: Author | None
    external_id: Id
    sent_at: Time
    edited_at: Time | None
    text: str
    media: str | None
    importance: float | None
    classification: Classification | None
    factors: dict[str, JsonValue] | None
    topic_id: Id | None


class MessageQuery(Paging):
    """Which messages to list, in which order. What is not given restricts nothing."""

    q: Text | None = Field(None, min_length=1, max_length=200, description="part of the text")
    classification: list[Classification] = Field([], description="repeat it for several")
    author: Text | None = Field(None, description="an id, a name or an e-mail")
    project: Text | None = Field(None, description="a slug or an id")
    from_: GivenTime | None = Field(None, alias="from", description="sent then or later")
    to: GivenTime | None = Field(None, description="sent before then")
    id: Ids = Field([], description="repeat it for several")
    chat: Ids = Field([], description="the id of a chat; repeat it for several")
    topic_id: Ids = Field([], description="repeat it for several")
    sort: Annotated[str, order_by(SORTABLE)] = "-sent_at"


@messages.get("/api/messages")
async def list_messages(call: Call, query: MessageQuery) -> Page[Message]:
    """List the messages of one's projects."""
    wanted = Filter(
        query.project,
        query.q,
        query.classification,
        query.author,
        query.from_,
        query.to,
        query.id,
        query.chat,
        query.topic_id,
    )
    page = await list_(
        call.db,
        call.person,
        wanted,
        sort=read_sort(query.sort, SORTABLE),
        limit=query.limit,
        cursor=query.cursor,
    )
    return Page[Message].model_validate({"items": page.rows, "next_cursor": page.next_cursor})
