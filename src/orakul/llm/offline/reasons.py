"""Why the offline engine proposes something, in one sentence of the project's language."""

from collections.abc import Sequence
from typing import Final

_WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "topic": "{messages} messages by {people} people share {shared}.",
        "atom": "“{cue}” makes the sentence read as: {kind}.",
        "asked": "The sentence ends in a question mark and asks about {cue}.",
        "request": "Somebody is asked to do this: “{cue}”.",
        "promise": "Its author promises to do this: “{cue}”.",
        "need": "It is said to be needed: “{cue}”.",
        "proposal": "It is proposed to do this: “{cue}”.",
        "likely": " The request classifier gives it {share} %.",
        "merged": " Said in {messages} messages.",
        "near": "Nearest to the label in meaning.",
        "shared": "Nearest to the label; both say {shared}.",
    },
    "uk": {
        "topic": "{messages} повідомлень від {people} учасників об'єднує: {shared}.",
        "atom": "Речення читається як «{kind}» за словами «{cue}».",
        "asked": "Речення закінчується знаком питання і питає про {cue}.",
        "request": "Когось просять це зробити: «{cue}».",
        "promise": "Автор обіцяє це зробити: «{cue}».",
        "need": "Сказано, що це потрібно: «{cue}».",
        "proposal": "Пропонують це зробити: «{cue}».",
        "likely": " Класифікатор прохань дає {share} %.",
        "merged": " Сказано в {messages} повідомленнях.",
        "near": "За змістом найближче до мітки.",
        "shared": "Найближче до мітки; спільне: {shared}.",
    },
    "ru": {
        "topic": "{messages} сообщений от {people} участников объединяет: {shared}.",
        "atom": "Предложение читается как «{kind}» по словам «{cue}».",
        "asked": "Предложение заканчивается вопросительным знаком и спрашивает о {cue}.",
        "request": "Кого-то просят это сделать: «{cue}».",
        "promise": "Автор обещает это сделать: «{cue}».",
        "need": "Сказано, что это нужно: «{cue}».",
        "proposal": "Предлагают это сделать: «{cue}».",
        "likely": " Классификатор просьб даёт {share} %.",
        "merged": " Сказано в {messages} сообщениях.",
        "near": "По смыслу ближе всего к метке.",
        "shared": "Ближе всего к метке; общее: {shared}.",
    },
}


def reason(language: str, which: str, **values: object) -> str:
    """Return the sentence *which* in *language*, English where there is none."""
    return _WORDS.get(language, _WORDS["en"])[which].format(**values)


def quoted(found: Sequence[str], most: int = 3) -> str:
    """Return the first of *found* in quotation marks, separated by commas."""
    return ", ".join(f"“{each}”" for each in found[:most])
