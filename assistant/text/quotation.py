"""Quotation marks around words from papers."""

CLOSING = {"“": "”", '"': '"'}


def marks(words: str) -> tuple[str, str]:
    """What is set before and after words that are quoted: nothing where the paper has all of them in marks itself."""
    bare = words.strip()
    closing = CLOSING.get(bare[:1], "")
    is_quotation = (
        bool(closing) and len(bare) > 2 and bare.endswith(closing) and not set(bare[1:-1]) & {bare[0], closing}
    )
    return ("", "") if is_quotation else ("“", "”")


def quoted(words: str) -> str:
    """Words in quotation marks."""
    before, after = marks(words)
    return f"{before}{words}{after}"
