"""Whom the tokens of an issuer stand for.

The issuer's own name of somebody, the subject, is who they are. At the first time they are
found by an e-mail that the issuer has verified, and from then on by the subject alone: so
an e-mail that later belongs to somebody else opens nothing.
"""

from dataclasses import dataclass

from orakul import database, events, telemetry
from orakul.database import Acting, Connection
from orakul.issuer import Claims
from orakul.people import Person, Role
from orakul.sessions import SignedIn


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    email: str
    name: str
    role: Role


async def signed_in(db: Connection, claims: Claims) -> SignedIn | None:
    """Return whom verified *claims* stand for; None if nobody, or nobody who is active.

    *db* is outside of any transaction.
    """
    row = await _find(db, claims)
    if row is None and claims.email is not None:
        await _link(db, claims)
        row = await _find(db, claims)
    if row is None:
        return None
    return SignedIn(Person(row.id, row.email, row.name, row.role), None, claims.expires_at)


async def _find(db: Connection, claims: Claims) -> _Row | None:
    return await database.fetch_one(db, _Row, "find_identity", claims.issuer, claims.subject)


async def _link(db: Connection, claims: Claims) -> None:
    who = Acting(actor="issuer", traceparent=telemetry.current_traceparent())
    async with database.acting(db, who):
        person: int | None = await database.fetch_value(
            db, "link_identity", claims.issuer, claims.subject, claims.email
        )
        if person is not None:
            data = {"person_id": str(person), "issuer": claims.issuer}
            await events.tell_person(db, "people", "identity_linked", data, person_id=person)
