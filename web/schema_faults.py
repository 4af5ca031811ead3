"""What pydantic finds wrong, in the words of JSON Schema, so that it is said in one way."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic_core import ErrorDetails, PydanticKnownError

# By pydantic's type of error, the keyword, and which part of the error's context fills its blank.
_LIMITS: Final[Mapping[str, tuple[str, str]]] = {
    "greater_than_equal": ("minimum", "ge"),
    "greater_than": ("exclusive_minimum", "gt"),
    "less_than_equal": ("maximum", "le"),
    "less_than": ("exclusive_maximum", "lt"),
    "multiple_of": ("multiple_of", "multiple_of"),
    "string_too_short": ("min_length", "min_length"),
    "string_too_long": ("max_length", "max_length"),
    "too_short": ("min_items", "min_length"),
    "too_long": ("max_items", "max_length"),
}
# What a text comes to after a validator is counted by pydantic like a list.
_OF_TEXT: Final[Mapping[str, Literal["string_too_short", "string_too_long"]]] = {
    "too_short": "string_too_short",
    "too_long": "string_too_long",
}
_TYPES: Final[Mapping[str, str]] = {
    "int_type": "integer",
    "int_parsing": "integer",
    "int_from_float": "integer",
    "float_type": "number",
    "float_parsing": "number",
    "finite_number": "number",
    "string_type": "string",
    "bool_type": "boolean",
    "bool_parsing": "boolean",
    "list_type": "array",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
}
_OTHERS: Final[Mapping[str, str]] = {
    "missing": "required",
    "extra_forbidden": "additional_properties",
    "string_pattern_mismatch": "pattern",
}


def in_characters(error: ErrorDetails) -> ErrorDetails:
    """Return *error* in characters where it tells of a text's items, else as it is."""
    type = _OF_TEXT.get(error["type"])
    if type is None or not isinstance(error["input"], str):
        return error
    message = PydanticKnownError(type, error.get("ctx")).message()
    return {**error, "type": type, "msg": message}


def kind_of(
    type: str, context: Mapping[str, Any]
) -> tuple[str | None, dict[str, str | int] | None]:
    """Return the kind of an error of pydantic's, one of `SCHEMA_FAULTS`, and its blanks.

    Both are None where there is no word for it.
    """
    if type in _LIMITS:
        kind, limit = _LIMITS[type]
        return kind, {"limit": f"{context[limit]}"}
    if type in _TYPES:
        return "type", {"types": _TYPES[type]}
    if type == "literal_error":
        return "enum", {"choices": str(context["expected"]).replace(" or ", ", ").replace("'", '"')}
    if type in _OTHERS:
        return _OTHERS[type], {}
    return None, None
