"""Rewords sentences by rule without changing their meaning: notation, synonyms, order, a clause less."""

import random
import re
from collections.abc import Callable

MONTHS = "January February March April May June July August September October November December".split()
DATE = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({'|'.join(MONTHS)}) ((?:19|20)\d\d)\b")
MONTH_YEAR = re.compile(rf"(?<!\d )(?<!th )\b({'|'.join(MONTHS)}) ((?:19|20)\d\d)\b")
WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
SYNONYMS = (
    ("in order to", "to"),
    ("prior to", "before"),
    ("commence", "begin"),
    ("commenced", "began"),
    ("approximately", "about"),
    ("however, ", "but "),
    ("additional", "further"),
    ("assist", "help"),
    ("obtain", "get"),
    ("purchase", "buy"),
    ("regarding", "about"),
    ("shall", "must"),
    ("must", "has to"),
    ("is required to", "must"),
    ("are required to", "must"),
    ("should", "ought to"),
    ("will be able to", "can"),
    ("a number of", "several"),
    ("individuals", "people"),
    ("require", "need"),
    ("requires", "needs"),
    ("ensure", "make sure"),
    ("provide", "give"),
    ("provides", "gives"),
    ("whether", "if"),
    ("currently", "at present"),
    ("establish", "set up"),
    ("established", "set up"),
    ("undertake", "carry out"),
    ("such as", "for example"),
    ("all", "every one of the"),
    ("annually", "every year"),
    ("each year", "every year"),
    ("sufficient", "enough"),
    ("receive", "get"),
    ("use", "make use of"),
    ("important", "significant"),
    ("in addition", "also"),
    ("information", "details"),
    ("remain", "stay"),
    ("begin", "start"),
    ("therefore", "so"),
    ("relevant", "pertinent"),
    ("within", "in"),
    ("different", "various"),
    ("expected to", "likely to"),
    ("document", "paper"),
    ("consider", "think about"),
    ("cannot", "is not able to"),
    ("do not", "don't"),
    ("does not", "doesn't"),
    ("is not", "isn't"),
    ("should not", "shouldn't"),
    ("unable to", "not able to"),
)
REPORTS = ("According to the paper, {}", "The paper says that {}", "It is stated that {}", "The document notes that {}")
DROPPED = (
    re.compile(r" \([^()]{4,80}\)"),
    re.compile(r"(?<=\w), which [^,.;]{10,90}(?=[.,])"),
    re.compile(r"(?<=\w), including [^.;]{10,120}(?=\.$)"),
    re.compile(r"(?<=\w) (?:for example|e\.g\.|such as) [^.;]{8,120}(?=\.$)"),
    re.compile(r"^(?:However|Therefore|In addition|Additionally|Furthermore|As a result|For example|In particular), "),
    re.compile(r"; [^;]{15,140}(?=\.$)"),
)
LEADING = re.compile(
    r"^((?:If|When|Where|After|Before|Once|From|In|By|On|Under|For|To|During|Since) [^,;:()]{6,80}), ([^;:]{20,220})\.$"
)
PASSIVE = re.compile(
    r"^(The [a-z ]{4,40}|[A-Z][\w ]{4,40}?) (?:was|were) "
    r"(published|approved|issued|made|introduced|set out|developed|commissioned|prepared|agreed|designed|funded|"
    r"created|established) by (the [A-Z][\w ]{3,40}|[A-Z][\w ]{2,40})(?: in ((?:\w+ )?\d{4}))?\.$"
)

Rewording = Callable[[str, random.Random], str | None]


def reword(kind: str, sentence: str, rng: random.Random) -> str | None:
    """The sentence reworded; None if the rule has nothing to change."""
    changed = REWORDINGS[kind](sentence, rng)
    return changed if changed and changed != sentence else None


