"""How an installation does: its database, its log, and the process that answers."""

from collections.abc import Sequence
from importlib.metadata import version

from pydantic import Field

from broadcaster import Status
from orakul import system
from sql.migrate import pending
from web.call import Call, Site
from web.endpoints import Endpoints
from web.shapes import Shape, Time

state = Endpoints("health")


class DatabaseServer(Shape):
    """The PostgreSQL that everything is in."""

    version: str
    bytes: int = Field(description="size of this database")
    connections: int = Field(description="to all databases of the server")
    most_connections: int = Field(description="that it takes")
    clock_skew_ms: float = Field(description="that its clock is ahead of this process's")


class Migrations(Shape):
    """How far the database is brought up to date."""

    applied: int
    latest: str | None
    latest_at: Time | None
    pending: Sequence[str] = Field(description="what `orakul migrate` would apply")


class Table(Shape):
    """A table with its indexes and partitions."""

    name: str
    bytes: int
    rows: int = Field(description="as the server estimates")


class Partition(Shape):
    """A part of the log: the events between two times; null where there is no bound."""

    name: str
    since: Time | None = Field(serialization_alias="from")
    until: Time | None = Field(serialization_alias="to")
    bytes: int
    rows: int = Field(description="as the server estimates")


class EventLog(Shape):
    """What the log keeps. Its ends are null where it is empty."""

    oldest: str | None = Field(description="id of the first event that is kept")
    oldest_at: Time | None
    newest: str | None
    newest_at: Time | None
    retention_days: int = Field(description="how long an event is kept, at least")
    partitions: Sequence[Partition] = Field(description="the oldest first")
    notification_queue: float = Field(
        ge=0, le=1, description="full part of PostgreSQL's queue of notifications"
    )


class Listener(Shape):
    """The connection of the process that answers to the log, and the streams that it serves."""

    age_seconds: float = Field(description="since it last proved to be alive")
    lag_seconds: float = Field(description="from the last event of the log to the last one told")
    reconnects: int
    streams: int = Field(description="that are open")
    streams_opened: int
    gaps: int = Field(description="that streams were told of")
    cut_off: int = Field(description="streams that fell a whole buffer behind")


class Connections(Shape):
    """The connections of the process that answers."""

    size: int
    idle: int
    most: int
    waiting: int = Field(description="requests that wait for one")


class System(Shape):
    """How an installation does."""

    version: str = Field(description="of the Orakul that answers")
    database: DatabaseServer
    migrations: Migrations
    tables: Sequence[Table] = Field(description="the largest ones, of Procrastinate as well")
    log: EventLog
    listener: Listener
    pool: Connections


@state.get("/api/system", access="admin")
async def read_system(call: Call) -> System:
    """Tell how the database and the process that answers do.

    Sizes, the log and the migrations are the same at every process; the listener, the pool and
    the clock are those of the one that answers.
    """
    found = await system.read(call.db)
    status = await call.site.broadcaster.status(call.db)
    latest = found.migrations[0] if found.migrations else None
    return System(
        version=version("orakul"),
        database=_server(found.server),
        migrations=Migrations(
            applied=len(found.migrations),
            latest=latest and latest.name,
            latest_at=latest and latest.applied_at,
            pending=await pending(call.db),
        ),
        tables=[Table.model_validate(each) for each in found.tables],
        log=_log(found, call.site, status),
        listener=_listener(status),
        pool=_pool(call.site),
    )


def _server(server: system.Server) -> DatabaseServer:
    return DatabaseServer(
        version=server.version,
        bytes=server.bytes,
        connections=server.connections,
        most_connections=server.most_connections,
        clock_skew_ms=round(1000 * server.clock_skew, 1),
    )


def _log(found: system.System, site: Site, status: Status) -> EventLog:
    return EventLog(
        oldest=found.log.oldest,
        oldest_at=found.log.oldest_at,
        newest=found.log.newest,
        newest_at=found.log.newest_at,
        retention_days=site.settings.event_retention_days,
        partitions=[Partition.model_validate(each) for each in found.partitions],
        notification_queue=status.queue_usage,
    )


def _listener(status: Status) -> Listener:
    return Listener(
        age_seconds=status.listener_age,
        lag_seconds=status.lag,
        reconnects=status.reconnects,
        streams=status.streams,
        streams_opened=status.counts.opened,
        gaps=status.counts.gaps,
        cut_off=status.counts.cut_off,
    )


def _pool(site: Site) -> Connections:
    return Connections(
        size=site.pool.get_size(),
        idle=site.pool.get_idle_size(),
        most=site.pool.get_max_size(),
        waiting=site.line.waiting,
    )
