"""One stream of log lines for our own code and for every library.

Lines are JSON unless a person is watching: then they are coloured text. Each carries the
trace it belongs to and whatever was bound with `structlog.contextvars` (task_id, attempt,
request_id). What looks like a secret never reaches the stream, whether it stands under a
telling name or inside a text.

Loggers are had with `structlog.stdlib.get_logger(__name__)`. uvicorn is run with
`log_config=None`, or it would put its own handlers back.
"""

import json
import logging
import math
import os
import re
import sys
import time
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from typing import Final, TextIO, TypeAlias, cast

import structlog
from opentelemetry import trace
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

from orakul.terminal import harmless

Shown: TypeAlias = str | float | bool | Sequence["Shown"] | Mapping[str, "Shown"] | None

DEEPEST: Final = 100  # levels of a value that are shown, as many as the API takes
LEFT_OUT: Final = "…"
HIDDEN: Final = "[hidden]"
HANDLER: Final = "orakul"  # name of the handler that `configure` puts on the root logger

# Loggers that tell of every request they make, with its address and, one level lower,
# with headers and bodies: more than a log should hold.
TALKATIVE: Final = ("anthropic", "httpcore", "httpcore2", "httpx", "httpx2")

# Those that say so with each try where a collector takes nothing, and how often that is heard.
COMPLAINING: Final = "opentelemetry"
COMPLAINT: Final = 60.0  # seconds

# What the name of a secret holds; PostgreSQL has the same in orakul.secret_names().
SECRET_NAMES: Final = r"token|password|passwd|api[-_]?key|authorization|cookie|secret"  # noqa: S105 - their names

SHORTEST: Final = 4  # characters of a secret that is hidden wherever it turns up
LONGEST: Final = 8192  # characters of a secret that only its looks tell
LONGEST_NUMBER: Final = 10_000  # bits of an integer: Python writes none of 4,301 digits
LONGEST_SENT: Final = 32_768  # characters of a text that a collector gets

_kept_secret: ContextVar[tuple[str, ...]] = ContextVar("kept_secret", default=())
_SECRET_NAME: Final = re.compile(SECRET_NAMES, re.IGNORECASE)
_VALUE: Final = r"(?!\$\d|\[hidden\])[^\s\\\"'&,;)]+"  # a parameter of SQL is none

# Each with what a text must hold for the search to be worth its time. The first group of
# a pattern, where it has one, is left standing. None may read the same characters again from
# many places where it could begin: strangers choose the text, and nothing else runs meanwhile.
_SECRET_TEXTS: Final = tuple(
    (needle, re.compile(pattern))
    for needle, pattern in (
        (":", r"(?<!\d)\d{6,}:[\w-]{30,}"),  # token of the Telegram Bot API, in a path, too
        ("sk-", r"\bsk-(?:ant-[\w-]+|[\w-]{20,})"),  # keys of Anthropic and OpenAI
        # JSON web token. It is looked for once in each run of its characters, if dots follow.
        ("eyJ", r"(?<![\w-])(?=[\w-]+\.[\w-]+\.)([\w-]*?)\beyJ[\w-]+\.[\w-]+\.[\w-]*"),
        ("://", r"(://)[^\s:/@]*:[^\s/@]+(?=@)"),  # user and password in an address
        (" ", r"(?i)(\b(?:bearer|basic)\s+)[\w.~+/=-]{6,}"),
        (":", r"(?i)(cookie[\\\"']*:\s*)[^\r\n]+"),
        ("=", rf"(?i)((?:{SECRET_NAMES})[\\\"']*=[\\\"']*){_VALUE}"),
        (":", rf"(?i)((?:{SECRET_NAMES})[\\\"']*:\s*[\\\"']*){_VALUE}"),
    )
)


def keep_secret(args: Mapping[str, object], declared: Collection[str] = ()) -> None:
    """Hide, in this context from now on, the values of arguments wherever they turn up.

    Args:
        args: by name; the texts in those whose names tell of a secret are hidden if they have
            `SHORTEST` characters at least.
        declared: the names of those that are secret whatever they are called; of these,
            numbers are hidden as well.
    """
    secrets = {
        text
        for name, value in args.items()
        if name in declared or _SECRET_NAME.search(name)
        for text in _texts_in(value, numbers=name in declared)
        if len(text) >= SHORTEST
    }
    _kept_secret.set(tuple(sorted(secrets, key=len, reverse=True)))


