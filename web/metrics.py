"""Figures for Prometheus: the queue, the workers, the log, the streams, the models.

They are read when they are asked for, from the database and from this process's own
broadcaster, so that a scrape says how things are and nothing is counted twice by several
nodes: what the database tells (`orakul_task…`, `orakul_queue…`, `orakul_workers`,
`orakul_schedule…`, `orakul_alerts…`, `orakul_llm…`) is the same at each of them.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from itertools import accumulate
from typing import Any, Final, get_args

from prometheus_client import CollectorRegistry
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.responses import Response

from broadcaster import Status
from orakul import database, schedules
from orakul.alerts import channels, listing
from orakul.alerts.channels import Channels
from orakul.alerts.listing import Firing
from orakul.database import Pool
from orakul.llm import usage
from orakul.llm.usage import Usage
from orakul.tasks import tallies
from orakul.tasks.tallies import Depth, Histogram, Unfinished, Workers
from web.call import Call
from web.endpoints import Endpoints
from web.tries import OUTCOMES

metrics = Endpoints("metrics")

TEXT: Final = "text/plain"

EXAMPLE: Final = """\
# HELP orakul_workers Worker processes: draining ones take no more tasks, silent ones seem dead.
# TYPE orakul_workers gauge
orakul_workers{state="live"} 2.0
orakul_workers{state="draining"} 1.0
orakul_workers{state="silent"} 0.0
"""


@metrics.get("/metrics", access="admin", scopes=("metrics",), media_type=TEXT, example=EXAMPLE)
async def read_metrics(call: Call) -> Response:
    """Read the figures that Prometheus collects.

    In the text format, or in OpenMetrics' where `Accept` asks for it. Waits and runs of
    tasks are counted from the event log and lag behind it by nothing that a scrape would
    show.
    """
    await tallies.count(call.db)
    histograms = await tallies.histograms(call.db)
    silence = call.site.settings.stalled_after
    families = [
        InfoMetricFamily(
            "orakul_build", "Version of the process that answers.", {"version": version("orakul")}
        ),
        *_tasks(histograms),
        *_queues((each.queue for each in histograms), await tallies.depths(call.db)),
        _workers(await tallies.workers(call.db, silence=silence)),
        _schedules(await schedules.list_all(call.db, None, silence=silence)),
        _alerts(await listing.firing(call.db)),
        _channels(await channels.count(call.db)),
        *_listener(await call.site.broadcaster.status(call.db)),
        *_models(await usage.spent(call.db)),
        _telegram(await database.fetch_value(call.db, "last_telegram_update")),
        _pool(call.site.pool),
        _sign_ins(call.site.sign_ins),
    ]
    registry = CollectorRegistry()
    registry.register(_Read(families))
    ProcessCollector(registry=registry)
    encode, content_type = choose_encoder(call.request.headers.get("accept", ""))
    return Response(encode(registry), headers={"Content-Type": content_type})


class _Read(Collector):
    """Families that were read already, as a registry takes them."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _tasks(histograms: Iterable[Histogram]) -> Iterator[Metric]:
    waits = HistogramMetricFamily(
        "orakul_task_wait_seconds",
        "From when a task was due to its start.",
        labels=["task", "queue"],
    )
    runs = HistogramMetricFamily(
        "orakul_task_run_seconds",
        "How long attempts at tasks ran, by how they ended.",
        labels=["task", "queue", "outcome"],
    )
    for each in histograms:
        labels = [each.name, each.queue]
        if each.kind == "wait":
            waits.add_metric(labels, _buckets(each), each.seconds)
        else:
            runs.add_metric([*labels, each.outcome], _buckets(each), each.seconds)
    yield from (waits, runs)


def _queues(known: Iterable[str], depths: Iterable[Depth]) -> Iterator[Metric]:
    held = GaugeMetricFamily(
        "orakul_tasks", "Tasks that have not ended.", labels=["queue", "state"]
    )
    oldest = GaugeMetricFamily(
        "orakul_queue_oldest_seconds",
        "Wait of the oldest task that is due and that no pause holds.",
        labels=["queue"],
    )
    found = {(each.queue, each.state): each for each in depths}
    # One that had tasks goes on at 0: what vanishes, a graph shows as no figure at all.
    for queue in sorted({*known, *(name for name, _ in found)}):
        for state in get_args(Unfinished):
            depth = found.get((queue, state))
            held.add_metric([queue, state], depth.count if depth else 0)
        waiting = found.get((queue, "pending"))
        oldest.add_metric([queue], (waiting.oldest_seconds if waiting else None) or 0)
    yield from (held, oldest)


