"""A broadcaster never follows a server that only follows another."""

from collections.abc import Generator
from contextlib import contextmanager

import pytest

from broadcaster import Broadcaster
from orakul.database import pool
from orakul.errors import UnavailableError
from sql.server import EmbeddedServer, postmaster
from sql.server.account import account_for
from sql.server.cluster import Cluster, home_in
from tests.folders import folder


@contextmanager
def standby() -> Generator[str]:
    """A server of its own that waits for a primary, and its DSN."""
    with folder() as data:
        with EmbeddedServer(data, durable=False):
            pass
        cluster = Cluster(data, account_for(data, home_in(data)), durable=False)
        control = [cluster.prepare() / "pg_ctl", "-D", cluster.home, "-w"]
        cluster.account.run(["touch", cluster.home / "standby.signal"], cwd=cluster.home)
        cluster.account.run([*control, "-l", cluster.startup_log, "start"], cwd=cluster.home)
        try:
            running = postmaster.read(cluster.home)
            assert running is not None, cluster.last_words()
            yield running.dsn
        finally:
            cluster.account.run([*control, "-m", "immediate", "stop"], cwd=cluster.home)


async def test_a_standby_is_refused_in_one_sentence(database: str) -> None:
    with standby() as dsn:
        async with pool(database) as connections:
            with pytest.raises(UnavailableError, match="the database is a standby"):
                async with Broadcaster().running(dsn, connections):
                    pass
