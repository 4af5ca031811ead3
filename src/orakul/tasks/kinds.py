"""The kinds of tasks that there are, and what arguments each takes.

Workers know the functions; whoever else wants to check arguments asks the database, where
each worker writes the JSON schemas of its tasks when it starts. An argument that is
``readOnly`` there names what a task works on, such as the id of a run: whoever could change
it could set the task on what is not theirs.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from jsonschema_rs import Draft202012Validator, ValidationError, ValidationErrorKind

from orakul import database, logs
from orakul.database import Connection
from orakul.errors import DeniedError, RejectedError
from orakul.people import Person
from orakul.sentences import SCHEMA_FAULTS, Blanks, Sentence, said

_CAPITAL: Final = re.compile("[A-Z]")
_INEXACT: Final = 2**53  # from here on, floats lie more than one apart


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
    """One thing that is wrong with arguments, and where: ``name.inner``, or empty.

    *kind* is a key of `FAULTS` or one of `SCHEMA_FAULTS`; None where it is neither.
    """

    path: str
    message: str
    kind: str | None
    blanks: Blanks = field(default_factory=dict[str, str | int])


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of a task called *name*: as they are *stored*, and as they are *shown*.

    Nobody can read those that are *is_deep*, which are nested too deeply.
    """

    name: str
    stored: object
    shown: object
    is_deep: bool


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


async def edited(
    db: Connection, person: Person, old: Given, new: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the arguments that *person* asks for when they try a task again with *new* ones.

    What is hidden in the *old* ones and stands in the same place of *new* as it is shown stays as
    it was. A float without a fraction is an integer, as JSON Schema has it.

    Raises:
        ArgumentsError: the task does not take them, no worker has ever told what it takes, or the
            *old* ones cannot be read.
        DeniedError: they differ in what the task works on, and *person* is no administrator.
    """
    if old.is_deep:
        raise ArgumentsError([_fault("", said("arguments_deep"))])
    shown = logs.conceal("", old.shown)
    _check_shown(new, shown)
    args = cast("dict[str, Any]", _restored(_whole(new), shown, old.stored))
    schema = await _check(db, old.name, args)
    if not person.is_admin:
        _check_same_subject(schema, old.stored, args)
    return args


async def checked(db: Connection, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a new task called *name*; a float without a fraction is an integer.

    Raises:
        ArgumentsError: the task does not take them, or no worker has ever told what it takes.
    """
    _check_shown(given, None)
    args = cast("dict[str, Any]", _whole(given))
    await _check(db, name, args)
    return args


async def _check(db: Connection, name: str, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of what a task called *name* takes, which *args* are."""
    schema = await database.fetch_value(db, "read_task_kind", name)
    if schema is None:
        raise ArgumentsError([_fault("", said("kind_unknown", name=name))])
    # Masked: an error says what is wrong, and repeats nothing of what was sent.
    reader = Draft202012Validator(schema, mask="it", offline=True, validate_formats=True)
    if faults := [fault for error in reader.iter_errors(args) for fault in _faults(error)]:
        raise ArgumentsError(faults)
    return schema


def _check_shown(new: object, shown: object) -> None:
    """Refuse what stands for a secret in *new*, unless it is *shown* in that place."""
    if hidden := [_fault(path, said("hidden")) for path in _hidden("", new, shown)]:
        raise ArgumentsError(hidden)


def _whole(value: object) -> object:
    """Return *value* with integers for floats that are whole, as far as floats count by ones."""
    match value:
        case float() if value.is_integer() and abs(value) < _INEXACT:
            return int(value)
        case Mapping():
            pairs = cast("Mapping[str, object]", value).items()
            return {key: _whole(each) for key, each in pairs}
        case list():
            return [_whole(each) for each in cast("list[object]", value)]
        case _:
            return value


def _restored(new: object, shown: object, stored: object) -> object:
    """Return *new* with what is *stored* wherever it repeats a secret as it is *shown*."""
    match new:
        case str() if logs.HIDDEN in new and new == shown:
            return stored
        case Mapping():
            return {
                key: _restored(each, _at(shown, key), _at(stored, key))
                for key, each in cast("Mapping[str, object]", new).items()
            }
        case list():
            return [
                _restored(each, _at(shown, index), _at(stored, index))
                for index, each in enumerate(cast("list[object]", new))
            ]
        case _:
            return new


def _at(value: object, key: str | int) -> object:
    """Return what *value* has at *key*; None if there is nothing."""
    match value, key:
        case Mapping(), _:
            return cast("Mapping[object, object]", value).get(key)
        case list(), int():
            items = cast("list[object]", value)
            return items[key] if key < len(items) else None
        case _:
            return None


def _check_same_subject(schema: Mapping[str, Any], old: object, new: Mapping[str, Any]) -> None:
    before: Mapping[str, Any] = cast("Mapping[str, Any]", old) if isinstance(old, Mapping) else {}
    for name, argument in schema["properties"].items():
        if argument.get("readOnly") and before.get(name) != new.get(name):
            raise DeniedError(said("argument_fixed", name=name))


def _fault(path: str, sentence: Sentence) -> Fault:
    return Fault(path, sentence, sentence.kind, sentence.blanks)


def _hidden(path: str, value: object, shown: object) -> Iterator[str]:
    """Yield where *value* holds what stands for a secret, but not as it is *shown* there."""
    match value:
        case str() if logs.HIDDEN in value and value != shown:
            yield path
        case Mapping():
            for key, each in cast("Mapping[str, object]", value).items():
                yield from _hidden(f"{path}.{key}".lstrip("."), each, _at(shown, key))
        case list():
            for index, each in enumerate(cast("list[object]", value)):
                yield from _hidden(f"{path}.{index}", each, _at(shown, index))
        case _:
            pass


def _faults(error: ValidationError) -> Sequence[Fault]:
    match error.kind:
        case ValidationErrorKind.Required(property=name):
            return [Fault(_path([*error.instance_path, name]), "is missing", "required")]
        case ValidationErrorKind.AdditionalProperties(unexpected=names):
            return [
                Fault(_path([*error.instance_path, name]), "is unknown", "additional_properties")
                for name in names
            ]
        case _:
            return [_of_schema(error)]


def _of_schema(error: ValidationError) -> Fault:
    kind = _CAPITAL.sub(lambda letter: f"_{letter[0].lower()}", error.kind.name)
    known = kind if kind in SCHEMA_FAULTS else None
    return Fault(_path(error.instance_path), error.message, known, _blanks(error.kind))


def _blanks(kind: ValidationErrorKind) -> Blanks:
    """Return what is particular in what a schema demands; nothing of what was sent."""
    match kind:
        case ValidationErrorKind.Type(types=types):
            return {"types": ", ".join(sorted(types))}
        case ValidationErrorKind.Enum(options=options):
            return {"choices": ", ".join(map(json.dumps, options))}
        case ValidationErrorKind.Constant(expected_value=value):
            return {"choices": json.dumps(value)}
        case ValidationErrorKind.Format(format=form):
            return {"format": form}
        case _:
            value: object = kind.value
            return {"limit": f"{value}"} if isinstance(value, int | float) else {}


def _path(place: Sequence[object]) -> str:
    return ".".join(str(each) or '""' for each in place)
