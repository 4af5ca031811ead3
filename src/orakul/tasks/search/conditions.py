"""What the database takes of a search: the tree as JSON (sql/functions/search_tasks.sql).

A leaf names a column and a sign, or a kind of condition that the database knows; values are
values there and never become a part of a statement. Ages become times here, so that all pages
of a list that are read at one time mean the same.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from orakul.tasks.search import fields
from orakul.tasks.search.tree import And, Not, Or, Term, Text, Tree

Condition = Mapping[str, Any]

COLUMNS: Final[Mapping[str, str]] = {
    "task": "name",
    "queue": "queue",
    "lock": "lock",
    "fingerprint": "fingerprint",
    "trace": "trace_id",
    "priority": "priority",
    "attempt": "attempt",
}
_LIKE: Final = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


def compile(tree: Tree, *, me: int, now: datetime | None = None) -> Condition:
    """Return the condition that *tree* is.

    Args:
        tree: what was searched for.
        me: id of who searches.
        now: what ages are counted from; the present where not given.
    """
    at = now or datetime.now(UTC)
    match tree:
        case And(parts):
            return {"and": [compile(part, me=me, now=at) for part in parts]}
        case Or(parts):
            return {"or": [compile(part, me=me, now=at) for part in parts]}
        case Not(part):
            return {"not": compile(part, me=me, now=at)}
        case Text(text):
            return {"text": text, "of": "any"}
        case Term():
            return _term(tree, me, at)


def _term(term: Term, me: int, now: datetime) -> Condition:
    if term.field.startswith("args."):
        return {"path": term.field.split(".")[1:], **_value(term)}
    match term.field:
        case "owner" | "project":
            return _whose(term, me)
        case "state":
            return _state(term.value, now)
        case "older" | "newer":
            return _aged(term, now)
        case _:
            return _PLAIN[term.field](term)


def _value(term: Term) -> Condition:
    if term.value == "*" and not term.quoted:
        return {"op": "known"}
    if not term.quoted and "*" in term.value:
        return {"op": "like", "value": _pattern(term)}
    return {"op": term.sign or "=", "value": term.value}


def _pattern(term: Term) -> str:
    escaped = term.value.translate(_LIKE)
    return escaped if term.quoted else escaped.replace("*", "%")


def _compared(column: str, sign: str, value: str) -> Condition:
    return {"column": column, "op": sign, "value": value}


def _aged(term: Term, now: datetime) -> Condition:
    moment = now - fields.duration(term.value)
    return _compared("created_at", "<=" if term.field == "older" else ">=", moment.isoformat())


def _time(term: Term) -> Condition:
    return _compared(f"{term.field}_at", term.sign or "=", fields.time(term.value).isoformat())


def _ended(term: Term) -> Condition:
    return {"ended": fields.bounds(term)}


def _text(term: Term) -> Condition:
    return {"text": term.value, "of": term.field}


def _named(term: Term) -> Condition:
    # In any case: there are few to compare with.
    return _compared(COLUMNS[term.field], "like", _pattern(term))


def _column(term: Term) -> Condition:
    return {"column": COLUMNS[term.field], **_value(term)}


def _worker(term: Term) -> Condition:
    return {"worker": _pattern(term)}


def _has(term: Term) -> Condition:
    return _known(fields.HAVING[term.value])


def _known(column: str) -> Condition:
    return {"column": column, "op": "known"}


def _id(term: Term) -> Condition:
    if term.value.endswith("*"):
        return {"id_prefix": term.value.removesuffix("*")}
    return _compared("id", "=", term.value)


def _whose(term: Term, me: int) -> Condition:
    column = f"{term.field}_id"
    match term:
        case Term(value="none", quoted=False):
            return {"not": _known(column)}
        case Term(value="*", quoted=False):
            return _known(column)
        case Term(field="owner", value="me", quoted=False):
            return _compared(column, "=", str(me))
        case Term(value=value, quoted=False) if "*" in value:
            return {term.field: None, "like": _pattern(term)}
        case _:
            return {term.field: term.value}


def _state(value: str, now: datetime) -> Condition:
    match value:
        case "scheduled":
            return _all(_in("pending"), _compared("scheduled_at", ">", now.isoformat()))
        case "retrying":
            return _all(_in("pending"), _compared("attempt", ">", "0"))
        case "cancelling":
            return _all(_in("in_progress"), _compared("cancelling", "=", "true"))
        case "dead":
            return _all(_in("failed"), {"not": _known("discarded_at")})
        case "discarded":
            return _all(_in("failed"), _known("discarded_at"))
        case _:
            return _in(value)


def _in(state: str) -> Condition:
    return _compared("state", "=", state)


def _all(*parts: Condition) -> Condition:
    return {"and": list(parts)}


_PLAIN: Final[Mapping[str, Callable[[Term], Condition]]] = {
    "has": _has,
    "id": _id,
    "error": _text,
    "args": _text,
    "worker": _worker,
    "created": _time,
    "started": _time,
    "finished": _time,
    "ended": _ended,
    "task": _named,
    "queue": _named,
    "lock": _column,
    "fingerprint": _column,
    "trace": _column,
    "priority": _column,
    "attempt": _column,
}
