"""What tasks return, raise and log, as PostgreSQL can store it and anybody may see it."""

import json
import math
from collections.abc import Callable
from typing import Final

from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from orakul import logs

LONGEST: Final = 20_000  # characters of an error or a traceback


def stored_form(value: object) -> JsonValue:
    """Return *value* as JSON that PostgreSQL can store, without secrets.

    The work is done by now: what is no JSON is described rather than refused.
    """
    try:
        return storable(to_jsonable_python(value, fallback=described, bytes_mode="base64"))
    except (ValueError, RecursionError):
        return storable_start(described(value))


def storable(value: JsonValue) -> JsonValue:
    """Return *value* with what PostgreSQL's JSON lacks replaced, and secrets hidden.

    Raises:
        ValueError: a number has more digits than can be written.
    """
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [storable(each) for each in value]
    if isinstance(value, dict):
        return {storable_text(key): storable(each) for key, each in value.items()}
    if isinstance(value, int):
        json.dumps(value)  # raises when it has too many digits
    return value


def storable_text(text: str) -> str:
    """Return *text* without what PostgreSQL cannot store, and without secrets."""
    return logs.redact(_plain(text))


def storable_start(text: str) -> str:
    """Return the beginning of *text*, `LONGEST` characters or less, as `storable_text` does."""
    return logs.redact_start(_plain(text), LONGEST)


def storable_end(text: str) -> str:
    """Return the end of *text*, `LONGEST` characters or less, as `storable_text` does."""
    return logs.redact_end(_plain(text), LONGEST)


def _plain(text: str) -> str:
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def described(value: object, form: Callable[[object], str] = repr) -> str:
    """Return what *form* makes of *value*, or why it makes nothing."""
    try:
        return form(value)
    except Exception as error:  # noqa: BLE001 - it is anybody's code
        return f"<{type(value).__name__} that cannot be shown: {type(error).__name__}>"
