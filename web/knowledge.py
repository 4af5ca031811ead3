"""Knowledge: extract it from messages, review what was proposed, read what was approved."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from orakul import projects
from orakul.errors import NotFoundError
from orakul.knowledge import claiming, listing, ranking, review
from orakul.llm.engine import AtomType
from orakul.sentences import said
from web.call import Call
from web.endpoints import Endpoints
from web.ranking import RankedPage, Scored, Searching, question_of
from web.reasons import REASONS, EngineReason
from web.shapes import (
    Body,
    Count,
    GivenId,
    Id,
    Ids,
    KeptTime,
    Page,
    Paging,
    Reason,
    Shape,
    Text,
    Time,
    counts,
    order_by,
)

knowledge = Endpoints("knowledge")

State = Literal["pending", "approved", "rejected", "merged"]
Kind = Literal["topic", "atom"]
Name = Annotated[Text, AfterValidator(str.strip), Field(min_length=1, max_length=200)]
Prose = Annotated[Text, Field(max_length=20_000)]
Word = Annotated[Text, AfterValidator(str.strip), Field(min_length=1, max_length=100)]


class ProposalCounts(Shape):
    """How many proposals there are of each state."""

    pending: Count
    approved: Count
    rejected: Count
    merged: Count


class Reviewer(Shape):
    """Who decided."""

    id: Id
    name: str


class Likeness(Shape):
    """The topic or atom that is most alike."""

    id: Id
    name: str | None = Field(description="null if it is gone")
    score: float = Field(description="cosine, 0.85 to 1; above 0.95 it says the same")


class TopicOfAtom(Shape):
    """The topic that an atom was found with; `id` is null until it is approved."""

    proposal_id: Id
    id: Id | None
    name: str


class KnowledgeProposal(Shape):
    """A topic or an atom that an engine suggests. An atom's title is its `name`."""

    id: Id
    kind: Kind
    state: State
    project: str
    extraction_id: Id
    name: str
    description: str
    keywords: list[str]
    atom_type: AtomType | None = Field(description="null for a topic")
    confidence: float
    reasoning: str
    reasons: list[EngineReason] | None = Field(description=REASONS)
    engine: str
    sources: list[Id] = Field(description="ids of messages")
    similar: Likeness | None
    topic: TopicOfAtom | None
    topic_id: Id | None = Field(description="the topic that it became or was merged into")
    atom_id: Id | None = Field(description="the atom that it became or was merged into")
    created_at: Time
    reviewed_by: Reviewer | None
    reviewed_at: Time | None
    review_note: str | None


class Topic(Scored):
    """A subject that was approved, with the number of its atoms and messages."""

    id: Id
    project: str
    name: str
    description: str
    keywords: list[str]
    atoms: int
    messages: int
    created_at: Time


class TopicName(Shape):
    """A topic by name."""

    id: Id
    name: str


class Atom(Scored):
    """One piece of knowledge that was approved."""

    id: Id
    project: str
    type: AtomType
    title: str
    content: str
    confidence: float
    topics: list[TopicName]
    created_at: Time


class Period(Body):
    """A time from `start` to `end`, both included."""

    start: KeptTime
    end: KeptTime


class ExtractRequest(Body):
    """Which messages to read: some, or those of a period that are not noise."""

    project: Text = Field(description="a slug or an id")
    message_ids: Annotated[list[GivenId], Field(min_length=1, max_length=1_000)] | None = None
    period: Period | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.message_ids is None) == (self.period is None):
            raise ValueError("give either message_ids or a period")
        return self


class Accepted(Shape):
    """The extractions that were begun: several where the messages fill several batches."""

    extraction_id: Id
    extraction_ids: list[Id]


class Review(Body):
    """Why it is decided so."""

    note: Reason | None = None


class Merge(Review):
    """What a proposal is counted to: a topic or an atom, as the proposal is."""

    into: GivenId


class KnowledgeEdit(Body):
    """Other words for a proposal. What is null, or not given, stays."""

    name: Name | None = None
    description: Prose | None = None
    keywords: Annotated[list[Word], Field(max_length=50)] | None = None
    atom_type: AtomType | None = None


class KnowledgeQuery(Paging):
    """Which proposals to list, in which order. What is not given restricts nothing."""

    state: list[State] = Field([], description="repeat it for several")
    kind: list[Kind] = Field([], description="repeat it for several")
    project: list[Text] = Field([], description="a slug or an id; repeat it for several")
    sort: Annotated[str, order_by(listing.PROPOSAL_SORTS)] = "-created_at"


class KnowledgeCountQuery(Body):
    """Which proposals to count. What is not given restricts nothing."""

    kind: list[Kind] = Field([], description="repeat it for several")
    project: list[Text] = Field([], description="a slug or an id; repeat it for several")


class TopicQuery(Searching):
    """Which topics to list."""

    id: Ids = Field([], description="repeat it for several")
    project: list[Text] = Field([], description="a slug or an id; repeat it for several")


class AtomQuery(TopicQuery):
    """Which atoms to list."""

    type: list[AtomType] = Field([], description="repeat it for several")
    topic_id: GivenId | None = Field(None, description="of a topic that they belong to")


