"""Hides the warnings and logs of libraries: they may contain text from a file, and help nobody."""

import logging
import os
import sys
import warnings


def keep_libraries_quiet() -> None:
    """Hides warnings, unless Python was started with options for them, and logs without a handler. Warnings that are
    errors stay errors."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # else it may warn whenever a process is started
    if not sys.warnoptions:
        warnings.showwarning = _ignore
    logging.lastResort = logging.NullHandler()


def _ignore(*_: object, **__: object) -> None:
    pass
