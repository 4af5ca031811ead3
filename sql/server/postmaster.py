"""The running server of a cluster, as its own ``postmaster.pid`` tells of it.

A number in that file proves nothing after a crash: it may belong to any process by now.
Running means that the process is a postmaster of this very folder.
"""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sql.server.errors import ServerError

ROLE: Final = "orakul"  # the superuser, and the database
PORT: Final = 5432  # only a part of the socket's name
SOCKET: Final = f".s.PGSQL.{PORT}"
POLL: Final = 0.02  # seconds
LAST_SECONDS: Final = 5.0  # for an immediate shutdown, once a clean one has taken too long


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What ``postmaster.pid`` of *cluster* says; *status* is empty very early in a start."""

    cluster: Path
    pid: int
    port: str
    socket: Path
    status: str

    @property
    def dsn(self) -> str:
        """A URL that asyncpg and libpq both understand, whatever ``PG…`` variables are set."""
        folder = quote(str(self.socket), safe="/")
        return f"postgresql://{ROLE}@/{ROLE}?host={folder}&port={self.port}"

    def runs(self) -> bool:
        """Tell whether the process is there and is a postmaster of this cluster."""
        argv = command_of(self.pid)
        if not argv or Path(argv[0]).name != "postgres":
            return False
        return str(self.cluster) in argv or _works_in(self.pid, self.cluster)

    def ready(self) -> bool:
        """Tell whether it accepts connections."""
        return self.status == "ready" and self.runs()

    def stop(self, patience: float) -> None:
        """End it cleanly; after *patience* seconds without ado, which costs a recovery.

        Raises:
            ServerError: it is still there, which is left to a person.
        """
        for how, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, LAST_SECONDS)):
            with contextlib.suppress(ProcessLookupError):
                if self.runs():
                    os.kill(self.pid, how)
            if self._gone_within(seconds):
                return
        raise ServerError(f"PostgreSQL (process {self.pid}) of {self.cluster} does not end")

    def _gone_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.runs():
            if time.monotonic() > deadline:
                return False
            time.sleep(POLL)
        return True


def read(cluster: Path) -> Postmaster | None:
    """Return what *cluster* says of its server, dead or alive; None when it says nothing.

    Raises:
        ServerError: the cluster belongs to another user.
    """
    try:
        lines = (cluster / "postmaster.pid").read_text("utf-8", "surrogateescape").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise ServerError(
            f"{cluster} belongs to another user: use that user, root, or DATABASE_URL"
        ) from error
    pid, _, _, port, socket, _, _, status = (*lines, *[""] * 8)[:8]
    if not pid.strip("- ").isdigit():  # written this instant
        return None
    return Postmaster(cluster, abs(int(pid)), port, Path(socket), status.strip())


def command_of(pid: int) -> list[str]:
    """Return the arguments of a process; empty when there is none or only its remains."""
    if Path("/proc/self/cmdline").exists():
        try:
            raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return []
        return [os.fsdecode(each) for each in raw.split(b"\0")[:-1]]
    command = ["/bin/ps", "-o", "command=", "-p", str(pid)]
    said = subprocess.run(command, check=False, capture_output=True, text=True).stdout  # noqa: S603
    program, _, rest = said.strip().partition(" -D ")
    return [program, rest] if program else []


def _works_in(pid: int, folder: Path) -> bool:
    """Tell whether the process may have *folder* as its own, as every postmaster has."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except PermissionError:
        return True  # unknown: taking a live server for dead would be worse
    except OSError:
        return False
