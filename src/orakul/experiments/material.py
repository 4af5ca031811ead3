"""What an experiment classifies: texts with the labels that people gave them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from orakul import database
from orakul.database import Connection
from orakul.errors import NotFoundError, RejectedError
from orakul.llm.engine import Label
from orakul.sentences import said

MOST_ITEMS: Final = 2_000
FEWEST_LABELS: Final = 2
MOST_LABELS: Final = 100
LONGEST_TEXT: Final = 8_000  # characters

Source = Literal["given", "topics", "again"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, or the id of the message that says it, and the label that is right for it."""

    text: str
    label: str
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """The items of an experiment, and the labels that an engine chooses from."""

    source: Source
    items: Sequence[Labelled]
    labels: Sequence[Label]
    again_of: int | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    id: int
    text: str


async def given(
    db: Connection,
    project_id: int,
    items: Sequence[Labelled],
    labels: Sequence[Label] = (),
) -> Material:
    """Return what somebody sent.

    Args:
        db: connection.
        project_id: whose messages are meant.
        items: texts or messages with their labels.
        labels: what they can be; those that the items have, if there are none.

    Raises:
        RejectedError: fewer than two labels, one of them twice, an item with another label,
            or a message that the project does not have; the message says which.
    """
    offered = labels or [Label(name) for name in sorted({item.label for item in items})]
    _check_labels(offered)
    known = {label.name for label in offered}
    for number, item in enumerate(items, 1):
        if item.label not in known:
            raise RejectedError(said("experiment_label", number=number, label=item.label))
    return Material("given", await _spoken(db, project_id, items), offered)


async def of_topics(db: Connection, project_id: int, most: int) -> Material:
    """Return *most* of the project's messages, drawn at random, with the topics they have.

    Raises:
        RejectedError: not even two topics of the project have messages.
    """
    labels = await database.fetch(db, Label, "labelling_topics", project_id, MOST_LABELS)
    names = [label.name for label in labels]
    items = await database.fetch(db, Labelled, "messages_with_topics", project_id, names, most)
    if len(labels) < FEWEST_LABELS or not items:
        raise RejectedError(said("experiment_without_topics"))
    return Material("topics", items, labels)


async def of_experiment(db: Connection, project_id: int, id: int) -> Material:
    """Return what an earlier experiment of the project classified.

    Raises:
        NotFoundError: the project has none with this id.
    """
    labels = await database.fetch(db, Label, "experiment_labels", project_id, id)
    items = await database.fetch(db, Labelled, "experiment_texts", id)
    if not labels or not items:  # it may be deleted between the two
        raise NotFoundError(said("experiment_missing", id=id))
    return Material("again", items, labels, again_of=id)


def _check_labels(labels: Sequence[Label]) -> None:
    if not FEWEST_LABELS <= len(labels) <= MOST_LABELS:
        raise RejectedError(
            said("experiment_labels", least=FEWEST_LABELS, most=MOST_LABELS, many=len(labels))
        )
    seen: dict[str, str] = {}
    for label in labels:
        other = seen.setdefault(label.name.casefold(), label.name)
        if other is not label.name:
            raise RejectedError(said("experiment_labels_alike", label=other, other=label.name))


async def _spoken(db: Connection, project_id: int, items: Sequence[Labelled]) -> list[Labelled]:
    """Return *items* with the texts of the messages that they name."""
    ids = [item.message_id for item in items if item.message_id is not None]
    said = await database.fetch(db, _Said, "texts_of_messages", project_id, ids) if ids else []
    texts = {each.id: each.text for each in said}
    return [_with_text(number, item, texts) for number, item in enumerate(items, 1)]


def _with_text(number: int, item: Labelled, texts: Mapping[int, str]) -> Labelled:
    if item.message_id is None:
        return item
    text = texts.get(item.message_id)
    if text is None:
        raise RejectedError(
            said("experiment_message_missing", number=number, id=item.message_id or 0)
        )
    if not text.strip():
        raise RejectedError(
            said("experiment_message_empty", number=number, id=item.message_id or 0)
        )
    return replace(item, text=text)
