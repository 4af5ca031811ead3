"""Every line of every library is one JSON object that names its trace and holds no secret."""

import contextvars
import json
import logging
import subprocess
import sys
import warnings
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from orakul import logs, telemetry
from tests.lines import Lines

# Shaped like the real ones, and none of them real.
BOT_TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
API_KEY = "sk-ant-api03-abcdefghijklmnop"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


def fail(message: str) -> None:
    told = f"{message}: a local variable"
    if told:
        raise ValueError(message)


def test_our_lines_and_those_of_libraries_have_the_same_fields(lines: Lines) -> None:
    structlog.stdlib.get_logger("orakul.scoring").info("scored", messages=100)
    logging.getLogger("uvicorn.access").info("%s %s", "GET", "/health")

    ours, theirs = lines.all()
    assert (ours["event"], ours["logger"], ours["messages"]) == ("scored", "orakul.scoring", 100)
    assert (theirs["event"], theirs["logger"]) == ("GET /health", "uvicorn.access")
    assert ours.keys() - {"messages"} == theirs.keys()
    assert datetime.fromisoformat(ours["timestamp"]).tzinfo == UTC


class Mute:
    """Something that cannot be shown to people."""

    def __str__(self) -> str:
        raise ZeroDivisionError

    def __repr__(self) -> str:
        return "Mute()"


Unnotable: Any = type("Unnotable", (Exception,), {"__notes__": property(lambda _: 1 / 0)})


def test_a_line_is_json_whatever_stands_in_it_or_does_not(lines: Lines) -> None:
    log = structlog.stdlib.get_logger("orakul.test")
    log.info("odd", thing=Mute(), things={Mute(): 1})
    log.info("numbers", loss=float("nan"), most=float("-inf"), long=10**4000)
    log.info(None, only="a field")
    log.info("broke", exc_info=Unnotable("it says so"))

    def refused(constant: str) -> None:
        raise AssertionError(constant)

    odd, numbers, bare, broke = (
        json.loads(line, parse_constant=refused) for line in lines.getvalue().splitlines()
    )
    cannot = "<Mute that cannot be shown: ZeroDivisionError>"
    assert (odd["thing"], odd["things"]) == (cannot, {cannot: 1})
    assert (numbers["loss"], numbers["most"]) == ("nan", "-inf")
    assert numbers["long"] == str(10**4000)
    assert (bare["event"], bare["only"]) == ("", "a field")
    assert broke["exception"] == "Unnotable that cannot be shown: ZeroDivisionError"


def test_a_line_names_its_trace_and_what_is_bound(lines: Lines) -> None:
    telemetry.configure("tests")
    with (
        telemetry.span("work"),
        structlog.contextvars.bound_contextvars(task_id="7", attempt=2, request_id="r1"),
    ):
        id = telemetry.current_trace_id()
        structlog.stdlib.get_logger().info("ours")
        logging.getLogger("procrastinate.worker").info("theirs")
    structlog.stdlib.get_logger().info("outside")

    ours, theirs, outside = lines.all()
    for line in (ours, theirs):
        assert (line["trace_id"], line["task_id"], line["attempt"]) == (id, "7", 2)
        assert len(line["span_id"]) == 16
        assert line["request_id"] == "r1"
    assert not {"trace_id", "span_id", "task_id"} & outside.keys()


def test_levels_below_the_configured_one_are_not_shown(lines: Lines) -> None:
    structlog.stdlib.get_logger().debug("ours")
    logging.getLogger("asyncio").debug("theirs")
    logging.getLogger("httpx").info("HTTP Request: GET https://example.org/secret-path")

    assert lines.getvalue() == ""


def test_to_configure_again_replaces_the_stream(lines: Lines) -> None:
    second = Lines()
    logs.configure(stream=second)
    structlog.stdlib.get_logger().info("once")

    assert lines.getvalue() == ""
    assert second.only()["event"] == "once"


