"""Chroma reads the `.env` of the current folder as soon as it is imported, and that may have come with the papers."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic_settings import DotEnvSettingsSource


@contextmanager
def no_env_file() -> Iterator[None]:
    """Stops settings classes from reading a `.env` inside the block; pydantic-settings has no public way to do so."""
    read = DotEnvSettingsSource._read_env_files
    DotEnvSettingsSource._read_env_files = lambda source: {}  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        DotEnvSettingsSource._read_env_files = read  # type: ignore[method-assign]
