"""Examples for the documentation: one for each shape, made of one word for each field.

A field is called the same wherever it means the same, so `WORDS` has most of what is said;
`SHAPES` has what a shape says otherwise, and which of its optional fields it shows. All of
them tell of one project at one morning. A new shape needs words for the fields that are new;
a test names those that are missing.
"""

from collections.abc import Mapping
from typing import Any, Final

TRACE: Final = "5f1c3f0e9b7a4d2c8e6f0a1b2c3d4e5f"
FINGERPRINT: Final = "8f0c1d2e3a4b5c6d"
TOKEN: Final = "ork_" + "x" * 43
ADA: Final = {"id": "7", "name": "Ada"}
HOOK: Final = {"kind": "webhook", "url": "https://hooks.example.org/orakul"}
EXPERIMENT: Final = {
    "id": "9",
    "name": "Kinds of messages",
    "source": "given",
    "again_of": None,
    "state": "completed",
    "eta_seconds": None,
    "error": None,
    "finished_at": "2026-03-02T09:16:30Z",
}
BO: Final = {"id": "8", "name": "Bo"}


class UnknownWordError(LookupError):
    """A field has no example."""


# By field.
WORDS: Final[Mapping[str, object]] = {
    "action": "retry",
    "actor": "person:7",
    "address": "192.0.2.17",
    "after": None,
    "args": {"message_ids": ["1201", "1202"]},
    "assignee": BO,
    "at": "2026-03-02T09:15:04.512000Z",
    "atom_id": None,
    "attempt": 1,
    "batch": 1,
    "before": None,
    "by": "Ada",
    "cancelling": False,
    "category": "bug",
    "classification": "signal",
    "closed_at": None,
    "completed_at": "2026-03-02T09:16:30Z",
    "confidence": 0.82,
    "content": "The import fails on exports larger than 2 GB.",
    "cost": 0.0137,
    "created_at": "2026-03-02T09:15:00Z",
    "created_by": ADA,
    "description": "Exports larger than 2 GB end with an error after some minutes.",
    "discarded": None,
    "done": 40,
    "due": "2026-03-09",
    "edited": False,
    "edited_at": None,
    "email": "ada@example.com",
    "engine": "offline",
    "error": "ConnectTimeout: no answer from the model in 60 s",
    "error_class": "ConnectTimeout",
    "eta_seconds": 12,
    "expires_at": "2026-03-16T09:15:00Z",
    "external_id": "90211",
    "extraction_id": "31",
    "failed": 0,
    "fingerprint": FINGERPRINT,
    "finished_at": "2026-03-02T09:15:09Z",
    "frame": "orakul.embeddings:embed",
    "id": "4711",
    "importance": 0.74,
    "item_id": None,
    "items": 50,
    "keywords": ["import", "export"],
    "last_used_at": "2026-03-02T09:15:00Z",
    "lock": "chat:12",
    "max_attempts": 5,
    "media": None,
    "media_type": "text/plain",
    "merged": 0,
    "message": "no answer from the model in # s",
    "messages": 9,
    "model": None,
    "name": "embed_messages_batch_task",
    "next_cursor": None,
    "note": "embedding",
    "parent_id": None,
    "pattern": "no answer from the model in # s",
    "percent": 80.0,
    "position": 1772442904512000,
    "priority": 0,
    "project": "demo",
    "project_id": "2",
    "proposals": 3,
    "queue": "default",
    "reason": "the model answers again",
    "reasoning": "Two people describe the same failure.",
    "rejected": 1,
    "approved": 2,
    "result": {"success": 2, "failed": 0, "skipped": 0},
    "result_url": None,
    "resume_at": "2026-03-02T10:00:00Z",
    "retry_of": None,
    "review_note": None,
    "reviewed_at": None,
    "reviewed_by": None,
    "role": "member",
    "scheduled_at": None,
    "score": 0.91,
    "sent_at": "2026-03-02T08:41:12Z",
    "slug": "demo",
    "sources": ["1201", "1202"],
    "started_at": "2026-03-02T09:15:04Z",
    "state": "completed",
    "tags": ["import"],
    "task": "embed_messages_batch_task",
    "task_id": "4711",
    "text": "The import breaks again: anything over 2 GB ends with an error.",
    "title": "Import exports larger than 2 GB",
    "topic_id": "5",
    "total": 50,
    "trace_id": TRACE,
    "type": "problem",
    "worker": "worker-1",
}

