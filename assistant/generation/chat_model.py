"""The language model that the settings name: any that LangChain knows, or a server that speaks OpenAI's protocol."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from pydantic import SecretStr

from assistant.generation.errors import ModelError, asking_fault, opening_fault
from assistant.settings import Settings, holds_key

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CONNECT = 10.0  # seconds in which a server must answer at all
OLLAMA_CONTEXT = 8_192  # word pieces; left to itself, Ollama cuts a long prompt at its beginning and says nothing


@dataclass(frozen=True)
class Name:
    """A model as the settings name it: `shown` is for people.

    `model` is what its provider calls it; empty for a server by address that is to choose.
    """

    provider: str
    model: str
    address: str = ""
    shown: str = ""


def read_name(text: str) -> Name:
    """`provider:model`, or the address of a server with or without `#model`.

    Raises ModelError for an address with a password or key in it, which would be shown with every answer.
    """
    text = text.strip()
    if text.lower().startswith(("http://", "https://")):
        parts = urlsplit(text)
        if holds_key(text):
            raise ModelError(
                "the address of a model's server may hold no password and no key",
                "put the key into the environment: POLICY_MODEL_KEY",
                "key",
            )
        address = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
        return Name("openai", parts.fragment, address, address + (f"#{parts.fragment}" if parts.fragment else ""))
    provider, colon, model = text.partition(":")
    return Name(provider if colon else "", model if colon else text, shown=text)


def open_model(settings: Settings) -> BaseChatModel:
    """The model, ready to be asked; a server by address that was given no model's name is asked which it has.

    Raises ModelError where a package or a key is missing, or the name means nothing.
    """
    name = read_name(settings.model)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of packages that are not ours, about what we can't change
        try:
            return _of_server(name, settings) if name.address else _of_provider(name, settings)
        except ModelError:
            raise
        except Exception as error:  # each provider's package has errors of its own
            raise opening_fault(error, name.shown, name.provider) from None


def _of_provider(name: Name, settings: Settings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    limits: dict[str, Any] = {
        "max_tokens": settings.model_tokens,
        "timeout": settings.model_seconds,
        "max_retries": 0,  # speak.py asks again, alike for all of them
    }
    if name.provider == "ollama":
        limits = {
            "num_predict": settings.model_tokens,
            "num_ctx": OLLAMA_CONTEXT,
            "client_kwargs": {"timeout": settings.model_seconds},
        }
    return init_chat_model(name.shown, temperature=0, **limits)


def _of_server(name: Name, settings: Settings) -> BaseChatModel:
    import httpx
    from langchain_openai import ChatOpenAI

    key = settings.model_key or SecretStr("none")  # never OPENAI_API_KEY: not its server
    timeout = httpx.Timeout(settings.model_seconds, connect=CONNECT)
    return ChatOpenAI(
        model=name.model or _first_model(name, key),
        base_url=name.address,
        api_key=key,
        temperature=0,
        timeout=timeout,
        max_retries=0,
        extra_body={"max_tokens": settings.model_tokens},  # max_completion_tokens is not known to all of them
    )


def _first_model(name: Name, key: SecretStr) -> str:
    """The one model that a server has. Raises ModelError where it has several, or can't be reached."""
    import httpx

    try:
        headers = {"Authorization": f"Bearer {key.get_secret_value()}"}
        reply = httpx.get(f"{name.address}/models", headers=headers, timeout=CONNECT)
        if reply.status_code in (404, 405):
            return "default"
        reply.raise_for_status()
        models = [str(each["id"]) for each in reply.json()["data"]]
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise asking_fault(error, name.shown, key) from None
    if len(models) > 1:
        raise ModelError(
            f"the server {name.shown} has several models: {', '.join(models[:8])}",
            f"name one of them: {name.shown}#{models[0]}",
            "unknown",
        )
    return models[0] if models else "default"
