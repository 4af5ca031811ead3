"""An invented team chat in three languages: a payment fault, a migration, outdated docs."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from orakul.llm.engine import Item

START: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
PAYMENT: Final = (
    ("Олена", "Привіт всім!"),
    ("Тарас", "доброго ранку ☀️"),
    ("Олена", "Кнопка оплати не працює на айфоні, клієнти скаржаться з самого ранку"),
    ("Тарас", "В мене на айфоні теж сіра кнопка, помилка 500 від платіжного шлюзу"),
    ("Марко", "Схоже, оплата падає після вчорашнього релізу"),
    ("Олена", "Тарасе, перевір, будь ласка, логи платіжного шлюзу до п'ятниці"),
    ("Тарас", "ок"),
    ("Тарас", "Виявилося, що сертифікат шлюзу прострочений, через це оплата і падає"),
    ("Марко", "👍"),
    ("Тарас", "Оновив сертифікат, оплата на айфоні запрацювала"),
    ("Олена", "Супер, дякую!"),
    ("Марко", "Треба додати моніторинг сертифікатів, щоб це не повторилося"),
)
MIGRATION: Final = (
    ("Ирина", "Коллеги, по миграции базы данных: решили переходим на PostgreSQL 18 в четверг"),
    ("Марко", "Есть риск, что миграция базы не успеет за ночь, таблица заказов очень большая"),
    ("Ирина", "Марко, сделай пожалуйста резервную копию базы до 05.03"),
    ("Марко", "Сделаю завтра копию базы и проверю восстановление"),
    ("Ирина", "Мы заблокированы: нет доступа к серверу резервных копий, ждём доступы от админов"),
    ("Марко", "А сколько времени занимает миграция таблицы заказов?"),
    ("Ирина", "Каждый раз при миграции таблицы заказов отстаёт реплика, это видно на графиках"),
)
DOCS: Final = (
    (
        "Bohdan",
        "Morning! The onboarding docs are outdated, new developers can't set up the project",
    ),
    ("Ирина", "lol"),
    ("Bohdan", "Can someone please update the onboarding docs before Friday?"),
    ("Олена", "What if we generate the onboarding docs from the setup script?"),
    ("Bohdan", "We agreed to keep the onboarding docs in the repository"),
    ("Олена", "The setup script must support Windows, two new developers use it"),
    ("Bohdan", "I'll add a Windows section to the setup script tomorrow"),
    ("Марко", "+1"),
    ("Тарас", "нема питань"),
)


def items(*parts: Sequence[tuple[str, str]]) -> list[Item]:
    """Return the *parts* as items: three minutes between messages, an hour between parts."""
    found: list[Item] = []
    for number, part in enumerate(parts):
        for author, text in part:
            at = START + timedelta(hours=number, minutes=3 * len(found))
            found.append(Item(len(found) + 1, at, author, text))
    return found


def everything() -> list[Item]:
    """Return the whole chat, 28 items with ids from 1."""
    return items(PAYMENT, MIGRATION, DOCS)
