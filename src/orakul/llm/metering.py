"""What calls of a language model took, told of those that failed, too.

A call that fails gives no answer to say it, but what the model has read and written by then is
paid for: an answer that did not fit, or the first one before the service went away.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from orakul.llm.engine import Usage

_METER: ContextVar[list[Usage] | None] = ContextVar("meter", default=None)


@contextmanager
def metered() -> Generator[list[Usage]]:
    """Give a list to which is added what each call inside takes, once it has ended."""
    taken: list[Usage] = []
    token = _METER.set(taken)
    try:
        yield taken
    finally:
        _METER.reset(token)


def meter(usage: Usage) -> None:
    """Add what a call took, unless that is nothing."""
    taken = _METER.get()
    if taken is not None and (usage.input_tokens or usage.output_tokens):
        taken.append(usage)
