"""When something is due by a cron expression, and how a person would say it.

Times are in UTC, which is how workers read them. Besides the five usual fields there may be
one of seconds after them.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Final, Literal

from cron_descriptor import ExpressionDescriptor, FormatError, Options  # pyright: ignore[reportMissingTypeStubs]
from croniter import CroniterBadDateError, croniter

from orakul.errors import RejectedError

Language = Literal["en", "uk", "ru"]

_LOCALES: Final[Mapping[Language, str]] = {"en": "en_US", "uk": "uk_UA", "ru": "ru_RU"}
_ALIASES: Final[Mapping[str, str]] = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}

# How many there are of what each field counts: minutes, hours, days, months, weekdays, seconds.
_UNITS: Final = (60, 24, 31, 12, 7, 60)
_STEP: Final = re.compile(r"(?<![-\d])(?:\*|\d+)/([1-9]\d*)")
_LISTED: Final = 9  # times of a step that are still told one by one
_SINGLE_DAYS: Final = re.compile(r"(?:[0-7]|[a-z]{3})(?:,(?:[0-7]|[a-z]{3}))*", re.IGNORECASE)
_ANY_DAY: Final = {"*", "?"}
_UNTIL_LAST_TIME: Final = re.compile(r".*\b\d\d:\d\d(?::\d\d)?")

# A language, whatever its region, and its weight.
_ACCEPTED: Final = re.compile(
    r"(?:^|,)([a-z]{2})(?:-[a-z0-9-]*)?(?:;q=([01](?:\.[0-9]{0,3})?))?(?=,|$)"
)


def check(cron: str) -> None:
    """Check that *cron* can be read, and is due again and again.

    Of one that is not, workers could not tell when to look next, for any of their schedules.

    Raises:
        RejectedError: it cannot, or is not.
    """
    if not croniter.is_valid(cron):
        raise RejectedError(f"{cron!r} is no cron expression: it has fields like 30 2 * * 1-5")
    if len(_fields(cron)) > len(_UNITS):
        raise RejectedError(f"{cron!r} has a field of years, after which it would never be due")
    try:
        next_after(cron, datetime.now(UTC))
    except CroniterBadDateError:
        raise RejectedError(f"{cron!r} is never due: there is no such day") from None


def next_after(cron: str, moment: datetime) -> datetime:
    """Return the first time after *moment* at which *cron* is due."""
    return _at(croniter(cron, moment.timestamp()).get_next(float))


def last_before(cron: str, moment: datetime) -> datetime:
    """Return the last time before *moment* at which *cron* was due."""
    return _at(croniter(cron, moment.timestamp()).get_prev(float))


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@cache
def describe(cron: str, language: Language = "en") -> str:
    """Say in words when *cron* is due; or return it as it is, where nobody can."""
    if not croniter.is_valid(cron):
        return cron
    fields = _evened(cron)
    if not _says_either_day(fields):
        return cron
    options = Options()
    options.locale_code = _LOCALES[language]
    options.use_24hour_time_format = True
    try:
        said = ExpressionDescriptor(" ".join((*fields[5:], *fields[:5])), options).get_description()
    except FormatError:
        return cron
    said = _UNTIL_LAST_TIME.sub(r"\g<0> UTC", said, count=1)
    if language == "en":
        return said.replace("At 1 minutes", "At 1 minute")
    return _named(said, language)


def choose_language(accepted: str) -> Language:
    """Return the language that an ``Accept-Language`` header likes best; English if none."""
    liked: list[tuple[float, Language]] = [(0.0, "en")]
    for tag, weight in _ACCEPTED.findall("".join(accepted.lower().split())):
        for language, locale in _LOCALES.items():
            if locale.startswith(f"{tag}_"):
                liked.append((float(weight or 1), language))
    return max(liked, key=lambda each: each[0])[1]


def _evened(cron: str) -> Sequence[str]:
    """Return the fields without steps that begin anew before they have come round.

    "Every 7 minutes" is not what a step of 7 means, which begins anew with each hour. Its times
    are told one by one, or from the first to the last if they are many.
    """
    times = croniter.expand(cron)[0]
    return [_without_step(*each) for each in zip(_fields(cron), _UNITS, times, strict=False)]


def _without_step(field: str, unit: int, times: Sequence[int | str]) -> str:
    steps = _STEP.findall(field)
    if all(unit % int(step) == 0 for step in steps):
        return field
    if len(times) > _LISTED and _STEP.fullmatch(field):
        return f"{times[0]}-{times[-1]}/{steps[0]}"
    return ",".join(map(str, times))


def _says_either_day(fields: Sequence[str]) -> bool:
    """Whether days of the month and of the week, any of which is enough, are told as such.

    The words have an "or" before single days of the week alone.
    """
    if _ANY_DAY.intersection((fields[2], fields[4])):
        return True
    return _SINGLE_DAYS.fullmatch(fields[4]) is not None


def _fields(cron: str) -> Sequence[str]:
    return _ALIASES.get(cron.strip().lower(), cron).split()


# The library leaves the names of days and months to the locale of the process, which is
# everybody's. Each has three forms here: in or on it, from it, and to it.
_ENGLISH: Final = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May"
    " June July August September October November December"
)
_FORMS: Final[Mapping[Language, tuple[str, str, str]]] = {
    "uk": (
        (
            "понеділок вівторок середу четвер п'ятницю суботу неділю січні лютому березні квітні"
            " травні червні липні серпні вересні жовтні листопаді грудні"
        ),
        (
            "понеділка вівторка середи четверга п'ятниці суботи неділі січня лютого березня квітня"
            " травня червня липня серпня вересня жовтня листопада грудня"
        ),
        (
            "понеділок вівторок середу четвер п'ятницю суботу неділю січень лютий березень квітень"
            " травень червень липень серпень вересень жовтень листопад грудень"
        ),
    ),
    "ru": (
        (
            "понедельник вторник среду четверг пятницу субботу воскресенье январе феврале марте"
            " апреле мае июне июле августе сентябре октябре ноябре декабре"
        ),
        (
            "понедельника вторника среды четверга пятницы субботы воскресенья января февраля марта"
            " апреля мая июня июля августа сентября октября ноября декабря"
        ),
        (
            "понедельник вторник среду четверг пятницу субботу воскресенье январь февраль март"
            " апрель май июнь июль август сентябрь октябрь ноябрь декабрь"
        ),
    ),
}
_NAME: Final = f"({'|'.join(_ENGLISH.split())})"
_RANGE: Final = re.compile(rf"(?:\b[вВ] )?{_NAME} по {_NAME}")
_SINGLE: Final = re.compile(rf"\b{_NAME}\b")
_MINUTE: Final = re.compile(
    r"\d+(?=(?:(?:, | та )\d+)* (?:хвилині|секунді))"
)  # which one, in Ukrainian
_AND: Final = re.compile(r", (?=(?:та|и) )")  # before which there is a comma in English alone
_EVERY: Final = re.compile(r"кожен (?=\d)")  # that of which there are several, in Ukrainian
_DAYS: Final[Mapping[Language, re.Pattern[str]]] = {
    "uk": re.compile(r"на (\d+(?:(?:, | та )\d+)*) день місяця"),
    "ru": re.compile(r"в (\d+(?:(?:, | и )\d+)*) число месяца"),
}

# The library has one form of each noun for any number; here are those of one, of two to four,
# and of more.
_COUNTED: Final[Mapping[Language, Mapping[str, tuple[str, str, str]]]] = {
    "uk": {
        "секунд": ("секунду", "секунди", "секунд"),
        "хвилин": ("хвилину", "хвилини", "хвилин"),
        "годин": ("годину", "години", "годин"),
        "день": ("день", "дні", "днів"),
        "місяць": ("місяць", "місяці", "місяців"),
    },
    "ru": {
        "секунд": ("секунду", "секунды", "секунд"),
        "минут": ("минуту", "минуты", "минут"),
        "часов": ("час", "часа", "часов"),
        "дней": ("день", "дня", "дней"),
        "месяцев": ("месяц", "месяца", "месяцев"),
    },
}

_TEENS: Final = range(11, 15)
_FEW: Final = range(2, 5)


def _named(said: str, language: Literal["uk", "ru"]) -> str:
    within, since, until = (_names(forms) for forms in _FORMS[language])
    preposition = {"uk": "з", "ru": "с"}[language]
    said = _AND.sub(" ", said)
    said = _RANGE.sub(lambda each: f"{preposition} {since[each[1]]} по {until[each[2]]}", said)
    said = _MINUTE.sub(r"\g<0>-й", said)
    said = _DAYS[language].sub(lambda each: _dates(each[1], language), said)
    return _counted(_SINGLE.sub(lambda each: within[each[0]], said), language)


def _dates(days: str, language: Literal["uk", "ru"]) -> str:
    if language == "ru":
        return f"{days} числа месяца"
    return re.sub(r"\d+", r"\g<0>-го", days) + " числа місяця"


def _counted(said: str, language: Literal["uk", "ru"]) -> str:
    """Put the nouns after numbers into their forms."""
    forms = _COUNTED[language]
    counted = re.compile(rf"(\d+) ({'|'.join(forms)})\b")
    said = _EVERY.sub("кожні ", said)
    return counted.sub(lambda each: f"{each[1]} {_form(int(each[1]), forms[each[2]])}", said)


def _form(number: int, forms: tuple[str, str, str]) -> str:
    one, few, many = forms
    last = 0 if number in _TEENS else number % 10
    if last == 1:
        return one
    return few if last in _FEW else many


def _names(forms: str) -> Mapping[str, str]:
    return dict(zip(_ENGLISH.split(), forms.split(), strict=True))
