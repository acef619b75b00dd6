"""groundrag without models: vectors of hashed words, BM25, a lexical reranker, and the sentences that fit best."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.peers.environment import Environment, Installed
from benchmarks.peers.judging import Shown
from benchmarks.peers.measured import Spent, run
from benchmarks.peers.peer import INGESTING, Warm, asked, copied, free_port, posted, serving

# What it falls back to offline by itself, named, so that it need not try to fetch models for 39 s first. By its own
# default it takes in no format at all.
SETTINGS = """ingest:
  extensions: [".md"]
embeddings:
  backend: hash
rerank:
  backend: lexical
llm:
  backend: none
"""


class Groundrag:
    name = "groundrag"
    ways: tuple[str, ...] = ("hash",)
    told = "the models it falls back to offline, named, so that it does not wait for others; warm: `groundrag serve`"

    def __init__(self, environment: Environment):
        self.environment = environment

    def install(self) -> Installed:
        return self.environment.install("groundrag", "groundrag[api]==0.3.0")

    def ingest(self, papers: Sequence[Path], shelf: Path) -> Spent:
        (shelf / "config.yaml").write_text(SETTINGS, "utf-8")
        command = self._command("ingest", str(copied(papers, shelf)), "--collection", "papers")
        return run(command, shelf, self.environment.variables(), INGESTING)[1]

    def ask(self, question: str, shelf: Path, way: str) -> tuple[Shown, Spent]:
        command = self._command("query", "--json", "--collection", "papers", "--", question)
        answer, spent = asked(self.environment, command, shelf)
        return shown(answer), spent

    @contextmanager
    def warm(self, shelf: Path, way: str) -> Iterator[Warm]:
        port = free_port()
        with serving(self.environment, self._command("serve", "--port", str(port)), shelf) as program:
            address, within = f"http://127.0.0.1:{port}/query", {"collections": ["papers"]}
            yield Warm(program, lambda question: shown(posted(program, address, {"question": question, **within})))

    def _command(self, *arguments: str) -> list[str]:
        return [str(self.environment.bin("groundrag")), "--log-level", "ERROR", *arguments]


def shown(answer: dict[str, Any]) -> Shown:
    """As `groundrag query` prints it: the answer, then where it is from."""
    sources = [
        " ".join(str(each[key]) for key in ("source", "section") if each.get(key)) for each in answer["citations"]
    ]
    return Shown("\n".join([answer["answer"], *sources]), not answer["found"])
