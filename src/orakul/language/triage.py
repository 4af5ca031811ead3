"""What kind of work a text asks for, and how soon it is wanted."""

from datetime import date
from typing import Final, Literal

from orakul.language.cues import Cue, cue

Category = Literal["bug", "feature", "improvement", "question", "chore", "docs"]
Priority = Literal["low", "medium", "high", "critical"]

_CATEGORIES: Final[tuple[tuple[Category, Cue], ...]] = (
    (
        "docs",
        cue(
            "doc, docs, document, documentation, readme, wiki, changelog, release notes, "
            "docstring*, manual, guide, tutorial, документац*, документ*, опис*, інструкц*, "
            "посібник*, инструкц*, описание, опиши, опишите, руководств*, вікі, вики"
        ),
    ),
    (
        "bug",
        cue(
            "fix, fixes, bug, bugs, broken, error*, crash*, fails, failing, failure*, "
            "regression*, doesn't work, not working, hotfix, виправ*, помилк*, помилок, баг, "
            "баги, багів, полагод*, пофікс*, не працю*, зламал*, зламан*, падає, падають, впав, "
            "впала, исправ*, ошибк*, ошибок, багов, почин*, пофикс*, не работа*, сломал*, "
            "сломан*, падает, падают, упал, упала"
        ),
    ),
    (
        "improvement",
        cue(
            "improve*, refactor*, optimi*, speed up, faster, clean up, cleanup, simplif*, upgrade,"
            "reduce, increase, rewrite, покращ*, оптиміз*, пришвидш*, рефактор*, спрост*, перепис*,"
            "зменш*, збільш*, улучш*, оптимиз*, ускор*, упрост*, уменьш*, увелич*"
        ),
    ),
    (
        "feature",
        cue(
            "add, implement*, support for, feature*, introduce, integrate, build, create, new,"
            "додай*, додати, додам*, реалізу*, інтегр*, впровад*, розроб*, нова, нову, новий, нове,"
            "створ*, добавь*, добавить, добав*, реализ*, внедр*, разработ*, новая, новую, новый,"
            "новое, созда*"
        ),
    ),
    (
        "question",
        cue(
            "ask, answer, reply, clarify, find out, decide, explain, confirm, уточн*, запита*, "
            "спита*, відпов*, з'ясу*, дізна*, спрос*, ответ*, выясн*, узна*, поясн*, підтверд*, "
            "подтверд*"
        ),
    ),
)
_NOT_URGENT: Final = cue(
    "not urgent, no rush, no hurry, when you have time, when you get a chance, low priority, "
    "someday, nice to have, eventually, не терміново, не горить, коли буде час, колись, за "
    "можливості, при нагоді, не срочно, не горит, когда будет время, когда-нибудь, по "
    "возможности, при случае"
)
_CRITICAL: Final = cue(
    "urgent, urgently, asap, critical, immediately, right now, production is down, prod is down,"
    "outage, data loss, терміново, негайно, критичн*, прод лежить, прод впав, все лежить, срочно,"
    "немедленно, критичн*, прод лежит, прод упал, все лежит"
)
_HIGH: Final = cue(
    "important, high priority, blocker*, blocked, blocking, before release, before the release, "
    "deadline, must, customers, clients, важлив*, блокер*, блоку*, заблокован*, до релізу, "
    "дедлайн*, клієнт*, важн*, блокиру*, заблокирован*, до релиза, клиент*"
)
_SOON: Final = 1  # days


def category(text: str) -> Category:
    """Return the kind of work that *text* asks for; a chore where nothing tells."""
    for name, cues in _CATEGORIES:
        if cues.within(text):
            return name
    return "chore"


def priority(text: str, due: date | None, today: date) -> Priority:
    """Return how soon what *text* asks for is wanted."""
    if _NOT_URGENT.within(text):
        return "low"
    if _CRITICAL.within(text):
        return "critical"
    soon = due is not None and (due - today).days <= _SOON
    return "high" if soon or _HIGH.within(text) else "medium"
