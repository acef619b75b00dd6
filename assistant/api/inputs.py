"""What other programs give us, in the forms that they have it in: questions, what was said before, which papers."""

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from assistant.answer import Answer
from assistant.query.paper_filter import PaperFilter
from assistant.query.question import Question
from assistant.text.sanitize import whole
from ingest.dates import read_days
from ingest.errors import PolicyError

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

History: TypeAlias = "Sequence[tuple[str, str] | Answer | BaseMessage | Mapping[str, Any]]"
Asked: TypeAlias = str | Question | Mapping[str, Any]


class Filter(TypedDict, total=False):
    """Which papers to ask.

    `papers`: names, of which a paper has one in its title, organisation, file name or id. `since` and `until`: the
    first and last date, inclusive; text such as '2020', 'July 2019' or '31 January 2020' will do. `undated`: with
    these, papers that state no date too.
    """

    papers: str | Sequence[str]
    since: str | datetime.date
    until: str | datetime.date
    undated: bool


def paper_filter(filter: Filter | None) -> PaperFilter:
    """Raises PolicyError for a key that there is not, a date that can't be read, or a list of no papers."""
    given = dict(filter or {})
    if unknown := set(given) - set(Filter.__annotations__):
        raise PolicyError(
            f"a filter has no {', '.join(sorted(unknown))}", f"it may have {', '.join(Filter.__annotations__)}"
        )
    papers = given.get("papers")
    if papers is not None and not papers:
        raise PolicyError("the filter names no papers", "name some, or leave the key out to ask them all")
    return PaperFilter(
        (papers,) if isinstance(papers, str) else tuple(papers or ()),  # type: ignore[arg-type]
        day_of("since", given.get("since")),
        day_of("until", given.get("until")),
        bool(given.get("undated")),
    )


def day_of(name: str, given: Any) -> datetime.date | None:
    """A day out of a date or text: the first of the days that a text names for 'since', the last for all else."""
    if given is None or type(given) is datetime.date:
        return given
    if isinstance(given, datetime.datetime):
        return given.date()
    days = read_days(str(given))
    if days is None:
        raise PolicyError(f"{name} can't be {given!r}", "give a date, or text such as '2020-01-31' or 'July 2019'")
    return days[0] if name == "since" else days[1]


def question_of(asked: Asked, history: History = ()) -> Question:
    """Text; a Question; or a mapping with `question` or `input`, and what was said before as `history` or
    `chat_history`. Raises PolicyError for anything else, and for a question without words."""
    if isinstance(asked, Mapping):
        history = asked.get("history") or asked.get("chat_history") or history
        asked = asked.get("question") or asked.get("input") or ""
    if isinstance(asked, str):
        asked = Question(whole(asked), turns(history))
    if not isinstance(asked, Question) or not asked.text.strip():
        raise PolicyError("there is no question", 'give text, or a dict with the key "question" or "input"')
    return asked


def turns(history: History) -> tuple[tuple[str, str], ...]:
    """(Question, answer) pairs out of such pairs, Answers, or messages of LangChain's. Replies are no part of it.

    Of messages, what a person and the assistant said is kept, and no calls of tools. Raises PolicyError for others.
    """
    pairs: list[tuple[str, str]] = []
    for said in history:
        if isinstance(said, Answer):
            pairs += [(said.question, said.text)] if said.status != "replied" else []
        elif isinstance(said, tuple | list) and [type(part) for part in said] == [str, str]:
            pairs.append((whole(said[0]), whole(said[1])))
        else:
            _hear(pairs, said)
    return tuple(pairs)


def _hear(pairs: list[tuple[str, str]], said: Any) -> None:
    from langchain_core.messages import AIMessage, HumanMessage, convert_to_messages

    try:
        (message,) = convert_to_messages([said])
    except (ValueError, TypeError, NotImplementedError):
        raise PolicyError(
            f"the history holds a {type(said).__name__}", "it may hold (question, answer) pairs, Answers and messages"
        ) from None
    text = whole(str(message.text))
    if isinstance(message, HumanMessage):
        pairs.append((text, ""))
    elif isinstance(message, AIMessage) and pairs:
        question, answer = pairs[-1]
        pairs[-1] = (question, "\n".join(filter(None, [answer, text])))
