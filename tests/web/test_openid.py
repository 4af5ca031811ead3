"""Whoever signs in at an OpenID provider uses the token that it gives them."""

import warnings
from collections.abc import Generator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from orakul.settings import Settings

CLIENT = "orakul-test"

# The provider's own affair, which its server would raise in the middle of an answer.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")


@pytest.fixture
def provider() -> Generator[str]:
    with warnings.catch_warnings(record=True):  # it is told, at length, what it imports
        from oidc_provider_mock import (  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]
            User,
            run_server_in_thread,
        )

    people = [
        User(sub="known", claims={"email": "admin@example.com", "email_verified": True}),
        User(sub="stranger", claims={"email": "stranger@example.com", "email_verified": True}),
    ]
    with run_server_in_thread(user_claims=people) as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def settings(provider: str) -> Settings:
    return Settings(oidc_issuer=provider, oidc_audience=CLIENT)


async def signed_in(provider: str, sub: str) -> str:
    """Return the id token that the authorization code flow ends with."""
    back = "http://127.0.0.1/back"
    asked = {"client_id": CLIENT, "redirect_uri": back, "response_type": "code"}
    async with httpx.AsyncClient(base_url=provider) as browser:
        agreed = await browser.post(
            "/oauth2/authorize", params=asked | {"scope": "openid email"}, data={"sub": sub}
        )
        [code] = parse_qs(urlsplit(agreed.headers["location"]).query)["code"]
        given = await browser.post(
            "/oauth2/token",
            data={"grant_type": "authorization_code", "code": code, "redirect_uri": back},
            auth=(CLIENT, "any"),
        )
    return given.json()["id_token"]


async def test_the_token_of_a_provider_stands_for_the_person_of_its_verified_email(
    site: Any, provider: str
) -> None:
    client = await site.client()
    answers = {
        sub: await client.get(
            "/api/auth/me", headers={"Authorization": f"Bearer {await signed_in(provider, sub)}"}
        )
        for sub in ("known", "stranger")
    }

    assert answers["known"].json()["email"] == "admin@example.com"
    assert answers["stranger"].status_code == 401
