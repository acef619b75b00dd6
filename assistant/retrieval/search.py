"""The search for a question: made whole by the conversation, and again in the papers about the bodies that it names."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.query.entities import Name, names, standing
from assistant.query.follow_up import carried, parted
from assistant.question import Question, on_one_line
from assistant.retrieval.hybrid import Found, PassageRetriever

TELLING = 0.3  # how much more about a name one paper must be than papers are on average, for the name to choose papers
NEARLY = 0.6  # of the standing of the best paper, for a paper to be searched again
UNDECIDED = 0.5  # the standing of every paper where no name chooses


@dataclass(frozen=True)
class Searched:
    """`carried` is what the conversation adds to the question, `aside` what is said beside it ('I am new here. Who
    ...?'); `standing` is how far each paper is about its names."""

    question: Question
    found: list[Found]
    carried: str = ""
    aside: str = ""
    names: tuple[Name, ...] = ()
    standing: Mapping[str, float] = field(default_factory=dict)
    by_name: Mapping[Name, Mapping[str, float]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The question as it is read."""
        return f"{self.carried} {self.question.text}".strip()

    @property
    def sought(self) -> str:
        """The question as it is searched."""
        return f"{self.aside} {self.text}".strip()


def search(retriever: PassageRetriever, question: Question) -> Searched:
    """The passages for a question, best first, and what it names."""
    question = on_one_line(question)
    asked, aside = parted(question.text)
    searched = Searched(replace(question, text=asked), [], carried(question), aside)
    whole = replace(question, text=searched.sought)
    found = retriever.find(whole)
    searched = _with_names(retriever, replace(searched, found=found))
    about = _papers_about(searched)
    if not about or set(about) == set(searched.standing):
        return searched
    again = retriever.find(replace(whole, papers=about))
    known = {each.passage.id for each in again}
    others = [each for each in found if each.passage.id not in known]
    return replace(searched, found=[*again, *others[: len(others) // 2]])


def _with_names(retriever: PassageRetriever, searched: Searched) -> Searched:
    catalogue = retriever.library.catalogue
    texts = [catalogue.words_of(each.passage.id) for each in searched.found]
    named = names(searched.sought, texts, catalogue.acronyms())
    asked = searched.question.papers
    papers = [paper for paper in catalogue.papers() if asked is None or paper.id in asked]
    counts = catalogue.counts()
    by_name = {name: standing(catalogue, name, papers, counts) for name in named}
    return replace(searched, names=tuple(named), by_name=by_name, standing=_together(by_name, [p.id for p in papers]))


def _together(by_name: Mapping[Name, Mapping[str, float]], papers: list[str]) -> dict[str, float]:
    """The standing of each paper over all names; a name that few papers are about counts more."""
    weights = {name: telling(about) for name, about in by_name.items()}
    total = sum(weights.values())
    if total < TELLING:
        return dict.fromkeys(papers, UNDECIDED)
    return {paper: sum(weights[n] * about[paper] for n, about in by_name.items()) / total for paper in papers}


def telling(about: Mapping[str, float]) -> float:
    """How much more about a name one paper is than papers are on average."""
    return max(about.values()) - sum(about.values()) / len(about) if about else 0.0


def _papers_about(searched: Searched) -> tuple[str, ...]:
    best = max(searched.standing.values(), default=0.0)
    if best == UNDECIDED:
        return ()
    return tuple(paper for paper, about in searched.standing.items() if about >= NEARLY * best)
