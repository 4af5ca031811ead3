"""An experiment goes its way by REST alone, is shown to its project, and refuses nonsense."""

import asyncio
from decimal import Decimal
from typing import Any

import httpx
import pytest

from orakul.database import Acting, Connection, acting
from orakul.experiments import executing
from orakul.experiments.executing import Answered
from orakul.llm import usage
from orakul.llm.engine import Classification, Usage, Verdict

TEXTS = [
    {"text": "  it fails  ", "label": " bug "},
    {"text": "why?", "label": "question"},
    {"text": "it broke", "label": "bug"},
]
NEW: dict[str, Any] = {"project": "demo", "name": "Kinds", "items": TEXTS}


@pytest.fixture
async def member(site: Any) -> httpx.AsyncClient:
    return await site.member(demo="member")


async def created(client: httpx.AsyncClient, **change: Any) -> dict[str, Any]:
    answer = await client.post("/api/experiments", json={**NEW, **change})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def carry_out(db: Connection, id: str, *labels: str | None) -> None:
    """Do a worker's part."""
    async with acting(db, Acting("worker:test")):
        await executing.begin(db, int(id))
        items = await executing.next_items(db, int(id))
        verdicts = [
            Verdict(item.id, label, 0.8, "reads so")
            for item, label in zip(items, labels, strict=True)
            if label is not None
        ]
        found = Classification(verdicts, Usage("offline", "test-1", 30, 6, Decimal("0.25")))
        await usage.charge(db, "experiment", int(id), found.usage)
        await executing.save(db, int(id), [Answered(items, 0.3, found)])
        await executing.finish(db, int(id))


async def test_an_experiment_goes_from_its_texts_to_its_confusion_matrix(
    member: httpx.AsyncClient, db: Connection
) -> None:
    answer = await member.post("/api/experiments", json=NEW)
    experiment = answer.json()
    where = answer.headers["Location"]
    await carry_out(db, experiment["id"], "bug", "bug", None)

    read = (await member.get(where)).json()
    items = (await member.get(f"{where}/items")).json()["items"]
    wrong = (await member.get(f"{where}/items?outcome=wrong")).json()["items"]
    cell = await member.get(f"{where}/items", params={"expected": "bug", "predicted": "bug"})
    [listed] = (await member.get("/api/experiments?state=completed")).json()["items"]

    assert (answer.status_code, experiment["state"]) == (201, "pending")
    assert experiment["created_by"]["name"] == "member"
    assert [each["name"] for each in experiment["labels"]] == ["bug", "question"]
    assert read["state"] == "completed"
    assert read["metrics"]["accuracy"] == 0.5
    assert [(each["label"], each["f1"]) for each in read["classes"]] == [
        ("bug", 0.6667),
        ("question", 0),
    ]
    assert read["confusion"][1] == {"expected": "question", "predicted": "bug", "count": 1}
    assert [(each["text"], each["predicted"]) for each in items] == [
        ("it fails", "bug"),
        ("why?", "bug"),
        ("it broke", None),
    ]
    assert [each["number"] for each in wrong] == [2]
    assert [each["number"] for each in cell.json()["items"]] == [1]
    assert listed == {key: read[key] for key in listed}


async def test_one_at_a_time_and_again_over_the_same_items(
    member: httpx.AsyncClient, db: Connection
) -> None:
    first = await created(member)
    refused = await member.post("/api/experiments", json=NEW)
    cancelled = await member.delete(f"/api/tasks/{first['task_id']}")
    ended = (await member.get(f"/api/experiments/{first['id']}")).json()
    again = await created(member, items=None, again_of=first["id"])
    missing = await member.post("/api/experiments", json={**NEW, "items": None, "again_of": "99"})

    assert refused.status_code == 409
    assert f"experiment {first['id']} of the project is pending" in refused.json()["detail"]
    assert cancelled.is_success
    assert (ended["state"], "cancelled" in ended["error"]) == ("cancelled", True)
    assert (again["source"], again["again_of"], again["counts"]["items"]) == (
        "again",
        first["id"],
        3,
    )
    assert missing.status_code == 404


