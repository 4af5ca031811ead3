"""Take typed values out of JSON that anybody may have written.

Each function answers none for a value of another type, so that a reader asks for what
it wants and never fails over what it got.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import cast

from orakul.texts import storable

Json = Mapping[str, object]


def mapping(value: object) -> Json | None:
    """Return *value* if it is a JSON object."""
    return cast("Json", value) if isinstance(value, dict) else None


def items(value: object) -> Sequence[object]:
    """Return the items of *value*; none when it is no JSON array."""
    return cast("Sequence[object]", value) if isinstance(value, list) else ()


def string(value: object) -> str | None:
    """Return *value* if it is a string that is not empty, storable."""
    return storable(value) if isinstance(value, str) and value else None


def flag(value: object) -> bool | None:
    """Return *value* if it is true or false."""
    return value if isinstance(value, bool) else None


def whole(value: object) -> int | None:
    """Return *value* if it is a whole number that fits a ``bigint``."""
    if isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63:
        return value
    return None


def moment(value: object) -> datetime | None:
    """Return the moment that *value*, in seconds since 1970 in UTC, stands for."""
    seconds = whole(value)
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
