"""Who does what a question asks about: people, bodies and firms in a text, or nobody."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.notations.spans import Span
from assistant.text.tokens import STOP, stem

WORD = re.compile(r"[^\W_]+(?:[&'’.-]+[^\W_]+)*|[^\w\s]")
LONGEST = 12  # words of a phrase that names who it is
_HELPING = frozenset(
    "may must will shall should can could would might has have had is are was were be been being do does did not also "
    "always normally usually then only currently now jointly already never formally themselves itself alone each all "
    "both to in responsible for".split()
)
_PASSIVE = frozenset("is are was were be been being".split())
_ENDS_BEFORE = frozenset('. , ; : ( ) ! ? – — | " “ ” ‘ • but or if when where while so because unless once'.split())
_ENDS_AFTER = frozenset(
    ". , ; : ( ) ! ? – — | who which that when where if as before after within under during until unless is are was "
    "were must may will shall should can could would has have had in on at for to with from through via by using but "
    "or not each every".split()
)
_NO_AGENT = re.compile(
    r"(?:the (?:end|start|beginning|close|time|date|number|amount|use|same|way)|e-?mail|post|phone|telephone|hand|law|"
    r"means|using|\w+ing\b|\d|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|half|a (?:third|quarter)|one (?:third|quarter|half)|default|"
    r"(?:next|this|last) \w+|then|now|noon|midday|midnight)",
    re.I,
)
_NOBODY = re.compile(
    r"\b(?:nobody|no[ -]one|none of (?:them|the \w+)|everyone|everybody|anyone|anybody|"
    r"(?:no|all) (?:staff|employee|member|officer|councillor|person|people|manager|resident)s?)\b",
    re.I,
)
_ROLES = frozenset(
    """accountant administrator adviser advisor agency analyst applicant architect assembly association auditor
    authority bank bidder board body bursar cabinet captain carer caretaker chair chairman chairperson
    chairwoman charity chief child claimant cleaner clerk clinician colleague college commission commissioner
    committee company constable consultant contractor coordinator coroner council councillor court customer
    delegate department deputy designer developer director directorate division doctor donor driver employee
    employer engineer executive farmer federation firm forum funder governor group grower guardian head
    headteacher holder hospital host inspector inspectorate institute insurer judge landlord lawyer lead leader
    leaseholder librarian licensee magistrate manager master mayor member minister ministry nurse occupier
    office officer ombudsman operator organisation organization owner panel parent parliament partner
    partnership patient people person pharmacist physician pilot planner police porter practice president
    producer provider pupil registrar regulator representative researcher resident school secretariat secretary
    sergeant service society solicitor sponsor staff student supervisor supplier surgeon surveyor teacher team
    tenant therapist trader treasurer tribunal trust trustee union unit university user visitor volunteer warden
    worker""".split()
)
_DETERMINERS = frozenset("the a an our your his her its their any each every both two three".split())
_NAMES = re.compile(
    r"\b[A-Z][\w’'-]*(?:\s+(?:(?:of|for|and|&|de|van)\s+(?:the\s+)?)?(?=[A-Z])(?!I\b)[A-Z][\w’'-]*)+|\b[A-Z]{2,}[\w&]*\b"
)
_TITLED = re.compile(
    r"\b(?:NHS|CCGs?|ICSs?|ICPs?|ICPB|STP|LTP|PCNs?|GPs?|Board|Committee|Group|Panel|Hub|Forum|Partnerships?|Trusts?|"
    r"Council|Commission|Commissioning|Alliance|Collaboratives?|Networks?|Boroughs?|Care|Health|Healthcare|Services?|"
    r"Systems?|Integrated|Primary|Mental|Social|Public|Clinical|Governing|Local|National|Joint|Term|Long|Plan|Strategy|"
    r"Framework|Paper|Report|Bill|Act|Update|Summary|North|South|East|West|Central|London|England|Chief|Officer|Director|"
    r"Chair|Executive|Manager|Lead|Head|Member|Finance|Performance|Overview|Scrutiny|Case|Change|The|This|These|All|"
    r"Section|Annex|Appendix|Table|Figure|Policy|Office|Department|Team|Street|Road|Lane|Park|Hall|House|School)\b"
)
_PERSON = re.compile(r"\b[A-Z](?:[a-z’'-]+|[A-Z’'-]+) (?:[A-Z]\.? )?[A-Z](?:[a-z’'-]+|[A-Z’'-]+)\b")


@dataclass(frozen=True)
class Token:
    word: str
    start: int
    end: int


def doers(text: str, verb: str) -> list[Span]:
    """Who does what the `verb` (a stem) says: before an active verb, or after 'by' where it is passive."""
    tokens = _tokens(text)
    found: list[Span] = []
    for n, token in enumerate(tokens):
        if token.word[0].isalnum() and stem(token.word) == verb:
            found += _by(text, tokens, n) or _before(tokens, n)
    return found


def bodies(text: str) -> list[Span]:
    """Bodies, roles, firms and people, by their capitals or by what they are called; 'nobody' and 'all staff' too."""
    tokens = _tokens(text)
    roles = [_role(tokens, n) for n, token in enumerate(tokens) if _is_role(token.word)]
    return _apart([match.span() for pattern in (_NOBODY, _NAMES) for match in pattern.finditer(text)] + roles)


def people(text: str) -> list[Span]:
    """Names of people: two words with capitals that are not words of bodies and papers."""
    return [match.span() for match in _PERSON.finditer(_TITLED.sub(lambda found: "·" * len(found[0]), text))]


def _tokens(text: str) -> list[Token]:
    return [Token(match[0].lower(), *match.span()) for match in WORD.finditer(text)]


def _is_role(word: str) -> bool:
    return word in _ROLES or word.removesuffix("s") in _ROLES


def _role(tokens: list[Token], n: int) -> Span:
    """A role or body with the words before it: 'the full council', 'your line manager'."""
    first = n
    while n - first < 3 and first > 0 and tokens[first - 1].word.isalpha():
        word = tokens[first - 1].word
        if word in _ENDS_AFTER or word in STOP or word.endswith("ed"):
            break
        first -= 1
    if first > 0 and tokens[first - 1].word in _DETERMINERS:
        first -= 1
    return tokens[first].start, tokens[n].end


def _by(text: str, tokens: list[Token], n: int) -> list[Span]:
    """Who stands after 'by', up to three words after a passive verb: 'are paid for by the council'."""
    for at in range(n + 1, min(n + 4, len(tokens))):
        if tokens[at].word == "by":
            last = at
            while last + 1 < len(tokens) and last - at < LONGEST and not _is_end(text, tokens, last + 1):
                last += 1
            start = tokens[at].end + 1
            if last > at and not _NO_AGENT.match(text, start):
                return [(tokens[at + 1].start, tokens[last].end)]
    return []


def _is_end(text: str, tokens: list[Token], n: int) -> bool:
    word = tokens[n].word
    if word == "and":
        following = text[tokens[n].end : tokens[n].end + 5].lstrip()
        return not (following[:1].isupper() or following.startswith("the "))
    return word in _ENDS_AFTER


def _before(tokens: list[Token], n: int) -> list[Span]:
    """Who stands before an active verb, without the words that help it: 'nobody' in 'Nobody may waive'."""
    last = n - 1
    helped: list[str] = []
    while last >= 0 and tokens[last].word in _HELPING:
        helped.append(tokens[last].word)
        last -= 1
    if last < 0 or (helped and helped[0] in _PASSIVE and tokens[n].word.endswith(("ed", "en"))):
        return []
    first = last + 1
    while first > 0 and last - first < LONGEST and not _is_start(tokens, first - 1):
        first -= 1
    words = [token.word for token in tokens[first : last + 1]]
    if not words or all(word in STOP for word in words):
        return []
    return [(tokens[first].start, tokens[last].end)]


def _is_start(tokens: list[Token], n: int) -> bool:
    """Whether a phrase can't go back over a word: the clause begins after it."""
    if tokens[n].word == "and":  # 'the chair and the clerk', not 'the council owns the hall and the trust'
        before = 0
        while n - before > 0 and tokens[n - before - 1].word not in _ENDS_BEFORE:
            before += 1
        return before > 4
    return tokens[n].word in _ENDS_BEFORE


def _apart(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, the longer ones where they overlap."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if not any(start < other[1] and other[0] < end for other in kept):
            kept.append((start, end))
    return sorted(kept)
