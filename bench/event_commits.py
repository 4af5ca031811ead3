"""What an event costs its transaction: commits per second with 1 to 32 writers.

    python -m bench.event_commits [SECONDS]

Each transaction changes one row of its own and tells of it. Beside the real log (a ticket
at commit, then the notification) stand the same change with a plain event row, with
`pg_notify` added to that, and with a plain lock of all taken at commit, under which nothing is
written: what any log pays whose positions are in the order of commits, since the lock is held
while the disk is waited for. They take turns within one run on one durable PostgreSQL; pgbench
drives them.
"""

import asyncio
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import asyncpg

from bench.results import record
from sql.migrate import migrate
from sql.server import EmbeddedServer, binary

ROUNDS = 5
WRITERS = (1, 4, 16, 32)
SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0

SET_UP = """
create table bench_row (id integer primary key, value integer not null);
insert into bench_row select n, 0 from generate_series(0, 63) as n;
create table bench_event (
    id bigint generated always as identity primary key, topic text, name text, data jsonb);
create unlogged table bench_lock (id integer not null);
create function bench_lock() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(1);
    return null;
end;
$$;
create constraint trigger bench_lock after insert on bench_lock
deferrable initially deferred for each row execute function bench_lock();
"""
CHANGE = "update bench_row set value = value + 1 where id = :client_id;"
PLAIN = "insert into bench_event (topic, name, data) values ('messages', 'changed', '{\"n\": 1}');"
NOTIFY = "select pg_notify('bench_channel', '');"
LOCK = "insert into bench_lock values (1);"
TICKET = "select orakul.emit_v1('messages', 'changed', 'project', 1, null, '{\"n\": 1}');"
VARIANTS = {
    "plain": f"begin; {CHANGE} {PLAIN} commit;",
    "pg_notify": f"begin; {CHANGE} {PLAIN} {NOTIFY} commit;",
    "lock": f"begin; {CHANGE} {PLAIN} {LOCK} commit;",
    "ticket": f"begin; {CHANGE} {TICKET} commit;",
}


def commits_per_second(dsn: str, script: Path, writers: int) -> float:
    """Transactions per second that pgbench gets through."""
    said = subprocess.run(
        [
            *(binary("pgbench"), "--no-vacuum", "--protocol=prepared", f"--file={script}"),
            *(
                f"--client={writers}",
                f"--jobs={min(writers, 2)}",
                f"--time={max(1, round(SECONDS))}",
            ),
            dsn,
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = re.search(r"tps = ([\d.]+)", said)
    assert found is not None, said
    return float(found[1])


async def prepare(dsn: str) -> None:
    await migrate(dsn)
    db = await asyncpg.connect(dsn)
    await db.execute(SET_UP)
    await db.close()


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="orakul-", dir="/var/tmp") as data,
        tempfile.TemporaryDirectory() as scripts,
        EmbeddedServer(Path(data)) as server,
    ):
        asyncio.run(prepare(server.dsn))
        files = {name: Path(scripts) / name for name in VARIANTS}
        for name, file in files.items():
            file.write_text(VARIANTS[name].replace("; ", ";\n") + "\n")
        print("writers    " + "".join(f"{name:>22}" for name in VARIANTS))
        for writers in WRITERS:
            rates: dict[str, list[float]] = {name: [] for name in VARIANTS}
            for _ in range(ROUNDS):
                for name, file in files.items():
                    rates[name].append(commits_per_second(server.dsn, file, writers))
            medians = {name: statistics.median(each) for name, each in rates.items()}
            print(
                f"{writers:7}    "
                + "".join(
                    f"{rate:10.0f}/s  ({rate / medians['plain']:5.2f})" for rate in medians.values()
                )
            )
            if writers == 16:
                record("event_commit_ratio", medians["ticket"] / medians["plain"])
                record("event_commit_ratio_lock", medians["lock"] / medians["plain"])
                record("event_commit_ratio_pg_notify", medians["pg_notify"] / medians["plain"])


if __name__ == "__main__":
    main()
