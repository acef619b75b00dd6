"""Plain JSON: POST /ask, POST /search, GET /papers and GET /papers/{id}."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.api.inputs import day_of, question_of
from assistant.api.library import PolicyLibrary
from assistant.query.question import Question
from assistant.service.service import Service
from assistant.web_api.errors import refuse
from assistant.web_api.forms import AskForm, PaperJson, PassageJson, SearchForm, TextJson, facts, pairs
from assistant.web_api.requests import person_of, read, unless_gone

PAGE = 100_000  # characters of a paper's text in one response; most papers have fewer


class Plain:
    """The plain endpoints."""

    def __init__(self, service: Service):
        self._service = service

    def routes(self) -> list[Route]:
        return [
            Route("/ask", self.ask, methods=["POST"]),
            Route("/search", self.search, methods=["POST"]),
            Route("/papers", self.papers, methods=["GET"]),
            Route("/papers/{id}", self.paper, methods=["GET"]),
        ]

    async def ask(self, request: Request) -> Response:
        form = await read(request, AskForm)
        asked = question_of(form.question, pairs(form.history))
        question = Question(asked.text, asked.history, as_of=day_of("as_of", form.as_of))
        asking = self._service.ask(person_of(request), question, form.filter.as_filter())
        return JSONResponse((await unless_gone(request, asking)).as_json())

    async def search(self, request: Request) -> Response:
        form = await read(request, SearchForm)
        question = question_of(form.question, pairs(form.history))
        searching = self._service.search(person_of(request), question, form.limit, form.filter.as_filter())
        found = await unless_gone(request, searching)
        return JSONResponse({"passages": [facts(passage, PassageJson) for passage in found]})

    async def papers(self, request: Request) -> Response:
        papers = await self._service.read(person_of(request), PolicyLibrary.papers)
        return JSONResponse({"papers": [facts(paper, PaperJson) for paper in papers]})

    async def paper(self, request: Request) -> Response:
        id = request.path_params["id"]
        start, end = (_number(request.query_params.get(name)) for name in ("start", "end"))

        def reading(library: PolicyLibrary) -> dict[str, object] | None:
            paper = next((paper for paper in library.papers() if paper.id == id), None)
            if paper is None:
                return None
            text = library.text(id)
            first = min(start or 0, len(text))
            last = max(first, min(len(text), first + PAGE, len(text) if end is None else end))
            place = {"length": len(text), "start": first, "end": last, "text": text[first:last]}
            return facts(paper, PaperJson) | place

        found = await self._service.read(person_of(request), reading)
        if found is None:
            return refuse(request.scope, 404, "no paper has this id", "GET /papers has the ids of all")
        return JSONResponse(TextJson.model_validate(found).model_dump(mode="json"))


def _number(text: str | None) -> int | None:
    """A place in a text that an address names; what is no number counts as not said."""
    return int(text) if text and text.isdecimal() and len(text) < 12 else None
