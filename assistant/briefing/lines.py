"""A pack as JSON lines: the answers as data, one object for each question, in the form that docs and evals read."""

import json
from typing import Any

from assistant.briefing.pack import Item, Pack, Section


def render(pack: Pack) -> bytes:
    """One line a question. `seconds` is what it took, and so the only thing that two runs differ in."""
    return "".join(_line(_facts(section, item)) for section in pack.sections for item in section.items).encode()


def _facts(section: Section, item: Item) -> dict[str, Any]:
    facts = item.answer.as_json() | {"question": item.question}
    if section.title:
        facts["section"] = section.title
    if item.columns:
        facts["columns"] = dict(item.columns)
    return facts | ({"left_out": item.left_out} if item.left_out else {})


def _line(facts: dict[str, Any]) -> str:
    line = json.dumps(facts, ensure_ascii=False)
    for end in "\x85\u2028\u2029":  # some programs end a line there too
        line = line.replace(end, f"\\u{ord(end):04x}")
    return line + "\n"
