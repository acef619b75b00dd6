"""What Open WebUI does differently: it shows sources that come as events, and sends more than people's questions.

It has a base address of its own (/open-webui/v1), as other clients stumble over these events.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from starlette.datastructures import Headers

from assistant.answer import Answer
from assistant.briefing.wording import line
from assistant.service.people import Person
from assistant.web_api.completions import address, citations, event, name
from assistant.web_api.forms import Message

TASK = (
    "### Task:"  # its own prompts begin so: for titles, tags, follow-up questions and searches, and for attached files
)
CONTEXT = "</context>"  # in the last of these alone; the person's question stands behind it
LONGEST = 100  # characters of the name of one of its users


def is_chore(messages: Sequence[Message]) -> bool:
    """Whether no person is asking, but Open WebUI wants a title, tags or the like of a conversation."""
    last = messages[-1].text.lstrip()
    return last.startswith(TASK) and CONTEXT not in last


def without_context(messages: Sequence[Message]) -> list[Message]:
    """The messages as people wrote them, without the prompt and the words of files that were put in front."""
    return [each.model_copy(update={"content": _written(each.text)}) for each in messages]


def _written(text: str) -> str:
    if not text.lstrip().startswith(TASK) or CONTEXT not in text:
        return text
    asked = text.rpartition(CONTEXT)[2]
    return asked.replace("<user_query>", "").replace("</user_query>", "").strip()


def user(person: Person, headers: Headers) -> Person:
    """The person who asks through Open WebUI, where it says who (ENABLE_FORWARD_USER_INFO_HEADERS).

    It is let in by one token for all its users; each has turns and entries in the log of their own.
    """
    named = headers.get("x-openwebui-user-email") or headers.get("x-openwebui-user-name") or ""
    shown = line(unquote(named))[:LONGEST]
    return replace(person, name=f"{person.name}/{shown}", owner=False) if shown else person


def events(answer: Answer) -> Iterator[bytes]:
    """An event for each source. The names tell the sources apart; pages count from 0."""
    names: list[str] = []
    for citation in citations(answer):
        named = name(citation)
        names.append(named if named not in names else f"{named} ({citation.n})")
        place: dict[str, Any] = {"source": address(citation), "name": names[-1]}
        place |= {"page": citation.page - 1} if citation.page else {}
        source = {"id": address(citation), "name": names[-1]}
        facts = {"source": source, "document": [citation.plain], "metadata": [place]}
        yield event({"event": {"type": "source", "data": facts}})
