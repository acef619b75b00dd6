"""Measures the performance budgets: `make bench` prints the table and writes benchmarks/budgets.json.

Machines differ and are shared, so each figure is the ratio of two things timed in turn in the same run. The seconds
next to it are only a guide.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.pipeline import pipeline
from assistant.query.question import Question
from assistant.settings import Settings, load_settings
from ingest.acronyms import acronyms
from ingest.chunking import chunk
from ingest.encode import Encoder, load_encoder
from ingest.library import Library
from ingest.load import load
from ingest.paper import Source
from ingest.prepare import Prepared, encoded_text
from ingest.weights import DEFAULT, weights_of

ROOT = Path(__file__).parents[1]
POLICY = str(Path(sys.executable).with_name("policy"))
QUESTION = "When does North East London plan to become a single CCG?"
LARGE = 20_000  # passages


@dataclass(frozen=True)
class Line:
    """`ratio` of `measured` to `against` (seconds, bytes or passages a second, as `unit` says)."""

    what: str
    budget: str
    ratio: float
    within: bool
    measured: float
    against: float
    unit: str


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="policy-bench-") as scratch:
        settings = load_settings(
            library=Path(scratch, "library"), models=os.environ.get("POLICY_MODELS", ROOT / ".models")
        )
        encoder = load_encoder(DEFAULT, settings.models or settings.library)
        lines: list[Line] = []
        for line in measure(settings, encoder, Path(scratch)):
            lines.append(line)
            print(f"{line.what}: {line.ratio:.3g} (budget {line.budget})", flush=True)
    Console().print(table(lines))
    (ROOT / "benchmarks" / "budgets.json").write_text(json.dumps([asdict(line) for line in lines], indent=1) + "\n")
    sys.exit(0 if all(line.within for line in lines) else 1)


def measure(settings: Settings, encoder: Encoder, scratch: Path) -> Iterator[Line]:
    environment = {"POLICY_LIBRARY": str(settings.library), "POLICY_MODELS": str(settings.models)}
    bare = [sys.executable, "-c", "pass"]
    yield at_most("policy --help, whole process", 5, *in_turn([POLICY, "--help"], bare, 9, environment), "s")
    run([POLICY, "ingest", "--digests"], environment)
    heavy = [sys.executable, "-c", "import sentence_transformers"]
    yield at_most(
        "policy ask, cold, whole process", 0.5, *in_turn([POLICY, "ask", QUESTION], heavy, 3, environment), "s"
    )
    yield at_most(f"a warm question, {LARGE:,} passages", 15, *warm_question(settings, encoder, scratch), "s")
    yield from screen_lines(settings, environment, scratch)
    texts = passages_of_digests(encoder)
    yield at_least("encoding: ONNX against torch", 1, *onnx_and_torch(encoder, texts), "passages/s")
    yield at_least(
        "ingest, whole, against the bare encoder", 0.8, *ingest_rate(encoder, environment, scratch), "passages/s"
    )
    yield at_most("ingest again, 1,000 unchanged files", 0.03, *ingest_again(environment, scratch), "s")
    yield at_most("memory of ingest, 4 times the papers", 1.15, *ingest_memory(environment, scratch), "MB")


def screen_lines(settings: Settings, environment: dict[str, str], scratch: Path) -> Iterator[Line]:
    """The screen, compared with importing Textual, and with delays that people do not notice."""
    from benchmarks import screen

    toolkit = [sys.executable, "-c", "import textual.app"]
    painted, imported = [], []
    for _ in range(7):
        painted.append(screen.first_paint(environment))
        imported.append(run(toolkit, environment))
    yield at_most("chat screen, first picture", 2, statistics.median(painted), statistics.median(imported), "s")
    own = settings.model_copy(update={"library": scratch / "screen"})
    streaming, ingesting = (
        screen.keys_while_streaming(own),
        screen.keys_while_ingesting(own, write_papers(scratch / "in", 40)),
    )
    for what, (median, late) in (("an answer streams", streaming), ("papers are added", ingesting)):
        yield at_most(f"a key while {what}, median", 1, median, 0.05, "s")
        yield at_most(f"a key while {what}, 95th percentile", 1, late, 0.05, "s")
    yield at_most("a conversation of 500 answers opens", 1, screen.long_conversation(own), 1.0, "s")
    yield at_most("a paper of 300 pages opens at its quotation", 1, screen.long_paper(own), 0.3, "s")


def at_most(what: str, budget: float, measured: float, against: float, unit: str) -> Line:
    ratio = measured / against
    return Line(what, f"≤ {budget:g}", ratio, ratio <= budget, measured, against, unit)


def at_least(what: str, budget: float, measured: float, against: float, unit: str) -> Line:
    ratio = measured / against
    return Line(what, f"≥ {budget:g}", ratio, ratio >= budget, measured, against, unit)


def in_turn(a: list[str], b: list[str], runs: int, environment: dict[str, str]) -> tuple[float, float]:
    """Median wall seconds of two commands, run in turn after one warm-up each."""
    times: tuple[list[float], list[float]] = ([], [])
    for n in range(runs + 1):
        for command, taken in zip((a, b), times, strict=True):
            seconds = run(command, environment)
            if n:
                taken.append(seconds)
    return statistics.median(times[0]), statistics.median(times[1])


def run(command: list[str], environment: dict[str, str]) -> float:
    """Wall seconds of a process from start to end."""
    started = time.perf_counter()
    subprocess.run(command, env=os.environ | environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def peak(command: list[str], environment: dict[str, str]) -> float:
    """Peak megabytes of a process, started by a small one: a child inherits the peak of its parent."""
    small = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)"
    )
    command = [sys.executable, "-c", small, *command]
    ran = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True)
    return int(ran.stdout) / 1e6


def median_of(times: int, action: Callable[[], object]) -> float:
    action()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def jittered(real: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    """Vectors near those of real passages, without encoding, so that the index sees a large library."""
    rows = real[random.integers(0, len(real), count)]
    rows = rows + random.normal(0, 0.03, rows.shape)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def warm_question(settings: Settings, encoder: Encoder, scratch: Path) -> tuple[float, float]:
    """Median seconds to answer a question over many digests, and to encode one text."""
    large = settings.model_copy(update={"library": scratch / "large"})
    with Library(large.library, large.encoder, large.models) as library:
        with library.writing():
            fill(library, encoder)
        answering = pipeline(library, large)
        questions = iter(f"{QUESTION} {'and why ' * (n % 3)}" for n in range(1000))
        asked = median_of(30, lambda: answering.invoke(Question(next(questions))))
        return asked, median_of(30, lambda: encoder.encode([QUESTION]))


def fill(library: Library, encoder: Encoder) -> None:
    """Copies of the digests with changed words, up to `LARGE` passages."""
    real, random = encoder.encode(passages_of_digests(encoder)), np.random.default_rng(7)
    held, copy = 0, 0
    while held < LARGE:
        for digest in digests():
            text = digest.read_text("utf-8").replace("plan", f"plan{copy % 97}") + f"\n\nThis is copy {copy}.\n"
            path = library.folder / f"{digest.stem}-{copy}.md"
            path.write_text(text, "utf-8")
            loaded = load(path)
            passages = chunk(loaded.paper, list(loaded.blocks), lambda texts: [len(text) // 5 for text in texts])
            vectors = jittered(real, len(passages), random)
            stood_for = acronyms(loaded.paper.text)
            prepared = Prepared(loaded.paper, loaded.blocks, tuple(passages), vectors, stood_for)
            library.add(prepared, Source(str(path), 0, 0, loaded.paper.sha256, loaded.paper.id))
            held += len(passages)
            path.unlink()
        copy += 1


def digests() -> list[Path]:
    return sorted((ROOT / "corpus").glob("*.md"))


def passages_of_digests(encoder: Encoder) -> list[str]:
    texts = []
    for digest in digests():
        loaded = load(digest)
        texts += [encoded_text(loaded.paper, p) for p in chunk(loaded.paper, list(loaded.blocks), encoder.count)]
    return texts


def onnx_and_torch(encoder: Encoder, texts: list[str]) -> tuple[float, float]:
    """Passages a second for the two forms of the encoder, as medians of three turns."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(weights_of(DEFAULT).parent), device="cpu", local_files_only=True)
    forms = (lambda: encoder.encode(texts), lambda: model.encode(texts, batch_size=16, show_progress_bar=False))
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(3):
        for form, seconds in zip(forms, taken, strict=True):
            started = time.perf_counter()
            form()
            seconds.append(time.perf_counter() - started)
    return len(texts) / statistics.median(taken[0]), len(texts) / statistics.median(taken[1])


