"""A pack as a table for CSV and Excel, one row a question: our columns, then those that came with the questions."""

from assistant.briefing import wording
from assistant.briefing.pack import Item, Pack
from assistant.briefing.wording import line

OURS = ("n", "section", "question", "status", "answer", "support", "citations", "passages", "confidence", "model", "id")
STATUS = {
    "answered": "answered",
    "not_found": "not found",
    "replied": "not put to the papers",
    "stopped": "stopped",
    "error": "error",
}


def table(pack: Pack) -> tuple[list[str], list[list[str]]]:
    """The column names, and each question's cells as plain text."""
    given = list(dict.fromkeys(name for item in pack.items for name in item.columns))
    names = [f"{name} (given)" if name in OURS else name for name in given]
    rows = []
    for section, items in pack.numbered:
        for n, item in items:
            ours = _ours(pack, section.title or "", n, item)
            rows.append([*(ours[name] for name in OURS), *(item.columns.get(name, "") for name in given)])
    return [*OURS, *map(line, names)], rows


def _ours(pack: Pack, section: str, n: int, item: Item) -> dict[str, str]:
    answer = item.answer
    cited = pack.cited(answer)
    return {
        "n": str(n),
        "section": line(section),
        "question": line(item.question),
        "status": STATUS.get(answer.status, answer.status),
        "answer": "\n".join(filter(None, [wording.outcome(answer), *_statements(pack, item)])),
        "support": ", ".join(dict.fromkeys(statement.support for statement in answer.statements)),
        "citations": "\n".join(line(" · ".join([f"[{mark}] {each.document}", *each.pinpoint])) for mark, each in cited),
        "passages": "\n".join(f"[{mark}] “{line(each.plain)}”" for mark, each in cited),
        "confidence": f"{answer.confidence:.3f}",
        "model": line(answer.model),
        "id": line(answer.id or ""),
    }


def _statements(pack: Pack, item: Item) -> list[str]:
    """The statements, one a line, with citation marks, and a warning if the papers don't support one."""
    lines = []
    about = ""
    for statement in item.answer.statements:
        if statement.about and statement.about != about:
            lines.append(line(statement.about))
        about = statement.about
        marks = "".join(f"[{mark}]" for mark in pack.marks(item.answer, statement.citations))
        warning = f"({failed})" if (failed := wording.warning(statement)) else ""
        said = "".join(piece.text for piece in wording.said(item.answer, statement))
        words = " ".join(filter(None, [said, marks, warning]))
        lines.append(f"• {words}" if statement.listed else words)
    return lines
