"""policy beside other assistants that answer from papers, in one run.

python -m benchmarks.peers [--only NAME] [--questions 60] [--papers 0] [--data FOLDER] [--work FOLDER] [--out FOLDER]

Installs each assistant into a virtual environment of its own below --work (else the user's cache folder), which may be
deleted afterwards; has each take in the same papers and answer the same questions, one process at a time; and writes
peers.md and peers.json to --out. --papers is how many papers are taken in besides, for the time alone.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from platformdirs import user_cache_path

from benchmarks.papers import ROOT
from benchmarks.peers.cairn import Cairn
from benchmarks.peers.chatify import Chatify
from benchmarks.peers.compare import Run
from benchmarks.peers.docsonar import Docsonar
from benchmarks.peers.environment import Environment
from benchmarks.peers.groundrag import Groundrag
from benchmarks.peers.haiku import Haiku
from benchmarks.peers.peer import Peer
from benchmarks.peers.policy import Policy
from benchmarks.peers.questions import SHARES, choose, fewer
from benchmarks.peers.table import as_json, markdown

PEERS: dict[str, Callable[[Environment], Peer]] = {
    "policy": Policy,
    "cairn-assistant": Cairn,
    "chatify-app": Chatify,
    "groundrag": Groundrag,
    "docsonar": Docsonar,
    "haiku.rag-slim": Haiku,
}
WHOLE = sum(share.count for share in SHARES)


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--only", action="append", choices=PEERS, help="this assistant; may be said several times")
    given.add_argument("--questions", type=int, default=WHOLE)
    given.add_argument("--papers", type=int, default=0)
    given.add_argument("--data", type=Path, default=ROOT.parent / "shared", help="the folder with the policy set")
    given.add_argument("--work", type=Path, default=user_cache_path("policy", appauthor=False) / "peers")
    given.add_argument("--out", type=Path, default=ROOT / "build" / "peers")
    options = given.parse_args()
    policy_set = options.data / "evals" / "training" / "policy"
    if not policy_set.is_dir():
        sys.exit(f"the questions are not there: {policy_set} is missing; say where its folder is with --data")
    chosen = choose(policy_set, fewer(SHARES, options.questions))
    more = with_others(chosen.papers, options.data / "documents", options.papers)
    run = Run(chosen, more, options.work, lambda line: print(line, flush=True))
    for name in options.only or PEERS:
        run.compare(PEERS[name](Environment(options.work / name)))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "peers.json").write_text(as_json(run.results), "utf-8")
    (options.out / "peers.md").write_text(markdown(run.results), "utf-8")
    print(f"{len(chosen.questions)} questions on {len(chosen.papers)} papers\n\n{markdown(run.results)}")


def with_others(papers: Sequence[Path], documents: Path, count: int) -> list[Path]:
    """The papers and the Markdown documents that come first by their paths, `count` in all; nothing if that adds none.

    Markdown alone, as not every assistant reads other formats.
    """
    taken = {paper.name for paper in papers}
    others = []
    for path in sorted(documents.glob("*/**/*.md")):
        if path.name not in taken:
            taken.add(path.name)
            others.append(path)
    return [*papers, *others][:count] if count > len(papers) else []


if __name__ == "__main__":
    main()
