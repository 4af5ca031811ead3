"""What a search means: a tree, and the text that is read as just this tree again."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Sign = Literal["", ">", ">=", "<", "<="]

KEYWORDS: Final = ("AND", "OR", "NOT")

_ENDS: Final = frozenset('()"')


@dataclass(frozen=True, slots=True)
class Text:
    """A task with this text in its name, its error or its arguments, or first in its id."""

    text: str

    def __str__(self) -> str:
        bare = self.text not in KEYWORDS and not self.text.startswith("-") and ":" not in self.text
        return self.text if bare and is_bare(self.text) else quote(self.text)


@dataclass(frozen=True, slots=True)
class Term:
    """A task of which a qualifier says this; a * in *value* stands for anything unless *quoted*."""

    field: str
    value: str
    sign: Sign = ""
    quoted: bool = False

    def __str__(self) -> str:
        return f"{self.field}:{self.sign}{quote(self.value) if self.quoted else self.value}"


@dataclass(frozen=True, slots=True)
class Not:
    """A task for which *part* does not hold."""

    part: "Tree"

    def __str__(self) -> str:
        return f"-{_grouped(self.part)}"


@dataclass(frozen=True, slots=True)
class And:
    """A task for which all *parts* hold; with none, any task."""

    parts: tuple["Tree", ...]

    def __str__(self) -> str:
        return " ".join(_grouped(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """A task for which one of *parts* holds."""

    parts: tuple["Tree", ...]

    def __str__(self) -> str:
        return " OR ".join(_grouped(part) for part in self.parts)


Tree: TypeAlias = Text | Term | Not | And | Or


def quote(text: str) -> str:
    """Return *text* in quotes, as a search holds it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def ends_word(character: str) -> bool:
    """Return whether *character* ends a word that is not in quotes."""
    return character in _ENDS or character.isspace()


def is_bare(text: str) -> bool:
    """Return whether *text* can stand without quotes, and is read as it is."""
    return bool(text) and not any(map(ends_word, text)) and text == text.strip("*")


def _grouped(tree: Tree) -> str:
    return f"({tree})" if isinstance(tree, And | Or) else str(tree)
