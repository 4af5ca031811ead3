"""Search by meaning: what is most alike comes first, however it is worded.

What is searched for gets a place in the space of meanings, by the model that embeds what is
found; rows that have no embedding by this model yet are not compared, and are counted instead.
A ranking may also take in what holds the words that are searched for. Then two lists are made
one by reciprocal rank fusion, in ``sql/functions/fused.sql``, after Cormack, Clarke and
Büttcher (SIGIR 2009), with their k of 60.

A ranking is one list with an end: it has no further pages, but tells whether more would follow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from orakul import database, similarity, vectors
from orakul.database import Connection
from orakul.errors import RejectedError
from orakul.language.stopwords import STOP
from orakul.language.text import fold, words
from orakul.sentences import said
from orakul.similarity import Embedding

By = Literal["text", "meaning", "both"]

# Cosine below which two texts have nothing to do with each other, by the offline model: in chats
# of a thousand messages, a question about something else finds hardly any above it.
UNLIKE: Final = 0.2


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched for: its place, its words if those count, too, and the idle ones of them."""

    place: Embedding
    words: str | None
    idle: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row of a ranking.

    Attributes:
        shape: as clients see it.
        score: what the rows are in the order of.
        likeness: cosine, 0 to 1; None for a row without an embedding.
    """

    shape: Mapping[str, Any]
    score: float
    likeness: float | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best rows, whether more would follow, and how many could not be compared."""

    rows: Sequence[Ranked]
    more: bool
    unembedded: int


async def understand(text: str, by: By) -> Question:
    """Return *text* as a question *by* its meaning, or by both its meaning and its words.

    Raises:
        RejectedError: it is blank, which has no meaning.
    """
    [place] = await similarity.embed([text])
    if place is None:
        raise RejectedError(said("search_blank"))
    idle = " ".join(word for word in words(text) if fold(word) in STOP)
    return Question(place, text if by == "both" else None, idle)


async def rank(
    db: Connection, query: str, question: Question, *those: object, most: int
) -> tuple[list[Ranked], bool]:
    """Return what the query ranks first, *most* rows, and whether more would follow.

    Args:
        db: connection.
        query: its name; it takes *those*, the model and what is searched for by it, and how
            many rows it returns at most.
        question: what is searched for.
        those: what is compared.
        most: how many rows.
    """
    asked = (vectors.MODEL, question.place, UNLIKE, question.words, question.idle)
    rows = await database.fetch(db, Ranked, query, *those, *asked, most + 1)
    return rows[:most], len(rows) > most
