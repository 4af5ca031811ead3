"""What the dashboard says: its own catalogues of sentences, read as they are written."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

from web.pages import DIST

Language = Literal["en", "uk", "ru"]
Say = Callable[..., str]

CATALOGUES: Final = DIST.parent / "src" / "i18n"

_ENTRY: Final = re.compile(r"""'([\w.]+)':\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")""")


def catalogue(language: Language) -> dict[str, str]:
    """Return the sentences of *language* by their keys."""
    return {
        key: (single or double).replace("\\'", "'")
        for file in sorted((CATALOGUES / language).glob("*.ts"))
        for key, single, double in _ENTRY.findall(Path(file).read_text())
    }


def words(language: Language) -> Say:
    """Return what tells the sentence of a key, with its blanks filled.

    The sentence is in *language*; the form of a counted one is a part of its key, as in
    ``errors.retry.done_one``.
    """
    sentences = catalogue(language)

    def say(key: str, **blanks: object) -> str:
        return re.sub(r"{{(\w+)}}", lambda blank: str(blanks[blank[1]]), sentences[key])

    return say
