"""`suite.toml`: the title of a suite, and where its papers are.

A suite may come from someone else, and its results, which quote papers, may go back to them. So papers outside its
folder must be allowed first.
"""

import os
import shlex
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from ingest.errors import PolicyError
from ingest.safe_read import of_named
from ingest.trust import allow, is_allowed

ABOUT = "suite.toml"
LARGEST = 4_000_000  # bytes: the paths of some 30,000 papers


class About(BaseModel):
    """The contents of suite.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = ""
    description: str = ""
    papers: tuple[Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")], ...] = ()


def allow_suite(folder: Path) -> list[str]:
    """Allows a folder's suite.toml as it is now; returns the papers it names outside the folder."""
    about, held = _stated(folder)
    allow(folder / ABOUT, held)
    return _elsewhere(folder, about)


def allowed(folder: Path) -> About:
    """A folder's suite.toml; empty if there is none.

    Raises PolicyError if it is wrong, or names papers outside the folder and has not been allowed.
    """
    if not os.path.lexists(folder / ABOUT):
        return About()
    about, held = _stated(folder)
    if (elsewhere := _elsewhere(folder, about)) and not is_allowed(folder / ABOUT, held):
        raise PolicyError(
            f"{folder / ABOUT} names papers outside its folder, such as {elsewhere[0]}, which you have not allowed",
            f"if you want them read, allow them: cd {shlex.quote(str(folder))} && policy allow",
        )
    return about


def _stated(folder: Path) -> tuple[About, bytes]:
    """The contents of suite.toml, and its bytes."""
    held = of_named(folder / ABOUT, LARGEST)
    try:
        return About.model_validate(tomllib.loads(held.decode())), held
    except (ValueError, RecursionError) as error:
        raise PolicyError(f"{folder / ABOUT} could not be read: {error}", "correct it, or move it away") from error


def _elsewhere(folder: Path, about: About) -> list[str]:
    """The papers outside the folder, after following links."""
    top = os.path.realpath(folder)
    return [paper for paper in about.papers if not Path(os.path.realpath(place(folder, paper))).is_relative_to(top)]


def place(folder: Path, paper: str) -> Path:
    """The path of a paper named in a folder's suite.toml."""
    return folder / os.path.expanduser(paper)
