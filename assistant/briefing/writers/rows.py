"""A pack as a table for CSV and Excel, one row a question: our columns, then those that came with the questions."""

from collections.abc import Iterator
from itertools import chain

from assistant.answer import Answer
from assistant.briefing import wording
from assistant.briefing.pack import Item, Pack
from assistant.briefing.wording import line
from assistant.text.quotation import quoted
from ingest.spans import Piece

Cell = tuple[Piece, ...]

OURS = ("n", "section", "question", "status", "answer", "support", "citations", "passages", "confidence", "model", "id")
STATUS = {
    "answered": "answered",
    "not_found": "not found",
    "replied": "not put to the papers",
    "stopped": "stopped",
    "error": "error",
}


def table(pack: Pack) -> tuple[list[str], list[list[Cell]]]:
    """The column names, and each question's cells."""
    given = list(dict.fromkeys(name for item in pack.items for name in item.columns))
    names = [f"{name} (given)" if name in OURS else name for name in given]
    rows = []
    for section, items in pack.numbered:
        for n, item in items:
            ours = _ours(pack, section.title or "", n, item)
            theirs = [(Piece(item.columns.get(name, "")),) for name in given]
            rows.append([*(ours[name] for name in OURS), *theirs])
    return [*OURS, *map(line, names)], rows


def text(cell: Cell) -> str:
    """The cell without its styles."""
    return "".join(piece.text for piece in cell)


def _ours(pack: Pack, section: str, n: int, item: Item) -> dict[str, Cell]:
    answer = item.answer
    cited = pack.cited(answer)
    plain = {
        "n": str(n),
        "section": line(section),
        "question": line(item.question),
        "status": STATUS.get(answer.status, answer.status),
        "support": ", ".join(dict.fromkeys(statement.support for statement in answer.statements)),
        "citations": "\n".join(line(" · ".join([f"[{mark}] {each.document}", *each.pinpoint])) for mark, each in cited),
        "passages": "\n".join(f"[{mark}] {quoted(line(each.plain))}" for mark, each in cited),
        "confidence": f"{answer.confidence:.3f}",
        "model": line(answer.by),
        "id": line(answer.id or ""),
    }
    return {name: (Piece(said),) for name, said in plain.items()} | {"answer": _answer(pack, answer)}


def _answer(pack: Pack, answer: Answer) -> Cell:
    """The outcome, then the reply, the statements or the words that say otherwise, one a line."""
    outcome = wording.outcome(answer)
    lines = [*([(Piece(outcome),)] if outcome else []), *_reply(answer), *_statements(pack, answer)]
    for citation in answer.otherwise:
        lines.append((*wording.quoted(citation.words), Piece(f" ({line(wording.source(citation))})")))
    return tuple(chain.from_iterable((Piece("\n"), *each) if n else each for n, each in enumerate(lines)))


def _reply(answer: Answer) -> Iterator[Cell]:
    return ((Piece(f"• {said.text}" if said.listed else said.text),) for said in wording.reply(answer))


def _statements(pack: Pack, answer: Answer) -> Iterator[Cell]:
    """The statements with citation marks, and a warning if the papers don't support one."""
    about = ""
    for statement in answer.statements:
        if statement.about and statement.about != about:
            yield (Piece(line(statement.about)),)
        about = statement.about
        marks = "".join(f"[{mark}]" for mark in pack.marks(answer, statement.citations))
        warning = f"({failed})" if (failed := wording.warning(statement)) else ""
        bullet = (Piece("• "),) if statement.listed else ()
        after = (Piece(f" {each}") for each in (marks, warning) if each)
        yield (*bullet, *wording.said(answer, statement), *after)
