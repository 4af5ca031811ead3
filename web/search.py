"""Searching tasks: how many there are, and how a search may go on."""

from typing import Annotated

from pydantic import Field

from orakul.tasks import reading
from orakul.tasks.search import suggesting
from orakul.tasks.search.parsing import LONGEST
from orakul.tasks.search.suggesting import Kind
from web.call import Call
from web.endpoints import Endpoints
from web.shapes import Body, Shape, Text
from web.tasks import TaskFilter

search = Endpoints("tasks")


class TaskCount(Shape):
    """How many tasks a filter finds. They are counted one by one up to 10000."""

    count: int = Field(description="what was counted, or an estimate where that would take long")
    exact: bool = Field(
        description="whether it is all of them; otherwise there may be more or less"
    )
    estimate: int = Field(description="all of them if exact; otherwise as a sample has it")


class SuggestionQuery(Body):
    """A search that is being written, and where in it."""

    q: Annotated[Text, Field(max_length=LONGEST, description="as far as it is written")] = ""
    at: int | None = Field(
        None, ge=0, le=LONGEST, description="the cursor, in characters from 0; by default the end"
    )


class Suggestion(Shape):
    """A text to stand in place of what is from `start` to `end`, and what it means."""

    text: str
    told: str
    start: int
    end: int
    kind: Kind = Field(description="of the meaning, to say it in another language")
    about: str | None = Field(description="which one of the kind it means")


class Suggestions(Shape):
    """How a search may go on; what is likely comes first."""

    items: list[Suggestion]


@search.get("/api/tasks/count", errors=(422,), lane="search")
async def count_tasks(call: Call, query: TaskFilter) -> TaskCount:
    """Count tasks.

    Never by reading them all: what has more than 10000 is told as 10000 that are not exact,
    with an estimate.
    """
    found = await reading.count_tasks(call.db, call.person, query.wanted())
    count = found.estimate if found.counted is None else found.counted
    return TaskCount(count=count, exact=found.is_exact, estimate=found.estimate)


@search.get("/api/tasks/suggestions")
async def suggest_tasks(call: Call, query: SuggestionQuery) -> Suggestions:
    """Suggest how a search of tasks may go on at the cursor.

    Qualifiers, states, and names, queues, people, projects and arguments that there are, as
    far as one may see them.
    """
    at = len(query.q) if query.at is None else query.at
    found = await suggesting.suggest(call.db, call.person, query.q, at)
    return Suggestions.model_validate({"items": found})
