"""Follow what happens, and go on exactly where the last run stopped.

ORAKUL_URL=http://127.0.0.1:8000 ORAKUL_TOKEN=… python follow.py [file for the last id]
"""

# ruff: noqa: T201 - what it is for

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

SILENCE = 45.0  # seconds; three heartbeats


def messages(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    """Cut a stream into messages: fields by name, ``id``, ``event`` and ``data`` among them."""
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
        else:
            yield fields
            fields = {}


def follow(client: httpx.Client, url: str, place: Path) -> None:
    """Print events until the stream ends; keep in *place* how far that was."""
    last = place.read_text() if place.exists() else ""
    headers = {"Last-Event-ID": last} if last else {}
    with client.stream("GET", f"{url}/api/events/stream", headers=headers) as answer:
        answer.raise_for_status()
        for message in messages(answer.iter_lines()):
            match message.get("event"):
                case None if "data" in message:
                    event = json.loads(message["data"])
                    print(event["position"], event["topic"], event["event"], flush=True)
                case "gap":
                    print("some events are gone:", message["data"], file=sys.stderr)
                case _:
                    pass  # a heartbeat, or why the stream ends
            if "id" in message:
                place.write_text(message["id"])  # after the event was dealt with, not before


def main() -> None:
    """Come back whenever the stream ends."""
    place = Path(sys.argv[1] if len(sys.argv) > 1 else "last-event-id")
    headers = {"Authorization": f"Bearer {os.environ['ORAKUL_TOKEN']}"}
    with httpx.Client(headers=headers, timeout=SILENCE) as client:
        while True:
            try:
                follow(client, os.environ["ORAKUL_URL"], place)
            except httpx.TransportError as error:
                print("connection lost:", error, file=sys.stderr)
            time.sleep(1)


if __name__ == "__main__":
    main()
