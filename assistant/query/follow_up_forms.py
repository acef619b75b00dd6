"""The forms that follow-ups come in: 'why?', 'show me more', 'what about Wirral?', 'no, I mean annual leave'."""

import re
from dataclasses import dataclass
from typing import Literal

from assistant.query.intent import whole_saying
from assistant.query.rephrase import OPPOSITE
from assistant.text.tokens import STOP, words

Form = Literal["why", "more", "where"]

LONGEST = 200  # characters of a follow-up in one of these forms
THING = 5  # content words, at most, of what is asked about instead
THAT = "(?:that|this|it|so|they|those|these)"
SAYS = "(?:says?|said|states?|stated|written|from)"
SAYINGS: dict[Form, tuple[str, ...]] = {
    "why": (
        f"(?:why|how come|what for|for what reason)(?: so| not| {THAT})?",
        f"why (?:is|was|are|were|do|does|did|has|have) {THAT}(?: so| not)?",
        f"what (?:is|was) the (?:reason|reasoning|rationale)(?: (?:for|behind) {THAT})?",
    ),
    "more": (
        f"(?:(?:show|give|tell)(?: me)? )?(?:some )?more(?: (?:of|about|on) {THAT})?",
        f"(?:(?:show|give|tell)(?: me)? )?the (?:rest|others?)(?: of (?:{THAT}|the list))?",
        f"(?:is there )?(?:anything|something) (?:else|more)(?: (?:about|on) {THAT})?",
        "(?:what|who|where|when|which) else(?: is there| do they say| does it say)?",
        "what more|go on|continue",
        "(?:no )?(?:i (?:mean|meant) )?the other one",
    ),
    "where": (
        f"(?:where|who) (?:does|do|did|is|was) (?:{THAT}|the papers?|{THAT} paper) {SAYS}(?: {THAT})?",
        f"(?:which|what) (?:paper|document|one) (?:says|said|states|is) {THAT}(?: (?:from|in))?",
        f"where (?:is|was) {THAT} (?:from|written|said|stated)|where (?:does|did) {THAT} come from",
        f"where (?:do|did) you (?:get|find|read|have) {THAT}(?: from)?",
        f"who (?:says|said) (?:so|{THAT})|says who",
        "(?:what is )?(?:the |your )?sources?(?: (?:for|of) (?:that|this|it))?",
        f"(?:(?:can|could) you )?(?:say|repeat) {THAT}(?: again)?|(?:come|say) again|what was that",
    ),
}
WHOLE = {
    form: re.compile(f"(?:(?:and|but|so|ok|okay) )?(?:{'|'.join(sayings)})(?: please)?")
    for form, sayings in SAYINGS.items()
}
NO = r"^\W*(?:no|nope|sorry|actually|wait|oh)\b\W*"
I_MEAN = r"i(?:['’]m| am| was)? (?:mean|meant|asking about|talking about|asked about|wanted)"
MEANT = re.compile(rf"(?:{NO})*\b{I_MEAN}\s+(?P<meant>.+?)(?:,?\s+not\s+(?P<unwanted>.+?))?\W*$", re.IGNORECASE)
NOT = re.compile(
    rf"(?:{NO})*\bnot\s+(?P<unwanted>.+?)(?:\s*[,;:]|\s+[–—-]|\s+but\b)(?:\s+but|\s+{I_MEAN})?\s+(?P<meant>.+?)\W*$",
    re.IGNORECASE,
)
INSTEAD = re.compile(
    r"^\W*(?:no|nope|sorry|actually)\b\s*[,.;:–—-]+\s*(?P<meant>.+?)(?:,?\s+not\s+(?P<unwanted>.+?))?\W*$",
    re.IGNORECASE,
)
NOT_THAT = re.compile(r"^\W*(?P<meant>[^,;–—]+?)(?:,|;|\s+[–—-])\s*not\s+(?P<unwanted>.+?)\W*$", re.IGNORECASE)
AFTERWARDS = re.compile(rf"^\W*(?P<meant>[^,;–—]+?)\W+{I_MEAN}(?P<unwanted>)\W*$", re.IGNORECASE)
CORRECTIONS = (MEANT, NOT, INSTEAD, NOT_THAT, AFTERWARDS)
SAME = r"(?:,\s*(?:the )?same\b[^,]*)?"
OTHER = re.compile(
    rf"^\W*(?:(?:(?:and|but|so|or)\s+)?(?:what|how)\s+about|and|or)\s+(?P<other>.+?){SAME}\W*$", re.IGNORECASE
)
NO_THING = re.compile(
    r"^(?:who|whose|what|when|where|why|which|how|is|are|was|were|do|does|did|can|could|will|would|should|must|has|have|"
    r"had|if|once|then|also|since|until|because|"
    r"(?:with|in|on|at|by|for|to|from|of|under) (?:what|which|whom|whose|how))\b",
    re.IGNORECASE,
)
POINTING = re.compile(
    r"\b(?:i|we|you|he|him|his|she|her|it|its|they|them|their|this|that|these|those|there|both|else)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Instead:
    """What somebody `meant` instead of the words `unwanted`, which may be empty."""

    meant: str
    unwanted: str = ""


def form_of(text: str) -> Form | None:
    """The form of a follow-up that consists of nothing else."""
    return whole_saying(WHOLE, text)


def instead_of(text: str) -> Instead | None:
    """What a correction puts right: 'no, I mean annual leave', 'not sick leave, annual leave'."""
    if len(text) > LONGEST:
        return None
    found = next(filter(None, (form.match(text) for form in CORRECTIONS)), None)
    return Instead(found["meant"], found["unwanted"] or "") if found and _is_thing(found["meant"]) else None


def other_of(text: str) -> str:
    """What is asked about instead in 'what about Wirral?' and 'and for part-time staff?'; empty for other questions."""
    found = OTHER.match(text) if len(text) <= LONGEST else None
    return found["other"] if found and _is_thing(found["other"]) else ""


def _is_thing(text: str) -> bool:
    """Whether it may be a thing to ask about: a few words that neither ask nor point back, or 'outside' alone."""
    if text.lower() in OPPOSITE:
        return True
    content = [word for word in words(text) if word not in STOP]
    return 0 < len(content) <= THING and not NO_THING.match(text) and not POINTING.search(text)
