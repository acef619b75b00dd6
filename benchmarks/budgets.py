"""The budget of every line of `make bench`, and the table of what was measured.

Machines differ and are shared, so most budgets are ratios of two things measured in the same run. Seconds are of
processor time, which other work on the machine disturbs least, except where a budget says 'clock'.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True)
class Budget:
    """At most, or with `least` at least, `limit` times what it is measured against."""

    what: str
    limit: float
    against: str
    unit: str = "s"
    least: bool = False


_TORCH = "importing sentence_transformers"
_DELAY = "50 ms, which people do not notice"

BUDGETS = {
    "help": Budget("policy --help", 8, "starting Python"),  # by the clock 5, of which starting a process is a part
    "cold quick": Budget("policy ask in a new process, quick reader", 0.35, _TORCH),
    "cold careful": Budget("policy ask in a new process, careful reader", 0.6, _TORCH),
    "memory quick": Budget("memory of policy ask, quick reader", 1, "450 MB", "MB"),
    "memory careful": Budget("memory of policy ask, careful reader", 1, "450 MB", "MB"),
    "memory ingest": Budget("memory of policy ingest", 1, "600 MB", "MB"),
    "warm quick": Budget("a question of five papers, quick reader", 0.05, _TORCH),
    "warm careful": Budget("a question of five papers, careful reader", 0.15, _TORCH),
    "large quick": Budget("a question of 20,000 passages, quick reader", 0.05, _TORCH),
    "large careful": Budget("a question of 20,000 passages, careful reader", 0.15, _TORCH),
    "picture": Budget("first picture of the screen", 1.5, "importing textual.app"),
    "answer": Budget("from there to the first answer, quick reader", 1, "2 s"),
    "growth 60": Budget("memory of a screen after 60 questions", 1.05, "after 20", "MB"),
    "growth 1000": Budget("memory of a screen after 1,000 questions", 1.05, "after 100", "MB"),
    "pack": Budget("a question in a pack of 40, quick reader", 1.1, "the same asked one by one"),
    "cores": Budget("cores that a pack keeps busy", 0.9, "two, which policy batch uses", "cores", least=True),
    "key streaming": Budget("a key while an answer streams, median, clock", 1, _DELAY),
    "late streaming": Budget("a key while an answer streams, 95th percentile, clock", 1, _DELAY),
    "key ingesting": Budget("a key while papers are added, median, clock", 1, _DELAY),
    "late ingesting": Budget("a key while papers are added, 95th percentile, clock", 1, _DELAY),
    "conversation": Budget("a conversation of 500 answers opens, clock", 1, "1 s"),
    "paper": Budget("a paper of 300 pages opens at its quotation, clock", 1, "0.3 s"),
    "onnx": Budget("encoding with ONNX", 1, "with torch", "passages/s", least=True),
    "ingest": Budget("policy ingest, whole", 1.25, "encoding the same passages"),
    "again": Budget("policy ingest again, 1,000 unchanged files", 0.03, "the first time"),
    "ingest memory": Budget("memory of policy ingest, four times the papers", 1.15, "with the papers", "MB"),
}


@dataclass(frozen=True)
class Line:
    """What was `measured`, and what `against`, for one of `BUDGETS`; both in its unit."""

    name: str
    measured: float
    against: float

    @property
    def budget(self) -> Budget:
        return BUDGETS[self.name]

    @property
    def ratio(self) -> float:
        return self.measured / self.against

    @property
    def within(self) -> bool:
        return self.ratio >= self.budget.limit if self.budget.least else self.ratio <= self.budget.limit


def table(lines: Iterable[Line]) -> Table:
    shown = Table("", "what", "ratio", "budget", "measured", "against", "", box=None, header_style="bold")
    for line in lines:
        budget = line.budget
        figures = [f"{value:.3g} {budget.unit}" for value in (line.measured, line.against)]
        limit = f"{'≥' if budget.least else '≤'} {budget.limit:g}"
        mark = "✓" if line.within else "✗ missed"
        shown.add_row(mark, budget.what, f"{line.ratio:.3g}", limit, *figures, budget.against)
    return shown
