"""The server keeps what its OpenAPI document promises, whatever a client that read it sends.

Schemathesis makes the requests up, from the document alone, and judges the answers. It is
given the same seed each time; ``make fuzz`` looks further (``ORAKUL_FUZZ``).
"""

import asyncio
import json
import os
from pathlib import Path
from typing import Any, Final

import pytest

from orakul.database import Connection
from orakul.settings import Settings

ROOT: Final = Path(__file__).parents[2]
EXAMPLES: Final = int(os.environ.get("ORAKUL_FUZZ", "2"))  # for each operation

# Streams never end by themselves: they have tests of their own.
STREAMS: Final = "^subscribe_"

# What may end the session that asks: tried last.
ENDING: Final = "^(log_out|end_session|change_person)$"

# What no schema can say may be refused though the schema allows it: a cursor that no list
# has answered, a time that is over, either of two fields. The examples of the document must be
# taken, but for those that name what is not there and answer no 404 to that.
MADE_UP: Final = (
    "--max-examples", str(EXAMPLES), "--exclude-checks", "positive_data_acceptance",
)  # fmt: skip
NAME_WHAT_IS_NOT_THERE: Final = ["reset_password", "extract_knowledge"]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"write_rate": 0})


def without(*operations: str) -> tuple[str, str]:
    return ("--exclude-operation-id-regex", "|".join(operations))


async def schemathesis(url: str, settings: Path, *options: str) -> str:
    """Let it try all operations; return what it found wrong, or nothing."""
    process = await asyncio.create_subprocess_exec(
        ROOT / ".venv" / "bin" / "schemathesis", "--config-file", settings, "--no-color",
        "run", f"{url}/api/openapi.json",
        "--generation-deterministic",
        "--continue-on-failure", "--request-timeout", "60", "--warnings", "off",
        *options,
        cwd=settings.parent,  # where it leaves its notes
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    told, _ = await process.communicate()
    return told.decode() if process.returncode else ""


def config(folder: Path, tokens: dict[str, str], peers: list[str]) -> Path:
    """Write down who there is: the first of *tokens* asks, *peers* must not see each other's."""
    people = [
        {"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {token}"}]}
        for name, token in tokens.items()
    ]
    auth, written = folder / "auth.json", folder / "schemathesis.toml"
    auth.write_text(json.dumps({"schemaVersion": "0.2.0", "auth": people}))
    lines = [
        'headers = { "X-Telegram-Bot-Api-Secret-Token" = "agreed" }',
        "[auth.wfc]",
        f"path = {json.dumps(str(auth))}",
        f"user = {json.dumps(next(iter(tokens)))}",
        f"peers = {json.dumps(peers)}" if peers else "",
        "[[operations]]",
        f"include-operation-id = {json.dumps(NAME_WHAT_IS_NOT_THERE)}",
        "checks.positive_data_acceptance.enabled = false",
    ]
    written.write_text("\n".join(lines))
    return written


def bearer(client: Any) -> str:
    return client.headers["authorization"].removeprefix("Bearer ")


@pytest.mark.timeout(max(900, EXAMPLES * 120))
async def test_members_get_nothing_that_is_others_and_nothing_that_is_not_documented(
    site: Any, queue: Any, tmp_path: Path
) -> None:
    ada, bo = await site.person("ada", demo="member"), await site.person("bo", demo="member")
    for person in (ada, bo):
        await queue.fail(person)
    tokens = {"ada": bearer(await site.signed_in(ada)), "bo": bearer(await site.signed_in(bo))}

    found = await schemathesis(
        site.url, config(tmp_path, tokens, ["ada", "bo"]), "--phases", "fuzzing,stateful",
        *MADE_UP, *without(STREAMS),
    )  # fmt: skip

    assert not found, found


@pytest.mark.timeout(max(900, EXAMPLES * 120))
async def test_administrators_get_nothing_that_is_not_documented_and_the_examples_work(
    site: Any, queue: Any, db: Connection, password_hash: str, tmp_path: Path
) -> None:
    await queue.fail()
    # Ids that are made up are small: this administrator changes others, not themselves.
    await db.execute("select setval(pg_get_serial_sequence('orakul.person', 'id'), 1e17::bigint)")
    person = await site.person("root", "admin")
    await db.execute("update orakul.person set password_hash = $1", password_hash)
    client = await site.signed_in(person)
    root = config(tmp_path, {"root": bearer(client)}, [])
    most, last = without(STREAMS, ENDING), ("--include-operation-id-regex", ENDING)

    examples = await schemathesis(site.url, root, "--phases", "examples", *most)
    found = await schemathesis(site.url, root, "--phases", "coverage,fuzzing", *MADE_UP, *most)
    me = (await client.get("/api/auth/me")).json()
    ended = await schemathesis(site.url, root, "--phases", "coverage,fuzzing", *MADE_UP, *last)

    assert not examples, examples
    assert not found, found
    assert me["role"] == "admin", "it is not the administrator any more who asked"
    assert not ended, ended
