"""What is hidden where tasks are shown is not found by searching for it: both know one list."""

import pytest

from orakul import logs
from orakul.database import Connection


async def test_postgresql_and_the_log_have_the_same_names(db: Connection) -> None:
    assert await db.fetchval("select orakul.secret_names()") == logs.SECRET_NAMES


@pytest.mark.parametrize(
    "name", ["API_KEY", "apikey", "api-key", "passwd", "user_token", "Cookie", "chat_id", "tok en"]
)
async def test_a_name_hides_its_value_in_both_or_in_neither(db: Connection, name: str) -> None:
    [is_hidden, is_left_out, in_text] = (
        await db.fetchrow(
            "select orakul.names_secret($1), orakul.without_secrets(jsonb_build_object($1, 'quiet'))"
            " = jsonb_build_object($1, null), orakul.may_hold_secret($1 || '=quiet')",
            name,
        )
        or [None] * 3
    )

    assert is_hidden == is_left_out == in_text
    assert is_hidden == (logs.conceal(name, "quiet") == logs.HIDDEN)
    assert in_text == (logs.HIDDEN in logs.redact(f"{name}=quiet"))