@knowledge.post("/api/knowledge/extract", status=202, errors=(404,))
async def extract_knowledge(call: Call, body: ExtractRequest) -> Accepted:
    """Read messages for topics and atoms.

    What is found waits as proposals. Messages that are being read already are left out,
    and so is the noise of a period; messages that were read before are read again.
    """
    project = await projects.writable(call.db, call.person, body.project)
    batch = call.site.settings.extraction_batch
    async with call.acting(project_id=project.id):
        if body.period:
            start, end = body.period.start, body.period.end
            ids = await claiming.claim_period(call.db, project.id, start, end, batch=batch)
        else:
            chosen = body.message_ids or []
            ids = await claiming.claim_chosen(call.db, project.id, chosen, batch=batch)
    return Accepted.model_validate({"extraction_id": ids[0], "extraction_ids": ids})


@knowledge.get("/api/knowledge/proposals")
async def list_knowledge_proposals(call: Call, query: KnowledgeQuery) -> Page[KnowledgeProposal]:
    """List the proposals of one's projects."""
    page = await listing.proposals(
        call.db,
        call.person.reader,
        projects=query.project or None,
        states=query.state or None,
        kinds=query.kind or None,
        sort=query.sort,
        cursor=query.cursor,
        limit=query.limit,
    )
    return Page[KnowledgeProposal].of(page)


@knowledge.get("/api/knowledge/proposals/count")
async def count_knowledge_proposals(call: Call, query: KnowledgeCountQuery) -> ProposalCounts:
    """Count the proposals of one's projects, by their state."""
    found = await listing.count_proposals(
        call.db,
        call.person.reader,
        projects=query.project or None,
        kinds=query.kind or None,
    )
    return ProposalCounts.model_validate(counts(found))


@knowledge.get("/api/knowledge/proposals/{id}")
async def read_knowledge_proposal(call: Call, id: int) -> KnowledgeProposal:
    """Read a proposal."""
    shape = await review.read(call.db, id)
    await projects.require_readable(
        call.db, call.person, shape["project"], said("proposal_unknown", id=id)
    )
    return KnowledgeProposal.model_validate(shape)


@knowledge.post("/api/knowledge/proposals/{id}/approve", errors=(409,))
async def approve_knowledge(call: Call, id: int, body: Review | None) -> KnowledgeProposal:
    """Approve a proposal, which makes its topic or atom.

    It is a conflict if it is decided already, or if there is a topic of its name: merge
    it into that one.
    """
    note = body.note if body else None
    async with call.acting(reason=note, project_id=await _project(call, id)):
        shape = await review.approve(call.db, id, by=call.person.id, note=note)
    return KnowledgeProposal.model_validate(shape)


@knowledge.post("/api/knowledge/proposals/{id}/reject", errors=(409,))
async def reject_knowledge(call: Call, id: int, body: Review | None) -> KnowledgeProposal:
    """Reject a proposal."""
    note = body.note if body else None
    async with call.acting(reason=note, project_id=await _project(call, id)):
        shape = await review.reject(call.db, id, by=call.person.id, note=note)
    return KnowledgeProposal.model_validate(shape)


@knowledge.post("/api/knowledge/proposals/{id}/merge", errors=(409,))
async def merge_knowledge(call: Call, id: int, body: Merge) -> KnowledgeProposal:
    """Merge a proposal into a topic or an atom, which gets its sources."""
    async with call.acting(reason=body.note, project_id=await _project(call, id)):
        shape = await review.merge(call.db, id, body.into, by=call.person.id, note=body.note)
    return KnowledgeProposal.model_validate(shape)


@knowledge.put("/api/knowledge/proposals/{id}", errors=(409,))
async def edit_knowledge(call: Call, id: int, body: KnowledgeEdit) -> KnowledgeProposal:
    """Put a pending proposal in other words."""
    async with call.acting(project_id=await _project(call, id)):
        shape = await review.edit(call.db, id, body.model_dump(exclude_none=True))
    return KnowledgeProposal.model_validate(shape)


@knowledge.get("/api/topics")
async def list_topics(call: Call, query: TopicQuery) -> RankedPage[Topic]:
    """List the topics of one's projects, latest first, or rank them by what they mean."""
    db, reader = call.db, call.person.reader
    wanted = listing.TopicFilter(query.project or None, query.q, query.id or None)
    if question := await question_of(query):
        found = await ranking.rank_topics(db, reader, wanted, question, most=query.limit)
        return RankedPage[Topic].ranked(query.by, found)
    page = await listing.topics(db, reader, wanted, cursor=query.cursor, limit=query.limit)
    return RankedPage[Topic].listed(page)


@knowledge.get("/api/atoms")
async def list_atoms(call: Call, query: AtomQuery) -> RankedPage[Atom]:
    """List the atoms of one's projects, latest first, or rank them by what they mean."""
    db, reader = call.db, call.person.reader
    wanted = listing.AtomFilter(
        query.project or None, query.q, query.id or None, query.type or None, query.topic_id
    )
    if question := await question_of(query):
        found = await ranking.rank_atoms(db, reader, wanted, question, most=query.limit)
        return RankedPage[Atom].ranked(query.by, found)
    page = await listing.atoms(db, reader, wanted, cursor=query.cursor, limit=query.limit)
    return RankedPage[Atom].listed(page)


async def _project(call: Call, id: int) -> int:
    """Return the project of a proposal that the caller may decide."""
    slug = await review.project_of(call.db, id)
    try:
        return (await projects.writable(call.db, call.person, slug)).id
    except NotFoundError:
        raise NotFoundError(said("proposal_unknown", id=id)) from None
