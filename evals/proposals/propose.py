"""Proposes questions from your own papers, for a person to accept, edit or reject."""

import hashlib
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.ranking.candidates import PaperCache, readable
from assistant.text.tokens import stem, stems, words
from evals.datasets.gold import Evidence, Gold
from evals.proposals import question_templates
from ingest.acronyms import acronyms
from ingest.dates import MONTHS
from ingest.library import Library
from ingest.paper import Block, Paper
from ingest.sentences import block_sentences

UNANSWERABLE = 0.2  # share of questions that the papers do not answer
LIST = range(2, 11)  # items in a list to ask for
LIST_WORDS = 140  # in all items together; only an answer's first 150 words count
FACT_WORDS = 3  # words with meaning at the start of a list item; stop words between them are kept
TELLING = 3  # stems that a question needs to make clear which paper it is about
ACRONYMS = 3  # per paper
ELSEWHERE = "Norfolk Cornwall Cumbria Shropshire Lincolnshire Northumberland Wiltshire Suffolk".split()
LATER = range(2031, 2046)
PLACE = re.compile(
    r"\b([a-z-]+ (?:for|in|across)) "
    r"((?:(?:North|South|East|West|Greater) )*[A-Z][a-z]+(?: (?:and|&) [A-Z][a-z]+)?(?: London)?)\b(?! [A-Z])"
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
BODY = re.compile(
    r"\b(?!The )(?:[A-Z][\w’'-]+ (?:(?:and|&|of) )?){2,5}"
    r"(?:Board|Committee|Group|Hub|Forum|Panel|Partnership|Commission)\b"
)
# Questions about a body, each with words that must not occur in any passage naming the body.
OF_A_BODY = (
    ("How often does the {} meet?", "meet monthly weekly quarterly session"),
    ("What is the annual budget of the {}?", "budget fund money cost finance financial"),
    ("How many members does the {} have?", "member membership"),
    ("Who chairs the {}?", "chair"),
)


def propose(library: Library, n: int, seed: int = 0) -> list[Gold]:
    """At most `n` questions of mixed kinds and papers; fewer if the papers do not give enough good ones.

    The same papers and seed give the same questions, and a question has the same id whatever the seed.
    """
    rng = random.Random(seed)
    cache = PaperCache(library)
    papers = sorted(paper.id for paper in library.catalogue.papers())
    asked = _once(gold for id in papers for gold in _answerable(cache, id))
    beyond = _spread(_once(_unanswerable(cache, papers, asked, rng)), round(n * UNANSWERABLE), rng)
    return _spread(asked, n - len(beyond), rng) + beyond


def _once(gold: Iterator[Gold]) -> list[Gold]:
    """Drops questions that occur more than once: their answer depends on which paper is meant."""
    some = list(gold)
    times = Counter(each.question.lower() for each in some)
    return [each for each in some if times[each.question.lower()] == 1]


def _spread(gold: Sequence[Gold], n: int, rng: random.Random) -> list[Gold]:
    """`n` of the questions, taking each kind from each paper in turn."""
    piles: dict[tuple[str, tuple[str, ...]], list[Gold]] = defaultdict(list)
    for each in rng.sample(gold, len(gold)):
        piles[each.kind, each.about()].append(each)
    turns = sorted((turn, pile) for pile, some in piles.items() for turn in range(len(some)))
    return [piles[pile][turn] for turn, pile in turns[:n]]


def _answerable(cache: PaperCache, id: str) -> Iterator[Gold]:
    paper, blocks = cache.paper(id), cache.blocks(id)
    yield from _lists(paper, blocks)
    yield from _acronyms(paper)
    for n, block in enumerate(blocks):
        if block.kind == "row" and block.columns:
            yield from _cells(paper, blocks, n)
        elif block.kind in ("paragraph", "item"):
            yield from _statements(paper, block)
        elif block.kind == "heading" and (gold := _under(paper, blocks, n)):
            yield gold


def _lists(paper: Paper, blocks: Sequence[Block]) -> Iterator[Gold]:
    """Questions for lists introduced by a lead-in or a heading."""
    for n, (before, block) in enumerate(pairwise(blocks), 1):
        if block.kind != "item" or before.kind not in ("paragraph", "heading"):
            continue
        if before.kind == "paragraph":
            lead = _words(paper, before)
            start = max((m.end() for m in re.finditer(r"[.?!]\s+", lead)), default=0)
            question = question_templates.of_lead(lead[start:]) if lead.endswith(":") else None
        else:
            question = question_templates.of_named_list(_words(paper, before))
        question = _specific(paper, question)
        if question and (gold := _list(paper, question, _items(blocks, n))):
            yield gold


def _list(paper: Paper, question: str, items: Sequence[Block]) -> Gold | None:
    texts = [_words(paper, item) for item in items]
    if len(items) not in LIST or sum(len(text.split()) for text in texts) > LIST_WORDS:
        return None
    answer = "; ".join(text.rstrip(".;") for text in texts)
    facts = [_beginning(paper.text[item.words : item.end]) for item in items]
    return _gold(paper, "list", question, answer, facts, [(item.words, item.end) for item in items])


def _items(blocks: Sequence[Block], n: int) -> list[Block]:
    """The top-level items of the list that starts with block `n`."""
    last = n
    while last < len(blocks) and blocks[last].kind == "item":
        last += 1
    levels = {block.level for block in blocks[n:last]}
    return [block for block in blocks[n:last] if block.level == min(levels)]


def _beginning(item: str) -> str:
    """The name of a list item: its words in bold, those before a colon, or its first few."""
    if bold := re.match(r"\*\*(.{3,60}?)\*\*", item):
        return _fact(bold[1])
    if named := re.match(r"([^:.\n]{3,60}): ", item):
        return _fact(named[1])
    said = item.split()
    telling = [n for n, word in enumerate(said, 1) if stems(word)]
    return _fact(" ".join(said[: telling[FACT_WORDS - 1] if len(telling) >= FACT_WORDS else len(said)]))


def _statements(paper: Paper, block: Block) -> Iterator[Gold]:
    for start, end in block_sentences(paper.text, block):
        if pair := question_templates.of_statement(readable(paper, block, start, end)):
            answer = pair[1]
            if question := _specific(paper, pair[0]):
                yield _gold(paper, "factoid", question, answer, [_fact(answer)], [(start, end)])


def _acronyms(paper: Paper) -> Iterator[Gold]:
    """Questions for acronyms that the paper spells out: 'Integrated Care System (ICS)'."""
    count = 0
    for short, long in acronyms(paper.text).items():
        spelled = r"\W+".join(map(re.escape, long.split()))
        if count < ACRONYMS and (found := re.search(rf"({spelled})\s+\({short}s?\)", paper.text, re.IGNORECASE)):
            count += 1
            answer = " ".join(found[1].split())
            yield _gold(paper, "factoid", question_templates.of_acronym(short), answer, [answer], [found.span()])


def _cells(paper: Paper, blocks: Sequence[Block], n: int) -> Iterator[Gold]:
    """A question for the second column of a row; the cell is taken from the paper's text, so that it is exact."""
    block = blocks[n]
    row = paper.text[block.words : block.end]
    cells = [" ".join(cell.replace("*", "").split()) for cell in row.strip(" |\n").split("\t" if "\t" in row else "|")]
    if len(cells) != len(block.columns) or len(cells) < 2 or not 1 <= len(cells[1].split()) <= 25:
        return
    start, end = block_sentences(paper.text, block)[0]
    if question := _specific(paper, question_templates.of_cell(block.columns[1], cells[0])):
        yield _gold(paper, "table", question, cells[1], [_beginning(cells[1])], [(start, end)])


def _under(paper: Paper, blocks: Sequence[Block], n: int) -> Gold | None:
    """A question for a heading that asks one, answered by the paragraph or list right below it."""
    question = _specific(paper, question_templates.of_heading(_words(paper, blocks[n])))
    following = blocks[n + 1 : n + 3]
    if not question or not following:
        return None
    if following[0].kind == "item":
        return _list(paper, question, _items(blocks, n + 1))
    if len(following) == 2 and following[1].kind == "item" and _words(paper, following[0]).endswith(":"):
        return _list(paper, question, _items(blocks, n + 2))
    if following[0].kind != "paragraph" or "the reasons for" in question:  # one paragraph rarely gives all reasons
        return None
    text = _words(paper, following[0])
    said = [(following[0].words, following[0].end)]
    return (
        _gold(paper, "explain", question, text, [_beginning(text)], said) if len(text.split()) <= LIST_WORDS else None
    )


def _unanswerable(
    cache: PaperCache, papers: Sequence[str], asked: Sequence[Gold], rng: random.Random
) -> Iterator[Gold]:
    """The same questions about a place or year in no paper, and questions about bodies that no passage answers."""
    everything = " ".join(cache.paper(id).text for id in papers)
    places = [place for place in ELSEWHERE if place not in everything]
    years = [str(year) for year in LATER if str(year) not in everything]
    for gold in asked:
        found = PLACE.search(gold.question)
        if gold.kind == "table":  # its words are from a cell, so another name would make no sense
            continue
        if years and YEAR.search(gold.question):
            yield _unsaid(YEAR.sub(rng.choice(years), gold.question))
        elif places and found and found[2].lower() not in MONTHS:
            yield _unsaid(PLACE.sub(rf"\1 {rng.choice(places)}", gold.question, count=1))
    said = [
        " · ".join([*block.headings, _words(cache.paper(id), block)])
        for id in papers
        for block in cache.blocks(id)
        if block.kind != "matter"
    ]
    bodies = Counter(name for text in said for name in BODY.findall(text))
    for name in sorted(bodies):
        about = stems(" ".join(text for text in said if name in text or _initials(name) in words(text)))
        left = [question for question, telling in OF_A_BODY if about.isdisjoint(map(stem, telling.split()))]
        if left and bodies[name] > 1:
            yield _unsaid(rng.choice(left).format(name))


def _initials(name: str) -> str:
    return "".join(word[0] for word in words(name) if word not in ("and", "of", "for"))


def _unsaid(question: str) -> Gold:
    answer = "The papers do not say."
    return Gold(id=_id(question), kind="unanswerable", question=question, answer=answer, answerable=False)


def _gold(
    paper: Paper, kind: str, question: str, answer: str, facts: Sequence[str], spans: Sequence[tuple[int, int]]
) -> Gold:
    evidence = [Evidence(doc=paper.document, start=start, end=end, quote=paper.text[start:end]) for start, end in spans]
    kept = tuple(dict.fromkeys(filter(None, facts)))
    return Gold(id=_id(question), kind=kind, question=question, answer=answer, facts=kept, evidence=tuple(evidence))


def _specific(paper: Paper, question: str | None) -> str | None:
    """The question, with the paper's organisation if its words would fit many papers."""
    if question is None or len(stems(question)) >= TELLING:
        return question
    return question_templates.in_paper(question, paper.organisation) if paper.organisation else None


def _id(question: str) -> str:
    return "p" + hashlib.sha256(question.encode()).hexdigest()[:8]


def _words(paper: Paper, block: Block) -> str:
    return readable(paper, block, block.words, block.end)


def _fact(said: str) -> str:
    """Words as a fact; without '|', which separates wordings."""
    return " ".join(said.replace("|", " ").split()).strip(" ,.;:")
