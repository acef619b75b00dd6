"""Expressions of SQLite's full-text search (FTS5). What is searched for is always quoted, so none of it is syntax."""

from collections.abc import Iterable


def any_word(words: Iterable[str]) -> str:
    """Passages with any of the words."""
    return " OR ".join(map(_quoted, words)) or '""'


def phrase(words: str) -> str:
    """Passages with words that follow each other."""
    return _quoted(words)


def any_form(forms: Iterable[str]) -> str:
    """Passages with any of the forms of a name, with or without small words between its parts."""
    return " OR ".join(_near(form.split()) for form in forms) or '""'


def _near(parts: list[str]) -> str:
    """FTS5 counts every word between the first part and the last, the parts between them too."""
    return f"NEAR({' '.join(map(_quoted, parts))}, {2 * len(parts)})"


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
