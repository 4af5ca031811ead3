"""How tasks ended over time, for charts: throughput, failures, waits and runs.

A chart follows the list: it is of the tasks that a filter of the list finds, each in the
bucket of time that it ended in. A retry erases no end: a task that failed, was retried and
completed has ended twice. A search for what `ended` within a bucket finds its tasks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Final, Literal

from orakul import database
from orakul.database import Connection
from orakul.errors import RejectedError
from orakul.people import Person
from orakul.sentences import said
from orakul.tasks.reading import Filter

By = Literal["none", "queue", "name", "worker", "state"]

DEFAULT_SPAN: Final = timedelta(hours=1)
LONGEST_SPAN: Final = timedelta(days=30)
GRACE: Final = timedelta(minutes=1)  # for who counts the longest span from before they asked
BUCKETS: Final = 120  # at most, and one more where the first and the last are cut
SERIES: Final = 10  # that stand for themselves
PATIENCE: Final = 5.0  # seconds that the database may take

# Widths of buckets that people count in, in seconds.
STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600)


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Of a duration in milliseconds, one for each bucket; None where there was none."""

    p50: Sequence[float | None]
    p95: Sequence[float | None]
    p99: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Series:
    """How one kind of tasks ended, bucket by bucket.

    Attributes:
        key: the queue, name, worker or state that they ended in; None for tasks that never had a
            worker, for all tasks together, and for the rest.
        is_rest: whether it is of all tasks that have no series of their own.
        ended: how many ended in each bucket.
        failed: how many of these failed.
        wait_ms: from when they were due to the start of the attempt that ended them; None where
            no durations were wanted.
        run_ms: how long that attempt ran; None as above.
    """

    key: str | None
    is_rest: bool
    ended: Sequence[int]
    failed: Sequence[int]
    wait_ms: Percentiles | None
    run_ms: Percentiles | None


@dataclass(frozen=True, slots=True)
class Chart:
    """Series over the same buckets, each *step* long; *times* are their beginnings."""

    since: datetime
    until: datetime
    step: timedelta
    times: Sequence[datetime]
    series: Sequence[Series]


@dataclass(frozen=True, slots=True)
class _Bucket:
    key: str | None
    is_rest: bool
    bucket: int
    ended: int
    failed: int
    wait: Sequence[float | None] | None
    run: Sequence[float | None] | None


async def read(
    db: Connection,
    person: Person,
    wanted: Filter,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    by: By = "none",
    durations: bool = True,
    patience: float = PATIENCE,
) -> Chart:
    """Return how the tasks that *person* sees and *wanted* finds ended, the largest series first.

    Args:
        db: connection outside of a transaction.
        person: who asks.
        wanted: the filter of the list.
        since: when to begin; `DEFAULT_SPAN` before *until* where not given.
        until: when to end, itself left out; now where not given.
        by: what has a series each, up to `SERIES`; what has none is one series together.
        durations: whether waits and runs are measured, which takes longer.
        patience: seconds that the database may take.

    Raises:
        SearchError: what is searched for is no search.
        RejectedError: the times are in the wrong order or too far apart, or the answer would
            take longer than *patience*.
    """
    since, until = _span(since, until)
    step = _step(until - since)
    start = _floor(since, step)
    times = [start + n * step for n in range(-((start - until) // step))]
    arguments = (*wanted.arguments(person), since, until, start, step, by, SERIES, durations)
    async with database.patience(db, patience):
        rows = await database.fetch(db, _Bucket, "series_of_tasks", *arguments)
    return Chart(since, until, step, times, _series(rows, len(times), by, durations=durations))


def _span(since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    until = until or datetime.now(UTC)
    try:
        since = since or until - DEFAULT_SPAN
    except OverflowError:
        raise RejectedError(said("chart_too_early")) from None
    if since >= until:
        raise RejectedError(said("chart_ends_first"))
    if until - since > LONGEST_SPAN + GRACE:
        raise RejectedError(said("chart_too_long", most=LONGEST_SPAN.days))
    return max(since, until - LONGEST_SPAN) if until - since > LONGEST_SPAN else since, until


def _step(span: timedelta) -> timedelta:
    steps = (timedelta(seconds=each) for each in STEPS)
    return next(step for step in steps if span <= BUCKETS * step)


def _floor(moment: datetime, step: timedelta) -> datetime:
    """Return the last multiple of *step*, counted from the year 1, at or before *moment*."""
    return moment - (moment - datetime.min.replace(tzinfo=UTC)) % step


def _series(rows: Iterable[_Bucket], length: int, by: By, *, durations: bool) -> list[Series]:
    found = [
        _spread(
            {row.bucket: row for row in group}, length, key, is_rest=is_rest, durations=durations
        )
        for (key, is_rest), group in groupby(rows, key=lambda row: (row.key, row.is_rest))
    ]
    if found or by != "none":
        return found
    return [_spread({}, length, None, is_rest=False, durations=durations)]


def _spread(
    rows: Mapping[int, _Bucket], length: int, key: str | None, *, is_rest: bool, durations: bool
) -> Series:
    buckets = [rows.get(n) for n in range(length)]
    return Series(
        key,
        is_rest,
        [row.ended if row else 0 for row in buckets],
        [row.failed if row else 0 for row in buckets],
        _percentiles([row and row.wait for row in buckets]) if durations else None,
        _percentiles([row and row.run for row in buckets]) if durations else None,
    )


def _percentiles(of_buckets: Sequence[Sequence[float | None] | None]) -> Percentiles:
    each = [[found[n] if found else None for found in of_buckets] for n in range(3)]
    return Percentiles(*each)
