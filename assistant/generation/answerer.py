"""The answerer with a language model: what it is given, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.runnables import RunnableConfig

from assistant.extractive.answerer import Choice, choose
from assistant.generation.citation_keys import hand_out
from assistant.generation.errors import ModelError
from assistant.generation.llm_client import Speaker
from assistant.generation.prompt import messages
from assistant.generation.reply_parser import Said, take_apart
from assistant.ranking.candidates import Shelf, Unit
from assistant.ranking.confidence import names_unknown
from assistant.ranking.cross_encoder import Reader
from assistant.retrieval.hybrid import Found
from assistant.retrieval.search import Searched
from ingest.library import Library


@dataclass(frozen=True)
class Draft:
    """What a model says to a question, not checked yet; `units` are the words that each of its keys stands for.

    `read` is what quoting would have chosen: its confidence, and the nearest passages where nothing is supported.
    """

    searched: Searched
    model: str
    said: tuple[Said, ...]
    units: dict[str, tuple[Unit, ...]]
    read: Choice


def write(
    library: Library, reader: Reader, speaker: Speaker, searched: Searched, config: RunnableConfig | None = None
) -> Draft:
    """Has the model write from the passages found; from the half of them when all are too long for it, and so on.

    A question about a body or person that no paper knows is not put to it. Raises ModelError.
    """
    shelf = Shelf(library)
    read = choose(library, reader, shelf, searched)
    found = likeliest_first(searched.found, read)
    if not found or names_unknown(library, searched.sought):
        return Draft(searched, speaker.name, (), {}, read)
    units = {each.passage.id: tuple(shelf.units([each])) for each in found}
    texts = {id: passage_text(shelf, units[id]) for id in units}
    sources = {each.passage.id: shelf.banner(each.passage.paper) for each in found}
    headings = {id: " › ".join(units[id][0].headings) if units[id] else "" for id in units}
    keys = hand_out(searched.text, list(units), [*texts.values(), *sources.values(), *headings.values()])
    while True:
        given = {key: texts[id] for key, id in keys.items() if texts[id]}
        places = {key: " › ".join(filter(None, [sources[keys[key]], headings[keys[key]]])) for key in given}
        try:
            reply = speaker.reply(messages(searched.sought, given, places), config)
        except ModelError as fault:
            if fault.kind != "context" or len(keys) < 2:
                raise
            keys = dict(list(keys.items())[: len(keys) // 2])
            continue
        said = take_apart(reply.text, given, reply.cut)
        return Draft(searched, speaker.name, tuple(said), {key: units[keys[key]] for key in given}, read)


def likeliest_first(found: Sequence[Found], read: Choice) -> list[Found]:
    """The passages with those first that hold what quoting would have chosen; the last go when there is no room."""
    ranks = dict.fromkeys(unit.rank for unit in (*read.units, *read.nearest) if unit.rank)
    first = [found[rank - 1] for rank in ranks if rank <= len(found)]
    return [*first, *(each for each in found if each not in first)]


def passage_text(shelf: Shelf, units: Sequence[Unit]) -> str:
    """A passage as a person reads it: a block a line, items with a dash, rows under their columns."""
    lines: list[str] = []
    last = None
    for unit in units:
        block = shelf.blocks(unit.paper)[unit.n]
        if unit.n == last:
            lines[-1] += f" {unit.text}"
        else:
            lines.append(f"- {unit.text}" if block.kind == "item" else unit.text)
        last = unit.n
    return "\n".join(lines)
