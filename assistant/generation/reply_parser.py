"""Splits a model's reply into sentences and list items, each with the keys it cites."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import sentencex

from assistant.generation.citation_keys import SHAPE
from assistant.generation.prompt import is_not_said
from assistant.text.tokens import bare

MOST = 15  # statements; beyond that a model repeats itself
ITEM = re.compile(r"^(?:[-*•–+]|\d{1,2}[.)]|[a-z]\))\s+")
LINK = re.compile(r"\[([^\]\n]*)\]\([^)\s]*\)")
DECORATION = re.compile(r"^\s*(?:#{1,6}\s.*|[-=_*]{3,}|```\w*)\s*$|\*\*|__|</?passage[^>\n]*>|^>\s?", re.MULTILINE)
SQUARE = re.compile(r"\s*[\[【]([^\[\]【】\n]{0,80})[\]】]")
ROUND = re.compile(r"\s*\(([^()\n]{1,60})\)")
FILLING = re.compile(r"\b(?:and|or|see|keys?|passages?|source)\b|\W", re.IGNORECASE)
NOT_GIVEN = "0"  # in a mark, stands for anything that is not a key; no key contains a 0
MARK = re.compile("\ue000([^\ue001]*)\ue001")
ENUMERATED = re.compile(r"(?<=:)\s*\d{1,2}[.)]$")  # the number of a list that starts on the same line
AFTER_END = re.compile(r"([.!?][\"'”’)]*)\s*((?:\ue000[^\ue001]*\ue001[.]?\s*)+)")
FINISHED = re.compile(r"[.!?:;][\"'”’)]*$")


@dataclass(frozen=True)
class DraftStatement:
    """A sentence or list item from a model, without its marks. `foreign`: it cites something it was not given.

    `lead` is the line that introduces the item's list.
    """

    text: str
    keys: tuple[str, ...] = ()
    foreign: bool = False
    listed: bool = False
    lead: str = ""


def parse_reply(reply: str, keys: Collection[str], cut: bool = False) -> list[DraftStatement]:
    """The model's statements in order, without repeats and without any that the papers do not say.

    `cut`: the reply was stopped for length, so an unfinished last sentence is dropped.
    """
    found: list[DraftStatement] = []
    lead = ""
    reply = reply.replace("\ue000", "").replace("\ue001", "")
    for line in DECORATION.sub("", LINK.sub(r"\1", reply)).splitlines():
        marked = _marked(line.strip(), keys)
        listed = bool(ITEM.match(marked))
        text = ITEM.sub("", marked).strip()
        if not MARK.sub("", text).strip(" .,;:"):
            if found and text:  # a key on its own line belongs to the statement before it
                found[-1] = _said(found[-1].text + text, found[-1].listed, found[-1].lead, found[-1])
        elif text.endswith(":") and not listed and not MARK.search(text):
            lead = text
        else:
            lead = lead if listed else ""
            found += [_said(part, listed, lead) for part in ([text] if listed else _sentences(text))]
    if cut and found and not FINISHED.search(found[-1].text):
        found.pop()
    return _once(each for each in found if each.text and not is_not_said(each.text))[:MOST]


def _once(found: Iterable[DraftStatement]) -> list[DraftStatement]:
    """Each statement once, with all the keys it cites; a `foreign` one is kept apart."""
    told: dict[tuple[str, bool], DraftStatement] = {}
    for each in found:
        same = (bare(f"{each.lead} {each.text}"), each.foreign)
        first = told.setdefault(same, each)
        told[same] = replace(first, keys=tuple(dict.fromkeys([*first.keys, *each.keys])))
    return list(told.values())


def _marked(line: str, keys: Collection[str]) -> str:
    """The line with each citation as a mark that a sentence splitter can't break, moved in front of the full stop."""

    def square(match: re.Match[str]) -> str:
        return _mark(match[1], keys)

    def round(match: re.Match[str]) -> str:
        rest = FILLING.sub(" ", match[1]).split()
        is_keys = bool(rest) and all(word.lower() in keys or re.fullmatch(SHAPE, word) for word in rest)
        return _mark(match[1], keys) if is_keys else match[0]

    line = ROUND.sub(round, SQUARE.sub(square, line))
    if keys:
        bare = re.compile(rf"(?:\b(?:key|passage)\s+)?\b({'|'.join(map(re.escape, keys))})\b", re.IGNORECASE)
        pieces = re.split("(\ue000[^\ue001]*\ue001)", line)
        line = "".join(
            p if p.startswith("\ue000") else bare.sub(lambda m: f"\ue000{m[1].lower()}\ue001", p) for p in pieces
        )
    return AFTER_END.sub(lambda match: f"{match[2].replace('.', '').strip()}{match[1]} ", line).strip()


def _mark(inner: str, keys: Collection[str]) -> str:
    words = FILLING.sub(" ", inner).lower().split()
    known = [word for word in words if word in keys]
    if not known or len(known) < len(words):
        return f"\ue000{' '.join(known)} {NOT_GIVEN}\ue001"
    return f"\ue000{' '.join(known)}\ue001"


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in sentencex.segment("en", text) if sentence.strip()]


def _said(text: str, listed: bool, lead: str, before: DraftStatement | None = None) -> DraftStatement:
    cited = " ".join(MARK.findall(text)).split()
    plain = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(MARK.sub("", text).split())).strip()
    plain = ENUMERATED.sub("", plain)
    held = before.keys if before else ()
    keys = tuple(dict.fromkeys([*held, *(key for key in cited if key != NOT_GIVEN)]))
    return DraftStatement(plain, keys, NOT_GIVEN in cited or bool(before and before.foreign), listed, lead)
