"""Classification experiments: give labelled texts, watch them classified, read how well it went."""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from starlette.responses import Response

from orakul import projects
from orakul.experiments import creating, listing, material
from orakul.experiments.material import Labelled, Material
from orakul.llm.engine import Label
from orakul.sentences import said
from web.call import Call
from web.dispatch import answered
from web.endpoints import Endpoints
from web.reasons import REASONS, EngineReason
from web.runs import Somebody, Tokens
from web.shapes import Body, GivenId, Id, Page, Paging, Shape, Text, Time

experiments = Endpoints("experiments")

LARGEST_BODY: Final = 8 << 20  # bytes

State = Literal["pending", "running", "completed", "failed", "cancelled"]
LabelName = Annotated[Text, AfterValidator(str.strip), Field(min_length=1, max_length=100)]


class ExperimentCounts(Shape):
    """The items of an experiment; those that are neither classified nor failed wait."""

    items: int
    classified: int
    correct: int
    failed: int


class ExperimentMetrics(Shape):
    """How often the engine was right, over the items that it classified."""

    accuracy: float
    macro_precision: float = Field(description="mean over the classes")
    macro_recall: float = Field(description="mean over the classes")
    macro_f1: float = Field(description="mean over the classes")
    majority_baseline: float = Field(description="accuracy of always saying the commonest class")
    coverage: float = Field(description="share of the items that were classified")
    mean_confidence: float
    mean_confidence_when_wrong: float | None
    mean_seconds: float = Field(description="for one item")
    mean_cost: float = Field(description="US dollars for one item")
    mean_tokens: float = Field(description="for one item")


class ClassMetrics(Shape):
    """How well one class was met. A precision or recall of nothing is 0."""

    label: str
    support: int = Field(description="items that belong there")
    predicted: int = Field(description="items that were put there")
    correct: int
    precision: float
    recall: float
    f1: float


class ConfusionCell(Shape):
    """How often items of one class were given a label; cells of none are left out."""

    expected: str
    predicted: str
    count: int


class ExperimentLabel(Shape):
    """What an item can be."""

    name: str
    description: str


class Experiment(Shape):
    """A classification experiment, in short."""

    id: Id
    project: str
    name: str
    source: material.Source = Field(description="where its items come from")
    again_of: Id | None = Field(description="the experiment whose items it has")
    state: State
    counts: ExperimentCounts
    eta_seconds: int | None
    engine: str | None
    model: str | None
    tokens: Tokens
    cost: float = Field(description="US dollars")
    metrics: ExperimentMetrics | None = Field(description="null until it is completed")
    error: str | None = Field(description="why it failed or was cancelled")
    task_id: Id | None
    trace_id: str | None
    created_by: Somebody | None
    created_at: Time
    started_at: Time | None
    finished_at: Time | None


class ExperimentDetail(Experiment):
    """A classification experiment, class by class."""

    labels: list[ExperimentLabel]
    classes: list[ClassMetrics] = Field(description="those that were expected or predicted")
    confusion: list[ConfusionCell]


class ExperimentItem(Shape):
    """A labelled text, and what the engine made of it."""

    number: int
    message_id: Id | None
    text: str
    expected: str
    predicted: str | None
    confidence: float | None
    reasoning: str | None
    reasons: list[EngineReason] | None = Field(description=REASONS)
    error: str | None = Field(description="why it could not be classified")
    seconds: float | None = Field(description="its share, where several were asked about at once")
    other: str | None = Field(description="the label that the experiment `against` gave it")


class Comparison(Shape):
    """The items that two experiments have in common, by which of them was right."""

    shared: int
    both_right: int
    better: int = Field(description="right here, not there")
    worse: int = Field(description="right there, not here")
    both_wrong: int


class GivenLabel(Body):
    """What an item can be."""

    name: LabelName
    description: Annotated[Text, Field(max_length=1000)] = ""


class GivenItem(Body):
    """A text, or the message that says it, and the label that people gave it."""

    text: (
        Annotated[
            Text,
            AfterValidator(str.strip),
            Field(min_length=1, max_length=material.LONGEST_TEXT),
        ]
        | None
    ) = None
    message_id: GivenId | None = None
    label: LabelName

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.message_id is None):
            raise ValueError("give either text or message_id")
        return self


class NewExperiment(Body):
    """What is classified: *items* of one's own, a *sample* of messages, or another's items."""

    project: Text = Field(description="a slug or an id")
    name: Annotated[Text, AfterValidator(str.strip), Field(min_length=1, max_length=100)]
    items: (
        Annotated[list[GivenItem], Field(min_length=1, max_length=material.MOST_ITEMS)] | None
    ) = None
    labels: Annotated[list[GivenLabel], Field(max_length=material.MOST_LABELS)] | None = Field(
        None, description="what items can be; without it, the labels that they have"
    )
    sample: Annotated[int, Field(ge=1, le=material.MOST_ITEMS)] | None = Field(
        None,
        description="as many messages at most, drawn at random from those that have a topic; "
        "the topics are the labels",
    )
    again_of: GivenId | None = Field(None, description="the experiment whose items are classified")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(each is not None for each in (self.items, self.sample, self.again_of)) != 1:
            raise ValueError("give one of items, sample and again_of")
        if self.labels is not None and self.items is None:
            raise ValueError("labels go with items")
        return self


