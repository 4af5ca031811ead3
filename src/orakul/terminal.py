"""A terminal, and what a text that strangers wrote may not do to it."""

import unicodedata
from typing import Final

JOINERS: Final = "\u200c\u200d"  # within words and emoji: they move nothing

_MOVING: Final = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # categories of Unicode


def harmless(text: str, *, keep: str = "") -> str:
    """Keep what a stranger wrote from moving the cursor or painting the terminal.

    The characters to *keep* stay as they are.
    """
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if unicodedata.category(char) in _MOVING and char not in JOINERS and char not in keep
        else char
        for char in text
    )
