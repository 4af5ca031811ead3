"""The whole web process for a test: a real server, a fresh database, and a browser to look at it."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from pydantic import SecretStr

from broadcaster import Server
from orakul import people, projects, sessions, workers
from orakul.database import Acting, Connection, Limits, acting
from orakul.people import Person, Role
from orakul.sessions import SignedIn
from orakul.settings import Settings
from scripts import chromium
from tests.conftest import PASSWORD
from tests.web.dashboard import enter
from web.app import create_app
from web.dispatch import LIMITS
from web.serve import server

SOON: Final = 20_000  # ms within which a page shows what it is to show; the machine may be busy
TLS: Final = httpx.create_ssl_context()  # made once, since that takes a while


@dataclass
class Site:
    """A running web process, and the means to be somebody there."""

    url: str
    database: str
    db: Connection
    admin: Person
    server: Server
    stack: AsyncExitStack
    admin_email: str = "admin@example.com"
    admin_password: str = PASSWORD

    async def person(self, name: str, role: Role = "member", **in_projects: Role) -> Person:
        """Add somebody, with roles in projects, whose slugs have _ for -."""
        person = await people.add_person(self.db, f"{name}@example.com", name, role)
        for slug, own_role in in_projects.items():
            project = await projects.find_or_create(self.db, slug.replace("_", "-"))
            await projects.add_member(self.db, project.id, person.id, own_role)
        return person

    async def client(
        self, person: Person | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.AsyncClient:
        """Return a client of nobody, or of *person*, by a token for scripts."""
        client = await self.stack.enter_async_context(
            httpx.AsyncClient(base_url=self.url, headers=headers, timeout=30, verify=TLS)
        )
        if person is not None:
            token = await sessions.create_api_token(self.db, person)
            client.headers["Authorization"] = f"Bearer {token}"
        return client

    async def access_token(self, person: Person) -> str:
        """Open a session of *person*, with no password, and return its access token."""
        ends = datetime.now(UTC) + timedelta(hours=1)
        session = await self.db.fetchval(
            "insert into orakul.session (person_id, expires_at) values ($1, $2) returning id",
            person.id,
            ends,
        )
        key = await sessions.signing_key(self.db)
        return sessions.access_token(key, SignedIn(person, session, ends))

    async def signed_in(self, person: Person) -> httpx.AsyncClient:
        """Return a client of *person*, by the access token of a session of theirs."""
        token = await self.access_token(person)
        return await self.client(headers={"Authorization": f"Bearer {token}"})

    async def sign_in(self, client: httpx.AsyncClient, email: str = "admin@example.com") -> str:
        """Sign in as a person does, which leaves a cookie; return the access token."""
        credentials = {"email": email, "password": PASSWORD}
        answer = await client.post("/api/auth/login", json=credentials)
        assert answer.status_code == 200, answer.text
        return answer.json()["access_token"]

    async def member(
        self, name: str = "member", role: Role = "member", **roles: Role
    ) -> httpx.AsyncClient:
        """Add somebody and return a client of theirs."""
        return await self.client(await self.person(name, role, **roles))


@pytest.fixture
def settings() -> Settings:
    return Settings(
        trace_url_template="http://traces.example/{trace_id}",
        telegram_webhook_secret=SecretStr("agreed"),
        trace_retention_days=0,
    )


@pytest.fixture
def limits() -> Limits:
    """What a request may ask of the database; a test that wants others gives its own."""
    return LIMITS


@pytest.fixture
async def site(
    database: str, db: Connection, settings: Settings, limits: Limits, password_hash: str
) -> AsyncGenerator[Site]:
    """A web process that serves a fresh database, with one administrator."""
    admin = await people.add_person(db, "admin@example.com", "Admin", "admin")
    await db.execute("update orakul.person set password_hash = $1", password_hash)
    running = server(create_app(settings, database, limits=limits), "127.0.0.1", 0)
    async with AsyncExitStack() as stack:
        serving = asyncio.create_task(running.serve())
        while not running.started:
            assert not serving.done(), serving.result()
            await asyncio.sleep(0.005)
        [socket] = running.servers[0].sockets
        url = "http://127.0.0.1:{1}".format(*socket.getsockname())
        yield Site(url, database, db, admin, running, stack)
        running.should_exit = True
        await serving


@pytest.fixture
async def admin(site: Site) -> httpx.AsyncClient:
    """A client of the administrator, by a token for scripts."""
    return await site.client(site.admin)


class Queue:
    """Jobs, deferred and worked on as foreign programs would: by SQL alone."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    async def defer(
        self, owner: Person | None = None, name: str = "example", **options: Any
    ) -> int:
        """Defer a job for *owner* and return its id."""
        who = Acting(
            "test",
            owner_id=owner and owner.id,
            project_id=options.get("project"),
            traceparent=options.get("traceparent"),
        )
        async with acting(self._db, who):
            [id] = await self._db.fetchval(
                "select procrastinate_defer_jobs_v1(array[row($1, $2, $3, $6, null, $4, $5)"
                "::procrastinate_job_to_defer_v1])",
                options.get("queue", "default"),
                name,
                options.get("priority", 0),
                options.get("args", {}),
                options.get("at"),
                options.get("lock"),
            )
        return id

    async def defer_many(self, count: int) -> list[int]:
        """Defer so many jobs of nobody in one transaction; return their ids."""
        return await self._db.fetchval(
            "select procrastinate_defer_jobs_v1(array_agg("
            "row('default', 'example', 0, null, null, '{}', null)::procrastinate_job_to_defer_v1))"
            " from generate_series(1, $1::integer)",
            count,
        )

    async def work(
        self, *queues: str, name: str = "somewhere-1", knows: Sequence[str] | None = None
    ) -> int:
        """Have a worker that lives and serves these queues, or all; return its id."""
        who = workers.this_process(list(queues) or None, task_names=knows)
        return await workers.start(self._db, replace(who, name=name))

    async def silence(self, worker: int) -> None:
        """Let a worker have been heard an hour ago."""
        await self._db.execute(
            "update procrastinate_workers set last_heartbeat = now() - interval '1 hour'"
            " where id = $1",
            worker,
        )

    async def take(self, queue: str | None = None, worker: int | None = None) -> int | None:
        """Claim the next job and return its id; None if there is none to take."""
        if worker is None:
            worker = await self._db.fetchval("select procrastinate_register_worker_v1()")
        queues = None if queue is None else [queue]
        return await self._db.fetchval(
            "select id from orakul.fetch_jobs_v1($1, $2, 1)", queues, worker
        )

    async def finish(
        self,
        id: int,
        status: str | None = "succeeded",
        error: str | None = None,
        **known: str | float | None,
    ) -> None:
        """End a running job, or try it again without a *status*; *known* tells of its error."""
        await self._db.execute(
            "select orakul.end_attempts_v1(jsonb_build_array(jsonb_build_object("
            " 'job', id, 'attempt', attempt, 'status', $2::text, 'result', $3::jsonb,"
            " 'error', $4::text, 'error_class', $5::text) || $6::jsonb), true, 'worker:test')"
            " from orakul.task where id = $1",
            id,
            status,
            {"made": 1} if status == "succeeded" else None,
            error,
            "TestError" if error else None,
            known,
        )

    async def fail(self, owner: Person | None = None, name: str = "example") -> int:
        """Defer a job, take it and let it fail; return its id."""
        id = await self.defer(owner, name)
        assert await self.take() == id
        await self.finish(id, "failed", "it broke")
        return id


@pytest.fixture
def queue(db: Connection) -> Queue:
    return Queue(db)


@pytest.fixture(scope="session")
async def browser() -> AsyncGenerator[Browser]:
    """The machine's Chromium, or the one that Playwright installed."""
    expect.set_options(timeout=SOON)
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=chromium.path(), args=chromium.QUIET
        )
        yield launched
        await launched.close()


@pytest.fixture
async def visitor(site: Site, browser: Browser) -> AsyncGenerator[Page]:
    """A page of somebody who has not signed in; nothing may go wrong in it unnoticed."""
    context = await browser.new_context(base_url=site.url, reduced_motion="reduce")
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda told: faults.append(told.text) if is_refusal(told.text) else None)
    yield page
    await context.close()

    assert faults == []


def is_refusal(text: str) -> bool:
    return "Content Security Policy" in text


@pytest.fixture
async def board(site: Site, visitor: Page) -> Page:
    """The administrator's page at ``/``, with the stream open."""
    await enter(site, visitor, site.admin)
    return visitor
