"""Why the offline engine proposes something, in sentences of the project's language.

The kinds and the blanks of the sentences are a part of the API, so that whoever shows a
proposal can say them in another language.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from orakul.llm.engine import Reason

SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "topic": "{messages} messages by {people} people share {shared}.",
        "atom": "“{cue}” makes the sentence read as: {atom_type}.",
        "asked": "The sentence ends in a question mark and asks about {cue}.",
        "request": "Somebody is asked to do this: “{cue}”.",
        "promise": "Its author promises to do this: “{cue}”.",
        "need": "It is said to be needed: “{cue}”.",
        "proposal": "It is proposed to do this: “{cue}”.",
        "likely": "The request classifier gives it {share} %.",
        "merged": "Said in {messages} messages.",
        "near": "Nearest to the label in meaning.",
        "shared": "Nearest to the label; both say {shared}.",
    },
    "uk": {
        "topic": "{messages} повідомлень від {people} учасників об'єднує: {shared}.",
        "atom": "Речення читається як «{atom_type}» за словами «{cue}».",
        "asked": "Речення закінчується знаком питання і питає про {cue}.",
        "request": "Когось просять це зробити: «{cue}».",
        "promise": "Автор обіцяє це зробити: «{cue}».",
        "need": "Сказано, що це потрібно: «{cue}».",
        "proposal": "Пропонують це зробити: «{cue}».",
        "likely": "Класифікатор прохань дає {share} %.",
        "merged": "Сказано в {messages} повідомленнях.",
        "near": "За змістом найближче до мітки.",
        "shared": "Найближче до мітки; спільне: {shared}.",
    },
    "ru": {
        "topic": "{messages} сообщений от {people} участников объединяет: {shared}.",
        "atom": "Предложение читается как «{atom_type}» по словам «{cue}».",
        "asked": "Предложение заканчивается вопросительным знаком и спрашивает о {cue}.",
        "request": "Кого-то просят это сделать: «{cue}».",
        "promise": "Автор обещает это сделать: «{cue}».",
        "need": "Сказано, что это нужно: «{cue}».",
        "proposal": "Предлагают это сделать: «{cue}».",
        "likely": "Классификатор просьб даёт {share} %.",
        "merged": "Сказано в {messages} сообщениях.",
        "near": "По смыслу ближе всего к метке.",
        "shared": "Ближе всего к метке; общее: {shared}.",
    },
}


def reason(kind: str, **blanks: str | int) -> Reason:
    """Return the reason of this *kind*, a key of the `SENTENCES` of each language."""
    return Reason(kind, blanks)


def told(language: str, *reasons: Reason) -> str:
    """Return *reasons* in *language*, English where there are no sentences in it."""
    sentences = SENTENCES.get(language, SENTENCES["en"])
    return " ".join(sentences[each.kind].format(**each.blanks) for each in reasons)


def quoted(found: Sequence[str], most: int = 3) -> str:
    """Return the first of *found* in quotation marks, separated by commas."""
    return ", ".join(f"“{each}”" for each in found[:most])
