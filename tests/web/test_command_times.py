"""Times on the command line are read as people write them, and written as people read them."""

import time
from collections.abc import Generator
from datetime import UTC, datetime, timedelta

import pytest

from orakul.errors import RejectedError
from orakul.tasks.overview import Ended
from web.command.tasks.desk import pointing_into
from web.command.tasks.pace import Pace
from web.command.terminal import harmless
from web.command.times import apart, at_place, brief, lasted, read_time

NOW = datetime(2026, 5, 1, 12, 0, 30, 500_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "short", "long"),
    [
        (0, "0 s", "0.0 s"),
        (9.94, "9 s", "9.9 s"),
        (59.9, "59 s", "59 s"),
        (60, "1 m", "1 m 00 s"),
        (3599, "59 m", "59 m 59 s"),
        (3600 * 25, "1 d", "1 d 01 h"),
        (7325, "2 h", "2 h 02 m"),
    ],
)
def test_durations_have_the_units_that_matter(seconds: float, short: str, long: str) -> None:
    assert (brief(seconds), lasted(seconds)) == (short, long)


def test_a_time_is_told_by_its_distance() -> None:
    assert apart(NOW - timedelta(minutes=3), NOW) == "3 m ago"
    assert apart(NOW + timedelta(hours=5), NOW) == "in 5 h"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.4, "in 0 s"),
        (59.9, "in 60 s"),
        (119.6, "in 2 m"),
        (90 * 60 - 0.1, "in 90 m"),
        (3 * 3600 - 0.1, "in 3 h"),
        (24 * 3600 - 0.1, "in 24 h"),
        (7 * 86400 - 0.1, "in 7 d"),
    ],
)
def test_what_is_due_in_so_long_is_so_a_moment_later(seconds: float, told: str) -> None:
    assert apart(NOW + timedelta(seconds=seconds), NOW) == told


@pytest.fixture
def eastern(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """A place five hours ahead of UTC."""
    with monkeypatch.context() as place:
        place.setenv("TZ", "EAST-5")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("eastern")
def test_a_time_is_told_as_at_the_place_unless_no_calendar_there_has_it() -> None:
    assert at_place(NOW) == "2026-05-01 17:00:30"
    assert at_place(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)) == "9999-12-31 23:59:59"


def test_a_span_is_before_or_ahead() -> None:
    before, ahead = read_time("2h"), read_time("2h", ahead=True)

    assert timedelta(hours=4) <= ahead - before < timedelta(hours=4, minutes=1)
    assert read_time("2026-05-01T14:00+02:00") == datetime(2026, 5, 1, 12, tzinfo=UTC)
    for text in ("yesterday", "2026-13-01", "9999999m", "999999d", ""):
        with pytest.raises(RejectedError, match="a time is like"):
            read_time(text)


def test_the_pace_is_of_the_last_minute_and_counts_nothing_twice() -> None:
    pace = Pace()
    second = NOW.replace(microsecond=0)

    pace.add([Ended(second, "failed", 1), Ended(second - timedelta(seconds=59), "failed", 5)], NOW)
    late = [Ended(second, "failed", 2), Ended(second, "completed", 4)]
    pace.add(late, NOW + timedelta(seconds=1))

    assert pace.since <= second
    assert pace.totals() == {"completed": 4, "failed": 2, "cancelled": 0}
    assert [*pace.by_second()][-3:] == [0, 6, 0]


def test_where_a_query_is_wrong_is_pointed_at() -> None:
    error = RejectedError("no such state")
    error.position, error.length = 10, 6  # pyright: ignore[reportAttributeAccessIssue]

    with pytest.raises(RejectedError) as told, pointing_into("名 state:broken x"):
        raise error

    assert str(told.value).splitlines() == [
        "no such state",
        "  名 state:broken x",
        "             ^^^^^^",
    ]


def test_of_a_long_query_what_is_wrong_is_shown() -> None:
    error = RejectedError("no such state")
    error.position, error.length = 500, 400  # pyright: ignore[reportAttributeAccessIssue]

    with pytest.raises(RejectedError) as told, pointing_into("a" * 500 + "b" * 400 + "c" * 99_000):
        raise error

    assert str(told.value).splitlines() == [
        "no such state",
        "  " + "a" * 40 + "b" * 80,
        "  " + " " * 40 + "^" * 40,
    ]


def test_a_time_that_is_none_is_told_with_the_units_there_are() -> None:
    with pytest.raises(RejectedError, match="15m from now, in s, m, h or d, not '1w'"):
        read_time("1w", ahead=True)
    with pytest.raises(RejectedError, match="15m ago, in s, m, h or d, not '1w'"):
        read_time("1w")


def test_joined_characters_stay_together_and_hidden_ones_show() -> None:
    assert harmless("👩\u200d💻 می\u200cروم") == "👩\u200d💻 می\u200cروم"
    assert harmless("a\u202eb\u200bc\x1b") == "a\ufffdb\ufffdc\ufffd"
