"""The OpenAPI document as a page that a person can read, with nothing from outside."""

import html
import json
from collections.abc import Mapping
from typing import Any, Final


def reader(document: Mapping[str, Any]) -> str:
    """Return the document as HTML, which works without a network."""
    operations = [
        _entry(method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    components = document["components"]
    shapes = _entries("schema", components["schemas"])
    failures = _entries("response", components["responses"])
    return _PAGE.format(operations="".join(operations), failures=failures, shapes=shapes)


def _entry(method: str, path: str, operation: Mapping[str, Any]) -> str:
    told = html.escape(operation["summary"])
    description = html.escape(operation.get("description", ""))
    parts = {
        name: operation[name]
        for name in ("parameters", "requestBody", "responses")
        if operation.get(name)
    }
    return (
        f"<details><summary><code><b>{method}</b> {html.escape(path)}</code> {told}</summary>"
        f"<p>{description}</p><pre>{_pretty(parts)}</pre></details>"
    )


def _entries(kind: str, components: Mapping[str, Any]) -> str:
    return "".join(
        f"<details id='{kind}-{html.escape(name)}'><summary>{html.escape(name)}</summary>"
        f"<pre>{_pretty(each)}</pre></details>"
        for name, each in components.items()
    )


def _pretty(value: object) -> str:
    return html.escape(json.dumps(value, indent=2, ensure_ascii=False))


_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Orakul API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color-scheme: light dark; }}
summary {{ cursor: pointer; padding: .3rem 0; }}
pre {{ overflow: auto; padding: .8rem; border: 1px solid #8884; border-radius: 6px; }}
</style></head><body>
<h1>Orakul API</h1>
<p>The same for machines: <a href="/api/openapi.json">/api/openapi.json</a>. Sign in with
<code>POST /api/auth/login</code>, then send <code>Authorization: Bearer …</code>. Failures are
<code>application/problem+json</code>.</p>
<h2>Endpoints</h2>{operations}
<h2>Failures</h2>{failures}
<h2>Shapes</h2>{shapes}
</body></html>
"""
