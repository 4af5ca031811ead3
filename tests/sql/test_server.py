"""The embedded server starts once, is found by others, and outlives whoever is killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import asyncpg
import psycopg
import pytest

from sql.server import EmbeddedServer, ServerError, binary, find
from sql.server.postmaster import Postmaster, read
from tests.folders import folder

START_AND_WAIT = """
import sys
from pathlib import Path
from sql.server import EmbeddedServer
with EmbeddedServer(Path(sys.argv[1]), durable=False) as server:
    print(server.dsn, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def made() -> Generator[Path]:
    """A data directory with a cluster that was stopped cleanly; to be copied."""
    with folder() as data:
        with EmbeddedServer(data, durable=False):
            pass
        yield data


@pytest.fixture
def empty() -> Generator[Path]:
    with folder(0o711) as made:
        yield made


@pytest.fixture
def data(made: Path, empty: Path) -> Path:
    """A data directory with a cluster of its own that does not run."""
    subprocess.run(["cp", "-a", f"{made}/.", empty], check=True)
    return empty


@pytest.fixture
def running(data: Path) -> Generator[EmbeddedServer]:
    with EmbeddedServer(data, durable=False) as server:
        yield server


def postmaster_of(server: EmbeddedServer) -> Postmaster:
    running = read(server.data / "postgres")
    assert running is not None
    return running


def starter(data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT, str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


async def test_both_drivers_understand_its_dsn(server: EmbeddedServer) -> None:
    async_connection = await asyncpg.connect(server.dsn)
    by_asyncpg = await async_connection.fetchval("select current_database()")
    await async_connection.close()
    with psycopg.connect(server.dsn) as connection:
        by_psycopg = connection.execute("select current_database()").fetchone()

    assert by_asyncpg == "orakul"
    assert by_psycopg == ("orakul",)


async def test_variables_of_the_environment_do_not_lead_the_dsn_astray(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGHOST", "nowhere.invalid")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGUSER", "somebody")
    monkeypatch.setenv("PGDATABASE", "elsewhere")

    connection = await asyncpg.connect(server.dsn)
    await connection.close()
    psycopg.connect(server.dsn).close()


async def test_it_is_postgresql_18_with_vectors_and_knows_cyrillic_letters(
    server: EmbeddedServer,
) -> None:
    db = await asyncpg.connect(server.dsn)
    await db.execute("create extension if not exists vector")

    assert (await db.fetchval("show server_version")).startswith("18.")
    assert await db.fetchval("select '[1,0]'::vector <=> '[0,1]'") == 1
    assert await db.fetchval("select upper('їжак') || lower('ОРАКУЛ')") == "ЇЖАКоракул"
    assert await db.fetchval("show timezone") == "UTC"
    assert await db.fetchval("show listen_addresses") == ""
    await db.close()


async def test_a_real_install_is_durable(data: Path) -> None:
    with EmbeddedServer(data) as server:
        db = await asyncpg.connect(server.dsn)
        settings = [
            await db.fetchval(f"show {name}")
            for name in ("fsync", "full_page_writes", "synchronous_commit")
        ]
        await db.close()

    assert settings == ["on", "on", "on"]


def test_programs_come_along() -> None:
    for name in ("psql", "pg_dump"):
        said = subprocess.run(
            [binary(name), "--version"], check=True, capture_output=True, text=True
        )
        assert "(PostgreSQL) 18." in said.stdout

    with pytest.raises(ServerError, match="no PostgreSQL program called 'oracle'"):
        binary("oracle")


def test_stopping_is_clean_and_a_second_start_keeps_the_data(data: Path) -> None:
    with EmbeddedServer(data, durable=False) as server, psycopg.connect(server.dsn) as db:
        db.execute("create table kept as select 42 as answer")
    log = "".join(each.read_text() for each in (data / "postgres/log").glob("postgresql-*.log"))
    with EmbeddedServer(data, durable=False) as server, psycopg.connect(server.dsn) as db:
        kept = db.execute("select answer from kept").fetchone()

    assert "database system is shut down" in log
    assert kept == (42,)


def test_stopping_does_not_wait_for_open_connections(data: Path) -> None:
    server = EmbeddedServer(data, durable=False)
    connection = psycopg.connect(server.start())

    server.stop()

    assert find(data) is None
    with pytest.raises(psycopg.OperationalError):
        connection.execute("select 1")
    connection.close()


def test_stopping_twice_and_starting_twice_are_harmless(data: Path) -> None:
    server = EmbeddedServer(data, durable=False)
    server.stop()

    assert server.start() == server.start() == server.dsn
    server.stop()
    server.stop()
    assert find(data) is None


def test_it_is_found_by_its_data_directory_while_it_runs(data: Path) -> None:
    before = find(data)
    with EmbeddedServer(data, durable=False) as server:
        while_it_runs = find(data)

    assert before is None
    assert while_it_runs == f"postgresql://orakul@/orakul?host={server.data}/postgres&port=5432"
    assert find(data) is None
    assert find(data / "nothing" / "here") is None
    with pytest.raises(ServerError, match="no PostgreSQL runs in"):
        _ = server.dsn


def test_whoever_starts_it_second_shares_it_and_the_last_one_ends_it(
    running: EmbeddedServer,
) -> None:
    second = EmbeddedServer(running.data)
    shared = second.start()
    process = postmaster_of(running)
    running.stop()
    after_the_first = find(running.data)
    second.stop()

    assert after_the_first == shared
    assert not process.runs()


def test_several_processes_that_start_at_once_on_nothing_share_one_server(empty: Path) -> None:
    starters = [starter(empty / "new") for _ in range(3)]
    found = {line_of(each) for each in starters}
    for each in starters:
        each.communicate()

    assert len(found) == 1
    assert "" not in found
    assert [each.returncode for each in starters] == [0, 0, 0]
    assert find(empty / "new") is None


def test_it_outlives_a_killed_starter_and_the_next_one_adopts_it(data: Path) -> None:
    with starter(data) as first:
        dsn = line_of(first)
        first.kill()
    left = read((data / "postgres").resolve())
    assert left is not None

    with EmbeddedServer(data, durable=False) as second:
        adopted = postmaster_of(second)

    assert adopted.dsn == dsn
    assert adopted.pid == left.pid
    assert not adopted.runs()


def test_ctrl_c_for_its_starter_does_not_reach_it(server: EmbeddedServer) -> None:
    running = postmaster_of(server)

    assert os.getsid(running.pid) != os.getsid(0)
    assert os.getpgid(running.pid) != os.getpgid(0)


def test_ctrl_c_at_any_moment_of_a_start_leaves_no_server(data: Path) -> None:
    with starter(data) as process:
        while (begun := read((data / "postgres").resolve())) is None:
            time.sleep(0.001)
        process.send_signal(signal.SIGINT)
    while begun.runs():
        time.sleep(0.01)

    assert process.returncode == -signal.SIGINT
    assert find(data) is None


def test_it_recovers_from_kill_9_with_connections_open(running: EmbeddedServer) -> None:
    with psycopg.connect(running.dsn) as db:
        db.execute("create table kept as select 42 as answer")
    idle = psycopg.connect(running.dsn)
    os.kill(postmaster_of(running).pid, signal.SIGKILL)
    again = EmbeddedServer(running.data, durable=False)
    with psycopg.connect(again.start()) as db:
        kept = db.execute("select answer from kept").fetchone()

    assert kept == (42,)
    again.stop()
    idle.close()


@pytest.mark.parametrize("number", [os.getpid(), 1], ids=["of the tests", "of init"])
def test_a_stale_lock_file_whose_number_is_in_use_again_is_no_obstacle(
    data: Path, number: int
) -> None:
    server = EmbeddedServer(data, durable=False)
    server.start()
    dead = postmaster_of(server)
    locks = [data / "postgres" / name for name in ("postmaster.pid", ".s.PGSQL.5432.lock")]
    remains = [each.read_text().replace(str(dead.pid), str(number), 1) for each in locks]
    server.stop()
    for each, text in zip(locks, remains, strict=True):
        each.write_text(text)

    assert find(data) is None
    with server, psycopg.connect(server.dsn) as db:
        assert db.execute("select 1").fetchone() == (1,)


def test_a_first_start_that_was_killed_half_way_leaves_nothing_to_repair(data: Path) -> None:
    half = (data / "postgres").rename(data / "postgres.new")

    with EmbeddedServer(data, durable=False) as server, psycopg.connect(server.dsn) as db:
        assert db.execute("select 1").fetchone() == (1,)
    assert not half.exists()


@pytest.mark.parametrize("name", ['дані & it\'s +"$HOME" %41', "a\\b,c?d#e"])
async def test_any_name_of_a_data_directory_will_do(empty: Path, name: str) -> None:
    with EmbeddedServer(empty / name, durable=False) as server:
        connection = await asyncpg.connect(server.dsn)
        where = await connection.fetchval("show data_directory")
        await connection.close()
        with psycopg.connect(server.dsn) as db:
            assert db.execute("select 1").fetchone() == (1,)

    assert where == str(server.data / "postgres")


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(empty: Path) -> None:
    with EmbeddedServer(empty / ("long" * 30), durable=False) as server:
        socket = postmaster_of(server).socket
        mode = socket.stat().st_mode
        with psycopg.connect(server.dsn) as db:
            assert db.execute("select 1").fetchone() == (1,)

    assert len(str(socket)) < 90
    assert mode & 0o077 == 0
    assert not socket.exists()


def test_a_cluster_of_another_version_is_left_alone(data: Path) -> None:
    (data / "postgres" / "PG_VERSION").write_text("16\n")

    with pytest.raises(ServerError, match="was written by PostgreSQL 16 and this is 18"):
        EmbeddedServer(data).start()


def test_a_folder_that_is_itself_a_cluster_is_refused(data: Path) -> None:
    with pytest.raises(ServerError, match="is a PostgreSQL cluster of its own"):
        EmbeddedServer(data / "postgres").start()


def test_a_server_that_cannot_start_says_why_in_one_sentence(data: Path) -> None:
    with EmbeddedServer(data, durable=False) as server, psycopg.connect(server.dsn) as db:
        db.autocommit = True
        db.execute("alter system set shared_preload_libraries = 'no_such_library'")

    with pytest.raises(ServerError, match=r'could not access file "no_such_library"'):
        server.start()


def test_a_server_that_somebody_else_runs_on_the_files_is_not_touched(
    running: EmbeddedServer,
) -> None:
    lock = running.data / "postgres" / "postmaster.pid"
    told = lock.read_text()
    socketless = told.splitlines()
    socketless[4] = ""
    lock.write_text("\n".join(socketless))

    with pytest.raises(ServerError, match="was not started by Orakul: stop it first"):
        EmbeddedServer(running.data).start()

    lock.write_text(told)
    assert find(running.data) is not None


def test_files_that_vanish_while_it_runs_do_not_keep_it_from_ending(empty: Path) -> None:
    server = EmbeddedServer(empty / "gone", durable=False)
    server.start()
    process = postmaster_of(server)
    shutil.rmtree(server.data)

    server.stop()

    assert not process.runs()
