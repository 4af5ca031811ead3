"""`orakul up` makes everything run with one command, and ends it cleanly."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import asyncpg
import pytest

import web.command
from orakul import people
from orakul.database import Connection
from sql.server import find
from tests.folders import folder
from tests.web import commands
from tests.web.commands import NOWHERE
from web.serve import find_port

ORAKUL = [sys.executable, "-m", "web.command"]
SAMPLE = Path(web.command.__file__).parent / "sample.json"
BARE = {
    name: value
    for name, value in os.environ.items()
    if name != "DATABASE_URL" and not name.startswith(("ORAKUL_", "ANTHROPIC_", "OTEL_"))
}


class Up:
    """A running ``orakul up``, and what it has said."""

    def __init__(self, data: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            [*ORAKUL, "up", "--port", "0", "--data", str(data), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=BARE,
            text=True,
        )
        self.said: list[str] = []
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.said.extend(iter(self.process.stdout.readline, ""))

    def address(self) -> str:
        """Where it is ready."""
        return self.awaited(r"Orakul is ready at (\S+)")

    def awaited(self, pattern: str, seconds: float = 60) -> str:
        """The group that *pattern* finds in what is said, once it is."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(pattern, "".join(self.said)):
                return found[1]
            time.sleep(0.05)
        raise AssertionError(f"never said {pattern}: {''.join(self.said)}")

    def end(self, number: signal.Signals = signal.SIGINT) -> float:
        """Ask it to end; seconds that it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(30)
        self._reader.join(5)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return time.monotonic() - began


@pytest.fixture
def data() -> Generator[Path]:
    """A directory that any user may reach, for a data directory in it."""
    with folder(0o755) as made:
        yield made / "data"


def orakul(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*ORAKUL, *arguments, "--data", str(data)],
        env=BARE,
        text=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=90,
    )


def typed(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*ORAKUL, *arguments],
        env={**BARE, **env},
        text=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )


def with_closed_output(*arguments: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *ORAKUL, *arguments],
        env={**BARE, **env},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )


def modes(path: Path) -> dict[str, tuple[int, int]]:
    return {
        str(each): (each.stat().st_mode, each.stat().st_uid)
        for each in (path, *path.parents, Path(sys.prefix), *Path(sys.prefix).parents)
        if each.exists()
    }


def postmaster(data: Path) -> int:
    return int((data / "postgres" / "postmaster.pid").read_text().splitlines()[0])


@pytest.mark.timeout(300)
def test_one_command_makes_an_empty_machine_serve_work_and_keep(data: Path) -> None:
    before = modes(data.parent)
    with contextlib.ExitStack() as stack:
        up = Up(data)
        stack.callback(up.process.kill)
        address = up.address()
        password = up.awaited(r"signs in as admin@localhost with the password (\S+)")
        with urlopen(f"{address}/health/ready") as ready:
            assert ready.status == 200

        imported = orakul(data, "import", str(SAMPLE), "--project", "sample", "--wait")
        user = orakul(data, "user", "add", "lead@example.org", "--role", "member")
        token = orakul(data, "token", "create", "lead@example.org")
        migrated = orakul(data, "migrate")
        seconds = up.end()

    assert imported.returncode == 0, imported.stdout + imported.stderr
    assert re.search(r"0 saved, \d+ duplicate|\d+ saved, 0 duplicate", imported.stdout)
    assert "Password, shown once:" in user.stdout
    assert token.stdout.startswith("ork_")
    assert migrated.stdout.strip() == "up to date"
    assert (up.process.returncode, seconds < 12) == (0, True)
    assert modes(data.parent) == before
    assert password not in "".join(up.said[2:])

    again = Up(data, "--no-sample")
    with contextlib.ExitStack() as stack:
        stack.callback(again.process.kill)
        address = again.address()
        with urlopen(f"{address}/health/ready") as ready:
            assert json.load(ready)["status"] == "ready"
        again.end(signal.SIGTERM)
    assert not re.search(r"signs in as", "".join(again.said))
    assert again.process.returncode == 0


@pytest.mark.timeout(300)
def test_a_postgresql_that_was_killed_is_started_again(data: Path) -> None:
    with contextlib.ExitStack() as stack:
        up = Up(data, "--no-sample", "--workers", "0")
        stack.callback(up.process.kill)
        up.address()
        os.kill(postmaster(data), signal.SIGKILL)
        up.awaited(r"(PostgreSQL was gone, and runs again)")

        listed = orakul(data, "user", "list")
        up.end()

    assert listed.returncode == 0, listed.stderr
    assert up.process.returncode == 0
    assert find(data) is None


def test_a_command_without_a_database_says_what_to_do(data: Path) -> None:
    said = orakul(data, "import", str(SAMPLE), "--project", "sample")

    assert said.returncode == 1
    assert said.stderr.startswith("orakul: no PostgreSQL runs in")
    assert "orakul up" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DATABASE_URL", "mysql://somewhere", "DATABASE_URL"),
        ("DATABASE_URL", "postgresql://n:p@127.0.0.1:notaport/x", "a port that is none"),
        ("DATABASE_URL", "postgresql://n@127.0.0.1/x?sslmode=garbage", "DATABASE_URL: "),
        ("ORAKUL_PORT", "eighty", "ORAKUL_PORT"),
        ("ORAKUL_TRACE_URL_TEMPLATE", "http://jaeger", "ORAKUL_TRACE_URL_TEMPLATE"),
    ],
)
async def test_a_wrong_setting_is_named_in_one_sentence(name: str, value: str, told: str) -> None:
    ended = await commands.orakul(NOWHERE, "migrate", **{name: value})

    assert ended.status == 1
    assert told in ended.said
    assert len(ended.said.strip().splitlines()) == 1


def test_a_first_administrator_that_cannot_be_stops_it_before_anything_is_made(data: Path) -> None:
    said = typed("up", "--data", str(data), ORAKUL_ADMIN_EMAIL="bad")

    assert said.stderr == (
        "orakul: ORAKUL_ADMIN_EMAIL: must be an e-mail address, such as me@example.org\n"
    )
    assert (said.returncode, data.exists()) == (1, False)


@pytest.mark.parametrize("command", ["web --port 0", "broadcaster --port 0", "worker"])
async def test_a_slip_in_the_name_of_a_setting_is_warned_of(command: str) -> None:
    ended = await commands.orakul(NOWHERE, *command.split(), ORAKUL_SECURE_COOKIE="true")

    assert "ORAKUL_SECURE_COOKIES" in ended.out + ended.said
    assert ended.status == 1


@pytest.mark.parametrize("command", ["up", "web", "broadcaster"])
async def test_an_address_where_nothing_can_listen_is_told_in_one_sentence(command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        occupied = await commands.orakul(NOWHERE, command, "--port", port)
        unknown = await commands.orakul(NOWHERE, command, ORAKUL_HOST="no.such.host.invalid")
        none = await commands.orakul(NOWHERE, command, "--port", "70000")

    assert (occupied.status, unknown.status, none.status) == (1, 1, 2)
    assert occupied.said == (
        f"orakul: cannot listen on 127.0.0.1:{port} (Address already in use):"
        " choose another port with --port\n"
    )
    assert unknown.said.startswith("orakul: cannot listen on no.such.host.invalid:8000 (")
    assert unknown.said.endswith("choose another address with --host\n")
    assert "Traceback" not in none.said


def test_a_port_is_found_for_a_name_for_any_address_and_for_the_newer_family() -> None:
    assert all(find_port(host, 0) for host in ("localhost", "127.0.0.1", "0.0.0.0"))
    if socket.has_dualstack_ipv6():
        assert find_port("::", 0)


@pytest.mark.parametrize("knows_vectors", [False, True])
async def test_a_database_that_is_not_migrated_is_told_in_one_sentence(
    empty: str,
    knows_vectors: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    if knows_vectors:
        db = await asyncpg.connect(empty)
        await db.execute("create extension vector schema public")
        await db.close()

    for command in ("web --port 0", "broadcaster --port 0", "worker", "workers", "events tail"):
        ended = await commands.orakul(empty, *command.split())

        assert ended.status == 1, command
        assert ended.said == ("orakul: the database is not up to date: run `orakul migrate`\n"), (
            command
        )


async def test_a_database_that_does_not_answer_is_told_in_one_sentence() -> None:
    ended = await commands.orakul(NOWHERE, "migrate")

    assert ended.status == 1
    assert "does not answer" in ended.said
    assert "Traceback" not in ended.said


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgresql://me:secret@no.such.host.invalid:5433/x", "no.such.host.invalid:5433"),
        ("postgresql://me:secret@/x?host=/no/such/folder&password=secret", "/no/such/folder"),
    ],
)
async def test_a_database_that_is_not_there_is_named_without_its_password(
    url: str, place: str
) -> None:
    ended = await commands.orakul(url, "user", "list")

    assert ended.status == 1
    assert ended.said.startswith(f"orakul: the database at {place} does not answer: ")
    assert "secret" not in ended.said


def test_a_worker_loads_nothing_of_the_server() -> None:
    program = "import sys, web.command.working; sys.exit('starlette' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_it_says_which_version_it_is() -> None:
    assert re.fullmatch(r"orakul \d+\.\d+\.\d+\S*\n", typed("--version").stdout)


def test_a_shell_completes_commands_and_options() -> None:
    for typing, completed in (("orakul tasks resc", "reschedule"), ("orakul web --po", "--port")):
        said = subprocess.run(
            [Path(sys.executable).parent / "orakul"],
            env={
                **BARE,
                "_ORAKUL_COMPLETE": "complete_bash",
                "COMP_WORDS": typing,
                "COMP_CWORD": str(typing.count(" ")),
            },
            text=True,
            capture_output=True,
            check=False,
            timeout=60,
        )

        assert said.stdout.split() == [completed]


@pytest.mark.parametrize("command", ["user reset", "token create", "schedules pause", "tasks list"])
def test_what_is_typed_is_utf_8(command: str) -> None:
    said = typed(*command.split(), "\udcff", DATABASE_URL=NOWHERE)

    assert said.returncode == 2
    assert "must be UTF-8" in said.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_full_disk_is_not_taken_for_a_database_that_is_away() -> None:
    with Path("/dev/full").open("w") as full:
        said = subprocess.run(
            [*ORAKUL, "secrets", "generate"],
            env=BARE,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert said.returncode == 1
    assert said.stderr == b"orakul: what is to be said cannot be written: No space left on device\n"


async def test_an_output_that_is_closed_is_nobody_who_reads(database: str) -> None:
    for command in ("tasks list", "workers", "events replay --after earliest"):
        said = with_closed_output(*command.split(), DATABASE_URL=database)

        assert (said.returncode, said.stderr) == (0, b""), command


async def test_lists_show_times_by_the_clock_on_the_wall(database: str, db: Connection) -> None:
    await people.add_person(db, "her@example.org", "Her", "member")
    made = await db.fetchval("select created_at at time zone 'UTC' from orakul.person")

    shown = typed("user", "list", "--no-json", DATABASE_URL=database, TZ="EAST-5")

    assert f"{made + timedelta(hours=5):%Y-%m-%d %H:%M}" in shown.stdout
