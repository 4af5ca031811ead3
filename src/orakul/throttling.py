"""Whoever tries passwords waits, however many try at once and whenever the service restarts.

PostgreSQL counts, in ``sql/functions/throttle_sign_in.sql``, which holds the rule. A try is
counted before its password is looked at and taken back when it was right: so a crash in
between counts as a wrong one, never as none.

    tries for nothing     free    then, before the next
    to one account           5    1 s, 2 s, 4 s, … at most 5 minutes
    from one network        20    1 s, 2 s, 4 s, … at most 1 hour

A network is an IPv4 address or an IPv6 /64. A day without a try forgets the earlier ones.
From a network where somebody signed in within 90 days, their account is counted apart:
strangers elsewhere cannot keep them out.
"""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from orakul import database
from orakul.database import Connection
from orakul.errors import ThrottledError
from orakul.sentences import said

LONGEST_USER_AGENT: Final = 300  # characters

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from, as far as that is known."""

    address: Address | None = None
    user_agent: str | None = None


async def admit(db: Connection, email: str, address: Address | None) -> None:
    """Count a try of a password for *email*.

    Args:
        db: connection outside of any transaction: the try stays, whatever fails later, and
            nobody else waits for this one.
        email: whose password is tried, whether there is such a person or not.
        address: where from; None where nobody knows.

    Raises:
        ThrottledError: the password must not be looked at yet.
    """
    wait: timedelta | None = await database.fetch_value(db, "admit_sign_in", email, address)
    if wait is not None:
        raise ThrottledError(said("too_many_tries"), retry_after=wait)


async def welcome(db: Connection, email: str, address: Address | None) -> None:
    """Take a try back whose password was right."""
    await database.execute(db, "welcome_sign_in", email, address)


async def prune(db: Connection) -> int:
    """Forget counts that hold nobody up any more; return how many."""
    return await database.fetch_value(db, "prune_sign_in_counts")
