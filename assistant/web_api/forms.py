"""What programs send and get as JSON. These models check requests, and describe both in the OpenAPI page."""

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.api.inputs import Filter, History
from assistant.refusal import Reason

LONGEST = 10_000  # characters of a question; a page of text has 3,000
TURNS = 20  # question and answer pairs of a conversation that are read, the last ones

Words = Annotated[str, StringConstraints(max_length=LONGEST)]


class Form(BaseModel):
    """What programs send to the plain endpoints: a field that there is not is an error, since it would do nothing."""

    model_config = ConfigDict(extra="forbid")


class Wanted(Form):
    """Which papers to ask. `papers`: names, of which a paper has one in its title, organisation, file name or id."""

    papers: list[Words] | None = Field(default=None, min_length=1, max_length=1000)
    since: Words | None = Field(
        default=None, description="The first date, inclusive: '2020', 'July 2019', '2020-01-31'."
    )
    until: Words | None = Field(default=None, description="The last date, inclusive.")
    undated: bool = Field(default=False, description="With since or until: papers that state no date too.")

    def as_filter(self) -> Filter:
        return Filter(**self.model_dump(exclude_none=True))  # type: ignore[typeddict-item]


class AskForm(Form):
    """A question."""

    question: Words
    history: list[tuple[Words, str]] = Field(
        default=[], max_length=1000, description="The [question, answer] pairs before it, for a follow-up."
    )
    filter: Wanted = Wanted()
    as_of: Words | None = Field(default=None, description="A day: answer from what was in force then.")


class SearchForm(Form):
    """A search for passages."""

    question: Words
    limit: int = Field(default=10, ge=1, le=50)
    history: list[tuple[Words, str]] = Field(default=[], max_length=1000)
    filter: Wanted = Wanted()


class Part(BaseModel):
    """A part of a message. Only text is read."""

    type: str
    text: str = ""


class Message(BaseModel):
    """A message of a conversation. Those of other roles than user and assistant are ignored."""

    role: str
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    include_usage: bool = False


class ChatForm(BaseModel):
    """A request of OpenAI's chat completions. What is not named here, such as the temperature, is ignored."""

    model: Words
    messages: list[Message] = Field(min_length=1, max_length=10_000)
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = 1

    @property
    def wants_usage(self) -> bool:
        return bool(self.stream_options and self.stream_options.include_usage)


class StatementJson(BaseModel):
    """A sentence, list item or table row, with the numbers of its citations."""

    text: str
    citations: list[int]
    support: Literal["quoted", "supported", "unsupported"]
    about: str = ""
    listed: bool = False
    marked: list[tuple[int, int]] = []
    caveats: list[str] = []
    reason: str = ""


class CitationJson(BaseModel):
    """Words of a paper: `quote` is `start` to `end` of the text of the paper whose id is `paper`."""

    n: int
    document: str
    paper: str
    title: str
    organisation: str | None
    date: datetime.date | None
    headings: list[str]
    number: str | None
    page: int | None
    page_label: str
    quote: str
    start: int
    end: int
    status: str | None
    ended: datetime.date | None
    starts: datetime.date | None
    recognised: bool


class RefusalJson(BaseModel):
    """Why the papers do not say."""

    reason: Reason
    about: list[str]
    why: str
    advice: str


class AnswerJson(BaseModel):
    """An answer, as `policy ask --json` prints it."""

    question: str
    asked_as: str = ""
    status: Literal["answered", "not_found", "replied"]
    coverage: Literal["complete", "partial", "none"]
    missing: list[str] = []
    answer: str
    statements: list[StatementJson]
    citations: list[CitationJson]
    refusal: RefusalJson | None = None
    nearest: list[CitationJson] = []
    model: str
    confidence: float
    seconds: float
    note: str = ""


class PaperJson(BaseModel):
    """A paper of the library."""

    id: str
    title: str
    organisation: str | None
    date: datetime.date | None
    document: str
    format: str
    pages: int | None
    passages: int
    status: Literal["in_force", "draft", "superseded", "coming"] | None
    superseded_by: str | None


class PapersJson(BaseModel):
    papers: list[PaperJson]


class TextJson(PaperJson):
    """A paper with `start` to `end` of its text, which has `length` characters."""

    length: int
    start: int
    end: int
    text: str


class PassageJson(BaseModel):
    """A passage: `text` is `start` to `end` of the text of the paper whose id is `paper`."""

    id: str
    paper: str
    title: str
    organisation: str | None
    date: datetime.date | None
    document: str
    headings: list[str]
    place: str
    page: int | None
    page_label: str
    text: str
    start: int
    end: int
    score: float
    recognised: bool


class PassagesJson(BaseModel):
    passages: list[PassageJson]


class AddedJson(BaseModel):
    """What became of a file that was sent; `note` says what of it could not be read."""

    document: str
    status: str
    passages: int
    note: str


class ErrorJson(BaseModel):
    error: str
    advice: str = ""


def pairs(history: list[tuple[str, str]]) -> History:
    """What counts of a conversation."""
    return history[-TURNS:]


def facts(found: Any, form: type[BaseModel]) -> dict[str, Any]:
    """The facts of a paper or passage that the form has, as JSON. Its source, a path on this machine, is not there."""
    return form.model_validate(found, from_attributes=True).model_dump(mode="json")
