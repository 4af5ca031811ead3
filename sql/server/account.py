"""Which user of the system runs PostgreSQL.

PostgreSQL refuses to run as root. An ordinary user runs it; root hands it to the owner of
the data, to a user meant for it, or to a system user made for it. No folder that is not
Orakul's has its mode or owner changed: what the account cannot reach is refused.
"""

import logging
import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sql.server.errors import ServerError

log = logging.getLogger(__name__)

MEANT_FOR_IT: Final = ("orakul", "postgres", "pgserver")  # first one that exists is taken
MADE_FOR_IT: Final = "orakul"
LAST_RESORT: Final = "nobody"  # where no user can be made, as in some containers
SYSTEM_PATH: Final = "/usr/sbin:/sbin:/usr/bin:/bin"  # not in everybody's PATH
PATIENCE: Final = 120.0  # seconds for one program; the first start writes a whole cluster


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the system; *other* when programs must be started as somebody else."""

    uid: int
    gid: int
    other: bool

    @property
    def name(self) -> str:
        """The login name, or the number where there is none."""
        return login(self.uid)

    @property
    def known(self) -> bool:
        """Whether the system has a name for it, without which no cluster can be made."""
        return self.name != str(self.uid)

    def run(
        self,
        argv: Sequence[str | Path],
        *,
        cwd: Path = Path("/"),
        env: Mapping[str, str] | None = None,
        text: str = "",
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this user, away from the terminal, and return what it said.

        Nothing of our environment is passed on: PostgreSQL's programs read ``PG…`` and ``LC_…``.

        Raises:
            ServerError: it did not end in time.
            OSError: it cannot be started.
        """
        options: dict[str, Any] = {}
        if self.other:
            options = {"user": self.uid, "group": self.gid, "extra_groups": []}
        try:
            return subprocess.run(  # noqa: S603 (programs of our own package)
                [str(each) for each in argv],
                cwd=cwd,
                env=dict(env or {}) | {"PATH": os.defpath, "LC_ALL": "C"},
                input=text,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="surrogateescape",  # what it prints may be a path
                check=False,
                start_new_session=True,  # Ctrl-C is for Orakul, which then stops the server
                timeout=PATIENCE,
                **options,
            )
        except subprocess.TimeoutExpired as error:
            raise ServerError(f"{argv[0]} has not ended after {PATIENCE:.0f} s") from error

    def reaches(self, folder: Path) -> Path | None:
        """Return the first folder on the way to *folder* it cannot enter, None when it can."""
        way = [*reversed(folder.parents), folder]
        script = 'for each do cd -- "$each" 2>/dev/null || { printf %s "$each"; exit 1; }; done'
        result = self.run(["/bin/sh", "-c", script, "sh", *way])
        return Path(result.stdout) if result.returncode else None


def login(uid: int) -> str:
    """Return the login name of *uid*, or the number itself where there is none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def account_for(data: Path, cluster: Path) -> Account:
    """Choose who runs the server of *cluster*, a folder in *data*; neither need exist."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), other=False)
    if (owner := _owner_of(cluster)) is not None:
        return owner
    if (owner := _owner_of(data)) is not None and owner.known:
        return owner
    user = _first_of(*MEANT_FOR_IT) or _made() or _first_of(LAST_RESORT)
    if user is None:
        raise ServerError(
            "PostgreSQL does not run as root and no other user could be made: "
            "start Orakul as an ordinary user or set DATABASE_URL"
        )
    return Account(user.pw_uid, user.pw_gid, other=True)


def _owner_of(folder: Path) -> Account | None:
    """Return the owner of *folder*; None where there is no such folder, or it is root's."""
    if not folder.exists() or (stat := folder.stat()).st_uid == 0:
        return None
    return Account(stat.st_uid, stat.st_gid, other=True)


def _first_of(*names: str) -> pwd.struct_passwd | None:
    for name in names:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _made() -> pwd.struct_passwd | None:
    """Make a system user that can own files and nothing else; None where it cannot be."""
    if (useradd := shutil.which("useradd", path=SYSTEM_PATH)) is not None:
        argv = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/"]
        argv += ["--shell", "/bin/false", MADE_FOR_IT]
    elif (adduser := shutil.which("adduser", path=SYSTEM_PATH)) is not None:  # busybox
        argv = [adduser, "-S", "-D", "-H", "-h", "/", "-s", "/bin/false", MADE_FOR_IT]
    else:
        return None
    subprocess.run(argv, check=False, capture_output=True, timeout=PATIENCE)  # noqa: S603
    if (user := _first_of(MADE_FOR_IT)) is not None:
        log.warning("made the system user %s, which runs PostgreSQL for root", MADE_FOR_IT)
    return user
