"""The tools for programs that choose among several: ask, search, read, list_papers and status."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp_types import CallToolResult
from pydantic import Field

from assistant.answer import Answer
from assistant.api.inputs import Filter, day_of, question_of
from assistant.api.library import PolicyLibrary
from assistant.api.results import FoundPassage, PaperSummary
from assistant.mcp_server import quoting
from assistant.mcp_server.calls import Calls
from assistant.mcp_server.results import (
    ROOM,
    AskResult,
    ListResult,
    ReadResult,
    SearchResult,
    StatusResult,
    fitting,
    size,
)
from assistant.mcp_server.tool import outcome, tool
from assistant.text.counts import numbered
from ingest.errors import PolicyError

MOST_PASSAGES = 20
PAGE = 50  # papers or paragraphs

PaperName = Annotated[str, Field(description="Only papers with this in title, organisation, file name or id.")]
Since = Annotated[str, Field(description="Only papers dated from this day, such as 2020-01-31 or July 2019.")]
Until = Annotated[str, Field(description="Only papers dated up to this day.")]
UNDATED = "Papers that state no date are left out, as `since` or `until` was given."


def add_tools(server: MCPServer, calls: Calls) -> None:
    @tool(server, "Ask the policy papers")
    async def ask(
        context: Context,
        question: Annotated[str, Field(description="One question, in full: the server keeps no conversation.")],
        paper: PaperName = "",
        as_of: Annotated[str, Field(description="Answer from what was in force on this day.")] = "",
    ) -> Annotated[CallToolResult, AskResult]:
        """Answer a question from the policy papers, in their own words, each statement with citations that say where
        the words stand. Where the papers do not say, the status is not_found, with the reason; do not fill the gap
        from elsewhere without saying so. Quote `words` unchanged, and name title, paragraph and page."""
        return await outcome(asked(calls, context, question, paper, as_of))

    @tool(server, "Search the policy papers")
    async def search(
        context: Context,
        query: Annotated[str, Field(description="What to look for: a question, or words.")],
        limit: Annotated[int, Field(ge=1, le=MOST_PASSAGES)] = 8,
        paper: PaperName = "",
        since: Since = "",
        until: Until = "",
    ) -> Annotated[CallToolResult, SearchResult]:
        """Find passages, best first. They are near what was asked, and need not answer it."""
        return await outcome(searched(calls, context, query, limit, _filter(paper, since, until)))

    @tool(server, "Read a policy paper")
    async def read(
        context: Context,
        id: Annotated[str, Field(description="id of the paper, from another tool")],
        start: Annotated[int, Field(ge=1, description="First paragraph: 1, or the `at` of a quotation.")] = 1,
        count: Annotated[int, Field(ge=1, le=500, description="How many paragraphs, at most.")] = PAGE,
    ) -> Annotated[CallToolResult, ReadResult]:
        """Read a paper paragraph by paragraph, from its beginning or around a quotation. `next` continues."""
        return await outcome(calls.read(context, lambda library: reading(library, id, start, count)))

    @tool(server, "List the policy papers")
    async def list_papers(
        context: Context,
        start: Annotated[int, Field(ge=1, description="First paper: 1, or `next` of the page before.")] = 1,
        count: Annotated[int, Field(ge=1, le=500, description="How many papers, at most.")] = PAGE,
        paper: PaperName = "",
        since: Since = "",
        until: Until = "",
    ) -> Annotated[CallToolResult, ListResult]:
        """List the papers of the library by title, with organisation, date and status. `next` continues."""
        wanted = _filter(paper, since, until)
        return await outcome(calls.read(context, lambda library: listing(library.papers(filter=wanted), start, count)))

    @tool(server, "Status of the library")
    async def status(context: Context) -> Annotated[CallToolResult, StatusResult]:
        """Say what the library holds: how many papers, of which dates, and what writes the answers."""
        return await outcome(calls.read(context, lambda library: state(library, calls.ready)))


async def asked(calls: Calls, context: Context, question: str, paper: str, as_of: str) -> AskResult:
    put = replace(question_of(asked_for(question)), as_of=day_of("as_of", as_of.strip() or None))
    answer = await calls.ask(context, put, _filter(paper))
    return await calls.put_together(lambda library: answered(library, answer))


def answered(library: PolicyLibrary, answer: Answer) -> AskResult:
    """An answer, with as many of its statements, and then of the nearest passages, as there is room for."""
    papers = quoting.Papers(library)
    cited = {each.n: quoting.citation(papers, each) for each in answer.citations}
    statements = [quoting.statement(each) for each in answer.statements]
    kept = fitting([size(each) + sum(size(cited[n]) for n in each.citations) for each in statements])
    numbers = {n for each in statements[:kept] for n in each.citations}
    citations = [each for n, each in cited.items() if n in numbers]
    nearest = [quoting.citation(papers, each) for each in answer.nearest]
    left = ROOM - sum(map(size, [*statements[:kept], *citations]))
    return AskResult(
        status="answered" if statements else "replied" if answer.status == "replied" else "not_found",
        coverage=answer.coverage,
        missing=list(answer.missing),
        statements=statements[:kept],
        citations=citations,
        sureness=answer.sureness if statements else "",
        reason=answer.refusal.reason if answer.refusal else "",
        why=" ".join(answer.told) if answer.status == "not_found" else "",
        advice=answer.refusal.advice if answer.refusal else "",
        nearest=nearest[: fitting([size(each) for each in nearest], left)],
        reply=answer.reply,
        note=" ".join(filter(None, [answer.note, _left_out(len(statements) - kept, "statement")])),
    )


def _left_out(count: int, what: str) -> str:
    return f"{numbered(count, f'further {what}')} left out, for want of room: ask about less." if count else ""


async def searched(calls: Calls, context: Context, query: str, limit: int, filter: Filter) -> SearchResult:
    found = await calls.search(context, question_of(asked_for(query)), limit, filter)
    note = UNDATED if "since" in filter or "until" in filter else ""
    return await calls.put_together(lambda library: quoted(library, found, note))


def quoted(library: PolicyLibrary, found: Sequence[FoundPassage], note: str) -> SearchResult:
    papers = quoting.Papers(library)
    passages = [quoting.passage(papers, each, n) for n, each in enumerate(found, 1)]
    kept = fitting(map(size, passages))
    told = filter(None, [note, _left_out(len(passages) - kept, "passage")])
    return SearchResult(passages=passages[:kept], note=" ".join(told))


def reading(library: PolicyLibrary, id: str, start: int, count: int) -> ReadResult:
    paper = library.paper(id)
    paragraphs = library.paragraphs(paper.id)
    if start > len(paragraphs):
        raise PolicyError(f"this paper has {numbered(len(paragraphs), 'paragraph')}", "give a smaller start")
    page = [quoting.paragraph(each) for each in paragraphs[start - 1 : start - 1 + count]]
    page = page[: fitting(map(size, page))]
    end = start - 1 + len(page)
    return ReadResult(
        paper=quoting.facts(paper),
        heading=quoting.heading(paper, paragraphs[start - 1]),
        paragraphs=page,
        total=len(paragraphs),
        next=end + 1 if end < len(paragraphs) else 0,
    )


def listing(papers: Sequence[PaperSummary], start: int, count: int) -> ListResult:
    page = [quoting.facts(paper) for paper in papers[start - 1 : start - 1 + count]]
    page = page[: fitting(map(size, page))]
    end = start - 1 + len(page)
    return ListResult(papers=page, total=len(papers), next=end + 1 if end < len(papers) else 0)


def state(library: PolicyLibrary, ready: bool) -> StatusResult:
    papers = library.papers()
    dates = sorted(paper.date for paper in papers if paper.date)
    statuses = [paper.status for paper in papers]
    return StatusResult(
        papers=len(papers),
        passages=sum(paper.passages for paper in papers),
        organisations=len({paper.organisation for paper in papers if paper.organisation}),
        earliest=dates[0].isoformat() if dates else "",
        latest=dates[-1].isoformat() if dates else "",
        undated=len(papers) - len(dates),
        drafts=statuses.count("draft"),
        superseded=statuses.count("superseded"),
        model=library.settings.model,
        ready=ready,
    )


def asked_for(words: str) -> str:
    """The words, if there are any. Raises PolicyError."""
    if not words.strip():
        raise PolicyError("nothing was asked", "give a question in words")
    return words


def _filter(paper: str = "", since: str = "", until: str = "") -> Filter:
    given: Filter = {}
    if paper.strip():
        given["papers"] = paper
    if since.strip():
        given["since"] = since
    if until.strip():
        given["until"] = until
    return given
