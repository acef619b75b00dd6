"""`suite.toml`: what a folder's suite is called, and where its papers lie; it may come from somebody else.

Papers are quoted in figures, which may go back to whoever made the suite. So those outside of its folder want a yes.
"""

import os
import shlex
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from ingest.allowed import allow, is_allowed
from ingest.contents import of_named
from ingest.errors import PolicyError

ABOUT = "suite.toml"
LARGEST = 4_000_000  # bytes: the paths of some 30,000 papers


class About(BaseModel):
    """What suite.toml says of a folder's suite."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = ""
    description: str = ""
    papers: tuple[Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")], ...] = ()


def allow_suite(folder: Path) -> list[str]:
    """Lets suite.toml of a folder count as it is now; returns the papers outside of the folder that it names."""
    about, held = _stated(folder)
    allow(folder / ABOUT, held)
    return _elsewhere(folder, about)


def allowed(folder: Path) -> About:
    """What suite.toml of a folder says; nothing where there is none.

    Raises PolicyError where it is wrong, or names papers elsewhere and nobody has allowed that.
    """
    if not os.path.lexists(folder / ABOUT):
        return About()
    about, held = _stated(folder)
    if (elsewhere := _elsewhere(folder, about)) and not is_allowed(folder / ABOUT, held):
        raise PolicyError(
            f"{folder / ABOUT} names papers outside of its folder, such as {elsewhere[0]}, and nobody has allowed that",
            f"if you want them read, allow it: cd {shlex.quote(str(folder))} && policy allow",
        )
    return about


def _stated(folder: Path) -> tuple[About, bytes]:
    """What suite.toml says, and its bytes."""
    held = of_named(folder / ABOUT, LARGEST)
    try:
        return About.model_validate(tomllib.loads(held.decode())), held
    except (ValueError, RecursionError) as error:
        raise PolicyError(f"{folder / ABOUT} can't be read: {error}", "mend it, or move it away") from error


def _elsewhere(folder: Path, about: About) -> list[str]:
    """The papers that lie outside of the folder, wherever links in it lead."""
    top = os.path.realpath(folder)
    return [paper for paper in about.papers if not Path(os.path.realpath(place(folder, paper))).is_relative_to(top)]


def place(folder: Path, paper: str) -> Path:
    """Where a paper lies that suite.toml of a folder names."""
    return folder / os.path.expanduser(paper)
