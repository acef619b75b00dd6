"""Rewrites a follow-up with the language model, so that it stands alone; `follow_up` takes over if that fails."""

import re
from dataclasses import replace

from assistant.generation.llm_client import LLMClient
from assistant.generation.prompt import rewriting
from assistant.query.follow_up import is_follow_up
from assistant.query.question import Question
from assistant.steps import NOBODY, Watch
from assistant.text.tokens import STOP, stem, words

LONGEST = 60  # words; anything longer is an answer, not a question
WRAPPING = " \t\"'“”‘’*`"


def rewrite(client: LLMClient, question: Question, watch: Watch = NOBODY) -> Question:
    """The question rewritten to stand alone; unchanged if there is no conversation or the model's words are no use.

    Raises ModelError if the model fails.
    """
    if not question.history:
        return question
    whole = first_question(client.reply(rewriting(question.text, question.history), watch.config).text)
    return replace(question, text=whole, history=()) if is_usable(whole, question) else question


def first_question(reply: str) -> str:
    """The first line that ends in a question mark, or else the first line; without a label or quotation marks."""
    lines = [
        re.sub(r"^[\w ]{0,30}question:\s*", "", line.strip(WRAPPING), flags=re.IGNORECASE)
        for line in reply.splitlines()
    ]
    lines = [line.strip(WRAPPING) for line in lines if line.strip(WRAPPING)]
    return next((line for line in lines if line.endswith("?")), lines[0] if lines else "")


def is_usable(whole: str, question: Question) -> bool:
    """Whether the rewritten question keeps the question's words and takes the rest from the conversation.

    A model that answers, or invents a name or figure, must not steer the search. Nor must one that only repeats a
    question that depends on the conversation.
    """
    conversation = " ".join([question.text, *(f"{asked} {answer}" for asked, answer in question.history)])
    known = {stem(word) for word in words(conversation)}
    said = words(whole)
    asked = [word for word in words(question.text) if word not in STOP]
    kept = {stem(word) for word in said}
    adds = {stem(word) for word in said if word not in STOP} - {stem(word) for word in asked}
    return (
        0 < len(said) <= LONGEST
        and all(stem(word) in known or word in STOP for word in said)
        and (bool(adds) or not is_follow_up(question))
        and sum(stem(word) in kept for word in asked) * 2 >= len(asked)
    )
