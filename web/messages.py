"""Messages of the chats."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, JsonValue

from orakul.messages.ranking import rank_messages, read_as_question
from orakul.messages.reading import SORTABLE, Classification, Filter
from orakul.messages.reading import count_messages as count_
from orakul.messages.reading import list_messages as list_
from orakul.paging import read_sort
from orakul.ranking import Question
from orakul.sentences import said
from web.call import Call
from web.endpoints import Endpoints
from web.ranking import RankedPage, Scored, Searching, question_of, refuse, refuse_order
from web.shapes import (
    Body,
    Count,
    GivenId,
    GivenTime,
    Id,
    Ids,
    Shape,
    Text,
    Time,
    counts,
    order_by,
)

messages = Endpoints("messages")


class Chat(Shape):
    """Where a message was said."""

    id: Id
    title: str


class Author(Shape):
    """Who said it; without an id, somebody whom we know by name only."""

    id: Id | None
    name: str


class Message(Scored):
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


class MessageFilter(Body):
    """Which messages. What is not given restricts nothing."""

    author: Text | None = Field(None, description="an id, a name or an e-mail")
    project: Text | None = Field(None, description="a slug or an id")
    from_: GivenTime | None = Field(None, alias="from", description="sent then or later")
    to: GivenTime | None = Field(None, description="sent before then")
    id: Ids = Field([], description="repeat it for several")
    chat: Ids = Field([], description="the id of a chat; repeat it for several")
    topic_id: Ids = Field([], description="repeat it for several")

    def wanted(self, search: str | None, classifications: Sequence[Classification] = ()) -> Filter:
        """Return the filter of the list, for messages with *search* as a part of their text."""
        return Filter(
            self.project,
            search,
            classifications,
            self.author,
            self.from_,
            self.to,
            self.id,
            self.chat,
            self.topic_id,
        )


class MessageQuery(Searching, MessageFilter):
    """Which messages to list, in which order. What is not given restricts nothing."""

    similar_to: GivenId | None = Field(
        None, description="of a message, instead of `q`: ranks by meaning what is like it"
    )
    classification: list[Classification] = Field([], description="repeat it for several")
    sort: Annotated[str, order_by(SORTABLE)] = "-sent_at"


class MessageCountQuery(MessageFilter):
    """Which messages to count. What is not given restricts nothing."""

    q: Text | None = Field(None, min_length=1, max_length=1000, description="a part of the text")


class MessageCounts(Shape):
    """How many messages there are, scored or not, and how many of each classification."""

    all: Count
    signal: Count
    weak_signal: Count
    noise: Count


@messages.get("/api/messages/count", lane="search")
async def count_messages(call: Call, query: MessageCountQuery) -> MessageCounts:
    """Count the messages of one's projects, by their classification."""
    found = await count_(call.db, call.person, query.wanted(query.q))
    return MessageCounts.model_validate(counts(found))


@messages.get("/api/messages", errors=(404,), lane="search")
async def list_messages(call: Call, query: MessageQuery) -> RankedPage[Message]:
    """List the messages of one's projects, or rank them by what they mean."""
    wanted = query.wanted(query.q if query.by == "text" else None, query.classification)
    if question := await _question(call, query):
        by = "meaning" if query.similar_to is not None else query.by
        found = await rank_messages(
            call.db, call.person, wanted, question, most=query.limit, besides=query.similar_to
        )
        return RankedPage[Message].ranked(by, found)
    page = await list_(
        call.db,
        call.person,
        wanted,
        sort=read_sort(query.sort, SORTABLE),
        limit=query.limit,
        cursor=query.cursor,
    )
    return RankedPage[Message].listed(page)


async def _question(call: Call, query: MessageQuery) -> Question | None:
    if query.similar_to is None:
        return await question_of(query)
    refuse_order(query)
    for name in sorted(query.model_fields_set & {"q", "by"}):
        refuse(name, said("likeness_asked"))
    return await read_as_question(call.db, call.person, query.similar_to)
