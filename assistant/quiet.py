"""Hides what libraries print: their warnings and logs may contain text from a file, and help nobody."""

import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


def keep_libraries_quiet() -> None:
    """Hides warnings, unless Python was started with options for them, and logs without a handler. Warnings that are
    errors stay errors."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # else it may warn whenever a process is started
    if not sys.warnoptions:
        warnings.showwarning = _ignore
    logging.lastResort = logging.NullHandler()


def _ignore(*_: object, **__: object) -> None:
    pass


@contextmanager
def standard_output_kept() -> Iterator[None]:
    """What anything in this process or a child of it prints inside goes to standard error instead."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)
