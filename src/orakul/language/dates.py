"""The day by which something is wanted, where a text names one.

Days are counted from the moment of the message. A day that lies behind it is not a due
date, and two numbers with a dot are a day of a month only after a preposition: 1.12 alone
is a version.
"""

import re
from datetime import date, datetime, timedelta
from typing import Final

from orakul.language.cues import cue
from orakul.language.text import fold

_BEFORE = r"(?:by|on|until|till|before|due|deadline|до|к|ко|на|в|у|о|дедлайн|срок|термін)"
_WEEKDAYS: Final = (
    r"mon(?:day)?|понеділ\w+|понедельник\w*",
    r"tue(?:s|sday)?|вівтор\w+|вторник\w*",
    r"wed(?:nesday)?|серед[аиуі]|сред[аыуе]",
    r"thu(?:rs|rsday)?|четвер\w*",
    r"fri(?:day)?|п'ятниц\w+|пятниц\w+",
    r"sat(?:urday)?|субот\w+|суббот\w+",
    r"sun(?:day)?|неділ[яюі]|воскресень\w+",
)
_MONTHS: Final = (
    r"jan(?:uary)?|січня|января",
    r"feb(?:ruary)?|лютого|февраля",
    r"mar(?:ch)?|березня|марта",
    r"apr(?:il)?|квітня|апреля",
    r"may|травня|мая",
    r"june?|червня|июня",
    r"july?|липня|июля",
    r"aug(?:ust)?|серпня|августа",
    r"sept?(?:ember)?|вересня|сентября",
    r"oct(?:ober)?|жовтня|октября",
    r"nov(?:ember)?|листопада|ноября",
    r"dec(?:ember)?|грудня|декабря",
)
_MONTH = "|".join(f"(?P<m{number}>{names})" for number, names in enumerate(_MONTHS, 1))
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_FULL = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
_SHORT = re.compile(rf"\b{_BEFORE}\s+(\d{{1,2}})\.(\d{{1,2}})\b(?!\.?\d)")
_DAY_MONTH = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})\b")
_MONTH_DAY = re.compile(rf"\b(?:{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b")
_WEEKDAY = re.compile(
    rf"\b(?:{_BEFORE}|this|next|наступн\w+|следующ\w+)\s+"
    r"(?:the\s+)?(?P<next>next\s+|наступн\w+\s+|следующ\w+\s+)?(?:"
    + "|".join(f"(?P<d{number}>{names})" for number, names in enumerate(_WEEKDAYS))
    + r")(?!\w)"
)
_COUNTED = re.compile(
    r"\b(?:in|within|через|протягом|за)\s+(?:(?P<count>\d{1,2}|two|three|дві|два|три|две)\s+)?"
    r"(?:(?P<days>days?|дні|днів|дня|день|дней)|(?P<weeks>a\s+week|weeks?|тижд\w+|тижні|недел\w+))"
    r"(?!\w)"
)
_BEHIND: Final = 90  # days after which a day without a year is next year's
_NUMBERS: Final = {"two": 2, "дві": 2, "два": 2, "две": 2, "three": 3, "три": 3}
_DAY_AFTER = cue("day after tomorrow, післязавтра, послезавтра")
_TODAY = cue(
    "today, tonight, eod, end of day, end of the day, сьогодні, до кінця дня, до вечора, сегодня,"
    "до конца дня, к вечеру"
)
_TOMORROW = cue("tomorrow, завтра")
_THIS_WEEK = cue(
    "this week, end of week, end of the week, eow, цього тижня, до кінця тижня, на этой неделе,"
    "до конца недели"
)
_NEXT_WEEK = cue("next week, наступного тижня, на наступному тижні, на следующей неделе")


def due(text: str, at: datetime) -> date | None:
    """Return the day that *text*, written *at* this moment, names as its deadline."""
    said, day = fold(text), at.date()
    for read in (_written, _named, _weekday, _counted, _relative):
        found = read(said, day)
        if found is not None:
            return found if found >= day else None
    return None


def _written(said: str, day: date) -> date | None:
    if match := _ISO.search(said):
        year, month, number = map(int, match.groups())
        return _date(year, month, number)
    if match := _FULL.search(said):
        number, month, year = map(int, match.groups())
        return _date(year, month, number)
    if match := _SHORT.search(said):
        return _coming(day, int(match[2]), int(match[1]))
    return None


def _named(said: str, day: date) -> date | None:
    match = _DAY_MONTH.search(said) or _MONTH_DAY.search(said)
    if match is None:
        return None
    month = next(number for number in range(1, 13) if match[f"m{number}"])
    return _coming(day, month, int(match["day"]))


def _weekday(said: str, day: date) -> date | None:
    match = _WEEKDAY.search(said)
    if match is None:
        return None
    wanted = next(number for number in range(7) if match[f"d{number}"])
    return day + timedelta(days=(wanted - day.weekday() - 1) % 7 + 1)


def _counted(said: str, day: date) -> date | None:
    match = _COUNTED.search(said)
    if match is None:
        return None
    said_count = match["count"] or "1"
    count = _NUMBERS.get(said_count) or int(said_count)
    return day + timedelta(days=count * (7 if match["weeks"] else 1))


def _relative(said: str, day: date) -> date | None:
    friday = day + timedelta(days=4 - day.weekday())
    for words, moved in (
        (_DAY_AFTER, day + timedelta(days=2)),
        (_TODAY, day),
        (_TOMORROW, day + timedelta(days=1)),
        (_THIS_WEEK, max(day, friday)),
        (_NEXT_WEEK, friday + timedelta(days=7)),
    ):
        if words.within(said):
            return moved
    return None


def _coming(day: date, month: int, number: int) -> date | None:
    """Return the next such day, this year or, when it is months behind, the next year."""
    this = _date(day.year, month, number)
    if this is not None and (day - this).days > _BEHIND:
        return _date(day.year + 1, month, number)
    return this


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
