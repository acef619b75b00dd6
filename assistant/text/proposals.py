"""Tells a proposal from a decision by its words: 'It is proposed that ...', 'subject to approval'."""

import re

PROPOSES = re.compile(
    r"\bpropos(?:e|es|ed|al|als|ing)\b|\b(?:(?:is|are|be|being) )?recommended that\b|\brecommends? that\b"
    r"|\b(?:is|are|be) recommended to\b"
    r"|\bsubject to (?:[\w’']+ ){0,4}(?:approval|agreement|consultation|ratification)\b"
    r"|\b(?:is|are|was|were|be) (?:asked|invited|requested) to (?:approve|agree|adopt|endorse|consider|decide)\b"
    r"|\bnot (?:yet )?(?:been )?(?:approved|agreed|decided|adopted)\b|\b(?:is|are) minded to\b",
    re.IGNORECASE,
)
HEADING = re.compile(r"\bpropos\w+\b|\brecommendations?\b|\bfor (?:decision|approval)\b", re.IGNORECASE)
# Says what all things of a kind are, as 'Councils are public bodies' does: that is not proposed, whatever is around it
OF_A_KIND = re.compile(r"(?!(?:this|its|hers|theirs)\b)\w+s (?:are|have)\b(?!.*\d)", re.IGNORECASE)
DECIDES = re.compile(
    r"(?<!not )(?<!not yet )(?<!not been )(?<!yet been )(?<!to be )"
    r"\b(?:resolved|approved|agreed|adopted|ratified|determined|carried)\b|\bdecided (?:that|to)\b",
    re.IGNORECASE,
)


DECISIONS = re.compile(r"\b(?:decisions?|resolutions?)\b", re.IGNORECASE)


def is_decided(sentence: str, lead_in: str = "", heading: str = "") -> bool:
    """Whether a sentence, what leads in to it or the heading above it says that this was decided."""
    if DECIDES.search(sentence) or PROPOSES.search(sentence):
        return bool(DECIDES.search(sentence))
    if DECIDES.search(lead_in) or PROPOSES.search(lead_in):
        return bool(DECIDES.search(lead_in))
    return bool((DECISIONS.search(heading) and not HEADING.search(heading)) or DECIDES.search(heading))


def is_proposed(sentence: str, lead_in: str = "", heading: str = "") -> bool:
    """Whether a sentence, what leads in to it or the heading above it says that this is not decided.

    Words of decision in a nearer place win: an item under 'Recommendations' may say that it was agreed.
    """
    for text in (sentence, lead_in):
        if DECIDES.search(text):
            return False
        if PROPOSES.search(text):
            return True
    return bool(HEADING.search(heading) and not DECIDES.search(heading) and not OF_A_KIND.match(sentence))
