"""policy itself, installed as anybody would, into an environment like those of the others."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.papers import ROOT
from benchmarks.peers.environment import Environment, Installed
from benchmarks.peers.judging import Shown
from benchmarks.peers.measured import Failed, Program, Spent, run
from benchmarks.peers.peer import INGESTING, Warm, asked, copied, free_port, posted, serving

PACKAGES = ("assistant", "corpus", "evals", "ingest", "tui")
FILES = ("pyproject.toml", "README.md", "constraints.txt")
NOT_FOUND = 3  # the exit code of `policy ask`


class Policy:
    name = "policy"
    ways: tuple[str, ...] = ("quick", "careful")
    told = "as documented, with each of its two readers; warm: `policy api`"

    def __init__(self, environment: Environment, models: Path | None = None):
        self.environment = environment
        environment.settings["POLICY_MODELS"] = str(models or environment.models)

    def install(self) -> Installed:
        """From a copy of this project, as building leaves files; with the form of the encoder that runs fast."""
        source = self.environment.folder / "source" / _digest()
        for path in _files():
            copy = source / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
        requirements = ["-c", str(source / "constraints.txt"), str(source)]
        return self.environment.install("policy-assistant", *requirements, prepare=self._derive)

    def ingest(self, papers: Sequence[Path], shelf: Path) -> Spent:
        return self._ingest(str(copied(papers, shelf)), shelf)

    def ask(self, question: str, shelf: Path, way: str) -> tuple[Shown, Spent]:
        command = [*self._command("ask", shelf), "--json", "--reader", way, "--", question]
        answer, spent = asked(self.environment, command, shelf, (0, NOT_FOUND))
        return shown(answer), spent

    @contextmanager
    def warm(self, shelf: Path, way: str) -> Iterator[Warm]:
        port = free_port()
        command = [*self._command("api", shelf), "--port", str(port), "--reader", way]
        with serving(self.environment, command, shelf) as program:
            headers = {"Authorization": f"Bearer {_token(program)}"}
            address = f"http://127.0.0.1:{port}/ask"
            yield Warm(program, lambda question: shown(posted(program, address, {"question": question}, headers)))

    def _derive(self) -> Spent:
        shutil.rmtree(self.environment.models, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=self.environment.folder) as shelf:
            return self._ingest("--digests", Path(shelf))

    def _ingest(self, papers: str, shelf: Path) -> Spent:
        command = [*self._command("ingest", shelf), papers]
        return run(command, shelf, self.environment.variables(), INGESTING)[1]

    def _command(self, name: str, shelf: Path) -> list[str]:
        return [str(self.environment.bin("policy")), name, "--library", str(shelf / "library")]


def _files() -> list[Path]:
    """What is installed of this project, and what that needs to be built."""
    held = [path for name in PACKAGES for path in (ROOT / name).rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return sorted([*held, *(ROOT / name for name in FILES)])


def _digest() -> str:
    """A name that changes with this project, so that it is installed anew."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _token(program: Program) -> str:
    """What `policy api` prints as the token of this run."""
    for line in program.process.stdout or ():
        if line.startswith(b"Token: "):
            return line.decode().split()[-1]
    raise Failed("policy api did not start")


def shown(answer: dict[str, Any]) -> Shown:
    """The answer, and below it those of its quotations that it gives in other words, such as rows of tables."""
    quotes = [each["quote"] for each in answer["citations"] if each["quote"] not in answer["answer"]]
    return Shown("\n".join([answer["answer"], *quotes]), answer["status"] == "not_found")
