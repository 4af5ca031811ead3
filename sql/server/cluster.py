"""The files of the embedded server: made once, configured at every start.

`Cluster` owns the folder ``postgres`` inside Orakul's data directory, the log included, and
changes nothing outside it. A new cluster is written beside its place and
renamed when it is whole, so a start that is killed half-way leaves nothing to repair.

Nobody else gets in: the socket lies in a folder of mode 700, and PostgreSQL asks the system
who is at the other end, and lets in its own user and root only.
"""

import contextlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sql.server.account import Account, login
from sql.server.binaries import MAJOR, programs_for
from sql.server.errors import ServerError
from sql.server.folders import spoken_for
from sql.server.postmaster import PORT, ROLE, SOCKET, Postmaster

LONGEST_SOCKET: Final = 103  # bytes of a socket's path; Linux allows 107, macOS 103

SETTINGS: Final = f"""\
# Written by Orakul at every start. Change a setting with ALTER SYSTEM, which wins over these.
cluster_name = 'orakul'
listen_addresses = ''
port = {PORT}
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 128MB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
default_text_search_config = 'pg_catalog.simple'
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on  # so a week is kept
log_line_prefix = '%m [%p] '
"""
CARELESS: Final = "fsync = off\nfull_page_writes = off\n"  # for data that nobody will miss
ACCESS: Final = "# Written by Orakul at every start.\nlocal all all peer map=orakul\n"


@dataclass(frozen=True, slots=True)
class Cluster:
    """The files of one embedded server in *data*, run by *account*."""

    data: Path
    account: Account
    durable: bool = True

    @property
    def home(self) -> Path:
        """PostgreSQL's own data folder."""
        return home_in(self.data)

    @property
    def startup_log(self) -> Path:
        """What the server says before its log collector takes over."""
        return self.home / "log" / "startup.log"

    def prepare(self) -> Path:
        """Make what is missing in *data* and configure it; return the folder of the programs.

        Raises:
            ServerError: it cannot be; the message says what stands in the way.
        """
        with spoken_for(self.data):
            programs = programs_for(self.account)
            if not self.home.exists():
                self._initialise(programs)
            self._check_version()
            self._own_folder(self.startup_log.parent)
            self._configure()
            self._write(self.startup_log, "")
        return programs

    def last_words(self) -> str:
        """Return the line by which a server that did not start says why."""
        newest = max(self.startup_log.parent.iterdir(), key=lambda each: each.stat().st_mtime)
        lines = [
            line
            for each in (self.startup_log, newest)
            for line in each.read_text("utf-8", "replace").splitlines()
        ]
        fatal = [line for line in lines if "FATAL:" in line or "PANIC:" in line]
        return (fatal or lines or ["it said nothing"])[-1].strip()

    def _initialise(self, programs: Path) -> None:
        new = self.home.with_name(f"{self.home.name}.new")
        if new.exists():
            shutil.rmtree(new)
        self._own_folder(new)
        # Builtin collation: the same order of words on every system, with no locale installed.
        argv = ["--auth=peer", f"--username={ROLE}", "--encoding=UTF8", "--locale=C"]
        argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        argv += [] if self.durable else ["--no-sync", "--wal-segsize=1"]
        self._say([programs / "initdb", "--pgdata", new, *argv])
        command = [programs / "postgres", "--single", "-D", new, "template1"]
        self._say(command, text=f"create database {ROLE}\n")
        new.rename(self.home)

    def _say(self, argv: list[str | Path], text: str = "") -> None:
        result = self.account.run(argv, cwd=self.data, text=text)
        if result.returncode or "ERROR:" in result.stdout:
            said = [line for line in result.stdout.splitlines() if "error:" in line.lower()]
            raise ServerError(
                f"cannot make a database in {self.data}: {(said or [result.stdout])[-1].strip()}"
            )

    def _check_version(self) -> None:
        found = (self.home / "PG_VERSION").read_text().strip()
        if found != str(MAJOR):
            raise ServerError(
                f"{self.home} was written by PostgreSQL {found} and this is {MAJOR}: "
                "choose another data directory, or move the data with pg_dump"
            )

    def _configure(self) -> None:
        settings = SETTINGS + ("" if self.durable else CARELESS)
        settings += f"unix_socket_directories = {_quoted(self._socket_folder())}\n"
        users = dict.fromkeys((login(0), self.account.name))
        people = "".join(f'orakul "{user}" {ROLE}\n' for user in users)
        self._write(self.home / "postgresql.conf", settings)
        self._write(self.home / "pg_hba.conf", ACCESS)
        self._write(self.home / "pg_ident.conf", people)

    def _socket_folder(self) -> Path:
        """Return a private folder whose name is short enough: the cluster's own if it is."""
        if _fits(self.home):
            return self.home
        runtime = os.environ.get("XDG_RUNTIME_DIR")
        for parent in (runtime, tempfile.gettempdir(), "/tmp"):  # noqa: S108 (private below)
            if parent is None or not _fits(Path(parent) / "orakul-12345678"):
                continue
            if self.account.reaches(Path(parent)) is None:
                folder = Path(tempfile.mkdtemp(prefix="orakul-", dir=parent))
                os.chown(folder, self.account.uid, self.account.gid)
                return folder
        raise ServerError(f"the path {self.home} is too long: choose a shorter data directory")

    def _own_folder(self, path: Path) -> None:
        if not path.exists():
            path.mkdir(mode=0o700)
            os.chown(path, self.account.uid, self.account.gid, follow_symlinks=False)

    def _write(self, path: Path, text: str) -> None:
        """Replace a file of the server; root follows no link that the account left there."""
        scratch = path.with_name(f".{path.name}.new")
        scratch.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with os.fdopen(os.open(scratch, flags, 0o600), "w", encoding="utf-8") as file:
            os.fchown(file.fileno(), self.account.uid, self.account.gid)
            file.write(text)
        scratch.replace(path)


def home_in(data: Path) -> Path:
    """Return PostgreSQL's own folder in Orakul's data directory."""
    return data / "postgres"


def remove_remains(dead: Postmaster) -> None:
    """Remove the lock files of a server that was killed.

    PostgreSQL would do so itself unless their process number is in use again, as it often
    is after a restart of the machine or a container.
    """
    (dead.cluster / "postmaster.pid").unlink(missing_ok=True)
    if dead.socket.is_absolute():
        for name in (SOCKET, f"{SOCKET}.lock"):
            (dead.socket / name).unlink(missing_ok=True)
        remove_socket_folder(dead)


def remove_socket_folder(dead: Postmaster) -> None:
    """Remove the folder of a socket that had no room in the cluster itself."""
    if dead.socket.is_absolute() and dead.socket != dead.cluster:
        with contextlib.suppress(OSError):
            dead.socket.rmdir()


def _fits(folder: Path) -> bool:
    # A comma would part two hosts in a connection string.
    return len(os.fsencode(folder / SOCKET)) <= LONGEST_SOCKET and "," not in str(folder)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("\\", "\\\\").replace("'", "''") + "'"
