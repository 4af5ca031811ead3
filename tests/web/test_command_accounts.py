"""The command line lets people and scripts in, and says what it gave them."""

from orakul import people
from orakul.database import Connection
from tests.web.commands import orakul


async def test_a_token_goes_to_the_pipe_and_what_it_may_beside(
    database: str, db: Connection
) -> None:
    await people.add_person(db, "her@example.org", "Her", "member")

    whole = await orakul(database, "token", "create", "her@example.org")
    part = await orakul(
        database, "token", "create", "her@example.org", "--scope", "events", "--days", 30
    )

    assert whole.out.startswith("ork_")
    assert len(whole.out.split()) == 1
    assert whole.said == (
        "It has the scopes events, read, write, for ever.\n"
        "--scope gives it less, and --days an end.\n"
    )
    assert part.said.startswith("It has the scopes events, until 20")
    assert len(part.said.splitlines()) == 1


async def test_a_token_that_outlives_everybody_is_refused(database: str) -> None:
    told = await orakul(database, "token", "create", "her@example.org", "--days", 99999999)

    assert (told.status, told.out) == (2, "")
