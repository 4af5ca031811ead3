"""A token of the issuer outside stands for a person, and nothing else that looks like one does."""

import asyncio
import base64
import hmac
import json
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.warnings import InsecureKeyLengthWarning

from orakul import issuer as issuers
from orakul.database import Connection
from orakul.errors import RejectedError
from orakul.people import Role
from orakul.settings import Settings, load
from tests.standins.issuer import AUDIENCE, IssuerServer, Key

MINUTE = timedelta(minutes=1)


@pytest.fixture
def issuer() -> Generator[IssuerServer]:
    with IssuerServer() as running:
        yield running


@pytest.fixture
def settings(issuer: IssuerServer) -> Settings:
    return Settings(oidc_issuer=issuer.url, oidc_audience=AUDIENCE)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def me(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.get("/api/auth/me", headers=bearer(token))


async def test_a_verified_email_finds_a_person_once_and_then_the_subject_does(
    site: Any, issuer: IssuerServer, db: Connection
) -> None:
    other = await site.person("other")
    client = await site.client()

    first = await me(client, issuer.token(email="ADMIN@example.com"))
    later = [
        await me(client, issuer.token(email=other.email)),
        await me(client, issuer.token(email=None, email_verified=None)),
    ]
    [event] = await db.fetch(
        "select name, owner_id, data::jsonb from orakul.event where topic = 'people'"
    )

    assert first.json()["email"] == "admin@example.com"
    assert [each.json()["email"] for each in later] == ["admin@example.com"] * 2
    assert (event["name"], event["owner_id"]) == ("identity_linked", site.admin.id)
    assert event["data"] == {"person_id": str(site.admin.id), "issuer": issuer.url}
    assert issuer.asked == 1


async def test_an_email_that_somebody_had_before_opens_nothing(
    site: Any, issuer: IssuerServer
) -> None:
    client = await site.client()

    owner = await me(client, issuer.token())
    successor = await me(client, issuer.token(sub="subject-2"))

    assert (owner.status_code, successor.status_code) == (200, 401)


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
async def test_both_algorithms_are_understood(
    site: Any, issuer: IssuerServer, algorithm: str
) -> None:
    issuer.keys = [Key(algorithm)]

    assert (await me(await site.client(), issuer.token())).status_code == 200


def _unsigned(token: str) -> str:
    head = _encoded(b'{"alg":"none","typ":"JWT"}')
    return f"{head}.{token.split('.')[1]}."


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _signed_with_the_public_key(issuer: IssuerServer, token: str) -> str:
    """As if the published key were a secret that both sides share."""
    key = issuer.keys[0]
    secret = key.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    head = json.dumps({"alg": "HS256", "typ": "JWT", "kid": key.name}).encode()
    signed = f"{_encoded(head)}.{token.split('.')[1]}"
    return f"{signed}.{_encoded(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _altered(token: str) -> str:
    head, _, signature = token.split(".")
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    text = json.dumps(claims | {"sub": "subject-2"}).encode()
    return f"{head}.{_encoded(text)}.{signature}"


async def test_no_token_but_a_sound_one_is_believed(site: Any, issuer: IssuerServer) -> None:
    client = await site.client()
    now = datetime.now(UTC)
    small, sealed, long = Key("RS256", bits=1024), Key(use="enc"), Key("RS512")
    issuer.keys += [small, sealed, long]
    good = issuer.token()
    with pytest.warns(InsecureKeyLengthWarning):
        weak = issuer.token(small)
    bad = {
        "unsigned": _unsigned(good),
        "altered": _altered(good),
        "signed with the public key": _signed_with_the_public_key(issuer, good),
        "signed with another key of that name": issuer.token(
            Key(), headers={"kid": issuer.keys[0].name}
        ),
        "a key that is not published": issuer.token(Key()),
        "a small key": weak,
        "a key for encryption": issuer.token(sealed),
        "another algorithm": issuer.token(long),
        "no key of several": issuer.token(headers={}),
        "another issuer": issuer.token(iss="https://elsewhere.example"),
        "another audience": issuer.token(aud="another-service"),
        "expired": issuer.token(exp=now - MINUTE),
        "not yet": issuer.token(nbf=now + 2 * MINUTE),
        "from the future": issuer.token(iat=now + 2 * MINUTE),
        "an email that is not verified": issuer.token(sub="new", email_verified=False),
        "an email that says it is verified": issuer.token(sub="new", email_verified="true"),
        "an email of nobody": issuer.token(sub="new", email="nobody@example.com"),
        "no email": issuer.token(sub="new", email=None),
        "an email with a NUL": issuer.token(sub="new", email="admin@example.com\0"),
        "an email with half a character": issuer.token(sub="new", email="admin@example.com\ud800"),
        "a subject with a NUL": issuer.token(sub="new\0"),
        "a subject with half a character": issuer.token(sub="new\ud800"),
        "a long subject": issuer.token(sub="x" * 256),
        "too long": issuer.token(pad="x" * 20_000),
        **{f"no {name}": issuer.token(**{name: None}) for name in issuers.CLAIMS},
    }

    statuses = {name: (await me(client, token)).status_code for name, token in bad.items()}

    assert (await me(client, good)).status_code == 200
    assert statuses == dict.fromkeys(bad, 401)


async def test_clocks_may_differ_a_little(site: Any, issuer: IssuerServer) -> None:
    client = await site.client()
    now = datetime.now(UTC)
    early = timedelta(seconds=20)

    assert (await me(client, issuer.token(nbf=now + early, iat=now + early))).status_code == 200


async def test_a_new_key_is_asked_for_and_unknown_ones_not_over_and_over(
    site: Any, issuer: IssuerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await site.client()
    old = issuer.token()
    await me(client, old)
    issuer.keys = [Key()]

    at_once = await me(client, issuer.token())
    many = [(await me(client, issuer.token(Key()))).status_code for _ in range(5)]
    asked = issuer.asked
    monkeypatch.setattr(issuers, "PATIENCE", 0.0)
    later = await me(client, issuer.token())
    withdrawn = await me(client, old)

    assert at_once.status_code == 401
    assert (many, asked) == ([401] * 5, 1)
    assert later.status_code == 200
    assert withdrawn.status_code == 401


async def test_an_issuer_that_is_away_is_a_503_but_known_keys_go_on_to_count(
    site: Any, issuer: IssuerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await site.client()
    issuer.status = 500
    away = await me(client, issuer.token())
    monkeypatch.setattr(issuers, "PATIENCE", 0.0)
    issuer.status = 200
    back = await me(client, issuer.token())
    issuer.status = 500
    monkeypatch.setattr(issuers, "KEYS_LAST", 0.0)
    still = await me(client, issuer.token())

    assert (away.status_code, away.headers["retry-after"]) == (503, "30")
    assert back.status_code == still.status_code == 200


async def test_keys_that_are_none_believe_nobody_and_break_nothing(
    site: Any, issuer: IssuerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuers, "PATIENCE", 0.0)
    client = await site.client()
    bad: list[Any] = [
        "keys", [None], [{}], [{"kid": 1}], [{"kid": "a", "kty": "EC"}],
        [{"kid": "a", "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}],
        [{"kid": "a", "kty": "RSA", "n": 1, "e": None}], [{"kid": "a", "kty": "oct", "k": "AAAA"}],
    ]  # fmt: skip

    statuses: list[int] = []
    for issuer.published in bad:
        statuses.append((await me(client, issuer.token())).status_code)

    assert statuses == [503, 503, 401, 401, 401, 401, 401, 401]
    assert issuer.asked == len(bad)


async def test_an_issuer_that_calls_itself_otherwise_is_not_believed(
    site: Any, issuer: IssuerServer
) -> None:
    issuer.name = "https://elsewhere.example"

    assert (await me(await site.client(), issuer.token())).status_code == 503


async def test_keys_that_anybody_on_the_way_could_change_are_not_fetched(
    site: Any, issuer: IssuerServer
) -> None:
    issuer.host = issuer.url.replace("127.0.0.1", "localhost")

    assert (await me(await site.client(), issuer.token())).status_code == 503


async def test_waiting_for_the_issuer_holds_no_connection(
    site: Any, admin: httpx.AsyncClient, issuer: IssuerServer
) -> None:
    client = await site.client()
    issuer.is_stuck = True
    waiting = [asyncio.create_task(me(client, issuer.token())) for _ in range(15)]
    others = [(await admin.get("/api/auth/me")).status_code for _ in range(3)]
    stuck = [each.done() for each in waiting]
    issuer.is_stuck = False
    answers = await asyncio.gather(*waiting)

    assert others == [200] * 3
    assert not any(stuck)
    assert {each.status_code for each in answers} == {200}


async def test_who_brings_a_known_key_waits_for_nobody_who_names_another(
    site: Any, issuer: IssuerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await site.client()
    known = issuer.token()
    await me(client, known)
    monkeypatch.setattr(issuers, "PATIENCE", 0.0)
    issuer.is_stuck = True
    stranger = asyncio.create_task(me(client, issuer.token(Key())))
    async with asyncio.timeout(10):
        while issuer.asked == 1:
            await asyncio.sleep(0.01)

    meanwhile = await me(client, known)
    is_waiting = not stranger.done()
    issuer.is_stuck = False

    assert (meanwhile.status_code, is_waiting) == (200, True)
    assert (await stranger).status_code == 401


@pytest.mark.parametrize(
    ("role", "writes", "administers"),
    [("viewer", 403, 403), ("member", 404, 403), ("admin", 404, 200)],
)
async def test_the_person_decides_what_the_token_may(
    site: Any, issuer: IssuerServer, role: Role, writes: int, administers: int
) -> None:
    person = await site.person("somebody", role)
    client = await site.client(headers=bearer(issuer.token(email=person.email)))

    statuses = [
        (await client.get("/api/tasks")).status_code,
        (await client.post("/api/tasks/1/retry")).status_code,
        (await client.get("/api/admin/queue")).status_code,
        (await client.get("/api/auth/sessions")).status_code,
        (await client.post("/api/auth/refresh")).status_code,
    ]
    async with client.stream("GET", "/api/events/stream") as stream:
        assert stream.status_code == 200

    assert statuses == [200, writes, administers, 200, 403]


async def test_who_is_not_active_is_nobody(site: Any, issuer: IssuerServer, db: Connection) -> None:
    person = await site.person("somebody")
    client = await site.client(headers=bearer(issuer.token(email=person.email)))

    before = await client.get("/api/auth/me")
    await db.execute("update orakul.person set is_active = false where id = $1", person.id)
    after = await client.get("/api/auth/me")

    assert (before.status_code, after.status_code) == (200, 401)


async def test_of_many_first_requests_at_once_one_links(
    site: Any, issuer: IssuerServer, db: Connection
) -> None:
    client = await site.client()

    answers = await asyncio.gather(*(me(client, issuer.token()) for _ in range(6)))

    assert {each.status_code for each in answers} == {200}
    assert await db.fetchval("select count(*) from orakul.identity") == 1
    assert await db.fetchval("select count(*) from orakul.event where topic = 'people'") == 1
    assert issuer.asked == 1


@pytest.mark.parametrize(
    ("url", "audience", "told"),
    [
        ("http://login.example.com", "orakul", "ORAKUL_OIDC_ISSUER"),
        ("https://login.example.com", "", "ORAKUL_OIDC_AUDIENCE"),
    ],
)
def test_an_issuer_is_reached_by_https_and_has_an_audience(
    monkeypatch: pytest.MonkeyPatch, url: str, audience: str, told: str
) -> None:
    monkeypatch.setenv("ORAKUL_OIDC_ISSUER", url)
    monkeypatch.setenv("ORAKUL_OIDC_AUDIENCE", audience)

    with pytest.raises(RejectedError, match=told):
        load()
