"""What people are told when something is refused: each kind with its sentence.

The kinds and the blanks of their sentences are a part of the API, so that whoever shows a
refusal can say it in another language; for a kind that is new to them there is the sentence.
"""

from collections.abc import Mapping
from typing import Final, Self

Blanks = Mapping[str, str | int]

REFUSALS: Final[Mapping[str, str]] = {
    # who asks, and how often
    "not_signed_in": "Sign in first.",
    "session_over": "The session has ended: sign in again.",
    "wrong_password": "No such e-mail, or not this password.",
    "too_many_tries": "Too many tries: wait before the next one.",
    "sign_ins_many": "Too many are signing in at this moment: try again in a moment.",
    "searches_many": "Too many searches are under way: try again in a moment.",
    "too_many_changes": "This is too much in a short time: at most {most} changes a minute.",
    "administrators_only": "Only an administrator may do this.",
    "viewer": "A viewer changes nothing.",
    "scope_missing": "This takes a token with the scope {scopes}.",
    "token_barred": "No API token may do this: sign in with a password.",
    "session_not_extended": "There is no session here that could last longer.",
    "set_up_already": "somebody may sign in already: this installation is set up",
    "administrator_changed": "The administrator was changed in the meantime: sign in.",
    # what is sent, and where
    "address_unknown": "There is nothing at this address.",
    "method_unknown": "This path takes {methods}.",
    "invalid": "The input is invalid.",
    "body_no_json": "the body is not JSON: {why}",
    "body_no_object": "the body is not a JSON object",
    "body_of_other_type": "Send the body as application/json.",
    "body_not_utf8": "the body is not UTF-8: see byte {byte}",
    "body_unstorable": "the body holds a NUL or a lone surrogate, which cannot be stored",
    "body_number_long": "the body holds a whole number beyond 64 bits",
    "body_number_large": "the body holds a number beyond double precision",
    "body_deep": "the body is nested deeper than {most} levels",
    "body_incomplete": "The body did not arrive as a whole.",
    "body_unread": "a DELETE takes no body: put what it says into the query",
    "id_unknown": "there is nothing with the id {id}",
    "body_too_large": "A body has at most {most} bytes here.",
    "body_too_slow": "The body did not arrive in time.",
    "cursor_misspelt": "cursor: not one that a list has answered",
    "cursor_of_other_order": "cursor: of a list in another order",
    "cursor_of_other_moment": "cursor: of a list at another moment",
    # what does not answer
    "database_silent": "The database does not answer.",
    "database_gone": "The database went away.",
    "database_held": "Something else keeps what this needs locked: try again in a moment.",
    "unexpected": "Something failed here. It is logged under the trace {trace}.",
    "not_ready": "Not ready.",
    # tasks
    "task_unknown": "there is no task {id}",
    "task_without_result": "task {id} has no result",
    "task_foreign": "who only views the project of task {id}, or has left it,"
    " changes nothing there",
    "task_not_retried": "task {id} is {task_state}: only a failed or cancelled one can be retried",
    "task_not_cancelled": "task {id} is {task_state}:"
    " only a pending or running one can be cancelled",
    "task_not_run_now": "task {id} is {task_state}: only a pending one can be run now",
    "task_not_rescheduled": "task {id} is {task_state}: only a pending one can be rescheduled",
    "task_not_prioritised": "task {id} is {task_state}:"
    " only the priority of a pending one can be changed",
    "task_gone": "the job of task {id} was deleted from the queue",
    "task_first": "task {id} is an action on many tasks, which comes first whatever its priority",
    "task_waits": "task {id} waits already as another task",
    "task_waits_as": "task {id} waits already as task {other}: only one may wait at a time",
    "argument_fixed": "only an administrator may change {name}: it names what the task works on",
    "letters_unknown": "there is no dead letter of the kind {fingerprint}",
    "letter_discarded": "task {id} was discarded",
    "letter_not_failed": "task {id} is {task_state}: only a failed one is a dead letter",
    "resumes_in_past": "resume_at: must be in the future",
    "takes_too_long": "This takes longer than {seconds} s: narrow the time or the filter.",
    "chart_too_early": "to: is too long ago",
    "chart_ends_first": "from: must be before to, which is now where it is not given",
    "chart_too_long": "from: is more than {most} days before to",
    "log_empty": "the log does not go back to {text}: it is empty",
    "log_pruned": "the log does not go back to {text}: the oldest moment is {oldest}, at {at}",
    "moment_in_future": "as_of: {text} is in the future: nothing is known of it yet",
    "moment_unknown": "no event has the id {text}; the oldest moment is {oldest}, at {at}",
    "event_unknown": "no event has the id {id}, or none has it any more",
    "trace_misspelt": "a trace has an id of 32 hexadecimal digits",
    "trace_unknown": "there is no trace {id}",
    "schedule_unknown": "there is no schedule {name}",
    "schedule_waits": "{name} waits already: only one may wait at a time",
    "schedule_waits_as": "{name} waits already as task {id}: only one may wait at a time",
    # views
    "view_unknown": "there is no view {id}",
    "view_foreign": "view {id} is {owner}'s: save it under a name of your own",
    "view_not_deleted": "only its owner or an admin of the project deletes view {id}",
    "view_taken": "you have a view with the name {name!r} already",
    # messages and knowledge
    "chat_elsewhere": "the chat “{chat}” belongs to another project: import it there",
    "chat_in_inbox": "the chat “{chat}” is in the project inbox: have it imported by an"
    " administrator or by somebody who may write there",
    "ingestion_unknown": "there is no ingestion {id}",
    "message_unknown": "there is no message {id}",
    "message_without_text": "message {id} has no text, so nothing is like it",
    "search_blank": "what is searched for is blank: write what it is about",
    "messages_many": "choose at most {most} messages",
    "messages_unreadable": "none of these messages can be read now",
    "period_reversed": "a period starts before it ends",
    "period_large": "the period holds more than {most} messages: shorten it",
    "proposal_unknown": "there is no proposal {id}",
    "proposal_decided": "proposal {id} was {proposal_state} by {by} at {at}",
    "topic_missing": "there is no topic {id} in this project",
    "atom_missing": "there is no atom {id} in this project",
    "item_unknown": "there is no task item {id}",
    "item_missing": "there is no task item {id} in this project",
    "topic_taken": "topic {id} has the name {name!r}: merge into it",
    "topic_proposed": "another pending topic has the name {name!r}",
    "topic_without_type": "only an atom has a type",
    "topic_too_long": "the name of a topic has at most {most} characters",
    # runs
    "run_unknown": "there is no run {id}",
    "run_open": "run {id} of the project is {run_state}: close or cancel it first",
    "run_open_before": "another run of the project was open a moment ago: try again",
    "run_window": "a window starts before it ends",
    "run_requested": "run {id} is started already",
    "run_not_started": "run {id} is {run_state}",
    "run_not_cancelled": "run {id} is {run_state}: only a pending one can be cancelled",
    "run_undecided": "{many} proposals of run {id} wait for a decision",
    "run_not_closed": "run {id} is {run_state}: only a reviewed one can be closed",
    # experiments
    "experiment_unknown": "there is no experiment {id}",
    "experiment_missing": "there is no experiment {id} in the project",
    "experiment_open": "experiment {id} of the project is {experiment_state}:"
    " wait for it or cancel its task",
    "experiment_open_before": "another experiment of the project was unfinished a moment ago:"
    " try again",
    "experiment_not_deleted": "experiment {id} is {experiment_state}:"
    " cancel its task {task}, or wait until it has ended",
    "experiment_without_topics": "there is nothing to choose from: two topics of the project must"
    " have messages; approve topics first, or send labelled texts",
    "experiment_label": "item {number}: the label {label!r} is not among the labels",
    "experiment_labels": "there are {least} to {most} labels, not {many}",
    "experiment_labels_alike": "the labels {label!r} and {other!r} read the same",
    "experiment_message_missing": "item {number}: there is no message {id} in the project",
    "experiment_message_empty": "item {number}: message {id} has no text",
    # projects and people
    "project_unknown": "there is no project {project}",
    "project_taken": "there is a project {slug} already: choose another slug",
    "project_slug": "{slug!r} names no project: 1 to 63 small letters, digits and hyphens do",
    "project_foreign": "viewers change nothing in project {slug}",
    "project_settings_foreign": "only an admin of project {slug} changes it",
    "members_foreign": "only an admin of project {slug} manages its members",
    "member_unknown": "{id} is no member of this project",
    "person_unknown": "there is nobody with the id {id}",
    "person_inactive": "{name} is not active",
    "email_taken": "there is somebody with the e-mail {email} already",
    "email_misspelt": "{email!r} is no e-mail address",
    "last_administrator": "no active administrator would be left",
    "password_length": "a password has {least} to {most} characters",
    "password_changed": "the password was changed in the meantime",
    "reset_over": "this token is unknown, used up or over: ask for another",
    "session_unknown": "there is no session {id}",
    "token_unknown": "there is no token {id}",
    "token_without_scope": "a token has one scope at least",
    "token_ends_in_past": "expires_at: must be in the future",
    # alerts
    "alert_unknown": "there is no alert {id}",
    "alert_resolved": "the alert {id} is resolved",
    "rule_unknown": "there is no alert rule {id}",
    "rule_taken": "there is an alert rule with the name {name!r} already",
    "rule_part_missing": "{name}: a rule of the kind {rule} needs it",
    "rule_part_none": "{name}: a rule of the kind {rule} has none",
    "channel_unknown": "there is no alert channel {id}",
    "channel_missing": "channels: there is no channel {id}",
    "channel_taken": "there is an alert channel with the name {name!r} already",
    "channel_username_missing": "secret: a password goes with a username",
    "channel_password_missing": "secret: the password of the username is missing",
    "channel_key_missing": "secret: what signs the requests is missing",
    "channel_token_missing": "secret: the token of the bot is missing",
    "channel_key_short": "secret: {least} characters at least",
    "channel_token_misspelt": "secret: not like the token of a bot, 123456:ABC…",
    "channel_password_odd": "secret: a password of printable ASCII characters",
    "host_unknown": "the host {host} is not known",
    "host_private": "the host {host} has a private address:"
    " set ORAKUL_ALERT_PRIVATE=true to allow it",
    "host_plain": "the address does not begin with https://",
    "host_failed": "{host} did not answer: {why}",
    "host_late": "{host} did not answer in {seconds} s",
    "webhook_answered": "the webhook answered {status}",
    "mail_plain": "an e-mail is sent without encryption to private addresses alone",
    "mail_answered": "the mail server answered {status}",
    "mail_refused": "the mail server refused the recipients: {codes}",
    "mail_refused_some": "the mail server took it, but not for {who}: {codes}",
    "mail_failed": "the mail server {host} failed: {why}",
    "telegram_answered": "Telegram answered {status}",
    "telegram_refused": "Telegram answered {status}: {why}",
    "unsendable": "it could not be sent: {error}",
    "channel_secret_lost": "the channel has lost its secret: set it anew",
    "secret_key_missing": "the key {key} that opens the {purpose} {id} is missing: give it beside"
    " the others, in ORAKUL_SECRET_KEYS or in secrets.key of the data directory, and restart",
    "secret_changed": "the {purpose} {id} was sealed for another place or changed: set it anew",
    "secrets_without_key": "no key for secrets is given: put one that `orakul secrets generate`"
    " prints into ORAKUL_SECRET_KEYS",
}