async def test_two_over_the_same_items_are_compared(
    site: Any, member: httpx.AsyncClient, db: Connection
) -> None:
    first = (await created(member))["id"]
    await carry_out(db, first, "bug", "bug", "bug")
    second = (await created(member, items=None, again_of=first))["id"]
    await carry_out(db, second, "question", "question", None)
    other = (await created(member, items=[*TEXTS[1:], TEXTS[0]]))["id"]
    stranger = await site.member("stranger", other="admin")

    async def compared(one: str, two: str) -> dict[str, int]:
        return (await member.get(f"/api/experiments/{one}/comparison/{two}")).json()

    async def numbers(outcome: str) -> list[tuple[int, str | None]]:
        query = {"against": first, "outcome": outcome}
        found = await member.get(f"/api/experiments/{second}/items", params=query)
        return [(each["number"], each["other"]) for each in found.json()["items"]]

    assert await compared(second, first) == {
        "shared": 3,
        "both_right": 0,
        "better": 1,
        "worse": 2,
        "both_wrong": 0,
    }
    assert (await compared(first, second))["better"] == 2
    assert (await compared(other, first))["shared"] == 0
    assert await numbers("better") == [(2, "bug")]
    assert await numbers("worse") == [(1, "bug"), (3, "bug")]
    hidden = await stranger.get(f"/api/experiments/{first}/comparison/{second}")
    assert hidden.status_code == 404


async def test_one_that_has_ended_is_deleted_with_its_items_once_and_its_cost_stays(
    site: Any, member: httpx.AsyncClient, db: Connection
) -> None:
    first = (await created(member))["id"]
    where = f"/api/experiments/{first}"
    early = await member.delete(where)
    await carry_out(db, first, "bug", "bug", None)
    second = (await created(member, items=None, again_of=first))["id"]
    viewer = await site.member("vi", demo="viewer")
    spent = await usage.spent(db)

    refused = await viewer.delete(where)
    answers = await asyncio.gather(member.delete(where), member.delete(where))
    missing = await member.get(where)
    [listed] = (await member.get("/api/experiments")).json()["items"]
    told = await db.fetch(
        "select data::jsonb from orakul.event where name = 'experiment_deleted' order by position"
    )

    assert early.status_code == 409
    assert early.json()["detail"].startswith(f"experiment {first} is pending: cancel its task")
    assert refused.status_code == 403
    assert sorted(each.status_code for each in answers) == [204, 404]
    assert missing.status_code == 404
    assert (listed["id"], listed["again_of"]) == (second, first)
    assert [each["data"]["experiment"]["state"] for each in told] == ["completed"]
    assert await db.fetchval("select count(*) from orakul.experiment_item") == 3
    assert spent == [usage.Usage("offline", "test-1", 30, 6, 0.25)]
    assert await usage.spent(db) == spent


@pytest.mark.parametrize(
    ("change", "path", "told"),
    [
        ({"items": []}, "items", "at least 1"),
        ({"items": [{"text": " ", "label": "bug"}]}, "items.0.text", "at least 1"),
        ({"items": [{"text": "it"}]}, "items.0.label", "required"),
        ({"items": [{"text": "it", "message_id": "1", "label": "bug"}]}, "items.0", "either text"),
        ({"sample": 5}, "", "one of items, sample and again_of"),
        ({"items": None, "sample": 5, "labels": []}, "", "labels go with items"),
        ({"items": None, "sample": 5}, None, "approve topics first"),
        ({"items": TEXTS[:1]}, None, "2 to 100 labels, not 1"),
        ({"labels": [{"name": "bug"}, {"name": "Bug"}]}, None, "read the same"),
    ],
)
async def test_what_measures_nothing_is_refused_with_its_place(
    member: httpx.AsyncClient, change: dict[str, Any], path: str | None, told: str
) -> None:
    answer = await member.post("/api/experiments", json={**NEW, **change})

    problem = answer.json()
    assert answer.status_code == 400
    if path is None:
        assert told in problem["detail"]
    else:
        assert any(
            each["path"] == path and told in each["message"] for each in problem["errors"]
        ), problem
    assert (await member.get("/api/experiments")).json()["items"] == []


async def test_to_a_stranger_nothing_of_it_exists(site: Any, member: httpx.AsyncClient) -> None:
    id = (await created(member))["id"]
    stranger = await site.member("stranger", other="admin")

    listed = (await stranger.get("/api/experiments")).json()["items"]
    refused = [
        await stranger.post("/api/experiments", json=NEW),
        await stranger.get(f"/api/experiments/{id}"),
        await stranger.get(f"/api/experiments/{id}/items"),
        await stranger.post(
            "/api/experiments", json={"project": "other", "name": "Mine", "again_of": id}
        ),
    ]

    assert listed == []
    assert {each.status_code for each in refused} == {404}
    assert refused[1].json()["detail"] == f"there is no experiment {id}"
