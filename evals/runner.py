"""Asks the questions of a suite, and measures the answers."""

import datetime
from collections.abc import Callable
from importlib.metadata import version

from assistant.answer import Answer
from assistant.pipeline import retrieve
from assistant.query.question import Question
from assistant.settings import Settings
from evals.aggregate import totals
from evals.baselines import Answerer, answerer, label
from evals.datasets.gold import Gold
from evals.metrics import figures, overlaps
from evals.quote_status import Papers, PaperText
from evals.results import LibraryFacts, Outcome, Run, Seen
from evals.suites import Suite
from ingest.errors import PolicyError
from ingest.library import Library

DEEPEST = 20  # passages looked at to measure retrieval; an answerer reads as many as the settings say

Tell = Callable[[], object]


def run(suite: Suite, model: str, library: Library, settings: Settings, tell: Tell = lambda: None) -> Run:
    """Runs a suite with one answerer over the library of its papers; calls `tell` after each question.

    Raises PolicyError for an unknown answerer, or a question about a paper that is missing.
    """
    answer = answerer(model, library, settings)
    ids = {paper.document: paper.id for paper in library.catalogue.papers()}
    _need_papers(suite, ids)
    texts = {document: _text(library, id) for document, id in ids.items()}
    deep = settings.model_copy(update={"passages": DEEPEST})
    outcomes = []
    for gold in suite.gold:
        question = Question(gold.question, gold.history, tuple(ids[name] for name in gold.papers) or None, gold.id)
        found = _found(library, deep, question, gold, texts)
        given = _given(answer, question, model)
        outcomes.append(Outcome(gold=gold, answer=given, found=found, figures=figures(gold, given, found, texts)))
        tell()
    return Run(
        suite=suite.name,
        title=suite.title,
        description=suite.description,
        model=label(model, settings),
        version=version("policy-assistant"),
        made=datetime.date.today(),
        library=LibraryFacts(
            papers=len(ids), passages=sum(len(text.passages) for text in texts.values()), encoder=settings.encoder
        ),
        outcomes=tuple(outcomes),
        figures=totals(outcomes),
        published=suite.published,
    )


def _need_papers(suite: Suite, ids: dict[str, str]) -> None:
    for gold in suite.gold:
        for name in (*gold.papers, *gold.about()):
            if name not in ids:
                raise PolicyError(
                    f"question {gold.id} of '{suite.name}' is about {name}, which is not among the papers of the suite",
                    "add the paper (policy ingest says if it can be read), or remove the question",
                )


def _text(library: Library, id: str) -> PaperText:
    paper = library.catalogue.paper(id)
    assert paper is not None
    passages = tuple((passage.start, passage.end) for passage in library.catalogue.passages(id))
    return PaperText(paper.text, paper.pages, passages)


def _found(library: Library, settings: Settings, question: Question, gold: Gold, texts: Papers) -> tuple[Seen, ...]:
    """The passages found, further down than an answerer reads."""
    documents = {paper.id: paper.document for paper in library.catalogue.papers()}
    seen = []
    for rank, each in enumerate(retrieve(library, settings, question).passages[:DEEPEST], 1):
        passage = each.passage
        document, place = documents[passage.paper], (passage.start, passage.end)
        seen.append(
            Seen(
                rank=rank,
                document=document,
                start=passage.start,
                end=passage.end,
                headings=tuple(passage.context.split(" › ")),
                text=texts[document].text[slice(*place)],
                holds=any(overlaps(document, *place, item) for item in gold.evidence),
            )
        )
    return tuple(seen)


def _given(answer: Answerer, question: Question, model: str) -> dict:
    try:
        return answer(question).as_json()
    except PolicyError as error:
        return Answer.of_error(question, error, model).as_json()
