"""Times and durations as people write and read them."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from orakul.errors import RejectedError

UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
MINUTE: Final = 60  # seconds
HOUR: Final = 3600
DAY: Final = 86400
_APART: Final = re.compile(r"([0-9]{1,6})([smhd])")


def read_time(text: str, *, ahead: bool = False) -> datetime:
    """Read ``2026-05-01T12:00``, in local time unless it says which, or ``15m``.

    Args:
        text: what was typed.
        ahead: whether ``15m`` is in fifteen minutes, rather than fifteen minutes ago.

    Raises:
        RejectedError: it is neither.
    """
    try:
        if apart := _APART.fullmatch(text):
            span = timedelta(**{UNITS[apart[2]]: int(apart[1])})
            return datetime.now(UTC) + (span if ahead else -span)
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        from_when = "from now" if ahead else "ago"
        raise RejectedError(
            f"a time is like 2026-05-01T12:00, or 15m {from_when}, in s, m, h or d,"
            f" not {text[:80]!r}"
        ) from None


def lasted(seconds: float) -> str:
    """Write a duration in its two largest units: ``0.2 s``, ``3 m 05 s``, ``2 h 10 m``."""
    if seconds < MINUTE:
        return f"{seconds:.1f} s" if seconds < 10 else f"{int(seconds)} s"  # noqa: PLR2004 - two digits
    minutes, hours, days = seconds // MINUTE, seconds // HOUR, seconds // DAY
    if seconds < HOUR:
        return f"{minutes:.0f} m {seconds % MINUTE:02.0f} s"
    if seconds < DAY:
        return f"{hours:.0f} h {minutes % 60:02.0f} m"
    return f"{days:.0f} d {hours % 24:02.0f} h"


def brief(seconds: float) -> str:
    """Write a duration in its largest unit: ``3 m``."""
    for unit, size in (("d", DAY), ("h", HOUR), ("m", MINUTE)):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit}"
    return f"{int(max(0.0, seconds))} s"


def apart(time: datetime, now: datetime) -> str:
    """Tell how far *time* is from *now*: ``3 m ago``, ``in 5 m``."""
    seconds = (now - time).total_seconds()
    return f"{brief(seconds)} ago" if seconds >= 0 else f"in {_ahead(-seconds)}"


def _ahead(seconds: float) -> str:
    # Rounded: what is put off for 3 h is due in 3 h, although a moment has gone by.
    for unit, size in (("d", DAY), ("h", HOUR), ("m", MINUTE)):
        if round(seconds) >= 2 * size:
            return f"{round(seconds / size)} {unit}"
    return f"{round(seconds)} s"


def at_place(time: datetime) -> str:
    """Write a time as the clock on the wall has it, with its date; as it is after all calendars."""
    with suppress(OverflowError):
        time = time.astimezone()
    return f"{time:%Y-%m-%d %H:%M:%S}"
