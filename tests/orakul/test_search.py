"""A search is read as a tree, or it is told where it is wrong and what to write instead."""

import string
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orakul.tasks.search import fields, parsing
from orakul.tasks.search.mistakes import SENTENCES, SearchError
from orakul.tasks.search.parsing import DEEPEST, LONGEST, MOST_TERMS, parse
from orakul.tasks.search.tree import And, Not, Or, Term, Text, Tree, quote

FAILED = Term("state", "failed")
WORDS = st.text(st.sampled_from(string.ascii_letters + "éж_*-:,.\\") | st.characters(), max_size=9)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", And(())),
        ("  \t", And(())),
        ("rate", Text("rate")),
        ("state:failed", FAILED),
        ("STATE:Failed", FAILED),
        ("is:running", Term("state", "in_progress")),
        ("state:failed,running", Or((FAILED, Term("state", "in_progress")))),
        ("task:embed*", Term("task", "embed*")),
        ('task:"embed*"', Term("task", "embed*", quoted=True)),
        ('error:"rate limit"', Term("error", "rate limit", quoted=True)),
        ("error:rate*", Term("error", "rate", quoted=True)),
        ('error:"rate*"', Term("error", "rate*", quoted=True)),
        ("args.chat_id:42", Term("args.chat_id", "42")),
        ("args.chat.id:>=42.5", Term("args.chat.id", "42.5", ">=")),
        ("args.Chat:a,>2", Or((Term("args.Chat", "a"), Term("args.Chat", "2", ">")))),
        ('args.Chat:"a,b"', Term("args.Chat", "a,b", quoted=True)),
        ("priority:>5", Term("priority", "5", ">")),
        ("priority:1..5", And((Term("priority", "1", ">="), Term("priority", "5", "<=")))),
        ("priority:-1..", Term("priority", "-1", ">=")),
        ("older:1h", Term("older", "1h")),
        (
            "created:2026-03-01",
            And((Term("created", "2026-03-01", ">="), Term("created", "2026-03-02", "<"))),
        ),
        (
            "created:2026-03-01..2026-03-02",
            And((Term("created", "2026-03-01", ">="), Term("created", "2026-03-03", "<"))),
        ),
        ("created:>2026-03-01T10:00Z", Term("created", "2026-03-01T10:01:00+00:00", ">=")),
        (
            "created:20260301",
            And((Term("created", "20260301", ">="), Term("created", "2026-03-02", "<"))),
        ),
        ("created:>2026-W09-7", Term("created", "2026-03-02", ">=")),
        ("created:<2026-03-01T10:00Z", Term("created", "2026-03-01T10:00Z", "<")),
        (
            "created:2026-03-01t10",
            And(
                (
                    Term("created", "2026-03-01t10", ">="),
                    Term("created", "2026-03-01T11:00:00+00:00", "<"),
                )
            ),
        ),
        (
            "created:2026-03-01T10:00:59..2026-03-01T11:01:00+01:00",
            And(
                (
                    Term("created", "2026-03-01T10:00:59", ">="),
                    Term("created", "2026-03-01T10:01:01+00:00", "<"),
                )
            ),
        ),
        ("created:2026-03-01T10:00:59.5Z", Term("created", "2026-03-01T10:00:59.5Z")),
        (
            "created:2026-03-01T12:00..2026-03-01",
            And((Term("created", "2026-03-01T12:00", ">="), Term("created", "2026-03-02", "<"))),
        ),
        ("ended:2026-03-01..2026-03-02", Term("ended", "2026-03-01..2026-03-02")),
        ("ended:>2026-03-01", Term("ended", "2026-03-01", ">")),
        ("a b OR c", Or((And((Text("a"), Text("b"))), Text("c")))),
        ("a AND (b OR c)", And((Text("a"), Or((Text("b"), Text("c")))))),
        ("a and b", And((Text("a"), Text("and"), Text("b")))),
        ("-state:failed NOT a", And((Not(FAILED), Not(Text("a"))))),
        ("-(a b)", Not(And((Text("a"), Text("b"))))),
        ('"AND" "a:b" "-c"', And((Text("AND"), Text("a:b"), Text("-c")))),
        (r'"say \"hi\" \\ \n"', Text(r'say "hi" \ \n')),
        ("rate-limit", Text("rate-limit")),
        ("*limit*", Text("limit")),
    ],
)
def test_a_search_is_a_tree(text: str, tree: Tree) -> None:
    assert parse(text) == tree
    assert parse(str(tree)) == tree


