"""What Prometheus reads is what happened, counted once."""

import asyncio
import json
import re
import shutil
from asyncio.subprocess import PIPE, STDOUT
from dataclasses import replace
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from orakul import workers
from orakul.alerts import watching
from orakul.database import Connection, connect
from orakul.events.retention import keep_house
from orakul.schedules import Declared
from orakul.tasks import kinds, tallies
from orakul.tasks.kinds import Kind
from orakul.workers import this_process

DOCS: Final = Path(__file__).parents[2] / "docs"
PROMTOOL: Final = shutil.which("promtool") or ""
RUNS: Final = {"task": "example", "queue": "default"}


async def scrape(client: httpx.AsyncClient) -> dict[str, dict[frozenset[Any], float]]:
    """Return each sample's value by its name and labels."""
    answer = await client.get("/metrics")
    assert answer.status_code == 200, answer.text
    found: dict[str, dict[frozenset[Any], float]] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[frozenset(sample.labels.items())] = sample.value
    return found


def selector(labels: frozenset[Any]) -> str:
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels) + "}"


async def counted_runs(client: httpx.AsyncClient) -> dict[frozenset[Any], float]:
    """Return how often tasks ended, by what they are and how, where they did."""
    runs = (await scrape(client))["orakul_task_run_seconds_count"]
    return {labels: count for labels, count in runs.items() if count}


def labelled(**labels: str) -> frozenset[Any]:
    return frozenset(labels.items())


async def test_tasks_are_counted_as_they_stand_and_as_they_ended(admin: Any, queue: Any) -> None:
    await queue.fail(name="broken")
    done = await queue.defer()
    await queue.take()
    await queue.finish(done)
    await queue.defer(queue="other")

    found = await scrape(admin)

    count = found["orakul_task_run_seconds_count"]
    assert count[labelled(**RUNS, outcome="completed")] == 1
    assert count[labelled(task="broken", queue="default", outcome="failed")] == 1
    assert found["orakul_task_wait_seconds_count"][labelled(**RUNS)] == 1
    assert found["orakul_tasks"] == {
        labelled(queue="default", state="pending"): 0,
        labelled(queue="default", state="in_progress"): 0,
        labelled(queue="other", state="pending"): 1,
        labelled(queue="other", state="in_progress"): 0,
    }
    assert found["orakul_queue_oldest_seconds"][labelled(queue="default")] == 0
    assert found["orakul_queue_oldest_seconds"][labelled(queue="other")] > 0


async def test_looking_again_counts_nothing_again(admin: Any, queue: Any) -> None:
    id = await queue.defer()
    await queue.take()
    await queue.finish(id)
    histograms = ("orakul_task_run_seconds_bucket", "orakul_task_wait_seconds_sum")

    first = await scrape(admin)
    both = await asyncio.gather(*(scrape(admin) for _ in range(4)))

    assert all(each[name] == first[name] for each in both for name in histograms)


async def test_two_that_count_at_once_count_once(database: str, db: Connection, queue: Any) -> None:
    for _ in range(20):
        await queue.defer()
        await queue.take()
    others = [await connect(database) for _ in range(4)]

    await asyncio.gather(*(tallies.count(each) for each in others))
    await tallies.count(db)
    for each in others:
        await each.close()

    counted = [each for each in await tallies.histograms(db) if any(each.counts)]
    assert [(each.kind, sum(each.counts)) for each in counted] == [("wait", 20)]


async def test_where_nobody_looks_all_is_counted_before_the_log_forgets_it(
    db: Connection, queue: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "PAGE", 2)
    monkeypatch.setattr(tallies, "PAGES", 1)
    for _ in range(5):
        await queue.defer()
        await queue.take()

    await keep_house(db, retention=timedelta(days=30))

    counted = [each for each in await tallies.histograms(db) if any(each.counts)]
    assert [sum(each.counts) for each in counted] == [5]


async def test_a_bucket_holds_what_lasted_no_longer_than_its_bound(
    admin: Any, queue: Any, db: Connection
) -> None:
    id = await queue.defer()
    await queue.take()
    await db.execute(
        "update orakul.task set state_since = clock_timestamp() - interval '3 s' where id = $1", id
    )
    await queue.finish(id)

    buckets = (await scrape(admin))["orakul_task_run_seconds_bucket"]

    below = {
        le: buckets[labelled(**RUNS, outcome="completed", le=le)] for le in ("2.5", "5.0", "+Inf")
    }
    assert below == {"2.5": 0, "5.0": 1, "+Inf": 1}


