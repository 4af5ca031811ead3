"""What an error has in common with others of its kind: where it broke, and what it says.

Two errors are of one kind when their class, the innermost frame of the application and
their message agree, once everything is masked that differs from case to case: numbers,
ids, hexadecimal, quoted text, addresses, paths. A line number is no part of it, so that
an error stays the same while the code around it changes.
"""

import hashlib
import re
import sysconfig
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from types import FrameType
from typing import Final, cast

ROOMS: Final = frozenset({"broadcaster", "jobs", "orakul", "sql", "web"})
# Modules that run each task.
AROUND: Final = frozenset({"jobs.declaring", "jobs.running", "jobs.storing", "jobs.threads"})
DEEPEST: Final = 50  # frames that are kept, the innermost of them
LONGEST: Final = 300  # characters of a masked message, and of a line of code

_LIBRARIES: Final = tuple(
    PurePath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")
)

# In this order: what holds something else is masked before it. Numbers and ids look alike
# often enough, since an id may happen to be all digits, to have one mask. Strangers choose the
# text, and nothing else runs meanwhile: what may begin at many places, such as after each dash,
# looks no further than something real is long.
_MASKS: Final = tuple(
    (re.compile(pattern), mask)
    for pattern, mask in (
        (r"\b[a-zA-Z][a-zA-Z0-9+.-]{0,30}://[^\s'\"<>]+", "<url>"),
        (r"\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", "<email>"),
        (r"(?<!\w)'[^'\n]*'(?!\w)|\"[^\"\n]*\"|`[^`\n]*`|«[^«»\n]*»|“[^“”\n]*”", "<text>"),
        (r"(?i)\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b", "<n>"),
        (r"(?i)\b0x[0-9a-f]+\b", "<n>"),
        (r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b", "<address>"),
        (r"(?i)(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}:?[0-9a-f]{1,4}(?![\w:])", "<address>"),
        (r"(?<![\w/<>])(?:[A-Za-z]:)?(?:[/\\][\w.@~+-]+){2,}[/\\]?", "<path>"),
        (r"(?i)\b(?=[a-f]*\d)[0-9a-f]{8,}\b", "<n>"),
        (r"\b(?=[A-Za-z_-]{0,64}\d)(?=[\d_-]{0,64}[A-Za-z])[\w-]{12,}\b", "<n>"),
        (r"\d+(?:[.,_]\d+)*", "<n>"),
    )
)


@dataclass(frozen=True, slots=True)
class Frame:
    """One call in a traceback; *depth* 0 is the outermost, *own* no library's."""

    depth: int
    module: str
    function: str
    file: str
    line: int | None
    code: str
    own: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """An error's kind, what it is made of, and the frames: the application's first.

    *frame* is ``module:function``, None where no code of the application was running.
    """

    fingerprint: str
    error_class: str
    frame: str | None
    message: str
    frames: Sequence[Frame]


def read_fault(error: BaseException, message: str) -> Fault:
    """Return the kind of *error*, whose text as it may be shown is *message*.

    A group that holds one error alone is of that error's kind.
    """
    error = only(error)
    frames = read_frames(error)
    frame = next((f"{each.module}:{each.function}" for each in frames if each.own), None)
    return make_fault(type(error).__name__, frame, message, frames)


def make_fault(
    error_class: str, frame: str | None, message: str, frames: Sequence[Frame] = ()
) -> Fault:
    """Return the kind of an error of which only this is known."""
    masked = mask(message)
    text = "\n".join((error_class, frame or "", masked)).encode("utf-8", "replace")
    return Fault(hashlib.sha256(text).hexdigest()[:16], error_class, frame, masked, frames)


def mask(text: str) -> str:
    """Return *text* with what differs from case to case replaced by what it is."""
    for pattern, name in _MASKS:
        text = pattern.sub(name, text)
    return " ".join(text.split())[:LONGEST]


def read_frames(error: BaseException) -> list[Frame]:
    """Return the innermost frames of a traceback, the application's before any library's.

    Each of the two from the innermost outwards.
    """
    walked = list(enumerate(traceback.walk_tb(error.__traceback__)))[-DEEPEST:]
    frames = [_frame(depth, frame, line) for depth, (frame, line) in reversed(walked)]
    return sorted(frames, key=lambda frame: not frame.own)


def only(error: BaseException) -> BaseException:
    """Return the error that a group holds alone, as a task group does whose one task broke."""
    while isinstance(error, BaseExceptionGroup):
        held = cast("BaseExceptionGroup[BaseException]", error).exceptions
        if len(held) != 1:
            break
        error = held[0]
    return cast("BaseException", error)


def _frame(depth: int, frame: FrameType, line: int) -> Frame:
    code = frame.f_code
    [summary] = traceback.StackSummary.extract([(frame, line)])
    module = str(frame.f_globals.get("__name__", "?"))
    return Frame(
        depth=depth,
        module=module,
        function=code.co_qualname,
        file=code.co_filename,
        line=line,
        code=(summary.line or "")[:LONGEST],
        own=is_own(module, code.co_filename),
    )


def is_own(module: str, file: str, libraries: Iterable[PurePath] = _LIBRARIES) -> bool:
    """Tell whether code is the application's: of its rooms, or of no place for libraries.

    What stands around every task tells nothing of the one that broke.
    """
    if module in AROUND:
        return False
    if module.partition(".")[0] in ROOMS:
        return True
    path = PurePath(file)
    return path.is_absolute() and not any(path.is_relative_to(place) for place in libraries)
