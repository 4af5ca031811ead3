"""The first line of each query is what PostgreSQL itself infers for it."""

from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest

import sql
from orakul.database import Connection, connect
from tests.clones import Clones

QUERIES = sorted((Path(sql.__file__).parent / "queries").glob("*.sql"))


@pytest.fixture(scope="module")
async def reader(clones: Clones) -> AsyncGenerator[Connection]:
    """One connection for all: a statement that is only prepared changes nothing."""
    dsn = await clones.take()
    db = await connect(dsn)
    yield db
    await db.close()
    clones.drop(dsn)


async def type_names(db: Connection, types: list[asyncpg.Type]) -> list[str]:
    return await db.fetchval(
        "select array(select format_type(oid, null)"
        " from unnest($1::oid[]) with ordinality as each (oid, place) order by place)",
        [type.oid for type in types],
    )


@pytest.mark.parametrize("file", QUERIES, ids=lambda file: file.stem)
async def test_a_query_has_the_signature_that_its_first_line_says(
    reader: Connection, file: Path
) -> None:
    head, _, _ = (text := file.read_text()).partition("\n")  # noqa: ASYNC240 - one small file
    inside = head.partition("(")[2].partition(") ->")[0]
    names = [part.split()[0] for part in inside.split(", ") if part]

    statement = await reader.prepare(text)
    types = await type_names(reader, list(statement.get_parameters()))
    columns = statement.get_attributes()
    column_types = await type_names(reader, [column.type for column in columns])
    taken = ", ".join(map(" ".join, zip(names, types, strict=True)))
    made = ", ".join(f"{c.name} {type}" for c, type in zip(columns, column_types, strict=True))

    assert head == f"-- {file.stem}({taken}) -> {made or 'nothing'}"
