"""Names of bodies in a text: councils, boards, departments."""

import re

BODY = (
    r"(?:Council|Commission|Committee|Board|Trust|Authority|Agency|Department|Ministry|Office|Partnership|Group|CCG|"
    r"Service|Administration|Bureau|Institute|Association|Federation|Corporation|Alliance|University|College|Inspectorate)"
)
SMALL = r"(?:of|for|and|the|in|&|on|to)"
PAPER_OF = re.compile(  # 'Minutes of the Cleveley Town Council' is the name of a paper
    r"^(?:(?:Draft|Unconfirmed|Annual|Final)\s+)*"
    r"(?:Minutes|Agenda|Report|Papers|Notes?|Notice|Record|Proceedings|Constitution|Standing Orders|"
    r"Terms of Reference)\s+(?:of|for|from|to|by)\s+(?:(?:the|a|an)\s+)?(?:(?:\w+\s+)?Meeting\s+of\s+(?:the\s+)?)?",
    re.IGNORECASE,
)
NAME = re.compile(rf"(?:[A-Z][\w&'’.-]*|{SMALL})(?:\s+(?:[A-Z][\w&'’.-]*|{SMALL})){{0,11}}")
OF_A_BODY = re.compile(
    rf".\s{BODY}$|^{BODY} (?:of|for) .|^NHS .|^HM (?:Treasury|Government|Land Registry|Revenue (?:and|&) Customs)$"
)
CAPITALS = {"NHS", "CCG", "ICB", "ICS", "UK", "US", "HM"}


def is_body(line: str) -> bool:
    """Whether a line is only the name of a body: 'Health in Hackney Scrutiny Commission'."""
    return len(line.split()) <= 9 and bodies(line) == [cased(line).removeprefix("The ")]


def bodies(words: str) -> list[str]:
    """The names of bodies in a text: capitalised words that end with 'Council', begin with 'Department of', ..."""
    names = [
        re.sub(rf"^(?:{SMALL}\s+|The\s+)+|(?:\s+{SMALL})+$", "", PAPER_OF.sub("", match[0]))
        for match in NAME.finditer(cased(words))
    ]
    first = [
        re.sub(rf"(\b{BODY}) and .*|\s(?:\S+\s)?(?:Meeting|Agenda|Minutes|Report)\b.*", r"\1", name) for name in names
    ]
    return [" ".join(name.split()) for name in first if OF_A_BODY.search(name)]


def cased(words: str) -> str:
    """Turns words in capitals into a name as it is written: small words small, NHS and the like unchanged."""
    if not re.sub(rf"\b{SMALL}\b", "", words).isupper():
        return words
    return " ".join(
        w if w.strip(",.") in CAPITALS else w.lower() if re.fullmatch(SMALL, w.lower()) else w.capitalize()
        for w in words.split()
    )
