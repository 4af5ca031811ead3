"""Words, cues, asks and dates are read alike in English, Ukrainian and Russian."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orakul.language import triage
from orakul.language.asks import ask, title
from orakul.language.cues import NOISE, SIGNAL, cue
from orakul.language.dates import due
from orakul.language.detection import detect
from orakul.language.nominative import nominative
from orakul.language.text import prose, sentences, shorten, words

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The build is broken", "en"),
        ("Сервер впав", "uk"),
        ("Сервер упал", "ru"),
        ("Треба оновити API", "uk"),
        ("Нужно обновить API", "ru"),
        ("Це зроблено, дякую", "uk"),
        ("Это готово, спасибо", "ru"),
        ("👍", "en"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert detect(text) == language


def test_the_default_decides_where_the_text_does_not() -> None:
    assert [detect("12", default=each) for each in ("uk", "ru", "en")] == ["uk", "ru", "en"]


def test_a_cue_matches_whole_words_and_a_star_any_ending() -> None:
    found = cue("ok, помилк*, can not")

    assert found.found("OK, помилку, can  not") == ["ok", "помилку", "can  not"]
    assert not found.within("token look broken непомилковий")


def test_russian_yo_and_any_apostrophe_are_folded() -> None:
    assert cue("счет").within("Счёт")
    assert cue("об'єкт").within("об’єкт")


def test_no_word_is_both_signal_and_noise() -> None:
    assert not [word for word in NOISE if SIGNAL.pattern.fullmatch(word)]


def test_prose_has_no_code_links_or_mentions() -> None:
    text = "@olena look ```x = 1``` at `run()` https://example.org/a?b=c please"

    assert prose(text) == "look at please"


def test_words_keep_apostrophes_and_technical_signs() -> None:
    assert words("Don't use C++ or node.js, об’єкт!") == [
        "Don't",
        "use",
        "C++",
        "or",
        "node.js",
        "об'єкт",
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three?", 3),
        ("Use e.g. this one. Done.", 2),
        ("версія 2.3 вийшла. Дякую", 2),
        ("first line\nsecond line", 2),
        ("see example.org for more", 1),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@given(st.text(max_size=300), st.integers(5, 100))
def test_shortened_text_is_never_longer(text: str, most: int) -> None:
    assert len(shorten(text, most)) <= most


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("by 2026-03-05", date(2026, 3, 5)),
        ("до 05.03", date(2026, 3, 5)),
        ("до 05.03.2027", date(2027, 3, 5)),
        ("версія 1.12 готова", None),
        ("by March 5th", date(2026, 3, 5)),
        ("до 5 березня", date(2026, 3, 5)),
        ("к 5 марта", date(2026, 3, 5)),
        ("до 10 січня", None),
        ("today", date(2026, 3, 2)),
        ("завтра зроблю", date(2026, 3, 3)),
        ("сделаю завтра", date(2026, 3, 3)),
        ("післязавтра", date(2026, 3, 4)),
        ("послезавтра", date(2026, 3, 4)),
        ("before Friday", date(2026, 3, 6)),
        ("до п'ятниці", date(2026, 3, 6)),
        ("до п’ятниці", date(2026, 3, 6)),
        ("к пятнице", date(2026, 3, 6)),
        ("on Monday", date(2026, 3, 9)),
        ("in 3 days", date(2026, 3, 5)),
        ("через два дні", date(2026, 3, 4)),
        ("через неделю", date(2026, 3, 9)),
        ("до кінця тижня", date(2026, 3, 6)),
        ("next week", date(2026, 3, 13)),
        ("on 2026-02-01", None),
        ("by 2026-13-45", None),
        ("last Friday it broke", None),
        ("no date here", None),
    ],
)
def test_due_dates(text: str, wanted: date | None) -> None:
    assert due(text, MONDAY) == wanted


def test_a_day_of_the_new_year_is_next_years() -> None:
    assert due("до 15 січня", datetime(2026, 12, 20, tzinfo=UTC)) == date(2027, 1, 15)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Can you update the changelog?", "request"),
        ("Please review my branch", "request"),
        ("Update the docs before Friday", "request"),
        ("I'll deploy it tomorrow", "promise"),
        ("We need to migrate the database", "need"),
        ("Let's schedule a call", "proposal"),
        ("Перевір, будь ласка, логи", "request"),
        ("Можеш оновити звіт?", "request"),
        ("Зроблю завтра звіт", "promise"),
        ("Треба оновити документацію", "need"),
        ("Сделай пожалуйста копию", "request"),
        ("Исправлю сегодня вечером", "promise"),
        ("Нужно обновить сертификат", "need"),
        ("The server is slow today", None),
        ("What is a monad?", None),
        ("Сьогодні гарна погода", None),
        ("I have coffee", None),
    ],
)
def test_asks(sentence: str, kind: str | None) -> None:
    assert ask(sentence) == kind


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Hi all, can someone please update the docs?", "Update the docs"),
        ("I think we need to migrate the database", "Migrate the database"),
        ("@olena please review my branch, thanks", "Review my branch"),
        ("Треба оновити документацію.", "Оновити документацію"),
        ("Привіт! Можеш перевірити звіт?", "Перевірити звіт"),
        ("Сделай, пожалуйста, копию базы", "Сделай копию базы"),
    ],
)
def test_a_title_has_no_greeting_mention_or_filler(sentence: str, name: str) -> None:
    assert title(sentence) == name


@pytest.mark.parametrize(
    ("text", "category", "priority"),
    [
        ("fix the login, production is down", "bug", "critical"),
        ("update the readme when you have time", "docs", "low"),
        ("додати нову кнопку", "feature", "medium"),
        ("не терміново: оптимізувати запит", "improvement", "low"),
        ("срочно починить оплату", "bug", "critical"),
        ("уточни у клиента сроки", "question", "high"),
        ("book a room", "chore", "medium"),
    ],
)
def test_triage(text: str, category: str, priority: str) -> None:
    assert triage.category(text) == category
    assert triage.priority(text, None, MONDAY.date()) == priority


def test_what_is_due_tomorrow_is_high() -> None:
    assert triage.priority("звіт", date(2026, 3, 3), MONDAY.date()) == "high"


@pytest.mark.parametrize(
    ("said", "language", "turned"),
    [
        (["платіжного", "шлюзу"], "uk", ["платіжний", "шлюз"]),
        (["головної", "сторінки"], "uk", ["головна", "сторінка"]),
        (["платежного", "шлюза"], "ru", ["платежный", "шлюз"]),
        (["миграции", "базы"], "ru", ["миграция", "базы"]),
        (["кнопка", "оплати"], "uk", ["кнопка", "оплати"]),
        (["Setup", "Script"], "en", ["Setup", "Script"]),
    ],
)
def test_names_are_put_into_the_nominative(
    said: list[str], language: str, turned: list[str]
) -> None:
    assert nominative(said, language) == turned
