"""GET /v1/models and POST /v1/chat/completions, for the clients of OpenAI's API, and below /open-webui for that one."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from assistant.answer import Answer
from assistant.service.service import Service
from assistant.text.sanitize import visible
from assistant.web_api import open_webui
from assistant.web_api.completions import WORKING, Completion, event, question_in
from assistant.web_api.errors import as_event, refuse
from assistant.web_api.forms import ChatForm
from assistant.web_api.requests import SOON, person_of, read, unless_gone
from ingest.errors import PolicyError

OPEN_WEBUI = "/open-webui"
QUIET = 10.0  # seconds without a word before a comment says that the answer is being worked on
AT_ONCE = 0.05  # seconds in which a question that can't be asked fails


class Chat:
    """The chat endpoints. `services` has a way of answering for each name of a model; the first is the default."""

    def __init__(self, services: Mapping[str, Service]):
        self._services = services

    def routes(self) -> list[Route]:
        return [
            Route(f"{base}/v1/{path}", handler, methods=[method])
            for base in ("", OPEN_WEBUI)
            for path, handler, method in (
                ("models", self.models, "GET"),
                ("models/{model}", self.model, "GET"),
                ("chat/completions", self.completions, "POST"),
            )
        ]

    async def models(self, request: Request) -> Response:
        return JSONResponse({"object": "list", "data": [_model(name) for name in self._services]})

    async def model(self, request: Request) -> Response:
        name = request.path_params["model"]
        return JSONResponse(_model(name)) if name in self._services else self._no_model(request, name)

    async def completions(self, request: Request) -> Response:
        form = await read(request, ChatForm)
        if form.model not in self._services:
            return self._no_model(request, form.model)
        completion, person, messages = Completion(form.model), person_of(request), form.messages
        in_open_webui = request.url.path.startswith(OPEN_WEBUI)
        if in_open_webui:
            person = open_webui.user(person, request.headers)
            if open_webui.is_chore(messages):
                return _nothing(completion, form)
            messages = open_webui.without_context(messages)
        asking = self._services[form.model].ask(person, question_in(messages))
        if not form.stream:
            return JSONResponse(completion.whole(await unless_gone(request, asking)))
        task = asyncio.ensure_future(asking)
        await asyncio.wait([task], timeout=AT_ONCE)
        if task.done():
            await task  # raises what a status says better than a stream does
        stream = _stream(request, completion, task, form.wants_usage, in_open_webui)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    def _no_model(self, request: Request, name: str) -> Response:
        known = " and ".join(self._services)
        return refuse(
            request.scope, 404, visible(f"there is no model {name!r} here, but {known}"), "", "model_not_found"
        )


def _model(name: str) -> dict[str, object]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "policy"}


def _nothing(completion: Completion, form: ChatForm) -> Response:
    if not form.stream:
        return JSONResponse(completion.empty())
    chunks = [completion.begin(), *completion.end(None, form.wants_usage)]
    return StreamingResponse(iter(chunks), media_type="text/event-stream")


async def _stream(
    request: Request, completion: Completion, task: asyncio.Future[Answer], usage: bool, in_open_webui: bool
) -> AsyncIterator[bytes]:
    """The chunks of an answer, as soon as it is there. Whoever goes away ends the work on it."""
    try:
        yield completion.begin()
        quiet = 0.0
        while not (await asyncio.wait([task], timeout=SOON))[0]:
            if await request.is_disconnected():
                return
            quiet += SOON
            if quiet >= QUIET:
                yield WORKING
                quiet = 0.0
        answer = await task
    except PolicyError as error:
        yield event(as_event(error))
        return
    finally:
        task.cancel()
    for chunk in _chunks(completion, answer, usage, in_open_webui):
        yield chunk


def _chunks(completion: Completion, answer: Answer, usage: bool, in_open_webui: bool) -> Iterator[bytes]:
    if in_open_webui:
        yield from open_webui.events(answer)
    yield from completion.lines(answer)
    yield from completion.end(answer, usage)