@pytest.mark.parametrize(
    ("text", "position", "length", "says"),
    [
        ("state:faild", 6, 5, "state: takes one of pending, in_progress"),
        ("a sate:failed", 2, 5, "there is no qualifier sate: did you mean state:"),
        ("http://x", 0, 5, "put it into quotes"),
        (":x", 0, 1, "a qualifier is missing"),
        ("state: failed", 0, 6, "is followed by"),
        ("state:failed,,a", 13, 1, "a value is missing"),
        ("state:failed,lost", 13, 4, "takes one of"),
        ('error:"rate', 6, 5, "never closed"),
        ("(a OR b", 0, 1, "never closed"),
        ("a)", 1, 1, "nothing was opened"),
        ("()", 0, 2, "empty"),
        ("a OR", 4, 0, "something is missing at the end"),
        ("OR a", 0, 2, "missing before this"),
        ("a -", 3, 0, "something is missing at the end"),
        ("*", 0, 1, "restricts nothing"),
        ("older:soon", 6, 4, "takes a time such as"),
        ("older:>1h", 6, 3, "no sign"),
        ("created:yesterday", 8, 9, "takes a day or a time"),
        ("ended:2026-03-01..soon", 6, 16, "takes a day or a time"),
        ("created:9999-99-99", 8, 10, "takes a day or a time"),
        ("created:2026-03-02..2026-03-01", 8, 22, "ends before it begins"),
        ("ended:2026-03-01T10:01Z..2026-03-01T10:00Z", 6, 36, "ends before it begins"),
        ("a priority:5..1", 11, 4, "ends before it begins"),
        ("priority:high", 9, 4, "takes a number"),
        ("priority:..", 9, 2, "takes a number"),
        ("id:abc", 3, 3, "takes an id"),
        ("trace:xyz", 6, 3, "32 digits"),
        ("queue:>5", 6, 2, "takes no >"),
        ("args.n:>x", 7, 2, "takes a number after >"),
        ("args.:x", 0, 6, "there is no qualifier"),
        ("a\x00b", 1, 1, "no text holds"),
        ("a\ud800b", 1, 1, "no text holds"),
        ("a" * (LONGEST + 1), LONGEST, 1, "longer than"),
        ("(" * (DEEPEST + 2) + "a", DEEPEST + 1, 1, "levels"),
        ("-" * 500 + "a", DEEPEST + 1, 1, "levels"),
        ("a " * (MOST_TERMS + 1), 2 * MOST_TERMS, 1, "terms"),
    ],
)
def test_what_is_no_search_is_told_where_and_what_to_do(
    text: str, position: int, length: int, says: str
) -> None:
    with pytest.raises(SearchError) as refused:
        parse(text)

    assert says in str(refused.value)
    assert (refused.value.position, refused.value.length) == (position, length)


def test_each_kind_of_mistake_is_made_by_some_text() -> None:
    made = map(
        refusal,
        [
            *(
                "a" * (LONGEST + 1),
                "-" * 99 + "a",
                "a " * (MOST_TERMS + 1),
                "\x00",
                '"a',
                "(a",
                "a)",
            ),
            *("()", "OR a", "-", "*", ":x", "sate:x", "http://x", "task:", "task:a,,b", "task:>a"),
            *("has:x", "older:soon", "older:>1h", "created:x", "priority:x", "priority:2..1"),
            *("args.n:>x",),
            *("id:x", "fingerprint:x", "trace:x"),
        ],
    )

    assert {each and each.kind for each in made} == {*SENTENCES}


def values(field: str) -> st.SearchStrategy[Tree]:
    match field:
        case "state":
            return st.builds(Term, st.just(field), st.sampled_from([*fields.STATES]))
        case "has":
            return st.builds(Term, st.just(field), st.sampled_from([*fields.HAVING]))
        case "older" | "newer":
            return st.builds(Term, st.just(field), st.sampled_from(["5m", "2h", "7d"]))
        case "error" | "args" | "task" | "args.a.b":
            made = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9)
            return made.filter(lambda t: "\x00" not in t).map(partial(Term, field, quoted=True))
        case _:
            signs = st.sampled_from(["", ">", ">=", "<", "<="])
            return st.builds(Term, st.just(field), st.integers(-9, 99).map(str), signs)


TEXTS = (
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9)
    .filter(lambda text: text.strip() and "\x00" not in text)
    .map(Text)
)
FIELDS = ["state", "has", "older", "error", "args", "task", "args.a.b", "priority", "attempt"]
LEAVES = TEXTS | st.sampled_from(FIELDS).flatmap(values)
TREES: st.SearchStrategy[Tree] = st.recursive(
    LEAVES,
    lambda part: (
        st.builds(Not, part)
        | st.builds(And, st.tuples(part, part))
        | st.builds(Or, st.tuples(part, part))
    ),
    max_leaves=8,
)


@given(TREES)
def test_a_tree_is_read_from_its_own_text(tree: Tree) -> None:
    assert parse(str(tree)) == tree


def refusal(text: str) -> SearchError | None:
    try:
        parse(text)
    except SearchError as error:
        return error
    return None


@given(st.lists(WORDS | st.sampled_from(['"', "(", ")", "-", " ", "state:", "OR", "NOT"])))
def test_any_text_is_a_search_or_refused_at_a_place_in_it(pieces: list[str]) -> None:
    text = "".join(pieces)

    error = refusal(text)

    if error is None:
        assert parse(str(parse(text))) == parse(text)
    else:
        assert 0 <= error.position <= error.position + error.length <= len(text)
        assert str(error)


@given(st.text(max_size=20).filter(lambda text: not parsing.UNSTORABLE.search(text)))
def test_in_quotes_any_text_can_be_searched_for(text: str) -> None:
    if text.strip():
        assert parse(quote(text)) == Text(text)
