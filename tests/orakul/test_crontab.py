"""A cron expression is due when workers say it is, and is told as a person would say it."""

from datetime import UTC, datetime

import pytest

from orakul import crontab
from orakul.crontab import Language
from orakul.errors import RejectedError
from orakul.schedules import Declared

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)  # a Friday


@pytest.mark.parametrize(
    ("cron", "before", "after"),
    [
        ("17 */6 * * *", datetime(2026, 5, 1, 6, 17, tzinfo=UTC), datetime(2026, 5, 1, 12, 17, tzinfo=UTC)),
        ("0 12 * * *", datetime(2026, 4, 30, 12, tzinfo=UTC), datetime(2026, 5, 2, 12, tzinfo=UTC)),
        ("0 9 * * 1", datetime(2026, 4, 27, 9, tzinfo=UTC), datetime(2026, 5, 4, 9, tzinfo=UTC)),
        ("@monthly", datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)),
        ("* * * * * */20", datetime(2026, 5, 1, 11, 59, 40, tzinfo=UTC), datetime(2026, 5, 1, 12, 0, 20, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_it_is_due_in_utc_before_and_after_a_moment(
    cron: str, before: datetime, after: datetime
) -> None:
    assert crontab.last_before(cron, NOON) == before
    assert crontab.next_after(cron, NOON) == after


@pytest.mark.parametrize(
    ("cron", "english", "ukrainian", "russian"),
    [
        (
            "17 */6 * * *",
            "At 17 minutes past the hour, every 6 hours",
            "О 17-й хвилині, кожні 6 годин",
            "В 17 минут, каждые 6 часов",
        ),
        (
            "0 9 * * 1-5",
            "At 09:00 UTC, Monday through Friday",
            "О 09:00 UTC, з понеділка по п'ятницю",
            "В 09:00 UTC, с понедельника по пятницу",
        ),
        (
            "30 21 * * 0",
            "At 21:30 UTC, only on Sunday",
            "О 21:30 UTC, тільки в неділю",
            "В 21:30 UTC, только в воскресенье",
        ),
        (
            "0 9 * 6 *",
            "At 09:00 UTC, only in June",
            "О 09:00 UTC, тільки в червні",
            "В 09:00 UTC, только в июне",
        ),
        ("@daily", "At 00:00 UTC", "О 00:00 UTC", "В 00:00 UTC"),
        ("* * * * * */5", "Every 5 seconds", "Кожні 5 секунд", "Каждые 5 секунд"),
        (
            "0,30 8-17 * * *",
            "At 0 and 30 minutes past the hour, between 08:00 and 17:59 UTC",
            "О 0-й та 30-й хвилині, між 08:00 та 17:59 UTC",
            "В 0 и 30 минут, с 08:00 по 17:59 UTC",
        ),
        (
            "0-20/7 * * * *",
            "Every 7 minutes, minutes 0 through 20 past the hour",
            "Кожні 7 хвилин, з 0 по 20 хвилину",
            "Каждые 7 минут, минуты с 0 по 20",
        ),
        (
            "0 9 1 * 1",
            "At 09:00 UTC, on day 1 of the month, or on Monday",
            "О 09:00 UTC, 1-го числа місяця, або в понеділок",
            "В 09:00 UTC, 1 числа месяца, или в понедельник",
        ),
        ("*/2 * * * *", "Every 2 minutes", "Кожні 2 хвилини", "Каждые 2 минуты"),
        ("0 */2 * * *", "Every 2 hours", "Кожні 2 години", "Каждые 2 часа"),
        ("0 */12 * * *", "Every 12 hours", "Кожні 12 годин", "Каждые 12 часов"),
        (
            "1 */6 * * *",
            "At 1 minute past the hour, every 6 hours",
            "О 1-й хвилині, кожні 6 годин",
            "В 1 минуту, каждые 6 часов",
        ),
        (
            "0 0 1,11,21 */3 *",
            "At 00:00 UTC, on day 1, 11, and 21 of the month, every 3 months",
            "О 00:00 UTC, 1-го, 11-го та 21-го числа місяця, кожні 3 місяці",
            "В 00:00 UTC, 1, 11 и 21 числа месяца, каждые 3 месяца",
        ),
        # A step that begins anew before it has come round is told by its times.
        (
            "*/21 * * * *",
            "At 0, 21, and 42 minutes past the hour",
            "О 0-й, 21-й та 42-й хвилині",
            "В 0, 21 и 42 минуты",
        ),
        (
            "30 */10 * * *",
            "At 00:30, 10:30 and 20:30 UTC",
            "О 00:30, 10:30 та 20:30 UTC",
            "В 00:30, 10:30 и 20:30 UTC",
        ),
        (
            "0 0 */2 * *",
            "At 00:00 UTC, every 2 days, between day 1 and 31 of the month",
            "О 00:00 UTC, кожні 2 дні, між 1 та 31 днями місяця",
            "В 00:00 UTC, каждые 2 дня, с 1 по 31 число месяца",
        ),
        (
            "0 9 1 * */3",
            "At 09:00 UTC, on day 1 of the month, or on Sunday, Wednesday, and Saturday",
            "О 09:00 UTC, 1-го числа місяця, або в неділю, середу та суботу",
            "В 09:00 UTC, 1 числа месяца, или в воскресенье, среду и субботу",
        ),
        (
            "* * * * * */25",
            "At 0, 25, and 50 seconds past the minute",
            "О 0-й, 25-й та 50-й секунді",
            "В 0, 25 и 50 секунд",
        ),
        ("whenever", "whenever", "whenever", "whenever"),
        # Either day is enough, which no words say.
        *(
            (each, each, each, each)
            for each in ("0 9 1,15 * MON-FRI", "0 9 1 * 5#2", "0 9 1 * L5", "0 9 1 * 1-5/2")
        ),
    ],
)
def test_it_is_told_in_three_languages(
    cron: str, english: str, ukrainian: str, russian: str
) -> None:
    told = [crontab.describe(cron, language) for language in ("en", "uk", "ru")]

    assert told == [english, ukrainian, russian]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("*", "en"),
        ("de-DE,de;q=0.9", "en"),
        ("UK", "uk"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("de, uk;q=0.3, *;q=0.1", "uk"),
        ("uk;q=0.2 , ru; q=0.7", "ru"),
        ("ru, uk", "ru"),
        ("uk;q=0", "en"),
        ("uk;q=many, ru;q=0.1", "ru"),
    ],
)
def test_the_language_is_the_one_that_is_liked_best(accepted: str, language: Language) -> None:
    assert crontab.choose_language(accepted) == language


@pytest.mark.parametrize("cron", ["", "whenever", "* * * *", "61 * * * *", "0 0 0 0 0"])
def test_what_no_worker_could_read_is_no_schedule(cron: str) -> None:
    with pytest.raises(RejectedError, match="is no cron expression"):
        Declared("tidy", "", "slow", cron, {})


@pytest.mark.parametrize(
    ("cron", "why"),
    [
        ("0 0 31 2 *", "is never due"),
        ("0 0 30 2 * 15", "is never due"),
        ("0 0 1 1 * 0 2020", "field of years"),
        ("0 0 1 1 * 0 2026-2099", "field of years"),
    ],
)
def test_what_is_not_due_again_and_again_is_no_schedule(cron: str, why: str) -> None:
    with pytest.raises(RejectedError, match=why):
        Declared("tidy", "", "slow", cron, {})


@pytest.mark.parametrize("cron", ["0 0 29 2 *", "0 0 31 2 1", "@yearly", "0 0 L 2 *"])
def test_what_is_due_seldom_is_a_schedule(cron: str) -> None:
    assert Declared("tidy", "", "slow", cron, {}).cron == cron
