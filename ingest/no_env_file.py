"""Chroma reads the `.env` of the folder where one is as soon as it is imported; that may have come with the papers."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic_settings import DotEnvSettingsSource


@contextmanager
def no_env_file() -> Iterator[None]:
    """Has no settings class read a `.env` while the block lasts; pydantic-settings has no public way to say so."""
    read = DotEnvSettingsSource._read_env_files
    DotEnvSettingsSource._read_env_files = lambda source: {}  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        DotEnvSettingsSource._read_env_files = read  # type: ignore[method-assign]
