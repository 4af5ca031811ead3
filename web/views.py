"""Saved views of the board: one's own, and those that are shared with one's projects."""

import json
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from orakul import saved_views
from orakul.saved_views import LARGEST, Change, Key
from orakul.sentences import said
from web.call import Call
from web.endpoints import Endpoints
from web.shapes import Body, Id, Page, Paging, Shape, Text, Time

views = Endpoints("views")

Name = Annotated[Text, AfterValidator(str.strip), Field(min_length=1, max_length=100)]
Word = Annotated[Text, StringConstraints(min_length=1, max_length=4096)]
Given = dict[Key, Word | Annotated[list[Word], Field(max_length=20)]]


def _small(search: Given) -> Given:
    if len(json.dumps(search, ensure_ascii=False).encode()) > LARGEST:
        raise ValueError(said("view_large", most=LARGEST))
    return search


# What stands in the board's address; what is not there restricts nothing.
BoardSearch = Annotated[Given, AfterValidator(_small)]
Share = Annotated[
    Text,
    StringConstraints(min_length=1, max_length=63),
    Field(description="the slug or id of a project"),
]


class ViewOwner(Shape):
    """Whose view it is."""

    id: Id
    name: str


class SavedView(Shape):
    """A view of the board, under a name of its owner's."""

    id: Id
    name: str
    owner: ViewOwner
    project: str | None = Field(description="it is shared with; null where it is its owner's alone")
    search: dict[Key, str | list[str]] = Field(description="what stands in the board's address")
    created_at: Time
    changed_at: Time


class NewView(Body):
    """A view to keep."""

    name: Name
    search: BoardSearch
    project: Share | None = Field(None, description="to share it with; null keeps it to oneself")


class ViewChange(Body):
    """What to change; what is left out stays."""

    name: Name | None = None
    search: BoardSearch | None = None
    project: Share | None = Field(None, description="to share it with; null shares it no more")


@views.get("/api/views")
async def list_views(call: Call, query: Paging) -> Page[SavedView]:
    """List one's own views and those shared with projects that one sees, as they were saved."""
    page = await saved_views.page(call.db, call.person, cursor=query.cursor, limit=query.limit)
    return Page[SavedView].of(page)


@views.post("/api/views", access="own", status=201, errors=(404, 409))
async def save_view(call: Call, body: NewView) -> SavedView:
    """Keep a view, for oneself or shared with a project."""
    async with call.acting():
        view = await saved_views.add(call.db, call.person, body.name, body.search, body.project)
    return SavedView.model_validate(view.shape)


@views.patch("/api/views/{id}", access="own", errors=(409,))
async def change_view(call: Call, id: int, body: ViewChange) -> SavedView:
    """Rename a view of one's own, keep another board in it, share it or share it no more."""
    share = (body.project or "") if "project" in body.model_fields_set else None
    wanted = Change(body.name, body.search, share)
    async with call.acting():
        view = await saved_views.change(call.db, call.person, id, wanted)
    return SavedView.model_validate(view.shape)


@views.delete("/api/views/{id}", access="own")
async def delete_view(call: Call, id: int) -> None:
    """Delete a view of one's own; or, as an admin of its project, one that is shared there."""
    async with call.acting():
        await saved_views.drop(call.db, call.person, id)