def test_a_collector_that_is_away_is_told_of_once_a_minute_and_all_else_each_time(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter = logging.getLogger("opentelemetry.exporter.otlp")
    for minute in ("first", "second"):
        for _ in range(3):
            exporter.error("no delivery in the %s", minute)
            logging.getLogger("library").error("away in the %s", minute)
        exporter.warning("once more in the %s", minute)
        monkeypatch.setattr(logs, "COMPLAINT", 0.0)  # it is over
        exporter.error("the end of the %s", minute)
        monkeypatch.undo()

    assert Counter(line["event"] for line in lines.all()) == {
        "no delivery in the first": 1,
        "away in the first": 3,
        "once more in the first": 1,
        "the end of the first": 1,
        "away in the second": 3,
        "the end of the second": 1,
    }


def test_what_pytest_or_others_put_on_the_root_logger_stays(lines: Lines) -> None:
    other = logging.NullHandler()
    logging.getLogger().addHandler(other)
    logs.configure(stream=lines)

    assert other in logging.getLogger().handlers
    logging.getLogger().removeHandler(other)


@pytest.mark.parametrize(
    "name",
    [
        "token",
        "access_token",
        "botToken",
        "password",
        "api_key",
        "X-API-Key",
        "Authorization",
        "set-cookie",
        "client_secret",
        "DB_PASSWORD",
    ],
)
def test_a_value_under_a_telling_name_is_hidden(name: str, lines: Lines) -> None:
    structlog.stdlib.get_logger().info("in", **{name: "hush", "deep": [{name: ["hush"]}]})

    assert lines.only()[name] == logs.HIDDEN
    assert "hush" not in lines.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        BOT_TOKEN,
        f"https://api.telegram.org/bot{BOT_TOKEN}/getMe",
        API_KEY,
        JWT,
        f"session-{JWT}",
        "Authorization: Bearer abc.DEF-123~",
        "authorization: Basic dXNlcjpodXNo",
        "Cookie: theme=dark; session=abcdef",
        "postgresql://orakul:hush@db.example.org/orakul",
        "GET /hook?token=hush&limit=1",
        "{'password': 'hush', 'limit': 1}",
        '{"api_key": "hush"}',
        r"{\"api_key\": \"hush\"}",
        "connect(password=hush)",
        "connect(password=$hush)",
    ],
)
def test_a_secret_inside_a_text_is_hidden_wherever_it_stands(text: str, lines: Lines) -> None:
    log = structlog.stdlib.get_logger()
    log.info(text, inside=[text], error=ValueError(text))
    logging.getLogger("library").warning("got %s", text)
    try:
        fail(text)
    except ValueError:
        log.exception("failed")

    parts = (BOT_TOKEN, API_KEY, JWT, "hush", "DEF-123", "dXNlc", "abcdef")
    assert not [part for part in parts if part in lines.getvalue()]
    assert logs.HIDDEN in lines.all()[0]["event"]
    assert "ValueError" in lines.all()[2]["exception"]


@pytest.mark.parametrize(
    "text",
    [
        "select id from orakul.token where token = $1",
        "12:30:45.123456 2026-03-01T12:00:00+00:00",
        "input_tokens: 12, output_tokens=34",
        "https://example.org:8000/a@b",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "task-manager risk-free sk-short",
        "секрет: пароль",
    ],
)
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert logs.redact(text) == text


def test_no_text_takes_longer_than_its_length_accounts_for() -> None:
    # What goes by the square of its length takes hours; it could not be interrupted in here.
    code = """if True:
        import sys
        from orakul import logs
        for piece in sys.argv[1:]:
            print(repr(piece), flush=True)
            logs.redact(piece * (2**21 // 4))
    """
    pieces = [
        "eyJ-",
        "eyJa.eyJ-",
        "123456:",
        "sk-ant-sk-",
        "://a:",
        "bearer ",
        "cookie:\n",
        "token\"'",
        "token: ",
        "api-key='",
    ]

    subprocess.run([sys.executable, "-c", code, *pieces], check=True, timeout=150)


