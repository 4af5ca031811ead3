"""The condition that the database makes of a search finds what the search means, and no more."""

import json
import random
import re
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import translate
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orakul import database
from orakul.database import Connection
from orakul.tasks.search import conditions, fields
from orakul.tasks.search.parsing import parse
from orakul.tasks.search.tree import And, Not, Or, Term, Text, Tree, quote
from tests.clones import Clones

NOW = datetime.now(UTC).replace(microsecond=0)
SEPARATOR = re.compile(r"[\x01-\x20!-/:-@\[-`{-~]+")
NAMES = ["embed", "embed_batch", "Score", "оцінити"]
QUEUES = ["default", "Slow"]
ERRORS = [
    None,
    "",
    "Rate limit reached, retry in 5 s",
    "rate_limit: RateLimited",
    "Тайм-аут: сервіс не відповів",
    'it\'s 100% \\ "broken"\nlimit',
    "x" * 150,
]
ARGS: list[dict[str, Any]] = [
    {},
    {"chat_id": 42, "text": "Rate limit"},
    {"chat_id": "42", "list": [1, 2, "three"], "deep": {"a": {"b": 7}}},
    {"chat_id": 7.5, "flag": True, "text": "line\nnext\tword C:\\new"},
    {"text": "y" * 150, "deep": {"list": ["Limit", None, 42]}},
    {"text": "Привіт, світе", "nothing": None},
]
STATES = ["pending", "in_progress", "completed", "failed", "cancelled"]


async def fill(db: Connection, count: int) -> None:
    """Add tasks whose columns have few values, nulls among them."""
    chance = random.Random(4)
    owners = [
        await db.fetchval(
            "insert into orakul.person (name, email) values ($1, $2) returning id", name, email
        )
        for name, email in (("Ada Rate", "ada@example.com"), ("Bob", "BOB@example.com"))
    ]
    project = await db.fetchval(
        "insert into orakul.project (slug, name) values ('demo', 'D') returning id"
    )
    for id in range(1, count + 1):
        state = chance.choice(STATES)
        gone = state == "failed" and chance.random() < 0.5
        attempt = chance.randint(0, 3)
        await db.execute(
            "insert into orakul.task (id, name, queue, state, state_since, priority, args, lock,"
            " owner_id, project_id, root_id, created_at, scheduled_at, attempt, cancelling, error,"
            " result, fingerprint, discarded_at, discarded_by, discard_reason, traceparent)"
            " values ($1, $2, $3, $4, now(), $5, $6, $7, $8, $9, $1, $10, $11, $12, $13, $14,"
            " $15, $16, $17, $18, $18, $19)",
            *(id, chance.choice(NAMES), chance.choice(QUEUES), state, chance.randint(-1, 6)),
            *(chance.choice(ARGS), chance.choice([None, "chat:1", "Chat:2"])),
            *(chance.choice([None, *owners]), chance.choice([None, project])),
            NOW - timedelta(hours=chance.randint(0, 80)),
            chance.choice([None, NOW + timedelta(days=9)]),
            attempt,
            state == "in_progress" and chance.random() < 0.5,
            chance.choice(ERRORS),
            chance.choice([None, {"made": 1}]),
            chance.choice(["unknown", "ab" * 8]),
            *((NOW, "me") if gone else (None, None)),
            f"00-{chance.choice('ab') * 32}-{'c' * 16}-01",
        )
        if attempt and chance.random() < 0.5:
            await db.execute(
                "insert into orakul.task_attempt (task_id, number, worker, started_at, trace_id)"
                " values ($1, 1, $2, now(), 'x')",
                *(id, chance.choice(["host-1", "host-2"])),
            )


@dataclass(frozen=True, repr=False)
class Board:
    db: Connection
    tasks: list[dict[str, Any]]


async def rows(db: Connection) -> list[dict[str, Any]]:
    found = await db.fetch(
        "select task.*, person.email, person.name as owner, project.slug, (select worker from orakul.task_attempt"
        " where task_id = task.id) as worker from orakul.task"
        " left join orakul.person on person.id = owner_id"
        " left join orakul.project on project.id = project_id order by task.id"
    )
    return [dict(row) for row in found]


# What a search means, in Python


def words(text: str) -> str:
    return " " + SEPARATOR.sub(" ", text[:4000].lower()).strip(" ")


def scalars(value: Any) -> list[str]:
    """All values in the order in which PostgreSQL keeps the keys: by length, then by bytes."""
    match value:
        case dict():
            held = cast("dict[str, Any]", value)
            keys = sorted(held, key=lambda key: (len(key.encode()), key.encode()))
            return [each for key in keys for each in scalars(held[key])]
        case list():
            items = cast("list[Any]", value)
            return [each for item in items for each in scalars(item)]
        case None:
            return []
        case str():
            return [value]
        case _:
            return [json.dumps(value)]


