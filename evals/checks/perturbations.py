"""Makes sentences false with one change: a figure, a date, a name, a 'not', a unit, a bound, an opposite word.

The patterns deliberately share no code with the check that they measure.
"""

import random
import re
from collections.abc import Callable, Sequence

MONTHS = "January February March April May June July August September October November December".split()
MONTH = "|".join(MONTHS)
NUMBER = re.compile(
    r"(?<![\w.,/£$€:()#-])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w/-])|(?<![\w.,/£$€:()#-])\d{1,6}(?:\.\d{1,2})?(?![\w./:)-]|,\d)"
)
MONEY = re.compile(r"([£$€])(\d[\d,]*(?:\.\d+)?)( ?(?:million|billion|m|bn|k)\b)?")
PERCENT = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d+)?)( ?%| per ?cent)")
SPELLED = "two three four five six seven eight nine ten eleven twelve".split()
DATE = re.compile(rf"\b(?:(\d{{1,2}})((?:st|nd|rd|th)?) )?({MONTH}) ((?:19|20)\d\d)\b")
YEAR = re.compile(r"(?<![\w.,/£$€:-])(?:19|20)\d\d(?![\w/%-]|,\d|\.\d)")
UNITS = {"hour": "day", "day": "week", "week": "month", "month": "year", "year": "month", "mile": "kilometre"}
UNIT = re.compile(
    r"((?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty)[ -])(hour|day|week|month|year|mile)(s?)\b"
)
BOUNDS = (
    ("at least", "at most"),
    ("at most", "at least"),
    ("more than", "fewer than"),
    ("fewer than", "more than"),
    ("less than", "more than"),
    ("up to", "at least"),
    ("no later than", "no earlier than"),
    ("no more than", "no less than"),
    ("a minimum of", "a maximum of"),
    ("a maximum of", "a minimum of"),
)
OPPOSITES = (
    ("must", "may"),
    ("may", "must"),
    ("before", "after"),
    ("after", "before"),
    ("increase", "decrease"),
    ("increased", "reduced"),
    ("reduce", "increase"),
    ("reduced", "increased"),
    ("includes", "excludes"),
    ("including", "excluding"),
    ("approved", "rejected"),
    ("approve", "reject"),
    ("agreed", "refused"),
    ("open", "closed"),
    ("opened", "closed"),
    ("higher", "lower"),
    ("lower", "higher"),
    ("above", "below"),
    ("minimum", "maximum"),
    ("maximum", "minimum"),
    ("always", "never"),
    ("support", "oppose"),
    ("allows", "forbids"),
    ("permitted", "prohibited"),
    ("required", "forbidden"),
    ("improve", "worsen"),
    ("majority", "minority"),
    ("mandatory", "optional"),
    ("start", "end"),
    ("internal", "external"),
)
AFTER_MODAL = re.compile(
    r"\b(is|are|was|were|will|must|should|may|can|could|would|has been|have been|shall|does|do) (?!not\b|only\b|n)"
)
DENIED = re.compile(
    r"\b(is|are|was|were|will|must|should|may|can|could|would|has|have|shall|does|do|did|need) not "
    r"(?!only|just|limited|later|exceed)"
)
CONTRACTED = re.compile(r"\b(is|are|was|were|do|does|did|should|could|would|has|have|must)n[’']t\b")
DENIALS = (
    (re.compile(r"\bcannot\b"), "can"),
    (re.compile(r"\b[Cc]an[’']t\b"), "can"),
    (re.compile(r"\b[Ww]on[’']t\b"), "will"),
    (re.compile(r"\bno longer\b"), "still"),
    (re.compile(r"\bwithout\b"), "with"),
    (re.compile(r"\bunable to\b"), "able to"),
    (re.compile(r"\bnever\b"), "always"),
    (re.compile(r"\b(There (?:is|are|was|were|will be)) no\b"), r"\1 some"),
)
NAME = re.compile(r"(?<![.!?:•(\n“\"'‘]\s)(?<!^)\b[A-Z][a-z]+(?: (?:of |and |for |the )?[A-Z][a-z]+){0,4}\b")
BODIES = (
    "Board", "Committee", "Council", "Secretary of State", "Commission", "Department", "Minister", "Director", "Mayor",
    "Authority", "Agency", "Tribunal", "Cabinet", "Governing Body", "Chair",
)  # fmt: skip
BODY = re.compile(rf"\b(?:{'|'.join(BODIES)})\b")

