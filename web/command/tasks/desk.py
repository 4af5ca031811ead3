"""From a command to the database and back: how each of ``orakul tasks`` is carried out."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from rich.cells import cell_len

from orakul import logs
from orakul.database import Acting
from orakul.errors import RejectedError
from orakul.settings import Settings
from web.command.place import settings_for, typist
from web.command.terminal import harmless

LONGEST_REASON = 500  # characters, as REST has it
CONTEXT = 40  # characters of a query that are shown, each before, in and after what is wrong


def settings_of(data: Path | None) -> Settings:
    """Return the settings; whatever is logged goes to standard error."""
    logs.configure(level="WARNING")
    return settings_for(data=data)


def acting(reason: str | None) -> Acting:
    """Return who types, and why.

    Raises:
        RejectedError: the reason is empty or too long.
    """
    words = None if reason is None else reason.strip()
    if words is not None and not 1 <= len(words) <= LONGEST_REASON:
        raise RejectedError(f"a reason has 1 to {LONGEST_REASON} characters")
    return typist(words)


@contextmanager
def pointing_into(query: str | None) -> Generator[None]:
    """Show where in *query* its error is, if it is an error that knows."""
    try:
        yield
    except RejectedError as error:
        position = getattr(error, "position", None)
        if query is None or not isinstance(position, int):
            raise
        first = max(0, position - CONTEXT)
        last = position + min(max(1, getattr(error, "length", 1)), CONTEXT)
        before, wrong, after = (
            harmless(query[part])
            for part in (slice(first, position), slice(position, last), slice(last, last + CONTEXT))
        )
        caret = " " * cell_len(before) + "^" * max(1, cell_len(wrong))
        raise RejectedError(f"{error}\n  {before}{wrong}{after}\n  {caret}") from None
