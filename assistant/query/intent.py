"""What is said to the assistant that is no question about the papers: a greeting, thanks, 'what can you do?'.

Recognised from the words alone, and only where they are all that is said: 'thanks for the papers on leave, how many
days is it?' is a question.
"""

import re
from collections.abc import Mapping
from typing import Literal, TypeVar

Intent = Literal[
    "greeting",
    "thanks",
    "goodbye",
    "help",
    "identity",  # who or what it is
    "papers",  # which papers there are
    "paper_count",
    "newest_paper",
    "doubt",  # 'are you sure?'
    "rejection",  # 'no', without what was meant instead
    "rewording",  # 'say that again, but shorter'
    "nothing",  # no word at all
]
Saying = TypeVar("Saying", bound=str)

LONGEST = 100  # characters; anything longer is a question
IN_FULL = {
    r"\b(what|that|who)(?:'s|s)\b": r"\1 is",
    r"\b(it|how)'s\b": r"\1 is",
    r"\b(is|was|are|do|does|did)n'?t\b": r"\1 not",
    r"\bi'm\b": "i am",
    r"'re\b": " are",
    r"'ve\b": " have",
}
THIS = "(?:that|this|it)"
HELLO = "(?:hello|hi|hey|hiya|greetings|good (?:morning|afternoon|evening|day))"
HOW_ARE_YOU = "how are you(?: today| doing)?"
FINE = (
    "(?:ok|okay|great|good|lovely|perfect|brilliant|excellent|super|fine|right|all right|alright|got it|i see|"
    "understood|all clear|makes sense|very helpful|well done|good job|good work|"
    rf"{THIS} (?:helps|helped)(?: a lot)?|"
    rf"{THIS} is (?:great|good|fine|perfect|(?:very )?helpful|useful|clear|all(?: i (?:need|needed|wanted))?))"
)
THANKS = (
    "(?:(?:many )?thanks|thank you|thankyou|thx|ta|cheers|much appreciated|i appreciate (?:it|that))"
    "(?: very much| so much| a lot| again| all| policy)*"
    rf"(?: for (?:{THIS}|everything|(?:your|the) (?:help|answers?|time)|helping(?: me)?))?"
)
PAPER = "(?:paper|document|file)"
PAPERS = "(?:papers|documents|docs|files|pdfs)"
LIBRARY = "(?:the|your|my|our|this) library"
HELD = (
    "(?:do you (?:have|hold|know|use|search)|do we have|have (?:you|we) (?:got|read|loaded)|can you (?:use|search)|"
    rf"are you using|are (?:there|loaded|in (?:here|there|{LIBRARY}))|can i (?:ask|search))"
    rf"(?: here| loaded| now| at the moment| in {LIBRARY}| about)?"
)
NEWEST = "(?:newest|latest|most recent)"
ABOUT_IT = f"(?: (?:about|of) {THIS})?"
OTHERWISE = (
    "(?:(?:(?:much|a bit|a little) )?(?:shorter|simpler|briefer|clearer|more (?:simply|briefly|clearly|plainly))|"
    "briefly|simply|in (?:short|brief)|(?:in|using|with) (?:plain(?:er)?|simple|simpler|other|different|fewer|your own|"
    "everyday|normal) (?:english|words|terms|language))"
)
ANSWER = f"(?:{THIS}|(?:the|your) answer)"
CAN_YOU = "(?:and |now )?(?:(?:can|could) you )?(?:please )?"
SAYINGS: dict[Intent, tuple[str, ...]] = {
    "nothing": ("",),
    "greeting": (
        f"{HELLO}(?: there| again| everyone| all| policy)?(?: {HOW_ARE_YOU})?",
        HOW_ARE_YOU,
    ),
    "thanks": (
        f"(?:(?:{FINE}|no|yes) )*{THANKS}(?: (?:{FINE}|{THANKS}|bye|goodbye))*",
        f"{FINE}(?: {FINE})*",
    ),
    "goodbye": (
        f"(?:{FINE} )*(?:goodbye|good bye|bye(?: bye)?|good night)(?: for now)?",
        f"(?:{FINE} )*see you(?: later| soon| tomorrow)?",
        f"(?:{FINE} )*(?:that is all for|i am done for) (?:now|today)",
    ),
    "help": (
        "(?:please )?help(?: me)?(?: please)?",
        "(?:so )?what (?:can|do|could) you do(?: for me)?",
        "(?:how )?can you help(?: me)?",
        "what (?:can|should|could) i ask(?: here| you| about| you about)?",
        "(?:what|which) (?:sorts? of |kinds? of )?questions can (?:i|we) ask(?: you)?",
        "how (?:do|can|should) i (?:use|start with|talk to) (?:you|policy|this (?:program|tool))",
        "how (?:do you|does (?:policy|this (?:program|tool))) work",
        "what is this (?:program|tool)(?: for)?",
        "what are you (?:for|good (?:at|for)|able to do)",
    ),
    "identity": (
        "(?:and )?(?:who|what) are you(?: then| exactly)?",
        "who am i (?:talking|speaking) to",
        "are you (?:an? )?(?:real )?(?:human|person|robot|bot|chatbot|machine|program|computer|ai|language model)"
        "(?: being)?",
        "what is your name|what are you called|do you have a name",
        "who (?:made|built|wrote|created) you",
    ),
    "paper_count": (f"(?:and )?how many {PAPERS} {HELD}",),
    "papers": (
        f"(?:and )?(?:what|which) {PAPERS} {HELD}",
        f"(?:please )?(?:list|show(?: me)?|give me|name)(?: all)?(?: the| your| my| our)? {PAPERS}"
        "(?: (?:that )?you (?:have|hold|know))?",
        f"(?:what is in|show(?: me)?) {LIBRARY}",
    ),
    "newest_paper": (
        f"(?:and )?(?:what|which) is (?:the|your) {NEWEST} {PAPER}(?: (?:that )?(?:you|we) have| here| in {LIBRARY})?",
        f"(?:which|what) (?:{PAPER}|one) is (?:the )?{NEWEST}",
    ),
    "doubt": (
        f"(?:but |and )?are you (?:quite |really |absolutely )?(?:sure|certain){ABOUT_IT}",
        f"how (?:sure|certain|confident) are you{ABOUT_IT}",
        "is (?:that|this) (?:really )?(?:right|correct|true)",
        f"can i (?:trust|rely on|believe) (?:you|{THIS})",
        "really",
    ),
    "rejection": (
        "no(?: no)?|nope|(?:no )?wrong",
        f"(?:no )?{THIS} is (?:wrong|incorrect|no answer|not (?:it|right|correct|true|an answer))",
        f"(?:no )?{THIS} (?:is|was) not what i (?:asked(?: for)?|meant|wanted)",
        f"(?:no )?{THIS} (?:does|did) not answer (?:it|my question|the question)",
    ),
    "rewording": (
        f"{CAN_YOU}(?:say|put|explain|repeat|give me|make) {ANSWER}(?: again)?(?: but)? {OTHERWISE}",
        f"{CAN_YOU}(?:shorten|simplify|summari[sz]e|rephrase|reword|sum up) {ANSWER}|{CAN_YOU}sum {THIS} up",
        f"(?:but |and )?{OTHERWISE}",
        f"(?:{THIS} is )?too long|tl dr|tldr|eli5|explain (?:{THIS} )?like i am (?:five|5)",
    ),
}
WHOLE = {intent: re.compile("|".join(sayings)) for intent, sayings in SAYINGS.items()}
LEAD = re.compile(
    r"^(?:(?:hello|hi|hey|good (?:morning|afternoon|evening)|thanks|thank you|ta|cheers|ok|okay|great|right|fine|"
    r"fair enough|i see|got it|oh|lovely|perfect|well|please|excuse me)"
    r"(?: there| again| very much| so much| a lot| for that)*"
    r"(?:\s*[,.!;:…]+|\s+[–—-])\s*)+(?=\S)|"
    r"^\W*(?:no|nope|sorry|actually|wait)\b\W*(?:i (?:mean|meant)\b\W*)?(?=(?:who|what|when|where|why|which|how)\b)",
    re.IGNORECASE,
)
TAIL = re.compile(
    r"(?:\s*,|\s+[–—-]|(?<=[.!?]))\s*(?:please|thanks|thank you|cheers)\s*[.!?]*$|\s+please\s*[.!]*$", re.IGNORECASE
)


def intent_of(text: str) -> Intent | None:
    """What is said where it is no question about the papers; None where it may be one."""
    if len(text) > LONGEST:
        return None
    return whole_saying(WHOLE, text) or whole_saying(WHOLE, without_courtesies(text))


def whole_saying(sayings: Mapping[Saying, re.Pattern[str]], text: str) -> Saying | None:
    """The first of the sayings that the whole of a text is, whatever its case, punctuation and contractions."""
    said = text.lower().replace("’", "'")
    for short, long in IN_FULL.items():
        said = re.sub(short, long, said)
    said = " ".join(re.findall(r"[^\W_]+", said))
    return next((saying for saying, pattern in sayings.items() if pattern.fullmatch(said)), None)


def without_courtesies(text: str) -> str:
    """A question without 'hello,' and 'thanks –' before it and ', please' after it, which would be searched for."""
    asked = TAIL.sub("", LEAD.sub("", text)).strip()
    return asked if re.search(r"\w", asked) else text
