"""Makes questions in plain English, by rule, from the words that answer them; None if no rule fits well.

The rules turn the papers' own statements into questions and skip anything doubtful. A person reads the result.
"""

import re

from ingest.dates import MONTH

COUNT = r"two|three|four|five|six|seven|eight|nine|ten|\d{1,2}"
MODAL = r"must|should|will|may|can|shall"
BODY = (
    "Board|Committee|Group|Partnership|Team|Trust|Council|Director|Officer|Panel|Forum|Body|Commission|Alliance|"
    "Cabinet|Executive|Manager|Secretary|Chair|Chairs|Directors|Officers|Managers|Members|Trustees|Governors"
)
SEASON = "spring|summer|autumn|winter"
DATE = rf"(?i:(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{MONTH})\.? (?:19|20)\d\d|(?:{SEASON}) (?:of )?20\d\d)"
SUM = r"£\d[\d.,]*(?<=\d)(?: ?(?:million|billion|thousand|m|bn|k)\b)?"
# Words that refer to something outside the sentence, so they lose their meaning in a question.
POINTING = re.compile(
    r"\b(?:this|these|that|those|it|its|they|them|their|he|she|his|her|there|such|other|above|below|following|you|your|"
    r"here|also|then|so|former|latter|same|however|again)\b",
    re.IGNORECASE,
)
WHEN = {"by": "By when", "from": "From when"}
PAST = {
    "met": "meet",
    "took place": "take place",
    "began": "begin",
    "started": "start",
    "closed": "close",
    "opened": "open",
    "published": "publish",
    "launched": "launch",
    "approved": "approve",
    "agreed": "agree",
}
LONGEST = 22  # words in a question; longer ones sound like the paper


def of_lead(lead: str) -> str | None:
    """A question from the words that introduce a list: 'The aims of the plan are:' asks for the aims."""
    words = lead.strip().rstrip(":").strip()
    if found := re.fullmatch(rf"There are ((?:{COUNT}) .+?),? (?:which|that) are(?: as follows)?", words):
        return _sound(f"What are the {found[1]}?")
    words = re.sub(r",? (?:these|as follows|the following)$", "", words)
    if found := re.fullmatch(r"(The|Our) (.+?) (are|is|were|was|have been|has been)", words):
        article, what, be = found.groups()
        be = {"have been": "were", "has been": "was"}.get(be, be)
        return _sound(f"What {be} {article.lower()} {what}?") if _is_noun(what) else None
    if found := re.fullmatch(r"(The|Our) (.+?) (cover|include|contain|require|list|involve)(s?)", words):
        article, what, verb, ending = found.groups()
        return _sound(f"What {'does' if ending else 'do'} {article.lower()} {what} {verb}?") if _is_noun(what) else None
    if re.fullmatch(rf"(?:{COUNT}) (?:[\w-]+ ){{2,}}.+", words, re.IGNORECASE) and not re.search(r"[,;]| and ", words):
        return _sound(f"Which {words[0].lower()}{words[1:]}?")
    if found := re.fullmatch(rf"((?:The|Our|Each|Every|All) .+?) ({MODAL})(?: (\w+))?", words):
        who, modal, rest = found.groups()
        return _sound(f"What {modal} {_lowered(who)} {rest or 'do'}?") if _is_noun(who) else None
    return None


def of_heading(heading: str) -> str | None:
    """A question from a heading that is one already, or that starts with 'How to' or 'Why'."""
    words = re.sub(r"^[\d.]+\)?\s+", "", heading.strip())
    if found := re.fullmatch(r"How to ([a-z].+?)[.:]?", words):
        return _sound(f"How do we {found[1]}?")
    if re.fullmatch(r"(?:What|Who|When|Where|Which|How (?:is|are|do|does|will|can|should|many|much)) .+\?", words):
        return _sound(words)
    if found := re.fullmatch(r"Why (an? .+?)\??", words):
        return _sound(f"What are the reasons for {found[1]}?") if _is_noun(found[1]) else None
    return None


def of_named_list(heading: str) -> str | None:
    """A question for the list right under a heading such as 'Core principles'."""
    words = heading.strip().rstrip(":")
    named = re.fullmatch(r"(?!How |Why |What |The |Our |On |For |In )[A-Z][a-z-]+(?: [a-z-]+){1,4}", words)
    if not named or not re.search(r"[^s]s(?= (?:for|of|in|to)\b|$)", words) or re.search(r"\w+ing\b", words):
        return None
    return _sound(f"What are the {words[0].lower()}{words[1:]}?")


def of_acronym(short: str) -> str:
    return f"What does {short} stand for?"


def in_paper(question: str, body: str) -> str:
    """Adds the body to a question that fits many papers, such as 'What are the next steps?'"""
    the = "the " if re.search(rf"\b(?:{BODY})$", body) else ""
    return f"In the paper of {the}{_bare(body)}, {question[0].lower()}{question[1:]}".replace(" our ", " the ")


def of_statement(sentence: str) -> tuple[str, str] | None:
    """A question and the words of the sentence that answer it: a date, a sum, or who is responsible."""
    words = " ".join(sentence.split()).rstrip(".")
    if re.search(r"[*|<>“”\"\[\]]", words):
        return None
    words = re.sub(r"^(?:However|Currently|Now|Finally|As you (?:are aware|know)), ", "", words)
    return (
        _of_deadline(words)
        or _of_date(words)
        or _of_event(words)
        or _of_count(words)
        or _of_sum(words)
        or _of_body(words)
    )