def ingest_rate(encoder: Encoder, environment: dict[str, str], scratch: Path) -> tuple[float, float]:
    """Passages a second for a whole `policy ingest`, with its start, and for the encoder alone on the same texts."""
    folder = write_papers(scratch / "rate", 40)
    seconds = run([POLICY, "ingest", str(folder), "--library", str(scratch / "rate-library")], environment)
    texts = []
    for path in sorted(folder.iterdir()):
        loaded = load(path)
        texts += [encoded_text(loaded.paper, p) for p in chunk(loaded.paper, list(loaded.blocks), encoder.count)]
    started = time.perf_counter()
    encoder.encode(texts)
    return len(texts) / seconds, len(texts) / (time.perf_counter() - started)


def ingest_again(environment: dict[str, str], scratch: Path) -> tuple[float, float]:
    folder = write_notes(scratch / "notes", 1000)
    command = [POLICY, "ingest", str(folder), "--library", str(scratch / "notes-library")]
    first = run(command, environment)
    return run(command, environment), first


def ingest_memory(environment: dict[str, str], scratch: Path) -> tuple[float, float]:
    """Peak megabytes while ingesting four times the papers, and while ingesting the papers."""
    peaks = []
    for name, count in (("four", 24), ("one", 6)):
        folder = write_papers(scratch / name, count)
        peaks.append(peak([POLICY, "ingest", str(folder), "--library", str(scratch / f"{name}-library")], environment))
    return peaks[0], peaks[1]


def write_papers(folder: Path, count: int) -> Path:
    """Variants of the digests, each with different contents."""
    folder.mkdir()
    sources = digests()
    for n in range(count):
        text = sources[n % len(sources)].read_text("utf-8")
        (folder / f"paper-{n}.md").write_text(text.replace("London", f"Newtown {n}"), "utf-8")
    return folder


def write_notes(folder: Path, count: int) -> Path:
    folder.mkdir()
    paragraphs = [p for digest in digests() for p in digest.read_text("utf-8").split("\n\n") if len(p) > 200]
    for n in range(count):
        body = "\n\n".join(paragraphs[(n + k) % len(paragraphs)] for k in range(3))
        (folder / f"note-{n}.md").write_text(f"# Note {n}\n\n{body}\n", "utf-8")
    return folder


def table(lines: list[Line]) -> Table:
    shown = Table("", "what", "ratio", "budget", "measured", "against", box=None, header_style="bold")
    for line in lines:
        figures = [f"{value:.3g} {line.unit}" for value in (line.measured, line.against)]
        shown.add_row("✓" if line.within else "✗", line.what, f"{line.ratio:.3g}", line.budget, *figures)
    return shown


if __name__ == "__main__":
    main()
