"""Asks every assistant the same questions about the same papers, one process at a time."""

import shutil
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.peers.environment import Installed
from benchmarks.peers.judging import Judged, Shown, judge
from benchmarks.peers.measured import Failed, Spent
from benchmarks.peers.peer import Peer
from benchmarks.peers.questions import Chosen


@dataclass(frozen=True)
class Asked:
    """One question put to an assistant that is warm; `wording` as in the policy set."""

    id: str
    wording: str
    shown: Shown
    judged: Judged
    wall: float


@dataclass(frozen=True)
class Result:
    """What one way of one assistant took and gave.

    `warm` is the median of the seconds by the clock and the mean of processor time, which Linux counts in hundredths.
    `more` is what it took to take in the larger number of papers. `failed` says what went wrong; what comes after that
    was not measured, and is None or empty.
    """

    name: str
    way: str
    told: str
    installed: Installed | None = None
    ingested: Spent | None = None
    cold: Spent | None = None
    warm: Spent | None = None
    asked: tuple[Asked, ...] = ()
    more: Spent | None = None
    failed: str = ""


@dataclass
class Run:
    """The questions, the papers, a folder to work in, and where to say how far it is.

    `more` are papers that are only taken in. `cold` is how often a question is asked in a new process, after one time
    that does not count.
    """

    chosen: Chosen
    more: Sequence[Path]
    work: Path
    say: Callable[[str], None] = print
    cold: int = 3
    results: list[Result] = field(default_factory=list)

    def compare(self, peer: Peer) -> None:
        """Adds a result for each way of the assistant, also where it fails."""
        began = Result(peer.name, "", peer.told)
        shelf = _empty(self.work / peer.name / "shelf")
        try:
            began = replace(began, installed=peer.install())
            self.say(f"{peer.name}: installed")
            began = replace(began, ingested=peer.ingest(self.chosen.papers, shelf))
            self.say(f"{peer.name}: papers taken in")
        except Failed as error:
            self.results += [replace(began, way=way, failed=str(error)) for way in peer.ways]
            return
        ways = [self._asked(peer, shelf, replace(began, way=way)) for way in peer.ways]
        more, failed = self._more(peer)
        self.results += [replace(each, more=more, failed=each.failed or failed) for each in ways]

    def _asked(self, peer: Peer, shelf: Path, result: Result) -> Result:
        """The result with what asking took and gave."""
        try:
            first = self.chosen.questions[0].gold.question
            cold = [peer.ask(first, shelf, result.way) for _ in range(self.cold + 1)][1:]
            result = replace(result, cold=median([spent for _, spent in cold]))
            with peer.warm(shelf, result.way) as warm:
                if warm.ask(first) != cold[0][0]:
                    raise Failed(f"{peer.name} answers otherwise where it stays than in a new process: {first}")
                before, asked = warm.program.processor(), []
                for each in self.chosen.questions:
                    clock, gold = time.monotonic(), each.gold
                    shown = warm.ask(gold.question)
                    wall = time.monotonic() - clock
                    asked.append(Asked(gold.id, each.wording, shown, judge(gold, shown), wall))
                took = (warm.program.processor() - before) / len(asked)
                wall = statistics.median(each.wall for each in asked)
                result = replace(result, asked=tuple(asked), warm=Spent(wall, took, warm.program.megabytes))
        except Failed as error:
            result = replace(result, failed=str(error))
        self.say(f"{peer.name}, {result.way}: {len(result.asked)} questions asked")
        return result

    def _more(self, peer: Peer) -> tuple[Spent | None, str]:
        if not self.more:
            return None, ""
        try:
            spent = peer.ingest(self.more, _empty(self.work / peer.name / "more"))
        except Failed as error:
            return None, str(error)
        self.say(f"{peer.name}: {len(self.more)} papers taken in")
        return spent, ""


def median(spent: Sequence[Spent]) -> Spent:
    return Spent(
        statistics.median(each.wall for each in spent),
        statistics.median(each.processor for each in spent),
        max(each.megabytes for each in spent),
    )


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