async def test_a_task_that_was_to_wait_has_waited_only_from_when_it_was_due(
    admin: Any, queue: Any, db: Connection
) -> None:
    id = await queue.defer()
    await db.execute(
        "update orakul.task set state_since = clock_timestamp() - interval '1 hour' where id = $1",
        id,
    )
    await db.execute(
        "update procrastinate_jobs set scheduled_at = clock_timestamp() - interval '1 s'"
        " where id = $1",
        id,
    )
    await queue.take()

    waited = (await scrape(admin))["orakul_task_wait_seconds_sum"][labelled(**RUNS)]

    assert 1 <= waited < 3600


async def test_what_a_pause_holds_does_not_wait(admin: Any, queue: Any, db: Connection) -> None:
    held = await queue.defer(name="held")
    free = await queue.defer()
    await db.execute(
        "update orakul.task set state_since = now() - interval '1 hour' where id = $1", held
    )
    await db.execute(
        "update orakul.task set state_since = now() - interval '1 minute' where id = $1", free
    )

    waits: list[float] = []
    for paused in (None, "held"):
        if paused:
            await db.execute("select orakul.pause_v1(null, $1, 'a release', null)", paused)
        waits += (await scrape(admin))["orakul_queue_oldest_seconds"].values()
    await db.execute("select orakul.pause_v1('default', null, 'a release', null)")
    found = await scrape(admin)

    assert [round(each, -1) for each in waits] == [3600, 60]
    assert found["orakul_queue_oldest_seconds"] == {labelled(queue="default"): 0}
    assert found["orakul_tasks"][labelled(queue="default", state="pending")] == 2


async def test_streams_and_workers_are_counted(admin: Any, queue: Any) -> None:
    await queue.take()  # registers a worker

    async with admin.stream("GET", "/api/events/stream") as stream:
        lines = stream.aiter_lines()
        async with asyncio.timeout(10):
            await anext(lines)
            while not (found := await scrape(admin))["orakul_streams"][labelled()]:
                await asyncio.sleep(0.02)

    assert found["orakul_streams_opened_total"][labelled()] == 1
    assert found["orakul_workers"][labelled(state="live")] == 1
    assert found["orakul_listener_reconnects_total"][labelled()] == 0


async def test_a_worker_that_drains_counts_as_one(admin: Any, queue: Any, db: Connection) -> None:
    for name, ending in (("a", None), ("b", "drain"), ("c", "silence")):
        worker = await queue.work(name=name)
        if ending == "drain":
            await db.execute("select orakul.drain_worker_v1($1)", worker)
        if ending == "silence":
            await db.execute("select orakul.drain_worker_v1($1)", worker)
            await queue.silence(worker)

    counted = (await scrape(admin))["orakul_workers"]

    assert counted == {labelled(state=each): 1 for each in ("live", "draining", "silent")}


async def test_the_version_of_the_process_is_told(admin: Any) -> None:
    assert (await scrape(admin))["orakul_build_info"] == {labelled(version=version("orakul")): 1}


async def test_alerts_are_counted_by_their_rules_also_where_there_are_none(
    admin: Any, queue: Any, db: Connection
) -> None:
    await db.execute("update orakul.alert_rule set for_seconds = 0")
    await queue.defer()
    await watching.evaluate(db, silence=30, every=0)
    before = (await scrape(admin))["orakul_alerts_firing"]
    await db.execute(
        "update orakul.alert set state = 'acknowledged', acknowledged_at = now(),"
        " acknowledged_by = 'test', reason = 'known'"
    )
    after = (await scrape(admin))["orakul_alerts_firing"]

    no_worker = {"kind": "no_worker", "severity": "critical"}
    assert before[labelled(**no_worker, state="open")] == 1
    assert sum(before.values()) == sum(after.values()) == 1
    assert after[labelled(**no_worker, state="acknowledged")] == 1
    assert after[labelled(kind="queue_age", severity="warning", state="open")] == 0


async def test_a_channel_where_alerts_do_not_arrive_is_told_of(admin: Any, db: Connection) -> None:
    people = {"sender": "orakul@example.com", "recipients": ["ops@example.com"]}
    target = {"kind": "email", "host": "mail.invalid", **people}
    added = await admin.post("/api/alerts/channels", json={"name": "gone", "target": target})
    before = (await scrape(admin))["orakul_alert_channels"]
    tested = await admin.post(f"/api/alerts/channels/{added.json()['id']}/test")
    after = (await scrape(admin))["orakul_alert_channels"]

    assert tested.json()["sent"] is False
    assert before == {labelled(state="arriving"): 1, labelled(state="failing"): 0}
    assert after == {labelled(state="arriving"): 0, labelled(state="failing"): 1}


