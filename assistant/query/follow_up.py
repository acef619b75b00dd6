"""Follow-up questions, resolved by rules: what a question leaves out is taken from the conversation before it."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

import sentencex

from assistant.query.everyday import in_papers
from assistant.query.follow_up_forms import Instead, form_of, instead_of, other_of
from assistant.query.intent import intent_of, without_courtesies
from assistant.query.question import Question
from assistant.query.question_type import question_type
from assistant.query.rephrase import LEADING, replaced, substituted, topic
from assistant.query.things import NAME, ONE
from assistant.text.tokens import STOP, stems, words

POINTING = re.compile(
    r"\b(?:it|its|itself|they|them|their|theirs|this|that|these|those|he|him|his|she|her|hers|ours|yours|there|one|"
    r"ones|both|same|such|former|latter|else|also|too)\b|"
    r"(?:\b(?:and|about|are|for|from|is|like|of|on|than|with|(?:i|we)(?:['’]\w+| have| had)?(?: to)? \w+)\s+|^\W*)"
    r"mine\W*$",  # not in 'the coal mine'
    re.IGNORECASE,
)
GOING_ON = re.compile(
    r"^\W*(?:and|but|so|or|then|also|what about|how about|any(?:one|thing)?|who else)\b", re.IGNORECASE
)
ASKING = re.compile(
    r"\?$|^(?:and |but |so )?(?:who|what|when|where|why|which|how|is|are|was|were|do|does|did|can|could|will|would|"
    r"should)\b",
    re.IGNORECASE,
)
THEN = re.compile(r"\bthen\b", re.IGNORECASE)
ORDINAL = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth|last|final)(?: (?:one|two|of|point|item|option)\b)", re.IGNORECASE
)
IN_A_SENTENCE = re.compile(r";|, (?:and )?| and (?=[^,;]*$)")  # between the items of a list
ORDER = ("first", "second", "third", "fourth", "fifth", "sixth")
ALLOWING = {"may", "might", "must"}  # no words to search for, but they make a question complete
WHOLE = 3  # content words that make a question complete, if nothing in it points back
LONG = 4  # and those that make it complete though something does: 'is there ...', 'how much does it cost to ...'
ANTECEDENT = 3  # content words before a pronoun, for it to mean something in the question itself
CLAUSE = 2  # or in a clause of its own: 'the hotel was above the limit, who pays for it?'
NAMES = (
    6  # in an answer: 'it' may mean one of them; of more, as in a long list, none is meant, and they drown the question
)
MARKS = re.compile(r"(?:\s*\[\d+\])+(?:\s*\(not supported[^()]*\))?\s*$")  # after a statement in `Answer.text`


@dataclass(frozen=True)
class Other:
    """What the last question is asked of instead, as typed, and the stems in it that this question did not have."""

    words: str
    new: frozenset[str]

    @property
    def telling(self) -> frozenset[str]:
        """Those that are no figures."""
        return frozenset(each for each in self.new if not any(map(str.isdigit, each)))

    def is_named_in(self, text: str) -> bool:
        """Whether a text has any of those stems, or of what papers call it."""
        return bool((self.new | stems(" ".join(in_papers(self.words)))) & stems(text))


@dataclass(frozen=True)
class Resolved:
    """A question made whole, as far as rules can.

    `text` is what is asked and `context` what the conversation adds to it. `subject` is the last question that was
    complete, and `asked_before` what it was before something was added to it that had no place in it, if so.
    `asked_anew` are the words that are new, none where more of the same is asked for, and `already_said` the
    statements given since the conversation came to its subject. `turned_to` is what the last question is asked of now.
    """

    text: str
    subject: str
    context: str = ""
    asked_anew: str = ""
    already_said: tuple[str, ...] = ()
    turned_to: Other | None = None
    asked_before: str = ""

    @property
    def to_change(self) -> str:
        """The question that is asked of something else: nothing is added to what was added."""
        return self.asked_before or self.subject


def is_follow_up(question: Question) -> bool:
    """Whether the question is incomplete without the conversation."""
    text = question.text
    if not question.history:
        return False
    if form_of(text) or instead_of(text) or other_of(text) or ORDINAL.search(text):
        return True
    count = len(_content_words(text))
    if count < WHOLE and not (ASKING.search(text) and count > 1 and (_stands_alone(text) or _names_another(question))):
        return True
    if count < LONG and _points_back(text):
        return True
    return bool(GOING_ON.search(text)) and (_points_back(text) or not _names_another(question))


def resolved(question: Question) -> Resolved:
    """The question with what it takes from the conversation; a chain of follow-ups leads back to its first question."""
    history = tuple((asked, answer) for asked, answer in question.history if not intent_of(asked))
    texts = [without_courtesies(text) for text in (*(asked for asked, _ in history), question.text)]
    first = len(history)
    while first and is_follow_up(Question(texts[first], history[:first])):
        first -= 1
    whole = Resolved(texts[first], texts[first])
    said: tuple[str, ...] = ()
    for n in range(first, len(history)):
        answer = history[n][1]
        said += tuple(statement for statement in statements(answer) if statement not in said)
        whole = _followed(whole, answer, said, texts[n + 1])
    return whole


def _followed(last: Resolved, answer: str, said: tuple[str, ...], text: str) -> Resolved:
    """A follow-up to the last question and its answer."""
    match form_of(text):
        case "why":
            return Resolved("Why?", last.subject, _context(_about(last), *statements(answer)[:1]), already_said=said)
        case "more":
            return replace(last, asked_anew="", already_said=said)
        case "where":
            return last
    if instead := instead_of(text):
        return _corrected(last, answer, said, instead)
    if (other := other_of(text)) and not _item(text, answer):
        its_own = last.text != last.subject and question_type(last.text).kind not in ("other", "reason")
        return (_added_of if its_own else _last_of)(last, answer, said, other)
    return _added(last, answer, said, text)


def _corrected(last: Resolved, answer: str, said: tuple[str, ...], instead: Instead) -> Resolved:
    """'No, I mean annual leave': the last complete question with that in its place."""
    if whole := replaced(last.subject, instead.unwanted, instead.meant):
        return Resolved(whole, whole, "", instead.meant, said, _other(last.subject, instead.meant))
    return _turned_to(_without(last.to_change, instead.unwanted), answer, said, instead.meant)


def _last_of(last: Resolved, answer: str, said: tuple[str, ...], other: str) -> Resolved:
    return _turned_to(last.to_change, answer, said, other)


def _added_of(last: Resolved, answer: str, said: tuple[str, ...], other: str) -> Resolved:
    """What was asked last of the subject ('how much?'), asked of something else: 'and for a second one?'"""
    turned = _other(f"{last.text} {last.context}", other)
    if text := substituted(last.text, other, answer):
        return Resolved(text, last.subject, last.context, other, said, turned)
    if not ONE.search(other) and (subject := substituted(last.to_change, other, answer)):
        return Resolved(last.text, subject, _context(topic(subject)), other, said, turned)
    return Resolved(f"{last.text.rstrip('?.! ')}, {other}?", last.subject, last.context, other, said, turned)


def _turned_to(subject: str, answer: str, said: tuple[str, ...], other: str) -> Resolved:
    """The last complete question, asked of something else."""
    if whole := substituted(subject, other, answer):
        return Resolved(whole, whole, "", other, said, _other(subject, other))
    beside = f"{subject.rstrip('?.! ')}, {other}?"
    return Resolved(beside, beside, "", other, said, _other(subject, other), subject)


def _other(subject: str, other: str) -> Other:
    return Other(LEADING.sub("", other), stems(other) - stems(subject))


def _added(last: Resolved, answer: str, said: tuple[str, ...], text: str) -> Resolved:
    """A new question on the same subject, with the list item that it points at or the names in the answer."""
    item = _item(text, answer)
    found = (name for statement in statements(answer) for name in NAME.findall(statement))
    named = dict.fromkeys(name for name in found if _content_words(name))
    names = named if len(named) <= NAMES else ()
    asks_its_own = question_type(text).kind != "other"  # the type of the last question must not lead then
    before = _about(last) if asks_its_own else _context(last.subject, _added_words(last))
    return Resolved(text, last.subject, _context(before, *([item] if item else names)), text, said)


def _about(last: Resolved) -> str:
    """What the last question was about, without the words that say what kind of thing was asked for."""
    return _context(topic(last.subject), _added_words(last))


def _added_words(last: Resolved) -> str:
    return topic(last.text) if last.text != last.subject else ""


def _context(*parts: str) -> str:
    """The parts as sentences of their own, so that no name runs on into the next."""
    ended = (part if part[-1] in ".?!:;" else f"{part}." for part in parts if part)
    return " ".join(ended)


def statements(answer: str) -> tuple[str, ...]:
    """The statements of an answer and the lead-ins of its lists, without the marks of `Answer.text`.

    The name of a paper above its statements is none of them.
    """
    lines = [line.strip() for line in answer.splitlines() if line.strip(" -")]
    cited = any(map(MARKS.search, lines))
    said = (
        line
        for line, following in pairwise([*lines, ""])
        if not cited or MARKS.search(line) or following.startswith("- ")
    )
    return tuple(MARKS.sub("", line).removeprefix("- ").strip() for line in said)


def _without(text: str, old: str) -> str:
    """The text without the words that somebody did not mean."""
    unwanted = set(_content_words(old))
    return " ".join(word for word in text.split() if not unwanted.intersection(words(word))) or text


def split_preamble(text: str) -> tuple[str, str]:
    """The sentences that ask, and the preamble: those that only say something ('I am new here. Who ...?').

    The whole text asks where it has no preamble, or where the rest would not make sense without it.
    """
    sentences = [sentence.strip() for sentence in sentencex.segment("en", text)]
    asking = " ".join(sentence for sentence in sentences if ASKING.search(sentence))
    saying = " ".join(sentence for sentence in sentences if not ASKING.search(sentence))
    stands = len(_content_words(asking)) >= 4 and not _points_back(asking)
    return (asking, saying) if saying and stands else (text, "")


def _stands_alone(text: str) -> bool:
    """Whether nothing in a short question leans on what was said: 'How do I ask for leave?'

    Of the 304 follow-ups of the policy questions, four have two such words and lean on nothing.
    """
    return not (POINTING.search(text) or GOING_ON.search(text) or THEN.search(text))


def _points_back(text: str) -> bool:
    """Whether a word such as 'it' or 'they' comes before the question has named anything that it could mean."""
    return not all(_names_something(text[: match.start()]) for match in POINTING.finditer(text))


def _names_something(before: str) -> bool:
    """Whether the words before a pronoun name what it may mean; 'for owners of dogs, is it …' says of whom alone."""
    clause = before.rpartition(",")[0]
    return len(_content_words(before)) >= ANTECEDENT or (
        len(_content_words(clause)) >= CLAUSE and not LEADING.match(clause)
    )


def _names_another(question: Question) -> bool:
    """Whether it names a body that the conversation has not named."""
    said = {word for asked, answer in question.history for word in words(f"{asked} {answer}")}
    names = {word for name in NAME.findall(question.text[1:]) for word in _content_words(name)}
    return bool(names - said)


def _content_words(text: str) -> list[str]:
    return [word for word in words(text) if word not in STOP or word in ALLOWING]


def _item(text: str, answer: str) -> str:
    """What 'the last one' or 'the second' points at: a statement of the answer, or an item in its only one."""
    match = ORDINAL.search(text)
    if not match:
        return ""
    said = [statement for statement in statements(answer) if not statement.endswith(":")]
    if len(said) == 1:
        said = [item.strip() for item in IN_A_SENTENCE.split(said[0]) if item.strip()]
    which = match[1].lower()
    place = -1 if which in ("last", "final") else ORDER.index(which)
    return said[place] if len(said) > 1 and place < len(said) else ""
