"""Stands for an OpenID issuer: publishes keys, signs tokens, and is asked to misbehave."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.standins.server import HttpServer

AUDIENCE = "orakul-test"


class Key:
    """A key pair by a name, and how it signs."""

    def __init__(self, algorithm: str = "ES256", *, bits: int = 2048, use: str = "sig") -> None:
        self.name = str(uuid4())
        self.algorithm = algorithm
        self.use = use
        self.private = (
            ec.generate_private_key(ec.SECP256R1())
            if algorithm.startswith("ES")
            else rsa.generate_private_key(public_exponent=65537, key_size=bits)
        )

    def published(self) -> dict[str, Any]:
        """The public part, as a JSON Web Key."""
        public: Any = self.private.public_key()
        family: Any = ECAlgorithm if self.algorithm.startswith("ES") else RSAAlgorithm
        return json.loads(family.to_jwk(public)) | {"kid": self.name, "use": self.use}


class IssuerServer(HttpServer):
    """Speaks OpenID discovery and JWKS.

    *keys* are those that it publishes; *asked* counts how often. With *status* other than
    200 it refuses, and while *is_stuck* it answers nothing.
    """

    def __init__(self) -> None:
        super().__init__(
            [
                Route("/.well-known/openid-configuration", self._about),
                Route("/keys", self._published),
            ]
        )
        self.keys = [Key()]
        self.asked = 0
        self.status = 200
        self.is_stuck = False
        self.name = self.url
        self.published: Any = None  # in place of the keys
        self.host = self.url  # where it says that its keys are

    def token(
        self, key: Key | None = None, headers: dict[str, Any] | None = None, **claims: Any
    ) -> str:
        """A token as it signs them; a claim that is None is left out."""
        key = key or self.keys[0]
        now = datetime.now(UTC)
        content = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "subject-1",
            "iat": now,
            "exp": now + timedelta(minutes=5),
            "email": "admin@example.com",
            "email_verified": True,
            **claims,
        }
        return jwt.encode(
            {name: value for name, value in content.items() if value is not None},
            key.private,
            key.algorithm,
            headers={"kid": key.name} if headers is None else headers,
        )

    async def _about(self, _request: Request) -> Response:
        self.asked += 1
        while self.is_stuck:
            await asyncio.sleep(0.01)
        about = {"issuer": self.name, "jwks_uri": f"{self.host}/keys"}
        return JSONResponse(about, self.status)

    async def _published(self, _request: Request) -> Response:
        keys = [each.published() for each in self.keys]
        return JSONResponse({"keys": keys if self.published is None else self.published})
