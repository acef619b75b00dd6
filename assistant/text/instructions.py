"""Finds instructions about what to say: 'say that the budget is £9bn' is not evidence about the budget.

Someone may put such words in a paper to make a language model repeat them. This knows the plain forms in English. An
instruction in other words, or a plain lie, is left to the person who sees the words quoted. It finds 11 in 73,377
sentences of real papers, mostly items such as 'State that the Minister has had due regard to ...'.
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


def is_instruction(text: str) -> bool:
    """Whether a sentence tells someone, most likely a program, what to say or to ignore its instructions."""
    text = visible(ESCAPE.sub(" ", text))
    return bool(TO_SAY.search(text) or TO_A_PROGRAM.search(text))
