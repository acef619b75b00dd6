"""The versions of the papers of a library, as they are on one day."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from ingest.catalogue import Catalogue
from ingest.in_force import Standing, Status
from ingest.on_day import on_day
from ingest.paper import Paper

OLD: tuple[Literal["superseded", "draft", "coming"], ...] = ("superseded", "draft", "coming")


@dataclass(frozen=True)
class Versions:
    """The papers of a library and their status on a day. `kept` is what the library keeps, which is of no day."""

    catalogue: Catalogue
    kept: dict[str, Standing]
    day: datetime.date

    @classmethod
    def of(cls, catalogue: Catalogue, day: datetime.date) -> "Versions":
        return cls(catalogue, catalogue.standings(), day)

    def on(self, day: datetime.date) -> "Versions":
        return replace(self, day=day)

    @cached_property
    def papers(self) -> dict[str, Paper]:
        return {paper.id: paper for paper in self.catalogue.papers()}

    @cached_property
    def standings(self) -> dict[str, Standing]:
        return on_day(self.kept, self.day)

    def status(self, id: str) -> Status | None:
        standing = self.standings.get(id)
        return standing.status if standing else None

    def since(self, id: str) -> datetime.date | None:
        """The day from which a paper holds, or else its date."""
        standing, paper = self.standings.get(id), self.papers.get(id)
        return (standing and standing.since) or (paper and paper.date) or None

    def ended(self, id: str) -> datetime.date | None:
        """The day from which another paper holds in place of a superseded one."""
        standing = self.standings.get(id)
        return self.since(standing.other) if standing and standing.status == "superseded" and standing.other else None

    def next(self, id: str) -> str | None:
        """The version that is to come after a paper in force."""
        standing = self.standings.get(id)
        return standing.other if standing and standing.status == "in_force" and standing.other else None

    def versions(self, id: str) -> frozenset[str]:
        """All versions of a paper, itself among them."""
        return self._families.get(id, frozenset([id]))

    @cached_property
    def _families(self) -> dict[str, frozenset[str]]:
        families: dict[str, frozenset[str]] = {}
        for id, standing in self.standings.items():
            if standing.other:
                one, other = (families.get(each, frozenset([each])) for each in (id, standing.other))
                families |= dict.fromkeys(one | other, one | other)
        return families

    def holds(self, id: str) -> bool:
        """Whether something says that a paper is in force."""
        return self.status(id) == "in_force"

    def is_old(self, id: str) -> bool:
        return self.status(id) in OLD

    def in_force(self, id: str, asked: Iterable[str]) -> list[str]:
        """The papers asked that are in force in place of an older version or a draft."""
        return sorted(each for each in self.versions(id) & set(asked) if not self.is_old(each))

    def second(self, asked: Sequence[str]) -> set[str]:
        """The versions that do not hold, and drafts, among the papers asked whose version in force is asked too."""
        return {id for id in asked if self.is_old(id) and self.in_force(id, asked)}
