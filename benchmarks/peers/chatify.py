"""Chatify without a language model: BM25, and the first sentences of the first three passages."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.peers.environment import Environment, Installed
from benchmarks.peers.judging import Shown
from benchmarks.peers.measured import Spent, run
from benchmarks.peers.peer import ANSWERING, Warm, asked, copied, free_port, posted, serving

APP = """app:
  id: papers
  title: Papers
provider:
  type: mock
sources:
  - id: papers
    type: local_files
    label: Papers
    path: papers
"""


class Chatify:
    name = "chatify-app"
    ways: tuple[str, ...] = ("demo",)
    told = "its offline demo mode; no index is kept, each start reads the papers anew; warm: `chatify run`"

    def __init__(self, environment: Environment):
        self.environment = environment

    def install(self) -> Installed:
        return self.environment.install("chatify-app", "chatify-app==0.4.32")

    def ingest(self, papers: Sequence[Path], shelf: Path) -> Spent:
        """What its own check of the sources takes, which reads all of them."""
        copied(papers, shelf)
        (shelf / "app.yaml").write_text(APP, "utf-8")
        return run(self._command("doctor", "app.yaml"), shelf, self.environment.variables(), ANSWERING)[1]

    def ask(self, question: str, shelf: Path, way: str) -> tuple[Shown, Spent]:
        answer, spent = asked(self.environment, self._command("ask", "--json", "app.yaml", question), shelf)
        return shown(answer), spent

    @contextmanager
    def warm(self, shelf: Path, way: str) -> Iterator[Warm]:
        port = free_port()
        command = self._command("run", "--no-browser", "--port", str(port), "app.yaml")
        with serving(self.environment, command, shelf) as program:
            address = f"http://127.0.0.1:{port}/api/ask"
            yield Warm(program, lambda question: shown(posted(program, address, {"question": question})))

    def _command(self, *arguments: str) -> list[str]:
        return [str(self.environment.bin("chatify")), *arguments]


def shown(answer: dict[str, Any]) -> Shown:
    """As `chatify ask` prints it: the answer, then the titles of all passages found."""
    return Shown("\n".join([answer["answer"], *(each["title"] for each in answer["evidence"])]), not answer["evidence"])
