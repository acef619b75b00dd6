"""Opens the library in the settings."""

import re
import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ingest.library import Library, make_library

if TYPE_CHECKING:
    from assistant.settings import Settings
    from ingest.chroma import Server
    from ingest.worker import Limits


def open_library(settings: "Settings") -> Library:
    """The library, created if needed. Raises LibraryError, or SettingsError for a bad Chroma address."""
    make_library(settings.library)
    return existing_library(settings)


def existing_library(settings: "Settings") -> Library:
    """The library. Raises as `open_library` does, and LibraryError if it doesn't exist."""
    return Library(settings.library, settings.encoder, settings.models, chroma_server(settings))


def chroma_server(settings: "Settings") -> "Server | None":
    """The Chroma server that stores the vectors; None if they are in the library's folder."""
    if settings.chroma is None:
        return None
    from ingest.chroma import Server

    return Server(settings.chroma, settings.chroma_token, settings.chroma_ca, settings.chroma_seconds)


def limits(settings: "Settings") -> "Limits":
    """The limits for reading a paper."""
    from ingest.worker import Limits

    return Limits(
        int(settings.max_file_mb * 1e6),
        settings.read_seconds,
        int(settings.read_memory_mb * 1e6),
        settings.private_addresses,
        settings.recognition,
    )


def for_that_library(cure: str, named: Mapping[str, str | None]) -> str:
    """A cure whose command is to be given what was `named` by option, such as the library: without, it would act on
    another."""
    options = " ".join(f"--{option} {shlex.quote(value)}" for option, value in named.items() if value)
    return f"{cure} (with {options})" if options and re.search(r"\bpolicy (?:ingest|doctor|papers)\b", cure) else cure
