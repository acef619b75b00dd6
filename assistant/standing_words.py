"""The status of a paper in words for people."""

from typing import TYPE_CHECKING

from ingest.dates import written

if TYPE_CHECKING:
    from ingest.in_force import Standing, Status

WORDS: "dict[Status, str]" = {
    "in_force": "in force",
    "draft": "draft",
    "superseded": "superseded",
    "coming": "not yet in force",
}


def status_of(standing: "Standing | None") -> str:
    """'in force', 'draft' or 'superseded'; empty for a paper without a status."""
    return WORDS[standing.status] if standing else ""


def in_full(standing: "Standing", other: str) -> str:
    """The status with the title of the paper that it names: 'superseded by Home Working Policy'."""
    joins: dict[Status, str] = {"superseded": "by", "draft": "beside", "in_force": "and later superseded by"}
    if standing.status == "coming" and standing.since:
        return f"{status_of(standing)}, but from {written(standing.since)}"
    return f"{status_of(standing)} {joins[standing.status]} {other}" if other else status_of(standing)


def explained(standing: "Standing") -> str:
    """Why a paper has its status."""
    if standing.by_hand:
        return "corrected by hand"
    return f"from the words “{standing.words}”" if standing.words else "another paper names it, or is a draft of it"