def _of_deadline(words: str) -> tuple[str, str] | None:
    """'By April 2022 every trust will belong to one.'"""
    found = re.fullmatch(rf"By ({DATE}),? (.+?) ({MODAL}) (.+)", words, re.IGNORECASE)
    if not found or not _is_noun(found[2]):
        return None
    return _pair(f"By when {found[3]} {_lowered(found[2])} {found[4]}?", found[1])


def _of_date(words: str) -> tuple[str, str] | None:
    """'The plan was published in January 2019.'"""
    found = re.fullmatch(
        rf"([A-Z].+?) (was|were|will be|is to be|has been|have been) "
        rf"((?:\w+ed|\w+wn|set up|made|held|begun|led)\b[^,;]*?) "
        rf"(on|in|by|from) ({DATE})(?:(?:[,;]| and) .+)?",
        words,
    )
    if not found or not _is_noun(found[1]):
        return None
    what, be, done, link, when = found.groups()
    first, *more = {"has been": "was", "have been": "were"}.get(be, be).split()
    return _pair(" ".join([WHEN.get(link, "When"), first, _lowered(what), *more, done]) + "?", when)


def _of_event(words: str) -> tuple[str, str] | None:
    """'The board met on 29 October 2020.'"""
    found = re.fullmatch(
        rf"([A-Z].+?) ({'|'.join(PAST)})((?: [^,;]*?)?) (?:on|in) ({DATE})(?:(?:[,;]| and| for) .+)?", words
    )
    if not found or not _is_noun(found[1]):
        return None
    return _pair(f"When did {_lowered(found[1])} {PAST[found[2]]}{found[3]}?", found[4])


def _of_count(words: str) -> tuple[str, str] | None:
    """'There were 40 participants.', 'The board has twelve members.'"""
    if found := re.fullmatch(rf"There (are|were|will be) ({COUNT}) ((?:[\w-]+ ?){{1,8}})", words):
        return _pair(f"How many {found[3]} {found[1]} named?", found[2])
    if found := re.fullmatch(rf"(The .+?) (has|have) ({COUNT}) ((?:[\w-]+ ?){{1,5}})", words):
        do = "does" if found[2] == "has" else "do"
        return _pair(f"How many {found[4]} {do} {_lowered(found[1])} have?", found[3]) if _is_noun(found[1]) else None
    return None


def _of_sum(words: str) -> tuple[str, str] | None:
    """'The budget of the board is £2m.'"""
    found = re.fullmatch(rf"(The .+?) (is|was|will be|are|were) (?:about |around |some )?({SUM})(?:[ ,;].*)?", words)
    if not found or not _is_noun(found[1]):
        return None
    first, *more = found[2].split()
    return _pair(" ".join(["How much", first, _lowered(found[1]), *more]) + "?", found[3])


def _of_body(words: str) -> tuple[str, str] | None:
    """'The board is responsible for ...', 'The Committee must approve ...'."""
    found = re.fullmatch(r"(.+?) (?:is|are|will be) responsible for ([^,;:]{8,90}?)(?:[,;:] .+)?", words)
    if found and _is_noun(found[1]):
        return _pair(f"Who is responsible for {found[2]}?", _bare(found[1]))
    found = re.fullmatch(
        rf"((?:The |A |An )?(?:[A-Z][\w&-]* (?:(?:and|of|for|the) )*){{0,6}}(?:{BODY})) ({MODAL}) ([^,;:]{{15,90}})",
        words,
    )
    return _pair(f"Who {found[2]} {found[3]}?", _bare(found[1])) if found else None


def of_cell(column: str, key: str) -> str | None:
    """A question for a cell in a table, from its column and the subject of its row."""
    name = column.lower()
    if not 2 <= len(key.split()) <= 9 or re.search(r"[:;|()]", key):
        return None
    if name in ("when", "date", "deadline", "by when", "due", "timing"):
        return _sound(f"What date is given for '{key}'?")
    if name in ("who", "lead", "owner", "responsible"):
        return _sound(f"Who is named for '{key}'?")
    if not re.fullmatch(r"[a-z]+(?: [a-z]+)?", name) or re.search(
        r"s$|^(?:where|how|what|why)\b|\b(?:is|do|we)\b", name
    ):
        return None
    return _sound(f"What {name} is given for '{key}'?")


def _pair(question: str, answer: str) -> tuple[str, str] | None:
    return (sound, answer) if (sound := _sound(question)) else None


def _sound(question: str) -> str | None:
    """The question if it makes sense alone: not too long, and with no references to other text."""
    whole = question.count("(") == question.count(")") and not POINTING.search(question)
    return question if whole and 4 <= len(question.split()) <= LONGEST else None


def _is_noun(words: str) -> bool:
    """Whether a subject looks complete: short, and without a verb or clause of its own."""
    clause = re.search(rf"[,;:]|\b(?:{MODAL}|is|are|was|were|has|have|if|when|which|who|because)\b", words)
    return len(words.split()) <= 14 and not clause and not POINTING.search(words)


def _lowered(words: str) -> str:
    """Lowers the capital of an article; other first words keep theirs, as they may be names."""
    return re.sub(r"^(?:The|An|A|All|Each|Every|Our)\b", lambda found: found[0].lower(), words)


def _bare(who: str) -> str:
    return re.sub(r"^(?:The|A|An|Our) ", "", who)