# By shape, then by field.
SHAPES: Final[Mapping[str, Mapping[str, object]]] = {
    # sign-in, people, projects
    "AccessToken": {"access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl"},
    "ChosenPassword": {"token": "n0t-a-real-token", "password": "correct horse battery"},
    "Credentials": {"password": "correct horse battery"},
    "CreatedToken": {
        "id": "3",
        "name": "nightly export",
        "token": TOKEN,
        "scopes": ["read", "events"],
        "last_used_at": None,
    },
    "FirstAdministrator": {
        "code": "MRXW4Z-3FOQ2T-KZLTEB-ZGC5DF",
        "name": "Ada",
        "password": "correct horse battery",
    },
    "Me": {**ADA, "role": "admin"},
    "Member": BO,
    "NewPerson": {"email": "bo@example.com", "name": "Bo", "role": "member"},
    "NewProject": {"slug": "demo", "name": "Demo"},
    "NewToken": {"name": "nightly export", "scopes": ["read", "events"]},
    "OwnProject": {"id": "2", "name": "Demo", "role": "admin"},
    "PasswordChange": {"current": "correct horse battery", "new": "staple the other horse"},
    "PasswordReset": {"token": "n0t-a-real-token", "expires_at": "2026-03-03T09:15:00Z"},
    "PersonAccount": {**BO, "email": "bo@example.com", "is_active": True, "has_password": True},
    "PersonChange": {"role": "viewer", "reason": "is away until summer"},
    "Session": {
        "id": "7d1f5c1e-3f0a-4d7b-9a53-0d6f2b8c4e11",
        "current": True,
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "seen_at": "2026-03-02T09:15:00Z",
    },
    "Setup": {"is_open": True},
    "Token": {"id": "3", "name": "nightly export", "scopes": ["read", "events"]},
    "web__tasks__Owner": ADA,
    "web__tokens__Owner": ADA,
    # tasks
    "ActionRequest": {"reason": "it is needed now"},
    "Attempt": {
        "number": 1,
        "outcome": "completed",
        "error": None,
        "error_class": None,
        "traceback": None,
        "fingerprint": None,
        "frames": None,
    },
    "BulkAccepted": {"task_id": "4720", "total": 12},
    "BulkRequest": {
        "action": "retry",
        "filter": {"state": ["failed"]},
        "ids": None,
        "dry_run": True,
    },
    "BulkSurvey": {
        "total": 12,
        "would_change": 11,
        "states": {"failed": 12},
        "skipped": {"gone": 1},
    },
    "Change": {
        "from": "pending",
        "to": "in_progress",
        "actor": "worker:worker-1",
        "reason": None,
        "duration_ms": 4512,
        "action": None,
    },
    "DeadLetter": {"attempt": 5, "progress": None, "finished_at": "2026-03-02T09:21:40Z"},
    "DeadLetterGroup": {
        "count": 3,
        "first_at": "2026-03-02T08:02:11Z",
        "last_at": "2026-03-02T09:21:40Z",
        "trend": [0] * 22 + [1, 2],
        "sample_id": "4711",
    },
    "DiscardLetters": {"ids": ["4711", "4712"], "reason": "the chat was deleted"},
    "Discarded": {"reason": "the chat was deleted"},
    "Execution": {"heartbeat_at": "2026-03-02T09:15:09Z", "silent": False},
    "Frame": {
        "depth": 3,
        "module": "orakul.embeddings",
        "function": "embed",
        "file": "orakul/embeddings.py",
        "line": 61,
        "code": "return await model.embed(texts)",
        "own": True,
    },
    "HeldLock": {"state": "in_progress", "since": "2026-03-02T09:14:58Z"},
    "HoldingPause": {"task": None, "reason": "the disk is full"},
    "Log": {"upto": 1, "dropped": 0},
    "LogLine": {
        "number": 1,
        "level": "info",
        "span_id": "8e6f0a1b2c3d4e5f",
        "logger": "orakul.embeddings",
        "event": "embedded",
        "fields": {"messages": 2},
    },
    "Pause": {"task": None, "reason": "the disk is full"},
    "PauseRequest": {"queue": "default", "reason": "the disk is full"},
    "Place": {
        "name": "default",
        "workers": 2,
        "last_worker_at": "2026-03-02T09:15:09Z",
        "ahead": 14,
        "per_minute": 84.0,
        "eta_at": "2026-03-02T09:15:14Z",
    },
    "PriorityRequest": {"priority": 10, "reason": "a customer waits for it"},
    "Progress": {},
    "RescheduleRequest": {"scheduled_at": "2126-03-02T10:00:00Z", "reason": "after the backup"},
    "Result": {"success": 2, "failed": 0, "skipped": 0},
    "ResumeRequest": {"queue": "default", "reason": "the disk has space again"},
    "RetryLetters": {"fingerprint": FINGERPRINT, "reason": "the model answers again"},
    "RetryRequest": {"reason": "the model answers again"},
    "web__tasks__Schedule": {"because": "backoff", "attempt": 2},
    # schedules and workers
    "LastRun": {"task_id": "4702", "created_at": "2026-03-02T03:00:00Z"},
    "RunningTask": {"started_at": "2026-03-02T09:15:04Z"},
    "SchedulePause": {"reason": "the disk is full"},
    "Worker": {
        "id": "2",
        "name": "worker-1",
        "host": "worker-1",
        "pid": 812,
        "version": "0.1.0",
        "queues": None,
        "concurrency": 10,
        "heartbeat_at": "2026-03-02T09:15:09Z",
        "state": "live",
        "draining_at": None,
        "stopped_at": None,
        "lost_at": None,
        "taken_up": 0,
        "ended": 431,
    },
    "web__schedules__Schedule": {
        "name": "prune_events",
        "task": "prune_events",
        "cron": "0 3 * * *",
        "description": "every day at 03:00",
        "next_at": "2026-03-03T03:00:00Z",
        "overdue": False,
        "workers": 2,
        "paused": None,
    },
    "Settled": {"done": 2, "unchanged": 0, "remaining": 0},
    "Skipped": {"reason": "task 4711 is pending: only a failed one is a dead letter"},
    "Chart": {
        "from": "2026-03-02T09:14:00Z",
        "to": "2026-03-02T09:16:00Z",
        "step_seconds": 60,
        "times": ["2026-03-02T09:14:00Z", "2026-03-02T09:15:00Z"],
    },
    "LastHour": {
        "since": "2026-03-02T08:16:00Z",
        "ended": [*[4] * 57, 11, 9, 3],
        "failed": [*[0] * 57, 1, 0, 0],
    },
    "Live": {"ended_1m": 9},
    "OldestWaiting": {"seconds": 12.5},
    "Percentiles": {"p50": [120.5, None], "p95": [480.0, None], "p99": [501.2, None]},
    "Series": {"key": "default", "is_rest": False, "ended": [9, 0], "failed": [1, 0]},
    "Queue": {
        "name": "default",
        "waiting": 14,
        "running": 2,
        "scheduled": 1,
        "oldest_seconds": 12.5,
        "ended_1h": 251,
        "failed_1h": 1,
        "workers": 2,
        "pause": None,
    },
    "Summary": {
        "queued": 14,
        "active": 2,
        "failure_rate_24h": 0.02,
        "mean_run_seconds_24h": 3.7,
    },
    "Task": {
        "error": None,
        "progress": {"done": 50, "total": 50, "note": None, "percent": 100.0, "eta_seconds": 0},
    },
    "TaskDetail": {
        "error": None,
        "progress": {"done": 50, "total": 50, "note": None, "percent": 100.0, "eta_seconds": 0},
    },
    "TaskFilter": {"state": ["failed"], "name": "embed_messages_batch_task"},
    "Why": {
        "state": "pending",
        "reason": "queued",
        "reasons": ["queued"],
        "sentence": "14 tasks are before it in the queue default; its turn comes in about 10 s.",
        "pause": None,
        "lock": None,
        "schedule": None,
        "run": None,
    },
    # events
    "Event": {
        "id": "1772442904512000-9f3a1c",
        "topic": "space:2:tasks",
        "event": "task_status_changed",
        "actor": "worker:worker-1",
        "reason": None,
        "data": {"task_id": "4711", "new_status": "in_progress"},
    },
    # messages and knowledge
    "Accepted": {"extraction_ids": ["31"]},
    "Atom": {"id": "17"},
    "Author": BO,
    "Chat": {"id": "12", "title": "Support"},
    "ExtractRequest": {"project": "demo", "message_ids": ["1201", "1202"]},
    "ImportanceScale": {
        "content": 0.4,
        "author": 0.2,
        "temporal": 0.2,
        "topic": 0.2,
        "noise": 0.3,
        "signal": 0.7,
    },
    "KnowledgeEdit": {"name": "Large imports", "keywords": ["import", "export"]},
    "KnowledgeProposal": {
        "id": "61",
        "kind": "topic",
        "state": "pending",
        "name": "Large imports",
        "atom_type": None,
        "topic": None,
        "topic_id": None,
    },
    "Likeness": {"id": "4", "name": "Imports"},
    "Merge": {"into": "5"},
    "Message": {
        "id": "1201",
        "factors": {"content": 0.8, "author": 0.6, "temporal": 0.7, "topic": 0.8},
        "score": 0.61,
        "likeness": 0.61,
    },
    "Period": {"start": "2026-03-01T00:00:00Z", "end": "2026-03-02T00:00:00Z"},
    "Ranking": {"by": "meaning", "more": True, "unembedded": 3},
    "Received": {"ok": True},
    "Review": {"note": "said by two people"},
    "TelegramUpdate": {
        "update_id": 5081,
        "message": {
            "message_id": 90211,
            "date": 1772440872,
            "chat": {"id": -1001234, "type": "supergroup", "title": "Support"},
            "from": {"id": 555, "is_bot": False, "first_name": "Bo"},
            "text": "The import breaks again: anything over 2 GB ends with an error.",
        },
    },
    "Topic": {"id": "5", "name": "Large imports", "atoms": 4},
    "TopicOfAtom": {"proposal_id": "61", "id": "5", "name": "Large imports"},
    "TopicName": {"id": "5", "name": "Large imports"},
    # analysis runs
    "AccuracyMetrics": {
        "total": 3,
        "approval_rate": 0.667,
        "rejection_rate": 0.333,
        "merge_rate": 0.0,
        "mean_confidence": 0.79,
        "brier_score": 0.12,
        "edited_share": 0.5,
        "median_seconds_per_decision": 21.5,
        "cost_per_approved_task": 0.0068,
        "tokens_per_approved_task": 4110.0,
    },
    "Alike": {"kind": "task_item", "id": "19", "title": "Import large exports"},
    "BatchMetrics": {"number": 1, "state": "done", "error": None},
    "Batches": {"total": 2, "done": 2},
    "Counters": {"total": 3, "pending": 0},
    "Duplicates": {"found": 1, "confirmed": 0},
    "Items": {"found": 64, "kept": 50},
    "NewRun": {
        "window_start": "2026-03-01T00:00:00Z",
        "window_end": "2026-03-02T00:00:00Z",
        "source": "messages",
    },
    "Run": {
        "id": "6",
        "state": "closed",
        "source": "messages",
        "window_start": "2026-03-01T00:00:00Z",
        "window_end": "2026-03-02T00:00:00Z",
        "closed_at": "2026-03-02T09:31:00Z",
        "error_log": [],
    },
    "TaskEdit": {"title": "Import exports larger than 2 GB", "priority": "high"},
    "TaskItem": {"id": "19", "priority": "high", "status": "open"},
    "TaskMerge": {"into": "19", "note": "the same thing"},
    "TaskProposal": {
        "id": "44",
        "run_id": "6",
        "state": "pending",
        "priority": "high",
        "recommendation": "update_existing",
    },
    "TaskReview": {"note": "it blocks a customer"},
    "Tokens": {"input": 7120, "output": 1100},
    # experiments
    "ClassMetrics": {
        "label": "bug",
        "support": 40,
        "predicted": 42,
        "correct": 36,
        "precision": 0.8571,
        "recall": 0.9,
        "f1": 0.878,
    },
    "ConfusionCell": {"expected": "bug", "predicted": "question", "count": 4},
    "ExperimentCounts": {"items": 120, "classified": 119, "correct": 104, "failed": 1},
    "Experiment": EXPERIMENT,
    "ExperimentDetail": EXPERIMENT,
    "ExperimentItem": {
        "number": 17,
        "message_id": None,
        "text": "Why does the import stop at 2 GB?",
        "expected": "bug",
        "predicted": "question",
        "reasoning": "It ends in a question mark.",
        "error": None,
        "seconds": 0.31,
        "other": None,
    },
    "Comparison": {"shared": 120, "both_right": 97, "better": 7, "worse": 3, "both_wrong": 13},
    "ExperimentLabel": {"name": "bug", "description": "Something that does not work"},
    "GivenItem": {"text": "Why does the import stop at 2 GB?", "label": "bug"},
    "GivenLabel": {"name": "bug", "description": "Something that does not work"},
    "ExperimentMetrics": {
        "accuracy": 0.8739,
        "macro_precision": 0.8602,
        "macro_recall": 0.8544,
        "macro_f1": 0.8561,
        "majority_baseline": 0.3361,
        "coverage": 0.9917,
        "mean_confidence": 0.84,
        "mean_confidence_when_wrong": 0.62,
        "mean_seconds": 0.31,
        "mean_cost": 0.0001,
        "mean_tokens": 68.5,
    },
    "NewExperiment": {
        "name": "Kinds of messages",
        "items": [
            {"text": "The import stops at 2 GB.", "label": "bug"},
            {"text": "How do I export a chat?", "label": "question"},
        ],
    },
    # searching tasks
    "TaskCount": {"count": 10_000, "exact": False, "estimate": 41_300},
    "Suggestion": {
        "text": "state:failed",
        "told": "ended in an error",
        "start": 0,
        "end": 8,
        "kind": "state",
        "about": "failed",
    },
    # views
    "ViewOwner": ADA,
    "SavedView": {
        "id": "5",
        "name": "failed embeddings",
        "owner": ADA,
        "project": "demo",
        "search": {"state": ["failed"], "q": "task:embed*", "columns": "id,name,error"},
        "changed_at": "2026-03-02T09:15:04Z",
    },
    "NewView": {
        "name": "failed embeddings",
        "search": {"state": ["failed"], "q": "task:embed*", "columns": "id,name,error"},
    },
    "ViewChange": {"project": "demo"},
    # alerts
    "AlertRule": {
        "id": "3",
        "name": "embedding fails",
        "kind": "failure_rate",
        "task": "embed_messages_batch_task",
        "queue": None,
        "per": "task",
        "share": 0.1,
        "least": 20,
        "window_seconds": 600,
        "seconds": None,
        "for_seconds": 60,
        "clear_seconds": 60,
        "repeat_seconds": 3600,
        "severity": "warning",
        "is_enabled": True,
        "channels": ["2"],
    },
    "NewAlertRule": {
        "name": "embedding fails",
        "kind": "failure_rate",
        "per": "task",
        "share": 0.1,
        "least": 20,
        "window_seconds": 600,
    },
    "AlertRuleChange": {"share": 0.2},
    "AlertChannel": {
        "id": "2",
        "name": "operators",
        "target": HOOK,
        "has_secret": True,
        "last_sent_at": "2026-03-02T09:16:31Z",
        "last_failed_at": None,
        "last_error": None,
        "unsent": 0,
    },
    "NewAlertChannel": {"name": "operators", "target": HOOK, "secret": "n0t-a-real-secret"},
    "AlertChannelChange": {"name": "operators at night"},
    "ChannelTested": {"sent": True, "error": None},
    "Acknowledged": {"reason": "the provider is down", "until": None},
    "Acknowledgement": {"reason": "the provider is down"},
    "Alert": {
        "id": "12",
        "rule_id": "3",
        "rule": "embedding fails",
        "kind": "failure_rate",
        "severity": "warning",
        "subject": "embed_messages_batch_task",
        "state": "open",
        "summary": "13 of 40 tasks embed_messages_batch_task failed within 10 minutes",
        "value": 0.325,
        "facts": {"ended": 40, "failed": 13},
        "opened_at": "2026-03-02T09:16:30Z",
        "acknowledged": None,
        "resolved_at": None,
    },
    # about, traces
    "Config": {
        "trace_url_template": "http://localhost:16686/trace/{trace_id}",
        "version": "0.1.0",
        "largest_import": 2147483648,
    },
    "Connections": {"size": 4, "idle": 3, "most": 10, "waiting": 0},
    "DatabaseServer": {
        "version": "18.0",
        "bytes": 412_316_860,
        "connections": 14,
        "most_connections": 100,
        "clock_skew_ms": 0.4,
    },
    "EventLog": {
        "oldest": "1769850904512000-1c77b2",
        "oldest_at": "2026-01-31T09:15:04.512000Z",
        "newest": "1772442904512000-9f3a1c",
        "newest_at": "2026-03-02T09:15:04.512000Z",
        "retention_days": 30,
        "notification_queue": 0.0,
    },
    "Listener": {
        "age_seconds": 0.4,
        "lag_seconds": 0.0,
        "reconnects": 0,
        "streams": 3,
        "streams_opened": 41,
        "gaps": 0,
        "cut_off": 0,
    },
    "Migrations": {
        "applied": 25,
        "latest": "migrations/0025_figures.sql",
        "latest_at": "2026-03-01T07:00:00Z",
        "pending": [],
    },
    "Partition": {
        "name": "event_20260302",
        "from": "2026-03-02T00:00:00Z",
        "to": "2026-03-03T00:00:00Z",
        "bytes": 18_006_016,
        "rows": 41_300,
    },
    "System": {"version": "0.1.0"},
    "Table": {"name": "orakul.event", "bytes": 231_407_616, "rows": 512_000},
    "Span": {
        "span_id": "8e6f0a1b2c3d4e5f",
        "parent_id": None,
        "service": "orakul-worker",
        "kind": "consumer",
        "status": "ok",
        "offset_us": 4512,
        "duration_us": 4890211,
        "attributes": {"orakul.task_id": "4711"},
    },
    "Trace": {"id": TRACE, "tasks": ["4711"], "is_cut": False},
}


