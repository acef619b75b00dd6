"""Sends requests to a language model: streams its words, turns its errors into plain English, and retries."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from time import sleep
from typing import TYPE_CHECKING, Any

from assistant.generation.chat_model import open_model, read_name
from assistant.generation.errors import RETRIED, ModelError, from_callback, request_error
from assistant.settings import Settings
from assistant.tracing import by_choice_alone

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage
    from langchain_core.runnables import RunnableConfig

Options = Mapping[str, Any]
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds before a retry; doubled each time
THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
ENDINGS = ("finish_reason", "done_reason", "stop_reason")  # OpenAI and most others, Ollama, Anthropic
TOKEN, EXTRA = 30, 1_000  # characters of a token at most; chunks allowed for empty ones and uncounted thoughts
CUT = ("length", "max_tokens", "MAX_TOKENS")
ALTERNATIVES = 10  # tokens whose probability is asked for
# llama.cpp is held to this form; a server that doesn't know it ignores it, or refuses and is asked without.
NUMBERS = 'root ::= "0" | number (", " number){{0,{more}}}\nnumber ::= [1-{most}]'


@dataclass(frozen=True)
class Token:
    """A token of a reply, and how probable it and others were in its place, 0 to 1."""

    text: str
    probabilities: Mapping[str, float]


@dataclass(frozen=True)
class Reply:
    """A model's words without its thinking; `cut` if it was stopped for length or broke off.

    `tokens` are those of all that it said, where its server tells them.
    """

    text: str
    cut: bool = False
    tokens: tuple[Token, ...] = ()


class LLMClient:
    """The language model in the settings, opened when it is first needed.

    Its words go to the callbacks of `config` (`on_llm_new_token`) as they arrive. A callback that raises ends the
    request: the connection is closed first, which tells the server to stop.
    """

    def __init__(self, settings: Settings):
        self.settings = settings
        self.name = read_name(settings.model).shown
        self._refuses_options = False

    @cached_property
    def model(self) -> BaseChatModel:
        return open_model(self.settings)

    def prepare(self) -> None:
        """Raises ModelError if a package or key is missing or the name is unknown. Contacts no server."""
        if not read_name(self.settings.model).address:
            _ = self.model

    def reply(
        self, messages: Sequence[BaseMessage], config: RunnableConfig | None = None, options: Options | None = None
    ) -> Reply:
        """The model's reply; `options` go to its server as they are. Raises ModelError if every try fails."""
        for left in range(self.settings.model_retries, -1, -1):
            try:
                return self._once(messages, config, options or {})
            except ModelError as fault:
                if self._can_do_without_temperature(fault):
                    return self.reply(messages, config, options)
                if fault.kind not in RETRIED or not left:
                    raise
                sleep(self._wait(fault, self.settings.model_retries - left))
        raise AssertionError("the last try returns or raises")

    def reply_in_numbers(
        self, messages: Sequence[BaseMessage], most: int, config: RunnableConfig | None = None
    ) -> Reply:
        """The reply to a prompt that asks for numbers from 1 to `most` (9 at most), or 0.

        A server that speaks OpenAI's protocol is asked for the probabilities of the tokens, and one given by its
        address to hold the model to such numbers.
        """
        name = read_name(self.settings.model)
        if name.provider != "openai" or self._refuses_options:
            return self.reply(messages, config)
        options: dict[str, Any] = {"logprobs": True, "top_logprobs": ALTERNATIVES}
        if name.address:
            held = {
                "max_tokens": self.settings.model_tokens,
                "grammar": NUMBERS.format(most=most, more=max(most - 1, 1)),
            }
            options["extra_body"] = held
        try:
            return self.reply(messages, config, options)
        except ModelError as fault:
            if fault.kind != "refused":
                raise
        self._refuses_options = True
        return self.reply(messages, config)

    def _can_do_without_temperature(self, fault: ModelError) -> bool:
        """Whether the model refused only the temperature, as some reasoning models do; if so, stops sending one."""
        has_one = getattr(self.model, "temperature", None) is not None
        if fault.kind != "refused" or "temperature" not in str(fault) or not has_one:
            return False
        self.model = self.model.model_copy(update={"temperature": None})
        return True

    def _wait(self, fault: ModelError, tries: int) -> float:
        wait = fault.wait if fault.wait is not None else FIRST_WAIT * 2**tries * random.uniform(1, 1.5)
        return min(wait, LONGEST_WAIT)

    def _once(self, messages: Sequence[BaseMessage], config: RunnableConfig | None, options: Options) -> Reply:
        text, ended = "", ""
        tokens: list[Token] = []
        most = self.settings.model_tokens
        try:
            with (
                by_choice_alone(config),
                closing(self.model.stream(list(messages), config, **options)) as chunks,  # type: ignore[type-var]
            ):
                for n, chunk in enumerate(chunks):
                    text += str(chunk.text)
                    if n > EXTRA + most or len(text) > TOKEN * (EXTRA + most):
                        break  # a server that ignores the limit may never stop
                    facts = chunk.response_metadata
                    tokens += _tokens(facts.get("logprobs"))
                    ended = next((str(facts[name]) for name in ENDINGS if facts.get(name)), ended)
        except ModelError:
            raise
        except Exception as error:  # each provider's package has its own errors
            if from_callback(error.__traceback__):
                raise
            raise request_error(error, self.name, self.settings.model_key) from None
        text = THOUGHT.sub("", text).strip()
        if not text:
            why = " before it reached its token limit" if ended in CUT else ""
            raise ModelError(f"{self.name} gave no answer{why}", "try again, or raise model_tokens", "empty")
        return Reply(text, not ended or ended in CUT, tuple(tokens))


def _tokens(logprobs: Any) -> list[Token]:
    """The tokens of a piece of a reply, in the form of OpenAI's protocol; none where a server has another."""
    try:
        return [
            Token(str(each["token"]), {str(t["token"]): math.exp(t["logprob"]) for t in each["top_logprobs"]})
            for each in logprobs["content"]
        ]
    except (TypeError, KeyError, OverflowError):
        return []
