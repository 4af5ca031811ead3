"""What tasks return, raise and log, as PostgreSQL can store it and anybody may see it."""

import asyncio
import json
import math
from collections.abc import Sized
from typing import Any, Final, cast

from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from orakul import logs, texts
from orakul.logs import described

LONGEST: Final = 20_000  # characters of an error or a traceback
LARGE: Final = 2000  # values and characters, which are made storable in a moment


async def stored_result(value: object) -> JsonValue:
    """Return *value* as `stored_form` does, while others run if it is large."""
    return await asyncio.to_thread(stored_form, value) if _is_large(value) else stored_form(value)


def stored_form(value: object) -> JsonValue:
    """Return *value* as JSON that PostgreSQL can store, without secrets.

    The work is done by now: what is no JSON is described rather than refused.
    """
    try:
        return storable(value)
    except (ValueError, RecursionError):
        return storable_start(described(value))


def _is_large(value: object) -> bool:
    """Tell whether *value* is larger than `LARGE`; also of what is no plain JSON: nobody knows."""
    size, parts = 0, [value]
    while parts and size <= LARGE:
        part: Any = parts.pop()
        size += 1
        if isinstance(part, str | list | dict):
            size += len(cast("Sized", part))
        elif part is not None and not isinstance(part, int | float):
            return True
        if isinstance(part, list | dict) and size <= LARGE:
            parts += [*part, *part.values()] if isinstance(part, dict) else part
    return size > LARGE


def storable(value: Any) -> JsonValue:  # noqa: ANN401 - anybody's
    """Return *value* with what PostgreSQL's JSON lacks replaced, and secrets hidden.

    What is JSON already is not handed to pydantic, during which nothing else would run.

    Raises:
        ValueError: a number has more digits than can be written, or something is in itself.
    """
    match value:
        case str():
            return storable_text(value)
        case list():
            return [storable(each) for each in cast("list[object]", value)]
        case dict() if all(isinstance(key, str) for key in cast("dict[object, object]", value)):
            pairs = cast("dict[str, object]", value).items()
            return {storable_text(key): storable(each) for key, each in pairs}
        case float() if not math.isfinite(value):
            return None
        case int():
            json.dumps(value)  # raises when it has too many digits
        case None | float():
            pass
        case _:
            return storable(to_jsonable_python(value, fallback=described, bytes_mode="base64"))
    return value


def storable_text(text: str) -> str:
    """Return *text* without what PostgreSQL cannot store, and without secrets."""
    return logs.redact(texts.storable(text))


def storable_start(text: str) -> str:
    """Return the beginning of *text*, `LONGEST` characters or less, as `storable_text` does."""
    return logs.redact_start(texts.storable(text), LONGEST)


def storable_end(text: str) -> str:
    """Return the end of *text*, `LONGEST` characters or less, as `storable_text` does."""
    return logs.redact_end(texts.storable(text), LONGEST)
