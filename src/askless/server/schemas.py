"""What travels over HTTP, as pydantic models: the border where requests are checked.

Bodies are strict: a number in quotes is no number. Unknown fields are passed over, so that a page
and a server of neighbouring versions understand each other.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

__all__ = [
    "AnswerBody",
    "CurvePoint",
    "ErrorBody",
    "Estimate",
    "FlagBody",
    "Label",
    "LabelBody",
    "Model",
    "NoteBody",
    "Number",
    "Progress",
    "Project",
    "Prospect",
    "Prospects",
    "Query",
    "QueueReply",
    "Recent",
    "RenameBody",
    "Reply",
    "Row",
    "Rows",
    "RuleVerdict",
    "Search",
    "SkipBody",
    "StrategyBody",
    "UndoBody",
]

Span = tuple[int, int, str | None]
Answer = str | list[str | None] | list[Span] | float
Name = Annotated[str, Field(max_length=500)]
ItemId = Annotated[str, Field(max_length=10_000)]
Tab = Annotated[str, Field(max_length=100)]
Share = Annotated[float, Field(ge=0, le=1)]


GivenSpan = Annotated[list[int | Name | None], Field(min_length=3, max_length=3)]
"""A span as pages send it: first character, end and type; the label space says whether it can be one."""


class ErrorBody(BaseModel):
    """What is wrong, and what to do."""

    error: str
    remedy: str


# --- requests --------------------------------------------------------------------------------------


def _whole(number: Any) -> Any:
    """JSON does not tell 5 from 5.0."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


class _Body(BaseModel):
    model_config = ConfigDict(strict=True)


class _Act(_Body):
    """What every act of a person carries; the same `request` is acknowledged once."""

    tab: Tab = ""
    request: Annotated[str, Field(max_length=100)] = ""
    n: Annotated[int, BeforeValidator(_whole), Field(ge=0, le=50)] = 0
    have: Annotated[list[ItemId], Field(max_length=500)] = []


class SkipBody(_Act):
    id: ItemId
    seconds: Annotated[float, Field(ge=0, le=1e9)] | None = None


class AnswerBody(SkipBody):
    answer: (
        Annotated[str, Field(max_length=500)]
        | Annotated[list[Name | None], Field(max_length=10_000)]
        | Annotated[list[GivenSpan], Field(max_length=10_000)]
        | float
    )
    suggestion_seen: bool = False
    suggested: (
        Annotated[list[Name | None], Field(max_length=10_000)]
        | Annotated[list[GivenSpan], Field(max_length=10_000)]
        | None
    ) = None
    """Of a sentence, the guess that was on the screen; a newer model may guess something else by now."""
    decisions: Annotated[int, BeforeValidator(_whole), Field(ge=0, le=100_000)] | None = None


class FlagBody(_Act):
    id: ItemId
    on: bool = True


class NoteBody(_Act):
    id: ItemId
    text: Annotated[str, Field(max_length=20_000)]


class UndoBody(_Act):
    """The latest act is taken back, whichever item it was about."""


class LabelBody(_Act):
    name: Name


class RenameBody(_Act):
    old: Name
    new: Name


class StrategyBody(_Act):
    name: Name


# --- replies ---------------------------------------------------------------------------------------


class Label(BaseModel):
    name: str
    key: str
    count: int
    definition: str = ""
    example: str = ""


class Model(BaseModel):
    state: Literal["waiting", "preparing", "training", "ready", "failed"]
    version: int
    name: str
    trained_on: int
    message: str
    share: float | None


class Estimate(BaseModel):
    """Accuracy, or the typical error of numbers (RMSE, in their unit, smaller is better), and what it rests on."""

    measure: Literal["accuracy", "F1", "error"]
    basis: str
    ready: bool
    n: int
    needed: int
    value: float | None
    low: float | None
    high: float | None
    sentence: str
    note: str


class CurvePoint(BaseModel):
    labels: int
    value: float
    low: float
    high: float
    n: int


class Test(BaseModel):
    """Items kept apart to test the model."""

    answered: int
    size: int


class Prospect(BaseModel):
    """How likely the labels so far are enough within a tolerance, and how many may be, in words.

    `chances` are those of now, twice and four times `Prospects.labels`, of `items` in all, none of which is kept apart
    or a copy of another; None where nothing can be said.
    """

    tolerance: str
    ready: bool
    known: bool
    items: int
    chances: tuple[float, float, float] | None
    headline: str
    range: str
    small_print: str
    time: str


class RuleVerdict(BaseModel):
    """What a rule for searches says."""

    name: str
    recommend: bool
    sentence: str


class Search(BaseModel):
    """How far the search for the items of one label is.

    `most` is how many of them the pool has at most, `least_recall` the share that is surely found, both as sure as
    `confidence`; the search is to reach `recall`.
    """

    find: str
    found: int
    most: int
    least_recall: Share | None
    recall: Share
    confidence: Share
    reached: bool
    state: Literal["begin", "search", "sample", "likely", "certain"]
    headline: str
    sentence: str
    rules: list[RuleVerdict]


class Prospects(BaseModel):
    """The latest forecast, made at so many labels, and perhaps the recommendation to stop; or how far a search is."""

    labels: int
    labelled: int
    by: list[Prospect]
    stop: str | None
    why: str
    search: Search | None


class Happened(BaseModel):
    """A step by which the model adapted, and how many items of the stream had come by then."""

    item: int
    sentence: str


