"""House rules that no linter knows."""

import ast
import re
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path
from typing import get_args

import pytest

import sql
from orakul.llm.usage import Charged
from scripts import schema as schemas
from sql.server import EmbeddedServer

HOUSE = Path(__file__).parents[2]
ROOMS = ("broadcaster", "jobs", "src", "web")
STATEMENT = re.compile(r"^\s*(select|insert into|update|delete from|with)\s", re.IGNORECASE)

# A connection is asked whether it lives; nobody else speaks SQL here.
EXCEPTIONS = {"select 1"}


def sources() -> list[Path]:
    return [
        file
        for room in ROOMS
        for file in sorted((HOUSE / room).rglob("*.py"))
        if "node_modules" not in file.parts
    ]


@pytest.mark.parametrize("room", ["broadcaster", "jobs", "orakul", "sql", "web"])
def test_no_other_distribution_installs_a_package_of_our_names(room: str) -> None:
    assert set(packages_distributions().get(room, [])) <= {"orakul"}
    spec = find_spec(room)
    assert spec is not None
    assert Path(str(spec.origin)).is_relative_to(HOUSE)


def test_python_outside_the_sql_room_holds_no_statement() -> None:
    found = [
        f"{file.relative_to(HOUSE)}:{node.lineno}: {node.value[:60]!r}"
        for file in sources()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and STATEMENT.match(node.value)
        and re.search(r"\b(from|set|values|select \d)\b|^select ", node.value, re.IGNORECASE)
        and node.value not in EXCEPTIONS
        and not _is_docstring(node, file)
    ]

    assert found == []


def _is_docstring(node: ast.Constant, file: Path) -> bool:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        ast.get_docstring(owner, clean=False)
        for owner in ast.walk(ast.parse(file.read_text()))
        if isinstance(owner, owners)
    }
    return node.value in docstrings


def test_every_query_is_used() -> None:
    code = "".join(file.read_text() for file in sources())
    names = {file.stem for file in (Path(sql.__file__).parent / "queries").glob("*.sql")}

    # `embed` builds two pairs of names from the kind of thing that it embeds, `charge` three.
    built = {
        f"{verb}_{noun}"
        for verb, noun in (
            ("unembedded", "messages"),
            ("unembedded", "atoms"),
            ("save", "message_embeddings"),
            ("save", "atom_embeddings"),
            *(("charge", noun) for noun in get_args(Charged)),
        )
    }
    assert {name for name in names - built if f'"{name}"' not in code} == set()


def test_the_schema_in_git_is_what_the_migrations_make(server: EmbeddedServer) -> None:
    assert schemas.SCHEMA.read_text() == schemas.made(server.dsn, "schema_of_house")


def test_every_room_says_what_it_is_for() -> None:
    for room in ("broadcaster", "jobs", "src/orakul", "sql", "web"):
        text = (HOUSE / room / "__init__.py").read_text()
        docstring = ast.get_docstring(ast.parse(text))
        assert docstring, room
        assert len(docstring) > 100, room


def test_locks_name_no_index() -> None:
    for name in ("requirements.lock", "web/dashboard/package-lock.json"):
        text = (HOUSE / name).read_text()
        assert not re.search(r"https?://[^\s\"]*(pypi|pythonhosted|npmjs)", text), name
        assert '"resolved"' not in text, name


def test_the_readme_names_the_two_commands() -> None:
    readme = (HOUSE / "README.md").read_text()

    assert "make run" in readme
    assert "make test" in readme
    assert "make test" in (HOUSE / ".ci/run").read_text()
