"""Writes a pack as JSON lines: one object for each question, in the format that the docs describe."""

from typing import Any

from assistant.briefing.pack import Item, Pack, Section
from assistant.text.sanitize import as_json


def render(pack: Pack) -> bytes:
    """One line a question. Only `seconds`, the time taken, differs between two runs."""
    return "".join(
        f"{as_json(_facts(section, item))}\n" for section in pack.sections for item in section.items
    ).encode()


def _facts(section: Section, item: Item) -> dict[str, Any]:
    facts = item.answer.as_json() | {"question": item.question}
    if section.title:
        facts["section"] = section.title
    if item.columns:
        facts["columns"] = dict(item.columns)
    return facts | ({"left_out": item.left_out} if item.left_out else {})
