"""Read the body of a webhook, or refuse it.

Python's JSON reader takes more than JSON (NaN), and PostgreSQL stores less than JSON
allows (no NUL, no lone surrogate, no number beyond its types). What comes through here is
both: a JSON object that can be kept raw in a ``jsonb`` column, whose whole numbers fit a
``bigint``.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import Final, NoReturn, cast

from orakul.errors import RejectedError
from orakul.sentences import said
from orakul.texts import is_storable

# Levels of objects and arrays within each other. Telegram sends a dozen.
DEEPEST: Final = 100

_EXPONENT: Final = re.compile(r"[eE][-+]?0*([0-9]+)$")
_LARGEST_EXPONENT: Final = 400  # a little beyond a double's, far within PostgreSQL's numeric


def parse_json_strictly(body: bytes) -> dict[str, object]:
    """Return the JSON object in *body*.

    Raises:
        RejectedError: *body* is not UTF-8, not JSON, not an object, nested deeper than
            `DEEPEST`, or holds what cannot be stored. The sentence says which.
    """
    try:
        value: object = json.loads(
            body.decode(), parse_constant=_refuse, parse_int=_whole, parse_float=_fraction
        )
    except UnicodeDecodeError as error:
        raise RejectedError(said("body_not_utf8", byte=error.start)) from None
    except json.JSONDecodeError as error:
        why = f"{error.msg} at character {error.pos}"
        raise RejectedError(said("body_no_json", why=why)) from None
    except RecursionError:
        raise _too_deep() from None
    if not isinstance(value, dict):
        raise RejectedError(said("body_no_object"))
    found = cast("dict[str, object]", value)
    if not all(is_storable(text) for text in _texts(found)):
        raise RejectedError(said("body_unstorable"))
    return found


def _texts(value: object) -> Iterator[str]:
    """Give every key and every string value within *value*.

    Raises:
        RejectedError: *value* is nested deeper than `DEEPEST`.
    """
    level: list[object] = [value]
    for _ in range(DEEPEST + 1):
        inner: list[object] = []
        for each in level:
            if isinstance(each, str):
                yield each
            elif isinstance(each, dict):
                yield from cast("dict[str, object]", each)
                inner.extend(cast("dict[str, object]", each).values())
            elif isinstance(each, list):
                inner.extend(cast("list[object]", each))
        level = inner
    if level:
        raise _too_deep()


def _whole(digits: str) -> int:
    # The length is asked first: Python refuses to read thousands of digits.
    if len(digits) > len("-9223372036854775808") or not -(2**63) <= int(digits) < 2**63:
        raise RejectedError(said("body_number_long"))
    return int(digits)


def _fraction(digits: str) -> float:
    exponent = _EXPONENT.search(digits)
    if exponent and (len(exponent[1]) > len("308") or int(exponent[1]) > _LARGEST_EXPONENT):
        raise RejectedError(said("body_number_large"))
    if not math.isfinite(number := float(digits)):
        raise RejectedError(said("body_number_large"))
    return number


def _refuse(constant: str) -> NoReturn:
    raise RejectedError(said("body_no_json", why=f"{constant} is no number"))


def _too_deep() -> RejectedError:
    return RejectedError(said("body_deep", most=DEEPEST))
