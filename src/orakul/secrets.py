"""Secrets of others that Orakul keeps for its own use: encrypted, and bound to their place.

A value is sealed with AES-256-GCM. Its *purpose* and the id of what it belongs to, its
*subject*, are authenticated with it, so a ciphertext that is copied to another row does not
open there. The keys are never in the database: they come from ``ORAKUL_SECRET_KEYS``, the
newest first, or, beside the embedded PostgreSQL, from a file that is made once and that its
owner alone reads. What an older key sealed opens as long as that key is given; `rotate`
seals all of it with the newest.

What the service makes for itself, such as the key that signs access tokens, is kept as it is
by ``keep_secret.sql``: whoever reads the database could sign in by other ways, too.
"""

import base64
import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

from orakul import database, events
from orakul.database import Acting, Connection
from orakul.errors import ConflictError, RejectedError
from orakul.sealing_key import KEY_LENGTH, read_keys
from orakul.sentences import said
from orakul.settings import Settings

NONCE_LENGTH: Final = 12  # bytes; random, which is safe for 2³² values under one key
CHUNK: Final = 100  # secrets that are sealed anew in one transaction

_ID_LENGTH: Final = 8  # hexadecimal digits
_PRIVATE: Final = 0o600


class MissingKeyError(ConflictError):
    """The key that a secret was sealed with, or any key at all, is not given."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys by their ids, the newest first. It shows none of them."""

    keys: Mapping[str, bytes] = field(repr=False)

    @property
    def newest(self) -> str:
        """The id of the key that seals.

        Raises:
            MissingKeyError: there is none.
        """
        for id in self.keys:
            return id
        raise MissingKeyError(said("secrets_without_key"))

    def seal(self, value: SecretStr, purpose: str, subject: int) -> tuple[str, bytes]:
        """Return the id of the newest key, and *value* as only that key opens it there.

        Raises:
            MissingKeyError: there is no key.
        """
        id = self.newest
        nonce = os.urandom(NONCE_LENGTH)
        plain = value.get_secret_value().encode()
        sealed = AESGCM(self.keys[id]).encrypt(nonce, plain, _place(purpose, subject))
        return id, nonce + sealed

    def open(self, key_id: str, sealed: bytes, purpose: str, subject: int) -> SecretStr:
        """Return what was sealed for *purpose* and *subject*.

        Raises:
            MissingKeyError: the key *key_id* is not given.
            ConflictError: it was sealed for another place, or changed.
        """
        if key_id not in self.keys:
            missing = said("secret_key_missing", key=key_id, purpose=purpose, id=subject)
            raise MissingKeyError(missing)
        nonce, content = sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:]
        try:
            plain = AESGCM(self.keys[key_id]).decrypt(nonce, content, _place(purpose, subject))
        except (InvalidTag, ValueError):
            raise ConflictError(said("secret_changed", purpose=purpose, id=subject)) from None
        return SecretStr(plain.decode())


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many secrets were sealed anew, and how many are left, by the key that is missing."""

    key_id: str
    rotated: int
    left: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Sealed:
    id: int
    purpose: str
    subject: int
    key_id: str
    ciphertext: bytes = field(repr=False)


def generate() -> str:
    """Return a new key, in base64."""
    return base64.b64encode(secrets.token_bytes(KEY_LENGTH)).decode()


def keyring(settings: Settings) -> Keyring:
    """Return the keys of this installation; the file of the embedded one is made if missing.

    Raises:
        RejectedError: one of them in the file is no key, or the file cannot be read or made.
    """
    if settings.secret_keys is not None:
        return _ring(read_keys(settings.secret_keys.get_secret_value()))
    if settings.secret_key_file is not None:
        try:
            return _ring(read_keys(_kept_in(settings.secret_key_file)))
        except ValueError as error:
            raise RejectedError(f"{settings.secret_key_file}: {error}") from None
        except OSError as error:
            # As it is, it would pass for trouble of the database.
            raise RejectedError(
                f"{settings.secret_key_file}: the key cannot be read or made: {error.strerror}"
            ) from None
    return Keyring({})


async def keep(db: Connection, keys: Keyring, purpose: str, subject: int, value: SecretStr) -> None:
    """Seal *value* and keep it in the place of the one before; *db* is within a transaction.

    Raises:
        MissingKeyError: there is no key to seal it with.
    """
    key_id, sealed = keys.seal(value, purpose, subject)
    await database.execute(db, "keep_sealed_secret", purpose, subject, key_id, sealed)


async def read(db: Connection, keys: Keyring, purpose: str, subject: int) -> SecretStr | None:
    """Return the secret of this place; None if there is none.

    Raises:
        MissingKeyError: the key that opens it is not given.
        ConflictError: it was sealed for another place, or changed.
    """
    found = await database.fetch_one(db, _Sealed, "read_sealed_secret", purpose, subject)
    return found and keys.open(found.key_id, found.ciphertext, purpose, subject)


async def forget(db: Connection, purpose: str, subject: int) -> None:
    """Forget the secret of this place, if there is one."""
    await database.execute(db, "forget_sealed_secret", purpose, subject)


async def rotate(db: Connection, keys: Keyring, *, actor: str) -> Rotation:
    """Seal everything with the newest key, `CHUNK` secrets in a transaction.

    Broken off, it goes on where it was when it is called again; two at once share the work.

    Args:
        db: connection outside of any transaction.
        keys: the newest first.
        actor: who asked for it.

    Raises:
        MissingKeyError: there is no key at all.
        ConflictError: a secret was changed by others than Orakul.
    """
    newest, after, rotated = keys.newest, 0, 0
    while True:
        async with database.acting(db, Acting(actor)):
            chunk = await database.fetch(db, _Sealed, "lock_sealed_secrets", newest, after, CHUNK)
            known = [each for each in chunk if each.key_id in keys.keys]
            for each in known:
                await _seal_anew(db, keys, each)
            if known:
                told = {"key_id": newest, "count": len(known)}
                await events.tell_administrators(db, "secrets", "secrets_rotated", told)
        if not chunk:
            break
        after, rotated = chunk[-1].id, rotated + len(known)
    rows = await database.fetch(db, _Left, "count_sealed_secrets", newest)
    return Rotation(newest, rotated, {row.key_id: row.count for row in rows})


@dataclass(frozen=True, slots=True)
class _Left:
    key_id: str
    count: int


async def _seal_anew(db: Connection, keys: Keyring, old: _Sealed) -> None:
    value = keys.open(old.key_id, old.ciphertext, old.purpose, old.subject)
    key_id, sealed = keys.seal(value, old.purpose, old.subject)
    await database.execute(db, "replace_sealed_secret", old.id, key_id, sealed)


def _place(purpose: str, subject: int) -> bytes:
    return f"orakul:{purpose}:{subject}".encode()


def _ring(keys: Sequence[bytes]) -> Keyring:
    return Keyring({hashlib.sha256(key).hexdigest()[:_ID_LENGTH]: key for key in keys})


def _kept_in(file: Path) -> str:
    """Return what *file* holds; whoever comes first makes it, whole or not at all."""
    with suppress(FileNotFoundError):
        return file.read_text()
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    try:
        with os.fdopen(number, "w") as written:
            written.write(generate() + "\n")
            written.flush()
            os.fsync(number)
        with suppress(FileExistsError):
            os.link(fresh, file)
    finally:
        fresh.unlink()
    return file.read_text()
