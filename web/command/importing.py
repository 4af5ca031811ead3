"""``orakul import``: hand an export file in, and watch what becomes of it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from orakul import database, projects, telemetry, traces
from orakul.database import Connection
from orakul.messages import importing
from orakul.messages.importing import Ingestion
from orakul.settings import Settings
from web.command.place import dsn_of, settings_for, typist, writing
from web.command.terminal import carry_out, console, harmless, until_reader_leaves
from web.command.watching import watch


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What has become of an import's messages, and how many of its tasks are left."""

    messages: int
    scored: int
    embedded: int
    topics: int
    atoms: int
    unfinished: int
    failed: int


def run(file: Path, *, project: str, wait: bool, data: Path | None) -> int:
    """Import *file*; return an exit status: 0 when all went well."""
    settings = settings_for(data=data)
    telemetry.configure(
        "orakul-command",
        otlp_endpoint=settings.otlp_endpoint,
        keepers=traces.keepers(settings, dsn_of(settings)),
    )
    try:
        return carry_out(_import(settings, file, project, wait=wait))
    finally:
        telemetry.shutdown()


async def _import(settings: Settings, file: Path, project: str, *, wait: bool) -> int:
    with telemetry.span("orakul import"):
        ingestion = await begin(settings, file, project)
    if not wait:
        typer.echo(f"{ingestion.total} messages will be read: task {ingestion.task_id}.")
        return 0
    try:
        ingestion, aftermath = await _watch(settings, ingestion)
    except asyncio.CancelledError:  # Ctrl-C
        typer.echo("The import goes on in the background.", err=True)
        raise
    with until_reader_leaves():
        _summarise(ingestion, aftermath)
    return 0 if ingestion.state == "completed" and not aftermath.failed else 1


async def begin(settings: Settings, file: Path, project: str) -> Ingestion:
    """Hand *file* in for the project of this slug, which is made if it is new."""
    acting = typist(traceparent=telemetry.current_traceparent())
    with file.open("rb") as stream:
        export = await importing.examine(stream)
        async with writing(settings, acting) as db:
            found = await projects.find_or_create(db, project)
            async with database.acting(db, replace(acting, project_id=found.id)):
                return await importing.begin(db, export, file.name, project_id=found.id)


async def _watch(settings: Settings, ingestion: Ingestion) -> tuple[Ingestion, Aftermath]:
    screen = console(to_stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=screen,
        disable=not screen.is_terminal,
    ) as bars:
        read = bars.add_task("read", total=ingestion.total)
        scored = bars.add_task("scored", total=None)
        embedded = bars.add_task("embedded", total=None)
        found: list[tuple[Ingestion, Aftermath]] = []

        async def look(db: Connection) -> bool:
            # In this order: what is read after the last task has ended is how the import ended.
            after = await _aftermath(db, ingestion)
            now = await importing.read(db, ingestion.id)
            bars.update(read, completed=now.done)
            bars.update(scored, completed=after.scored, total=after.messages)
            bars.update(embedded, completed=after.embedded, total=after.messages)
            found[:] = [(now, after)]
            return not after.unfinished

        await watch(dsn_of(settings), look)
        return found[0]


async def _aftermath(db: Connection, ingestion: Ingestion) -> Aftermath:
    found = await database.fetch(db, Aftermath, "import_aftermath", ingestion.id, ingestion.task_id)
    return found[0]


def _summarise(ingestion: Ingestion, after: Aftermath) -> None:
    typer.echo(
        f"{ingestion.saved} saved, {ingestion.duplicate} duplicate, {ingestion.updated} updated, "
        f"{ingestion.skipped} skipped of {ingestion.total} messages; "
        f"{after.scored} scored, {after.embedded} embedded."
    )
    for repair, finding in ingestion.repairs.items():
        typer.echo(f"repaired {_told(repair, finding)}")
    for reason, finding in ingestion.skips.items():
        typer.echo(f"skipped {_told(reason, finding)}")
    typer.echo(f"It brought {after.topics} topic and {after.atoms} atom proposals to review.")
    if ingestion.error:
        typer.echo(f"The import ended as {ingestion.state}: {harmless(ingestion.error)}")
    if after.failed:
        typer.echo(f"{after.failed} tasks failed; the dashboard shows why.")


def _told(seen: str, finding: Mapping[str, Any]) -> str:
    return harmless(f"{finding['count']}: {seen} (first: {finding['example']})")