QUANTITY = r"(?= (?:-?[£$€]?\d|an? (?:week|month|year|day|quarter|third|half)|" + "|".join(SPELLED) + r"))"
BETWEEN = re.compile(
    r"\b(?!and\b|or\b|the\b|of\b|for\b|to\b|in\b)[a-z]{3,}\b"
)  # words between two names, so that they are not a list or one name

Perturbation = Callable[[str, random.Random, Sequence[str]], str | None]


def perturb(kind: str, sentence: str, rng: random.Random, names: Sequence[str]) -> str | None:
    """The sentence with one change of a kind; None if that is impossible. `names` may be used as replacements."""
    changed = PERTURBATIONS[kind](sentence, rng, names)
    return changed if changed and changed != sentence else None


def _one(
    pattern: re.Pattern[str], sentence: str, rng: random.Random, make: Callable[[re.Match[str]], str | None]
) -> str | None:
    found = list(pattern.finditer(sentence))
    if not found:
        return None
    match = rng.choice(found)
    made = make(match)
    return sentence[: match.start()] + made + sentence[match.end() :] if made is not None else None


def _other_number(written: str, rng: random.Random) -> str:
    """Another number of similar size, in the same notation."""
    places = len(written.split(".")[1]) if "." in written else 0
    value = float(written.replace(",", ""))
    step = 10**-places
    while True:
        other = rng.choice(
            [value + step, max(value - step, 0), value * 2, value * 10, value + 3 * step, round(value * 1.25, places)]
        )
        made = f"{other:,.{places}f}" if "," in written else f"{other:.{places}f}"
        if float(made.replace(",", "")) != value:
            return made


def _figure(sentence: str, rng: random.Random, names: Sequence[str]) -> str | None:
    bare = YEAR.sub(lambda found: "y" * len(found[0]), DATE.sub(lambda found: "d" * len(found[0]), sentence))
    found = [match for match in NUMBER.finditer(bare) if not re.match(rf" (?:{MONTH})", bare[match.end() :])]
    if found:
        match = rng.choice(found)
        return sentence[: match.start()] + _other_number(match[0], rng) + sentence[match.end() :]
    return _one(
        re.compile(rf"\b(?:{'|'.join(SPELLED)})\b"),
        sentence,
        rng,
        lambda m: rng.choice([w for w in SPELLED if w != m[0]]),
    )


def _money(sentence: str, rng: random.Random, names: Sequence[str]) -> str | None:
    def other(match: re.Match[str]) -> str:
        scale = match[3] or ""
        swapped = {" million": " billion", "m": "bn", "bn": "m", " billion": " million"}.get(scale)
        if swapped and rng.random() < 0.3:
            return match[1] + match[2] + swapped
        return match[1] + _other_number(match[2], rng) + scale

    return _one(MONEY, sentence, rng, other)


def _percent(sentence: str, rng: random.Random, names: Sequence[str]) -> str | None:
    return _one(PERCENT, sentence, rng, lambda match: _other_number(match[1], rng) + match[2])


def _date(sentence: str, rng: random.Random, names: Sequence[str]) -> str | None:
    def other(match: re.Match[str]) -> str:
        day, ending, month, year = match.groups()
        what = rng.choice(["day", "month", "year"] if day else ["month", "year"])
        if what == "day":
            day, ending = str(int(day) % 27 + rng.choice([1, 2])) if int(day) != 28 else "3", ending and "th"
        elif what == "month":
            month = rng.choice([each for each in MONTHS if each != month])
        else:
            year = str(int(year) + rng.choice([-10, -1, 1, 2]))
        return f"{day}{ending} {month} {year}" if day else f"{month} {year}"

    return _one(DATE, sentence, rng, other)


