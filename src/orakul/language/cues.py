"""Cues: words and phrases that tell what a text is about, matched on word boundaries.

A cue is written as plain words. A star stands for any ending, which is how the cases and
tenses of Ukrainian and Russian are met: ``помилк*`` is помилка, помилки, помилкою.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from orakul.language.text import fold


@dataclass(frozen=True, slots=True)
class Cue:
    """A set of phrases in any language that stand for one thing."""

    pattern: re.Pattern[str]

    def found(self, text: str) -> list[str]:
        """Return the phrases of *text* that match, folded, in their order."""
        return [match.group() for match in self.pattern.finditer(fold(text))]

    def within(self, text: str) -> bool:
        """Tell whether *text* has one."""
        return self.pattern.search(fold(text)) is not None


def cue(*lists: str) -> Cue:
    """Compile *lists* of phrases, separated by commas; longer phrases are tried first."""
    phrases = sorted({fold(each.strip()) for one in lists for each in one.split(",")} - {""})
    phrases.sort(key=len, reverse=True)
    return Cue(re.compile(rf"(?<![\w'])(?:{'|'.join(map(_expression, phrases))})(?![\w])"))


def _expression(phrase: str) -> str:
    return r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in phrase.split())


def _vocabulary(*lists: str) -> frozenset[str]:
    return frozenset(_split(lists))


def _split(lists: Iterable[str]) -> Iterable[str]:
    return (fold(word) for one in lists for word in one.split())


SIGNAL: Final = cue(
    # en
    "bug, bugs, error*, issue, issues, problem*, fail, fails, failed, failing, failure*, broken,"
    "crash*, exception*, regression*, fix, fixes, fixed, workaround*, solution*, solved, idea,"
    "ideas, propos*, suggest*, feature*, request, requests, requirement*, require*, critical*,"
    "urgent*, important*, asap, deadline*, decid*, decision*, agreed, deploy*, release*,"
    "production, blocker*, blocked, blocking, risk*, security, vulnerab*, outage*, incident*,"
    "downtime, migrat*, breaking, deprecat*, must, need to, needs to, todo, milestone*, budget*,"
    "contract*, invoice*, estimate*, root cause, doesn't work, does not work, not working, help",
    # uk
    "помилк*, помилок, баг, баги, багів, бага, проблем*, впав, впала, впало, впали, падає, падають,"
    "зламал*, зламан*, не працю*, не відкрива*, не запуска*, виправ*, полагод*, пофікс*, рішення,"
    "вирішил*, вирішен*, домовил*, погодил*, затверд*, пропоную, пропозиц*, ідея, ідею, ідеї,"
    "критичн*, терміново, термінов*, важлив*, дедлайн*, термін, терміни, реліз*, деплой*,"
    "продакшн*, на прод, на проді, блокер*, блоку*, заблокован*, ризик*, безпек*, вразлив*,"
    "інцидент*, міграц*, вимог*, потрібно, треба, необхідно, повинн*, обов'язково, допомож*,"
    "допомог*, бюджет*, договір, договор*, рахунок, оцінк*, запит, клієнт*, скарж*",
    # ru
    "ошибк*, ошибок, баг, баги, багов, проблем*, упал, упала, упало, упали, падает, падают, "
    "сломал*, сломан*, не работа*, не открыва*, не запуска*, исправ*, починил*, почини*, пофикс*, "
    "решени*, решили, договорил*, согласовал*, утверд*, предлагаю, предложени*, идея, идею, идеи, "
    "критичн*, срочно, срочн*, важн*, дедлайн*, срок, сроки, релиз*, деплой*, продакшен*, на "
    "проде, блокер*, блокиру*, заблокирован*, риск*, безопасност*, уязвим*, инцидент*, миграц*, "
    "требован*, требуется, нужно, надо, необходимо, должн*, обязательно, помог*, помощь, бюджет*, "
    "договор*, счет, оценк*, запрос, клиент*, жалу*",
)

REQUEST: Final = cue(
    "please, pls, plz, can you, could you, would you, can someone, could someone, can anyone, let "
    "me know, let us know, make sure, be sure, don't forget, we need to, we should, let's, by "
    "tomorrow, by monday, by friday, remind, reminder",
    "будь ласка, прошу, можеш, можете, зможеш, зможете, хто може, дай знати, не забудь, нагадай,"
    "нагадую, давай, давайте, зроби, зробіть, перевір, перевірте, додай, надішли, подивись",
    "пожалуйста, можешь, можете, сможешь, сможете, кто может, дай знать, не забудь, напомни,"
    "напоминаю, давай, давайте, сделай, сделайте, проверь, проверьте, добавь, пришли, посмотри",
)

NOISE: Final = _vocabulary(
    # en
    "+1 -1 lol lmao rofl haha hahaha hehe heh ok okay k kk oke yeah yep yup yes yea no nope nah "
    "hmm hm mm mmm aha ah oh ooh wow cool nice great awesome perfect sweet good thanks thank "
    "thx ty tks cheers np welcome sorry hi hello hey heya yo hola greetings morning evening "
    "afternoon night bye cya later gm gn sup sure right true exactly indeed same lgtm brb afk "
    "omg xd :d :) guys all everyone everybody folks there you so much very too please pls well "
    "anyway done got it gotcha see ya a lot for the your is and that it's fine it i man dude "
    "mate bro",
    # uk
    "ок окей окі ага угу так ні ну о ой ого ура лол хаха ахаха хех мм хм ясно зрозуміло "
    "зрозумів зрозуміла добре гаразд супер клас класно круто чудово дякую дяка спасибі дякс "
    "будь ласка прошу привіт вітаю вітання доброго добрий ранку ранок дня день вечора вечір "
    "добраніч бувай пока всім всі народ друзі колеги хлопці точно згоден згодна плюс плюсую й "
    "дуже і та вам тобі не за що нема питань ласкаво просимо па бачимось до зустрічі завтра "
    "побачення",
    # ru
    "ок окей ладно ага угу да нет ну о ой ого ура лол хаха ахаха хех мм хм ясно понятно понял "
    "поняла хорошо супер класс классно круто отлично спасибо спс благодарю пожалуйста привет "
    "приветствую здравствуйте здравствуй доброе доброго добрый утро утра дня день вечер вечера "
    "пока всем все народ друзья коллеги ребята точно согласен согласна плюс плюсую и очень вам "
    "тебе не за что нет спокойной ночи до встречи увидимся большое",
)
