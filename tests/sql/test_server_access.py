"""Nobody else gets into the embedded server, and no folder that is not Orakul's is changed."""

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Final

import psycopg
import pytest

from sql.server import EmbeddedServer, ServerError, binary, default_data_directory, find
from sql.server.account import Account
from sql.server.binaries import PACKAGE, programs_for
from sql.server.postmaster import read
from tests.folders import folder

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as others")
ORDINARY: Final = "nobody"
THIRD: Final = "daemon"

# The interpreter may lie where others cannot read it, so everything is imported before.
BECOME: Final = """
import os, sys
from pathlib import Path
import psycopg
from sql.server import EmbeddedServer, find
os.setgroups([])
os.setgid(int(sys.argv.pop(1)))
os.setuid(int(sys.argv.pop(1)))
"""
START: Final = """
server = EmbeddedServer(Path(sys.argv[1]), durable=False)
print(server.start(), flush=True)
sys.stdin.read()
server.stop()
"""
CONNECT: Final = "psycopg.connect(sys.argv[1]).close()"
FIND: Final = "print(find(Path(sys.argv[1])))"


@pytest.fixture
def place() -> Generator[Path]:
    """A folder of ours that everybody may enter."""
    with folder(0o755) as made:
        yield made


def uid_of(name: str) -> int:
    return pwd.getpwnam(name).pw_uid


