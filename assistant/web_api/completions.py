"""OpenAI's chat completions: a conversation as a question, and an answer as a completion, whole or in chunks."""

import re
import secrets
import time
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.answer import Answer, Citation
from assistant.api.inputs import question_of
from assistant.briefing.wording import line, source
from assistant.query.intent import intent_of
from assistant.query.question import Question
from assistant.text.sanitize import as_json
from assistant.web_api.forms import LONGEST, TURNS, Message
from assistant.web_api.markdown import SOURCES, message, said
from ingest.errors import PolicyError

MARK = re.compile(r"(?<!\\)\[(\d+)\]")
NO_TOKENS = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}  # a language model may not even be there
DONE = b"data: [DONE]\n\n"
WORKING = b": working\n\n"  # a comment, which clients pass over


def question_in(messages: Sequence[Message]) -> Question:
    """The last message as a question, and the turns before it as its history.

    What was said in between that is no question about the papers, such as thanks, is left out, as are messages of other
    roles: what a system message demands is not followed. Raises PolicyError unless a user's message is the last.
    """
    turns = [each for each in messages if each.role in ("user", "assistant")]
    if not turns or turns[-1].role != "user":
        raise PolicyError("the last message is not a user's", "end the messages with the question")
    if len(turns[-1].text) > LONGEST:
        raise PolicyError(f"the question has more than {LONGEST:,} characters", "ask one thing at a time")
    history: list[tuple[str, str]] = []
    for each in turns[:-1][-2 * TURNS :]:
        if each.role == "user":
            history.append((each.text[:LONGEST], ""))
        elif history:
            history[-1] = (history[-1][0], said(each.text[: 10 * LONGEST]))
    return question_of(turns[-1].text, [pair for pair in history if intent_of(pair[0]) is None])


def citations(answer: Answer) -> tuple[Citation, ...]:
    """What a message cites, in order: for a refusal, the passage that says otherwise."""
    return answer.citations or answer.otherwise


def address(citation: Citation) -> str:
    """A name for the words cited, which no program takes for an address that it could fetch."""
    return f"policy:{citation.paper}#{citation.start}-{citation.end}"


def annotations(answer: Answer, content: str) -> list[dict[str, Any]]:
    """A url_citation for each mark in the text, with where it stands."""
    cited = {citation.n: citation for citation in citations(answer)}
    found = []
    for mark in MARK.finditer(content.split(SOURCES)[0]):
        if citation := cited.get(int(mark[1])):
            where = {"start_index": mark.start(), "end_index": mark.end(), "url": address(citation)}
            found.append({"type": "url_citation", "url_citation": where | {"title": name(citation)}})
    return found


def name(citation: Citation) -> str:
    """Paper, heading, paragraph and page, and what is to be known of them: superseded, a draft, a scan."""
    return line(source(citation))


class Completion:
    """An answer in OpenAI's form. `policy` in it is what POST /ask gives: status, reason of a refusal, exact quotes."""

    def __init__(self, model: str):
        self._facts = {"id": f"chatcmpl-{secrets.token_hex(12)}", "created": int(time.time()), "model": model}

    def whole(self, answer: Answer) -> dict[str, Any]:
        content = message(answer)
        said = {"role": "assistant", "content": content, "refusal": None}
        choice = {"index": 0, "message": said | {"annotations": annotations(answer, content)}, "finish_reason": "stop"}
        return self.empty() | {"choices": [choice | {"logprobs": None}], "policy": answer.as_json()}

    def empty(self) -> dict[str, Any]:
        """A completion that says nothing."""
        said = {"role": "assistant", "content": "", "refusal": None}
        choice = {"index": 0, "message": said, "finish_reason": "stop", "logprobs": None}
        return self._facts | {"object": "chat.completion", "choices": [choice], "usage": NO_TOKENS}

    def begin(self) -> bytes:
        return self._chunk({"role": "assistant", "content": ""})

    def lines(self, answer: Answer) -> Iterator[bytes]:
        """The message line by line, then its annotations."""
        content = message(answer)
        for words in re.findall(r"[^\n]+\n*", content):
            yield self._chunk({"content": words})
        if marks := annotations(answer, content):
            yield self._chunk({"annotations": marks})

    def end(self, answer: Answer | None, usage: bool) -> Iterator[bytes]:
        yield self._chunk({}, "stop", {"policy": answer.as_json()} if answer else {})
        if usage:
            yield event(self._facts | {"object": "chat.completion.chunk", "choices": [], "usage": NO_TOKENS})
        yield DONE

    def _chunk(self, delta: dict[str, Any], ended: str | None = None, more: dict[str, Any] | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": ended, "logprobs": None}
        return event(self._facts | {"object": "chat.completion.chunk", "choices": [choice]} | (more or {}))


def event(facts: dict[str, Any]) -> bytes:
    """A line of server-sent events. JSON has no bare line ends, and as_json escapes those of Unicode."""
    return f"data: {as_json(facts)}\n\n".encode()
