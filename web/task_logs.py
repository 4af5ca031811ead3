"""The log of a task: its lines in pages, to be read from either end and followed."""

from typing import Annotated

from pydantic import Field, JsonValue

from orakul.tasks import logs as task_logs
from orakul.tasks.logs import Level, LogFilter
from web.call import Call
from web.endpoints import Endpoints
from web.shapes import Body, Shape, Text, Time

logs = Endpoints("tasks")

LARGEST_PAGE = 1000  # lines

Number = Annotated[int, Field(ge=0, lt=2**31)]


class LogLine(Shape):
    """One line that a task logged, without secrets."""

    number: int = Field(description="its place in the log, from 1 without a hole")
    at: Time
    attempt: int
    level: Level
    span_id: str | None
    logger: str
    event: str = Field(description="the text")
    fields: dict[str, JsonValue] = Field(description="what was logged with it")


class Log(Shape):
    """Lines of a log, oldest first."""

    items: list[LogLine]
    next_cursor: str | None = Field(
        description="give it as `after`, or as `before` of a request for the last lines; null at"
        " the end"
    )
    upto: int = Field(description="all up to this number was looked at: ask for what is after it")
    dropped: int = Field(description="how many lines are missing at the end of a full log")


class LogQuery(Body):
    """Which lines to read. What is not given restricts nothing."""

    level: Level | None = Field(None, description="the least")
    attempt: Number | None = Field(None, description="its number")
    q: Text | None = Field(
        None, min_length=1, description="part of the text, of the fields, or of the logger's name"
    )
    after: Number | None = Field(None, description="the number of a line, which is left out")
    before: Number | None = Field(None, description="the number of a line, which is left out")
    last: bool = Field(default=False, description="the last of these lines rather than the first")
    limit: int = Field(200, ge=1, le=LARGEST_PAGE, description="how many lines at most")


@logs.get("/api/tasks/{id}/logs")
async def read_log(call: Call, id: int, query: LogQuery) -> Log:
    """Read what a task logged.

    A line that is logged can be read a fifth of a second later, and those of an attempt
    when the attempt has ended. To follow a log, read it, and read on after `upto` whenever
    an event `task_logged` tells that it goes further. A log holds 10,000 lines or 5 MiB;
    where it is full, its last line says how many more there were.
    """
    wanted = LogFilter(
        after=query.after,
        before=query.before,
        level=query.level,
        attempt=query.attempt,
        search=query.q,
        last=query.last,
    )
    log = await task_logs.read(call.db, call.person, id, wanted, limit=query.limit)
    edge = (log.lines[0] if query.last else log.lines[-1]) if log.more else None
    return Log.model_validate(
        {
            "items": log.lines,
            "next_cursor": None if edge is None else str(edge.number),
            "upto": log.upto,
            "dropped": log.dropped,
        }
    )
