"""When a task that failed is tried again.

The wait doubles with each attempt and is spread at random ("full jitter" over its upper
half), so that a thousand tasks that failed together do not come back together. A service
that says how long to wait is believed, up to an hour, and gets the thousand spread, too.
What cannot get better by waiting is not retried.
"""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Final

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from orakul.errors import (
    ConflictError,
    DeniedError,
    NotFoundError,
    RejectedError,
    UnavailableError,
)
from orakul.tasks.fingerprint import only

FIRST: Final = timedelta(seconds=2)
LONGEST: Final = timedelta(minutes=5)
DOUBLINGS: Final = 16  # after which any wait is the longest
MOST_ASKED: Final = timedelta(hours=1)  # that a service may make us wait
SPREAD: Final = 0.1  # of what a service asked for, added at random
HOPELESS: Final = (RejectedError, NotFoundError, DeniedError, ConflictError)


class Backoff(BaseRetryStrategy):
    """Retry up to *max_attempts* attempts in all, with growing waits."""

    def __init__(self, max_attempts: int) -> None:
        self.max_attempts = max_attempts

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Say when *job* runs again, or None when this was its end."""
        if isinstance(exception, asyncio.CancelledError):
            return RetryDecision(retry_at=datetime.now(UTC))  # the worker stops, not the task
        error = only(exception)
        if isinstance(error, HOPELESS) or job.attempts + 1 >= self.max_attempts:
            return None
        return RetryDecision(retry_at=datetime.now(UTC) + wait(error, job.attempts))


def wait(exception: BaseException, attempts: int) -> timedelta:
    """Return how long to wait after *exception* ended the attempt that follows *attempts*."""
    asked = exception.retry_after if isinstance(exception, UnavailableError) else None
    least = min(asked or timedelta(0), MOST_ASKED)
    whole = min(FIRST * 2 ** min(attempts, DOUBLINGS), LONGEST)
    chance = random.random()  # noqa: S311 - jitter
    return max(least * (1 + SPREAD * chance), whole * (0.5 + 0.5 * chance))