def example(schema: Mapping[str, Any], schemas: Mapping[str, Mapping[str, Any]]) -> Any:  # noqa: ANN401 - JSON
    """Return an example of what *schema* describes; *schemas* are those that it may refer to.

    Raises:
        UnknownWordError: a field has none; the message names it and its shape.
    """
    name = schema.get("$ref", "").rpartition("/")[2]
    shape = schemas[name] if name else schema
    own = SHAPES.get(name, {})
    if "properties" not in shape:
        return dict(own)
    required = shape.get("required", ())
    return {
        field: _value(f"{name}.{field}", described, own, schemas)
        for field, described in shape["properties"].items()
        if field in required or field in own
    }


def _value(
    place: str,
    schema: Mapping[str, Any],
    own: Mapping[str, object],
    schemas: Mapping[str, Mapping[str, Any]],
) -> Any:  # noqa: ANN401 - JSON
    field = place.rpartition(".")[2]
    if field in own:
        return own[field]
    composed = _composed(schema)
    if composed:
        return [example(composed, schemas)] if "items" in schema else example(composed, schemas)
    if field in WORDS:
        return WORDS[field]
    if "const" in schema:
        return schema["const"]
    raise UnknownWordError(place)


def _composed(schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the reference to another shape in *schema*, unless it is to any JSON."""
    for each in (schema, schema.get("items", {}), *schema.get("anyOf", ())):
        if "$ref" in each and not each["$ref"].endswith("/JsonValue"):
            return each
    return None