def holds(text: str | None, wanted: str) -> bool:
    return text is not None and words(wanted) != " " and words(wanted) in words(text)


def in_args(row: Mapping[str, Any], wanted: str) -> bool:
    return holds(" ".join(scalars(row["args"])), wanted)


def at_path(args: Any, path: list[str]) -> list[Any]:
    for key in path:
        if isinstance(args, dict):
            args = cast("dict[str, Any]", args).get(key)
        elif isinstance(args, list):
            items = cast("list[Any]", args)
            args = items[int(key)] if key.isdigit() and int(key) < len(items) else None
        else:
            return []
    found = cast("list[Any]", args) if isinstance(args, list) else [args]
    return [each for each in found if isinstance(each, str | int | float)]


def compared(left: Any, sign: str, right: Any) -> bool:
    return {
        "": left == right,
        ">": left > right,
        ">=": left >= right,
        "<": left < right,
        "<=": left <= right,
    }[sign]


def like(text: str | None, term: Term, *, exact: bool = False) -> bool:
    if text is None:
        return False
    if term.quoted or "*" not in term.value:
        return text == term.value if exact else text.lower() == term.value.lower()
    pattern = term.value.lower().replace("[", "[[]").replace("?", "[?]")
    return bool(re.fullmatch(translate(pattern), text.lower()))


def is_argument(row: Mapping[str, Any], term: Term) -> bool:
    values = at_path(row["args"], term.field.split(".")[1:])
    if term.value == "*" and not term.quoted:
        return bool(values)
    if term.sign:
        numbers = [each for each in values if isinstance(each, int | float) and each is not True]
        return any(compared(each, term.sign, float(term.value)) for each in numbers)
    return any(like(each if isinstance(each, str) else json.dumps(each), term) for each in values)


def in_state(row: Mapping[str, Any], value: str) -> bool:
    match value:
        case "scheduled":
            return row["state"] == "pending" and (row["scheduled_at"] or NOW) > NOW
        case "retrying":
            return row["state"] == "pending" and row["attempt"] > 0
        case "cancelling":
            return row["state"] == "in_progress" and row["cancelling"]
        case "dead" | "discarded":
            gone = row["discarded_at"] is not None
            return row["state"] == "failed" and gone == (value == "discarded")
        case _:
            return row["state"] == value


def is_id(row: Mapping[str, Any], term: Term) -> bool:
    if term.value.endswith("*"):
        return str(row["id"]).startswith(term.value[:-1])
    return row["id"] == int(term.value)


def is_whose(row: Mapping[str, Any], term: Term) -> bool:
    known = row["email"] if term.field == "owner" else row["slug"]
    match term.value:
        case "none":
            return known is None
        case "me":
            return known == "ada@example.com"
        case _:
            return like(known, term) or (term.field == "owner" and like(row["owner"], term))


def is_owner(row: Mapping[str, Any], text: str) -> bool:
    begins = (row["email"] or "").lower().startswith(text.lower())
    return holds(row["owner"], text) or (begins and words(text) != " ")


def is_number(row: Mapping[str, Any], term: Term) -> bool:
    return compared(row[term.field], term.sign, int(term.value))


IS_SO: dict[str, Callable[[Mapping[str, Any], Term], bool]] = {
    "state": lambda row, term: in_state(row, term.value),
    "task": lambda row, term: like(row["name"], term),
    "queue": lambda row, term: like(row["queue"], term),
    "has": lambda row, term: row[fields.HAVING[term.value]] is not None,
    "error": lambda row, term: holds(row["error"], term.value),
    "args": lambda row, term: in_args(row, term.value),
    "owner": is_whose,
    "project": is_whose,
    "id": is_id,
    "older": lambda row, term: row["created_at"] <= NOW - fields.duration(term.value),
    "newer": lambda row, term: row["created_at"] >= NOW - fields.duration(term.value),
    "created": lambda row, term: compared(row["created_at"], term.sign, fields.time(term.value)),
    "priority": is_number,
    "attempt": is_number,
    "worker": lambda row, term: like(row["worker"], term),
    "lock": lambda row, term: like(row["lock"], term, exact=True),
    "fingerprint": lambda row, term: row["fingerprint"] == term.value,
}


def means(tree: Tree, row: Mapping[str, Any]) -> bool:
    match tree:
        case And(parts):
            return all(means(part, row) for part in parts)
        case Or(parts):
            return any(means(part, row) for part in parts)
        case Not(part):
            return not means(part, row)
        case Text(text):
            first = re.fullmatch("[1-9][0-9]{0,17}", text) and str(row["id"]).startswith(text)
            return (
                bool(first)
                or text.lower() in row["name"].lower()
                or holds(row["error"], text)
                or in_args(row, text)
                or is_owner(row, text)
            )
        case Term():
            return IS_SO.get(tree.field, is_argument)(row, tree)


