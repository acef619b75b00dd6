"""Whether anything a model invents is shown as supported: asks it questions and checks every statement again.

python -m evals.checks.hallucination                      the 120 questions of papers-dev, with the small test model
python -m evals.checks.hallucination --sample 10 --show   ten of them, with each statement
python -m evals.checks.hallucination --model ollama:NAME  another model, free to cite as it likes

This shares no code with the check that answers go through. It asks whether each figure, date and capitalised word is in
the words cited or their headings, and is stricter than that check.
"""

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig

from assistant.answer import Answer, Citation, Statement
from assistant.generation.attribution import attributed
from assistant.generation.errors import ModelError
from assistant.generation.llm_client import LLMClient, Options, Reply
from assistant.pipeline import drafting, support_check
from assistant.query.entities import QUARTERS
from assistant.query.question import Question
from assistant.settings import Settings, load_settings
from assistant.text.sanitize import visible
from assistant.text.tokens import stem, words
from assistant.verification.quotations import check
from evals.checks.local_model import serving
from evals.cli import DATA, work_folder
from evals.libraries import library_of
from evals.suites import find, sampled
from ingest.dates import written
from ingest.library import Library

SMALL = {"passages": 2, "model_tokens": 90, "model_retries": 0}  # what the small model can read in seconds
FIGURE = re.compile(r"\d[\d,.]*\d|\d")
CAPITAL = re.compile(r"\b[A-Z][\w&’'-]*")
BEGINS = re.compile(r"(?:^|[.:!?])[\s\"“‘']*$")  # the text before the first word of a sentence
KEY = re.compile(r'<passage key="(\w+)"')
GRAMMAR = """\
root ::= sentence (" " sentence){{0,2}}
sentence ::= [A-Z£0-9] text "." " [" key "]"
text ::= ([^\\]\\[.<>\\n] | "." [0-9])+
key ::= {keys}"""


class MadeToCite(LLMClient):
    """A llama.cpp server that is forced to end every sentence with one of the keys given.

    The small model never cites otherwise, and everything it says would fail for that alone.
    """

    def reply(
        self, messages: Sequence[BaseMessage], config: RunnableConfig | None = None, options: Options | None = None
    ) -> Reply:
        keys = KEY.findall(str(messages[-1].content))
        grammar = GRAMMAR.format(keys=" | ".join(f'"{key}"' for key in keys))
        client = LLMClient(self.settings)
        body = {"max_tokens": self.settings.model_tokens} | ({"grammar": grammar} if keys else {})
        client.model = self.model.model_copy(update={"extra_body": body})
        return client.reply(messages, config, options)


@dataclass
class Counts:
    """Counts of outcomes; `invented` has statements shown as supported that contain something not cited."""

    statuses: Counter[str] = field(default_factory=Counter)
    supports: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    invented: list[tuple[Statement, tuple[str, ...]]] = field(default_factory=list)

    def add(self, answer: Answer) -> None:
        self.statuses[answer.status] += 1
        for statement in answer.statements:
            self.supports[statement.support] += 1
            if statement.reason:
                self.reasons[re.sub(r"['‘“\"].*|\d.*", "…", statement.reason)] += 1
            if statement.support != "unsupported" and (lacking := lacks(answer, statement)):
                self.invented.append((statement, lacking))

    def lines(self) -> Iterator[str]:
        yield "questions: " + ", ".join(f"{count} {status}" for status, count in self.statuses.most_common())
        yield "statements: " + ", ".join(f"{count} {support}" for support, count in self.supports.most_common())
        yield from (f"  {count:4} {reason}" for reason, count in self.reasons.most_common())
        yield f"shown as supported with a figure, date or name that the cited words lack: {len(self.invented)}"
        yield from (f"  {', '.join(lacking)}: {statement.text}" for statement, lacking in self.invented)


def lacks(answer: Answer, statement: Statement) -> tuple[str, ...]:
    """The figures and capitalised words of a statement that are not in the words cited or their headings."""
    cited = [citation for citation in answer.citations if citation.n in statement.citations]
    held = "\n".join(_held(citation) for citation in cited)
    figures = {_figure(match) for match in FIGURE.findall(held)}
    stems = {stem(word) for word in words(held)}
    stems |= {short for short, long in QUARTERS.items() if {stem(word) for word in long.split()} <= stems}
    said = f"{statement.about} {statement.text}".strip()
    capitals = [match[0] for match in CAPITAL.finditer(said) if not BEGINS.search(said[: match.start()])]
    return (
        *(figure for figure in FIGURE.findall(said) if _figure(figure) not in figures),
        *(name for name in capitals if any(stem(word) not in stems for word in words(name))),
    )


def _held(citation: Citation) -> str:
    date = f"{citation.date} {written(citation.date)}" if citation.date else None
    over = [citation.title, citation.organisation, date, *citation.headings, citation.number]
    return " ".join(filter(None, [citation.quote, *over]))


def _figure(text: str) -> str:
    return text.replace(",", "").strip(".")


def count(
    library: Library,
    settings: Settings,
    client: LLMClient,
    questions: Iterable[Question],
    tell: Callable[[Answer], object] = lambda answer: None,
) -> Counts:
    """Asks a model the questions; `tell` gets each draft as an answer, with the statements that failed.

    A question on which the model fails counts as an error. Ctrl-C stops early and returns the counts so far.
    """
    drafts, support = drafting(library, settings, client), support_check(library)
    counts = Counts()
    for question in questions:
        try:
            statements, citations = attributed(library, support, drafts.invoke(question))
            answered = any(statement.support != "unsupported" for statement in statements)
            answer = Answer(
                question=question.text,
                status="answered" if answered else "not_found",
                statements=statements,
                citations=citations,
            )
        except KeyboardInterrupt:
            break
        except ModelError as error:
            answer = Answer(question=question.text, status="error", error=str(error))
        counts.add(check(library, answer))
        tell(answer)
    return counts


@contextmanager
def _speaker(model: str | None) -> Iterator[LLMClient]:
    if model:
        yield LLMClient(load_settings(model=model))
    else:
        with serving() as address:
            yield MadeToCite(load_settings(model=address, **SMALL))


def _show(answer: Answer) -> None:
    print(visible(f"{answer.status}: {answer.question} {answer.error or ''}"))
    for statement in answer.statements:
        print(visible(f"  {statement.support} {statement.reason}: {statement.text}"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="a model as in policy ask --model")
    parser.add_argument("--suite", default="papers")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    work = work_folder(None)
    suites, _ = find([given.suite], given.data, work)
    suite = sampled(suites[0], given.sample)
    with _speaker(given.model) as client, library_of(suite.papers, client.settings, work) as library:
        questions = [Question(gold.question, gold.history, id=gold.id) for gold in suite.gold]
        counts = count(library, client.settings, client, questions, _show if given.show else lambda answer: None)
    print("\n".join(counts.lines()))


if __name__ == "__main__":
    main()
