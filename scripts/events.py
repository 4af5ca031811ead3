"""Write ``docs/events.md``: every event that there is, from the catalogue in the code.

python -m scripts.events
"""

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from orakul.events.catalogue import KINDS, Kind

FILE = Path(__file__).parents[1] / "docs" / "events.md"

HEAD = """# Events

Made from `src/orakul/events/catalogue.py` by `python -m scripts.events`.

An event is one committed fact. Streams and `GET /api/events` show it as
`{id, position, topic, event, at, project_id, actor, by, reason, trace_id, data}`. Its topic is
`space:{project_id}:{topic}`, or the flat topic where it belongs to no project. *by* is what the
person is called now who acted, or null. Who may see an event: *owner*, the person it belongs to;
*project*, every member of its project; *admin*, administrators only, who see all the others as
well.

Positions are in commit order. A position is a time, too: microseconds since 1970, at which it
was drawn, or one more than the position before. Positions of two neighbours differ by any
number, so a difference says nothing of what lies between; and of what is pruned a stream
tells by a `gap` frame. Events are kept for `ORAKUL_EVENT_RETENTION_DAYS`.
"""

Schema = Mapping[str, Any]


def document() -> str:
    """Return the page."""
    references, definitions = models_json_schema(
        [(kind.data, "serialization") for kind in KINDS], ref_template="{model}"
    )
    schemas: dict[str, Schema] = definitions["$defs"]
    data = {model.__name__: None for model, _ in references}
    parts = [HEAD]
    for topic, kinds in groupby(KINDS, key=lambda kind: kind.topic):
        parts.append(f"## `{topic}`\n\n" + _table(list(kinds)))
    parts.append("## Data\n\nA field is always there, unless it says otherwise.\n")
    parts += [_described(name, schemas[name]) for name in data]
    parts.append("## Things that data consist of\n")
    parts += [_described(name, schemas[name]) for name in schemas if name not in data]
    return "\n".join(parts)


def _table(kinds: list[Kind]) -> str:
    rows = [
        f"| `{kind.name}` | {kind.audience} | {_link(kind.data.__name__)} | {kind.when} |"
        for kind in kinds
    ]
    head = ["| event | seen by | data | written when |", "|---|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def _described(name: str, schema: Schema) -> str:
    fields: Mapping[str, Schema] = schema["properties"]
    rows = [
        f"- `{field}`: {_type(each)}"
        + (f" ({each['description']})" if "description" in each else "")
        + ("" if field in schema["required"] or "description" in each else " (may be left out)")
        for field, each in fields.items()
    ]
    return "\n".join([f"### {name}", "", _prose(schema["description"]), "", *rows, ""])


def _prose(docstring: str) -> str:
    return docstring.replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n\n")


def _type(schema: Schema) -> str:
    return " or ".join(_types(schema))


def _types(schema: Schema) -> Iterator[str]:
    if "$ref" in schema:
        yield _link(schema["$ref"])
    elif "anyOf" in schema:
        for each in schema["anyOf"]:
            yield from _types(each)
    elif "enum" in schema or "const" in schema:
        yield from (f"`{json.dumps(each)}`" for each in schema.get("enum", [schema.get("const")]))
    elif schema.get("type") == "array":
        yield f"list of {_type(schema['items'])}"
    elif "additionalProperties" in schema and "properties" not in schema:
        yield f"object of {_type(schema['additionalProperties'])} by text"
    elif schema.get("type") == "null":
        yield "null"
    else:
        yield _scalar(schema)


def _scalar(schema: Schema) -> str:
    form = schema.get("format", schema.get("type", "any JSON"))
    limits = [f"{sign} {schema[key]:g}" for key, sign in _LIMITS.items() if key in schema]
    return " ".join([form, *limits]) if "pattern" not in schema else f"{form} `{schema['pattern']}`"


_LIMITS = {"minimum": "≥", "maximum": "≤"}


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"


def main() -> None:
    """Write the file."""
    FILE.write_text(document())


if __name__ == "__main__":
    main()
