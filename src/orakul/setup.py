"""Setting an installation up: the first administrator is made over HTTP, once.

It is open while nobody may sign in, and closed for good by the database as soon as somebody
may, by whichever way they came. A stranger may reach the port first, so it takes a code that
only whoever sees a server's terminal or log can know. Each server makes one when it starts,
and all of them count at each server; the database keeps their digests.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import timedelta
from textwrap import wrap
from typing import Final

from orakul import accounts, database, telemetry, throttling, tokens
from orakul.database import Acting, Connection
from orakul.errors import ConflictError
from orakul.sentences import said
from orakul.throttling import Address

CODE_LASTS: Final = timedelta(days=1)

_LENGTH: Final = 15  # bytes: 24 characters
_GROUP: Final = 6  # characters between two hyphens


@dataclass(frozen=True, slots=True)
class _Standing:
    is_open: bool
    is_known: bool


async def is_open(db: Connection) -> bool:
    """Whether nobody may sign in yet, and nobody ever might."""
    return await database.fetch_value(db, "setup_is_open")


async def offer(db: Connection) -> str | None:
    """Make a code that is good once, within `CODE_LASTS`; None where it is closed.

    Codes of other servers, and of this one before it was started again, stay as they are.
    """
    code = base64.b32encode(secrets.token_bytes(_LENGTH)).decode()
    if await database.fetch_value(db, "add_setup_code", _digest(code), CODE_LASTS) is None:
        return None
    return "-".join(wrap(code, _GROUP))


async def set_up(
    db: Connection, code: str, email: str, name: str, password: str, *, address: Address | None
) -> bool:
    """Make the first administrator, if *code* is one of `offer`; tell whether it is.

    Of any number who do it at once, one does.

    Args:
        db: connection outside of any transaction: the try counts, whatever comes of it.
        code: as it was printed; hyphens, blanks and the case of letters mean nothing.
        email: to sign in with.
        name: of the administrator.
        password: to sign in with.
        address: where from; None where nobody knows.

    Raises:
        ConflictError: somebody may sign in already.
        ThrottledError: codes were tried too often from there.
        RejectedError: *email* is none, or *password* is too short or too long.
    """
    if not await is_open(db):
        raise _closed()
    # Nobody can guess a code, so tries from elsewhere hold up nobody here.
    subject = f"setup from {address}"
    await throttling.admit(db, subject, address)
    # The lock and the hash are costly: only who brings a good code makes us take them.
    if not await _is_known(db, code):
        return False
    who = Acting("system:setup", traceparent=telemetry.current_traceparent())
    async with database.acting(db, who):
        await database.execute(db, "lock_people")
        if known := await _is_known(db, code):
            await accounts.add(db, email, name, "admin", password)
    await throttling.welcome(db, subject, address)
    return known


async def _is_known(db: Connection, code: str) -> bool:
    standing = await database.fetch_one(db, _Standing, "read_setup", _digest(code))
    if standing is None or not standing.is_open:
        raise _closed()
    return standing.is_known


def _digest(code: str) -> bytes:
    return tokens.digest("".join(code.replace("-", "").split()).upper())


def _closed() -> ConflictError:
    return ConflictError(said("set_up_already"))
