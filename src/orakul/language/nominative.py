"""Put a short Ukrainian or Russian phrase into the form a title wants.

Speech rarely has a subject in the nominative: "логи платіжного шлюзу". A few endings are
safe to turn back; whatever is not among them is left as it was said.
"""

import re
from typing import Final

from orakul.language.text import fold

# An adjective and a noun that agree: the endings as said, and in the nominative.
_AGREEING: Final = (
    (r"(\w{2,}[гкх])ого", r"(\w{2,}[^аеиіоуыэюяйь])[уа]", "ru", r"\1ий", r"\1"),
    (r"(\w{3,})ого", r"(\w{2,}[^аеиіоуыэюяйь])[уа]", "ru", r"\1ый", r"\1"),
    (r"(\w{3,})ого", r"(\w{2,}[^аеиіоуыэюяйьн])[уа]", "uk", r"\1ий", r"\1"),
    (r"(\w{3,})ої", r"(\w{2,}[^аеиіоуыэюяйь])[иі]", "uk", r"\1а", r"\1а"),
    (r"(\w{3,})у", r"(\w{2,}[^аеиіоуыэюяйь])у", "uk", r"\1а", r"\1а"),
    (r"(\w{3,})ой", r"(\w{2,}[^аеиіоуыэюяйь])[ыи]", "ru", r"\1ая", r"\1а"),
    (r"(\w{3,})ую", r"(\w{2,}[^аеиіоуыэюяйь])у", "ru", r"\1ая", r"\1а"),
    (r"(\w{3,})ої", r"(\w{2,})ії", "uk", r"\1а", r"\1ія"),
    (r"(\w{3,})ой", r"(\w{2,})ии", "ru", r"\1ая", r"\1ия"),
    (r"(\w{3,})ую", r"(\w{2,})ию", "ru", r"\1ая", r"\1ия"),
)
_SHORT: Final = 3  # letters of a noun whose ending tells too little
# A noun that leads another: the endings of the oblique cases, and of the nominative.
_LEADING: Final = (
    (r"(\w{2,})(?:ции|цию|цией)", r"\1ция"),
    (r"(\w{2,})(?:ції|цію|цією)", r"\1ція"),
    (r"(\w{2,})(?:ению|ением|ении)", r"\1ение"),
    (r"(\w{2,}[кг])у", r"\1а"),
)


def nominative(words: list[str], language: str) -> list[str]:
    """Return *words* with the first two put into the nominative, where that is safe."""
    match words:
        case [one, other] if len(other) > _SHORT:
            for adjective, noun, spoken, first, second in _AGREEING:
                if spoken == language and _whole(adjective, one) and _whole(noun, other):
                    return [_turned(adjective, first, one), _turned(noun, second, other)]
        case _:
            pass
    for ending, turned in _LEADING:
        if _whole(ending, words[0]):
            return [_turned(ending, turned, words[0]), *words[1:]]
    return words


def oblique(word: str) -> bool:
    """Tell whether *word* looks like an oblique case or a plural, by its ending."""
    return _whole(r"[а-яіїєґ']+(?:[ыиіїую]|ого|ому|ему|ой|ою|ої|ами?|ах|ом|ем)", word)


def _whole(pattern: str, word: str) -> bool:
    return re.fullmatch(pattern, fold(word)) is not None


def _turned(pattern: str, turned: str, word: str) -> str:
    return re.sub(f"^{pattern}$", turned, fold(word))
