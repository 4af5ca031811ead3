"""The kinds of tasks that there are, and what arguments each takes.

Workers know the functions; whoever else wants to check arguments asks the database, where
each worker writes the JSON schemas of its tasks when it starts. An argument that is
``readOnly`` there names what a task works on, such as the id of a run: whoever could change
it could set the task on what is not theirs.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from jsonschema_rs import Draft202012Validator, ValidationError, ValidationErrorKind

from orakul import database, logs
from orakul.database import Connection
from orakul.errors import DeniedError, RejectedError
from orakul.people import Person


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of task: how often it is tried, and the JSON schema of its arguments.

    Those named in *secrets* are shown to nobody.
    """

    name: str
    max_attempts: int
    arguments: Mapping[str, Any]
    secrets: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with arguments, and where: ``name.inner``, or empty."""

    path: str
    message: str


class ArgumentsError(RejectedError):
    """A task of this kind does not take such arguments."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = faults
        told = (f"{each.path}: {each.message}".removeprefix(": ") for each in faults)
        super().__init__("; ".join(told))


async def register(db: Connection, kinds: Sequence[Kind]) -> None:
    """Write down what this release knows of each kind of task."""
    await database.execute(
        db,
        "set_task_kinds",
        [kind.name for kind in kinds],
        [kind.max_attempts for kind in kinds],
        [dict(kind.arguments) for kind in kinds],
    )
    await database.execute(
        db, "set_task_secrets", {kind.name: list(kind.secrets) for kind in kinds}
    )


async def check_edited(
    db: Connection, person: Person, name: str, old: object, new: Mapping[str, Any]
) -> None:
    """Check that *person* may run a task called *name* with *new* arguments for *old* ones.

    Raises:
        ArgumentsError: it does not take them, or no worker has ever told what it takes.
        DeniedError: they differ in what the task works on, and *person* is no administrator.
    """
    if hidden := [Fault(path, "is hidden: give it in full") for path in _hidden("", new)]:
        raise ArgumentsError(hidden)
    schema = await database.fetch_value(db, "read_task_kind", name)
    if schema is None:
        raise ArgumentsError([Fault("", f"no worker knows what a task {name} takes")])
    # Masked: an error says what is wrong, and repeats nothing of what was sent.
    found = Draft202012Validator(schema, mask="it", offline=True).iter_errors(dict(new))
    if faults := [fault for error in found for fault in _faults(error)]:
        raise ArgumentsError(faults)
    if not person.is_admin:
        _check_same_subject(schema, old, new)


def _check_same_subject(schema: Mapping[str, Any], old: object, new: Mapping[str, Any]) -> None:
    before: Mapping[str, Any] = cast("Mapping[str, Any]", old) if isinstance(old, Mapping) else {}
    for name, argument in schema["properties"].items():
        if argument.get("readOnly") and before.get(name) != new.get(name):
            raise DeniedError(
                f"only an administrator may change {name}: it names what the task works on"
            )


def _hidden(path: str, value: object) -> Iterator[str]:
    """Yield where *value* holds what stands for a secret when arguments are shown."""
    match value:
        case str() if logs.HIDDEN in value:
            yield path
        case Mapping():
            for key, each in cast("Mapping[str, object]", value).items():
                yield from _hidden(f"{path}.{key}".lstrip("."), each)
        case list():
            for index, each in enumerate(cast("list[object]", value)):
                yield from _hidden(f"{path}.{index}", each)
        case _:
            pass


def _faults(error: ValidationError) -> Sequence[Fault]:
    match error.kind:
        case ValidationErrorKind.Required(property=name):
            return [Fault(_path([*error.instance_path, name]), "is missing")]
        case ValidationErrorKind.AdditionalProperties(unexpected=names):
            return [Fault(_path([*error.instance_path, name]), "is unknown") for name in names]
        case _:
            return [Fault(_path(error.instance_path), error.message)]


def _path(place: Sequence[object]) -> str:
    return ".".join(map(str, place))