def _texts_in(value: object, *, numbers: bool) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for each in cast("Mapping[object, object]", value).values():
                yield from _texts_in(each, numbers=numbers)
        case list():
            for each in cast("Iterable[object]", value):
                yield from _texts_in(each, numbers=numbers)
        case int() | float() if numbers and not isinstance(value, bool):
            yield str(value)
        case _:
            return


def redact(text: str) -> str:
    """Return *text* with everything in it hidden that is known or looks like a secret."""
    for secret in _kept_secret.get():
        text = text.replace(secret, HIDDEN)
    for needle, pattern in _SECRET_TEXTS:
        if needle in text:
            text = pattern.sub(_hide, text)
    return text


def redact_start(text: str, most: int) -> str:
    """Return the beginning of *text*, *most* characters or less, without secrets.

    Only what is near it is looked at, however long the text, and nothing shows of a secret that
    goes on beyond what was.
    """
    margin = _margin()
    near = text[: most + 2 * margin]  # once for what is hidden, once for what may be half a secret
    shown = redact(near)
    return (shown if len(near) == len(text) else shown[:-margin])[:most]


def redact_end(text: str, most: int) -> str:
    """Return the end of *text*, as `redact_start` does its beginning."""
    margin = _margin()
    near = text[-most - 2 * margin :]
    shown = redact(near)
    return (shown if len(near) == len(text) else shown[margin:])[-most:]


def _margin() -> int:
    """Return how many characters a secret has at most."""
    return max([LONGEST, *map(len, _kept_secret.get())])


def _hide(found: re.Match[str]) -> str:
    return f"{found[1] if found.re.groups else ''}{HIDDEN}"


def described(value: object, form: Callable[[object], str] = repr) -> str:
    """Return what *form* makes of *value*, or why it makes nothing."""
    try:
        return form(value)
    except BaseException as error:  # noqa: BLE001 - it is anybody's code
        return f"<{type(value).__name__} that cannot be shown: {type(error).__name__}>"


def traceback_of(error: BaseException) -> str:
    """Return the traceback of *error*; where what it holds cannot be shown, its own frames."""
    try:
        return "".join(traceback.format_exception(error))
    except BaseException as second:  # noqa: BLE001 - it is anybody's code
        reason = f"{type(error).__name__} that cannot be shown: {type(second).__name__}\n"
        return "".join([*traceback.format_tb(error.__traceback__), reason])


def conceal(name: str, value: object, levels: int = DEEPEST) -> Shown:
    """Return *value* as it may be shown under *name*, in types that JSON knows.

    Numbers are never secrets: `input_tokens` stays what it is. What lies deeper than so many
    *levels*, as in a value that holds itself, is left out.
    """
    match value:
        case None | int() | float():
            return value if _is_json(value) else described(value, str)
        case _ if _SECRET_NAME.search(name):
            return HIDDEN
        case Mapping() | list() | tuple() | set() | frozenset() if not levels:
            return LEFT_OUT
        case Mapping():
            pairs = cast("Mapping[object, object]", value).items()
            named = ((described(key, str), each) for key, each in pairs)
            return {key: conceal(key, each, levels - 1) for key, each in named}
        case list() | tuple() | set() | frozenset():
            values = cast("Iterable[object]", value)
            return [conceal("", each, levels - 1) for each in values]
        case _:
            return redact(described(value, str))


def _is_json(value: float | None) -> bool:
    """Tell whether JSON has such a number, and Python can write it."""
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or value.bit_length() <= LONGEST_NUMBER


def sendable_text(text: str) -> str:
    """Return *text*, which holds no secret, as collectors take it."""
    return text[:LONGEST_SENT].encode("utf-8", "replace").decode()


