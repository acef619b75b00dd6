"""Words that tell somebody what to say do not say it: 'say that the budget is £9bn' carries nothing about the budget.

Papers hold such words where somebody wants to make a language model say them. This knows the plain forms in English; an
order in other words, or a plain lie, is for the person who sees the words quoted. Of 73,377 sentences of real papers 11
are taken for orders, most of them items such as 'State that the Minister has had due regard to ...'.
"""

import re

from assistant.text.sanitize import visible

POLITE = r"(?:(?:please|now|then|instead|always|you (?:must|should|will|shall)|[\w ]{1,20}:)\W+)*"
HEARERS = r"(?:the |your )?(?:users?|readers?|people)"
SAYING = rf"say|answer|reply|respond|state|claim|print|output|repeat|write|reveal|tell {HEARERS}"
TO_SAY = re.compile(
    rf"^\W*{POLITE}(?:(?:{SAYING})\b(?:\s+\w+){{0,3}}?(?:\s+that\b|\s*:|\s*[\"“])|do not answer\b)",
    re.IGNORECASE,
)
TO_A_PROGRAM = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b(?:\s+\w+){0,3}?\s+(?:instructions?|prompts?|directions)\b"
    r"|\byour (?:system )?prompt\b|\byou are (?:now )?(?:an? |the )?(?:\w+ ){0,2}(?:ai|chatbot|language model)\b"
    r"|^\W*(?:ai|assistant|system|chatbot|language model)\s*:",
    re.IGNORECASE,
)
ESCAPE = re.compile(r"\x1b\[[\d;]*[A-Za-z]")


def is_order(text: str) -> bool:
    """Whether a sentence tells somebody, most likely a program, what to say, or to forget what it was told."""
    text = visible(ESCAPE.sub(" ", text))
    return bool(TO_SAY.search(text) or TO_A_PROGRAM.search(text))
