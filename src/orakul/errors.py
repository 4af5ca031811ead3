"""Everything Orakul raises on purpose.

    OrakulError
    ├── NotFoundError       the thing asked for does not exist, or not for this person
    ├── RejectedError       the caller sent something it should not have
    ├── DeniedError         the person is known but may not do this
    ├── ConflictError       the thing is not in a state in which this can be done
    ├── ThrottledError      the caller tried too often; trying later may help
    └── UnavailableError    a service we depend on did not answer; trying later may help

Errors of asyncpg pass through untouched: whoever can mend a database error knows it by
its own name.
"""

from datetime import timedelta
from types import MappingProxyType

from orakul.sentences import Blanks, Sentence


class OrakulError(Exception):
    """Base of everything Orakul raises on purpose.

    Attributes:
        kind: of its sentence, so that it can be said in another language; None where nobody
            but a program or an operator is told.
        blanks: what stands in the blanks of the sentence.
    """

    kind: str | None = None
    blanks: Blanks = MappingProxyType({})

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        if isinstance(message, Sentence):
            self.kind, self.blanks = message.kind, message.blanks


class NotFoundError(OrakulError):
    """The thing asked for does not exist, or not for this person."""


class RejectedError(OrakulError):
    """The caller sent something it should not have; the message says what to send.

    Attributes:
        path: of the field that is wrong, as in a request; None where it is not one alone.
    """

    def __init__(self, message: str = "", *, path: str | None = None) -> None:
        super().__init__(message)
        self.path = path


class DeniedError(OrakulError):
    """The person is known but may not do this."""


class ConflictError(OrakulError):
    """The thing is not in a state in which this can be done; the message names the state."""


class ThrottledError(OrakulError):
    """The caller tried too often; trying later may help.

    Attributes:
        retry_after: how long to wait.
    """

    def __init__(self, message: str, *, retry_after: timedelta) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnavailableError(OrakulError):
    """A service we depend on did not answer; trying later may help.

    Attributes:
        retry_after: what the service asked us to wait, where it said so.

    Args:
        message: what is not there.
        retry_after: a length of time, or seconds, as services say it.

    Raises:
        TypeError: *retry_after* is neither.
    """

    def __init__(self, message: str, *, retry_after: timedelta | float | None = None) -> None:
        super().__init__(message)
        self.retry_after = _length(retry_after)


def _length(given: timedelta | float | None) -> timedelta | None:
    """Return a length of time, the longest for one that is too long to tell."""
    if given is None or isinstance(given, timedelta):
        return given
    try:
        return timedelta(seconds=given)
    except OverflowError:
        return timedelta.max if given > 0 else timedelta(0)
    except ValueError:  # not a number
        return None
