"""Messages that arrive are saved in order, scored, embedded and read, by the real worker."""

from typing import Any, Final

from orakul import database as databases
from orakul import messages
from orakul.database import Acting, Connection
from orakul.telegram import read_update
from tests.jobs.conftest import Drain, Working, attempts_of, defer, task_row, until

CHAT: Final = -1001234567890
SENT: Final = 1767607200  # 2026-01-05 10:00 UTC
TRACE: Final = "5a" * 16


def update(number: int, text: str, *, message: int, edited: bool = False) -> dict[str, Any]:
    said = {
        "message_id": message,
        "date": SENT,
        "chat": {"id": CHAT, "type": "supergroup", "title": "Team"},
        "from": {"id": 101, "is_bot": False, "first_name": "Olha"},
        "text": text,
    }
    if not edited:
        return {"update_id": number, "message": said}
    return {"update_id": number, "edited_message": said | {"edit_date": SENT + 60 + number}}


async def receive(db: Connection, body: dict[str, Any]) -> None:
    who = Acting("webhook:telegram", traceparent=f"00-{TRACE}-{'6b' * 8}-01")
    async with databases.acting(db, who):
        assert await messages.receive_update(db, read_update(body), body)


async def test_messages_of_one_chat_are_saved_in_the_order_they_came(
    db: Connection, working: Working
) -> None:
    async with working(concurrency=4), working(concurrency=4):
        for number in range(20):
            await receive(db, update(2 * number, f"first {number}", message=number))
            await receive(
                db, update(2 * number + 1, f"second {number}", message=number, edited=True)
            )
        await until(db, "not exists (select from orakul.task where state <> 'completed')")

    rows = await db.fetch("select external_id, text from orakul.message order by id")
    assert [tuple(row) for row in rows] == [(n, f"second {n}") for n in range(20)]
    assert await db.fetchval("select count(*) from orakul.message_revision") == 20


async def test_what_arrives_is_scored_and_embedded_in_the_trace_of_its_request(
    db: Connection, drain: Drain
) -> None:
    await receive(db, update(1, "The billing service fails since Monday", message=1))

    await drain()

    row = await db.fetchrow(
        "select importance, classification, scored_at, factors from orakul.message"
    )
    assert row is not None
    assert None not in tuple(row)
    assert await db.fetchval("select count(*) from orakul.message_embedding") == 1
    tasks = await db.fetch("select name, trace_id, state from orakul.task order by id")
    assert [row["name"] for row in tasks] == [
        "save_telegram_message",
        "score_message_task",
        "embed_messages_batch_task",
    ]
    assert {(row["trace_id"], row["state"]) for row in tasks} == {(TRACE, "completed")}
    topics = await db.fetch(
        "select name from orakul.event where topic = 'messages' order by position"
    )
    assert [row["name"] for row in topics] == ["message.updated", "message_scored"]


async def test_scoring_what_nobody_has_scored_finds_it_by_itself(
    db: Connection, drain: Drain
) -> None:
    for number in range(5):
        await receive(db, update(number, f"message {number}", message=number))
    await drain()
    await db.execute("update orakul.message set scored_at = null")

    id = await defer(db, "score_unscored_messages_task")
    again = await defer(db, "score_unscored_messages_task")
    limited = await defer(db, "score_unscored_messages_task", limit=3)
    await drain()

    result: dict[str, Any] = (await task_row(db, id))["result"]
    other: dict[str, Any] = (await task_row(db, again))["result"]
    assert result["scored"] + other["scored"] >= 5
    assert result["failed"] == other["failed"] == 0
    assert sum(result["classes"].values()) == result["scored"]
    assert (await task_row(db, limited))["result"]["total_found"] <= 3
    assert await db.fetchval("select count(*) from orakul.message where scored_at is null") == 0


async def test_a_batch_counts_what_it_could_not_score_and_goes_on(
    db: Connection, drain: Drain
) -> None:
    await receive(db, update(1, "hello there", message=1))
    await drain()
    message = await db.fetchval("select id from orakul.message")

    id = await defer(db, "score_unscored_messages_task", message_ids=[10**12, message])
    await drain()

    result = (await task_row(db, id))["result"]
    assert (result["total_found"], result["scored"], result["failed"]) == (2, 1, 1)


async def test_embedding_tells_what_it_did(db: Connection, drain: Drain) -> None:
    await receive(db, update(1, "hello there", message=1))
    await drain()
    message = await db.fetchval("select id from orakul.message")

    id = await defer(db, "embed_messages_batch_task", message_ids=[message, 10**12])
    await drain()

    assert (await task_row(db, id))["result"] == {"success": 0, "failed": 0, "skipped": 2}


async def test_a_task_given_arguments_that_it_does_not_take_fails_and_says_so(
    db: Connection, drain: Drain
) -> None:
    id = await defer(db, "score_message_task", message=1)

    await drain()

    [attempt] = await attempts_of(db, id)
    assert (attempt["outcome"], attempt["error_class"]) == ("failed", "RejectedError")
    assert "message" in attempt["error"]


async def test_the_example_counts_characters_and_words(db: Connection, drain: Drain) -> None:
    id = await defer(db, "process_message", text="Привіт, світе")
    broken = await defer(db, "process_message", text="x", fail=True)

    await drain()

    assert (await task_row(db, id))["result"] == {"characters": 13, "words": 2}
    assert (await task_row(db, broken))["state"] == "pending"
