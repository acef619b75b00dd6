"""The answerer with a language model: what the model is given, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.extractive.selection import Selection, Selector
from assistant.generation.citation_keys import hand_out
from assistant.generation.errors import ModelError
from assistant.generation.llm_client import LLMClient
from assistant.generation.prompt import messages
from assistant.generation.reply_parser import DraftStatement, parse_reply
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.retrieval.hybrid import RetrievedPassage
from assistant.retrieval.search import Retrieved
from assistant.steps import NOBODY, Watch


@dataclass(frozen=True)
class Draft:
    """What a model says, not checked yet; `candidates` has the words that each of its keys stands for.

    `selection` is what quoting would have chosen: its confidence, and the nearest passages if nothing is supported.
    """

    retrieved: Retrieved
    model: str
    said: tuple[DraftStatement, ...]
    candidates: dict[str, tuple[Candidate, ...]]
    selection: Selection


def write(selector: Selector, client: LLMClient, retrieved: Retrieved, watch: Watch = NOBODY) -> Draft:
    """Has the model write from the passages. If they are too long for it, half of them are tried, and so on.

    The model is not asked about a body or person that no paper mentions. Raises ModelError.
    """
    papers = PaperCache(selector.retriever.library)
    selection = selector.select_without_sides(retrieved, papers)
    passages = likeliest_first(retrieved.passages, selection)
    refusal = selection.refusal
    if not passages or (refusal and refusal.reason == "unknown_name"):
        return Draft(retrieved, client.name, (), {}, selection)
    candidates = {each.passage.id: tuple(papers.candidates([each])) for each in passages}
    texts = {id: passage_text(papers, candidates[id]) for id in candidates}
    sources = {each.passage.id: papers.banner(each.passage.paper) for each in passages}
    headings = {id: " › ".join(held[0].headings) if held else "" for id, held in candidates.items()}
    query = retrieved.query
    keys = hand_out(query.in_context, list(candidates), [*texts.values(), *sources.values(), *headings.values()])
    while True:
        given = {key: texts[id] for key, id in keys.items() if texts[id]}
        places = {key: " › ".join(filter(None, [sources[keys[key]], headings[keys[key]]])) for key in given}
        try:
            reply = client.reply(messages(query.search_text, given, places), watch.config)
        except ModelError as fault:
            if fault.kind != "context" or len(keys) < 2:
                raise
            keys = dict(list(keys.items())[: len(keys) // 2])
            continue
        said = parse_reply(reply.text, given, reply.cut)
        return Draft(retrieved, client.name, tuple(said), {key: candidates[keys[key]] for key in given}, selection)


def likeliest_first(passages: Sequence[RetrievedPassage], selection: Selection) -> list[RetrievedPassage]:
    """The passages with those first that hold what quoting would have chosen; the last go when there is no room."""
    chosen = (*selection.candidates, *selection.nearest)
    ranks = dict.fromkeys(candidate.rank for candidate in chosen if candidate.rank)
    first = [passages[rank - 1] for rank in ranks if rank <= len(passages)]
    return [*first, *(each for each in passages if each not in first)]


def passage_text(papers: PaperCache, candidates: Sequence[Candidate]) -> str:
    """A passage as a person reads it: a block a line, items with a dash, rows under their columns."""
    lines: list[str] = []
    last = None
    for candidate in candidates:
        block = papers.blocks(candidate.paper)[candidate.n]
        if candidate.n == last:
            lines[-1] += f" {candidate.text}"
        else:
            lines.append(f"- {candidate.text}" if block.kind == "item" else candidate.text)
        last = candidate.n
    return "\n".join(lines)