def _figures(sentence: str, rng: random.Random) -> str | None:
    changed = re.sub(r"(?<![\w.,/])\d{1,3}(?:,\d{3})+(?![\w,])", lambda m: m[0].replace(",", ""), sentence)
    changed = (
        changed
        if changed != sentence
        else re.sub(
            r"(?<![\w.,£$€])(\d{4,6})(?= (?!to\b)[a-z])(?<!20\d\d)(?<!19\d\d)", lambda m: f"{int(m[1]):,}", changed
        )
    )
    changed = re.sub(r"([£$€]\d+(?:\.\d+)?) ?million\b", r"\1m", changed)
    changed = re.sub(
        r"([£$€])(\d+(?:\.\d+)?)m\b",
        lambda m: f"{m[1]}{float(m[2]) * 1e6:,.0f}" if rng.random() < 0.5 else m[0].replace("m", " million"),
        changed,
    )
    changed = (
        re.sub(r"(\d)%", r"\1 per cent", changed) if "%" in changed else re.sub(r"(\d) per ?cent\b", r"\1%", changed)
    )
    changed = re.sub(r"£(\d[\d,]*\d)(?![\d.,]|\w| ?(?:m|b))", r"\1 pounds", changed)
    if changed == sentence:
        changed = re.sub(
            r"(?<!and )(?<!or )(?<![\w.,/£$€:()#-])([2-9]|1[0-2])(?= [a-z]{4,})(?! per ?cent| million| billion)",
            lambda m: WORDS[int(m[1])],
            sentence,
        )
    if changed == sentence:
        changed = re.sub(
            r"\b(" + "|".join(WORDS[2:]) + r")(?= [a-z]{4,})(?! million| billion| hundred| thousand)",
            lambda m: str(WORDS.index(m[1])),
            sentence,
        )
    return changed


def _dates(sentence: str, rng: random.Random) -> str | None:
    def full(match: re.Match[str]) -> str:
        day, month, year = int(match[1]), match[2], match[3]
        n = MONTHS.index(month) + 1
        ending = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
        forms = [
            f"{day}{ending} {month} {year}",
            f"{day:02}/{n:02}/{year}",
            f"{year}-{n:02}-{day:02}",
            f"{month} {day}, {year}",
            f"{day} {month[:3]} {year}",
        ]
        return rng.choice(forms)

    changed = DATE.sub(full, sentence)
    if changed == sentence:
        changed = MONTH_YEAR.sub(lambda m: f"{m[1][:3]} {m[2]}", sentence)
    if changed == sentence:
        changed = re.sub(
            r"\b(20\d\d)/(\d\d)\b(?!/)", lambda m: rng.choice([f"{m[1]}-{m[2]}", f"{m[1]}/20{m[2]}"]), sentence
        )
    return changed


def _synonyms(sentence: str, rng: random.Random) -> str | None:
    """Replaces up to three words with synonyms."""
    held = [pair for pair in SYNONYMS if re.search(rf"\b{pair[0]}\b", sentence)]
    for old, new in rng.sample(held, min(3, len(held))):
        sentence = re.sub(rf"\b{re.escape(old)}\b", new, sentence, count=1)
    return sentence if held else None


def _reported(sentence: str, rng: random.Random) -> str | None:
    first, *rest = sentence.split(" ", 1)
    lowered = (
        first.lower()
        if first.lower() in {"the", "a", "an", "this", "these", "all", "each", "if", "in", "there", "it", "we"}
        else first
    )
    return rng.choice(REPORTS).format(" ".join([lowered, *rest]))


def _dropped(sentence: str, rng: random.Random) -> str | None:
    held = [pattern for pattern in DROPPED if pattern.search(sentence)]
    if not held:
        return None
    kept = rng.choice(held).sub("", sentence, count=1)
    return kept[:1].upper() + kept[1:] if len(kept.split()) >= 6 else None


def _reordered(sentence: str, rng: random.Random) -> str | None:
    found = LEADING.match(sentence)
    if not found:
        return None
    lead, rest = found.groups()
    return f"{rest[0].upper()}{rest[1:]} {lead[0].lower()}{lead[1:]}."


def _active(sentence: str, rng: random.Random) -> str | None:
    found = PASSIVE.match(sentence)
    if not found:
        return None
    what, done, who, when = found.groups()
    what = what.replace("The ", "the ", 1) if what.startswith("The ") else what
    return f"{who[0].upper()}{who[1:]} {done} {what}{f' in {when}' if when else ''}."


REWORDINGS: dict[str, Rewording] = {
    "figures rewritten": _figures,
    "dates rewritten": _dates,
    "synonyms": _synonyms,
    "reported": _reported,
    "a clause less": _dropped,
    "order changed": _reordered,
    "active voice": _active,
}
