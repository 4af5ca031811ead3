"""An export that is uploaded is imported as by the command line, or leaves nothing behind."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any, Final

import httpx
import pytest

from orakul.database import Connection
from orakul.settings import Settings
from tests.jobs.conftest import worker_process
from tests.web.sending import sending
from web.imports import EXAMPLE

LARGEST: Final = 100_000  # bytes
JSON: Final = {"Content-Type": "application/json"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"largest_import": LARGEST})


def export(count: int = 3, *odd: object) -> bytes:
    [first] = EXAMPLE["messages"]
    messages = [{**first, "id": id, "text": f"The build {id} failed"} for id in range(1, count + 1)]
    return json.dumps({**EXAMPLE, "messages": [*messages, *odd]}).encode()


async def upload(
    client: httpx.AsyncClient,
    content: bytes,
    project: str = "demo",
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    query = {"project": project, "name": "chat.json"}
    return await client.post("/api/imports", params=query, content=content, headers=headers or JSON)


async def kept(db: Connection) -> int:
    return await db.fetchval(
        "select (select count(*) from orakul.file) + (select count(*) from orakul.ingestion)"
        " + (select count(*) from orakul.task)"
    )


async def ended(client: httpx.AsyncClient, address: str) -> Any:
    async with asyncio.timeout(60):
        while (task := (await client.get(address)).json())["state"] != "completed":
            assert task["state"] != "failed", task["error"]
            await asyncio.sleep(0.05)
    return task


@pytest.mark.timeout(120)
async def test_two_at_once_store_each_message_once_and_a_repeat_adds_nothing(site: Any) -> None:
    client = await site.member("ada", demo="member")

    answers = await asyncio.gather(upload(client, export(250)), upload(client, export(250)))
    async with worker_process(site.database):
        tasks = [await ended(client, each.headers["location"]) for each in answers]
        again = await upload(client, export(250))
        repeat = await ended(client, again.headers["location"])

    assert [each.status_code for each in (*answers, again)] == [202] * 3
    assert answers[0].json() == {"task_id": tasks[0]["id"], "total": 250}
    results = [each["result"] for each in tasks]
    assert sorted(each["saved"] for each in results) == [0, 250]
    assert {(each["state"], each["done"], each["file"]) for each in results} == {
        ("completed", 250, "chat.json")
    }
    assert (repeat["result"]["saved"], repeat["result"]["duplicate"]) == (0, 250)
    assert repeat["progress"]["done"] == repeat["progress"]["total"] == 250
    assert repeat["owner"]["name"] == "ada"
    assert await site.db.fetchval("select count(*) from orakul.message") == 250


async def test_what_is_no_export_is_refused_with_what_to_do_and_nothing_is_kept(
    site: Any, admin: httpx.AsyncClient
) -> None:
    await site.person("ada", demo="member")
    wrong = {
        b"": ("is empty", ("empty", "format")),
        b"GIF89a": ("choose format JSON", ("not_json", "format")),
        export()[:-20]: ("export the chat again", ("cut_off", "again")),
        b"[1, 2]": ("choose format JSON", ("list", "format")),
    }

    for content, (said, kind) in wrong.items():
        answer = await upload(admin, content)
        assert answer.status_code == 422, content
        problem = answer.json()
        assert said in problem["detail"]
        assert (problem["kind"], problem["blanks"]["advice"]) == kind
    other = await upload(admin, export(), headers={"Content-Type": "text/html"})
    assert (other.status_code, other.json()["detail"]) == (
        415,
        "Send the body as application/json.",
    )
    nameless = await admin.post("/api/imports", content=export(), headers=JSON)
    assert nameless.status_code == 400
    [missing] = nameless.json()["errors"]
    assert (missing["path"], missing["kind"]) == ("project", "required")
    assert await kept(site.db) == 0


@pytest.mark.timeout(120)
async def test_what_cannot_be_read_is_told_with_its_kind_and_its_place(
    site: Any, admin: httpx.AsyncClient
) -> None:
    await site.person("ada", demo="member")

    answer = await upload(admin, export(1, {"id": "\0"}, "no message", "nor this"))
    async with worker_process(site.database):
        result = (await ended(admin, answer.headers["location"]))["result"]

    place = {"chat": "Release team", "byte": None}
    assert result["skips"] == {
        "it has no id that is a whole number of 64 bits": {
            "count": 1,
            "example": 'message \ufffd of "Release team"',
            "kind": "no_id",
            "place": {"message": "\ufffd", **place},
        },
        "it is not an object": {
            "count": 2,
            "example": 'message without id of "Release team"',
            "kind": "no_object",
            "place": {"message": "", **place},
        },
    }
    assert (result["saved"], result["skipped"]) == (1, 3)


async def test_what_is_too_large_is_refused_whether_its_length_is_told_or_not(
    site: Any, admin: httpx.AsyncClient
) -> None:
    await site.person("ada", demo="member")
    content = export(2000)
    assert len(content) > LARGEST

    async def pieces() -> AsyncGenerator[bytes]:
        for at in range(0, len(content), 10_000):
            yield content[at : at + 10_000]

    told = await upload(admin, content)
    untold = await admin.post(
        "/api/imports", params={"project": "demo"}, content=pieces(), headers=JSON
    )

    for answer in (told, untold):
        assert answer.status_code == 413
        assert answer.json()["detail"] == f"A body has at most {LARGEST} bytes here."
    assert await kept(site.db) == 0


async def test_viewers_and_others_are_refused_before_the_file_is_sent(site: Any) -> None:
    viewer = await site.member("vi", demo="viewer")
    other = await site.member("olga", elsewhere="member")

    for client, status in ((viewer, 403), (other, 404)):
        head = await begin(site.url, client.headers["authorization"], promised=50_000)
        assert head.startswith(f"HTTP/1.1 {status}")
    assert await kept(site.db) == 0


async def begin(url: str, authorization: str, *, promised: int, sent: bytes = b"") -> str:
    """Promise a body, send some of it, and return the answer's first line, or hang up."""
    async with sending(url, authorization, promised=promised, sent=sent) as reader:
        return "" if sent else (await reader.readline()).decode()


async def test_a_connection_that_is_cut_leaves_nothing_behind_and_is_no_failure(
    site: Any, admin: httpx.AsyncClient, capfd: pytest.CaptureFixture[str]
) -> None:
    await site.person("ada", demo="member")
    content = export(300)

    for share in (2, 3, 4):
        await begin(
            site.url,
            admin.headers["authorization"],
            promised=len(content),
            sent=content[: len(content) // share],
        )
    async with asyncio.timeout(30):
        while site.server.server_state.tasks or len(site.server.server_state.connections) > 1:
            await asyncio.sleep(0.01)

    assert await kept(site.db) == 0
    assert "a request failed" not in "".join(capfd.readouterr())
    assert (await upload(admin, content)).status_code == 202
    assert await kept(site.db) == 3
