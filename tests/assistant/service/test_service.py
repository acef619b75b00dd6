"""A library that several people ask at once: each gets their own answer, and what was asked is logged by name."""

import asyncio
import datetime
import threading
from pathlib import Path

import pytest

from assistant import PolicyLibrary, open_library
from assistant.conversations.events import Step
from assistant.query.question import Question
from assistant.service.people import Person
from assistant.service.service import Service
from assistant.service.turns import Turns

ASKED = Question("When does North East London plan to become a single CCG?")


def person(name: str) -> Person:
    return Person(1, name, False, datetime.datetime.now().astimezone())


def test_people_ask_search_and_read_at_once_and_the_log_has_their_names(copied: Path, models: Path):
    async def work(library: PolicyLibrary) -> None:
        service = Service(library, "api")
        asked = [service.ask(person(f"p{n}"), ASKED) for n in range(4)]
        searched = service.search(person("ann"), Question("single CCG"), limit=3)
        *answers, found, papers = await asyncio.gather(
            *asked, searched, service.read(person("ann"), PolicyLibrary.papers)
        )
        service.close()
        assert {answer.status for answer in answers} == {"answered"}
        assert len(found) == 3
        assert len(papers) == 5
        kept = [(each.person, each.status) for each in service.record.entries()]
        assert sorted(kept) == [("ann", "searched"), *((f"p{n}", "answered") for n in range(4))]

    with open_library(copied, models=models) as library:
        asyncio.run(work(library))


def test_a_cancelled_question_ends_at_its_next_step_and_is_not_logged(door: PolicyLibrary):
    async def work() -> list[str]:
        service, steps, begun, go = (
            Service(door, "api", Turns(at_once=1)),
            list[str](),
            threading.Event(),
            threading.Event(),
        )
        before = len(list(service.record.entries()))

        def tell(event: object) -> None:
            assert isinstance(event, Step)
            steps.append(event.name)
            begun.set()
            go.wait(5)

        asking = asyncio.create_task(service.ask(person("ann"), ASKED, tell=tell))
        await asyncio.to_thread(begun.wait, 60)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        go.set()
        assert (await service.ask(person("ben"), ASKED)).status == "answered"  # waits for the end of the first
        service.close()
        assert len(list(service.record.entries())) == before + 1
        return steps

    assert len(asyncio.run(work())) == 1