# Searches that may find something


SNIPPETS = [
    *("rate", "RATE limit", "limit", "lim", "imit", "5 s", "three", "42", "7.5", "true", "світ"),
    *("100%", "it's", "\\", "%", "_", "next", "new", "4", "1", "embed", "batch", "тайм", "xxx"),
    *("y" * 120, "x" * 150, "null", "!", "'; drop table orakul.task; --", "{a}", "&|!:*", "\x7f"),
    *("ada", "bob@ex", "example", "ADA RAT", "adam"),
]
VALUES = {
    "state": [*fields.STATES],
    "task": ["embed", "embed*", "*E*", "score", "em?ed", "оці*", "none"],
    "queue": ["slow", "*a*", "[ds]*"],
    "has": [*fields.HAVING],
    "owner": [
        *("me", "none", "bob@example.com", "nobody@example.com", "*", "*@EXAMPLE.com", "b*", "_ob"),
        *("ada", "BOB", quote("ada rate"), quote("b*")),
    ],
    "project": ["demo", "none", "other", "*", "*E*", "x*", "de_o"],
    "id": ["3", "1*", "12", "999"],
    "older": ["1d", "2h"],
    "newer": ["1d", "2h"],
    "created": [f"{sign}{NOW - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}" for sign in (">", "<=", "")],
    "priority": [">5", "0", "<=-1", "1..3"],
    "attempt": ["0", ">=2"],
    "worker": ["host-1", "HOST*", "host_1"],
    "lock": ["chat:1", "*2", "chat:2"],
    "fingerprint": ["unknown", "ab" * 8],
    "args.chat_id": ["42", "7.5", ">7", "<=42", "4*", "*"],
    "args.text": [
        "*limit",
        quote("rate limit"),
        quote("line\nnext\tword C:\\new"),
        "y*",
        "y" * 150,
    ],
    "args.list": ["2", "THREE", ">=2", "*"],
    "args.list.2": ["three"],
    "args.deep.a.b": ["7", ">6", "8"],
    "args.deep.list": ["limit", "42"],
    "args.deep": ["*", quote('{"a": {"b": 7}}')],
    "args.flag": ["true", "false", ">0"],
    "args.nothing": ["*", "null"],
}
LEAVES = (
    st.sampled_from([f"{field}:{each}" for field, values in VALUES.items() for each in values])
    | st.sampled_from([f"error:{quote(each)}" for each in SNIPPETS])
    | st.sampled_from([f"args:{quote(each)}" for each in SNIPPETS])
    | st.sampled_from([quote(each) for each in SNIPPETS])
)
SEARCHES = st.recursive(
    LEAVES,
    lambda part: (
        part.map(lambda each: f"-({each})")
        | st.tuples(part, part).map(lambda both: f"({both[0]}) ({both[1]})")
        | st.tuples(part, part).map(lambda both: f"({both[0]}) OR ({both[1]})")
    ),
    max_leaves=5,
)


async def found(
    db: Connection, tree: Tree, *, past: bool = False, propose: bool = True
) -> set[int]:
    condition = conditions.compile(tree, me=1, now=NOW)
    upto = 2**62 if past else None
    text = await db.fetchval(
        "select orakul.search_condition($1, $2, $3)", *(condition, upto, propose)
    )
    return {row["id"] for row in await db.fetch(f"select id from orakul.task where {text}")}


@pytest.fixture(scope="module")
async def board(clones: Clones) -> AsyncGenerator[Board]:
    """Sixty tasks that no test changes."""
    dsn = await clones.take()
    db = await database.connect(dsn)
    await fill(db, 60)
    yield Board(db, await rows(db))
    await db.close()
    clones.drop(dsn)


async def agree(board: Board, text: str) -> int:
    """Hold what the database finds against what the search means; return how many it finds."""
    tree = parse(text)
    expected = {row["id"] for row in board.tasks if means(tree, row)}
    assert await found(board.db, tree) == expected, text
    assert await found(board.db, tree, past=True, propose=False) == expected, text
    return len(expected)


async def test_each_qualifier_finds_what_it_says(board: Board) -> None:
    searches = [f"{field}:{each}" for field, values in VALUES.items() for each in values]
    searches += [mark + quote(each) for each in SNIPPETS for mark in ("error:", "args:", "")]

    counts = [await agree(board, text) for text in searches]

    assert sum(0 < count < len(board.tasks) for count in counts) > 60  # or nothing is compared


@settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(text=SEARCHES)
async def test_any_search_finds_what_it_means(board: Board, text: str) -> None:
    await agree(board, text)
