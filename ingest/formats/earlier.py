"""Tells the words of an e-mail from those of the earlier messages that it quotes or forwards."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from ingest.paper import EARLIER_MESSAGE

QUOTED = re.compile(r"(?:>[ \t]?)+")
DIVIDER = re.compile(r"[-_ ]*(?:original message|forwarded message|begin forwarded message)[-_ :]*", re.IGNORECASE)
DIVIDED = re.compile(rf"({DIVIDER.pattern})\s+(?=From:)", re.IGNORECASE)
WROTE = re.compile(r"on (?P<named>(?=.*\d).{6,300}?) wrote:", re.IGNORECASE | re.DOTALL)
# In 'On … wrote:': an address or a time, as programs put there
AT = re.compile(r"@|\b\d{1,2}:\d\d\b|\bat \d{1,2}\.\d\d\b|\b\d{1,2}\.\d\d ?[ap]\.?m\b", re.IGNORECASE)
NOBODY = re.compile(
    r"\b(?:the|an?|our|he|she|they|we|I)(?: [a-z]+){0,4}$"
)  # no name: 'the clerk', of a sender's own words
LABELS = "sent|date|to|cc|subject|importance"
LABEL = re.compile(rf"[* ]*(?P<label>from|{LABELS})[* ]*:[* ]*(?P<words>.*)", re.IGNORECASE)
NAMED = "from", "sent", "date"  # what a heading says of an earlier message
LABELS_APART = re.compile(rf"\s+(?=(?:{LABELS.title()}):\s)")  # of one paragraph of a web page
MOST_LABELS = 10  # lines above an earlier message
MOST_LINES = 3  # on which 'On 4 March 2024, Ann Lee wrote:' stands


@dataclass
class Part:
    """Lines of one message, by their numbers. `heading` says whose an earlier one is; '' for the e-mail itself."""

    heading: str
    lines: list[int] = field(default_factory=list)


def unquoted(line: str) -> tuple[bool, str]:
    """Whether a line has the mark of an earlier message before it, and the line without."""
    mark = QUOTED.match(line)
    return bool(mark), line[mark.end() :] if mark else line


def divided(text: str) -> tuple[str, str]:
    """What sets an earlier message apart at the head of a paragraph ('--- Forwarded message ---'), and the rest."""
    found = DIVIDED.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)


def says_who_wrote(line: str) -> bool:
    """Whether a line is 'On … wrote:', which may introduce an earlier message."""
    return bool(WROTE.fullmatch(line.strip()))


def parts(lines: Sequence[tuple[bool, str]]) -> Iterator[Part]:
    """The parts of an e-mail, in order; its lines are as `unquoted` gives them."""
    texts = [text.strip() for _, text in lines]
    below = ""  # the heading of a message whose lines have no marks, once there is one
    part, within = Part(""), False
    at = 0
    while at < len(lines):
        quoted = lines[at][0]
        heading, taken, kept = _introduced(lines, texts, at)
        if heading:
            yield part
            at += taken
            following = _is_marked(lines, at, quoted)
            below = below if following else heading
            part, within = Part(heading, kept), following
            continue
        if texts[at] and quoted != within:
            yield part
            part, within = Part(EARLIER_MESSAGE if quoted else below), quoted
        part.lines.append(at)
        at += 1
    yield part


def _introduced(lines: Sequence[tuple[bool, str]], texts: Sequence[str], at: int) -> tuple[str, int, list[int]]:
    """The heading of the message that begins at a line, how many lines say so, and which to keep; '' if none."""
    for taken in range(1, MOST_LINES + 1):
        wrote = WROTE.fullmatch(" ".join(texts[at : at + taken]))
        if wrote and (_is_of_program(wrote["named"]) or _is_marked(lines, at + taken, False)):
            return f"{EARLIER_MESSAGE}: {' '.join(wrote['named'].split())}", taken, []
    divided = bool(DIVIDER.fullmatch(texts[at]))
    begin = at + divided
    while divided and begin < len(texts) and not texts[begin]:
        begin += 1
    matched = takewhile(bool, map(LABEL.fullmatch, texts[begin : begin + MOST_LABELS]))
    labels = [found for found in matched if found]
    names = [found["label"].lower() for found in labels]
    end = begin + len(labels)
    if not divided and (names[:1] != ["from"] or "subject" not in names or not {"sent", "date"} & {*names}):
        return "", 0, []
    named = [found["words"] for found, name in zip(labels, names, strict=True) if name in NAMED and found["words"]]
    kept = [begin + n for n, name in enumerate(names) if name not in NAMED]
    return ": ".join(filter(None, [EARLIER_MESSAGE, ", ".join(named)])), end - at, kept


def _is_of_program(named: str) -> bool:
    """Whether what stands between 'On' and 'wrote:' is as programs put it there: a name, with an address or a time."""
    times = list(AT.finditer(named))
    return bool(times) and ("," in named[times[-1].end() :] or not NOBODY.search(named))


def _is_marked(lines: Sequence[tuple[bool, str]], begin: int, otherwise: bool) -> bool:
    """Whether the first words from a line on have the mark of an earlier message before them; or as said, if none."""
    return next((lines[at][0] for at in range(begin, len(lines)) if lines[at][1].strip()), otherwise)
