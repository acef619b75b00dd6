"""Opens the language model in the settings: any that LangChain knows, or a server with OpenAI's API."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from pydantic import SecretStr

from assistant.generation.errors import ModelError, request_error, setup_error
from assistant.settings import Settings, holds_key

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CONNECT = 10.0  # seconds to connect to a server
OLLAMA_CONTEXT = 8_192  # tokens; by default Ollama cuts off the start of a long prompt without saying so


@dataclass(frozen=True)
class Name:
    """A model's name from the settings; `shown` is for people.

    `model` is the provider's name for it, and empty if a server given by its address may choose.
    """

    provider: str
    model: str
    address: str = ""
    shown: str = ""


def read_name(text: str) -> Name:
    """Reads `provider:model`, or a server's address with or without `#model`.

    Raises ModelError for an address that contains a password or key, as it would be shown with every answer.
    """
    text = text.strip()
    if text.lower().startswith(("http://", "https://")):
        parts = urlsplit(text)
        if holds_key(text):
            raise ModelError(
                "the address of a model's server must not contain a password or key",
                "put the key in the environment: POLICY_MODEL_KEY",
                "key",
            )
        address = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
        return Name("openai", parts.fragment, address, address + (f"#{parts.fragment}" if parts.fragment else ""))
    provider, colon, model = text.partition(":")
    return Name(provider if colon else "", model if colon else text, shown=text)


def open_model(settings: Settings) -> BaseChatModel:
    """The model, ready to use. A server given by its address alone is asked which model it has.

    Raises ModelError if a package or key is missing, or the name is unknown.
    """
    name = read_name(settings.model)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # from providers' packages, about things we can't change
        try:
            return _of_server(name, settings) if name.address else _of_provider(name, settings)
        except ModelError:
            raise
        except Exception as error:  # each provider's package has its own errors
            raise setup_error(error, name.shown, name.provider) from None


def _of_provider(name: Name, settings: Settings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    limits: dict[str, Any] = {
        "max_tokens": settings.model_tokens,
        "timeout": settings.model_seconds,
        "max_retries": 0,  # llm_client retries, the same way for every provider
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

    key = settings.model_key or SecretStr("none")  # never OPENAI_API_KEY, which is for another server
    timeout = httpx.Timeout(settings.model_seconds, connect=CONNECT)
    return ChatOpenAI(
        model=name.model or _first_model(name, key),
        base_url=name.address,
        api_key=key,
        temperature=0,
        timeout=timeout,
        max_retries=0,
        extra_body={"max_tokens": settings.model_tokens},  # not every server knows max_completion_tokens
    )


def _first_model(name: Name, key: SecretStr) -> str:
    """The only model of a server. Raises ModelError if it has several, or can't be reached."""
    import httpx

    try:
        headers = {"Authorization": f"Bearer {key.get_secret_value()}"}
        reply = httpx.get(f"{name.address}/models", headers=headers, timeout=CONNECT)
        if reply.status_code in (404, 405):
            return "default"
        reply.raise_for_status()
        models = [str(each["id"]) for each in reply.json()["data"]]
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise request_error(error, name.shown, key) from None
    if len(models) > 1:
        raise ModelError(
            f"the server {name.shown} has several models: {', '.join(models[:8])}",
            f"choose one: {name.shown}#{models[0]}",
            "unknown",
        )
    return models[0] if models else "default"
