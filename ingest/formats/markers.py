"""Bullets and printed numbers at the beginning of a line, in texts without structure of their own."""

import re

# A sign that can be nothing else needs no space after it: '•Gates open at dawn'
BULLET = re.compile(r"[ \t]*(?:(?:[-*+•▪●◦○‣⁃▶►➢➤✓✔–—·■□]|o(?=\s+[A-Z]))[ \t]+|[•▪●◦○‣⁃▶►➢➤■](?=[^\W\d_]))")
# '3.2.9', '1.', '1.0', '1a.', '8.a', '(a)', 'iv)', 'a.' unless in 'e. g.'; no year or plain figure numbers a paragraph
NUMBER = re.compile(
    r"[ \t]*(?P<number>"
    r"\d{1,3}(?:\.\d{1,3})+[a-z]?|\d{1,3}\.[a-z](?=[.)\s])|\d{1,3}[a-z]?(?=[.)])|\(?[a-z](?=\))|\(\d{1,3}(?=\))|[ivx]{1,5}(?=[.)])|\([ivx]{1,5}(?=\))"
    r"|[a-z](?=\.[ \t]+(?!\w\.)[^\W\d_]|\.[ \t]+[“‘\"(])"
    r")[.)]*[ \t]+(?=\S)"
)


def marker(text: str, start: int, end: int) -> tuple[int, str | None, bool]:
    """Where the words of a line begin, its printed number ('3.2.9', no brackets or final dot), and if it has a bullet.

    `start` and `end` are the bounds of the line in `text`; the first value is an offset into `text`.
    """
    words, bulleted = start, False
    while match := BULLET.match(text, words, end):
        words, bulleted = match.end(), True
    if match := NUMBER.match(text, words, end):
        return match.end(), match["number"].lstrip("("), bulleted
    while words < end and text[words].isspace():
        words += 1
    return words, None, bulleted


def depth(number: str) -> int:
    """How deep a printed number is: 1 for '3', '3.' and '1.0', 2 for '3.2', '1a' and '8.a', 3 for '3.2.9'."""
    parts = number.split(".")
    if len(parts) == 2 and parts[1] == "0":
        return 1
    return len(parts) + (len(parts) == 1 and number[-1].isalpha() and number[0].isdigit())


def is_section(number: str) -> bool:
    """Whether the number counts sections or paragraphs ('3', '3.2', '8.a') rather than list items ('a', 'iv')."""
    return number[0].isdigit()
