"""Which of the three languages a text is in."""

import re
from typing import Final, Literal

from orakul.language.text import fold, words

Language = Literal["en", "uk", "ru"]

CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_LATIN: Final = re.compile(r"[a-z]", re.IGNORECASE)
_UKRAINIAN: Final = re.compile(r"[іїєґ]|[бпвмфрк]'[яюєї]")
_RUSSIAN: Final = re.compile(r"[ыэъ]")
_IN_UKRAINIAN: Final = frozenset(
    fold(
        "та й що як це ще вже або але чи не з із зі для треба потрібно можна дуже будь ласка хто "
        "де коли чому так ні добре дякую зараз завтра сьогодні був була було мене тебе нам вам "
        "нас вас його бо щоб якщо тому тільки також працює зроби привіт впав перевір"
    ).split()
)
_IN_RUSSIAN: Final = frozenset(
    fold(
        "и что как это ещё уже или но ли не с из со для надо нужно можно очень пожалуйста кто где "
        "когда почему да нет хорошо спасибо сейчас завтра сегодня был была было меня тебя нам вам "
        "нас вас его потому чтобы если только также работает сделай привет упал проверь"
    ).split()
)


def cyrillic_share(text: str) -> float:
    """Return which part of the letters of *text* is Cyrillic, 0 to 1; 0 without letters."""
    cyrillic, latin = len(CYRILLIC.findall(text)), len(_LATIN.findall(text))
    return cyrillic / (cyrillic + latin) if cyrillic else 0.0


def detect(text: str, default: Language = "en") -> Language:
    """Return the language of *text*; *default* decides where the text does not.

    Technical words are often Latin in a Cyrillic sentence, so a third of Cyrillic letters
    is enough.
    """
    if cyrillic_share(text) < 1 / 3:
        return "en" if _LATIN.search(text) else default
    folded = fold(text)
    ukrainian = 3 * len(_UKRAINIAN.findall(folded)) + _common(folded, _IN_UKRAINIAN)
    russian = 3 * len(_RUSSIAN.findall(folded)) + _common(folded, _IN_RUSSIAN)
    if ukrainian == russian:
        return default if default != "en" else "uk"
    return "uk" if ukrainian > russian else "ru"


def _common(folded: str, common: frozenset[str]) -> int:
    return sum(word in common for word in words(folded))