def _year(sentence: str, rng: random.Random, names: Sequence[str]) -> str | None:
    return _one(YEAR, sentence, rng, lambda match: str(int(match[0]) + rng.choice([-2, -1, 1, 3])))


def _name(sentence: str, rng: random.Random, names: Sequence[str]) -> str | None:
    found = [
        m
        for m in NAME.finditer(sentence)
        if m[0] not in BODIES and m[0].split()[0] not in (*MONTHS, "The", "This", "If")
    ]
    others = [
        name
        for name in names
        if name not in sentence and not any(word in sentence for word in name.split() if word[0].isupper())
    ]
    if not found or not others:
        return None
    match = rng.choice(found)
    alike = [name for name in others if len(name.split()) == len(match[0].split())] or others
    return sentence[: match.start()] + rng.choice(alike) + sentence[match.end() :]


def _body(sentence: str, rng: random.Random, names: Sequence[str]) -> str | None:
    others = [body for body in BODIES if not any(word in sentence for word in body.split() if word[0].isupper())]
    return _one(BODY, sentence, rng, lambda match: rng.choice(others) if others else None)


def _exchanged(sentence: str, rng: random.Random, names: Sequence[str]) -> str | None:
    """Swaps two names or two figures in the sentence."""
    bare = DATE.sub(lambda found: "d" * len(found[0]), sentence)
    for found in ([m for m in NAME.finditer(sentence) if m[0] not in MONTHS], list(NUMBER.finditer(bare))):
        if len(found) >= 2 and (pair := rng.sample(found, 2)) and pair[0][0] != pair[1][0]:
            first, last = sorted(pair, key=lambda match: match.start())
            if len(BETWEEN.findall(sentence[first.end() : last.start()])) < 2:
                continue
            return (
                sentence[: first.start()]
                + last[0]
                + sentence[first.end() : last.start()]
                + first[0]
                + sentence[last.end() :]
            )
    return None


def _unit(sentence: str, rng: random.Random, names: Sequence[str]) -> str | None:
    return _one(UNIT, sentence, rng, lambda match: match[1] + UNITS[match[2]] + match[3])


def _not_added(sentence: str, rng: random.Random, names: Sequence[str]) -> str | None:
    return _one(
        AFTER_MODAL,
        sentence,
        rng,
        lambda match: f"{match[1].replace(' been', ' not been') if ' ' in match[1] else match[1] + ' not'} ",
    )


def _not_removed(sentence: str, rng: random.Random, names: Sequence[str]) -> str | None:
    changed = _one(DENIED, sentence, rng, lambda match: f"{match[1]} ") or _one(
        CONTRACTED, sentence, rng, lambda match: match[1]
    )
    return changed or next(
        (pattern.sub(put, sentence, count=1) for pattern, put in DENIALS if pattern.search(sentence)), None
    )


def _swap(pairs: Sequence[tuple[str, str]], before: str = "") -> Perturbation:
    """Replaces a word with the other of its pair; `before` is what must follow it."""

    def perturbation(sentence: str, rng: random.Random, names: Sequence[str]) -> str | None:
        held = [pair for pair in pairs if re.search(rf"\b{pair[0]}\b{before}", sentence)]
        if not held:
            return None
        old, new = rng.choice(held)
        return re.sub(rf"\b{old}\b{before}", new, sentence, count=1)

    return perturbation


PERTURBATIONS: dict[str, Perturbation] = {
    "figure": _figure,
    "money": _money,
    "percentage": _percent,
    "date": _date,
    "year": _year,
    "name": _name,
    "body": _body,
    "exchanged": _exchanged,
    "unit": _unit,
    "bound": _swap(BOUNDS, QUANTITY),
    "opposite": _swap(OPPOSITES),
    "not added": _not_added,
    "not removed": _not_removed,
}
