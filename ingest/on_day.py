"""Which papers are in force on one day: a version that starts later is still to come."""

import datetime
from collections.abc import Mapping
from dataclasses import replace

from ingest.in_force import Standing


def on_day(standings: Mapping[str, Standing], day: datetime.date) -> dict[str, Standing]:
    """The status of each paper on a day. Until a later version holds, the one before it, its `other`, is in force.

    A paper that a person called in force is so, whatever day it names.
    """
    coming = {id for id, each in standings.items() if _is_coming(each, day)}
    return {id: _on_day(id, each, coming) for id, each in standings.items()}


def _is_coming(standing: Standing, day: datetime.date) -> bool:
    holds = standing.status == "in_force" and not standing.by_hand
    return (holds or standing.status == "superseded") and standing.since is not None and standing.since > day


def _on_day(id: str, standing: Standing, coming: set[str]) -> Standing:
    if id in coming:
        return replace(standing, status="coming")
    return (
        replace(standing, status="in_force")
        if standing.status == "superseded" and standing.other in coming
        else standing
    )
