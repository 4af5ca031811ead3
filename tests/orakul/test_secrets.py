"""A kept secret opens with its key in its place, and nowhere else."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from orakul import secrets
from orakul.database import Connection, connect
from orakul.errors import ConflictError, OrakulError, RejectedError
from orakul.secrets import Keyring, MissingKeyError, keyring
from orakul.settings import Settings, load

VALUE = SecretStr("the token of a bot")


def ring(*keys: str) -> Keyring:
    return keyring(Settings(secret_keys=SecretStr(",".join(keys))))


@pytest.fixture
def key() -> str:
    return secrets.generate()


async def test_a_secret_is_read_as_it_was_kept_and_stands_nowhere_as_text(
    db: Connection, key: str
) -> None:
    await secrets.keep(db, ring(key), "channel", 7, VALUE)
    await secrets.keep(db, ring(key), "channel", 8, SecretStr("another"))

    found = await secrets.read(db, ring(key), "channel", 7)
    stored = json.dumps([str(row) for row in await db.fetch("select * from orakul.sealed_secret")])

    assert found == VALUE
    assert await secrets.read(db, ring(key), "channel", 9) is None
    assert VALUE.get_secret_value() not in stored
    assert b"bot" not in await db.fetchval("select min(ciphertext) from orakul.sealed_secret")
    assert key not in repr(ring(key))
    assert VALUE.get_secret_value() not in repr(found)


async def test_a_forgotten_secret_is_gone(db: Connection, key: str) -> None:
    await secrets.keep(db, ring(key), "channel", 7, VALUE)
    await secrets.forget(db, "channel", 7)

    assert await secrets.read(db, ring(key), "channel", 7) is None


@pytest.mark.parametrize("change", ["purpose = 'other'", "subject = 8"])
async def test_a_ciphertext_that_is_moved_does_not_open(
    db: Connection, key: str, change: str
) -> None:
    await secrets.keep(db, ring(key), "channel", 7, VALUE)
    await db.execute(f"update orakul.sealed_secret set {change}")
    [(purpose, subject)] = await db.fetch("select purpose, subject from orakul.sealed_secret")

    with pytest.raises(ConflictError, match="another place or changed"):
        await secrets.read(db, ring(key), purpose, subject)


async def test_a_missing_key_is_named(db: Connection, key: str) -> None:
    await secrets.keep(db, ring(key), "channel", 7, VALUE)
    [id] = ring(key).keys

    told = f"the key {id} that opens the channel 7 is missing"
    with pytest.raises(MissingKeyError, match=told) as missing:
        await secrets.read(db, ring(secrets.generate()), "channel", 7)
    assert missing.value.kind == "secret_key_missing"
    with pytest.raises(MissingKeyError, match="orakul secrets generate"):
        await secrets.keep(db, keyring(Settings()), "channel", 7, VALUE)


@pytest.mark.parametrize("text", ["short", "c2hvcnQ=", "é"])
def test_what_is_no_key_is_told_by_its_place_and_not_shown(
    key: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORAKUL_SECRET_KEYS", f"{key},{text}")
    with pytest.raises(RejectedError, match="ORAKUL_SECRET_KEYS: key 2 is not 32 bytes") as error:
        load()

    file = tmp_path / "keys"
    file.write_text(f"{key}\n{text}\n")
    with pytest.raises(RejectedError, match="keys: key 2 is not 32 bytes") as in_file:
        keyring(Settings(secret_key_file=file, secret_keys=None))

    assert text not in str(error.value)
    assert text not in str(in_file.value).removeprefix(str(tmp_path))


async def test_rotating_seals_everything_with_the_newest_key(
    db: Connection, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "CHUNK", 2)
    newer = secrets.generate()
    for subject in range(5):
        await secrets.keep(db, ring(key), "channel", subject, SecretStr(f"value {subject}"))

    done = await secrets.rotate(db, ring(newer, key), actor="test")
    again = await secrets.rotate(db, ring(newer, key), actor="test")

    assert (done.rotated, done.left, again.rotated) == (5, {}, 0)
    for subject in range(5):
        found = await secrets.read(db, ring(newer), "channel", subject)
        assert found == SecretStr(f"value {subject}")
    told = await db.fetch(
        "select data::jsonb from orakul.event where topic = 'secrets' order by position"
    )
    assert [row["data"]["count"] for row in told] == [2, 2, 1]


async def test_what_an_unknown_key_sealed_is_left_and_counted_by_that_key(
    db: Connection, key: str
) -> None:
    newer, lost = secrets.generate(), secrets.generate()
    await secrets.keep(db, ring(lost), "channel", 1, VALUE)
    await secrets.keep(db, ring(key), "channel", 2, VALUE)

    done = await secrets.rotate(db, ring(newer, key), actor="test")

    assert (done.rotated, done.left) == (1, {next(iter(ring(lost).keys)): 1})
    assert await secrets.read(db, ring(newer, lost), "channel", 1) == VALUE


async def test_two_rotations_at_once_seal_each_secret_once(
    database: str, db: Connection, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "CHUNK", 3)
    keys = ring(secrets.generate(), key)
    for subject in range(20):
        await secrets.keep(db, ring(key), "channel", subject, VALUE)
    others = [await connect(database) for _ in range(3)]

    done = await asyncio.gather(*(secrets.rotate(each, keys, actor="test") for each in others))

    for each in others:
        await each.close()
    assert sum(each.rotated for each in done) == 20


async def test_a_rotation_that_was_broken_off_goes_on(
    db: Connection, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "CHUNK", 2)
    keys = ring(secrets.generate(), key)
    for subject in range(6):
        await secrets.keep(db, ring(key), "channel", subject, VALUE)
    await db.execute("update orakul.sealed_secret set ciphertext = '\\x00' where subject = 3")

    with pytest.raises(ConflictError, match="the channel 3 "):
        await secrets.rotate(db, keys, actor="test")
    await secrets.keep(db, keys, "channel", 3, VALUE)
    done = await secrets.rotate(db, keys, actor="test")

    assert done.rotated == 3  # the first two were done, and one was kept anew


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(secret_key_file=tmp_path / "secrets.key")

    with ThreadPoolExecutor(8) as threads:
        rings = list(threads.map(keyring, [settings] * 8))

    assert len({each.newest for each in rings}) == 1
    assert (tmp_path / "secrets.key").stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["secrets.key"]


async def test_the_key_in_a_file_is_changed_by_a_line_above_it(
    db: Connection, tmp_path: Path
) -> None:
    settings = Settings(secret_key_file=tmp_path / "secrets.key", secret_keys=None)
    await secrets.keep(db, keyring(settings), "channel", 1, SecretStr("value"))
    old, new = (tmp_path / "secrets.key").read_text(), secrets.generate()

    (tmp_path / "secrets.key").write_text(f"{new}\n{old}")
    done = await secrets.rotate(db, keyring(settings), actor="test")
    (tmp_path / "secrets.key").write_text(new)

    assert (done.rotated, done.left) == (1, {})
    assert await secrets.read(db, keyring(settings), "channel", 1) == SecretStr("value")


@pytest.mark.parametrize(
    ("file", "why"), [("", "Is a directory"), ("none/keys", "No such file or directory")]
)
def test_a_key_file_that_cannot_be_read_is_named(tmp_path: Path, file: str, why: str) -> None:
    settings = Settings(secret_key_file=tmp_path / file, secret_keys=None)

    with pytest.raises(RejectedError) as refused:
        keyring(settings)

    assert str(refused.value) == f"{tmp_path / file}: the key cannot be read or made: {why}"


def test_settings_show_no_key(key: str) -> None:
    settings = Settings(secret_keys=SecretStr(key))

    assert key not in repr(settings)
    assert issubclass(MissingKeyError, OrakulError)
