"""Importance is led by what a message says; every class is within reach of every message."""

from datetime import timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orakul.errors import RejectedError
from orakul.importance import Importance, Scale, assess, classify

NEW = timedelta()
OLD = timedelta(days=900)
NOISE = [
    "", "   ", "ok", "OK!", "+1", "-1", "👍", "👍👍🔥", "🙂", ":)", "lol", "hahaha", "yes", "thanks!",
    "Thank you very much", "hi all", "Good morning everyone", "/start", "/help@orakul_bot", "/task 12",
    "@olena", "@olena thanks", "42", "...", "???", "ок", "Дякую!", "Привіт всім", "Доброго ранку, колеги",
    "ага", "так", "хаха", "ахахаха", "Спасибо большое", "привет", "да", "ну да", "плюс",
]  # fmt: skip
SIGNAL = [
    "Сервер впав, треба терміново перезапустити базу даних і перевірити логи",
    "Срочно: оплата не работает после релиза, клиенты жалуются, нужно откатить версию 2.3",
    "The payment service is down since the 2.3 release: customers can't pay, we must roll back today",
]
WEAK = [
    "The build is broken",
    "how do I mount a volume in docker?",
    "Дизайнер змінив кольори на головній",
]


@pytest.mark.parametrize("text", NOISE)
def test_what_says_nothing_is_noise_whoever_says_it_and_wherever(text: str) -> None:
    bare = assess(text, age=OLD)
    helped = assess(
        text, age=NEW, author_mean=1, author_count=999, topic_count=999, topic_recent=99
    )

    assert (bare.classification, helped.classification) == ("noise", "noise")


@pytest.mark.parametrize("text", SIGNAL)
def test_an_old_message_of_a_new_author_may_be_signal(text: str) -> None:
    assert assess(text, age=OLD).classification == "signal"


@pytest.mark.parametrize("text", WEAK)
def test_an_old_message_of_a_new_author_may_be_weak(text: str) -> None:
    assert assess(text, age=OLD).classification == "weak_signal"


@pytest.mark.parametrize("word", ["token", "look", "broken", "smoke", "окуляри", "окно", "такса"])
def test_a_noise_word_within_a_word_is_not_one(word: str) -> None:
    assert "filler" not in assess(word, age=NEW).reasons


@pytest.mark.parametrize(
    "text",
    [
        "знову ці помилки", "через помилку", "з помилкою", "знайшов баги", "критичного", "терміново",
        "опять эти ошибки", "с ошибкой", "из-за ошибок", "нашел баги", "критичные", "срочно",
        "more bugs", "errors", "crashed", "UrGeNt",
    ],
)  # fmt: skip
def test_signal_words_are_known_in_their_forms(text: str) -> None:
    assert "signal words" in assess(text, age=NEW).reasons


@pytest.mark.parametrize(
    ("plain", "more"),
    [
        ("the deploy of the shop", "the deploy of the shop?"),
        ("see the deploy notes", "see the deploy notes https://example.org/notes"),
        ("the shop calls handler", "the shop calls `handler()`"),
        ("колір кнопки", "колір кнопки на головній сторінці магазину для планшета"),
        ("update the shop page", "please update the shop page"),
    ],
)
def test_each_trait_adds(plain: str, more: str) -> None:
    assert assess(more, age=OLD).score > assess(plain, age=OLD).score


@pytest.mark.parametrize("text", ["a" * 50_000, "http" * 12_500, "/a" * 25_000, "1." * 25_000])
def test_a_long_word_holds_nobody_up(text: str) -> None:
    began = process_time()

    assess(text, age=NEW)

    assert process_time() - began < 2  # seconds; ten to look at all that follows from each letter


def test_repeating_an_earlier_message_says_less() -> None:
    text = "The nightly export of invoices fails with a timeout"

    scores = [assess(text, age=OLD, similarity=near).score for near in (0.0, 0.8, 0.9, 1.0)]
    assert scores[0] == scores[1] > scores[2] > scores[3]


def test_age_takes_away_the_rise_of_freshness_and_nothing_else() -> None:
    ages = [timedelta(), timedelta(hours=1), timedelta(days=1), timedelta(days=7), OLD]
    found = [assess(SIGNAL[0], age=age) for age in ages]

    temporal = [each.factors["temporal"] for each in found]
    assert temporal == sorted(temporal, reverse=True)
    assert (
        len({(e.factors["content"], e.factors["author"], e.factors["topic"]) for e in found}) == 1
    )
    assert temporal[-1] == pytest.approx(found[-1].factors["content"], abs=1e-3)


def test_an_authors_record_counts_more_the_longer_it_is() -> None:
    text = "The shop page has another colour"

    short, long = (assess(text, age=OLD, author_mean=0.9, author_count=n).score for n in (1, 100))
    assert assess(text, age=OLD).score < short < long
    assert assess(text, age=OLD, author_mean=0.1, author_count=100).score < short


def test_a_large_or_busy_topic_raises() -> None:
    text = "The shop page has another colour"

    alone = assess(text, age=OLD).score
    assert alone < assess(text, age=OLD, topic_count=5).score
    assert assess(text, age=OLD, topic_count=5).score < assess(text, age=OLD, topic_count=60).score
    assert alone < assess(text, age=OLD, topic_recent=4).score
    assert alone == assess(text, age=OLD, topic_recent=3).score


@pytest.mark.parametrize(
    ("score", "name"),
    [(0, "noise"), (0.2999, "noise"), (0.3, "weak_signal"), (0.6999, "weak_signal"), (0.7, "signal"), (1, "signal")],
)  # fmt: skip
def test_the_borders_belong_to_the_class_above(score: float, name: str) -> None:
    assert classify(score) == name


@given(
    st.text(max_size=200),
    st.timedeltas(),
    st.none() | st.floats(0, 1),
    st.integers(0, 1000),
    st.integers(0, 1000),
    st.integers(0, 50),
    st.floats(0, 1),
)
def test_score_class_and_factors_agree(
    text: str,
    age: timedelta,
    mean: float | None,
    count: int,
    topic: int,
    recent: int,
    similarity: float,
) -> None:
    found = assess(
        text,
        age=age,
        author_mean=mean,
        author_count=count,
        topic_count=topic,
        topic_recent=recent,
        similarity=similarity,
    )

    assert_sound(found)


def assert_sound(found: Importance) -> None:
    weights = {"content": 0.4, "author": 0.2, "temporal": 0.2, "topic": 0.2}
    assert set(found.factors) == set(weights)
    assert all(0 <= factor <= 1 for factor in found.factors.values())
    assert found.score == pytest.approx(
        sum(weights[name] * factor for name, factor in found.factors.items()), abs=1e-4
    )
    assert found.score == round(found.score, 4)
    assert found.classification == classify(found.score)


@pytest.mark.parametrize("total", [0.991, 1.0, 1.009])
def test_weights_may_miss_one_by_a_hundredth(total: float) -> None:
    scale = Scale(content=total - 0.6)

    assert 0 <= assess("The build is broken", age=NEW, scale=scale).score <= 1


@pytest.mark.parametrize(
    "wrong",
    [{"content": 0.5}, {"content": 0.3}, {"content": -0.4, "author": 1.0}, {"noise": 0.8}, {"signal": 1.2}],
)  # fmt: skip
def test_wrong_weights_and_borders_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(RejectedError):
        Scale(**wrong)


def test_weights_shift_the_score() -> None:
    fresh_only = Scale(content=0, author=0, temporal=1, topic=0)

    found = assess("The build is broken", age=NEW, scale=fresh_only)
    assert found.score == found.factors["temporal"]