async def test_who_asks_for_openmetrics_gets_it(admin: Any) -> None:
    answer = await admin.get("/metrics", headers={"Accept": "application/openmetrics-text"})

    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")


@pytest.mark.parametrize("file", ["monitor.md", "monitoring/alerts.yml", "monitoring/grafana.json"])
async def test_documents_name_only_figures_that_there_are(
    admin: Any, queue: Any, file: str
) -> None:
    id = await queue.defer()
    await queue.take()
    await queue.finish(id)
    answer = (await admin.get("/metrics")).text
    there_are = {
        family.name + suffix
        for family in text_string_to_metric_families(answer)
        for suffix in ("", "_total", "_count", "_bucket", "_sum")
    }
    text = (DOCS / file).read_text()
    if file.endswith(".json"):
        panels = json.loads(text)["panels"]
        text = " ".join(target["expr"] for each in panels for target in each["targets"])

    named = set(re.findall(r"\borakul_\w+", text))

    assert named
    assert named <= there_are


def expressions(file: str) -> list[str]:
    """What Prometheus is asked by a file of rules or a dashboard."""
    text = (DOCS / "monitoring" / file).read_text()
    if file.endswith(".json"):
        panels = json.loads(text)["panels"]
        return [target["expr"] for each in panels for target in each["targets"]]
    found = re.findall(r"^ +expr: (?:\|\n((?: {10,}.+\n)+)|(.+)\n)", text, re.MULTILINE)
    return ["".join(each) for each in found]


@pytest.mark.parametrize("file", ["alerts.yml", "grafana.json"])
async def test_expressions_ask_for_nothing_but_samples_and_labels_that_there_are(
    admin: Any, queue: Any, db: Connection, file: str
) -> None:
    id = await queue.defer()
    await queue.take()
    await queue.finish(id)
    hourly = Declared("tidy", "", "default", "0 * * * *", {})
    await workers.start(db, replace(this_process(), schedules=[hourly]))
    await db.execute("insert into orakul.llm_spent values ('offline', 'one', 1, 1, 0.5)")
    await db.execute(
        "insert into orakul.telegram_update (update_id, kind, body) values (1, 'message', '{}')"
    )
    there_are = await scrape(admin)

    asked = expressions(file)
    for each in asked:
        names = {"job", "instance"}  # by Prometheus
        for name, matched in re.findall(r"\b(orakul_\w+)(?:\{(.*?)\})?", each):
            known = {pair for sample in there_are[name] for pair in sample}
            names |= {label for label, _ in known}
            assert set(re.findall(r'(\w+)="(.*?)"', matched)) <= known, each
            assert set(re.findall(r"(\w+)=~", matched)) <= names, each
        grouped = " ".join(re.findall(r"by \((.*?)\)", each))
        assert set(re.findall(r"\w+", grouped)) <= names, each

    assert len(asked) >= 9


async def test_what_has_not_happened_yet_is_counted_as_nothing_and_not_left_out(
    admin: Any, queue: Any, db: Connection
) -> None:
    await kinds.register(db, [Kind("declared", 1, {})])
    for status in ("succeeded", "failed"):
        before = await scrape(admin) if status == "failed" else {}
        for options in ({"name": "declared"}, {"queue": "own"}):
            id = await queue.defer(**options)
            await queue.take()
            await queue.finish(id, status, "it broke")

    after = await scrape(admin)

    runs = "orakul_task_run_seconds_count"
    assert len(before[runs]) == 2 * 5
    for name in (runs, "orakul_task_run_seconds_bucket", "orakul_task_wait_seconds_bucket"):
        assert before[name].keys() == after[name].keys()
    grown = {each for each in after[runs] if after[runs][each] > before[runs][each]}
    assert grown == {
        labelled(task="declared", queue="default", outcome="failed"),
        labelled(task="example", queue="own", outcome="failed"),
    }
    assert {before[runs][each] for each in grown} == {0}


async def test_a_kind_that_never_ran_is_counted_from_before_it_does(
    admin: Any, queue: Any, db: Connection
) -> None:
    await kinds.register(db, [Kind("declared", 1, {})])

    runs = (await scrape(admin))["orakul_task_run_seconds_count"]

    assert {dict(each)["outcome"] for each in runs} == {
        "completed", "failed", "cancelled", "retried", "interrupted"
    }  # fmt: skip
    assert {(dict(each)["task"], dict(each)["queue"]) for each in runs} == {("declared", "default")}