@pytest.mark.parametrize("secret", [JWT, API_KEY, BOT_TOKEN, "token=hushhush"])
def test_a_text_that_is_cut_shows_no_half_of_a_secret(secret: str) -> None:
    seen = {
        logs.redact_start("a " * before + secret + " b" * 20_000, 200)
        + logs.redact_end("a " * 20_000 + secret + " b" * before, 200)
        for before in range(70, 101)
    }

    shown = "".join(seen)
    assert {len(each) for each in seen} == {400}
    assert not [part for part in ("eyJ", "c2ln", "sk-", "K-bc", "mnop", "hus") if part in shown]


def test_a_known_secret_shows_no_part_however_long_it_is() -> None:
    secret = "".join(f"{n:x}." for n in range(2 * logs.LONGEST))
    with_it = f"{'a' * 100} {secret} {'b' * 4 * len(secret)}"

    def cut() -> str:
        logs.keep_secret({"key": secret}, declared=["key"])
        return logs.redact_start(with_it, 200)

    start = contextvars.copy_context().run(cut)

    assert start == f"{'a' * 100} {logs.HIDDEN} {'b' * 90}"


def test_numbers_are_never_hidden_and_other_values_become_text(lines: Lines) -> None:
    structlog.stdlib.get_logger().info(
        "asked",
        input_tokens=12,
        cost=Decimal("0.003"),
        at=datetime(2026, 3, 1, tzinfo=UTC),
        key=SecretStr("hush"),
        ids={7},
        nothing=None,
    )

    line = lines.only()
    assert line["input_tokens"] == 12
    assert (line["cost"], line["at"]) == ("0.003", "2026-03-01 00:00:00+00:00")
    assert (line["key"], line["ids"], line["nothing"]) == ("**********", [7], None)


@pytest.mark.parametrize("text", ["line\nbreak", "nul \0", "lone \ud800", "Оракул 🔮", "\x1b[31m"])
def test_any_text_makes_one_readable_line(text: str, lines: Lines) -> None:
    structlog.stdlib.get_logger().info("said", text=text)

    assert lines.only()["text"] == text
    lines.getvalue().encode()


def test_a_person_at_a_terminal_gets_text_without_local_variables(lines: Lines) -> None:
    logs.configure(stream=lines, pretty=True)
    try:
        fail(API_KEY)
    except ValueError:
        structlog.stdlib.get_logger().exception("failed", api_key="hush")

    text = lines.getvalue()
    assert "ValueError" in text
    assert not [part for part in ("local variable", "hush", API_KEY) if part in text]


def test_what_strangers_wrote_neither_moves_nor_paints_the_terminal_of_a_person(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    evil = "Te\x1b]0;am\x07\x9b2J\u202e"
    logs.configure(stream=lines, pretty=True)
    log = structlog.stdlib.get_logger()

    log.warning(evil, title=evil, titles=[evil], **{evil: 1})
    try:
        fail(evil)
    except ValueError:
        log.exception("failed")

    text = lines.getvalue()
    assert not set(text) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert text.count("Te") == 5
    assert "Traceback (most recent call last):\n" in text


@pytest.mark.parametrize(("value", "coloured"), [(None, True), ("", True), ("1", False)])
def test_a_text_has_colours_unless_somebody_wants_none(
    lines: Lines, monkeypatch: pytest.MonkeyPatch, value: str | None, *, coloured: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if value is not None:
        monkeypatch.setenv("NO_COLOR", value)

    logs.configure(stream=lines, pretty=True)
    structlog.stdlib.get_logger().info("seen", by="him")

    assert "seen" in lines.getvalue()
    assert ("\x1b[" in lines.getvalue()) is coloured


def test_warnings_are_lines_too(lines: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logs.configure(stream=lines)
        warnings.warn("old habit", DeprecationWarning, stacklevel=1)

    assert "old habit" in lines.only()["event"]
    assert lines.only()["logger"] == "py.warnings"
