"""What a question asks with: its own 'who', 'when' or 'how much', not one inside a clause of it.

In 'What is the fee for people who live outside?' that is 'what', in 'When I leave, how much do I get?' it is 'how'.
"""

import re
from dataclasses import dataclass

ASKING_WORD = re.compile(
    r"\b(?:who(?:se|m)?|what|which|when|where|why|how)(?=['’](?:s|re|d|ll|ve)\b|\b)(?!['’]s? own)", re.I
)
_VERBS = (
    "is|are|was|were|am|be|do|does|did|can|could|may|might|must|should|shall|will|would|has|have|had|need|ought|"
    "isn['’]?t|aren['’]?t|wasn['’]?t|weren['’]?t|don['’]?t|doesn['’]?t|didn['’]?t|can['’]?t|cannot|couldn['’]?t|"
    "shouldn['’]?t|won['’]?t|wouldn['’]?t|hasn['’]?t|haven['’]?t|hadn['’]?t|mustn['’]?t"
)
YES_NO = re.compile(rf"(?:{_VERBS})\b", re.I)
_OPENERS = re.compile(  # what comes before a question and does not ask it
    r"(?:\W+|(?:and|but|so|or|then|also|ok(?:ay)?|please|hi|hello|well|now|just|erm?)\b[\s,:–-]*|"
    r"(?:can|could|would|will) (?:you|someone|anyone|we) (?:please )?"
    r"(?:tell|show|remind|let|explain|help|say|confirm|check|find out|clarify)"
    r"(?: (?:to )?(?:me|us))?(?: know| understand| out)?[\s,:]+|"
    r"(?:please )?(?:tell|show|remind|explain|let)(?: to)? (?:me|us)(?: know)?[\s,:]+|"
    r"(?:do|does|did) (?:you|anyone|anybody|we|they) (?:happen to )?know[\s,:]+|(?:do|can) (?:you|they|we) say[\s,:]+|"
    r"(?:i|we)(?:['’]d| would)? (?:(?:just )?(?:want|need|like|have)|am trying|are trying)(?: to)? "
    r"(?:know|find out|ask|understand|check)[\s,:]+|(?:i|we) (?:wonder|do(?:n['’]t| not) know)[\s,:]+|"
    r"(?:any idea|i['’]m wondering|wondering|not sure|question)[\s,:]+|(?:about|on|of|as to) (?=wh|how))",
    re.I,
)
_RELATIVE_BEFORE = re.compile(r"[\w'’)-]\s+\Z")  # a noun stands right before: 'people who', 'the day when'
_ASKS_AFTER = re.compile(  # words after which a clause still asks: 'does it say who', 'and who', 'by when'
    r"\b(?:say|says|said|state|states|specify|specifies|mention|mentions|explain|explains|describe|describes|know|tell|"
    r"tells|set out|sets out|lay down|lays down|define|defines|clear|about|as to|rules? on|guidance on|"
    r"and|or|but|so|then|by|from|to|for|in|on|at|of|with|within|under|until|till|since|after|before|than|over|per|"
    r"into|through|during|between|against|around|exactly|is|are|was|it['’]s|means?|roughly|about)\s+\Z",
    re.I,
)
_SAYS = re.compile(
    r"\b(?:say|specify|state|mention|explain|describe|know|set out|lay down|define|clear|about|rules? on|guidance on)"
    r"\s+\Z",
    re.I,
)
REACH = 30  # characters before an asking word that show whether it asks
_SUBORDINATE = {"when", "where"}
_HOW = re.compile(r"how (?:much|many|long|often|far|soon|big|large|high|old|come|do|does|to|can|should)\b", re.I)


@dataclass(frozen=True)
class Interrogative:
    """The `word` a question asks with, in lower case ('who', 'how'; '' for none), and the `rest` from there on."""

    word: str
    rest: str


def interrogative(text: str) -> Interrogative:
    """The first word that asks in the main clause of a question; 'is' and the like count as none."""
    asked = _without_openers(_last_asking_sentence(text))
    if YES_NO.match(asked):
        return _asked_inside(asked) or Interrogative("", asked)
    found = [match for match in ASKING_WORD.finditer(asked) if _asks(asked, match)]
    if not found:
        return Interrogative("", asked)
    return Interrogative(found[0][0].lower(), asked[found[0].start() :])


def _last_asking_sentence(text: str) -> str:
    """What follows a statement: 'I am new here. Who pays?' asks 'Who pays?'."""
    parts = [part for part in re.split(r"(?<=[.!?])\s+(?=\S)", text.strip()) if part]
    asking = [part for part in parts if part.endswith("?")] or parts[-1:]
    return asking[0] if asking else ""


def _without_openers(text: str) -> str:
    while (opener := _OPENERS.match(text)) and opener.end():
        text = text[opener.end() :]
    return text


def _asked_inside(text: str) -> Interrogative | None:
    """The question inside another: 'does the policy say when ...'."""
    for match in ASKING_WORD.finditer(text):
        if _SAYS.search(text[max(0, match.start() - REACH) : match.start()]):
            return Interrogative(match[0].lower(), text[match.start() :])
    return None


def _asks(text: str, match: re.Match[str]) -> bool:
    word, before, after = match[0].lower(), text[max(0, match.start() - REACH) : match.start()], text[match.end() :]
    if word == "how" and _HOW.match(text, match.start()):
        return True
    opens = not before.strip() or before.rstrip().endswith((",", ";", ":", "-", "–", "—", ".", "?", "!", "("))
    if word in _SUBORDINATE:
        verb = YES_NO.match(after.lstrip(" '’s")) or re.match(r"['’]s|\W*\Z| to\b", after)
        return bool(verb) and (opens or bool(_ASKS_AFTER.search(before)))
    if opens or not after.strip(" ?.!"):
        return True
    if word in ("what", "how", "why"):
        return True
    return bool(_ASKS_AFTER.search(before)) or not _RELATIVE_BEFORE.search(before)
