"""What the assistant says itself, where the question is none about the papers: to 'hello', 'what papers do you have?'.

A reply quotes nothing and has the status 'replied', so that it is never taken for an answer from the papers.
"""

from collections.abc import Sequence

from assistant.answer import Answer
from assistant.contents import contents, title_of
from assistant.query.intent import Intent, intent_of
from assistant.query.language import language_of
from assistant.query.question import Question
from assistant.text.counts import numbered
from assistant.text.tokens import words
from ingest.catalogue import Catalogue
from ingest.dates import written
from ingest.paper import Paper

LISTED = 20  # papers; a longer list would push the conversation out of sight
REPLIES: dict[Intent, str] = {
    "greeting": "Hello. Ask a question about the papers.",
    "thanks": "You’re welcome.",
    "goodbye": "Goodbye.",
    "help": (
        "Ask a question about the papers. The answer quotes them and says where each quotation is from; if they do not "
        "answer the question, it says so.\n"
        "You can follow it up, for example with ‘why?’, ‘and who votes on it?’, ‘what about part-time staff?’, "
        "‘no, I mean annual leave’, ‘show me more’ or ‘where does it say that?’.\n"
        "To see what there is to ask about: ‘what papers do you have?’"
    ),
    "identity": (
        "This is policy, a computer program. It answers questions from the papers in its library and quotes the words "
        "it relies on."
    ),
    "doubt": (
        "Not entirely: an answer may quote the wrong passage. Open its source and read the words around it before you "
        "rely on it."
    ),
    "rejection": (
        "Say what you meant, for example ‘no, I mean annual leave’, or ask again in the words that the papers use."
    ),
    "rewording": (
        "policy quotes the papers’ own words and does not put them into others. Ask for one thing of it, for example "
        "‘how much?’ or ‘by when?’."
    ),
    "nothing": "There are no words in this question. Ask about the papers in a sentence or a few words.",
}
MORE = "{} more: policy papers lists them all."  # tui.cures has the same for the screen


def reply(catalogue: Catalogue, question: Question) -> Answer | None:
    """The reply to what is no question about the papers; None where it may be one."""
    intent = intent_of(question.text)
    if summary := contents(catalogue, question):
        return _replied(question, summary)
    if intent is None:
        language = language_of(question.text)
        return _replied(question, _foreign(language)) if language and not _has(catalogue, question, language) else None
    if said := REPLIES.get(intent):
        return _replied(question, said)
    papers = catalogue.papers()
    if intent == "newest_paper":
        return _replied(question, _newest(papers))
    count = f"There {'is' if len(papers) == 1 else 'are'} {numbered(len(papers), 'paper')} in the library"
    if intent == "paper_count":
        return _replied(question, f"{count}.")
    listed = "\n".join([f"{count}:", *(f"- {_named(paper)}" for paper in papers[:LISTED])])
    return _replied(question, listed, MORE.format(len(papers) - LISTED) if len(papers) > LISTED else "")


def _replied(question: Question, said: str, note: str = "") -> Answer:
    return Answer(question=question.text, status="replied", reply=said, note=note)


def _newest(papers: Sequence[Paper]) -> str:
    last = max((paper.date for paper in papers if paper.date), default=None)
    if last is None:
        return "No paper in the library states its date."
    newest = [paper for paper in papers if paper.date == last]
    undated = sum(paper.date is None for paper in papers)
    lead = "The newest paper is:" if len(newest) == 1 else "The newest papers are:"
    state = "states" if undated == 1 else "state"
    rest = [f"{numbered(undated, 'paper')} {state} no date."] if undated else []
    return "\n".join([lead, *(f"- {_named(paper)}" for paper in newest[:LISTED]), *rest])


def _named(paper: Paper) -> str:
    return " · ".join(
        filter(None, [title_of(paper), paper.organisation, written(paper.date) if paper.date else "no date"])
    )


def _has(catalogue: Catalogue, question: Question, language: str) -> bool:
    """Whether papers may be in the language: they hold half of the words of the question, or a title is in it."""
    asked = set(words(question.text))
    held = sum(bool(catalogue.holding([word])) for word in asked)
    return 2 * held >= len(asked) or any(language_of(paper.title) == language for paper in catalogue.papers())


def _foreign(language: str) -> str:
    return (
        f"This looks like a question in {language}, and no paper in the library seems to be in {language}: "
        "ask in the language of the papers."
    )
