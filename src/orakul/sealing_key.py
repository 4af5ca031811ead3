"""The form of a key that seals secrets: 32 bytes in base64."""

import base64
import binascii
from collections.abc import Sequence
from typing import Final

KEY_LENGTH: Final = 32  # bytes


def read_keys(text: str) -> Sequence[bytes]:
    """Return the keys of *text*, which has commas or blanks between them.

    Raises:
        ValueError: one of them is no key; the message tells its place, and nothing of it.
    """
    return [_key(each, place) for place, each in enumerate(text.replace(",", " ").split(), start=1)]


def _key(text: str, place: int) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_LENGTH:
        raise ValueError(
            f"key {place} is not {KEY_LENGTH} bytes in base64: `orakul secrets generate` prints one"
        )
    return key
