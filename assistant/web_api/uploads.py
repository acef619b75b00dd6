"""PUT /papers/NAME: an owner adds a paper by sending its file, where `policy api --allow-upload FOLDER` lets them."""

import asyncio
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.api.library import PolicyLibrary
from assistant.service.record import Entry, Record
from assistant.text.sanitize import visible
from assistant.web_api.errors import refuse
from assistant.web_api.requests import person_of
from ingest.errors import PolicyError
from ingest.load import FORMATS
from ingest.safe_write import replace

LONGEST = 200  # bytes of a file's name; most disks allow 255


class Uploads:
    """Keeps the files that are sent in `folder`, and reads each as a paper like any other, one after the other."""

    def __init__(self, library: PolicyLibrary, folder: Path):
        self._library, self._folder = library, folder
        self._record = Record(library.folder, library.settings.log_days)
        self._turn = asyncio.Lock()

    def routes(self) -> list[Route]:
        return [Route("/papers/{name}", self.put, methods=["PUT"])]

    async def put(self, request: Request) -> Response:
        person, name = person_of(request), request.path_params["name"]
        if not person.owner:
            return refuse(request.scope, 403, "only an owner of this library can add papers")
        if fault := _fault(name):
            return refuse(request.scope, 422, fault)
        async with self._turn:  # one file at a time is in memory
            file = self._folder / name
            if await run_in_threadpool(file.exists):
                return refuse(request.scope, 409, "there is a file of this name already", "send it under another name")
            added = await run_in_threadpool(self._add, file, await request.body())
        self._record.add(Entry(person.name, "api", name, "added"))
        return JSONResponse(added, 201)

    def _add(self, file: Path, data: bytes) -> dict[str, object]:
        """What became of it. Raises PolicyError, and keeps no file, where it can't be read."""
        try:
            replace(file, data)
        except OSError as error:
            raise PolicyError(f"the file can't be kept: {error.strerror}", "tell whoever runs this server") from error
        try:
            outcomes = self._library.ingest(file)
            added = [outcome for outcome in outcomes if not outcome.failed]  # a .zip holds several papers
            if not added:
                raise PolicyError(outcomes[0].reason, outcomes[0].cure)
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        note = ". ".join(dict.fromkeys(outcome.reason for outcome in outcomes if outcome.reason))
        passages = sum(outcome.passages for outcome in added)
        return {"document": file.name, "status": added[0].status, "passages": passages, "note": note}


def _fault(name: str) -> str:
    """Why a name can't be that of a file here; empty where it can."""
    if name.startswith((".", "~")) or visible(name) != name or {"/", "\\", ":", "\n", "\t"} & set(name):
        return "this can't be the name of a file"
    if len(name.encode()) > LONGEST:
        return f"the name has more than {LONGEST} bytes"
    if Path(name).suffix.lower() not in FORMATS:
        return f"the name ends in none of {' '.join(FORMATS)}"
    return ""
