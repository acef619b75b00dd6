"""Cairn: quotes one paragraph of the papers, found by its words, or refuses. Standard library alone."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.peers.environment import Environment, Installed
from benchmarks.peers.judging import Shown
from benchmarks.peers.measured import Spent, run
from benchmarks.peers.peer import INGESTING, Warm, asked, copied, free_port, posted, serving

SETTINGS = """[corpus]
path = "papers"
[index]
path = "index.json"
"""
TITLE = re.compile(r"^(?:Title: *|# +)(.+)$", re.M)


class Cairn:
    name = "cairn-assistant"
    ways: tuple[str, ...] = ("as installed",)
    told = "papers get the front matter that it needs (id, title, language); warm: `cairn serve`"

    def __init__(self, environment: Environment):
        self.environment = environment

    def install(self) -> Installed:
        return self.environment.install("cairn-assistant", "cairn-assistant==0.3.0")

    def ingest(self, papers: Sequence[Path], shelf: Path) -> Spent:
        for number, path in enumerate(sorted(copied(papers, shelf).iterdir()), 1):
            path.write_text(with_front_matter(path.read_text("utf-8"), f"paper-{number}", path.stem), "utf-8")
        (shelf / "cairn.toml").write_text(SETTINGS, "utf-8")
        return run(self._command("index"), shelf, self.environment.variables(), INGESTING)[1]

    def ask(self, question: str, shelf: Path, way: str) -> tuple[Shown, Spent]:
        answer, spent = asked(self.environment, self._command("ask", "--json", question), shelf)
        return shown(answer), spent

    @contextmanager
    def warm(self, shelf: Path, way: str) -> Iterator[Warm]:
        port = free_port()
        with serving(self.environment, self._command("serve", "--quiet", "--port", str(port)), shelf) as program:
            address = f"http://127.0.0.1:{port}/ask"
            yield Warm(program, lambda question: shown(posted(program, address, {"question": question})))

    def _command(self, *arguments: str) -> list[str]:
        return [str(self.environment.bin("cairn")), *arguments]


def with_front_matter(text: str, id: str, name: str) -> str:
    """A paper with its title, or else its name, as Cairn wants it."""
    title = TITLE.search(text)
    return f"---\nid: {id}\ntitle: {title[1].strip() if title else name}\nlang: en\n---\n{text}"


def shown(answer: dict[str, Any]) -> Shown:
    """As `cairn ask` prints it: the passage, then where it is from."""
    sources = [f"{each['title']} ({each['id']})" for each in answer["sources"]]
    return Shown("\n".join([answer["text"], *sources]), answer["kind"] == "refusal")
