"""Requests: what they hold, who sent them, and whether anybody still waits for the answer."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from pydantic import BaseModel
from starlette.requests import ClientDisconnect, Request

from assistant.service.people import Person

SOON = 0.5  # seconds after which it is noticed that a client has gone
Made = TypeVar("Made")
Read = TypeVar("Read", bound=BaseModel)


async def read(request: Request, form: type[Read]) -> Read:
    """The body of a request. Raises pydantic's ValidationError where it is not of this form."""
    return form.model_validate_json(await request.body())


def person_of(request: Request) -> Person:
    """Who has sent a request, as Guard found out."""
    return request.state.person


async def unless_gone(request: Request, work: Coroutine[Any, Any, Made]) -> Made:
    """What `work` returns or raises. Cancels it and raises ClientDisconnect once the client has gone away."""
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait([task], timeout=SOON))[0]:
            if await request.is_disconnected():
                raise ClientDisconnect
        return await task
    finally:
        task.cancel()
