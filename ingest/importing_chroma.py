"""Importing Chroma without what it does besides: it reads the folder's `.env`, and checks its own classes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import overrides
from pydantic_settings import DotEnvSettingsSource

COMMAND = "httpx._main"
Method = TypeVar("Method")


@contextmanager
def importing_chroma() -> Iterator[None]:
    """Inside, no `.env` is read, which may have come with the papers, and no method is compared with what it overrides.
    httpx comes without its own command, which colours program text.

    Comparing takes an eighth of the import, and the command a twentieth. None of the packages has a public way to
    leave them out.
    """
    decorators = sys.modules[overrides.overrides.__module__]
    read, compared = DotEnvSettingsSource._read_env_files, decorators._overrides
    DotEnvSettingsSource._read_env_files = lambda source: {}  # type: ignore[method-assign, assignment]
    decorators._overrides = _marked  # type: ignore[attr-defined]
    command = sys.modules.setdefault(COMMAND, None)  # type: ignore[arg-type]  # as if it were not installed
    try:
        yield
    finally:
        if command is None:
            sys.modules.pop(COMMAND, None)
        DotEnvSettingsSource._read_env_files = read  # type: ignore[method-assign]
        decorators._overrides = compared  # type: ignore[attr-defined]


def _marked(method: Method, *_: bool) -> Method:
    method.__override__ = True  # type: ignore[attr-defined]
    return method