class Stream(BaseModel):
    """Where a stream is.

    `budget` is the share of the items that may be asked about, where it is a share; `watched` says what watches for
    changes. `happened` has the latest first.
    """

    seen: int
    asked: int
    waiting: int
    share: Share
    budget: Share | None
    watched: str
    happened: list[Happened]
    ended: bool


class Refused(BaseModel):
    """Proposals that the guard refused for one reason, and what it said of the latest of them."""

    reason: str
    latest: str
    times: int


class Unanswerable(BaseModel):
    """Share of made-up questions that nobody can answer, and between which it lies."""

    rate: Share
    low: Share
    high: Share


class Synthesis(BaseModel):
    """Where questions are made up as answers come in.

    `answered` have a label; `cannot_tell` are answered, too, but with none; `waiting` are made and not answered,
    whether somebody looks at them or not. `budget` is how many may be asked in all. `making` says that one is being
    made now, `snapping` that real rows are asked instead. `asks` and `guard` are sentences on what is asked and on how
    plausibility is judged; `refused` has the most frequent reason first.
    """

    answered: int
    cannot_tell: int
    waiting: int
    budget: int | None
    making: bool
    unanswerable: Unanswerable | None
    snapping: bool
    asks: str
    guard: str
    refused: list[Refused]


class Progress(BaseModel):
    items: int
    labelled: int
    skipped: int
    flagged: int
    pending: int
    remaining: int
    per_minute: float | None
    batch: int
    model: Model
    estimate: Estimate
    curve: list[CurvePoint]
    test: Test | None
    prospects: Prospects | None
    stream: Stream | None
    synthesis: Synthesis | None
    ranking: int


class TextItem(BaseModel):
    kind: Literal["text"]
    text: str
    title: str | None = None


class TokensItem(BaseModel):
    """A sentence, where its tokens lie in it, and what stands around it; positions count code points."""

    kind: Literal["tokens"]
    text: str
    tokens: list[tuple[int, int]]
    before: str = ""
    after: str = ""


class RowItem(BaseModel):
    kind: Literal["row"]
    cells: list[tuple[str, Any]]


class ImageItem(BaseModel):
    """A picture; where items are made up, `real` says that this one is not."""

    kind: Literal["image"]
    alt: str
    real: bool | None = None


class Input(BaseModel):
    """What an input of a form is set to.

    A number lies between `low` and `high`; other values are one of `levels`. `place` is where it lies, from 0 to 1
    between the ends of the range, or among levels that have an order. `mixture` is the one that it is a share of;
    `log` says that the range is a logarithmic one.
    """

    name: str
    value: Any
    unit: str = ""
    low: float | None = None
    high: float | None = None
    place: float | None = None
    levels: list[Any] | None = None
    mixture: str | None = None
    log: bool = False


class FormItem(BaseModel):
    """An item that was made up, or that exists if it is `real`."""

    kind: Literal["form"]
    fields: list[Input]
    real: bool | None = None


class Suggestion(BaseModel):
    """What the model would answer, in words as `label`.

    `labels` has all of them when an item may have several. A number has a `value` and perhaps a `std`, how far from it
    the answer may lie, and no `confidence`. Of a sentence there is the whole `answer`, and how sure each of its
    `tokens` is.
    """

    label: str
    confidence: float | None
    labels: list[str] | None = None
    value: float | None = None
    std: float | None = None
    answer: Answer | None = None
    tokens: list[float] | None = None


class Query(BaseModel):
    """An item, and how it came to be asked; `window` has the first token and the end of what is asked of a sentence."""

    id: str
    item: Annotated[TextItem | RowItem | ImageItem | FormItem | TokensItem, Field(discriminator="kind")]
    why: str
    random: bool
    window: tuple[int, int] | None = None
    suggestion: Suggestion | None
    version: int
    ranking: int
    copies: int
    flagged: bool
    note: str
    answer: Answer | None


class QueueReply(BaseModel):
    queries: list[Query]
    ranking: int
    done: bool
    sentence: str


class Reply(BaseModel):
    """The answer to every act: where things stand, and what comes next."""

    progress: Progress
    labels: list[Label]
    queries: list[Query]
    ranking: int
    query: Query | None = None
    undone: Literal["answer", "skip", "flag", "note", "label"] | None = None


class Strategy(BaseModel):
    name: str
    summary: str


class Number(BaseModel):
    """Which numbers are answers."""

    unit: str
    minimum: float | None
    maximum: float | None


class Project(BaseModel):
    """What a page needs to begin; `number` is there where answers are numbers, and then there are no labels."""

    id: str
    name: str
    source: str
    kind: Literal["text", "rows", "images", "array", "tokens"]
    space: Literal["classes", "multilabel", "real", "tags", "spans"]
    number: Number | None
    labels: list[Label]
    strategy: str
    strategies: list[Strategy]
    progress: Progress
    export: str


class Row(BaseModel):
    """An item on one line; of a sentence with its `text`, to which spans refer."""

    id: str
    line: str
    text: str | None = None
    answer: Answer | None
    status: Literal["labelled", "unlabelled", "skipped"]
    flagged: bool
    note: str
    prediction: Answer | None
    confidence: float | None
    std: float | None


class Rows(BaseModel):
    total: int
    rows: list[Row]


class Recent(BaseModel):
    items: list[Row]
