"""Counts with their nouns."""


def numbered(count: int, thing: str, plural: str = "") -> str:
    """'1 paper', '2 papers'; `plural` is for nouns that don't just take an s."""
    return f"{count} {thing if count == 1 else plural or thing + 's'}"