def process_of(user: str, code: str, argument: object) -> subprocess.Popen[str]:
    entry = pwd.getpwnam(user)
    ids = [str(entry.pw_gid), str(entry.pw_uid)]
    return subprocess.Popen(
        [sys.executable, "-c", BECOME + code, *ids, str(argument)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def errors_of(user: str, code: str, argument: object) -> str:
    with process_of(user, code, argument) as process:
        return process.communicate("")[1]


def state_of(folders: Iterable[Path]) -> dict[Path, tuple[int, int, int]]:
    stats = {each: each.stat() for each in folders}
    return {each: (stat.st_mode, stat.st_uid, stat.st_gid) for each, stat in stats.items()}


def test_a_start_changes_no_mode_and_no_owner_of_any_folder_above(place: Path) -> None:
    programs = binary("postgres").parents[1]
    around = [place, *place.parents, *programs.rglob("*"), *programs.parents]
    before = state_of(around)

    with EmbeddedServer(place / "data", durable=False):
        pass

    assert state_of(around) == before


def test_only_its_user_may_enter_the_cluster(place: Path) -> None:
    with EmbeddedServer(place / "new" / "data", durable=False) as server:
        running = read(server.data / "postgres")
        cluster = (server.data / "postgres").stat()

    assert running is not None
    assert cluster.st_mode & 0o777 == 0o700
    assert cluster.st_uid != 0
    assert server.data.stat().st_mode & 0o066 == 0


def test_the_data_of_an_ordinary_user_are_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", "/home/olena")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    at_home = default_data_directory()
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    elsewhere = default_data_directory()
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    assert at_home == Path("/home/olena/.local/share/orakul")
    assert elsewhere == Path("/data/orakul")
    assert default_data_directory() == Path("/var/lib/orakul")


@ROOT_ONLY
def test_root_is_refused_a_place_that_the_user_of_the_server_cannot_reach(place: Path) -> None:
    closed = place / "home"
    closed.mkdir(mode=0o700)

    with pytest.raises(ServerError, match=f"cannot enter {closed}: choose .* or run chmod o\\+x"):
        EmbeddedServer(closed / "data").start()

    assert list(closed.iterdir()) == []
    assert closed.stat().st_mode & 0o777 == 0o700


@ROOT_ONLY
def test_root_may_name_an_empty_folder_but_not_a_closed_one_with_things_in_it(place: Path) -> None:
    empty, full = place / "empty", place / "full"
    empty.mkdir(mode=0o700)
    full.mkdir(mode=0o700)
    (full / "diary").touch()

    with EmbeddedServer(empty, durable=False) as server:
        psycopg.connect(server.dsn).close()
    with pytest.raises(ServerError, match=f"cannot enter {full}"):
        EmbeddedServer(full).start()

    assert empty.stat().st_mode & 0o777 == 0o711
    assert full.stat().st_mode & 0o777 == 0o700


@ROOT_ONLY
def test_a_narrow_umask_of_root_does_not_lock_the_server_out(place: Path) -> None:
    before = os.umask(0o077)
    try:
        with EmbeddedServer(place / "a" / "b", durable=False) as server:
            psycopg.connect(server.dsn).close()
    finally:
        os.umask(before)


@ROOT_ONLY
def test_root_starts_the_server_of_a_users_folder_as_that_user(place: Path) -> None:
    data = place / "theirs"
    data.mkdir(mode=0o700)
    os.chown(data, uid_of(ORDINARY), -1)

    with EmbeddedServer(data, durable=False) as server:
        psycopg.connect(server.dsn).close()

    assert (data / "postgres").stat().st_uid == uid_of(ORDINARY)
    assert data.stat().st_mode & 0o777 == 0o700
    assert errors_of(ORDINARY, START, data) == ""  # and they can go on by themselves


@ROOT_ONLY
def test_an_ordinary_user_runs_it_and_root_can_find_and_use_it(place: Path) -> None:
    place.chmod(0o777)
    with process_of(ORDINARY, START, place / "data") as process:
        assert process.stdout is not None
        told = process.stdout.readline().strip()
        found = find(place / "data")
        psycopg.connect(told).close()
        process.communicate()

    assert found == told
    assert process.returncode == 0
    assert (place / "data").stat().st_uid == uid_of(ORDINARY)
    assert (place / "data").stat().st_mode & 0o777 == 0o700
    assert find(place / "data") is None


@ROOT_ONLY
def test_a_third_user_gets_in_neither_by_the_socket_nor_when_the_folders_are_opened(
    place: Path,
) -> None:
    with EmbeddedServer(place / "data", durable=False) as server:
        closed = errors_of(THIRD, CONNECT, server.dsn)
        cluster = server.data / "postgres"
        cluster.chmod(0o711)
        (cluster / ".s.PGSQL.5432").chmod(0o777)
        opened = errors_of(THIRD, CONNECT, server.dsn)

    assert "Permission denied" in closed
    assert 'Peer authentication failed for user "orakul"' in opened


@ROOT_ONLY
def test_a_third_user_is_told_whose_the_data_are(place: Path) -> None:
    with EmbeddedServer(place / "data", durable=False) as server:
        finding = errors_of(THIRD, FIND, server.data)
        starting = errors_of(THIRD, START, server.data)

    assert "postgres belongs to another user" in finding
    assert "ServerError" in starting


@ROOT_ONLY
def test_a_folder_that_an_ordinary_user_cannot_write_is_named(place: Path) -> None:
    said = errors_of(ORDINARY, START, place)

    assert f"ServerError: cannot keep a database in {place}" in said
    assert "Permission denied" in said


@ROOT_ONLY
def test_programs_in_a_closed_folder_are_copied_once_for_the_user_of_the_server(
    place: Path,
) -> None:
    closed = place / "root"
    packages = binary("initdb").parents[3]
    for name in (PACKAGE, f"{PACKAGE}.libs"):
        shutil.copytree(packages / name, closed / name, ignore=shutil.ignore_patterns("pginstall"))
    closed.chmod(0o700)
    account = Account(uid_of(ORDINARY), pwd.getpwnam(ORDINARY).pw_gid, other=True)
    first = programs_for(account, source=closed, copies=place / "copies")
    second = programs_for(account, source=closed, copies=place / "copies")

    assert first == second
    assert first.is_relative_to(place / "copies")
    assert account.run([first / "postgres", "--version"]).returncode == 0
    assert closed.stat().st_mode & 0o777 == 0o700
    assert len(list((place / "copies").iterdir())) == 1


@ROOT_ONLY
def test_programs_that_do_not_run_at_all_are_told_of(place: Path) -> None:
    account = Account(os.geteuid(), os.getegid(), other=False)

    with pytest.raises(ServerError, match=r"cannot run PostgreSQL from .* \(No such file"):
        programs_for(account, source=place, copies=place)
