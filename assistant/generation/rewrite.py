"""Follow-up questions made whole by the language model; the rules of `follow_up` stand in where its words won't do."""

import re
from dataclasses import replace

from langchain_core.runnables import RunnableConfig

from assistant.generation.llm_client import Speaker
from assistant.generation.prompt import rewriting
from assistant.query.follow_up import is_follow_up
from assistant.query.question import Question
from assistant.text.tokens import STOP, stem, words

LONGEST = 60  # words; a longer one is no question made whole but an answer
LABEL = re.compile(r"^[\w ]{0,30}question:\s*", re.IGNORECASE)
WRAPPING = " \t\"'“”‘’*`"


def rewrite(speaker: Speaker, question: Question, config: RunnableConfig | None = None) -> Question:
    """The question in words that stand alone; as it is where there is no conversation or the model's words won't do.

    Raises ModelError where the model can't be had.
    """
    if not question.history:
        return question
    whole = first_question(speaker.reply(rewriting(question.text, question.history), config).text)
    return replace(question, text=whole, history=()) if will_do(whole, question) else question


def first_question(reply: str) -> str:
    """The first line that asks, without a label or quotation marks; else the first line."""
    lines = [
        re.sub(r"^[\w ]{0,30}question:\s*", "", line.strip(WRAPPING), flags=re.IGNORECASE)
        for line in reply.splitlines()
    ]
    lines = [line.strip(WRAPPING) for line in lines if line.strip(WRAPPING)]
    return next((line for line in lines if line.endswith("?")), lines[0] if lines else "")


def will_do(whole: str, question: Question) -> bool:
    """Whether it keeps what the question asks with and takes all else from the conversation, something at least.

    A model that answers, or invents a name or a figure, must not steer the search; nor one that says a question again
    that leaves open what is asked.
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
