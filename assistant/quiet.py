"""What libraries say of their own accord is not told: it may be words of a file, and helps nobody."""

import logging
import os
import sys
import warnings


def keep_libraries_quiet() -> None:
    """Shows no warnings, unless Python was told how to treat them, and no logs that nobody asked for. Warnings that are
    errors stay errors."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # else it may warn whenever a process is started
    if not sys.warnoptions:
        warnings.showwarning = _unsaid
    logging.lastResort = logging.NullHandler()


def _unsaid(*_: object, **__: object) -> None:
    pass
