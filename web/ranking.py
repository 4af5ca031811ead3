"""Lists that are searched by their text, or ranked by what they mean."""

from typing import Final, Generic, Literal, NoReturn, Self, TypeVar

from pydantic import Field

from orakul.paging import Shaped, Slice
from orakul.ranking import By, Question, understand
from orakul.ranking import Ranking as Found
from orakul.sentences import Sentence, said
from web.problems import InvalidError, wrong
from web.shapes import Page, Paging, Shape, Text

Item = TypeVar("Item")
ShapedRow = TypeVar("ShapedRow", bound=Shaped)

_ORDERING: Final = frozenset({"cursor", "sort"})


class Searching(Paging):
    """The query of a list that is searched. By meaning, or by both, it answers a ranking."""

    q: Text | None = Field(None, min_length=1, max_length=1000, description="what is searched for")
    by: By = Field(
        "text",
        description="where `q` is looked for: `text` lists what has it as a part of its text;"
        " `meaning` ranks what is alike, however it is worded; `both` ranks by both",
    )


class Scored(Shape):
    """How well an item of a ranking answers; both are null in a list that is none."""

    score: float | None = Field(None, description="what a ranking is in the order of")
    likeness: float | None = Field(
        None, description="cosine, 0 to 1; null where there is no embedding yet"
    )


class Ranking(Shape):
    """What a ranking is of. It is one page: what it does not hold, a filter or a limit decides."""

    by: Literal["meaning", "both"]
    more: bool = Field(description="whether others follow, less alike, that are not listed")
    unembedded: int = Field(
        description="how many have no embedding yet, so that their meaning was not compared;"
        " of messages, the latest 10,000 that the filters let pass are looked at"
    )


class RankedPage(Page[Item], Generic[Item]):
    """A page of a list, or a ranking."""

    ranking: Ranking | None = Field(description="null where it is a list")

    @classmethod
    def listed(cls, found: Slice[ShapedRow]) -> Self:
        """Make the page of a list."""
        items = [row.shape for row in found.rows]
        return cls.model_validate(
            {"items": items, "next_cursor": found.next_cursor, "ranking": None}
        )

    @classmethod
    def ranked(cls, by: By, found: Found) -> Self:
        """Make the page that is a ranking."""
        items = [
            {**row.shape, "score": round(row.score, 6), "likeness": _rounded(row.likeness)}
            for row in found.rows
        ]
        told = {"by": by, "more": found.more, "unembedded": found.unembedded}
        return cls.model_validate({"items": items, "next_cursor": None, "ranking": told})


async def question_of(query: Searching) -> Question | None:
    """Return what a ranking is asked for; None where a list is.

    Raises:
        InvalidError: there is nothing to rank by, or what no ranking takes.
    """
    if query.by == "text":
        return None
    refuse_order(query)
    if query.q is None or not query.q.strip():
        refuse("q", said("nothing_searched"))
    return await understand(query.q, query.by)


def refuse_order(query: Searching) -> None:
    """Refuse what only a list takes.

    Raises:
        InvalidError: *query* has it.
    """
    for name in sorted(query.model_fields_set & _ORDERING):
        refuse(name, said("ranking_ordered"))


def refuse(path: str, sentence: Sentence) -> NoReturn:
    """Say what is wrong with one field of a query."""
    raise InvalidError([wrong(path, sentence)])


def _rounded(likeness: float | None) -> float | None:
    return None if likeness is None else round(likeness, 6)
