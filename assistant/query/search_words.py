"""The words to search for: those of a question in all forms and notations, and what papers call the things it names."""

from assistant.notations.compare import figures, search_forms
from assistant.query.everyday import in_papers
from assistant.text.tokens import content_words


def search_words(text: str) -> list[str]:
    """The words and phrases, each once: 'pay' for 'paid', '1,200,000' for '£1.2m', 'dismissal' for 'sacked'."""
    found = content_words(text)
    for figure in figures(text):
        found += (form.lstrip("£$€") for form in search_forms(figure))
    return list(dict.fromkeys([*found, *in_papers(text)]))
