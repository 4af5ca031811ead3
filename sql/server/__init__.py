"""The embedded PostgreSQL, for trying, for tests and for small installs.

`EmbeddedServer` runs PostgreSQL with pgvector from a package, on a data directory of its
own and a Unix socket only. Whoever starts it first starts it; the others find it, and the
last one to stop it ends it. It outlives its starters: one that is killed leaves a running
server, which the next one adopts. Ctrl-C in a terminal does not reach it.

It changes no mode and no owner of a folder that is not Orakul's.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Generator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from sql.server import postmaster
from sql.server.account import PATIENCE, account_for
from sql.server.binaries import SYSTEM_HOME, binary
from sql.server.cluster import (
    Cluster,
    home_in,
    remove_remains,
    remove_socket_folder,
)
from sql.server.errors import ServerError
from sql.server.folders import make_reachable, spoken_for
from sql.server.postmaster import POLL, Postmaster, command_of

__all__ = ["EmbeddedServer", "ServerError", "binary", "default_data_directory", "find"]

CLEAN_SECONDS: Final = 8.0  # for a clean shutdown
RELEASE_SECONDS: Final = 15.0  # until the last processes of a killed server are gone
CALL_OFF_SECONDS: Final = 1.0  # until a server that was just begun must have shown itself
# The shell puts it in the background, so that it is nobody's child and holds no pipe of ours.
LAUNCH: Final = '"$0" "$@" </dev/null >>"$STARTUP_LOG" 2>&1 & echo $!'


class EmbeddedServer:
    """PostgreSQL on the data directory *data*, which is made if it is missing.

    Not *durable* means quicker, and lost or broken when the machine goes down.
    """

    def __init__(self, data: Path, *, durable: bool = True) -> None:
        self.data = data.expanduser().resolve()
        self._durable = durable
        self._home = home_in(self.data)
        self._hold: int | None = None  # a shared lock on the cluster's folder: one more user
        self._running: Postmaster | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def dsn(self) -> str:
        """Where the running server is.

        Raises:
            ServerError: it does not run.
        """
        if (dsn := find(self.data)) is None:
            raise ServerError(f"no PostgreSQL runs in {self.data}")
        return dsn

    def start(self) -> str:
        """Start the server unless it runs; return its DSN once it accepts connections.

        Raises:
            ServerError: it cannot start; the message says what stands in the way.
        """
        with spoken_for(self.data):
            account = account_for(self.data, self._home)
            make_reachable(self.data, account)
        with _locked(self.data):
            self._running = _settled(self._home) or _launch(
                Cluster(self.data, account, self._durable)
            )
            if self._hold is None:
                self._hold = os.open(self._home, os.O_RDONLY)
                fcntl.flock(self._hold, fcntl.LOCK_SH)
        return self._running.dsn

    def stop(self) -> None:
        """End the server unless somebody else still uses it; harmless when repeated.

        Raises:
            ServerError: it does not end.
        """
        if self._hold is None:
            return
        with _locked(self.data) if self.data.exists() else contextlib.nullcontext():
            last = _taken(self._hold)
            os.close(self._hold)
            self._hold = None
            # Whoever removes the files of a running server still wants it to end.
            running = postmaster.read(self._home) or self._running
            if last and running is not None:
                running.stop(CLEAN_SECONDS)
                remove_socket_folder(running)


def find(data: Path) -> str | None:
    """Return the DSN of the server that runs on the data directory *data*, None without one.

    Raises:
        ServerError: the data belongs to another user.
    """
    running = postmaster.read(home_in(data.expanduser().resolve()))
    return running.dsn if running is not None and running.ready() else None


def default_data_directory() -> Path:
    """Return where Orakul keeps its data when nobody says: root's system-wide, others' own."""
    if os.geteuid() == 0:
        return SYSTEM_HOME
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "orakul"


def _settled(home: Path) -> Postmaster | None:
    """Return the server that runs in *home*, once it is ready; None when none does."""
    deadline = time.monotonic() + PATIENCE
    while (running := postmaster.read(home)) is not None and running.runs():
        if running.status == "ready":
            if not running.socket.is_absolute():
                raise ServerError(
                    f"PostgreSQL (process {running.pid}) runs in {home} and was not started by "
                    "Orakul: stop it first"
                )
            return running
        if time.monotonic() > deadline:
            raise ServerError(f"PostgreSQL in {home} is not ready after {PATIENCE:.0f} s")
        time.sleep(POLL)
    return None


def _launch(cluster: Cluster) -> Postmaster:
    """Start the server of *cluster*; returns when it accepts connections."""
    if (dead := postmaster.read(cluster.home)) is not None:
        remove_remains(dead)
    programs = cluster.prepare()
    argv = ["/bin/sh", "-c", LAUNCH, programs / "postgres", "-D", cluster.home]
    env = {"STARTUP_LOG": str(cluster.startup_log)}
    deadline = time.monotonic() + RELEASE_SECONDS
    while True:
        try:
            pid = int(cluster.account.run(argv, cwd=cluster.home, env=env).stdout)
            if (running := _awaited(cluster.home, pid)) is not None:
                return running
        except (KeyboardInterrupt, SystemExit):  # nobody else would end it
            _call_off(cluster.home)
            raise
        why = cluster.last_words()
        # The processes of a server that was killed take a moment to notice.
        if "shared memory block" not in why or time.monotonic() > deadline:
            raise ServerError(f"PostgreSQL did not start in {cluster.data}: {why}")
        time.sleep(POLL)


def _call_off(home: Path) -> None:
    """End a server that is only beginning, which may not have written its number yet."""
    deadline = time.monotonic() + CALL_OFF_SECONDS
    while (begun := postmaster.read(home)) is None or not begun.runs():
        if time.monotonic() > deadline:
            return
        time.sleep(POLL)
    begun.stop(CLEAN_SECONDS)


def _awaited(home: Path, pid: int) -> Postmaster | None:
    """Wait for the server *pid* to be ready; None when it ended instead."""
    while command_of(pid):
        if (running := _settled(home)) is not None:
            return running
        time.sleep(POLL)
    return None


@contextlib.contextmanager
def _locked(data: Path) -> Generator[None]:
    """Let one process at a time start or stop what is in *data*; a killed one lets go."""
    deadline = time.monotonic() + PATIENCE
    with spoken_for(data):
        lock = os.open(data, os.O_RDONLY)
    try:
        while not _taken(lock):
            if time.monotonic() > deadline:
                raise ServerError(f"another process has been busy starting PostgreSQL in {data}")
            time.sleep(POLL)
        yield
    finally:
        os.close(lock)


def _taken(lock: int) -> bool:
    """Tell whether the lock was free, and is now ours alone."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
