"""From a question to a cited, checked answer.

What other programs may use is named in `__all__`; all else may move. Importing this loads and changes nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation, Statement
    from assistant.api.inputs import Filter
    from assistant.api.library import PolicyLibrary, open_library
    from assistant.api.paragraphs import Paragraph
    from assistant.api.results import FoundPassage, PaperSummary
    from assistant.generation.errors import ModelError
    from assistant.query.question import Question
    from assistant.refusal import Refusal
    from ingest.errors import LibraryError, PaperError, PolicyError, SettingsError
    from ingest.sync import Outcome

__all__ = [
    "Answer",
    "Citation",
    "Filter",
    "FoundPassage",
    "LibraryError",
    "ModelError",
    "Outcome",
    "PaperError",
    "PaperSummary",
    "Paragraph",
    "PolicyError",
    "PolicyLibrary",
    "Question",
    "Refusal",
    "SettingsError",
    "Statement",
    "open_library",
]

_HOMES = {
    "assistant.answer": ("Answer", "Citation", "Statement"),
    "assistant.api.library": ("PolicyLibrary", "open_library"),
    "assistant.generation.errors": ("ModelError",),
    "assistant.api.inputs": ("Filter",),
    "assistant.api.paragraphs": ("Paragraph",),
    "assistant.query.question": ("Question",),
    "assistant.refusal": ("Refusal",),
    "assistant.api.results": ("FoundPassage", "PaperSummary"),
    "ingest.errors": ("LibraryError", "PaperError", "PolicyError", "SettingsError"),
    "ingest.sync": ("Outcome",),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