def _buckets(histogram: Histogram) -> list[tuple[str, float]]:
    bounds = ("+Inf" if bound == math.inf else str(bound) for bound in histogram.bounds)
    return list(zip(bounds, map(float, accumulate(histogram.counts)), strict=True))


def _workers(counted: Workers) -> Metric:
    family = GaugeMetricFamily(
        "orakul_workers",
        "Worker processes: draining ones take no more tasks, silent ones seem dead.",
        labels=["state"],
    )
    family.add_metric(["live"], counted.live)
    family.add_metric(["draining"], counted.draining)
    family.add_metric(["silent"], counted.silent)
    return family


def _schedules(found: Iterable[Mapping[str, Any]]) -> Metric:
    family = GaugeMetricFamily(
        "orakul_schedule_overdue",
        "1 where a schedule deferred nothing in time.",
        labels=["schedule"],
    )
    for each in found:
        family.add_metric([each["name"]], each["overdue"])
    return family


def _alerts(found: Iterable[Firing]) -> Metric:
    family = GaugeMetricFamily(
        "orakul_alerts_firing",
        "Alerts of Orakul's own rules that are not resolved.",
        labels=["kind", "severity", "state"],
    )
    for each in found:
        family.add_metric([each.kind, each.severity, each.state], each.count)
    return family


def _channels(found: Iterable[Channels]) -> Metric:
    family = GaugeMetricFamily(
        "orakul_alert_channels",
        "Channels where alerts are told, by whether the last one arrived.",
        labels=["state"],
    )
    for each in found:
        family.add_metric([each.state], each.count)
    return family


def _listener(status: Status) -> Iterator[Metric]:
    counts = status.counts
    yield _gauge(
        "listener_age_seconds",
        "Time since the connection that listens last proved alive.",
        status.listener_age,
    )
    yield _gauge(
        "listener_lag_seconds",
        "From the newest event of the log to the newest that was told.",
        status.lag,
    )
    yield _counter(
        "listener_reconnects",
        "How often the connection that listens was replaced.",
        status.reconnects,
    )
    yield _gauge(
        "notification_queue_ratio",
        "Full part of PostgreSQL's notification queue.",
        status.queue_usage,
    )
    yield _gauge("streams", "Event streams that are open at this process.", status.streams)
    yield _counter("streams_opened", "Event streams that were opened.", counts.opened)
    yield _counter("stream_replays", "Event streams that began in the past.", counts.replays)
    yield _counter("stream_gaps", "Gaps that event streams were told of.", counts.gaps)
    yield _counter(
        "streams_cut_off", "Event streams that fell a whole buffer behind.", counts.cut_off
    )
    yield _counter(
        "streams_aborted", "Event streams whose client read nothing any more.", counts.aborted
    )
    yield _counter("streams_failed", "Event streams that an error ended.", counts.failed)
    yield _counter("events_offered", "Events taken from the log.", counts.offered)
    yield _counter(
        "events_delivered", "Events handed to the sockets of event streams.", counts.delivered
    )
    yield _gauge(
        "loop_stall_max_seconds",
        "Longest time that nothing in the process could run.",
        counts.longest_stall,
    )


def _models(used: Iterable[Usage]) -> Iterator[Metric]:
    tokens = CounterMetricFamily(
        "orakul_llm_tokens",
        "Tokens that language models read and wrote.",
        labels=["engine", "model", "direction"],
    )
    cost = CounterMetricFamily(
        "orakul_llm_cost_usd",
        "What language models cost in US dollars.",
        labels=["engine", "model"],
    )
    for each in used:
        tokens.add_metric([each.engine, each.model, "input"], each.input_tokens)
        tokens.add_metric([each.engine, each.model, "output"], each.output_tokens)
        cost.add_metric([each.engine, each.model], each.cost)
    yield from (tokens, cost)


def _telegram(last: datetime | None) -> Metric:
    family = GaugeMetricFamily(
        "orakul_telegram_last_update_timestamp_seconds", "When Telegram last sent an update."
    )
    if last is not None:
        family.add_metric([], last.timestamp())
    return family


def _pool(pool: Pool) -> Metric:
    family = GaugeMetricFamily(
        "orakul_database_connections",
        "Connections to PostgreSQL in this process's pool.",
        labels=["state"],
    )
    family.add_metric(["idle"], pool.get_idle_size())
    family.add_metric(["used"], pool.get_size() - pool.get_idle_size())
    return family


def _sign_ins(tries: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(
        "orakul_sign_ins",
        "Tries with a password, a code or a reset at this process.",
        labels=["outcome"],
    )
    for outcome in OUTCOMES:
        family.add_metric([outcome], tries[outcome])
    return family


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"orakul_{name}", told, value=value)


def _counter(name: str, told: str, value: float) -> Metric:
    return CounterMetricFamily(f"orakul_{name}", told, value=value)
