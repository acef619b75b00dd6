"""The description of the endpoints: as OpenAPI, and as a page of it that fetches nothing."""

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from assistant.web_api import forms

REF = "#/components/schemas/{model}"
ERRORS = {
    401: "The token is missing or wrong.",
    404: "There is no such paper, model or path.",
    413: "The request is too large.",
    422: "The request is not as it should be; the error says what is wrong.",
    429: "Too many questions are waiting; Retry-After has the seconds until there may be a place.",
    503: "The library, or the language model, can't be used at the moment.",
}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
NAME = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}, "description": "The file's name."}
TEXT = {"start": "The first character of the text to send.", "end": "The end, after the last character to send."}
BOUNDS = [
    {"name": name, "in": "query", "description": what, "schema": {"type": "integer"}} for name, what in TEXT.items()
]
CHAT = "OpenAI's chat completions. The answer is a message in Markdown; policy beside it has what POST /ask gives."


def schema(public: str, uploads: bool) -> dict[str, Any]:
    """The endpoints at the address `public`, as OpenAPI 3.1; with `uploads` also the one that takes papers."""
    models = [each for each in vars(forms).values() if isinstance(each, type) and each.__module__ == forms.__name__]
    models.remove(forms.Form)
    _, made = models_json_schema([(each, "validation") for each in models], ref_template=REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": "policy", "version": version("policy-assistant"), "description": "Ask policy papers."},
        "servers": [{"url": public}],
        "security": [{"token": []}],
        "paths": {
            "/ask": {"post": _endpoint("Ask a question.", forms.AnswerJson, forms.AskForm)},
            "/search": {"post": _endpoint("Find passages, best first.", forms.PassagesJson, forms.SearchForm)},
            "/papers": {"get": _endpoint("List the papers, by title.", forms.PapersJson)},
            "/papers/{id}": {
                "get": _endpoint("A paper with its text, 100,000 characters at a time.", forms.TextJson)
                | {"parameters": [ID, *BOUNDS]}
            },
            **({"/papers/{name}": {"put": SENT}} if uploads else {}),
            "/v1/models": {"get": _endpoint("The ways of answering, as OpenAI lists models.")},
            "/v1/chat/completions": {"post": _endpoint(CHAT, None, forms.ChatForm)},
        },
        "components": {
            "schemas": made["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _endpoint(
    summary: str, gives: type[BaseModel] | None = None, takes: type[BaseModel] | None = None
) -> dict[str, Any]:
    failed = {str(status): {"description": what} | _json(forms.ErrorJson) for status, what in ERRORS.items()}
    given = {"200": {"description": "Done."} | _json(gives)}
    body = {"requestBody": {"required": True} | _json(takes)} if takes else {}
    return {"summary": summary, "responses": given | failed} | body


def _json(model: type[BaseModel] | None) -> dict[str, Any]:
    described = {"$ref": REF.format(model=model.__name__)} if model else {"type": "object"}
    return {"content": {"application/json": {"schema": described}}}


SENT = _endpoint("Add a paper: the request is its file. For owners only.", forms.AddedJson) | {
    "parameters": [NAME],
    "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}},
}


def page(described: Mapping[str, Any]) -> str:
    """The same for people, as HTML."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = Path(__file__).with_name("page.html.j2").read_text("utf-8")
    return environment.from_string(template).render(api=described, kind=kind)


def kind(field: Mapping[str, Any]) -> str:
    """What a field holds, in words: 'string', 'list of CitationJson', '"quoted" or "supported"'."""
    if "$ref" in field:
        return field["$ref"].rpartition("/")[2]
    if "anyOf" in field:
        return " or ".join(map(kind, field["anyOf"]))
    if "enum" in field or "const" in field:
        return " or ".join(f"“{value}”" for value in field.get("enum", [field.get("const")]))
    if field.get("type") == "array":
        return f"list of {kind(field['items'])}" if "items" in field else "list"
    return field.get("format") or field.get("type", "anything")
