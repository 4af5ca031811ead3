"""How tasks ended over time, for charts that follow the list of tasks."""

from collections.abc import Sequence
from datetime import timedelta

from pydantic import Field

from orakul.tasks import series
from orakul.tasks.series import BUCKETS, SERIES, By
from web.call import Call
from web.endpoints import Endpoints
from web.shapes import GivenTime, Shape, Time
from web.tasks import TaskFilter

charts = Endpoints("queue")


class SeriesQuery(TaskFilter):
    """What time, which tasks, and what has a line of its own."""

    from_: GivenTime | None = Field(
        None,
        alias="from",
        description="from when on; by default an hour before `to`, and at most 30 days",
    )
    to: GivenTime | None = Field(None, description="until when; now by default")
    by: By = Field("none", description="what has a series each: nothing, one of all, by default")
    durations: bool = Field(
        default=True, description="whether waits and runs are measured, which takes longer"
    )


class Percentiles(Shape):
    """Of a duration in milliseconds, for each bucket; null where none was measured."""

    p50: Sequence[float | None]
    p95: Sequence[float | None]
    p99: Sequence[float | None]


class Series(Shape):
    """How one kind of tasks ended, a figure for each bucket of time."""

    key: str | None = Field(
        description="the queue, name, worker or state that it ended in; null of all, of the rest,"
        " and of what no worker ran"
    )
    is_rest: bool = Field(
        description=f"whether it is all together that is not among the {SERIES} largest"
    )
    ended: Sequence[int] = Field(description="tasks that ended")
    failed: Sequence[int] = Field(description="of these, though they were retried since")
    wait_ms: Percentiles | None = Field(
        description="from when they were due to the start of the attempt that ended them; null"
        " where no durations were asked for"
    )
    run_ms: Percentiles | None = Field(description="of that attempt; null as above")


class Chart(Shape):
    """Series over the same buckets. The first and the last bucket may be cut by the times."""

    since: Time = Field(serialization_alias="from")
    until: Time = Field(serialization_alias="to")
    step_seconds: int = Field(description=f"length of a bucket: as many as {BUCKETS} fit")
    times: Sequence[Time] = Field(description="when each bucket begins")
    series: Sequence[Series] = Field(description="the one with the most tasks first, the rest last")


@charts.get("/api/metrics/series", errors=(422,), lane="search")
async def read_series(call: Call, query: SeriesQuery) -> Chart:
    """Count how tasks ended over time, and measure how long they waited and ran.

    The tasks are those that GET /api/tasks finds with the same filter and that ended between
    the two times. What would take the database too long is refused: ask for less time, or for
    fewer tasks.
    """
    chart = await series.read(
        *(call.db, call.person, query.wanted()),
        since=query.from_,
        until=query.to,
        by=query.by,
        durations=query.durations,
    )
    return Chart.model_validate(
        {
            "since": chart.since,
            "until": chart.until,
            "step_seconds": chart.step // timedelta(seconds=1),
            "times": chart.times,
            "series": chart.series,
        }
    )