def sendable(value: Shown) -> Shown:
    """Return *value*, which holds no secret, as collectors take it.

    One lone surrogate, one number of more than 64 bits or one text of many megabytes would cost
    what stands beside it, or all that is delivered with it.
    """
    match value:
        case str():
            return sendable_text(value)
        case int() if not -(2**63) <= value < 2**63:
            return f"{value:#x}"[:LONGEST_SENT]  # in decimal, Python refuses the longest
        case Mapping():
            return {sendable_text(name): sendable(each) for name, each in value.items()}
        case list() | tuple():
            return [sendable(each) for each in value]
        case _:
            return value


def hide_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Hide secrets in every field of a line and give it a text; a processor of structlog."""
    shown: EventDict = {name: conceal(name, value) for name, value in event.items()}
    shown.setdefault("event", "")
    return shown


def add_trace(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Name the trace and the span that a line belongs to; a processor of structlog."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = trace.format_trace_id(context.trace_id)
        event["span_id"] = trace.format_span_id(context.span_id)
    return event


def configure(
    *, level: str = "INFO", stream: TextIO | None = None, pretty: bool | None = None
) -> None:
    """Send everything that is logged in this process to one stream.

    It may be called again; the last call counts.

    Args:
        level: name of the lowest level that is shown.
        stream: where lines go; standard error where not given.
        pretty: text rather than JSON, coloured unless ``NO_COLOR`` is set; by default when
            *stream* is a terminal.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.set_name(HANDLER)
    watched = handler.stream.isatty() if pretty is None else pretty
    handler.setFormatter(formatter(_renderer(pretty=watched)))
    handler.addFilter(Seldom())
    root = logging.getLogger()
    root.handlers = [each for each in root.handlers if each.get_name() != HANDLER] + [handler]
    root.setLevel(level.upper())
    _gather_libraries()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


class Seldom(logging.Filter):
    """Lets each of the loggers that are `COMPLAINING` say something of a level once a minute.

    A collector may be away for days, and each process tries every second.
    """

    def __init__(self) -> None:
        super().__init__(COMPLAINING)
        self._said: dict[tuple[str, int], float] = {}  # when last, by logger and level

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether *record* is shown."""
        if not super().filter(record):
            return True
        whose, now = (record.name, record.levelno), time.monotonic()
        if now - self._said.get(whose, -COMPLAINT) < COMPLAINT:
            return False
        self._said[whose] = now
        return True


def _shared() -> list[Processor]:
    """Return what is added to each line where it is logged, in the context that logs it."""
    return [
        structlog.contextvars.merge_contextvars,
        add_trace,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def formatter(render: Processor) -> logging.Formatter:
    """Return a formatter for every line, ours or a library's, that *render* makes a text of.

    What *render* gets holds no secret any more.
    """
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.ExceptionRenderer(_told),
            hide_secrets,
            render,
        ],
    )


def _told(exc_info: ExcInfo) -> str:
    return traceback_of(exc_info[1]).rstrip()


def _renderer(*, pretty: bool) -> Processor:
    if pretty:
        # The default formatter of exceptions shows local variables, secrets among them.
        paint = structlog.dev.ConsoleRenderer(
            # Not by the stream: a child of `orakul up` writes to a pipe, for a person.
            colors=not os.environ.get("NO_COLOR"),
            exception_formatter=structlog.dev.plain_traceback,
        )
        return lambda logger, method, event: paint(logger, method, _harmless(event))
    return structlog.processors.JSONRenderer(serializer=_to_json)


def _harmless(event: EventDict) -> EventDict:
    # A title of a chat stands in errors; a traceback has lines.
    return {
        harmless(name): harmless(value, keep="\n\t") if isinstance(value, str) else value
        for name, value in event.items()
    }


def _to_json(event: EventDict, **_options: object) -> str:
    line = json.dumps(event, ensure_ascii=False)
    # A lone surrogate in somebody's message must not cost us the line.
    return line.encode("utf-8", "backslashreplace").decode("utf-8")


def _gather_libraries() -> None:
    """Let libraries that brought their own handlers log like everybody else."""
    for name in ("uvicorn", "uvicorn.access", "uvicorn.error", "procrastinate"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
