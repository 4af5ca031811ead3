"""Messages by what they mean."""

from typing import Final

from orakul import database, ranking, vectors
from orakul.database import Connection
from orakul.errors import NotFoundError, RejectedError
from orakul.messages.reading import Filter
from orakul.people import Person
from orakul.ranking import Question, Ranking
from orakul.sentences import said

LOOKED_AT: Final = 10_000  # messages; of the latest that a filter leaves, those that are counted


async def rank_messages(
    db: Connection,
    person: Person,
    wanted: Filter,
    question: Question,
    *,
    most: int,
    besides: int | None = None,
) -> Ranking:
    """Return those of the messages that *person* sees which answer *question* best.

    Args:
        db: connection.
        person: who asks.
        wanted: which messages are compared; its *search* does not count.
        question: what is searched for.
        most: how many to return.
        besides: id of a message that is left out.
    """
    those = (person.reader, wanted.project, *wanted.besides_words)
    rows, more = await ranking.rank(db, "rank_messages", question, *those, besides, most=most)
    left = await database.fetch_value(
        db, "count_unembedded_messages", *those, vectors.MODEL, LOOKED_AT
    )
    return Ranking(rows, more, left)


async def read_as_question(db: Connection, person: Person, id: int) -> Question:
    """Return a message as a question for others like it.

    Raises:
        NotFoundError: *person* sees no such message.
        RejectedError: it has no text.
    """
    text = await database.fetch_value(db, "text_of_message", person.reader, id)
    if text is None:
        raise NotFoundError(said("message_unknown", id=id))
    if not text.strip():
        raise RejectedError(said("message_without_text", id=id))
    return await ranking.understand(text, "meaning")
