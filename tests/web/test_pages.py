"""The dashboard's files are served as they were built, and nothing but them."""

import gzip
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from tests.web.conftest import Queue, Site
from web.pages import Pages
from web.problems import HANDLERS

HTML = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def client(tmp_path: Path) -> httpx.AsyncClient:
    """A client of pages in a folder, beside which lies a secret."""
    (tmp_path / "secret.txt").write_text("secret")
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>Built</title>")
    (dist / "assets" / "index-3f2a.js").write_text("run()")
    (dist / "assets" / "start-51c0.js").write_text("start()")
    (dist / "assets" / "start-51c0.js.gz").write_bytes(gzip.compress(b"start()"))
    (dist / "favicon.svg").write_text("<svg/>")
    app = Starlette(routes=[Route("/{path:path}", Pages(dist))], exception_handlers=HANDLERS)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


@pytest.mark.parametrize("path", ["/", "/tasks", "/tasks/17", "/?state=failed", "/a.b/c"])
async def test_every_address_that_a_browser_navigates_to_is_the_dashboards(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(path, headers=HTML)

    assert answer.status_code == 200
    assert "Built" in answer.text
    assert answer.headers["cache-control"] == "no-cache"


async def test_hashed_files_are_kept_forever_and_others_are_asked_for_again(
    client: httpx.AsyncClient,
) -> None:
    script = await client.get("/assets/index-3f2a.js")
    icon = await client.get("/favicon.svg")
    not_modified = await client.get("/favicon.svg", headers={"If-None-Match": icon.headers["etag"]})

    assert script.text == "run()"
    assert "javascript" in script.headers["content-type"]
    assert "immutable" in script.headers["cache-control"]
    assert icon.headers["cache-control"] == "no-cache"
    assert not_modified.status_code in {200, 304}


@pytest.mark.parametrize(
    "path",
    [
        "/assets/gone.js",
        "/assets/",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2f..%2fsecret.txt",
        "/..\\secret.txt",
        "/%00",
        "//etc/passwd",
        "/" + "a" * 5000,
    ],
)
async def test_what_is_not_in_the_folder_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_before_it_is_built_a_page_says_how_to_build_it(tmp_path: Path) -> None:
    app = Starlette(routes=[Route("/{path:path}", Pages(tmp_path / "nothing"))])
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")

    answer = await client.get("/", headers=HTML)

    assert answer.status_code == 200
    assert "make dashboard" in answer.text


async def test_the_whole_site_serves_a_page_at_its_root(site: Any) -> None:
    answer = await (await site.client()).get("/", headers=HTML)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_file_is_sent_as_it_was_compressed_to_who_reads_that(
    client: httpx.AsyncClient,
) -> None:
    small = await client.get("/assets/start-51c0.js", headers={"Accept-Encoding": "gzip, br"})
    plain = await client.get("/assets/start-51c0.js", headers={"Accept-Encoding": "identity"})

    assert small.text == plain.text == "start()"
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    for answer in (small, plain):
        assert "javascript" in answer.headers["content-type"]
        assert answer.headers["vary"] == "Accept-Encoding"
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["/api/openapi.json", "/api/tasks"])
async def test_who_reads_gzip_gets_long_answers_compressed(
    site: Site, queue: Queue, path: str
) -> None:
    await queue.defer_many(20)
    client = await site.client(site.admin, headers={"Accept": "text/html, application/json"})

    small = await client.get(path, headers={"Accept-Encoding": "gzip"})
    plain = await client.get(path, headers={"Accept-Encoding": "identity"})

    assert small.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["vary"]
    assert "content-encoding" not in plain.headers
    assert small.content == plain.content
    assert int(small.headers["content-length"]) < int(plain.headers["content-length"]) / 2


async def test_a_short_answer_stays_as_it_is(site: Site) -> None:
    client = await site.client(site.admin, headers={"Accept-Encoding": "gzip"})

    answer = await client.get("/api/auth/me")

    assert "content-encoding" not in answer.headers
    assert answer.json()["role"] == "admin"
