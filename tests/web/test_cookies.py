"""By HTTPS, the cookie of a session comes from this very host, or it counts for nothing."""

from typing import Any

import httpx
import pytest

from orakul.settings import Settings
from web.identity import COOKIE

NAME = f"__Host-{COOKIE}"


@pytest.fixture
def settings() -> Settings:
    return Settings(secure_cookies=True)


async def me(client: httpx.AsyncClient, cookie: str) -> int:
    return (await client.get("/api/auth/me", headers={"Cookie": cookie})).status_code


async def test_a_cookie_that_a_neighbouring_domain_can_set_signs_nobody_in(site: Any) -> None:
    client = await site.client()
    token = await site.sign_in(client)

    assert await me(client, f"{NAME}={token}") == 200
    # What a page of a neighbour sets for the whole domain comes first, under whatever name it may.
    assert await me(client, f"{COOKIE}={token}") == 401


async def test_browsers_keep_the_cookie_and_forget_it(site: Any) -> None:
    client = await site.client()
    credentials = {"email": site.admin_email, "password": site.admin_password}
    signed_in = await client.post("/api/auth/login", json=credentials)
    token = signed_in.json()["access_token"]
    sent = {"Cookie": f"{NAME}={token}", "X-Requested-With": "test"}

    signed_out = await client.post("/api/auth/logout", headers=sent)

    assert signed_out.status_code == 204
    for answer in (signed_in, signed_out):
        cookie = answer.headers["set-cookie"]
        # Browsers take nothing else under this name.
        assert cookie.startswith(f"{NAME}=")
        assert {"Secure", "Path=/", "HttpOnly", "SameSite=lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert await me(client, f"{NAME}={token}") == 401
