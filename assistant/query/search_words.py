"""The words to search the index for: those of a question, their other forms, and its figures in other notations."""

from assistant.notations.compare import figures, notations
from assistant.text.tokens import content_words


def search_words(text: str) -> list[str]:
    """The words and phrases, each once: 'paid' also as 'pay', and '£1.2m' also as '1,200,000'."""
    found = content_words(text)
    for figure in figures(text):
        found += (form.lstrip("£$€") for form in notations(figure))
    return list(dict.fromkeys(found))
