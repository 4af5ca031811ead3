"""Tries to sign in, or to do by a password, a code or a reset what only its owner may.

Each is counted by what came of it, and the log tells who was turned away.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import structlog

from orakul.accounts import NoResetError
from orakul.errors import ThrottledError
from web.call import Call
from web.problems import InvalidError, UnauthenticatedError

log = structlog.stdlib.get_logger(__name__)

OUTCOMES: Final = ("ok", "refused", "throttled")


class UnprovenError(InvalidError):
    """The input is well-formed, and its password or its code is not the right one."""


@contextmanager
def tried(call: Call, wrong: str = "wrong e-mail or password") -> Generator[None]:
    """Count a try that is made meanwhile, and log one that comes to nothing.

    The line names no account: people type a password where their e-mail belongs. It says what was
    *wrong*; input that could never be right is no try.
    """
    try:
        yield
    except (UnauthenticatedError, UnprovenError, NoResetError):
        _refuse(call, "refused", wrong)
        raise
    except ThrottledError:
        _refuse(call, "throttled", "too many tries")
        raise
    call.site.sign_ins["ok"] += 1


def _refuse(call: Call, outcome: str, reason: str) -> None:
    call.site.sign_ins[outcome] += 1
    address = call.origin.address
    log.warning("sign-in refused", reason=reason, address=str(address) if address else None)