@pytest.mark.skipif(not PROMTOOL, reason="Prometheus is not installed")
async def test_prometheus_tells_of_the_first_failures_of_a_task_and_not_of_one(
    admin: Any, queue: Any, db: Connection, tmp_path: Path
) -> None:
    await kinds.register(db, [Kind(each, 1, {}) for each in ("often", "once")])
    before = await scrape(admin)
    for name in ("once", *["often"] * 12):
        await queue.fail(name=name)
    after = await scrape(admin)
    runs = "orakul_task_run_seconds_count"
    series = [
        {
            "series": runs + selector(labels),
            "values": f"{before[runs][labels]:g}+0x20 {count:g}+0x120",
        }
        for labels, count in after[runs].items()
    ]
    told = {
        "exp_labels": {"task": "often", "severity": "warning"},
        "exp_annotations": {"summary": "More than a fifth of at least 10 runs of often fail"},
    }
    test = {
        "interval": "15s",
        "input_series": series,
        "alert_rule_test": [
            {"eval_time": "12m", "alertname": "OrakulTasksFail", "exp_alerts": [told]}
        ],
    }
    rules = str(DOCS / "monitoring" / "alerts.yml")
    file = tmp_path / "test.yml"  # JSON is YAML
    file.write_text(json.dumps({"rule_files": [rules], "tests": [test]}))

    checked = await asyncio.create_subprocess_exec(
        PROMTOOL, "test", "rules", str(file), stdout=PIPE, stderr=STDOUT
    )
    said, _ = await checked.communicate()

    assert checked.returncode == 0, said.decode()


async def test_the_rule_of_failing_tasks_counts_each_run_that_failed(
    admin: Any, queue: Any
) -> None:
    id = await queue.defer()
    for status in (None, None, "failed"):
        await queue.take()
        await queue.finish(id, status, "it broke")
    expression = re.search(
        r"OrakulTasksFail\n.*?expr: \|\n(.*?)\n +for:",
        (DOCS / "monitoring" / "alerts.yml").read_text(),
        re.DOTALL,
    )
    assert expression

    failed, runs, _ = re.split(r"\s+> 0\.2 \* |\s+and ", expression[1].strip())
    counts = await counted_runs(admin)

    chosen = re.search(r'\{outcome=~"(.+?)"\}', failed)
    assert chosen
    assert failed.replace(chosen[0], "") == runs
    assert counts == {
        labelled(**RUNS, outcome="failed"): 1,
        labelled(**RUNS, outcome="retried"): 2,
    }
    assert all(re.fullmatch(chosen[1], dict(labels)["outcome"]) for labels in counts)


async def test_what_a_stopping_worker_breaks_off_or_gives_back_did_not_fail(
    admin: Any, queue: Any, db: Connection
) -> None:
    worker = await queue.work()
    id = await queue.defer()
    await queue.take(worker=worker)
    await queue.finish(id, None, "the worker stopped", interrupted=True)
    for begun in ([], [id]):
        await queue.take(worker=worker)
        await db.execute(
            "select orakul.release_jobs_v1($1, '{}', $2, 'it stops', 'worker:test')", worker, begun
        )
    await queue.take(worker=worker)
    await queue.finish(id)

    counts = await counted_runs(admin)
    told = await db.fetch(
        "select data ->> 'outcome' from orakul.event"
        " where data ->> 'previous_status' = 'in_progress' order by position"
    )

    assert counts == {
        labelled(**RUNS, outcome="interrupted"): 1,
        labelled(**RUNS, outcome="retried"): 1,
        labelled(**RUNS, outcome="completed"): 1,
    }
    assert [row[0] for row in told] == ["interrupted", "unbegun", "lost", None]


def test_the_dashboard_shows_whatever_a_rule_is_about() -> None:
    rules = (DOCS / "monitoring" / "alerts.yml").read_text()
    panels = json.loads((DOCS / "monitoring" / "grafana.json").read_text())["panels"]

    shown = " ".join(target["expr"] for each in panels for target in each["targets"])
    asked = set(re.findall(r"\borakul_\w+", rules))

    assert asked
    assert asked <= set(re.findall(r"\borakul_\w+", shown))
    assert len({each["id"] for each in panels}) == len(panels)
    assert len({tuple(each["gridPos"].items()) for each in panels}) == len(panels)
