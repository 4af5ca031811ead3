"""The folders around a cluster: made where they are missing, left as they are otherwise.

Only what is made here, or an empty folder that root names, gets its mode from here.
"""

import contextlib
import os
from collections.abc import Generator
from pathlib import Path
from typing import Final

from sql.server.account import Account
from sql.server.errors import ServerError

PRIVATE: Final = 0o700
PASSABLE: Final = 0o711  # others may pass, to folders that are closed to them


@contextlib.contextmanager
def spoken_for(data: Path) -> Generator[None]:
    """Turn what the system refuses below *data* into one sentence."""
    try:
        yield
    except OSError as error:
        raise ServerError(
            f"cannot keep a database in {data} ({error.filename or 'system'}: {error.strerror}): "
            "choose another data directory"
        ) from error


def make_reachable(data: Path, account: Account) -> None:
    """Make *data* if it is missing; refuse it if the account cannot enter it.

    Raises:
        ServerError: the account cannot enter a folder on the way that is not ours to open.
    """
    if (data / "PG_VERSION").exists():
        raise ServerError(
            f"{data} is a PostgreSQL cluster of its own: choose another data directory"
        )
    mode = PASSABLE if account.other else PRIVATE
    missing = [each for each in (data, *data.parents) if not each.exists()]
    blocked = account.reaches(data.parents[len(missing) - 1] if missing else data)
    if blocked == data and data.stat().st_uid == os.geteuid() == 0 and not any(data.iterdir()):
        data.chmod(mode)
    elif blocked is not None:
        raise ServerError(
            f"PostgreSQL runs as user {account.name}, who cannot enter {blocked}: choose a data "
            f"directory elsewhere, such as /var/lib/orakul, or run chmod o+x {blocked}"
        )
    make(data, mode)


def make(folder: Path, mode: int) -> None:
    """Make *folder* and what is missing above it, with *mode* whatever the umask."""
    for each in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
        each.mkdir(exist_ok=True)
        each.chmod(mode)
