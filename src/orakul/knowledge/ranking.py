"""Topics and atoms by what they mean, of those that a reader may see.

A *reader* is a person's id, or None for an administrator. The *search* of a filter does not
count: what is searched for is the question.
"""

from orakul import database, ranking, vectors
from orakul.database import Connection
from orakul.knowledge.listing import AtomFilter, TopicFilter
from orakul.ranking import Question, Ranking


async def rank_topics(
    db: Connection, reader: int | None, wanted: TopicFilter, question: Question, *, most: int
) -> Ranking:
    """Return the topics that answer *question* best, *most* of them."""
    those = (reader, wanted.projects, wanted.ids)
    names = ("rank_topics", "count_unembedded_topics")
    return await _rank(db, names, question, *those, most=most)


async def rank_atoms(
    db: Connection, reader: int | None, wanted: AtomFilter, question: Question, *, most: int
) -> Ranking:
    """Return the atoms that answer *question* best, *most* of them."""
    those = (reader, wanted.projects, wanted.types, wanted.topic_id, wanted.ids)
    names = ("rank_atoms", "count_unembedded_atoms")
    return await _rank(db, names, question, *those, most=most)


async def _rank(
    db: Connection, queries: tuple[str, str], question: Question, *those: object, most: int
) -> Ranking:
    rank, count = queries
    rows, more = await ranking.rank(db, rank, question, *those, most=most)
    return Ranking(rows, more, await database.fetch_value(db, count, *those, vectors.MODEL))
