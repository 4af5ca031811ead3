"""Shapes that every resource uses: what is read, what is answered, and pages of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Generic, Self, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from orakul.database import FIRST_MOMENT, LAST_MOMENT
from orakul.paging import COUNTED, DEFAULT_LIMIT, LARGEST_LIMIT, Counted, Shaped, Slice
from orakul.sentences import said

Item = TypeVar("Item")
ShapedRow = TypeVar("ShapedRow", bound=Shaped)

# The canonical text of a number that PostgreSQL's bigint can hold.
ID: Final = "^(0|[1-9][0-9]{0,17})$"
_ID: Final = re.compile(ID)


def read_id(text: object) -> int:
    """Return the number that *text* writes; ValueError if it is no id."""
    if not isinstance(text, str) or not _ID.fullmatch(text):
        raise ValueError(said("no_id"))
    return int(text)


def _to_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def storable(text: str) -> str:
    """Return *text*; ValueError if PostgreSQL cannot keep it."""
    if "\x00" in text:
        raise ValueError(said("nul"))
    return text


# An id in an answer: a number in PostgreSQL, a string in JSON, as JavaScript loses digits.
Id = Annotated[str, BeforeValidator(_to_text)]

# An id in a body or a query: a string of digits, which the handler gets as a number.
GivenId = Annotated[
    int, BeforeValidator(read_id), WithJsonSchema({"type": "string", "pattern": ID})
]

# Ids in a query, where one asks for some by name.
Ids = Annotated[list[GivenId], Field(max_length=200)]

# A time in an answer: always in UTC.
Time = Annotated[AwareDatetime, AfterValidator(lambda time: time.astimezone(UTC))]


# For how long an answer stands, so that whoever hears of all events asks again only then.
Stands = Annotated[
    float | None,
    Field(
        description="in how many seconds time alone may change this, if nothing happens; null if it"
        " does not"
    ),
]


def _finite(time: datetime) -> datetime:
    if time < FIRST_MOMENT:
        raise ValueError(said("too_early"))
    if time > LAST_MOMENT:
        raise ValueError(said("too_late"))
    return time


def _future(time: datetime) -> datetime:
    if time <= datetime.now(UTC):
        raise ValueError(said("in_past"))
    return time


_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ].+")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")


def _read_time(text: object) -> datetime:
    # pydantic would take a count of seconds for a time, too.
    try:
        if isinstance(text, str) and _TIME.fullmatch(text):
            moment = datetime.fromisoformat(text.upper())
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError(said("no_time"))


def _read_date(text: object) -> date:
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        raise ValueError(said("no_day"))
    return date.fromisoformat(text)


# A time in a query, one in a body, which may be stored, and a day.
GivenTime = Annotated[Time, BeforeValidator(_read_time)]
KeptTime = Annotated[GivenTime, AfterValidator(_finite)]
GivenDate = Annotated[date, BeforeValidator(_read_date)]

# A time in a body that has not come yet.
FutureTime = Annotated[KeptTime, AfterValidator(_future)]

# Words that a person wrote: `Text` any that can be stored, `Reason` a short sentence.
Text = Annotated[str, AfterValidator(storable)]
Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(storable),
]


class Shape(BaseModel):
    """What is answered; made from a mapping or from an object's attributes."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Body(BaseModel):
    """What is read, from a body or a query. An unknown field is an error, not a surprise."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class Paging(Body):
    """The query of a list."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=LARGEST_LIMIT, description="how many at most")
    cursor: Text | None = Field(None, description="`next_cursor` of the page before")


class Page(Shape, Generic[Item]):
    """Some items of a list, and where the next ones begin."""

    items: Sequence[Item]
    next_cursor: str | None = Field(description="null at the end")

    @classmethod
    def of(cls, found: Slice[ShapedRow]) -> Self:
        """Make the page of what was found, each by its shape."""
        return cls.model_validate(
            {"items": [row.shape for row in found.rows], "next_cursor": found.next_cursor}
        )

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """Name a page of tasks TaskPage, in the documentation and in what is made of it."""
        return f"{params[0].__name__}Page"


class Count(Shape):
    """How many rows of a list there are. They are counted one by one up to 10000."""

    count: int | None = Field(description="null where counting would take long")
    exact: bool = Field(description="whether it is all of them; otherwise there are more")


def counts(found: Iterable[Counted]) -> dict[str, Count]:
    """Return what was counted, by the name of its group."""
    return {each.name: count(each.counted) for each in found}


def count(counted: int | None) -> Count:
    """Return what was counted up to one more than `COUNTED`; None where that takes long."""
    if counted is None:
        return Count(count=None, exact=False)
    return Count(count=min(counted, COUNTED), exact=counted <= COUNTED)


@dataclass(frozen=True, slots=True)
class _Order:
    """What constrains a `sort` parameter, and tells of it."""

    choices: str  # as people are told
    pattern: str

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        told = f"{self.choices}; with - before it the greatest first"
        return {**handler(schema), "pattern": f"^{self.pattern}$", "description": told}

    def _checked(self, text: str) -> str:
        # Of a pattern alone, nobody would be told what there is to choose from.
        if not re.fullmatch(self.pattern, text):
            raise ValueError(said("no_order", choices=self.choices))
        return text


def order_by(fields: Iterable[str], **patterns: str) -> _Order:
    """Constrain a `sort` parameter to one of *fields*, or - and one of them.

    *patterns* are those of further fields, by the name that people are told.
    """
    names = tuple(fields)
    return _Order(", ".join([*names, *patterns]), f"-?({'|'.join([*names, *patterns.values()])})")