# What is wrong with one part of what was sent.
FAULTS: Final[Mapping[str, str]] = {
    "hidden": "is hidden: give it in full",
    "kind_unknown": "no worker knows what a task {name} takes",
    "arguments_deep": "are nested too deeply to be edited",
    "given_twice": "is given more than once",
    "priority_apart": "priority goes with the action priority, and only with it",
    "time_apart": "scheduled_at goes with the action reschedule, and only with it",
    "filter_or_ids": "either filter or ids tells which tasks",
    "ids_or_fingerprint": "give either ids or a fingerprint",
    "task_alone": "a task goes with a fingerprint",
    "no_id": "must be an id, a string of digits",
    "nul": "must not contain a NUL",
    "in_past": "must be in the future",
    "too_early": "must be 0001-01-02T00:00:00Z at the earliest",
    "too_late": "must be 9999-12-31T00:00:00Z at the latest",
    "no_time": "must be a time with its zone, such as 2026-03-02T09:15:04Z",
    "no_day": "must be a day such as 2026-03-02",
    "no_moment": "neither the id of an event nor a time with its zone as in RFC 3339",
    "view_large": "a view has {most} bytes at most: leave some of it out",
    "not_own_password": "is not your password",
    "code_unknown": "is not one that a server printed within a day;"
    " one that is started again prints another",
    "no_order": "must be one of {choices}, or - and one of them",
    "nothing_searched": "say what to search for",
    "ranking_ordered": "a ranking has its own order and is one page: leave it out",
    "likeness_asked": "similar_to takes its place: leave it out",
    "address_odd": "must be an address of ASCII characters without spaces",
    "address_not_https": "must begin with https:// and name a host",
    "address_with_user": "must not hold a user or a password",
    "address_port": "has no such port",
    "no_email": "is no e-mail address",
    "no_host": "is no name of a host",
    "silent": "does not answer",
    "listener_stopped": "does not run",
    "listener_silent": "has not been heard of for {seconds} s",
    "migrations_due": "{many} to apply, {first} first: run `orakul migrate`",
}

# The same, where a schema says it in a sentence of its own: with JSON Schema's words.
SCHEMA_FAULTS: Final = frozenset(
    {
        *{"required", "additional_properties", "type", "enum", "const", "pattern", "format"},
        *{"minimum", "exclusive_minimum", "maximum", "exclusive_maximum", "multiple_of"},
        *{"min_length", "max_length", "min_items", "max_items", "unique_items", "any_of"},
    }
)

_SENTENCES: Final = {**REFUSALS, **FAULTS}


class Sentence(str):
    """A sentence that knows its *kind*, a key of `REFUSALS` or `FAULTS`, and its *blanks*."""

    __slots__ = ("blanks", "kind")

    kind: str
    blanks: Blanks

    @classmethod
    def of(cls, kind: str, blanks: Blanks) -> Self:
        """Fill the *blanks* of the sentence of this *kind*."""
        sentence = cls(_SENTENCES[kind].format(**blanks))
        sentence.kind, sentence.blanks = kind, blanks
        return sentence


def said(kind: str, /, **blanks: str | int) -> Sentence:
    """Return the sentence of this *kind*, a key of `REFUSALS` or `FAULTS`, with its *blanks*."""
    return Sentence.of(kind, blanks)
