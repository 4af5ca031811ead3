"""What a handler gets, and what all handlers of a process share."""

from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from starlette.requests import Request

from broadcaster import Broadcaster
from orakul import database, telemetry
from orakul.database import Acting, Connection, Limits, Pool
from orakul.issuer import Issuer
from orakul.people import Person
from orakul.sentences import said
from orakul.sessions import SignedIn
from orakul.settings import Settings
from orakul.throttling import Origin
from web.address import origin_of
from web.endpoints import Lane
from web.problems import UnauthenticatedError
from web.room import Uploads
from web.turns import Turns

# Passwords that are looked at in a process at once. Each takes a connection, and 64 MiB for the
# time of its hash: whoever sends many leaves the other connections to those who are signed in.
PROOFS: Final = 4

# Searches and charts at once, each of which may take a connection for as long as a statement may:
# while some are dear, tasks are steered, and the process tells that it is ready.
SEARCHES: Final = 4


@dataclass(slots=True)
class Line:
    """How many requests of a process wait for a connection at this moment."""

    waiting: int = 0


def _turns() -> Mapping[Lane, Turns]:
    return {
        "proof": Turns(PROOFS, said("sign_ins_many")),
        "search": Turns(SEARCHES, said("searches_many")),
    }


@dataclass(frozen=True, slots=True)
class Site:
    """What the handlers of one web process share."""

    settings: Settings
    pool: Pool
    broadcaster: Broadcaster
    key: bytes  # that signs access tokens
    issuer: Issuer | None  # of tokens from outside
    limits: Limits  # of the pool's connections
    line: Line = field(default_factory=Line)
    uploads: Uploads = field(default_factory=Uploads)
    turns: Mapping[Lane, Turns] = field(default_factory=_turns)
    sign_ins: Counter[str] = field(default_factory=Counter[str])  # by what came of them


@dataclass(frozen=True, slots=True)
class Call:
    """One request: a connection for as long as it is handled, and who sent it."""

    request: Request
    site: Site
    db: Connection
    signed_in: SignedIn | None

    @property
    def person(self) -> Person:
        """Who sent the request.

        Raises:
            UnauthenticatedError: nobody is signed in; only where `access` is "public".
        """
        if self.signed_in is None:
            raise UnauthenticatedError(said("not_signed_in"))
        return self.signed_in.person

    @property
    def session(self) -> UUID | None:
        """The session that the request came in; None for a script."""
        return self.signed_in.session if self.signed_in else None

    @property
    def origin(self) -> Origin:
        """Where the request comes from."""
        return origin_of(self.request, self.site.settings.trusted_proxies)

    @asynccontextmanager
    async def acting(
        self, *, reason: str | None = None, project_id: int | None = None
    ) -> AsyncGenerator[None]:
        """Open the transaction of a write, stamped with the person and the trace.

        Args:
            reason: why, in the person's words.
            project_id: project of the tasks that are deferred meanwhile.
        """
        who = Acting(
            actor=f"person:{self.person.id}",
            reason=reason,
            owner_id=self.person.id,
            project_id=project_id,
            traceparent=telemetry.current_traceparent(),
        )
        async with database.acting(self.db, who):
            yield