class ExperimentQuery(Paging):
    """Which experiments to list. What is not given restricts nothing."""

    state: list[State] = Field([], description="repeat it for several")
    project: list[Text] = Field([], description="a slug or an id; repeat it for several")


class ExperimentItemQuery(Paging):
    """Which items to list. What is not given restricts nothing."""

    outcome: listing.Outcome | None = Field(
        None, description="what became of them; `better` and `worse` are meant `against` another"
    )
    against: GivenId | None = Field(None, description="an experiment to compare with")
    expected: Text | None = Field(None, description="the label that people gave")
    predicted: Text | None = Field(None, description="the label that the engine gave")


@experiments.post(
    "/api/experiments",
    status=201,
    answer=ExperimentDetail,
    headers={"Location": "where the experiment is read"},
    errors=(404, 409),
    largest_body=LARGEST_BODY,
)
async def create_experiment(call: Call, body: NewExperiment) -> Response:
    """Classify labelled texts, to measure how often the engine is right.

    It begins as soon as a worker takes up its task. It is a conflict while another experiment
    of the project is unfinished; one is ended by cancelling its task.
    """
    project = await projects.writable(call.db, call.person, body.project)
    async with call.acting(project_id=project.id):
        given = await _material(call, project.id, body)
        shape = await creating.create(call.db, project.id, given, name=body.name, by=call.person.id)
    response = answered(ExperimentDetail.model_validate(shape), 201)
    response.headers["Location"] = f"/api/experiments/{shape['id']}"
    return response


@experiments.get("/api/experiments")
async def list_experiments(call: Call, query: ExperimentQuery) -> Page[Experiment]:
    """List the experiments of one's projects, latest first."""
    page = await listing.experiments(
        call.db,
        call.person.reader,
        projects=query.project or None,
        states=query.state or None,
        cursor=query.cursor,
        limit=query.limit,
    )
    return Page[Experiment].of(page)


@experiments.get("/api/experiments/{id}")
async def read_experiment(call: Call, id: int) -> ExperimentDetail:
    """Read an experiment, with the confusion matrix of a completed one."""
    await _readable(call, id)
    return ExperimentDetail.model_validate(await creating.read_detail(call.db, id))


@experiments.delete("/api/experiments/{id}", errors=(409,))
async def delete_experiment(call: Call, id: int) -> None:
    """Delete an experiment with its items, for good, as whoever may create one.

    It is a conflict while it is unfinished: cancel its task first. Experiments that repeat it
    stay, and what language models cost for it stays counted.
    """
    experiment = await _readable(call, id)
    await projects.writable(call.db, call.person, experiment.shape["project"])
    async with call.acting(project_id=experiment.project_id):
        await creating.drop(call.db, id)


@experiments.get("/api/experiments/{id}/items")
async def list_experiment_items(
    call: Call, id: int, query: ExperimentItemQuery
) -> Page[ExperimentItem]:
    """List the items of an experiment in their order."""
    await _readable(call, id)
    if query.against is not None:
        await _readable(call, query.against)
    page = await listing.items(
        call.db,
        id,
        other_id=query.against,
        outcome=query.outcome,
        expected=query.expected,
        predicted=query.predicted,
        cursor=query.cursor,
        limit=query.limit,
    )
    return Page[ExperimentItem].of(page)


@experiments.get("/api/experiments/{id}/comparison/{other}")
async def compare_experiments(call: Call, id: int, other: int) -> Comparison:
    """Compare an experiment with another over the items that both have."""
    await _readable(call, id)
    await _readable(call, other)
    return Comparison.model_validate(await listing.compare(call.db, id, other))


async def _material(call: Call, project_id: int, body: NewExperiment) -> Material:
    if body.items is not None:
        items = [Labelled(each.text or "", each.label, each.message_id) for each in body.items]
        labels = [Label(each.name, each.description) for each in body.labels or ()]
        return await material.given(call.db, project_id, items, labels)
    if body.again_of is not None:
        return await material.of_experiment(call.db, project_id, body.again_of)
    return await material.of_topics(call.db, project_id, body.sample or 0)


async def _readable(call: Call, id: int) -> creating.Experiment:
    experiment = await creating.read(call.db, id)
    slug = experiment.shape["project"]
    await projects.require_readable(call.db, call.person, slug, said("experiment_unknown", id=id))
    return experiment
